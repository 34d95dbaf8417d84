using Images = FuncNet.TensorImages.Tensor;
using Products = FuncNet.TensorProducts.Tensor;

namespace FuncNet;

/// <summary>Products of matrices, convolutions, reading at indices, and operations of your own.</summary>
public static class ProductExtensions
{
    /// <summary>
    /// A·B over the last two axes: [.., n, k] and [.., k, m] give [.., n, m]; axes before them are a batch, and broadcast. A vector
    /// on the left is a row, on the right a column. Inner sizes that differ throw ShapeException.
    /// </summary>
    public static Tensor MatMul(this Tensor a, Tensor b) => Products.matmul(a, b);

    /// <summary>op(A)·op(B) over the last two axes, where op transposes if it is asked to; transposing costs nothing here.</summary>
    public static Tensor MatMul(this Tensor a, Tensor b, bool transposeA, bool transposeB) =>
        Products.matmulWith(transposeA, transposeB, a, b);

    /// <summary>Parts at indices along an axis: the axis is replaced by the axes of the indices (int32, from 0).</summary>
    public static Tensor Gather(this Tensor x, Tensor indices, int axis = 0) => Products.gather(axis, indices, x);

    /// <summary>Adds each part of x into zeros, at its index along an axis of that size; the adjoint of Gather.</summary>
    public static Tensor ScatterAdd(this Tensor x, Tensor indices, int size, int axis = 0) =>
        Products.scatterAdd(axis, size, indices, x);

    /// <summary>y[…, j, …] = x[…, indices[…, j, …], …] along an axis; the other axes are the same.</summary>
    public static Tensor GatherAlong(this Tensor x, Tensor indices, int axis) => Products.gatherAlong(axis, indices, x);

    /// <summary>The adjoint of GatherAlong, along an axis of that size.</summary>
    public static Tensor ScatterAddAlong(this Tensor x, Tensor indices, int size, int axis) =>
        Products.scatterAddAlong(axis, size, indices, x);

    /// <summary>
    /// 1 at the index and 0 elsewhere, along a new last axis of that size; float32 unless a type is given. indices: int32. An
    /// index outside of it is an error.
    /// </summary>
    public static Tensor OneHot(this Tensor indices, int size, DType? dtype = null) =>
        Products.oneHot(dtype ?? DType.Float32, size, indices);

    /// <summary>
    /// Correlation of images x: [batch; h; w; channels] with filters [kh; kw; channels / groups; filters]:
    /// y[n, i, j, k] = Σ x[n, i·s + a·d − p, j·s + b·d − p, c] · w[a, b, c, k]. Stride and dilation 1 and no padding by default.
    /// </summary>
    public static Tensor Conv2D(
        this Tensor x,
        Tensor filter,
        Size2D? strides = null,
        Padding? padding = null,
        Size2D? dilation = null,
        int groups = 1
    ) => Images.conv2d(strides ?? 1, dilation ?? 1, padding ?? Padding.Valid, groups, filter, x);

    /// <summary>
    /// The largest element of each window of images [batch; h; w; channels]; windows are side by side unless strides are given.
    /// Padding is never the largest; the derivative goes to the first of equal ones.
    /// </summary>
    public static Tensor MaxPool2D(this Tensor x, Size2D pool, Size2D? strides = null, Padding? padding = null) =>
        Images.maxPool2d(pool, strides ?? pool, padding ?? Padding.Valid, x);

    /// <summary>
    /// The sum of each window of images [batch; h; w; channels]; windows are side by side unless strides are given. Padding is 0.
    /// </summary>
    public static Tensor SumPool2D(this Tensor x, Size2D pool, Size2D? strides = null, Padding? padding = null) =>
        Images.sumPool2d(pool, strides ?? pool, padding ?? Padding.Valid, x);

    extension(Tensor)
    {
        /// <summary>Applies an operation of your own; see <see cref="CustomOperation"/>.</summary>
        public static Tensor Custom(CustomOperation operation, params IReadOnlyList<Tensor> operands) =>
            TensorCustom.Tensor.custom(operation, operands);
    }
}
