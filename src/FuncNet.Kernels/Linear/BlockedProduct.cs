using System.Numerics;
using System.Runtime.CompilerServices;

namespace FuncNet.Kernels;

/// <summary>
/// The matrix product for large operands (Goto and van de Geijn, 2008): a block of the right operand, packed, stays in the third
/// cache; each thread packs slabs of the left one into its second; the micro-kernel reads both from front to back.
/// Bound by the multiply–adds: 88 % of their peak on one thread, 86 % on two; the rest is packing.
/// </summary>
internal unsafe struct BlockedProduct<T> : IJob
    where T : unmanaged, INumber<T>
{
    /// <summary>Columns of a block of the right operand: with the depth of a block, 4.7 MB of float.</summary>
    private const int BlockColumns = 3072;

    /// <summary>The most rows that a chunk packs: with the depth of a block, 144 KB of float.</summary>
    private const int ChunkRows = 96;

    /// <summary>A whole number of all tiles.</summary>
    private const int Tiles = 24;

    private Matrix<T> a;
    private Matrix<T> c;
    private T* panels;
    private int rows;
    private int columns;
    private int depth;
    private int chunkRows;
    private bool add;

    /// <summary>What is done to whole rows, where the last block finishes them.</summary>
    private Tail tail;

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Run(in Matrix<T> a, in Matrix<T> b, in Matrix<T> c, int rows, int columns, int depth, Tail tail)
    {
        int widest = PackRightJob<T>.Round(Math.Min(columns, BlockColumns));
        // An even number of chunks, all of about the same size.
        int pairs = Work.Chunks(rows, 2 * ChunkRows);
        int chunkRows = Work.Chunks(Work.Chunks(rows, 2 * pairs), Tiles) * Tiles;
        T* panels = Scratch.Get<T>(Scratch.Slot.Right, (long)widest * Math.Min(depth, MatrixProduct.Depth));
        for (int j = 0; j < columns; j += BlockColumns)
        {
            int width = Math.Min(BlockColumns, columns - j);
            for (int t = 0; t < depth; t += MatrixProduct.Depth)
            {
                int deep = Math.Min(MatrixProduct.Depth, depth - t);
                PackRightJob<T>.Run(b.From(t, j), deep, width, panels);
                BlockedProduct<T> job = new()
                {
                    a = a.From(0, t),
                    c = c.From(0, j),
                    panels = panels,
                    rows = rows,
                    columns = width,
                    depth = deep,
                    chunkRows = chunkRows,
                    add = t > 0,
                    tail = columns <= BlockColumns && t + deep == depth ? tail : default,
                };
                Work.Run(ref job, Work.Chunks(rows, chunkRows));
            }
        }
        if (columns > BlockColumns)
        {
            tail.RunAll(rows * columns);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Run(int chunk)
    {
        int tile = MicroKernel<T>.Rows;
        int panel = MicroKernel<T>.Panel(columns);
        int width = MicroKernel<T>.Width;
        int r0 = chunk * chunkRows;
        int r1 = Math.Min(rows, r0 + chunkRows);
        T* slabs = Scratch.Get<T>(Scratch.Slot.Left, (long)chunkRows * depth);
        for (int i = r0; i < r1; i += tile)
        {
            Packing.Left(a.From(i, 0), Math.Min(tile, r1 - i), depth, slabs + (nint)(i - r0) * depth);
        }
        T* buffer = stackalloc T[tile * panel];
        for (int j = 0; j < columns; j += panel)
        {
            int count = Math.Min(panel, columns - j);
            int vectors = (count + width - 1) / width;
            bool whole = count == vectors * width;
            for (int i = r0; i < r1; i += tile)
            {
                int height = Math.Min(tile, r1 - i);
                TileWork<T> work = new()
                {
                    A = slabs + (nint)(i - r0) * depth,
                    RowA = 1,
                    StepA = height,
                    B = panels + (nint)j * depth,
                    StepB = vectors * width,
                    C = whole ? c.At(i, j) : buffer,
                    StepC = whole ? c.Row : panel,
                    Inner = depth,
                    Middle = 1,
                    Outer = 1,
                    Add = add && whole,
                };
                if (work.Add)
                {
                    Prefetch.Tile(work.C, work.StepC, height, count);
                }
                MicroKernel<T>.Run(height, vectors, work);
                if (!whole)
                {
                    Finish(buffer, panel, height, count, c.At(i, j));
                }
            }
        }
        tail.Run(r0 * columns, r1 * columns);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private readonly void Finish(T* tile, int step, int height, int count, T* to)
    {
        for (int i = 0; i < height; i++, tile += step, to += c.Row)
        {
            for (int j = 0; j < count; j++)
            {
                to[j] = add ? to[j] + tile[j] : tile[j];
            }
        }
    }
}
