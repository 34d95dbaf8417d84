namespace FuncNet

/// A few samples with their targets, on which one step of training is made.
[<Sealed>]
type Batch =
    internal new: inputs: Signal<Tensor> * targets: Signal<Tensor> * weights: Tensor option -> Batch

    /// Samples and targets for networks with several inputs or outputs.
    new: inputs: Signal<Tensor> * targets: Signal<Tensor> -> Batch

    /// Samples and their targets.
    new: inputs: Tensor * targets: Tensor -> Batch

    /// The samples along the first axis: [size; …]. Several inputs throw ShapeException: InputSignal has them.
    member Inputs: Tensor

    /// The targets in the same order: int32 [size] of class labels, or [size; …] of numbers. Several throw ShapeException.
    member Targets: Tensor

    /// The inputs, one or several, each with its samples along the first axis.
    member InputSignal: Signal<Tensor>

    /// The targets, one or several.
    member TargetSignal: Signal<Tensor>

    /// The weight of each sample: float64 [size]; ones if none were given.
    member Weights: Tensor

    /// The weights, if some were given.
    member internal GivenWeights: Tensor option

    /// Inputs, targets and weights, as far as there are any.
    member internal Tensors: Tensor[]

    /// The number of samples.
    member Size: int

    /// The shapes and types.
    override ToString: unit -> string
