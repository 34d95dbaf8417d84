namespace FuncNet

/// Operations that say something about the computation, not about numbers.
[<RequireQualifiedAccess>]
type Control =
    /// y = x, but no gradient flows through.
    | StopGradient

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
    | Indexing of Indexing
    | Sampling of Sampling
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
            | Indexing a, Indexing b -> a = b
            | Sampling a, Sampling b -> a = b
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
        | Indexing op -> hash op
        | Sampling op -> hash op
        | Control op -> hash op
        | Custom op -> op.GetHashCode()

/// Name, shape rule and evaluation of every primitive: a line a family.
[<RequireQualifiedAccess; CompilationRepresentation(CompilationRepresentationFlags.ModuleSuffix)>]
module internal Primitive =

    let name op =
        match op with
        | Primitive.Elementwise op -> Elementwise.name op
        | Primitive.Reduction op -> Reduction.name op
        | Primitive.Shaping op -> Shaping.name op
        | Primitive.LinearAlgebra op -> LinearAlgebra.name op
        | Primitive.Convolution op -> Convolution.name op
        | Primitive.Indexing op -> Indexing.name op
        | Primitive.Sampling op -> Sampling.name op
        | Primitive.Control Control.StopGradient -> "StopGradient"
        | Primitive.Custom op -> op.Name

    /// The shapes and types of the results.
    let infer op (x: TensorSpec[]) =
        match op with
        | Primitive.Elementwise op -> [| Elementwise.infer op x |]
        | Primitive.Reduction op -> Reduction.infer op x[0]
        | Primitive.Shaping op -> [| Shaping.infer op x |]
        | Primitive.LinearAlgebra op -> [| LinearAlgebra.infer op x[0] x[1] |]
        | Primitive.Convolution op -> Convolution.infer op x
        | Primitive.Indexing op -> [| Indexing.infer op x[0] x[1] |]
        | Primitive.Sampling op -> [| Sampling.infer op x |]
        | Primitive.Control Control.StopGradient -> [| x[0] |]
        | Primitive.Custom op -> [| op.Infer x |]

    let private custom (op: ICustomPrimitive) (x: NDArray[]) (spec: TensorSpec) =
        let numbers = op.Evaluate x

        if numbers.Rank <> 1 || numbers.Length <> spec.Shape.Size then
            Errors.shape
                "%s: Evaluate must give an array of one axis, in row-major order; it gave %d elements for the shape %O of Infer."
                op.Name
                numbers.Length
                spec.Shape

        if NDArray.dtypeOf (nonNull (numbers.GetType().GetElementType())) <> spec.DType then
            Errors.dtype "%s: Evaluate gave %s, but Infer promised %O." op.Name (numbers.GetType().Name) spec.DType

        NDArray(spec, numbers.Clone() :?> System.Array, 0)

    /// The results on concrete operands. A reshape shares its numbers, as nothing writes them again.
    let evaluate op (x: NDArray[]) =
        let specs = infer op (x |> Array.map _.Spec)

        match op with
        | Primitive.Shaping(Shaping.Reshape shape) -> [| x[0].WithShape shape |]
        | Primitive.Control Control.StopGradient -> [| x[0] |]
        | Primitive.Custom op -> [| custom op x specs[0] |]
        | _ ->
            let y = specs |> Array.map NDArray.allocate

            match op with
            | Primitive.Elementwise op -> Elementwise.evaluate op x y[0]
            | Primitive.Reduction op -> Reduction.evaluate op x[0] y
            | Primitive.Shaping op -> Shaping.evaluate op x y[0]
            | Primitive.LinearAlgebra op -> LinearAlgebra.evaluate op x[0] x[1] y[0]
            | Primitive.Convolution op -> Convolution.evaluate op x y
            | Primitive.Indexing op -> Indexing.evaluate op x[0] x[1] y[0]
            | Primitive.Sampling op -> Sampling.evaluate op x y[0]
            | Primitive.Control _
            | Primitive.Custom _ -> ()

            y
