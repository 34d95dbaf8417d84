using System.Diagnostics;
using FuncNet.Kernels;

namespace Benchmarks;

/// <summary>
/// What it costs to hand half of a job to another thread: a job of two chunks of 20 µs each, on two threads, takes this much longer than one chunk. Right behind another job,
/// when the other thread still watches for work, and after a rest in which it has gone to sleep.
/// </summary>
internal static class HandOff
{
    private const int Jobs = 2000;
    private const double Chunk = 20e-6;

    public static void Report()
    {
        Work.Threads = 2;
        // Twice, since the first jobs are run by slow code.
        _ = Costs(TimeSpan.Zero);
        Print("right behind another job", Costs(TimeSpan.Zero));
        Print("after 20 ms of rest", Costs(TimeSpan.FromMilliseconds(20)));
        Work.Threads = Environment.ProcessorCount;
    }

    private static void Print(string when, double[] costs) =>
        Console.WriteLine(
            FormattableString.Invariant(
                $"{when, -26} median {1e6 * costs[costs.Length / 2], 6:F2} µs   least tenth {1e6 * costs[costs.Length / 10], 6:F2} µs"
            )
        );

    private static double[] Costs(TimeSpan rest)
    {
        int jobs = rest > TimeSpan.Zero ? Jobs / 10 : Jobs;
        double[] costs = new double[jobs];
        for (int i = 0; i < jobs; i++)
        {
            if (rest > TimeSpan.Zero)
            {
                Thread.Sleep(rest);
            }
            Waiting job = new((long)(Chunk * Stopwatch.Frequency));
            long began = Stopwatch.GetTimestamp();
            Work.Run(ref job, 2);
            costs[i] = Stopwatch.GetElapsedTime(began).TotalSeconds - Chunk;
        }
        Array.Sort(costs);
        return costs;
    }

    /// <summary>Chunks that take a time, and nothing else.</summary>
    private struct Waiting(long ticks) : IJob
    {
        public readonly void Run(int chunk)
        {
            long end = Stopwatch.GetTimestamp() + ticks;
            while (Stopwatch.GetTimestamp() < end) { }
        }
    }
}
