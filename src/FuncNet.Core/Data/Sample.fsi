namespace FuncNet

open System.Collections.Generic

/// One sample with its target, without an axis for the batch: what a pipeline maps before it makes batches.
[<Sealed>]
type Sample =
    internal new: inputs: Signal<Tensor> * targets: Signal<Tensor> * weight: float voption * names: Names -> Sample

    /// A sample for networks with several inputs or outputs.
    new: inputs: Signal<Tensor> * targets: Signal<Tensor> -> Sample

    /// A sample and its target, of any shape.
    new: input: Tensor * target: Tensor -> Sample

    /// A sample and its class 0, 1, ….
    new: input: Tensor * label: int -> Sample

    /// The input. Several inputs throw ShapeException: InputSignal has them.
    member Input: Tensor

    /// The target; an int32 scalar for a class label. Several targets throw ShapeException.
    member Target: Tensor

    /// The inputs, one or several.
    member InputSignal: Signal<Tensor>

    /// The targets, one or several.
    member TargetSignal: Signal<Tensor>

    /// The weight of the sample; 1 if none was given.
    member Weight: float

    /// The weight, if one was given.
    member internal GivenWeight: float voption

    /// A name for each input, in order; empty if they have none.
    member InputNames: IReadOnlyList<string>

    /// A name for each target, in order; empty if they have none.
    member TargetNames: IReadOnlyList<string>

    member internal Names: Names

    /// The shapes and types.
    override ToString: unit -> string

/// Functions of samples.
[<RequireQualifiedAccess; CompilationRepresentation(CompilationRepresentationFlags.ModuleSuffix)>]
module Sample =

    /// A sample whose inputs and targets have names, each its own: Sample.named [ "image", x; "age", a ] [ "label", y ].
    val named: inputs: (string * Tensor) seq -> targets: (string * Tensor) seq -> Sample

    /// f of every input.
    val mapInputs: f: (Tensor -> Tensor) -> sample: Sample -> Sample

    /// f of every target.
    val mapTargets: f: (Tensor -> Tensor) -> sample: Sample -> Sample

    /// The same sample with a weight w ≥ 0, which multiplies its loss.
    val withWeight: weight: float -> sample: Sample -> Sample

    /// Samples side by side: inputs [n; …], targets [n; …], or int32 [n] of labels. Samples of different shapes, types or names, and no
    /// samples at all, are a DataException that names the sample.
    val toBatch: samples: Sample seq -> Batch

    /// The samples of a batch, in order.
    val ofBatch: batch: Batch -> Sample[]
