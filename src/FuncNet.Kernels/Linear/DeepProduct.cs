using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace FuncNet.Kernels;

/// <summary>
/// The matrix product aᵀ·b for a depth of many blocks, as the gradient of weights over a batch of rows is. A tile that goes over the whole depth
/// at once finds neither operand in the second cache; here a chunk goes block by block instead, so that a block of the right operand serves all its
/// tiles from there. The left one is packed, since its rows lie a whole row of its own apart at each step, often a power of two.
/// Bound by the multiply–adds: 83 to 85 % of their peak on one thread with operands of 2048×128 and 2048×512. On two threads, each of which reads
/// what the other has just written, it is bound by the bytes that go from one cache to the other.
/// </summary>
internal unsafe struct DeepProduct<T> : IJob
    where T : unmanaged, INumber<T>
{
    /// <summary>Rows of a chunk: 96 KB of float with the depth of a block; where these make few chunks, half as many.</summary>
    private const int MostRows = 64;
    private const int LeastRows = 32;
    private const int FewChunks = 8;

    private Matrix<T> a;
    private Matrix<T> b;
    private Matrix<T> c;
    private int rows;
    private int columns;
    private int depth;
    private int rowsPerChunk;

    /// <summary>What is done to whole rows, if chunks are rows of the result.</summary>
    private Tail tail;

    /// <summary>Whether operands lie and measure in the way that this is made for.</summary>
    public static bool Suits(in Matrix<T> a, in Matrix<T> b, int rows, int columns, int depth) =>
        depth >= 2 * MatrixProduct.Depth
        && a.Row == 1
        && b.Column == 1
        && rows >= 2 * LeastRows
        && columns % MicroKernel<T>.Width == 0;

    public static void Run(in Matrix<T> a, in Matrix<T> b, in Matrix<T> c, int rows, int columns, int depth, Tail tail)
    {
        DeepProduct<T> job = new()
        {
            a = a,
            b = b,
            c = c,
            rows = rows,
            columns = columns,
            depth = depth,
            rowsPerChunk = rows >= FewChunks * MostRows ? MostRows : LeastRows,
            tail = c.Column == 1 ? tail : default,
        };
        Work.Run(ref job, Work.Chunks(rows, job.rowsPerChunk));
        if (c.Column != 1)
        {
            tail.RunAll(rows * columns);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Run(int chunk)
    {
        int tile = MicroKernel<T>.Rows;
        int panel = MicroKernel<T>.Panel(columns);
        int first = chunk * rowsPerChunk;
        int height = Math.Min(rowsPerChunk, rows - first);
        T* slabs = Scratch.Get<T>(Scratch.Slot.Left, (long)height * MatrixProduct.Depth);
        bool inPlace = c.Column == 1;
        T* sums = inPlace ? c.At(first, 0) : Scratch.Get<T>(Scratch.Slot.Right, (long)height * columns);
        nint step = inPlace ? c.Row : columns;
        for (int t = 0; t < depth; t += MatrixProduct.Depth)
        {
            int deep = Math.Min(MatrixProduct.Depth, depth - t);
            Pack(a.At(first, t), height, deep, slabs);
            for (int j = 0; j < columns; j += panel)
            {
                int vectors = Math.Min(panel, columns - j) / MicroKernel<T>.Width;
                for (int i = 0; i < height; i += tile)
                {
                    int count = Math.Min(tile, height - i);
                    TileWork<T> work = new()
                    {
                        A = slabs + (nint)i * deep,
                        RowA = 1,
                        StepA = count,
                        B = b.At(t, j),
                        StepB = b.Row,
                        C = sums + i * step + j,
                        StepC = step,
                        Inner = deep,
                        Middle = 1,
                        Outer = 1,
                        Add = t > 0,
                    };
                    MicroKernel<T>.Run(count, vectors, work);
                }
            }
        }
        if (!inPlace)
        {
            Transposition.Run(sums, step, height, columns, c.At(first, 0), c.Column);
        }
        tail.Run(first * columns, (first + height) * columns);
    }

    /// <summary>Slabs of the rows of a tile each, column after column.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private readonly void Pack(T* from, int height, int deep, T* to)
    {
        int tile = MicroKernel<T>.Rows;
        int width = Vector256<T>.Count;
        int whole = tile % width == 0 ? height / tile * tile : 0;
        // All whole slabs at once: what lies side by side is read together.
        for (int t = 0; t < deep && whole > 0; t++)
        {
            T* source = from + t * a.Column;
            T* target = to + (nint)t * tile;
            for (int i = 0; i < whole; i += tile, target += (nint)tile * deep)
            {
                for (int v = 0; v < tile; v += width)
                {
                    Vector256.Load(source + i + v).Store(target + v);
                }
            }
        }
        for (int i = whole; i < height; i += tile)
        {
            Packing.Left(new Matrix<T>(from + i, 1, a.Column), Math.Min(tile, height - i), deep, to + (nint)i * deep);
        }
    }
}
