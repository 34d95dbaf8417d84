using System.Numerics;

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
        if (typeof(T) == typeof(float))
        {
            BinaryFloat(f, broadcast, Door.As<T, float>(a), Door.As<T, float>(b), Door.As<T, float>(y));
        }
        else if (typeof(T) == typeof(double))
        {
            BinaryFloat(f, broadcast, Door.As<T, double>(a), Door.As<T, double>(b), Door.As<T, double>(y));
        }
        else if (typeof(T) == typeof(int))
        {
            BinaryInt(f, broadcast, Door.As<T, int>(a), Door.As<T, int>(b), Door.As<T, int>(y));
        }
        else
        {
            Door.Unsupported<T>(f);
        }
    }

    private static void BinaryFloat<T>(
        BinaryFunction f,
        in Broadcast broadcast,
        ReadOnlySpan<T> a,
        ReadOnlySpan<T> b,
        Span<T> y
    )
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        switch (f)
        {
            case BinaryFunction.Power when b.Length == 1:
                PowerOfAll(b[0], broadcast, a, b, y);
                break;
            case BinaryFunction.Power:
                Run<PowerOfFloats<T>, T>(broadcast, a, b, y, Work.HeavyGrain);
                break;
            case BinaryFunction.Atan2:
                Run<Atan2<T>, T>(broadcast, a, b, y, Work.HeavyGrain);
                break;
            default:
                BinaryOfNumbers(f, broadcast, a, b, y);
                break;
        }
    }

    /// <summary>One exponent for all: the common ones in vectors, with the bits that they have element by element.</summary>
    private static void PowerOfAll<T>(
        T exponent,
        in Broadcast broadcast,
        ReadOnlySpan<T> a,
        ReadOnlySpan<T> b,
        Span<T> y
    )
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        if (exponent == T.CreateChecked(2))
        {
            Run<SecondPower<T>, T>(broadcast, a, b, y, Work.Grain);
        }
        else if (exponent == T.CreateChecked(3))
        {
            Run<ThirdPower<T>, T>(broadcast, a, b, y, Work.Grain);
        }
        else if (exponent == -T.One)
        {
            Run<Inverse<T>, T>(broadcast, a, b, y, Work.Grain);
        }
        else
        {
            Run<PowerOfFloats<T>, T>(broadcast, a, b, y, Work.HeavyGrain);
        }
    }

    private static void BinaryInt(
        BinaryFunction f,
        in Broadcast broadcast,
        ReadOnlySpan<int> a,
        ReadOnlySpan<int> b,
        Span<int> y
    )
    {
        switch (f)
        {
            case BinaryFunction.Divide:
                Run<DivideIntegers, int>(broadcast, a, b, y, Work.Grain);
                break;
            case BinaryFunction.Remainder:
                Run<RemainderOfIntegers, int>(broadcast, a, b, y, Work.Grain);
                break;
            case BinaryFunction.Power:
                Run<PowerOfIntegers, int>(broadcast, a, b, y, Work.HeavyGrain);
                break;
            default:
                BinaryOfNumbers(f, broadcast, a, b, y);
                break;
        }
    }

    private static void BinaryOfNumbers<T>(
        BinaryFunction f,
        in Broadcast broadcast,
        ReadOnlySpan<T> a,
        ReadOnlySpan<T> b,
        Span<T> y
    )
        where T : unmanaged, INumber<T>
    {
        switch (f)
        {
            case BinaryFunction.Add:
                Run<Add<T>, T>(broadcast, a, b, y, Work.Grain);
                break;
            case BinaryFunction.Subtract:
                Run<Subtract<T>, T>(broadcast, a, b, y, Work.Grain);
                break;
            case BinaryFunction.Multiply:
                Run<Multiply<T>, T>(broadcast, a, b, y, Work.Grain);
                break;
            case BinaryFunction.Divide:
                Run<Divide<T>, T>(broadcast, a, b, y, Work.Grain);
                break;
            case BinaryFunction.Maximum:
                Run<Maximum<T>, T>(broadcast, a, b, y, Work.Grain);
                break;
            case BinaryFunction.Minimum:
                Run<Minimum<T>, T>(broadcast, a, b, y, Work.Grain);
                break;
            case BinaryFunction.Remainder:
                Run<Remainder<T>, T>(broadcast, a, b, y, Work.HeavyGrain);
                break;
            default:
                Door.Unsupported<T>(f);
                break;
        }
    }

    private static void Run<TFunction, T>(
        in Broadcast broadcast,
        ReadOnlySpan<T> a,
        ReadOnlySpan<T> b,
        Span<T> y,
        int grain
    )
        where TFunction : struct, IBinary<T>
        where T : unmanaged =>
        BroadcastJob<BinaryRow<TFunction, T>, T, T, byte, T>.Run(broadcast, a, b, default, y, grain);
}
