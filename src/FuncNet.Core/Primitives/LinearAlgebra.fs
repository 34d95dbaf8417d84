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
        if transposed then columns, rows else rows, columns

    let private batch (shape: Shape) = Shape(shape.ToArray()[.. shape.Rank - 3])

    let infer (LinearAlgebra.MatMul(transposeA, transposeB)) (a: TensorSpec) (b: TensorSpec) =
        if a.DType <> b.DType || not a.DType.IsFloat then
            Errors.dtype "MatMul: the operands must be of one float type; they are %O and %O." a.DType b.DType

        if a.Shape.Rank < 2 || b.Shape.Rank < 2 then
            Errors.shape
                "MatMul: the operands must be matrices, or batches of them; their shapes are %O and %O."
                a.Shape
                b.Shape

        let m, k = sides transposeA a.Shape
        let k', n = sides transposeB b.Shape

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

    /// For each matrix of the batch, the place of the operand's matrix.
    let private matrixOf (operand: Shape) (batchShape: Shape) =
        let own = batch operand
        let strides = Shape.strides own
        let missing = batchShape.Rank - own.Rank

        fun index ->
            let mutable rest = index
            let mutable place = 0

            for axis in batchShape.Rank - 1 .. -1 .. 0 do
                let i = rest % batchShape[axis]
                rest <- rest / batchShape[axis]

                if axis >= missing && own[axis - missing] > 1 then
                    place <- place + i * strides[axis - missing]

            place

    let private multiply<'T when 'T: unmanaged and 'T: (new: unit -> 'T) and 'T: struct and 'T :> System.ValueType>
        transposeA
        transposeB
        (a: NDArray)
        (b: NDArray)
        (c: NDArray)
        =
        let m, k = sides transposeA a.Shape
        let _, n = sides transposeB b.Shape
        let batches = batch c.Shape

        /// One matrix for all, or one for each: the batch is a stride.
        let stride (own: Shape) size =
            if own.Size = 1 then ValueSome 0
            elif own.Size = batches.Size then ValueSome size
            else ValueNone

        match stride (batch a.Shape) (m * k), stride (batch b.Shape) (k * n) with
        | ValueSome strideA, ValueSome strideB ->
            let a = a.AsSpan<'T>()
            let b = b.AsSpan<'T>()

            MatrixProduct.MultiplyBatch(
                batches.Size,
                m,
                n,
                k,
                a,
                transposeA,
                strideA,
                b,
                transposeB,
                strideB,
                c.Target()
            )
        | _ ->
            let inA, inB = matrixOf a.Shape batches, matrixOf b.Shape batches

            for i in 0 .. batches.Size - 1 do
                let a = a.AsSpan<'T>().Slice(inA i * m * k, m * k)
                let b = b.AsSpan<'T>().Slice(inB i * k * n, k * n)
                MatrixProduct.Multiply(m, n, k, a, transposeA, b, transposeB, c.Target().Slice(i * m * n, m * n))

    let evaluate (LinearAlgebra.MatMul(transposeA, transposeB)) (a: NDArray) (b: NDArray) (c: NDArray) =
        match c.DType with
        | DType.Float32 -> multiply<float32> transposeA transposeB a b c
        | DType.Float64
        | DType.Int32
        | DType.Bool -> multiply<float> transposeA transposeB a b c
