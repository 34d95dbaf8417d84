using System.Diagnostics;
using FuncNet;
using FuncNet.Kernels;

namespace Benchmarks;

/// <summary>
/// How much of the time of augmentation a prefetching thread hides behind the steps of the training: epochs without augmentation, with it in line,
/// and with it prefetched. Hidden is (in line − prefetched) / (in line − without). The steps run on one thread, so that the other core is free
/// for the batches, and on all, where both compete for the cores.
/// </summary>
internal static class Prefetch
{
    private const int Samples = 2048;
    private const int BatchSize = 32;
    private const int Rounds = 4;
    private const int EpochsInRound = 4;

    private static readonly Augmentation augmentation = Augmentations.Shift(0.1).Rotate(15).Zoom(0.9, 1.1);

    private sealed record Case(string Name, Func<Network> Network);

    private static readonly Case[] cases =
    [
        new(
            "convolutions",
            () =>
                Network
                    .Input(28, 28, 1)
                    .Conv2D(filters: 16, kernel: 3, padding: Padding.Same)
                    .Relu()
                    .MaxPool2D(2)
                    .Flatten()
                    .Dense(128)
                    .Relu()
                    .Dense(10)
                    .Build(seed: 1)
        ),
        new(
            "an LSTM of 64 over 28 rows",
            () => Network.Input(28, 28, 1).Reshape(28, 28).Lstm(64).Dense(10).Build(seed: 1)
        ),
    ];

    public static void Report()
    {
        Dataset digits = Datasets.Digits(Samples, seed: 1);
        int all = Work.Threads;
        Line(
            $"{Samples} images 28 × 28 an epoch, batches of {BatchSize}, each image shifted, turned and zoomed; the best of {Rounds * EpochsInRound} epochs"
        );
        Line($"{"steps", -28} {"threads", 7} {"without", 10} {"in line", 10} {"prefetched", 10} {"hidden", 8}");
        foreach (Case each in cases)
        {
            foreach (int threads in new[] { 1, all }.Distinct())
            {
                Work.Threads = threads;
                Print(each, threads, digits);
            }
        }
        Work.Threads = all;
    }

    private static void Print(Case each, int threads, Dataset digits)
    {
        Pipeline<Batch> plain = Pipelines.ShuffledBatches(digits, BatchSize);
        Pipeline<Batch> augmented = plain.MapKeyed((key, batch) => augmentation.Apply(key, batch));
        Pipeline<Batch>[] pipelines = [plain, augmented, augmented.Prefetch(4)];
        Network network = each.Network();
        // By turns, so that a slow moment of the machine meets all of them.
        List<double>[] seconds =
        [
            [],
            [],
            [],
        ];
        for (int round = 0; round < Rounds; round++)
        {
            for (int i = 0; i < pipelines.Length; i++)
            {
                seconds[i].AddRange(Epochs(network, pipelines[i]));
            }
        }

        // The least time is the one that other processes disturbed least.
        double[] best = [.. seconds.Select(times => times.Min())];
        double hidden = (best[1] - best[2]) / (best[1] - best[0]);
        Line(
            $"{each.Name, -28} {threads, 7} {1000 * best[0], 7:F1} ms {1000 * best[1], 7:F1} ms {1000 * best[2], 7:F1} ms {100 * hidden, 6:F1} %"
        );
    }

    /// <summary>The seconds of each epoch of a run but the first, in which programs are compiled.</summary>
    private static IEnumerable<double> Epochs(Network network, Pipeline<Batch> pipeline)
    {
        List<double> ends = [];
        Stopwatch watch = Stopwatch.StartNew();
        network
            .Train(pipeline)
            .Minimize(Losses.SoftmaxCrossEntropy)
            .With(Optimizers.Adam())
            .Measure()
            .Epochs(1 + EpochsInRound)
            .Watch(happened =>
            {
                if (happened is TrainingEvent.EpochDone)
                {
                    ends.Add(watch.Elapsed.TotalSeconds);
                }
            })
            .Run();
        return ends.Skip(1).Zip(ends, (end, start) => end - start);
    }

    private static void Line(FormattableString text) => Console.WriteLine(FormattableString.Invariant(text));
}
