namespace FuncNet

open System.Collections.Generic

/// Samples with their targets, checked once and immutable: counts agree, there is at least one sample, every number is
/// finite, and class labels are in range. Parts of it are made by the functions of the module of the same name.
[<Sealed>]
type Dataset =
    inherit TrainingData

    internal new:
        inputs: Signal<Tensor> *
        targets: Signal<Tensor> *
        weights: Tensor option *
        classNames: IReadOnlyList<string> *
        classCount: int ->
            Dataset

    /// Checks the samples and their targets. inputs: [n; …] of numbers; targets: int32 [n] of class labels, or numbers
    /// [n; …]; classNames: a name for each label, or none. Anything wrong is a DataException that names the sample.
    new: inputs: Tensor * targets: Tensor * classNames: IReadOnlyList<string> -> Dataset

    /// The same without class names.
    new: inputs: Tensor * targets: Tensor -> Dataset

    /// Checks samples for networks with several inputs or outputs: each input and each target has all samples along its first axis.
    new: inputs: Signal<Tensor> * targets: Signal<Tensor> -> Dataset

    /// The samples along the first axis: [n; …]. Several inputs throw ShapeException: InputSignal has them.
    member Inputs: Tensor

    /// The targets: int32 [n] of class labels, or numbers [n; …]. Several throw ShapeException: TargetSignal has them.
    member Targets: Tensor

    /// The inputs, one or several.
    member InputSignal: Signal<Tensor>

    /// The targets, one or several.
    member TargetSignal: Signal<Tensor>

    /// The weight of each sample: float64 [n]; ones if none were given.
    member Weights: Tensor

    /// The weights, if some were given.
    member internal GivenWeights: Tensor option

    /// The number of samples, at least 1.
    member Count: int

    /// The shape of one sample. Several inputs throw ShapeException.
    member InputShape: Shape

    /// The shape of one target; a scalar for class labels. Several targets throw ShapeException.
    member TargetShape: Shape

    /// The number of classes, of which some may have no sample; 0 if the targets are no class labels, or several.
    member ClassCount: int

    /// Count, shapes and classes.
    override ToString: unit -> string
