namespace FuncNet

[<AutoOpen>]
module TensorProducts =

    [<RequireQualifiedAccess>]
    module Tensor =

        let matmulWith (transposeA: bool) (transposeB: bool) (a: Tensor) (b: Tensor) =
            Tensor.Apply(Primitive.LinearAlgebra(LinearAlgebra.MatMul(transposeA, transposeB)), a, b)

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

        let gather axis (indices: Tensor) (x: Tensor) =
            Tensor.Apply(Primitive.Indexing(Indexing.Gather(Shape.axis "gather" x.Shape axis)), x, indices)

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

        let gatherAlong axis (indices: Tensor) (x: Tensor) =
            Tensor.Apply(Primitive.Indexing(Indexing.GatherAlong(Shape.axis "gatherAlong" x.Shape axis)), x, indices)

        let scatterAddAlong axis size (indices: Tensor) (x: Tensor) =
            Tensor.Apply(
                Primitive.Indexing(Indexing.ScatterAddAlong(Shape.axis "scatterAddAlong" x.Shape axis, size)),
                x,
                indices
            )

        let oneHot dtype size (indices: Tensor) = gather 0 indices (Tensor.eye dtype size)
