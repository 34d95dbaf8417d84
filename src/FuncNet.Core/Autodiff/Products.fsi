namespace FuncNet

/// Products of matrices, and reading at indices. Shapes that do not fit, and indices outside of the axis, throw ShapeException.
[<AutoOpen>]
module TensorProducts =

    [<RequireQualifiedAccess>]
    module Tensor =

        /// op(A)·op(B) over the last two axes; transposing costs nothing here.
        val matmulWith: transposeA: bool -> transposeB: bool -> a: Tensor -> b: Tensor -> Tensor

        /// A·B over the last two axes; axes before them are a batch, and broadcast. A vector on the left is a row, on the right a column.
        val matmul: a: Tensor -> b: Tensor -> Tensor

        /// Parts at indices along an axis: the axis is replaced by the axes of the indices (int32, from 0).
        val gather: axis: int -> indices: Tensor -> x: Tensor -> Tensor

        /// Adds each part of x into zeros, at its index along an axis of that size; the adjoint of gather.
        val scatterAdd: axis: int -> size: int -> indices: Tensor -> x: Tensor -> Tensor

        /// y[…, j, …] = x[…, indices[…, j, …], …] along an axis; the other axes are the same.
        val gatherAlong: axis: int -> indices: Tensor -> x: Tensor -> Tensor

        /// The adjoint of gatherAlong, along an axis of that size.
        val scatterAddAlong: axis: int -> size: int -> indices: Tensor -> x: Tensor -> Tensor

        /// 1 at the index and 0 elsewhere, along a new last axis of that size. An index outside of it is an error.
        val oneHot: dtype: DType -> size: int -> indices: Tensor -> Tensor
