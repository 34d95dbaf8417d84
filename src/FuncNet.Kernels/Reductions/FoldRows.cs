using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace FuncNet.Kernels;

/// <summary>
/// A reduction in blocks. A block is folded lane by lane (along a row), or element by element in order (down columns);
/// blocks are folded by halves, as a tree, which keeps the error of a sum of n terms near log n. The order follows from the length of
/// the axis alone: neither from the place of a row, nor from the vector width, nor from the threads.
/// </summary>
internal static unsafe class FoldRows<TFold, T>
    where TFold : struct, IFold<T>
    where T : unmanaged
{
    /// <summary>Elements of a row folded over lanes before the tree begins.</summary>
    private const int Block = 4096;

    /// <summary>Rows folded in order, down a column, before the tree begins.</summary>
    private const int BlockOfRows = 128;

    /// <summary>The fold of a contiguous row.</summary>
    public static T Row(T* x, int n)
    {
        if (n <= Block)
        {
            return Lanes(x, n);
        }
        int left = Half(n, Block);
        return TFold.Of(Row(x, left), Row(x + left, n - left));
    }

    /// <summary>y[i] = fold of x[j, i] over j below n, for i below width; the rows of x lie <paramref name="stride"/> apart.</summary>
    public static void Columns(T* x, nint stride, int n, T* y, int width)
    {
        if (n <= BlockOfRows)
        {
            InOrder(x, stride, n, y, width);
            return;
        }
        int top = Half(n, BlockOfRows);
        T* below = stackalloc T[width];
        Columns(x, stride, top, y, width);
        Columns(x + top * stride, stride, n - top, below, width);
        for (int i = 0; i < width; i++)
        {
            y[i] = TFold.Of(y[i], below[i]);
        }
    }

    /// <summary>Half of n, rounded up to whole blocks.</summary>
    public static int Half(int n, int block) => (((n + block - 1) / block + 1) / 2) * block;

    /// <summary>Four vectors of 256 bits, and elements left over in the lanes they would have taken; then a fixed tree.</summary>
    private static T Lanes(T* x, int n)
    {
        int width = Vector256<T>.Count;
        int lanes = 4 * width;
        Vector256<T> unit = Vector256.Create(TFold.Unit);
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
        return i == n ? Tree(TFold.Of(TFold.Of(a, b), TFold.Of(c, d))) : Rest(a, b, c, d, x + i, n - i);
    }

    // Apart from the loop, whose sums a call would push out of their registers.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static T Rest(Vector256<T> a, Vector256<T> b, Vector256<T> c, Vector256<T> d, T* x, int n)
    {
        int width = Vector256<T>.Count;
        a = TFold.Of(a, Part(x, n));
        b = TFold.Of(b, Part(x + width, n - width));
        c = TFold.Of(c, Part(x + 2 * width, n - 2 * width));
        d = TFold.Of(d, Part(x + 3 * width, n - 3 * width));
        return Tree(TFold.Of(TFold.Of(a, b), TFold.Of(c, d)));
    }

    /// <summary>The first elements of what may be less than a vector, the unit after them.</summary>
    [SkipLocalsInit]
    private static Vector256<T> Part(T* x, int count)
    {
        Vector256<T> unit = Vector256.Create(TFold.Unit);
        if (count >= Vector256<T>.Count)
        {
            return Vector256.Load(x);
        }
        if (count <= 0)
        {
            return unit;
        }
        T* part = stackalloc T[Vector256<T>.Count];
        unit.Store(part);
        for (int i = 0; i < count; i++)
        {
            part[i] = x[i];
        }
        return Vector256.Load(part);
    }

    /// <summary>Lanes folded by halves.</summary>
    private static T Tree(Vector256<T> x)
    {
        Vector128<T> half = TFold.Of(x.GetLower(), x.GetUpper());
        return Vector128<T>.Count == 2
            ? TFold.Of(half[0], half[1])
            : TFold.Of(TFold.Of(half[0], half[2]), TFold.Of(half[1], half[3]));
    }

    private static void InOrder(T* x, nint stride, int n, T* y, int width)
    {
        int step = Vector256<T>.Count;
        int i = 0;
        for (; i <= width - 4 * step; i += 4 * step)
        {
            Vector256<T> unit = Vector256.Create(TFold.Unit);
            Vector256<T> a = unit,
                b = unit,
                c = unit,
                d = unit;
            T* row = x + i;
            for (int j = 0; j < n; j++, row += stride)
            {
                a = TFold.Of(a, Vector256.Load(row));
                b = TFold.Of(b, Vector256.Load(row + step));
                c = TFold.Of(c, Vector256.Load(row + 2 * step));
                d = TFold.Of(d, Vector256.Load(row + 3 * step));
            }
            a.Store(y + i);
            b.Store(y + i + step);
            c.Store(y + i + 2 * step);
            d.Store(y + i + 3 * step);
        }
        for (; i <= width - step; i += step)
        {
            Vector256<T> a = Vector256.Create(TFold.Unit);
            T* row = x + i;
            for (int j = 0; j < n; j++, row += stride)
            {
                a = TFold.Of(a, Vector256.Load(row));
            }
            a.Store(y + i);
        }
        for (; i < width; i++)
        {
            T a = TFold.Unit;
            T* row = x + i;
            for (int j = 0; j < n; j++, row += stride)
            {
                a = TFold.Of(a, *row);
            }
            y[i] = a;
        }
    }
}
