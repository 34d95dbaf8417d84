using System.Runtime.CompilerServices;

namespace FuncNet.Kernels;

/// <summary>What an element-wise kernel of up to three operands does along one row.</summary>
internal unsafe interface IRowKernel<TA, TB, TC, TY>
    where TA : unmanaged
    where TB : unmanaged
    where TC : unmanaged
    where TY : unmanaged
{
    /// <summary>y[i] = f(a[i·stepA], b[i·stepB], c[i·stepC]) for i below n; a step is 0 or 1.</summary>
    static abstract void Row(TA* a, int stepA, TB* b, int stepB, TC* c, int stepC, TY* y, int n);
}

/// <summary>Runs a row kernel over a broadcast, in chunks of whole rows, or of pieces of one row where rows are long.</summary>
internal unsafe struct BroadcastJob<TKernel, TA, TB, TC, TY> : IJob
    where TKernel : struct, IRowKernel<TA, TB, TC, TY>
    where TA : unmanaged
    where TB : unmanaged
    where TC : unmanaged
    where TY : unmanaged
{
    private Broadcast* broadcast;
    private TA* a;
    private TB* b;
    private TC* c;
    private TY* y;
    private int grain;
    private int pieces;
    private int rowsPerChunk;

    public static void Run(
        in Broadcast broadcast,
        ReadOnlySpan<TA> a,
        ReadOnlySpan<TB> b,
        ReadOnlySpan<TC> c,
        Span<TY> y,
        int grain = Work.Grain
    )
    {
        if (y.IsEmpty)
        {
            return;
        }
        fixed (Broadcast* way = &broadcast)
        fixed (TA* pa = a)
        fixed (TB* pb = b)
        fixed (TC* pc = c)
        fixed (TY* py = y)
        {
            BroadcastJob<TKernel, TA, TB, TC, TY> job = new()
            {
                broadcast = way,
                a = pa,
                b = pb,
                c = pc,
                y = py,
                grain = grain,
                pieces = Work.Chunks(broadcast.Inner, grain),
                rowsPerChunk = Math.Max(1, grain / broadcast.Inner),
            };
            Work.Run(ref job, job.pieces * Work.Chunks(broadcast.Rows, job.rowsPerChunk));
        }
    }

    public void Run(int chunk)
    {
        (int group, int piece) = Math.DivRem(chunk, pieces);
        int start = piece * grain;
        int length = Math.Min(grain, broadcast->Inner - start);
        int last = Math.Min(broadcast->Rows, (group + 1) * rowsPerChunk);
        if (pieces == 1)
        {
            length = broadcast->Inner;
        }
        for (int row = group * rowsPerChunk; row < last; row++)
        {
            broadcast->Locate(row, out nint atA, out nint atB, out nint atC);
            TKernel.Row(
                a + atA + (nint)start * broadcast->StepA,
                broadcast->StepA,
                b + atB + (nint)start * broadcast->StepB,
                broadcast->StepB,
                c + atC + (nint)start * broadcast->StepC,
                broadcast->StepC,
                y + (nint)row * broadcast->Inner + start,
                length
            );
        }
    }
}
