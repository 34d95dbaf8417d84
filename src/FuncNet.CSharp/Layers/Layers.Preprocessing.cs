using Fixed = FuncNet.PreprocessingLayers.Layer;

namespace FuncNet;

public static partial class Layers
{
    /// <summary>
    /// (x − mean)/deviation, with numbers that are part of the network's state: saved and loaded with it, never learned, never decayed, the same in
    /// training and in inference. mean, deviation: a number, [c] for the last axis of samples […; c], or the shape of a sample. Without
    /// them, 0 and 1 of the last axis, for a network that is to be loaded. Whole numbers become numbers of the network's type. A deviation
    /// that is not over 0 throws ConfigurationException.
    /// </summary>
    public static Layer Standardize(Tensor? mean = null, Tensor? deviation = null, string? name = null) =>
        Fixed
            .standardize(
                mean ?? (deviation is null ? Tensor.Scalar(0) : Tensor.ZerosLike(deviation)),
                deviation ?? (mean is null ? Tensor.Scalar(1) : Tensor.OnesLike(mean))
            )
            .Called(name);

    /// <summary>
    /// (x − μ)/σ by the mean and the deviation √(Σ (x − μ)² / m) of each place of the last axis over all others of the data: of each feature of rows, of
    /// each channel of images; σ is 1 where nothing varies. data: the inputs of the training part alone, [n; …; c]. For the rest as <see cref="Standardize"/>.
    /// </summary>
    public static Layer StandardizeBy(Tensor data, string? name = null) => Fixed.standardizeBy(data).Called(name);

    /// <summary>factor·x + offset: <c>Rescale(1 / 255.0)</c> brings bytes to 0 … 1. Its numbers are state, as those of <see cref="Standardize"/>.</summary>
    public static Layer Rescale(double factor = 1, double offset = 0, string? name = null) =>
        Fixed.rescale(factor, offset).Called(name);

    /// <summary>(x − min)/(max − min) of each place of the last axis over all others of the data, which brings them to 0 … 1; where nothing varies, x − min.</summary>
    public static Layer RescaleBy(Tensor data, string? name = null) => Fixed.rescaleBy(data).Called(name);
}
