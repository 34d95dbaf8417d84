using System.Runtime.CompilerServices;

namespace FuncNet.Kernels;

/// <summary>
/// Reads a strided view, in chunks of rows; a transpose in blocks, so that both sides use whole cache lines.
/// Eight bytes a float: bound by memory along rows; where neither side is contiguous by the loop, at 2 G/s a core.
/// </summary>
internal unsafe struct ReadJob<T> : IJob
    where T : unmanaged
{
    /// <summary>The side of a block of a transpose: 64 bytes of float.</summary>
    private const int Side = 16;

    private StridedView* view;
    private T* x;
    private T* y;
    private int rowsPerChunk;
    private bool transposes;

    public static void Run(in StridedView view, T* x, T* y)
    {
        bool transposes = view.Rank >= 2 && view.Step > 1 && view.OuterStep == 1;
        int rows = Math.Max(1, Work.Grain / view.Inner);
        if (transposes)
        {
            rows = (rows + Side - 1) / Side * Side;
        }
        fixed (StridedView* pointer = &view)
        {
            ReadJob<T> job = new()
            {
                view = pointer,
                x = x,
                y = y,
                rowsPerChunk = rows,
                transposes = transposes,
            };
            Work.Run(ref job, Work.Chunks(view.Rows, rows));
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Run(int chunk)
    {
        int row = chunk * rowsPerChunk;
        int last = Math.Min(view->Rows, row + rowsPerChunk);
        while (row < last)
        {
            int run = 1;
            if (transposes)
            {
                // Rows that follow one another in the dimension outside the innermost.
                run = Math.Min(last - row, view->OuterSize - row % view->OuterSize);
            }
            T* from = x + view->Locate(row);
            T* to = y + (nint)row * view->Inner;
            if (transposes)
            {
                Transpose(from, to, run);
            }
            else
            {
                Row(from, to);
            }
            row += run;
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Row(T* from, T* to)
    {
        int n = view->Inner;
        if (view->Step == 1)
        {
            new ReadOnlySpan<T>(from, n).CopyTo(new Span<T>(to, n));
        }
        else if (view->Step == 0)
        {
            new Span<T>(to, n).Fill(*from);
        }
        else
        {
            nint step = view->Step;
            for (int i = 0; i < n; i++, from += step)
            {
                to[i] = *from;
            }
        }
    }

    /// <summary>to[r, c] = from[r + c·step] for r below rows.</summary>
    private void Transpose(T* from, T* to, int rows) =>
        Transposition.Run(from, view->Step, view->Inner, rows, to, view->Inner);
}
