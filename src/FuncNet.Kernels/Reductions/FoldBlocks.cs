using System.Runtime.Intrinsics;

namespace FuncNet.Kernels;

/// <summary>
/// Four blocks of rows folded side by side, where the columns are so few that one block alone would wait for each addition to
/// finish before the next. Every block keeps its order, and the four results meet in the tree of the recursion.
/// Four bytes and an operation a float: bound by memory; where the columns are fewer than a vector by the time of an addition.
/// </summary>
internal static unsafe class FoldBlocks<TFold, T>
    where TFold : struct, IFold<T>
    where T : unmanaged
{
    /// <summary>y[i] = fold of x[j, i] over three blocks of rows and a last one, which may be shorter.</summary>
    public static void Columns(T* x, nint stride, int block, int last, T* y, int width)
    {
        int step = Vector256<T>.Count;
        int i = 0;
        for (; i <= width - 2 * step; i += 2 * step)
        {
            TwoVectors(x + i, stride, block, last, y + i);
        }
        for (; i <= width - step; i += step)
        {
            OneVector(x + i, stride, block, last, y + i);
        }
        for (; i < width; i++)
        {
            y[i] = One(x + i, stride, block, last);
        }
    }

    private static void TwoVectors(T* row, nint stride, int block, int last, T* y)
    {
        int step = Vector256<T>.Count;
        nint next = block * stride;
        Vector256<T> unit = Vector256.Create(TFold.Unit);
        Vector256<T> a = unit,
            b = unit,
            c = unit,
            d = unit,
            e = unit,
            f = unit,
            g = unit,
            h = unit;
        for (int j = 0; j < block; j++, row += stride)
        {
            a = TFold.Of(a, Vector256.Load(row));
            b = TFold.Of(b, Vector256.Load(row + next));
            c = TFold.Of(c, Vector256.Load(row + 2 * next));
            e = TFold.Of(e, Vector256.Load(row + step));
            f = TFold.Of(f, Vector256.Load(row + step + next));
            g = TFold.Of(g, Vector256.Load(row + step + 2 * next));
            if (j < last)
            {
                d = TFold.Of(d, Vector256.Load(row + 3 * next));
                h = TFold.Of(h, Vector256.Load(row + step + 3 * next));
            }
        }
        TFold.Of(TFold.Of(a, b), TFold.Of(c, d)).Store(y);
        TFold.Of(TFold.Of(e, f), TFold.Of(g, h)).Store(y + step);
    }

    private static void OneVector(T* row, nint stride, int block, int last, T* y)
    {
        nint next = block * stride;
        Vector256<T> unit = Vector256.Create(TFold.Unit);
        Vector256<T> a = unit,
            b = unit,
            c = unit,
            d = unit;
        for (int j = 0; j < block; j++, row += stride)
        {
            a = TFold.Of(a, Vector256.Load(row));
            b = TFold.Of(b, Vector256.Load(row + next));
            c = TFold.Of(c, Vector256.Load(row + 2 * next));
            if (j < last)
            {
                d = TFold.Of(d, Vector256.Load(row + 3 * next));
            }
        }
        TFold.Of(TFold.Of(a, b), TFold.Of(c, d)).Store(y);
    }

    private static T One(T* row, nint stride, int block, int last)
    {
        nint next = block * stride;
        T a = TFold.Unit,
            b = TFold.Unit,
            c = TFold.Unit,
            d = TFold.Unit;
        for (int j = 0; j < block; j++, row += stride)
        {
            a = TFold.Of(a, *row);
            b = TFold.Of(b, row[next]);
            c = TFold.Of(c, row[2 * next]);
            if (j < last)
            {
                d = TFold.Of(d, row[3 * next]);
            }
        }
        return TFold.Of(TFold.Of(a, b), TFold.Of(c, d));
    }
}
