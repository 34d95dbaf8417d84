using System.Numerics;
using System.Runtime.CompilerServices;

namespace FuncNet.Kernels;

public static partial class Reduction
{
    /// <summary>
    /// y[o, j, i] = x[o, 0, i] + … + x[o, j, i], added in that order; in reverse, x[o, length − 1, i] + … + x[o, j, i].
    /// Eight bytes and an addition a float; since each waits for the one before, rows are bound by the time of an addition.
    /// </summary>
    /// <param name="x">[outer, length, inner]; T of float, double and int.</param>
    /// <param name="outer">The size before the axis.</param>
    /// <param name="length">The size of the axis.</param>
    /// <param name="inner">The size after the axis.</param>
    /// <param name="y">Receives the sums, of the same shape; may be the same memory.</param>
    /// <param name="reverse">Whether to begin at the end.</param>
    /// <exception cref="ArgumentException">A span has another length.</exception>
    public static void CumulativeSum<T>(ReadOnlySpan<T> x, int outer, int length, int inner, Span<T> y, bool reverse)
        where T : unmanaged
    {
        Door.Length(x.Length, Door.Size(outer, length, inner));
        Door.Length(y.Length, Door.Size(outer, length, inner));
        if (typeof(T) == typeof(float))
        {
            Accumulate(Door.As<T, float>(x), outer, length, inner, Door.As<T, float>(y), reverse);
        }
        else if (typeof(T) == typeof(double))
        {
            Accumulate(Door.As<T, double>(x), outer, length, inner, Door.As<T, double>(y), reverse);
        }
        else if (typeof(T) == typeof(int))
        {
            Accumulate(Door.As<T, int>(x), outer, length, inner, Door.As<T, int>(y), reverse);
        }
        else
        {
            Door.Unsupported<T>();
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Accumulate<T>(ReadOnlySpan<T> x, int outer, int length, int inner, Span<T> y, bool reverse)
        where T : unmanaged, INumber<T>
    {
        int step = reverse ? -inner : inner;
        for (int o = 0; o < outer; o++)
        {
            int row = (o * length + (reverse ? length - 1 : 0)) * inner;
            for (int j = 0; j < length; j++, row += step)
            {
                for (int i = 0; i < inner; i++)
                {
                    y[row + i] = j == 0 ? x[row + i] : y[row - step + i] + x[row + i];
                }
            }
        }
    }
}
