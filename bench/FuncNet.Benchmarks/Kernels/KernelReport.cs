using System.Globalization;
using FuncNet.Kernels;

namespace Benchmarks.Kernels;

/// <summary>
/// The kernels on the shapes that small networks use, on one thread and on two: their times, and what they reach of the limit that the machine
/// sets, measured in the same run.
/// </summary>
internal static class KernelReport
{
    private static readonly (string Name, Func<IEnumerable<Kernel>> Kernels)[] Groups =
    [
        ("products", ProductKernels.All),
        ("convolutions", ConvolutionKernels.All),
        ("poolings", PoolingKernels.All),
        ("chains", ChainKernels.All),
        ("elements", ElementKernels.All),
        ("reductions", ReductionKernels.All),
        ("moves", MoveKernels.All),
        ("random", RandomKernels.All),
    ];

    private const int Rounds = 2;

    public static void Print(ReadOnlySpan<string> names)
    {
        Roofline one = new(1);
        Roofline two = new(2);
        List<(Kernel Kernel, double Alone, double Together)> times = [];
        foreach ((string name, Func<IEnumerable<Kernel>> kernels) in Groups)
        {
            if (!names.IsEmpty && !names.Contains(name))
            {
                continue;
            }
            Kernel[] group = [.. kernels()];
            Console.Error.WriteLine($"{name}: {group.Length} kernels");
            for (int round = 0; round < Rounds; round++)
            {
                one.Measure(group);
                two.Measure(group);
            }
            times.AddRange(group.Select(kernel => (kernel, Seconds(kernel, 1), Seconds(kernel, 2))));
        }
        Console.WriteLine(
            "| kernel | operations | bytes | limited by | one thread | of the limit | two threads | of the limit |"
        );
        Console.WriteLine("| --- | --- | --- | --- | --- | --- | --- | --- |");
        foreach ((Kernel kernel, double alone, double together) in times)
        {
            (double limit, string by) = one.Limit(kernel);
            Console.WriteLine(
                FormattableString.Invariant(
                    $"| {kernel.Name} | {Short(kernel.Operations)} | {Short(kernel.Read + kernel.Written)} | {by} | {1e6 * alone:F1} µs | {limit / alone:P0} | {1e6 * together:F1} µs | {two.Limit(kernel).Seconds / together:P0} |"
                )
            );
        }
    }

    private static double Seconds(Kernel kernel, int threads)
    {
        int all = Work.Threads;
        Work.Threads = threads;
        double seconds = Measure.Best(kernel.Run);
        Work.Threads = all;
        return seconds;
    }

    private static string Short(double count) =>
        count == 0 ? "–"
        : count >= 1e9 ? (count / 1e9).ToString("F1", CultureInfo.InvariantCulture) + " G"
        : count >= 1e6 ? (count / 1e6).ToString("F1", CultureInfo.InvariantCulture) + " M"
        : (count / 1e3).ToString("F1", CultureInfo.InvariantCulture) + " k";
}
