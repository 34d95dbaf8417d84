using System.Runtime.CompilerServices;

namespace FuncNet.Kernels;

/// <summary>
/// A reduction in blocks. A block is folded lane by lane along a row, or row by row down columns;
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
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
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
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Columns(T* x, nint stride, int n, T* y, int width)
    {
        if (n <= FoldColumns<TFold, T>.Block)
        {
            T* running = stackalloc T[FoldColumns<TFold, T>.Turns * width];
            FoldColumns<TFold, T>.Open(running, width);
            FoldColumns<TFold, T>.Add(x, stride, 0, n, running, width);
            FoldColumns<TFold, T>.Close(running, width, y);
            return;
        }
        int top = Half(n, FoldColumns<TFold, T>.Block);
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
}
