namespace FuncNet

/// Products of matrices, and reading at indices. Shapes that do not fit, and indices outside of the axis, throw ShapeException.
[<AutoOpen>]
module TensorProducts =

    [<RequireQualifiedAccess>]
    module Tensor =

        /// op(A)·op(B) over the last two axes; transposing costs nothing here.
        let matmulWith (transposeA: bool) (transposeB: bool) (a: Tensor) (b: Tensor) =
            Tensor.Apply(Primitive.LinearAlgebra(LinearAlgebra.MatMul(transposeA, transposeB)), a, b)

        /// A·B over the last two axes; axes before them are a batch, and broadcast. A vector on the left is a row, on the right a column.
        let matmul (a: Tensor) (b: Tensor) =
            match a.Rank, b.Rank with
            | 1, 1 -> Tensor.sum (a * b)
            | 1, _ ->
                matmulWith false false (Tensor.expandAxis 0 a) b
                |> fun y -> Tensor.reshape (Seq.append (Seq.take (y.Rank - 2) y.Shape) [ y.Shape[y.Rank - 1] ]) y
            | _, 1 ->
                matmulWith false false a (Tensor.expandAxis 1 b)
                |> fun y -> Tensor.reshape (Seq.take (y.Rank - 1) y.Shape) y
            | _ -> matmulWith false false a b

        /// Parts at indices along an axis: the axis is replaced by the axes of the indices (int32, from 0).
        let gather axis (indices: Tensor) (x: Tensor) =
            Tensor.Apply(Primitive.Indexing(Indexing.Gather(Shape.axis "gather" x.Shape axis)), x, indices)

        /// Adds each part of x into zeros, at its index along an axis of that size; the adjoint of gather.
        let scatterAdd axis size (indices: Tensor) (x: Tensor) =
            let rank = x.Rank - indices.Rank + 1
            let at = if axis < 0 then axis + rank else axis

            if at < 0 || at >= rank || size < 0 then
                Errors.shape
                    "scatterAdd: indices %O and values %O cannot be added along axis %d of size %d."
                    indices.Shape
                    x.Shape
                    axis
                    size

            Tensor.Apply(Primitive.Indexing(Indexing.ScatterAdd(at, size)), x, indices)

        /// y[…, j, …] = x[…, indices[…, j, …], …] along an axis; the other axes are the same.
        let gatherAlong axis (indices: Tensor) (x: Tensor) =
            Tensor.Apply(Primitive.Indexing(Indexing.GatherAlong(Shape.axis "gatherAlong" x.Shape axis)), x, indices)

        /// The adjoint of gatherAlong, along an axis of that size.
        let scatterAddAlong axis size (indices: Tensor) (x: Tensor) =
            Tensor.Apply(
                Primitive.Indexing(Indexing.ScatterAddAlong(Shape.axis "scatterAddAlong" x.Shape axis, size)),
                x,
                indices
            )

        /// 1 at the index and 0 elsewhere, along a new last axis of that size. An index outside of it is an error.
        let oneHot dtype size (indices: Tensor) = gather 0 indices (Tensor.eye dtype size)
