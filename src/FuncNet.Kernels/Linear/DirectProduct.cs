using System.Runtime.CompilerServices;

namespace FuncNet.Kernels;

/// <summary>
/// The matrix product for operands that need no blocking: the left one is read as it lies, the right one too where its
/// rows are contiguous. Each tile goes over the whole depth at once, in blocks whose sums are added in order.
/// Bound by the multiply–adds, 91 to 98 % of their peak; with one row or few by the bytes of the right operand.
/// </summary>
internal unsafe struct DirectProduct<T> : IJob
    where T : unmanaged
{
    /// <summary>Elements of a right operand, 256 KB of float, from which on it is read at most so often.</summary>
    private const int LargeRight = 1 << 16;
    private const int MostReadings = 8;

    private Matrix<T> a;
    private Matrix<T> b;
    private Matrix<T> c;
    private int rows;
    private int columns;
    private int depth;
    private int rowsPerChunk;
    private int columnsPerChunk;
    private int columnChunks;
    private bool packed;

    /// <summary>What is done to whole rows, if chunks are rows.</summary>
    private Tail tail;

    public static void Run(in Matrix<T> a, Matrix<T> b, in Matrix<T> c, int rows, int columns, int depth, Tail tail)
    {
        int tile = MicroKernel<T>.Rows;
        int panel = MicroKernel<T>.Panel(columns);
        int width = MicroKernel<T>.Width;
        bool packed = b.Column != 1 || columns < MicroKernel<T>.Width;
        if (packed)
        {
            T* panels = Scratch.Get<T>(Scratch.Slot.Right, (long)depth * PackRightJob<T>.Round(columns));
            PackRightJob<T>.Run(b, depth, columns, panels);
            b = new Matrix<T>(panels, 0, 1);
        }
        long flops = 2L * rows * columns * depth;
        DirectProduct<T> job = new()
        {
            a = a,
            b = b,
            c = c,
            rows = rows,
            columns = columns,
            depth = depth,
            packed = packed,
            rowsPerChunk = rows,
            columnsPerChunk = columns,
            columnChunks = 1,
        };
        if (rows >= 2 * tile)
        {
            job.tail = tail;
            // Each chunk reads the right operand again: where that is much, there are few chunks.
            long least = (long)columns * depth > LargeRight ? rows / MostReadings : 0;
            job.rowsPerChunk = Whole(rows, tile, Math.Max(least, Work.FlopsOfChunk(flops) * rows / flops));
        }
        else
        {
            // An even number of chunks, all of about the same size, of whole panels if they are packed.
            long pairs = Math.Min(flops / 2 / Work.FlopsOfChunk(flops), columns / (2 * MicroKernel<T>.Columns));
            job.columnsPerChunk = pairs == 0 ? columns : Whole(columns, packed ? panel : width, columns / (2 * pairs));
            // A last chunk narrower than a vector would have to overlap the columns of another: it joins its neighbour.
            job.columnChunks = Math.Max(1, (columns + job.columnsPerChunk - 1 - width) / job.columnsPerChunk);
        }
        Work.Run(ref job, Work.Chunks(rows, job.rowsPerChunk) * job.columnChunks);
        if (job.tail.IsNone)
        {
            tail.RunAll(rows * columns);
        }
    }

    /// <summary>About so many of all, in whole tiles.</summary>
    private static int Whole(int all, int tile, long some) =>
        (int)Math.Min(all, Math.Max(1, (some + tile - 1) / tile) * tile);

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Run(int chunk)
    {
        (int rowChunk, int columnChunk) = Math.DivRem(chunk, columnChunks);
        int tile = MicroKernel<T>.Rows;
        int width = MicroKernel<T>.Width;
        int r0 = rowChunk * rowsPerChunk;
        int r1 = Math.Min(rows, r0 + rowsPerChunk);
        int c0 = columnChunk * columnsPerChunk;
        int c1 = columnChunk == columnChunks - 1 ? columns : c0 + columnsPerChunk;
        int panel = MicroKernel<T>.Panel(packed ? columns : c1 - c0);
        T* buffer = stackalloc T[tile * panel];
        for (int j = c0, count; j < c1; j += count)
        {
            count = Math.Min(panel, c1 - j);
            int vectors = (count + width - 1) / width;
            int start = j;
            T* right = b.Start + j;
            nint step = b.Row;
            if (packed)
            {
                step = vectors * width;
                right = b.Start + (nint)j * depth;
            }
            else if (count < vectors * width && c1 - vectors * width < c0)
            {
                vectors--;
                count = vectors * width;
            }
            else if (count < vectors * width)
            {
                // The last vectors begin early enough to end with the row: some columns are computed twice, to the same bits.
                start = c1 - vectors * width;
                right = b.Start + start;
            }
            int computed = packed ? count : vectors * width;
            bool inPlace = c.Column == 1 && computed == vectors * width;
            for (int i = r0; i < r1; i += tile)
            {
                int height = Math.Min(tile, r1 - i);
                TileWork<T> work = new()
                {
                    A = a.At(i, 0),
                    RowA = a.Row,
                    StepA = a.Column,
                    B = right,
                    StepB = step,
                    C = inPlace ? c.At(i, start) : buffer,
                    StepC = inPlace ? c.Row : panel,
                    Middle = 1,
                    Outer = 1,
                };
                Deep(ref work, height, vectors);
                if (!inPlace)
                {
                    CopyOut(buffer, panel, height, computed, c.From(i, start));
                }
            }
        }
        tail.Run(r0 * columns, r1 * columns);
    }

    /// <summary>One tile over the whole depth.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private readonly void Deep(ref TileWork<T> work, int height, int vectors)
    {
        for (int t = 0; t < depth; t += MatrixProduct.Depth)
        {
            work.Inner = Math.Min(MatrixProduct.Depth, depth - t);
            work.Add = t > 0;
            MicroKernel<T>.Run(height, vectors, work);
            work.A += work.Inner * work.StepA;
            work.B += work.Inner * work.StepB;
        }
    }

    private static void CopyOut(T* tile, int step, int height, int count, in Matrix<T> to)
    {
        if (to.Column == 1)
        {
            new Matrix<T>(tile, step, 1).CopyTo(height, count, to.Start, to.Row);
        }
        else
        {
            Transposition.Run(tile, step, height, count, to.Start, to.Column);
        }
    }
}
