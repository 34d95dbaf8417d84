namespace FuncNet

open System.Collections.Generic

/// A few samples with their targets, on which one step of training is made.
[<Sealed>]
type Batch =
    internal new: inputs: Signal<Tensor> * targets: Signal<Tensor> * weights: Tensor option * names: Names -> Batch
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

    /// A name for each input, in order; empty if they have none.
    member InputNames: IReadOnlyList<string>

    /// A name for each target, in order; empty if they have none.
    member TargetNames: IReadOnlyList<string>

    member internal Names: Names

    /// Inputs, targets and weights, as far as there are any.
    member internal Tensors: Tensor[]

    /// The number of samples.
    member Size: int

    /// The shapes and types.
    override ToString: unit -> string

/// Functions of batches.
[<RequireQualifiedAccess; CompilationRepresentation(CompilationRepresentationFlags.ModuleSuffix)>]
module Batch =

    /// A batch whose inputs and targets have names, each its own: Batch.named [ "image", x; "age", a ] [ "label", y ]. The order is that of the
    /// network's inputs and outputs. A name that comes twice, or is blank, is a DataException.
    val named: inputs: (string * Tensor) seq -> targets: (string * Tensor) seq -> Batch

    /// The same batch with a name for each input and target.
    val withNames: inputs: string seq -> targets: string seq -> batch: Batch -> Batch

    /// The input of a name. If there is none of it, it is a DataException that lists the names.
    val input: name: string -> batch: Batch -> Tensor

    /// The target of a name.
    val target: name: string -> batch: Batch -> Tensor

    /// The inputs and targets of these names, in this order.
    val select: inputs: string seq -> targets: string seq -> batch: Batch -> Batch

    /// f of every input [size; …]; the number of samples stays.
    val mapInputs: f: (Tensor -> Tensor) -> batch: Batch -> Batch

    /// f of every target.
    val mapTargets: f: (Tensor -> Tensor) -> batch: Batch -> Batch

    /// f of the input of a name.
    val mapInput: name: string -> f: (Tensor -> Tensor) -> batch: Batch -> Batch

    /// The same samples, each with a weight wᵢ ≥ 0: a step on them measures Σ wᵢ·ℓᵢ / n.
    val withWeights: weights: float seq -> batch: Batch -> Batch
