namespace FuncNet.Kernels;

/// <summary>
/// Functions applied to each element. Two or three operands broadcast as in NumPy: shapes are aligned at the right, and a
/// size of 1 (or a missing one) repeats. The bits of an element depend on its operands alone.
/// </summary>
public static partial class Elementwise
{
    /// <summary>y = f(a, b), for T of float, double and int.</summary>
    /// <param name="f">The function; <see cref="BinaryFunction.Atan2"/> of floating-point numbers only.</param>
    /// <param name="broadcast">How the operands run along the result.</param>
    /// <param name="a">The left operand, row-major.</param>
    /// <param name="b">The right operand, row-major.</param>
    /// <param name="y">The result; may be the memory of an operand of the same shape.</param>
    /// <exception cref="ArgumentException">A span does not have the length of its shape.</exception>
    /// <exception cref="NotSupportedException">There is no such function of T.</exception>
    public static void Binary<T>(
        BinaryFunction f,
        in Broadcast broadcast,
        ReadOnlySpan<T> a,
        ReadOnlySpan<T> b,
        Span<T> y
    )
        where T : unmanaged
    {
        Door.Length(a.Length, broadcast.SizeA);
        Door.Length(b.Length, broadcast.SizeB);
        Door.Length(y.Length, broadcast.Size);
        BroadcastJob.Run(RowFunctions.Binary(f, ElementTypes.Of<T>()), broadcast, a, b, ReadOnlySpan<byte>.Empty, y);
    }
}
