using System.Runtime.CompilerServices;

namespace FuncNet.Kernels;

/// <summary>What a cell of a recurrence computes along one row of the batch, all of whose operands the cell knows.</summary>
internal interface ICellRow
{
    /// <summary>The row at that place of the batch.</summary>
    void Run(int row);
}

/// <summary>The rows of a batch, in chunks.</summary>
internal struct CellRows<TRow> : IJob
    where TRow : unmanaged, ICellRow
{
    private TRow row;
    private int batch;
    private int perChunk;

    public static void Run(in TRow row, int batch, int units)
    {
        CellRows<TRow> job = new()
        {
            row = row,
            batch = batch,
            perChunk = Math.Max(1, Work.HeavyGrain / 4 / Math.Max(1, units)),
        };
        Work.Run(ref job, Work.Chunks(batch, job.perChunk));
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public readonly void Run(int chunk)
    {
        int end = Math.Min(batch, (chunk + 1) * perChunk);
        for (int i = chunk * perChunk; i < end; i++)
        {
            row.Run(i);
        }
    }
}
