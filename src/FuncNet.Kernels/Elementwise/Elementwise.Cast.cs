using System.Runtime.CompilerServices;

namespace FuncNet.Kernels;

public static partial class Elementwise
{
    /// <summary>
    /// y = x in another type, among float, double, int and bool. A floating-point number becomes an integer by
    /// truncation, the nearest representable one where it does not fit, 0 of NaN; a number becomes true where it is not 0.
    /// </summary>
    /// <param name="x">The operand.</param>
    /// <param name="y">The result, of the same length.</param>
    /// <exception cref="ArgumentException">The lengths differ.</exception>
    /// <exception cref="NotSupportedException">A type is none of the four.</exception>
    public static void Cast<TFrom, TTo>(ReadOnlySpan<TFrom> x, Span<TTo> y)
        where TFrom : unmanaged
        where TTo : unmanaged
    {
        Door.Length(y.Length, x.Length);
        Broadcast flat = new([x.Length], [x.Length], []);
        RowFunction function = RowFunctions.Cast(ElementTypes.Of<TFrom>(), ElementTypes.Of<TTo>());
        BroadcastJob.Run(function, flat, x, ReadOnlySpan<byte>.Empty, ReadOnlySpan<byte>.Empty, y);
    }
}

/// <summary>
/// The rows of a conversion; the tests of types vanish when the code is compiled for them.
/// The bytes of both types and an operation an element. Bound by neither: number by number, at 2 G/s a core.
/// </summary>
internal readonly unsafe struct CastRow<TFrom, TTo> : IRowKernel<TFrom, byte, byte, TTo>
    where TFrom : unmanaged
    where TTo : unmanaged
{
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Row(TFrom* a, int stepA, byte* b, int stepB, byte* c, int stepC, TTo* y, int n)
    {
        if (typeof(TFrom) == typeof(TTo))
        {
            Span<TFrom> same = new(y, n);
            if (stepA == 0)
            {
                same.Fill(*a);
            }
            else
            {
                new ReadOnlySpan<TFrom>(a, n).CopyTo(same);
            }
            return;
        }
        for (int i = 0; i < n; i++)
        {
            if (typeof(TFrom) == typeof(float))
            {
                FromDouble(((float*)a)[i * stepA], y + i);
            }
            else if (typeof(TFrom) == typeof(double))
            {
                FromDouble(((double*)a)[i * stepA], y + i);
            }
            else if (typeof(TFrom) == typeof(int))
            {
                FromInt(((int*)a)[i * stepA], y + i);
            }
            else
            {
                FromInt(((byte*)a)[i * stepA], y + i);
            }
        }
    }

    private static void FromDouble(double x, TTo* y)
    {
        if (typeof(TTo) == typeof(float))
        {
            *(float*)y = (float)x;
        }
        else if (typeof(TTo) == typeof(double))
        {
            *(double*)y = x;
        }
        else if (typeof(TTo) == typeof(int))
        {
            // Saturating, and 0 of NaN, on every machine since .NET 9.
            *(int*)y = (int)x;
        }
        else
        {
            *(bool*)y = x != 0;
        }
    }

    private static void FromInt(int x, TTo* y)
    {
        if (typeof(TTo) == typeof(float))
        {
            *(float*)y = x;
        }
        else if (typeof(TTo) == typeof(double))
        {
            *(double*)y = x;
        }
        else if (typeof(TTo) == typeof(int))
        {
            *(int*)y = x;
        }
        else
        {
            *(bool*)y = x != 0;
        }
    }
}
