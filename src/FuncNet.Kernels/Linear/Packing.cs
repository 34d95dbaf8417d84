using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace FuncNet.Kernels;

/// <summary>
/// Copies of operands in the order in which the micro-kernel reads them.
/// Eight bytes a float: bound by memory. A packed float serves as many multiply–adds as the block has rows or columns.
/// </summary>
internal static unsafe class Packing
{
    /// <summary>
    /// A slab of rows of the left operand, column after column: to[t·rows + r] = a[r, t].
    /// </summary>
    public static void Left<T>(in Matrix<T> a, int rows, int depth, T* to)
        where T : unmanaged => a.Transposed.CopyTo(depth, rows, to, rows);

    /// <summary>
    /// A panel of columns of the right operand, row after row, with anything up to whole vectors:
    /// to[t·width + j] = b[t, j] for j below columns.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Right<T>(in Matrix<T> b, int depth, int columns, int width, T* to)
        where T : unmanaged
    {
        // Rows so short that copying each takes longer than its numbers: whole vectors, which take the begin of the next rows with them.
        int swept = b.Column == 1 && columns < width ? Math.Max(0, depth - (int)((width - columns) / b.Row) - 1) : 0;
        for (int t = 0; t < swept; t++)
        {
            for (int j = 0; j < width; j += Vector128<T>.Count)
            {
                Vector128.Load(b.Start + t * b.Row + j).Store(to + (nint)t * width + j);
            }
        }
        b.From(swept, 0).CopyTo(depth - swept, columns, to + (nint)swept * width, width);
    }
}

/// <summary>
/// Packs all panels of a block of the right operand; panel p starts at p·Columns·depth.
/// Bound by memory, as each panel is.
/// </summary>
internal unsafe struct PackRightJob<T> : IJob
    where T : unmanaged
{
    private Matrix<T> b;
    private T* to;
    private int depth;
    private int columns;
    private int panelsPerChunk;

    public static void Run(in Matrix<T> b, int depth, int columns, T* to)
    {
        int panel = MicroKernel<T>.Panel(columns);
        PackRightJob<T> job = new()
        {
            b = b,
            to = to,
            depth = depth,
            columns = columns,
            panelsPerChunk = Math.Max(1, Work.Grain / (panel * depth)),
        };
        Work.Run(ref job, Work.Chunks(Work.Chunks(columns, panel), job.panelsPerChunk));
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Run(int chunk)
    {
        int panel = MicroKernel<T>.Panel(columns);
        int last = Math.Min(columns, (chunk + 1) * panelsPerChunk * panel);
        for (int start = chunk * panelsPerChunk * panel; start < last; start += panel)
        {
            int count = Math.Min(panel, columns - start);
            Packing.Right(b.From(0, start), depth, count, Round(count), to + (nint)start * depth);
        }
    }

    /// <summary>Columns rounded up to whole vectors.</summary>
    public static int Round(int columns) =>
        (columns + MicroKernel<T>.Width - 1) / MicroKernel<T>.Width * MicroKernel<T>.Width;
}
