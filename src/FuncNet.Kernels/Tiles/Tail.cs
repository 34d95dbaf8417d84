namespace FuncNet.Kernels;

/// <summary>
/// What is done to the results of a kernel while they are in the cache: a pass over tiles that reads them where the kernel has
/// written them. A range of results begins at an element of the pass.
/// </summary>
internal readonly unsafe struct Tail
{
    private readonly TileCode* code;
    private readonly int start;

    private Tail(TileCode* code, int start)
    {
        this.code = code;
        this.start = start;
    }

    public static Tail Of(TileProgram? program) => program is null ? default : new(program.Code, 0);

    /// <summary>Whether there is nothing to do.</summary>
    public bool IsNone => code == null;

    /// <summary>The tail of results that begin later.</summary>
    public Tail From(int element) => new(code, start + element);

    /// <summary>Goes over some of the results, on this thread.</summary>
    public void Run(int first, int end)
    {
        if (code != null)
        {
            code->Run(start + first, start + end);
        }
    }

    /// <summary>Goes over so many results, on all threads.</summary>
    public void RunAll(int count)
    {
        if (code != null)
        {
            TileJob.Run(code, start, start + count);
        }
    }
}

/// <summary>
/// A pass over tiles, in chunks.
/// The operations of its rows one after the other, on tiles in the first cache: bound by these, or by the bytes of what the pass as a whole reads and writes.
/// </summary>
internal unsafe struct TileJob : IJob
{
    private TileCode* code;
    private int start;
    private int end;

    public static void Run(TileCode* code, int start, int end)
    {
        TileJob job = new()
        {
            code = code,
            start = start,
            end = end,
        };
        Work.Run(ref job, Work.Chunks(end - start, code->Grain));
    }

    public readonly void Run(int chunk)
    {
        int first = start + chunk * code->Grain;
        code->Run(first, Math.Min(end, first + code->Grain));
    }
}
