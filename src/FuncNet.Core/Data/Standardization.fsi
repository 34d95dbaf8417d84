namespace FuncNet

/// The mean and the deviation of each feature of a training set, by which inputs are brought to mean 0 and variance 1.
[<Sealed>]
type Standardization =
    /// μ of each feature, in the shape and type of one sample.
    member Mean: Tensor

    /// σ = √(Σ (x − μ)² / n) of each feature; 1 where the feature is constant.
    member Deviation: Tensor

/// Bringing inputs to mean 0 and variance 1: fit on the training set, apply to all others.
[<RequireQualifiedAccess; CompilationRepresentation(CompilationRepresentationFlags.ModuleSuffix)>]
module Standardization =

    /// From a mean and a deviation, such as those that were saved with a model.
    val ofTensors: mean: Tensor -> deviation: Tensor -> Standardization

    /// μ = Σ x / n and σ = √(Σ (x − μ)² / n) over the samples, for each feature, summed in float64. A constant feature
    /// gets σ = 1, so that it becomes 0. Inputs must be float32 or float64.
    val fit: data: Dataset -> Standardization

    /// (x − μ) / σ for inputs [n; …] or one sample.
    val applyTo: standardization: Standardization -> x: Tensor -> Tensor

    /// σ · x + μ, the inverse of applyTo.
    val invert: standardization: Standardization -> x: Tensor -> Tensor

    /// The data set with inputs (x − μ) / σ.
    val apply: standardization: Standardization -> data: Dataset -> Dataset
