using Creation = FuncNet.TensorCreation.Tensor;
using Movement = FuncNet.TensorMovement.Tensor;

namespace FuncNet;

/// <summary>
/// Making tensors: <c>Tensor.Zeros(2, 3)</c>. A shape is given as numbers, as an array or as another tensor's Shape; float32
/// is the type where none is named.
/// </summary>
public static class TensorCreationExtensions
{
    extension(Tensor)
    {
        /// <summary>Zeros, float32. shape: the sizes of the result.</summary>
        public static Tensor Zeros(params IReadOnlyList<int> shape) => Creation.zeros(shape);

        /// <summary>Zeros of the given type. shape: the sizes of the result.</summary>
        public static Tensor Zeros(DType dtype, params IReadOnlyList<int> shape) => Creation.full(dtype, shape, 0);

        /// <summary>Ones, float32. shape: the sizes of the result.</summary>
        public static Tensor Ones(params IReadOnlyList<int> shape) => Creation.ones(shape);

        /// <summary>Ones of the given type. shape: the sizes of the result.</summary>
        public static Tensor Ones(DType dtype, params IReadOnlyList<int> shape) => Creation.full(dtype, shape, 1);

        /// <summary>The same number in every place, float32. shape: the sizes of the result.</summary>
        public static Tensor Full(double value, params IReadOnlyList<int> shape) =>
            Creation.full(DType.Float32, shape, value);

        /// <summary>The same number in every place, of the given type. shape: the sizes of the result.</summary>
        public static Tensor Full(DType dtype, double value, params IReadOnlyList<int> shape) =>
            Creation.full(dtype, shape, value);

        /// <summary>A scalar; float32 unless a type is given. A fraction as int32 throws DTypeException.</summary>
        public static Tensor Scalar(double value, DType? dtype = null) =>
            Creation.number(dtype ?? DType.Float32, value);

        /// <summary>
        /// A vector of these elements: float, double, int or bool, and its type is that of the elements. Another type throws
        /// DTypeException.
        /// </summary>
        public static Tensor Of<T>(params T[] elements)
            where T : unmanaged => Creation.ofArray([elements.Length], elements);

        /// <summary>A matrix, in the shape and type of the array: float, double, int or bool.</summary>
        public static Tensor Of<T>(T[,] elements)
            where T : unmanaged => OfArray<T>(elements);

        /// <summary>A tensor of three axes, in the shape and type of the array: float, double, int or bool.</summary>
        public static Tensor Of<T>(T[,,] elements)
            where T : unmanaged => OfArray<T>(elements);

        /// <summary>A tensor of four axes, in the shape and type of the array: float, double, int or bool.</summary>
        public static Tensor Of<T>(T[,,,] elements)
            where T : unmanaged => OfArray<T>(elements);

        /// <summary>
        /// The elements in row-major order under a shape; float, double, int or bool. The array is copied. A number of elements
        /// other than the shape's throws ShapeException.
        /// </summary>
        public static Tensor FromArray<T>(IReadOnlyList<int> shape, T[] elements)
            where T : unmanaged => Creation.ofArray(shape, elements);

        /// <summary>The same from a span, which is copied.</summary>
        public static Tensor FromSpan<T>(IReadOnlyList<int> shape, ReadOnlySpan<T> elements)
            where T : unmanaged => Creation.owning(shape, elements.ToArray());

        /// <summary>0, 1, …, count − 1 as int32.</summary>
        public static Tensor Range(int count) => Creation.range(count);

        /// <summary>count numbers from first to last, both included, at equal distances; float32.</summary>
        public static Tensor Linspace(double first, double last, int count) => Creation.linspace(first, last, count);

        /// <summary>In every place the index along one axis, int32. shape: the sizes of the result.</summary>
        public static Tensor Iota(IReadOnlyList<int> shape, int axis) => Creation.iota(shape, axis);

        /// <summary>The identity matrix [n; n]; float32 unless a type is given.</summary>
        public static Tensor Eye(int n, DType? dtype = null) => Creation.eye(dtype ?? DType.Float32, n);

        /// <summary>Zeros in the shape and type of another tensor.</summary>
        public static Tensor ZerosLike(Tensor tensor) => Creation.zerosLike(tensor);

        /// <summary>Ones in the shape and type of another tensor.</summary>
        public static Tensor OnesLike(Tensor tensor) => Creation.onesLike(tensor);

        /// <summary>The same number in every place, in the shape and type of another tensor.</summary>
        public static Tensor FullLike(Tensor tensor, double value) => Creation.fullLike(tensor, value);

        /// <summary>Tensors of one shape along a new axis; −1 puts it last. Shapes that differ throw ShapeException.</summary>
        public static Tensor Stack(IEnumerable<Tensor> parts, int axis = 0) => Movement.stack(axis, parts);

        /// <summary>One behind the other along an axis; the other sizes must be the same, or it is a ShapeException.</summary>
        public static Tensor Concatenate(IEnumerable<Tensor> parts, int axis = 0) => Movement.concatenate(axis, parts);

        /// <summary>yᵢ = aᵢ where the condition is true, bᵢ elsewhere, under broadcasting. condition: bool.</summary>
        public static Tensor Where(Tensor condition, Tensor a, Tensor b) =>
            TensorArithmetic.Tensor.where(condition, a, b);

        /// <summary>yᵢ = aᵢ where the condition is true, elsewhere the number, in a's type. condition: bool.</summary>
        public static Tensor Where(Tensor condition, Tensor a, double b) =>
            TensorArithmetic.Tensor.where(condition, a, Tensor.Number(b, a.DType));

        /// <summary>yᵢ = the number, in b's type, where the condition is true, bᵢ elsewhere. condition: bool.</summary>
        public static Tensor Where(Tensor condition, double a, Tensor b) =>
            TensorArithmetic.Tensor.where(condition, Tensor.Number(a, b.DType), b);

        /// <summary>
        /// The sum of products that Einstein's notation describes: <c>Tensor.Einsum("bij,bjk->bik", a, b)</c>. Letters missing from
        /// the result are summed over; a repeated letter is a diagonal. A notation that does not fit throws ShapeException.
        /// </summary>
        public static Tensor Einsum(string notation, params IReadOnlyList<Tensor> operands) =>
            TensorEinsum.Tensor.einsum(notation, operands);

        /// <summary>A tensor of System.Numerics.Tensors, copied; float, double, int or bool.</summary>
        public static Tensor FromDotNet<T>(System.Numerics.Tensors.Tensor<T> tensor)
            where T : unmanaged => Creation.ofDotNet(tensor);
    }

    /// <summary>As a tensor of System.Numerics.Tensors, copied; T as the DType says, or it is a DTypeException.</summary>
    public static System.Numerics.Tensors.Tensor<T> ToDotNet<T>(this Tensor tensor)
        where T : unmanaged => Creation.toDotNet<T>(tensor);

    private static Tensor OfArray<T>(Array elements)
        where T : unmanaged
    {
        int[] shape = [.. Enumerable.Range(0, elements.Rank).Select(elements.GetLength)];
        return Creation.owning(shape, elements.Cast<T>().ToArray());
    }
}
