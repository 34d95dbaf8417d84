using System.Numerics.Tensors;

namespace Benchmarks.Compare;

/// <summary>What the machine can do at most: multiply–adds in registers, and passes over memory.</summary>
internal static class Machine
{
    /// <summary>Floating-point operations per second of so many threads at once.</summary>
    public static double Peak(int threads)
    {
        double[] rates = new double[threads];
        Together(threads, thread => rates[thread] = 1e9 * Benchmarks.Peak.OneThread<float>());
        return rates.Sum();
    }

    /// <summary>
    /// Seconds in which two threads read so many bytes once, or read and write each ("update"); they lie in the nearest cache that has room.
    /// </summary>
    public static double Pass(string access, long bytes, int threads = 2)
    {
        double[] rates = new double[threads];
        Together(
            threads,
            thread =>
            {
                float[] part = Numbers.Draw<float>((int)Math.Max(16, bytes / sizeof(float) / threads), thread);
                float sum = 0;
                Action pass = access switch
                {
                    "read" => () => sum += TensorPrimitives.Sum<float>(part),
                    "update" => () => TensorPrimitives.Multiply<float>(part, 0.999f, part),
                    _ => throw new ArgumentException($"compare: expected read or update; got {access}."),
                };
                rates[thread] = 1 / Measure.Best(pass, 0.2);
            }
        );
        return threads / rates.Sum();
    }

    /// <summary>Runs the work of each thread at the same time.</summary>
    public static void Together(int threads, Action<int> work)
    {
        using Barrier barrier = new(threads);
        Thread[] all =
        [
            .. Enumerable
                .Range(0, threads)
                .Select(thread => new Thread(() =>
                {
                    barrier.SignalAndWait();
                    work(thread);
                })),
        ];
        Array.ForEach(all, thread => thread.Start());
        Array.ForEach(all, thread => thread.Join());
    }
}
