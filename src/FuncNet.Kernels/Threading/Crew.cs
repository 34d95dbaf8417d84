using System.Runtime.ExceptionServices;

namespace FuncNet.Kernels;

/// <summary>
/// Threads that wait for chunks. <c>Parallel.For</c> allocates at each call and takes 3–6 µs to begin; these
/// allocate nothing, watch for work for a few microseconds after the last, and then sleep.
/// One job runs at a time: who comes while another runs, or from within a chunk, works alone.
/// </summary>
internal static unsafe class Crew
{
    private const int SpinsBeforeSleep = 400;

    private static readonly object Gate = new();
    private static int busy;
    private static int members;
    private static int sleeping;

    // The job in hand. `epoch` is odd while chunks may be taken; `active` counts the threads that may still look at it.
    private static volatile int epoch;
    private static int active;
    private static int next;
    private static int total;
    private static int allowed;
    private static void* job;
    private static delegate* <void*, int, void> body;
    private static Exception? failure;

    /// <summary>Runs the chunks and answers true; answers false, and does nothing, while another job runs.</summary>
    public static bool TryRun(delegate* <void*, int, void> run, void* state, int chunks, int threads)
    {
        if (Interlocked.CompareExchange(ref busy, 1, 0) != 0)
        {
            return false;
        }
        Grow(Math.Min(threads, chunks) - 1);
        job = state;
        body = run;
        total = chunks;
        next = 0;
        allowed = threads - 1;
        failure = null;
        epoch++;
        Interlocked.MemoryBarrier();
        if (Volatile.Read(ref sleeping) > 0)
        {
            lock (Gate)
            {
                Monitor.PulseAll(Gate);
            }
        }
        TakeChunks();
        epoch++;
        Interlocked.MemoryBarrier();
        SpinWait spin = default;
        while (Volatile.Read(ref active) != 0)
        {
            spin.SpinOnce(sleep1Threshold: -1);
        }
        Exception? thrown = failure;
        failure = null;
        Volatile.Write(ref busy, 0);
        if (thrown is not null)
        {
            ExceptionDispatchInfo.Throw(thrown);
        }
        return true;
    }

    private static void TakeChunks()
    {
        try
        {
            for (int chunk; (chunk = Interlocked.Increment(ref next) - 1) < total; )
            {
                body(job, chunk);
            }
        }
        catch (Exception exception)
        {
            failure = exception;
            Volatile.Write(ref next, total);
        }
    }

    private static void Grow(int count)
    {
        while (members < count)
        {
            int index = members++;
            new Thread(() => Member(index)) { IsBackground = true, Name = $"FuncNet {index + 1}" }.Start();
        }
    }

    private static void Member(int index)
    {
        int seen = 0;
        while (true)
        {
            Await(ref seen);
            // Either the owner of the job sees this thread as active and waits for it, or this thread sees the job closed.
            Interlocked.Increment(ref active);
            if (epoch == seen && index < allowed)
            {
                TakeChunks();
            }
            Interlocked.Decrement(ref active);
        }
    }

    /// <summary>Waits for an odd epoch other than the last one seen.</summary>
    private static void Await(ref int seen)
    {
        for (int i = 0; i < SpinsBeforeSleep; i++)
        {
            int now = epoch;
            if (now != seen && (now & 1) == 1)
            {
                seen = now;
                return;
            }
            Thread.SpinWait(8);
        }
        lock (Gate)
        {
            Interlocked.Increment(ref sleeping);
            while (true)
            {
                int now = epoch;
                if (now != seen && (now & 1) == 1)
                {
                    seen = now;
                    break;
                }
                Monitor.Wait(Gate);
            }
            Interlocked.Decrement(ref sleeping);
        }
    }
}
