using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace FuncNet.Kernels;

/// <summary>
/// A row folded over four vectors of 256 bits, with what is left over in the lanes it would have taken; then over the lanes, by
/// a fixed tree. Several rows share one tree, whose steps then hold a lane of each.
/// Four bytes and an operation a float: bound by memory; rows under 32 elements by the tree.
/// </summary>
internal static unsafe class FoldLanes<TFold, T>
    where TFold : struct, IFold<T>
    where T : unmanaged
{
    /// <summary>The fold of one row.</summary>
    public static T Row(T* x, int n) => Tree(OverLanes(x, n));

    /// <summary>y[r] = the fold of n elements of row r, for rows that follow one another.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Rows(T* x, int n, T* y, int rows)
    {
        int together = Vector128<T>.Count;
        int r = 0;
        if (Sse2.IsSupported)
        {
            for (; r <= rows - together; r += together, x += (nint)together * n)
            {
                Vector128<T> a = Half(x, n);
                Vector128<T> b = Half(x + n, n);
                if (together == 2)
                {
                    TFold.Of(Low(a, b), High(a, b)).Store(y + r);
                    continue;
                }
                Vector128<T> c = Half(x + 2 * (nint)n, n);
                Vector128<T> d = Half(x + 3 * (nint)n, n);
                a = TFold.Of(Low(a, b), High(a, b));
                c = TFold.Of(Low(c, d), High(c, d));
                Vector128<double> even = Sse2.UnpackLow(a.AsDouble(), c.AsDouble());
                Vector128<double> odd = Sse2.UnpackHigh(a.AsDouble(), c.AsDouble());
                TFold.Of(even.As<double, T>(), odd.As<double, T>()).Store(y + r);
            }
        }
        for (; r < rows; r++, x += n)
        {
            y[r] = Row(x, n);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<T> Half(T* x, int n)
    {
        Vector256<T> lanes = OverLanes(x, n);
        return TFold.Of(lanes.GetLower(), lanes.GetUpper());
    }

    private static Vector128<T> Low(Vector128<T> a, Vector128<T> b) =>
        sizeof(T) == sizeof(int)
            ? Sse2.UnpackLow(a.AsInt32(), b.AsInt32()).As<int, T>()
            : Sse2.UnpackLow(a.AsInt64(), b.AsInt64()).As<long, T>();

    private static Vector128<T> High(Vector128<T> a, Vector128<T> b) =>
        sizeof(T) == sizeof(int)
            ? Sse2.UnpackHigh(a.AsInt32(), b.AsInt32()).As<int, T>()
            : Sse2.UnpackHigh(a.AsInt64(), b.AsInt64()).As<long, T>();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<T> OverLanes(T* x, int n)
    {
        int width = Vector256<T>.Count;
        int lanes = 4 * width;
        Vector256<T> unit = Vector256.Create(TFold.Unit);
        if (n < lanes)
        {
            return Together(unit, unit, unit, unit, x, n);
        }
        Vector256<T> a = unit,
            b = unit,
            c = unit,
            d = unit;
        int i = 0;
        for (; i <= n - lanes; i += lanes)
        {
            a = TFold.Of(a, Vector256.Load(x + i));
            b = TFold.Of(b, Vector256.Load(x + i + width));
            c = TFold.Of(c, Vector256.Load(x + i + 2 * width));
            d = TFold.Of(d, Vector256.Load(x + i + 3 * width));
        }
        return i == n ? TFold.Of(TFold.Of(a, b), TFold.Of(c, d)) : Rest(a, b, c, d, x + i, n - i);
    }

    // Apart from the loop, whose sums a call would push out of their registers.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static Vector256<T> Rest(Vector256<T> a, Vector256<T> b, Vector256<T> c, Vector256<T> d, T* x, int n) =>
        Together(a, b, c, d, x, n);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<T> Together(Vector256<T> a, Vector256<T> b, Vector256<T> c, Vector256<T> d, T* x, int n)
    {
        int width = Vector256<T>.Count;
        a = TFold.Of(a, Part(x, n));
        b = TFold.Of(b, Part(x + width, n - width));
        c = TFold.Of(c, Part(x + 2 * width, n - 2 * width));
        d = TFold.Of(d, Part(x + 3 * width, n - 3 * width));
        return TFold.Of(TFold.Of(a, b), TFold.Of(c, d));
    }

    /// <summary>The first elements of what may be less than a vector, the unit after them.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<T> Part(T* x, int count)
    {
        if (count >= Vector256<T>.Count)
        {
            return Vector256.Load(x);
        }
        Vector256<T> unit = Vector256.Create(TFold.Unit);
        return count <= 0 ? unit : Vector256.ConditionalSelect(Mask(count), Some(x, count), unit);
    }

    private static Vector256<T> Mask(int count) =>
        sizeof(T) == sizeof(int)
            ? Vector256.LessThan(Vector256<int>.Indices, Vector256.Create(count)).As<int, T>()
            : Vector256.LessThan(Vector256<long>.Indices, Vector256.Create((long)count)).As<long, T>();

    private static Vector256<T> Some(T* x, int count)
    {
        if (Avx2.IsSupported)
        {
            return sizeof(T) == sizeof(int)
                ? Avx2.MaskLoad((int*)x, Mask(count).AsInt32()).As<int, T>()
                : Avx2.MaskLoad((long*)x, Mask(count).AsInt64()).As<long, T>();
        }
        Vector256<T> part = default;
        Unsafe.CopyBlock(&part, x, (uint)(count * sizeof(T)));
        return part;
    }

    /// <summary>Lanes folded by halves.</summary>
    private static T Tree(Vector256<T> x)
    {
        Vector128<T> half = TFold.Of(x.GetLower(), x.GetUpper());
        return Vector128<T>.Count == 2
            ? TFold.Of(half[0], half[1])
            : TFold.Of(TFold.Of(half[0], half[2]), TFold.Of(half[1], half[3]));
    }
}
