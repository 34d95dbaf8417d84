using System.Runtime.CompilerServices;

namespace FuncNet.Kernels;

/// <summary>
/// Runs a reduction in chunks: groups of short rows, pieces of long ones, groups of columns. An operation for each element:
/// bound by the bytes of x, at 80 GB/s a core from the second cache; rows under 32 elements by the tree that ends each.
/// </summary>
internal unsafe struct FoldJob<TFold, T> : IJob
    where TFold : struct, IFold<T>
    where T : unmanaged
{
    /// <summary>Elements of one long row that a chunk folds; the partial results make one more level of the tree.</summary>
    private const int Piece = 65536;

    /// <summary>Columns that a chunk folds, and rows of such columns.</summary>
    internal const int ColumnsPerChunk = 512;
    internal const int RowsPerPiece = 1024;

    private T* x;
    private T* y;
    private int outer;
    private int length;
    private int inner;
    private int pieceLength;
    private int pieces;
    private int columnGroups;
    private int outersPerChunk;

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Run(ReadOnlySpan<T> x, int outer, int length, int inner, Span<T> y)
    {
        if (y.IsEmpty)
        {
            return;
        }
        if (length == 0)
        {
            y.Fill(TFold.Unit);
            return;
        }
        fixed (T* px = x)
        fixed (T* py = y)
        {
            int pieceLength = inner == 1 ? Piece : RowsPerPiece;
            FoldJob<TFold, T> job = new()
            {
                x = px,
                y = py,
                outer = outer,
                length = length,
                inner = inner,
                pieceLength = pieceLength,
                pieces = Work.Chunks(length, pieceLength),
                columnGroups = Work.Chunks(inner, ColumnsPerChunk),
                outersPerChunk = (int)Math.Max(1, Work.Grain / ((long)length * Math.Min(inner, ColumnsPerChunk))),
            };
            if (job.pieces > 1)
            {
                job.y = Scratch.Get<T>(Scratch.Slot.Partial, (long)outer * job.pieces * inner);
            }
            Work.Run(ref job, Work.Chunks(outer, job.outersPerChunk) * job.pieces * job.columnGroups);
            if (job.pieces > 1)
            {
                // [outer, pieces, inner] of partial results, few of them, on this thread.
                for (int o = 0; o < outer; o++)
                {
                    T* partial = job.y + (nint)o * job.pieces * inner;
                    Whole(partial, job.pieces, py + (nint)o * inner);
                }
            }

            void Whole(T* partial, int count, T* result)
            {
                if (inner == 1)
                {
                    *result = FoldRows<TFold, T>.Row(partial, count);
                    return;
                }
                for (int start = 0; start < inner; start += ColumnsPerChunk)
                {
                    FoldRows<TFold, T>.Columns(
                        partial + start,
                        inner,
                        count,
                        result + start,
                        Math.Min(ColumnsPerChunk, inner - start)
                    );
                }
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Run(int chunk)
    {
        (int rest, int group) = Math.DivRem(chunk, columnGroups);
        (int outerChunk, int piece) = Math.DivRem(rest, pieces);
        int start = piece * pieceLength;
        int count = Math.Min(pieceLength, length - start);
        int last = Math.Min(outer, (outerChunk + 1) * outersPerChunk);
        if (inner == 1 && pieces == 1)
        {
            int first = outerChunk * outersPerChunk;
            FoldRows<TFold, T>.Rows(x + (nint)first * length, length, y + first, last - first);
            return;
        }
        for (int o = outerChunk * outersPerChunk; o < last; o++)
        {
            T* from = x + ((nint)o * length + start) * inner;
            T* to = y + ((nint)o * pieces + piece) * inner;
            if (inner == 1)
            {
                *to = FoldRows<TFold, T>.Row(from, count);
                continue;
            }
            int column = group * ColumnsPerChunk;
            FoldRows<TFold, T>.Columns(
                from + column,
                inner,
                count,
                to + column,
                Math.Min(ColumnsPerChunk, inner - column)
            );
        }
    }
}
