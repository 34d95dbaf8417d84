namespace FuncNet

open FuncNet.Kernels

/// Products of matrices.
[<RequireQualifiedAccess>]
type LinearAlgebra =
    /// C = op(A)·op(B) over the last two axes; the axes before them are a batch, and broadcast.
    | MatMul of transposeA: bool * transposeB: bool

[<RequireQualifiedAccess; CompilationRepresentation(CompilationRepresentationFlags.ModuleSuffix)>]
module internal LinearAlgebra =

    let name (LinearAlgebra.MatMul(transposeA, transposeB)) =
        let mark transposed = if transposed then "ᵀ" else ""

        if transposeA || transposeB then
            $"MatMul A{mark transposeA}·B{mark transposeB}"
        else
            "MatMul"

    /// Rows and columns of an operand as the product sees it.
    let private sides transposed (shape: Shape) =
        let rows, columns = shape[shape.Rank - 2], shape[shape.Rank - 1]
        if transposed then struct (columns, rows) else struct (rows, columns)

    let private batchSize (shape: Shape) = Shape.sizeBetween 0 (shape.Rank - 2) shape
    let private batch (shape: Shape) = Shape(shape.ToArray()[.. shape.Rank - 3])

    let infer (LinearAlgebra.MatMul(transposeA, transposeB)) (a: TensorSpec) (b: TensorSpec) =
        if a.DType <> b.DType || not a.DType.IsFloat then
            Errors.dtype "MatMul: the operands must be of one float type; they are %O and %O." a.DType b.DType

        if a.Shape.Rank < 2 || b.Shape.Rank < 2 then
            Errors.shape
                "MatMul: the operands must be matrices, or batches of them; their shapes are %O and %O."
                a.Shape
                b.Shape

        let struct (m, k) = sides transposeA a.Shape
        let struct (k', n) = sides transposeB b.Shape

        if k <> k' then
            Errors.shape
                "MatMul: the shapes %O%s and %O%s do not fit; the inner sizes are %d and %d."
                a.Shape
                (if transposeA then "ᵀ" else "")
                b.Shape
                (if transposeB then "ᵀ" else "")
                k
                k'

        let batch = Shape.broadcast "MatMul" (batch a.Shape) (batch b.Shape)
        { a with Shape = Shape(Array.append (batch.ToArray()) [| m; n |]) }

    /// For each matrix of the batch, where the operand's matrix begins.
    let private starts (operand: Shape) (batchShape: Shape) =
        let own = batch operand
        let strides = Shape.strides own
        let missing = batchShape.Rank - own.Rank
        let size = Shape.sizeBetween own.Rank operand.Rank operand

        Array.init batchShape.Size (fun index ->
            let mutable rest = index
            let mutable place = 0

            for axis in batchShape.Rank - 1 .. -1 .. 0 do
                let i = rest % batchShape[axis]
                rest <- rest / batchShape[axis]

                if axis >= missing && own[axis - missing] > 1 then
                    place <- place + i * strides[axis - missing]

            place * size)

    let private multiply<'T when 'T: unmanaged and 'T: (new: unit -> 'T) and 'T: struct and 'T :> System.ValueType>
        transposeA
        transposeB
        (tail: TileProgram | null)
        (a: NDArray)
        (b: NDArray)
        (c: NDArray)
        : unit -> unit =
        let struct (m, k) = sides transposeA a.Shape
        let struct (_, n) = sides transposeB b.Shape
        let batches = batchSize c.Shape

        /// One matrix for all, or one for each: the batch is a stride.
        let stride (operand: Shape) size =
            let own = batchSize operand

            if own = 1 then ValueSome 0
            elif own = batches then ValueSome size
            else ValueNone

        match stride a.Shape (m * k), stride b.Shape (k * n) with
        | ValueSome strideA, ValueSome strideB ->
            fun () ->
                MatrixProduct.MultiplyBatch(
                    batches,
                    m,
                    n,
                    k,
                    a.AsSpan<'T>(),
                    transposeA,
                    strideA,
                    b.AsSpan<'T>(),
                    transposeB,
                    strideB,
                    c.Target(),
                    tail
                )
        | _ ->
            let startsA, startsB = starts a.Shape (batch c.Shape), starts b.Shape (batch c.Shape)

            fun () ->
                for i in 0 .. batches - 1 do
                    let a = a.AsSpan<'T>().Slice(startsA[i], m * k)
                    let b = b.AsSpan<'T>().Slice(startsB[i], k * n)
                    MatrixProduct.Multiply(m, n, k, a, transposeA, b, transposeB, c.Target().Slice(i * m * n, m * n))

                match tail with
                | null -> ()
                | tail -> tail.Run()

    /// What computes c from a and b and then runs the tail, if there is one, as often as it is run.
    let bindWith
        tail
        (LinearAlgebra.MatMul(transposeA, transposeB))
        (a: NDArray)
        (b: NDArray)
        (c: NDArray)
        : unit -> unit =
        match c.DType with
        | DType.Float32 -> multiply<float32> transposeA transposeB tail a b c
        | DType.Float64
        | DType.Int32
        | DType.Bool -> multiply<float> transposeA transposeB tail a b c

    /// What computes c from a and b, as often as it is run.
    let bind op a b c = bindWith null op a b c
