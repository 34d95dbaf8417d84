using System.Runtime.Intrinsics;

namespace FuncNet.Kernels;

/// <summary>
/// A reduction in blocks. A block is folded lane by lane (along a row), or element by element in order (down columns);
/// blocks are folded by halves, as a tree, which keeps the error of a sum of n terms near log n. The order follows from the length of
/// the axis alone: neither from the place of a row, nor from the vector width, nor from the threads.
/// Four bytes and an operation a float: bound by memory, at 100 GB/s a core from the third cache.
/// </summary>
internal static unsafe class FoldRows<TFold, T>
    where TFold : struct, IFold<T>
    where T : unmanaged
{
    /// <summary>Elements of a row folded over lanes before the tree begins.</summary>
    private const int Block = 4096;

    /// <summary>Rows folded in order, down a column, before the tree begins.</summary>
    private const int BlockOfRows = 128;

    /// <summary>Columns that keep enough vectors at work for one block at a time.</summary>
    private static int Wide => 4 * Vector256<T>.Count;

    /// <summary>The fold of a contiguous row.</summary>
    public static T Row(T* x, int n)
    {
        if (n <= Block)
        {
            return FoldLanes<TFold, T>.Row(x, n);
        }
        int left = Half(n, Block);
        return TFold.Of(Row(x, left), Row(x + left, n - left));
    }

    /// <summary>The folds of contiguous rows of n elements.</summary>
    public static void Rows(T* x, int n, T* y, int rows)
    {
        if (n <= Block)
        {
            FoldLanes<TFold, T>.Rows(x, n, y, rows);
            return;
        }
        for (int r = 0; r < rows; r++)
        {
            y[r] = Row(x + (nint)r * n, n);
        }
    }

    /// <summary>y[i] = fold of x[j, i] over j below n, for i below width; the rows of x lie <paramref name="stride"/> apart.</summary>
    public static void Columns(T* x, nint stride, int n, T* y, int width)
    {
        if (n <= BlockOfRows)
        {
            InOrder(x, stride, n, y, width);
            return;
        }
        if (width < Wide && n > 3 * BlockOfRows && n <= 4 * BlockOfRows)
        {
            FoldBlocks<TFold, T>.Columns(x, stride, BlockOfRows, n - 3 * BlockOfRows, y, width);
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

    private static void InOrder(T* x, nint stride, int n, T* y, int width)
    {
        int step = Vector256<T>.Count;
        int i = 0;
        for (; i <= width - 8 * step; i += 8 * step)
        {
            Eight(x + i, stride, n, y + i);
        }
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

    /// <summary>Eight vectors of columns, so that a row is read in runs that the memory can foresee.</summary>
    private static void Eight(T* row, nint stride, int n, T* y)
    {
        int step = Vector256<T>.Count;
        Vector256<T> unit = Vector256.Create(TFold.Unit);
        Vector256<T> a = unit,
            b = unit,
            c = unit,
            d = unit,
            e = unit,
            f = unit,
            g = unit,
            h = unit;
        for (int j = 0; j < n; j++, row += stride)
        {
            a = TFold.Of(a, Vector256.Load(row));
            b = TFold.Of(b, Vector256.Load(row + step));
            c = TFold.Of(c, Vector256.Load(row + 2 * step));
            d = TFold.Of(d, Vector256.Load(row + 3 * step));
            e = TFold.Of(e, Vector256.Load(row + 4 * step));
            f = TFold.Of(f, Vector256.Load(row + 5 * step));
            g = TFold.Of(g, Vector256.Load(row + 6 * step));
            h = TFold.Of(h, Vector256.Load(row + 7 * step));
        }
        a.Store(y);
        b.Store(y + step);
        c.Store(y + 2 * step);
        d.Store(y + 3 * step);
        e.Store(y + 4 * step);
        f.Store(y + 5 * step);
        g.Store(y + 6 * step);
        h.Store(y + 7 * step);
    }
}
