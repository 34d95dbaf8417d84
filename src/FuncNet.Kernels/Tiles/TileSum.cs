using System.Numerics;
using System.Runtime.CompilerServices;

namespace FuncNet.Kernels;

/// <summary>
/// Sums of a value over rows of the innermost axes, taken from its tiles while they are in the cache. The blocks of rows and the tree
/// over them are those of <see cref="FoldJob{TFold, T}"/>, and so are the bits.
/// Four bytes and an addition a float, from the first cache: less than the pass that gives the value.
/// </summary>
internal unsafe struct TileSum
{
    /// <summary>Float or double.</summary>
    public ElementType Type;

    /// <summary>Elements of a row, and all rows.</summary>
    public int Width;
    public int Rows;

    /// <summary>The place of the value.</summary>
    public int Place;

    /// <summary>Where in the scratch memory the sums of a block run along, and where those of all blocks are kept.</summary>
    public nint Running;
    public byte* Blocks;

    /// <summary>Where the sums are written.</summary>
    public byte* Target;

    /// <summary>Rows of a block: a chunk of tiles is a whole number of them.</summary>
    public static int Block => FoldColumns<SumFold<float>, float>.Block;

    /// <summary>The most elements of a row.</summary>
    public static int Widest => FoldJob<SumFold<float>, float>.ColumnsPerChunk;

    /// <summary>Bytes in which the sums of a block run along.</summary>
    public readonly int RunningBytes => FoldColumns<SumFold<float>, float>.Turns * Width * Type.Bytes();

    /// <summary>Bytes of the sums of all blocks.</summary>
    public readonly int BlockBytes => Work.Chunks(Rows, Block) * Width * Type.Bytes();

    /// <summary>Adds the rows of a tile, which begins with row <paramref name="row"/>.</summary>
    public readonly void Add(byte* scratch, byte* tile, int row, int count)
    {
        if (Type == ElementType.Float)
        {
            Add((float*)(scratch + Running), (float*)tile, row, count);
        }
        else
        {
            Add((double*)(scratch + Running), (double*)tile, row, count);
        }
    }

    /// <summary>Writes the sums, when all rows are added.</summary>
    public readonly void Finish()
    {
        if (Type == ElementType.Float)
        {
            Finish((float*)Blocks, (float*)Target);
        }
        else
        {
            Finish((double*)Blocks, (double*)Target);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private readonly void Add<T>(T* running, T* tile, int row, int count)
        where T : unmanaged, INumber<T>
    {
        for (int length; count > 0; count -= length, row += length, tile += (nint)length * Width)
        {
            (int block, int first) = Math.DivRem(row, Block);
            length = Math.Min(count, Block - first);
            if (first == 0)
            {
                FoldColumns<SumFold<T>, T>.Open(running, Width);
            }
            FoldColumns<SumFold<T>, T>.Add(tile, Width, first, length, running, Width);
            if (first + length == Block || row + length == Rows)
            {
                FoldColumns<SumFold<T>, T>.Close(running, Width, (T*)Blocks + (nint)block * Width);
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private readonly void Finish<T>(T* blocks, T* y)
        where T : unmanaged, INumber<T>
    {
        int piece = FoldJob<SumFold<T>, T>.RowsPerPiece;
        int pieces = Work.Chunks(Rows, piece);
        for (int p = 0; p < pieces; p++)
        {
            T* first = blocks + (nint)p * (piece / Block) * Width;
            Tree(first, Math.Min(piece, Rows - p * piece));
            new Span<T>(first, Width).CopyTo(new Span<T>(blocks + (nint)p * Width, Width));
        }
        if (pieces == 1)
        {
            new Span<T>(blocks, Width).CopyTo(new Span<T>(y, Width));
        }
        else
        {
            FoldRows<SumFold<T>, T>.Columns(blocks, Width, pieces, y, Width);
        }
    }

    /// <summary>The sum of the blocks of so many rows, in the place of the first.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private readonly void Tree<T>(T* blocks, int rows)
        where T : unmanaged, INumber<T>
    {
        if (rows <= Block)
        {
            return;
        }
        int top = FoldRows<SumFold<T>, T>.Half(rows, Block);
        T* below = blocks + (nint)(top / Block) * Width;
        Tree(blocks, top);
        Tree(below, rows - top);
        for (int i = 0; i < Width; i++)
        {
            blocks[i] += below[i];
        }
    }
}
