using Movement = FuncNet.TensorMovement.Tensor;

namespace FuncNet;

/// <summary>Operations that move elements. Negative axes count from the end; what does not fit throws ShapeException.</summary>
public static class MovementExtensions
{
    /// <summary>The same elements in the same order under another shape; one size may be −1 and is found.</summary>
    public static Tensor Reshape(this Tensor x, params IReadOnlyList<int> shape) => Movement.reshape(shape, x);

    /// <summary>Every element in one vector.</summary>
    public static Tensor Flatten(this Tensor x) => Movement.reshape([x.Size], x);

    /// <summary>Repeats a tensor to a larger shape by NumPy's rule.</summary>
    public static Tensor BroadcastTo(this Tensor x, params IReadOnlyList<int> shape) => Movement.broadcastTo(shape, x);

    /// <summary>The sum over those places that a broadcast repeated; the adjoint of BroadcastTo.</summary>
    public static Tensor SumTo(this Tensor x, params IReadOnlyList<int> shape) => Movement.sumTo(shape, x);

    /// <summary>Axis i of the result is axis order[i] of x.</summary>
    public static Tensor Permute(this Tensor x, params IReadOnlyList<int> order) => Movement.permute(order, x);

    /// <summary>The last two axes exchanged.</summary>
    public static Tensor Transpose(this Tensor x) => Movement.transpose(x);

    /// <summary>A new axis of size 1 in front of the given one; −1 puts it last.</summary>
    public static Tensor ExpandAxis(this Tensor x, int axis) => Movement.expandAxis(axis, x);

    /// <summary>The part from start on, of that size, along one axis: start ≤ i &lt; start + size.</summary>
    public static Tensor Narrow(this Tensor x, int axis, int start, int size) => Movement.narrow(axis, start, size, x);

    /// <summary>Every step-th element along one axis, beginning with the first.</summary>
    public static Tensor Every(this Tensor x, int step, int axis) => Movement.every(step, axis, x);

    /// <summary>Parts of the given sizes along an axis, in order; the sizes must add up to the axis.</summary>
    public static IReadOnlyList<Tensor> Split(this Tensor x, IReadOnlyList<int> sizes, int axis = 0) =>
        Movement.split(sizes, axis, x).ToArray();

    /// <summary>Zeros before and after, a pair for each axis: <c>x.Pad((0, 0), (1, 1))</c>.</summary>
    public static Tensor Pad(this Tensor x, params IReadOnlyList<(int Before, int After)> zeros) =>
        Movement.pad(zeros.Select(pair => Tuple.Create(pair.Before, pair.After)), x);

    /// <summary>The opposite order along some axes.</summary>
    public static Tensor Reverse(this Tensor x, params IReadOnlyList<int> axes) => Movement.reverse(axes, x);
}
