using System.Runtime.CompilerServices;

namespace FuncNet.Kernels;

/// <summary>
/// Runs a row kernel over a broadcast, in chunks of whole rows, or of pieces of one row where rows are long.
/// Adds nothing to the bytes and operations of the row kernel, whose limit applies; of rows of 10 the call of each takes most of the time.
/// </summary>
internal unsafe struct BroadcastJob : IJob
{
    private Broadcast* broadcast;
    private RowFunction function;
    private byte* a;
    private byte* b;
    private byte* c;
    private byte* y;
    private nint sizeA;
    private nint sizeB;
    private nint sizeC;
    private nint sizeY;
    private int grain;
    private int pieces;
    private int rowsPerChunk;

    public static void Run<TA, TB, TC, TY>(
        RowFunction function,
        in Broadcast broadcast,
        ReadOnlySpan<TA> a,
        ReadOnlySpan<TB> b,
        ReadOnlySpan<TC> c,
        Span<TY> y
    )
        where TA : unmanaged
        where TB : unmanaged
        where TC : unmanaged
        where TY : unmanaged
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
            int grain = function.Weight < RowFunctions.Heavy ? Work.Grain : Work.HeavyGrain;
            BroadcastJob job = new()
            {
                broadcast = way,
                function = function,
                a = (byte*)pa,
                b = (byte*)pb,
                c = (byte*)pc,
                y = (byte*)py,
                sizeA = sizeof(TA),
                sizeB = sizeof(TB),
                sizeC = sizeof(TC),
                sizeY = sizeof(TY),
                grain = grain,
                pieces = Work.Chunks(broadcast.Inner, grain),
                rowsPerChunk = Math.Max(1, grain / broadcast.Inner),
            };
            Work.Run(ref job, job.pieces * Work.Chunks(broadcast.Rows, job.rowsPerChunk));
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
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
            function.Run(
                a + (atA + (nint)start * broadcast->StepA) * sizeA,
                broadcast->StepA,
                b + (atB + (nint)start * broadcast->StepB) * sizeB,
                broadcast->StepB,
                c + (atC + (nint)start * broadcast->StepC) * sizeC,
                broadcast->StepC,
                y + ((nint)row * broadcast->Inner + start) * sizeY,
                length
            );
        }
    }
}
