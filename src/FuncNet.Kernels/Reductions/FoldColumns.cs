using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace FuncNet.Kernels;

/// <summary>
/// Folds down columns, block by block. Within a block the rows are folded in four turns, so that no addition waits for the one before
/// it, and the turns' results meet as a tree. An operation for each element: bound by the bytes of x.
/// </summary>
internal static unsafe class FoldColumns<TFold, T>
    where TFold : struct, IFold<T>
    where T : unmanaged
{
    /// <summary>Rows of a block.</summary>
    public const int Block = 128;

    /// <summary>How many rows are folded side by side.</summary>
    public const int Turns = 4;

    /// <summary>The beginning of a block: what runs along is the unit, for every turn and column.</summary>
    public static void Open(T* running, int width) => new Span<T>(running, Turns * width).Fill(TFold.Unit);

    /// <summary>Folds further rows of a block, of which <paramref name="first"/> are folded.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Add(T* x, nint stride, int first, int rows, T* running, int width)
    {
        for (; rows > 0 && first % Turns != 0; first++, rows--, x += stride)
        {
            Row(x, running + first % Turns * width, width);
        }
        int rounds = rows / Turns;
        int step = Vector256<T>.Count;
        int i = 0;
        for (; rounds > 0 && i <= width - 4 * step; i += 4 * step)
        {
            FourVectors(x + i, stride, rounds, running + i, width);
        }
        for (; rounds > 0 && i <= width - 2 * step; i += 2 * step)
        {
            TwoVectors(x + i, stride, rounds, running + i, width);
        }
        for (; rounds > 0 && i < width; i++)
        {
            One(x + i, stride, rounds, running + i, width);
        }
        x += rounds * Turns * stride;
        for (int turn = 0; turn < rows % Turns; turn++, x += stride)
        {
            Row(x, running + turn * width, width);
        }
    }

    /// <summary>The end of a block: the turns of each column meet.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Close(T* running, int width, T* y)
    {
        for (int i = 0; i < width; i++)
        {
            T* turn = running + i;
            y[i] = TFold.Of(TFold.Of(turn[0], turn[width]), TFold.Of(turn[2 * width], turn[3 * width]));
        }
    }

    /// <summary>One row.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Row(T* x, T* running, int width)
    {
        int step = Vector256<T>.Count;
        int i = 0;
        for (; i <= width - step; i += step)
        {
            TFold.Of(Vector256.Load(running + i), Vector256.Load(x + i)).Store(running + i);
        }
        for (; i < width; i++)
        {
            running[i] = TFold.Of(running[i], x[i]);
        }
    }

    /// <summary>Four vectors of columns, so that a row is read in runs that the memory can foresee.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void FourVectors(T* row, nint stride, int rounds, T* running, int width)
    {
        int step = Vector256<T>.Count;
        Vector256<T> a0 = Vector256.Load(running),
            a1 = Vector256.Load(running + step),
            a2 = Vector256.Load(running + 2 * step),
            a3 = Vector256.Load(running + 3 * step),
            b0 = Vector256.Load(running + width),
            b1 = Vector256.Load(running + width + step),
            b2 = Vector256.Load(running + width + 2 * step),
            b3 = Vector256.Load(running + width + 3 * step),
            c0 = Vector256.Load(running + 2 * width),
            c1 = Vector256.Load(running + 2 * width + step),
            c2 = Vector256.Load(running + 2 * width + 2 * step),
            c3 = Vector256.Load(running + 2 * width + 3 * step),
            d0 = Vector256.Load(running + 3 * width),
            d1 = Vector256.Load(running + 3 * width + step),
            d2 = Vector256.Load(running + 3 * width + 2 * step),
            d3 = Vector256.Load(running + 3 * width + 3 * step);
        for (int j = 0; j < rounds; j++)
        {
            a0 = TFold.Of(a0, Vector256.Load(row));
            a1 = TFold.Of(a1, Vector256.Load(row + step));
            a2 = TFold.Of(a2, Vector256.Load(row + 2 * step));
            a3 = TFold.Of(a3, Vector256.Load(row + 3 * step));
            row += stride;
            b0 = TFold.Of(b0, Vector256.Load(row));
            b1 = TFold.Of(b1, Vector256.Load(row + step));
            b2 = TFold.Of(b2, Vector256.Load(row + 2 * step));
            b3 = TFold.Of(b3, Vector256.Load(row + 3 * step));
            row += stride;
            c0 = TFold.Of(c0, Vector256.Load(row));
            c1 = TFold.Of(c1, Vector256.Load(row + step));
            c2 = TFold.Of(c2, Vector256.Load(row + 2 * step));
            c3 = TFold.Of(c3, Vector256.Load(row + 3 * step));
            row += stride;
            d0 = TFold.Of(d0, Vector256.Load(row));
            d1 = TFold.Of(d1, Vector256.Load(row + step));
            d2 = TFold.Of(d2, Vector256.Load(row + 2 * step));
            d3 = TFold.Of(d3, Vector256.Load(row + 3 * step));
            row += stride;
        }
        a0.Store(running);
        a1.Store(running + step);
        a2.Store(running + 2 * step);
        a3.Store(running + 3 * step);
        b0.Store(running + width);
        b1.Store(running + width + step);
        b2.Store(running + width + 2 * step);
        b3.Store(running + width + 3 * step);
        c0.Store(running + 2 * width);
        c1.Store(running + 2 * width + step);
        c2.Store(running + 2 * width + 2 * step);
        c3.Store(running + 2 * width + 3 * step);
        d0.Store(running + 3 * width);
        d1.Store(running + 3 * width + step);
        d2.Store(running + 3 * width + 2 * step);
        d3.Store(running + 3 * width + 3 * step);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void TwoVectors(T* row, nint stride, int rounds, T* running, int width)
    {
        int step = Vector256<T>.Count;
        Vector256<T> a = Vector256.Load(running),
            b = Vector256.Load(running + width),
            c = Vector256.Load(running + 2 * width),
            d = Vector256.Load(running + 3 * width),
            e = Vector256.Load(running + step),
            f = Vector256.Load(running + step + width),
            g = Vector256.Load(running + step + 2 * width),
            h = Vector256.Load(running + step + 3 * width);
        for (int j = 0; j < rounds; j++, row += 4 * stride)
        {
            a = TFold.Of(a, Vector256.Load(row));
            b = TFold.Of(b, Vector256.Load(row + stride));
            c = TFold.Of(c, Vector256.Load(row + 2 * stride));
            d = TFold.Of(d, Vector256.Load(row + 3 * stride));
            e = TFold.Of(e, Vector256.Load(row + step));
            f = TFold.Of(f, Vector256.Load(row + step + stride));
            g = TFold.Of(g, Vector256.Load(row + step + 2 * stride));
            h = TFold.Of(h, Vector256.Load(row + step + 3 * stride));
        }
        a.Store(running);
        b.Store(running + width);
        c.Store(running + 2 * width);
        d.Store(running + 3 * width);
        e.Store(running + step);
        f.Store(running + step + width);
        g.Store(running + step + 2 * width);
        h.Store(running + step + 3 * width);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void One(T* row, nint stride, int rounds, T* running, int width)
    {
        T a = running[0],
            b = running[width],
            c = running[2 * width],
            d = running[3 * width];
        for (int j = 0; j < rounds; j++, row += 4 * stride)
        {
            a = TFold.Of(a, row[0]);
            b = TFold.Of(b, row[stride]);
            c = TFold.Of(c, row[2 * stride]);
            d = TFold.Of(d, row[3 * stride]);
        }
        running[0] = a;
        running[width] = b;
        running[2 * width] = c;
        running[3 * width] = d;
    }
}
