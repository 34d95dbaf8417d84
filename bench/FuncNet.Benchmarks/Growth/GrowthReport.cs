using System.Globalization;
using Benchmarks.Compare;
using FuncNet;

namespace Benchmarks.Growth;

/// <summary>
/// How the time of a compiled step of training grows with batch, width and depth: a table, with the line fixed + slope · work through the
/// times, and a picture.
/// </summary>
internal static class GrowthReport
{
    private const int Rounds = 12;
    private const double Seconds = 0.3;

    public static void Print(string file)
    {
        List<Panel> panels = [];
        foreach (Series series in Series.All)
        {
            double[] times = Measure(series);
            (double Work, double Time)[] points = [.. series.Sizes.Select((size, i) => (size.Work, times[i]))];
            Line line = Line.Through(points);
            Print(series, points, line);
            panels.Add(new(series, points, line));
        }
        Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(file))!);
        File.WriteAllText(file, GrowthChart.Draw(panels));
        Console.WriteLine($"The picture is in {file}.");
    }

    /// <summary>Seconds of a step at each size: the least of some rounds, in which all sizes take turns.</summary>
    private static double[] Measure(Series series)
    {
        TrainingPlan[] plans = [.. series.Sizes.Select(Plan)];
        double[] best = [.. plans.Select(_ => double.MaxValue)];
        for (int round = 0; round < Rounds; round++)
        {
            for (int i = 0; i < plans.Length; i++)
            {
                using CancellationTokenSource end = new();
                StepClock clock = new(Seconds / 4, Seconds, end);
                plans[i].Measure(Metrics.Custom("clock", (y, _) => Tensor.Custom(clock, y))).Run(token: end.Token);
                best[i] = Math.Min(best[i], clock.Seconds);
            }
        }
        return best;
    }

    private static TrainingPlan Plan(Size size)
    {
        int count = Math.Max(1024, 4 * size.Batch);
        Tensor labels = Tensor.Of([.. Enumerable.Range(0, count).Select(i => i % 10)]);
        return size.Network()
            .Train(Datasets.FromTensors(Key.OfSeed(1).Normal([count, 784]), labels))
            .Minimize(Losses.SoftmaxCrossEntropy)
            .With(Optimizers.Adam())
            .BatchSize(size.Batch)
            .Epochs(1_000_000);
    }

    private static void Print(Series series, (double Work, double Time)[] points, Line line)
    {
        Write($"| {series.Title} | step | beyond the fixed cost | off the line |");
        Write($"| --- | --- | --- | --- |");
        for (int i = 0; i < points.Length; i++)
        {
            (double work, double time) = points[i];
            Write(
                $"| {series.Sizes[i].Value} | {Text(time)} | {(time > line.Fixed ? Text((time - line.Fixed) / work) : "–")} a {series.Unit} | {time / line.At(work) - 1:+0 %;−0 %;0 %} |"
            );
        }
        Write(
            $"\n{series.Varies}: {Text(line.Fixed)} and {Text(line.Slope)} a {series.Unit}; largest residual {line.Residual(points):P0}\n"
        );
    }

    public static string Text(double seconds)
    {
        (double unit, string name) =
            seconds < 0.99e-3 ? (1e-6, "µs")
            : seconds < 0.99 ? (1e-3, "ms")
            : (1, "s");
        return string.Create(CultureInfo.InvariantCulture, $"{seconds / unit:G3} {name}");
    }

    private static void Write(FormattableString text) => Console.WriteLine(FormattableString.Invariant(text));
}
