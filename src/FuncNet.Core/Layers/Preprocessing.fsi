namespace FuncNet

/// Layers that bring inputs to a common scale. What they need of the data is fitted once, on the training part, and stands in the
/// network's state: saved and loaded with it, never learned, never decayed, the same in training and in inference. Whole numbers
/// become numbers of the network's type.
[<AutoOpen>]
module PreprocessingLayers =

    [<RequireQualifiedAccess>]
    module Layer =

        /// (x − mean)/deviation. mean, deviation: a number, [c] for the last axis of samples […; c], or the shape of a sample, in the same
        /// shape both; in the state they have at least the last axis. A network into which weights are to be
        /// loaded is built with standardize (Tensor.scalar 0.0) (Tensor.scalar 1.0). Numbers that are not finite, and deviations that are not over 0, throw
        /// ConfigurationException; samples of another shape ShapeException.
        val standardize: mean: Tensor -> deviation: Tensor -> Layer

        /// (x − μ)/σ with μ = Σ x / m and σ = √(Σ (x − μ)² / m) of each place of the last axis over all others of the data, summed in float64:
        /// of each feature of rows [n; c], of each channel of images [n; h; w; c]. σ is 1 where nothing varies. data: the
        /// training part alone, finite numbers, at least one sample, or it is a DataException. For a mean of each pixel there are Standardization.fit and standardize.
        val standardizeBy: data: Tensor -> Layer

        /// factor·x + offset, of numbers or of tensors as for standardize.
        val internal rescaleWith: factor: Tensor -> offset: Tensor -> Layer

        /// factor·x + offset: rescale (1.0 / 255.0) 0.0 brings bytes to 0 … 1. Numbers that are not finite throw ConfigurationException.
        val rescale: factor: float -> offset: float -> Layer

        /// (x − min)/(max − min) of each place of the last axis over all others of the data, which brings them to 0 … 1; where nothing
        /// varies, x − min. data: as for standardizeBy.
        val rescaleBy: data: Tensor -> Layer
