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
            $"{Samples} images 28 × 28 an epoch, batches of {BatchSize}, each image turned and shifted; median of {Rounds * EpochsInRound} epochs"
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
        Pipeline<Batch> augmented = plain.MapInputsKeyed(Augment);
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

        double[] medians = [.. seconds.Select(times => times.Order().ElementAt(times.Count / 2))];
        double hidden = (medians[1] - medians[2]) / (medians[1] - medians[0]);
        Line(
            $"{each.Name, -28} {threads, 7} {1000 * medians[0], 7:F1} ms {1000 * medians[1], 7:F1} ms {1000 * medians[2], 7:F1} ms {100 * hidden, 6:F1} %"
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

    /// <summary>Each image turned by up to 20° and shifted by up to 3 pixels, between four of its neighbours.</summary>
    private static Tensor Augment(Key key, Tensor images)
    {
        (int count, int height, int width) = (images.Shape[0], images.Shape[1], images.Shape[2]);
        ReadOnlySpan<float> draws = key.Uniform(count, 3).AsSpan<float>();
        ReadOnlySpan<float> x = images.AsSpan<float>();
        float[] y = new float[x.Length];
        for (int image = 0; image < count; image++)
        {
            double angle = (2 * draws[3 * image] - 1) * Math.PI / 9;
            (double sine, double cosine) = Math.SinCos(angle);
            (double down, double right) = (6 * draws[3 * image + 1] - 3, 6 * draws[3 * image + 2] - 3);
            ReadOnlySpan<float> source = x.Slice(image * height * width, height * width);
            Span<float> target = y.AsSpan(image * height * width, height * width);
            for (int row = 0; row < height; row++)
            {
                for (int column = 0; column < width; column++)
                {
                    double a = row - height / 2.0 - down;
                    double b = column - width / 2.0 - right;
                    target[row * width + column] = Between(
                        source,
                        height,
                        width,
                        cosine * a - sine * b + height / 2.0,
                        sine * a + cosine * b + width / 2.0
                    );
                }
            }
        }
        return Tensor.Of(y).Reshape(images.Shape.ToArray());
    }

    /// <summary>Bilinear, with paper around the image.</summary>
    private static float Between(ReadOnlySpan<float> image, int height, int width, double row, double column)
    {
        (int top, int left) = ((int)Math.Floor(row), (int)Math.Floor(column));
        (double down, double right) = (row - top, column - left);
        return (float)(
            (1 - down)
                * ((1 - right) * At(image, height, width, top, left) + right * At(image, height, width, top, left + 1))
            + down
                * (
                    (1 - right) * At(image, height, width, top + 1, left)
                    + right * At(image, height, width, top + 1, left + 1)
                )
        );
    }

    private static float At(ReadOnlySpan<float> image, int height, int width, int row, int column) =>
        (uint)row < (uint)height && (uint)column < (uint)width ? image[row * width + column] : 0;

    private static void Line(FormattableString text) => Console.WriteLine(FormattableString.Invariant(text));
}
