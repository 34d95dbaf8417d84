using System.Runtime.CompilerServices;

namespace FuncNet.Kernels;

/// <summary>
/// The matrix product for right operands that a third cache holds: the left one is read as it lies, the right one too where its
/// rows are contiguous. A chunk goes over the depth block by block, all its tiles over one before the next, so that a block of the right operand is read from the second
/// cache; a tile's sums are added in order.
/// Bound by the multiply–adds, 85 to 98 % of their peak; with one row or few by the bytes of the right operand.
/// </summary>
internal unsafe struct DirectProduct<T> : IJob
    where T : unmanaged
{
    /// <summary>Elements of a right operand, 256 KB of float, from which on it is cut into columns, too, for so many chunks, of at least so many tiles and vectors.</summary>
    private const int LargeRight = 1 << 16;
    private const int ChunksOfLarge = 8;
    private const long FlopsOfLarge = Work.Flops / 2;
    private const int LeastTiles = 2;
    private const int LeastVectors = 2;

    /// <summary>Columns of a chunk whose block of the depth, 768 KB of float, a second cache holds.</summary>
    private const int MostColumns = 512;

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
        if (rows >= 2 * tile && (long)columns * depth > LargeRight)
        {
            (int down, int across) = Grid(rows, columns, (int)Math.Clamp(flops / FlopsOfLarge, 1, ChunksOfLarge));
            job.rowsPerChunk = Whole(rows, 1, Work.Chunks(rows, down));
            across = Math.Max(across, Work.Chunks(columns, MostColumns));
            job.columnsPerChunk = Whole(columns, packed ? panel : width, Work.Chunks(columns, across));
            job.columnChunks = across == 1 ? 1 : ColumnChunks(columns, job.columnsPerChunk);
            job.tail = job.columnChunks == 1 ? tail : default;
        }
        else if (rows >= 2 * tile)
        {
            job.tail = tail;
            job.rowsPerChunk = Whole(rows, tile, Work.FlopsOfChunk(flops) * rows / flops);
        }
        else
        {
            // An even number of chunks, all of about the same size, of whole panels if they are packed.
            long pairs = Math.Min(flops / 2 / Work.FlopsOfChunk(flops), columns / (2 * MicroKernel<T>.Columns));
            job.columnsPerChunk = pairs == 0 ? columns : Whole(columns, packed ? panel : width, columns / (2 * pairs));
            job.columnChunks = ColumnChunks(columns, job.columnsPerChunk);
        }
        Work.Run(ref job, Work.Chunks(rows, job.rowsPerChunk) * job.columnChunks);
        if (job.tail.IsNone)
        {
            tail.RunAll(rows * columns);
        }
    }

    /// <summary>Chunks down the rows and across the columns, that read the fewest elements together: each reads its rows of the left operand, and its columns of the right one.</summary>
    private static (int Down, int Across) Grid(int rows, int columns, int chunks)
    {
        (int, int) best = (1, 1);
        long least = long.MaxValue;
        for (int across = 1; across <= chunks; across *= 2)
        {
            int down = Math.Clamp(rows / (LeastTiles * MicroKernel<T>.Rows), 1, chunks / across);
            bool fits = across == 1 || columns >= across * LeastVectors * MicroKernel<T>.Width;
            // Fewer chunks than wanted count as if they read as much as all would have to.
            long read = ((long)across * rows + (long)down * columns) * chunks / (down * across);
            if (fits && read < least)
            {
                (best, least) = ((down, across), read);
            }
        }
        return best;
    }

    /// <summary>A last chunk narrower than a vector would have to overlap the columns of another: it joins its neighbour.</summary>
    private static int ColumnChunks(int columns, int columnsPerChunk) =>
        Math.Max(1, (columns + columnsPerChunk - 1 - MicroKernel<T>.Width) / columnsPerChunk);

    /// <summary>About so many of all, in whole tiles.</summary>
    private static int Whole(int all, int tile, long some) =>
        (int)Math.Min(all, Math.Max(1, (some + tile - 1) / tile) * tile);

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Run(int chunk)
    {
        (int rowChunk, int columnChunk) = Math.DivRem(chunk, columnChunks);
        int r0 = rowChunk * rowsPerChunk;
        int r1 = Math.Min(rows, r0 + rowsPerChunk);
        int c0 = columnChunk * columnsPerChunk;
        int c1 = columnChunk == columnChunks - 1 ? columns : c0 + columnsPerChunk;
        // A block of the depth for all tiles before the next one: its part of the right operand stays near. Their sums stand in the result meanwhile.
        bool inPlace = c.Column == 1 && (c1 - c0) % MicroKernel<T>.Width == 0;
        int deep = inPlace ? MatrixProduct.Depth : depth;
        for (int t = 0; t < depth; t += deep)
        {
            Block(r0, r1, c0, c1, t, Math.Min(deep, depth - t));
        }
        tail.Run(r0 * columns, r1 * columns);
    }

    /// <summary>The tiles of a chunk, over a part of the depth, whose sums are added to those of the parts before.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private readonly void Block(int r0, int r1, int c0, int c1, int start, int deep)
    {
        int width = MicroKernel<T>.Width;
        int panel = MicroKernel<T>.Panel(packed ? columns : c1 - c0);
        T* buffer = stackalloc T[MicroKernel<T>.Elements];
        for (int j = c0, count; j < c1; j += count)
        {
            count = Math.Min(panel, c1 - j);
            int vectors = (count + width - 1) / width;
            int column = j;
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
                column = c1 - vectors * width;
                right = b.Start + column;
            }
            int computed = packed ? count : vectors * width;
            bool inPlace = c.Column == 1 && computed == vectors * width;
            int tiles = Work.Chunks(r1 - r0, MicroKernel<T>.RowsOf(vectors));
            for (int n = 0, i = r0, height; n < tiles; n++, i += height)
            {
                height = (r1 - i) / (tiles - n);
                TileWork<T> work = new()
                {
                    A = a.At(i, start),
                    RowA = a.Row,
                    StepA = a.Column,
                    B = right + start * step,
                    StepB = step,
                    C = inPlace ? c.At(i, column) : buffer,
                    StepC = inPlace ? c.Row : vectors * width,
                    Middle = 1,
                    Outer = 1,
                };
                Deep(ref work, height, vectors, deep, start > 0);
                if (!inPlace)
                {
                    CopyOut(buffer, vectors * width, height, computed, c.From(i, column));
                }
            }
        }
    }

    /// <summary>One tile over so much of the depth.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Deep(ref TileWork<T> work, int height, int vectors, int deep, bool add)
    {
        for (int t = 0; t < deep; t += MatrixProduct.Depth)
        {
            work.Inner = Math.Min(MatrixProduct.Depth, deep - t);
            work.Add = add || t > 0;
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
