using System.Diagnostics;

namespace Benchmarks.Compare;

/// <summary>Medians of blocks of steps, as bench/compare/peers measure them.</summary>
internal static class Timing
{
    /// <summary>A block of steps is at least that long, in seconds.</summary>
    public const double Block = 0.005;

    /// <summary>Seconds of a step: the median of blocks, after a quarter of the time as a warm-up.</summary>
    public static double Measure(Action step, double seconds)
    {
        int count = Math.Max(1, (int)Math.Round(Block / Median(Repeat(step, seconds / 4, 1))));
        return Median(Repeat(step, seconds, count));
    }

    /// <summary>Seconds per step of blocks of so many steps, until the time is over.</summary>
    public static List<double> Repeat(Action step, double seconds, int count)
    {
        List<double> blocks = [];
        long begin = Stopwatch.GetTimestamp();
        while (blocks.Count == 0 || Stopwatch.GetElapsedTime(begin).TotalSeconds < seconds)
        {
            long start = Stopwatch.GetTimestamp();
            for (int i = 0; i < count; i++)
            {
                step();
            }
            blocks.Add(Stopwatch.GetElapsedTime(start).TotalSeconds / count);
        }
        return blocks;
    }

    public static double Median(List<double> values)
    {
        values.Sort();
        int middle = values.Count / 2;
        return values.Count % 2 == 1 ? values[middle] : (values[middle - 1] + values[middle]) / 2;
    }
}
