using System.Numerics.Tensors;
using Benchmarks.Compare;

namespace Benchmarks.Kernels;

/// <summary>
/// What so many threads can do at most: operations in registers, and passes over as many bytes as a kernel has, which lie in the nearest cache that holds
/// them. A kernel's limit is the longest of these times (Williams, Waterman and Patterson 2009). Measured again and again during the run: the best counts.
/// </summary>
internal sealed class Roofline(int threads)
{
    private double peak;
    private readonly Dictionary<(Pass, int), double> rates = [];

    private enum Pass
    {
        Read,
        Write,
        Copy,
    }

    /// <summary>Measures what these kernels need to know.</summary>
    public void Measure(IEnumerable<Kernel> kernels)
    {
        // A multiply–add is two operations of the peak.
        peak = Math.Max(peak, Machine.Peak(threads) / 2);
        foreach (int power in kernels.Select(Power).Distinct())
        {
            foreach (Pass pass in Enum.GetValues<Pass>())
            {
                double before = rates.GetValueOrDefault((pass, power));
                rates[(pass, power)] = Math.Max(before, Measured(pass, 1 << (power - 2)));
            }
        }
    }

    /// <summary>The least seconds that the kernel could take, and whether operations or bytes take them.</summary>
    public (double Seconds, string By) Limit(Kernel kernel)
    {
        double operations = kernel.Operations / peak;
        int power = Power(kernel);
        // A copy moves as much out as in; the rest goes one way.
        double copied = 2 * Math.Min(kernel.Read, kernel.Written) / rates[(Pass.Copy, power)];
        double read = kernel.Read / rates[(Pass.Read, power)];
        double written = kernel.Written / rates[(Pass.Write, power)];
        double moved = Math.Max(copied, Math.Max(read, written));
        return operations >= moved ? (operations, "operations") : (moved, "bytes");
    }

    /// <summary>The bytes of a kernel, rounded up to a power of two.</summary>
    private static int Power(Kernel kernel) => Math.Max(12, (int)Math.Ceiling(Math.Log2(kernel.Read + kernel.Written)));

    /// <summary>Bytes per second of a pass over so many floats, shared by the threads.</summary>
    private double Measured(Pass pass, int floats)
    {
        double[] each = new double[threads];
        Machine.Together(
            threads,
            thread =>
            {
                float[] all = new float[floats / threads];
                int half = all.Length / 2;
                float sum = 0;
                Action run = pass switch
                {
                    Pass.Read => () => sum += TensorPrimitives.Sum<float>(all),
                    Pass.Write => () => all.AsSpan().Fill(sum),
                    _ => () => all.AsSpan(0, half).CopyTo(all.AsSpan(half)),
                };
                each[thread] = sizeof(float) * (double)all.Length / Benchmarks.Measure.Best(run, 0.1);
            }
        );
        return each.Sum();
    }
}
