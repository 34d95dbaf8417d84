namespace FuncNet

/// An operation of the user's own. Write one by inheriting CustomOperation, which adds the derivative.
type ICustomPrimitive =
    /// The name, as it stands in tables, graphs and messages.
    abstract Name: string
    /// The shape and type of the result; throws ShapeException for operands that do not fit.
    abstract Infer: operands: TensorSpec[] -> TensorSpec
    /// The numbers of the result, in row-major order: an array of float32, double, int or bool, as Infer says.
    abstract Evaluate: operands: NDArray[] -> System.Array

/// An operation that a tape can hold: a description without tensors.
[<RequireQualifiedAccess; CustomEquality; NoComparison>]
type Primitive =
    | Elementwise of Elementwise
    | Reduction of Reduction
    | Shaping of Shaping
    | LinearAlgebra of LinearAlgebra
    | Convolution of Convolution
    | Pooling of Pooling
    | Indexing of Indexing
    | Sampling of Sampling
    | RecurrentCell of RecurrentCell
    | Control of Control
    | Custom of ICustomPrimitive

    /// Equal descriptions do the same; custom operations are compared as they define it.
    override this.Equals(other) =
        match other with
        | :? Primitive as other ->
            match this, other with
            | Elementwise a, Elementwise b -> a = b
            | Reduction a, Reduction b -> a = b
            | Shaping a, Shaping b -> a = b
            | LinearAlgebra a, LinearAlgebra b -> a = b
            | Convolution a, Convolution b -> a = b
            | Pooling a, Pooling b -> a = b
            | Indexing a, Indexing b -> a = b
            | Sampling a, Sampling b -> a = b
            | RecurrentCell a, RecurrentCell b -> a = b
            | Control a, Control b -> a = b
            | Custom a, Custom b -> a.Equals b
            | _ -> false
        | _ -> false

    /// A hash of the description.
    override this.GetHashCode() =
        match this with
        | Elementwise op -> hash op
        | Reduction op -> hash op
        | Shaping op -> hash op
        | LinearAlgebra op -> hash op
        | Convolution op -> hash op
        | Pooling op -> hash op
        | Indexing op -> hash op
        | Sampling op -> hash op
        | RecurrentCell op -> hash op
        | Control op -> hash op
        | Custom op -> op.GetHashCode()

/// Operations that are about the computation, not about numbers.
and [<RequireQualifiedAccess; NoComparison>] Control =
    /// y = x, but no gradient flows through.
    | StopGradient
    /// A body repeated along the first axis of sequences, with values that each step hands to the next.
    | Scan of Scan
    /// Element-wise operations over one shape in one pass: the body's results, for the body's inputs as operands. Programs that are
    /// made ready to run contain it; no function records it.
    | Fused of LoopBody

/// A recurrence as one operation: (c, y[t]) ← body (c, x[t], w) for every t. Its operands are the carried values c at the
/// start, the sequences x, and the fixed values w; its results are the carried values at the end, and the sequences y.
and [<NoComparison>] Scan = {
    Body: LoopBody
    /// How many of the body's values are carried from step to step.
    Carries: int
    /// How many sequences the body reads.
    Sequences: int
    /// The number of steps.
    Steps: int
    /// True if it runs from the last step to the first.
    Backwards: bool
}

/// A computation inside of an operation: inputs of known shape and type, steps in order, results. It refers to no tensor.
and [<Sealed>] LoopBody internal (inputs: TensorSpec[], steps: Step[], results: Source[]) =

    let slots = steps |> Array.fold (fun slots step -> slots + step.Specs.Length) inputs.Length

    member internal _.Inputs = inputs
    member internal _.Steps = steps
    member internal _.Results = results

    /// The number of places: the inputs, and the results of every step.
    member internal _.Slots = slots

    /// Shape and type of every place.
    member internal _.Specs = [|
        yield! inputs

        for step in steps do
            yield! step.Specs
    |]

/// One operation of a body.
and [<NoComparison>] internal Step = {
    Primitive: Primitive
    Operands: Source[]
    /// The place of the first result; the others follow.
    First: int
    /// Shape and type of the results.
    Specs: TensorSpec[]
}

/// Where a step of a body reads from.
and [<RequireQualifiedAccess; NoComparison>] internal Source =
    /// An earlier place.
    | Slot of int
    /// A number that never changes.
    | Number of NDArray
