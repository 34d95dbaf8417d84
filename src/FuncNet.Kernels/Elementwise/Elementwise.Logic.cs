using System.Numerics;

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
        if (typeof(T) == typeof(float))
        {
            CompareNumbers(c, broadcast, Door.As<T, float>(a), Door.As<T, float>(b), y);
        }
        else if (typeof(T) == typeof(double))
        {
            CompareNumbers(c, broadcast, Door.As<T, double>(a), Door.As<T, double>(b), y);
        }
        else if (typeof(T) == typeof(int))
        {
            CompareNumbers(c, broadcast, Door.As<T, int>(a), Door.As<T, int>(b), y);
        }
        else if (typeof(T) == typeof(bool) && c is Comparison.Equal or Comparison.NotEqual)
        {
            CompareNumbers(c, broadcast, Door.As<T, byte>(a), Door.As<T, byte>(b), y);
        }
        else
        {
            Door.Unsupported<T>(c);
        }
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
        ReadOnlySpan<byte> left = Door.As<bool, byte>(a);
        ReadOnlySpan<byte> right = Door.As<bool, byte>(b);
        Span<byte> result = Door.As<bool, byte>(y);
        switch (l)
        {
            case Logical.And:
                Run<And, byte>(broadcast, left, right, result, Work.Grain);
                break;
            case Logical.Or:
                Run<Or, byte>(broadcast, left, right, result, Work.Grain);
                break;
            case Logical.Xor:
                Run<Xor, byte>(broadcast, left, right, result, Work.Grain);
                break;
            default:
                Door.Unsupported<bool>(l);
                break;
        }
    }

    /// <summary>y = ¬x.</summary>
    /// <param name="x">The operand.</param>
    /// <param name="y">The result, of the same length; may be the same memory.</param>
    /// <exception cref="ArgumentException">The lengths differ.</exception>
    public static void Not(ReadOnlySpan<bool> x, Span<bool> y)
    {
        Door.Length(y.Length, x.Length);
        ReadOnlySpan<byte> one = [1];
        Run<Xor, byte>(
            new Broadcast([x.Length], [x.Length], []),
            Door.As<bool, byte>(x),
            one,
            Door.As<bool, byte>(y),
            Work.Grain
        );
    }

    /// <summary>y = condition ? a : b, for any unmanaged T.</summary>
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
        BroadcastJob<SelectRow<T>, T, T, bool, T>.Run(broadcast, a, b, condition, y);
    }

    private static void CompareNumbers<T>(
        Comparison c,
        in Broadcast broadcast,
        ReadOnlySpan<T> a,
        ReadOnlySpan<T> b,
        Span<bool> y
    )
        where T : unmanaged, INumber<T>
    {
        switch (c)
        {
            case Comparison.Equal:
                BroadcastJob<CompareRow<EqualTo<T>, T>, T, T, byte, bool>.Run(broadcast, a, b, default, y);
                break;
            case Comparison.NotEqual:
                BroadcastJob<CompareRow<NotEqualTo<T>, T>, T, T, byte, bool>.Run(broadcast, a, b, default, y);
                break;
            case Comparison.Less:
                BroadcastJob<CompareRow<LessThan<T>, T>, T, T, byte, bool>.Run(broadcast, a, b, default, y);
                break;
            case Comparison.LessOrEqual:
                BroadcastJob<CompareRow<AtMost<T>, T>, T, T, byte, bool>.Run(broadcast, a, b, default, y);
                break;
            case Comparison.Greater:
                BroadcastJob<CompareRow<GreaterThan<T>, T>, T, T, byte, bool>.Run(broadcast, a, b, default, y);
                break;
            case Comparison.GreaterOrEqual:
                BroadcastJob<CompareRow<AtLeast<T>, T>, T, T, byte, bool>.Run(broadcast, a, b, default, y);
                break;
            default:
                Door.Unsupported<T>(c);
                break;
        }
    }
}
