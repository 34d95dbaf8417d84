using System.Runtime.ExceptionServices;
using System.Runtime.InteropServices;

namespace FuncNet.Kernels;

/// <summary>
/// Threads that wait for chunks. <c>Parallel.For</c> allocates at each call and takes 3–6 µs to begin; these
/// allocate nothing, watch for work for a few microseconds after the last, and then sleep.
/// Chunks that are next to one another go to one thread, as far as all are done at the same time, so that it finds what it wrote in the job
/// before in its own caches. One job runs at a time: who comes while another runs, or from within a chunk, works alone.
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
    private static int allowed;
    private static int shares;
    private static void* job;
    private static delegate* <void*, int, void> body;
    private static Exception? failure;

    /// <summary>Chunks in order, from next to before end; a cache line each, as several threads count them.</summary>
    [StructLayout(LayoutKind.Sequential, Size = 64)]
    private struct Share
    {
        public int Next;
        public int End;
    }

    private static Share[] share = [];

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
        allowed = threads - 1;
        Deal(chunks, Math.Min(threads, chunks));
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
        TakeChunks(0);
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

    /// <summary>Each thread has a share of its own to begin with, the same one in each job of as many chunks.</summary>
    private static void Deal(int chunks, int count)
    {
        if (share.Length < count)
        {
            share = new Share[count];
        }
        shares = count;
        for (int i = 0; i < count; i++)
        {
            share[i].Next = (int)((long)chunks * i / count);
            share[i].End = (int)((long)chunks * (i + 1) / count);
        }
    }

    /// <summary>The chunks of a thread's own share, and then what others have left of theirs.</summary>
    private static void TakeChunks(int thread)
    {
        try
        {
            for (int i = 0; i < shares; i++)
            {
                ref Share from = ref share[(thread + i) % shares];
                for (int chunk; (chunk = Interlocked.Increment(ref from.Next) - 1) < from.End; )
                {
                    body(job, chunk);
                }
            }
        }
        catch (Exception exception)
        {
            failure = exception;
            for (int i = 0; i < shares; i++)
            {
                Volatile.Write(ref share[i].Next, share[i].End);
            }
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
                TakeChunks(index + 1);
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
