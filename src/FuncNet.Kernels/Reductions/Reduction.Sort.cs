using System.Runtime.CompilerServices;

namespace FuncNet.Kernels;

public static partial class Reduction
{
    /// <summary>
    /// The positions along the axis in the order of their elements, equal ones (0 and −0 are equal) in the order of their
    /// places, NaN last in either direction: x[o, y[o, 0, i], i] ≤ x[o, y[o, 1, i], i] ≤ …
    /// Eight bytes and log₂ length comparisons a float: bound by these, and by branches that cannot be foretold.
    /// </summary>
    /// <param name="x">[outer, length, inner]; T of float, double and int.</param>
    /// <param name="outer">The size before the axis.</param>
    /// <param name="length">The size of the axis.</param>
    /// <param name="inner">The size after the axis.</param>
    /// <param name="y">Receives the positions, of the same shape.</param>
    /// <param name="descending">Whether the largest come first.</param>
    /// <exception cref="ArgumentException">A span has another length.</exception>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static unsafe void ArgSort<T>(
        ReadOnlySpan<T> x,
        int outer,
        int length,
        int inner,
        Span<int> y,
        bool descending
    )
        where T : unmanaged
    {
        Door.Length(x.Length, Door.Size(outer, length, inner));
        Door.Length(y.Length, Door.Size(outer, length, inner));
        if (typeof(T) != typeof(float) && typeof(T) != typeof(double) && typeof(T) != typeof(int))
        {
            Door.Unsupported<T>();
        }
        // A key above its position in one number: no two are equal, so that any sort is stable.
        Span<UInt128> keys = new(Scratch.Get<UInt128>(Scratch.Slot.Keys, length), length);
        for (int o = 0; o < outer; o++)
        {
            for (int i = 0; i < inner; i++)
            {
                int start = o * length * inner + i;
                for (int j = 0; j < length; j++)
                {
                    keys[j] = new UInt128(Key(x[start + j * inner], descending), (ulong)j);
                }
                keys.Sort();
                for (int j = 0; j < length; j++)
                {
                    y[start + j * inner] = (int)(ulong)keys[j];
                }
            }
        }
    }

    /// <summary>A number that is ordered as the elements are.</summary>
    private static ulong Key<T>(T value, bool descending)
        where T : unmanaged
    {
        double x =
            typeof(T) == typeof(float) ? Unsafe.As<T, float>(ref value)
            : typeof(T) == typeof(double) ? Unsafe.As<T, double>(ref value)
            : Unsafe.As<T, int>(ref value);
        if (double.IsNaN(x))
        {
            return ulong.MaxValue;
        }
        // Adding 0 turns −0 into 0. Patterns of negative numbers are ordered backwards.
        ulong bits = BitConverter.DoubleToUInt64Bits(x + 0.0);
        ulong key = (bits >> 63) == 0 ? bits | (1UL << 63) : ~bits;
        return descending ? ~key : key;
    }
}
