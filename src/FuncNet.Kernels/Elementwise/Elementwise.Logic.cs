namespace FuncNet.Kernels;

public static partial class Elementwise
{
    /// <summary>y = (a ∘ b) for a relation ∘, for T of float, double and int, and of bool for Equal and NotEqual.</summary>
    /// <param name="c">The relation.</param>
    /// <param name="broadcast">How the operands run along the result.</param>
    /// <param name="a">The left operand, row-major.</param>
    /// <param name="b">The right operand, row-major.</param>
    /// <param name="y">The result.</param>
    /// <exception cref="ArgumentException">A span does not have the length of its shape.</exception>
    /// <exception cref="NotSupportedException">There is no such relation on T.</exception>
    public static void Compare<T>(
        Comparison c,
        in Broadcast broadcast,
        ReadOnlySpan<T> a,
        ReadOnlySpan<T> b,
        Span<bool> y
    )
        where T : unmanaged
    {
        Door.Length(a.Length, broadcast.SizeA);
        Door.Length(b.Length, broadcast.SizeB);
        Door.Length(y.Length, broadcast.Size);
        BroadcastJob.Run(RowFunctions.Compare(c, ElementTypes.Of<T>()), broadcast, a, b, ReadOnlySpan<byte>.Empty, y);
    }

    /// <summary>y = a ∘ b for a connective ∘.</summary>
    /// <param name="l">The connective.</param>
    /// <param name="broadcast">How the operands run along the result.</param>
    /// <param name="a">The left operand, row-major.</param>
    /// <param name="b">The right operand, row-major.</param>
    /// <param name="y">The result; may be the memory of an operand of the same shape.</param>
    /// <exception cref="ArgumentException">A span does not have the length of its shape.</exception>
    public static void Logic(
        Logical l,
        in Broadcast broadcast,
        ReadOnlySpan<bool> a,
        ReadOnlySpan<bool> b,
        Span<bool> y
    )
    {
        Door.Length(a.Length, broadcast.SizeA);
        Door.Length(b.Length, broadcast.SizeB);
        Door.Length(y.Length, broadcast.Size);
        BroadcastJob.Run(RowFunctions.Logic(l), broadcast, a, b, ReadOnlySpan<byte>.Empty, y);
    }

    /// <summary>y = ¬x.</summary>
    /// <param name="x">The operand.</param>
    /// <param name="y">The result, of the same length; may be the same memory.</param>
    /// <exception cref="ArgumentException">The lengths differ.</exception>
    public static void Not(ReadOnlySpan<bool> x, Span<bool> y)
    {
        Door.Length(y.Length, x.Length);
        Broadcast flat = new([x.Length], [x.Length], []);
        BroadcastJob.Run(RowFunctions.Not, flat, x, ReadOnlySpan<byte>.Empty, ReadOnlySpan<byte>.Empty, y);
    }

    /// <summary>y = condition ? a : b, for T of float, double, int and bool.</summary>
    /// <param name="broadcast">How the operands run along the result, the condition being the third of them.</param>
    /// <param name="condition">What decides, row-major.</param>
    /// <param name="a">The elements where the condition holds.</param>
    /// <param name="b">The elements where it does not.</param>
    /// <param name="y">The result.</param>
    /// <exception cref="ArgumentException">A span does not have the length of its shape.</exception>
    public static void Select<T>(
        in Broadcast broadcast,
        ReadOnlySpan<bool> condition,
        ReadOnlySpan<T> a,
        ReadOnlySpan<T> b,
        Span<T> y
    )
        where T : unmanaged
    {
        Door.Length(condition.Length, broadcast.SizeC);
        Door.Length(a.Length, broadcast.SizeA);
        Door.Length(b.Length, broadcast.SizeB);
        Door.Length(y.Length, broadcast.Size);
        BroadcastJob.Run(RowFunctions.Select(ElementTypes.Of<T>()), broadcast, a, b, condition, y);
    }
}
