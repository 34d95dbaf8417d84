using System.Runtime.CompilerServices;

namespace FuncNet.Kernels;

/// <summary>A job in chunks: an unmanaged value with pointers into its caller's spans.</summary>
internal interface IJob
{
    /// <summary>Does one chunk. Chunks write disjoint places, so that their order does not matter.</summary>
    void Run(int chunk);
}

/// <summary>
/// Splits work. The chunks of a job follow from its size alone, never from the number of threads, and the order in
/// which threads take them shows nowhere: the bits of a result are the same on 1, 2 and 64 threads.
/// </summary>
internal static unsafe class Work
{
    /// <summary>Elements that one chunk of a cheap element-wise kernel covers: 128 KB of float, half an L2 cache.</summary>
    public const int Grain = 32768;

    /// <summary>Elements that one chunk of a kernel with some tens of instructions per element covers.</summary>
    public const int HeavyGrain = 4096;

    /// <summary>Floating-point operations of a chunk of a long product or convolution: about 20 µs.</summary>
    public const long Flops = 1 << 21;

    /// <summary>
    /// Floating-point operations of a chunk of a job of so many: the more of them, the larger the chunks; the smallest, of about
    /// 2.5 µs, are just worth handing to a thread that watches for work.
    /// </summary>
    public static long FlopsOfChunk(long all) => Math.Clamp(all / 16, Flops / 8, Flops);

    private static int threads = Environment.ProcessorCount;

    /// <summary>How many threads, the caller's included, may run chunks. The results don't depend on it.</summary>
    public static int Threads
    {
        get => threads;
        set => threads = Math.Max(1, value);
    }

    /// <summary>Runs all chunks, on several threads if there are several chunks, and returns when all are done.</summary>
    public static void Run<TJob>(ref TJob job, int chunks)
        where TJob : unmanaged, IJob
    {
        if (chunks > 1 && threads > 1 && !CallingThread.WorksAlone)
        {
            fixed (TJob* pointer = &job)
            {
                if (Crew.TryRun(&Chunk<TJob>, pointer, chunks, threads))
                {
                    return;
                }
            }
        }
        for (int chunk = 0; chunk < chunks; chunk++)
        {
            job.Run(chunk);
        }
    }

    /// <summary>How many chunks of <paramref name="grain"/> elements cover <paramref name="size"/>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int Chunks(int size, int grain) => (int)(((long)size + grain - 1) / grain);

    private static void Chunk<TJob>(void* job, int chunk)
        where TJob : unmanaged, IJob => ((TJob*)job)->Run(chunk);
}
