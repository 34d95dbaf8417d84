namespace FuncNet

/// Making tensors.
[<AutoOpen>]
module TensorCreation =

    [<RequireQualifiedAccess>]
    module Tensor =

        /// The same number in every place. shape: the sizes of the result. A number that int32 cannot hold throws DTypeException.
        val full: dtype: DType -> shape: int seq -> value: float -> Tensor

        /// Zeros, float32.
        val zeros: shape: int seq -> Tensor

        /// Ones, float32.
        val ones: shape: int seq -> Tensor

        /// The same number in every place, in the shape and type of another tensor.
        val fullLike: tensor: Tensor -> value: float -> Tensor

        /// Zeros in the shape and type of another tensor.
        val zerosLike: tensor: Tensor -> Tensor

        /// Ones in the shape and type of another tensor.
        val onesLike: tensor: Tensor -> Tensor

        /// A scalar of the given type.
        val number: dtype: DType -> value: float -> Tensor

        /// A float32 scalar.
        val scalar: value: float -> Tensor

        /// The elements of an array in row-major order; float32, float, int or bool. The array is copied.
        val ofArray: shape: int seq -> elements: 'T[] -> Tensor

        /// A tensor over an array that nobody else will write.
        val internal owning: shape: int seq -> elements: 'T[] -> Tensor

        /// A vector: vector [1.0f; 2.0f] is float32, vector [1.0; 2.0] is float64.
        val vector: elements: 'T seq -> Tensor

        /// A matrix of rows: matrix [[1.0; 2.0]; [3.0; 4.0]]. Rows of different lengths are an error.
        val matrix: rows: 'T seq seq -> Tensor

        /// 0, 1, …, n − 1 as int32.
        val range: n: int -> Tensor

        /// n numbers from first to last, both included, at equal distances; float32.
        val linspace: first: float -> last: float -> n: int -> Tensor

        /// In every place the index along one axis, int32.
        val iota: shape: int seq -> axis: int -> Tensor

        /// The identity matrix [n; n].
        val eye: dtype: DType -> n: int -> Tensor

        /// A tensor of System.Numerics.Tensors, copied.
        val ofDotNet: tensor: System.Numerics.Tensors.Tensor<'T> -> Tensor

        /// As a tensor of System.Numerics.Tensors, copied; 'T as the dtype says. A scalar becomes a vector of one element,
        /// as there is no rank 0 there.
        val toDotNet<'T> : tensor: Tensor -> System.Numerics.Tensors.Tensor<'T>
