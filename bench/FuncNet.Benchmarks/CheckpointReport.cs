using System.Diagnostics;
using FuncNet;

namespace Benchmarks;

/// <summary>
/// What a checkpoint after every epoch costs: epochs of the sample Digits' convolutional network on MNIST, without and with one, by turns in one
/// process; and what writing and reading the file takes alone.
/// </summary>
internal static class CheckpointReport
{
    private const int Rounds = 7;
    private const double Allowed = 0.03;

    public static void Print(string dataFolder)
    {
        Dataset train = Datasets.Mnist(dataFolder).Train;
        string folder = Directory.CreateTempSubdirectory("funcnet").FullName;
        try
        {
            Print(train, folder);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static void Print(Dataset train, string folder)
    {
        Network network = Convolutional();
        // Each run goes on for an epoch from the state of the run before, so that no checkpoint lies ahead of it.
        TrainingState state = Plan(network, train).Run().State;
        List<double> without = [];
        List<double> with = [];
        for (int round = 0; round < Rounds; round++)
        {
            bool first = round % 2 == 0;
            foreach (bool saves in (bool[])[!first, first])
            {
                TrainingPlan plan = Plan(network, train).ResumeFrom(state).Epochs(state.Epoch + 1);
                var (seconds, result) = Timed(saves ? plan.Checkpoint(folder) : plan);
                (saves ? with : without).Add(seconds);
                state = result.State;
            }
        }
        string path = Checkpoints.Latest(folder)!;
        double save = Measure.Best(() => state.Save(path));
        double load = Measure.Best(() => Plan(network, train).LoadCheckpoint(path));
        double cost = Median(with) / Median(without) - 1;
        // What the file takes alone says more than the difference of two epochs, which wander by more than that.
        double share = save / Median(without);

        Line($"{train.Count:N0} images, batches of 32, {network.Parameters.Size:N0} parameters, {Rounds} epochs each");
        Line($"  an epoch without a checkpoint  {Median(without), 8:F3} s  ({without.Min():F3} … {without.Max():F3})");
        Line($"  an epoch with one              {Median(with), 8:F3} s  ({with.Min():F3} … {with.Max():F3})");
        Line($"  medians differ by              {cost, 8:P2}");
        Line(
            $"  the file of {new FileInfo(path).Length / 1e6:F1} MB: saved in {save * 1e3:F1} ms, {share:P2} of an epoch; loaded in {load * 1e3:F1} ms"
        );
        Line($"  allowed                        {Allowed, 8:P2}");
    }

    /// <summary>Seconds between the first step's end and the run's: compiling is not counted.</summary>
    private static (double Seconds, TrainingResult Result) Timed(TrainingPlan plan)
    {
        Stopwatch watch = new();
        TrainingResult result = plan.Watch(happened =>
            {
                if (happened is TrainingEvent.StepDone && !watch.IsRunning)
                {
                    watch.Start();
                }
            })
            .Run();
        return (watch.Elapsed.TotalSeconds, result);
    }

    private static TrainingPlan Plan(Network network, Dataset data) =>
        network.Train(data).Minimize(Losses.SoftmaxCrossEntropy).With(Optimizers.Adam(1e-3)).BatchSize(32).Seed(1);

    /// <summary>As <c>samples/Digits --network conv</c> has it.</summary>
    private static Network Convolutional() =>
        Network
            .Input(28, 28, 1)
            .Conv2D(32, kernel: 3, padding: Padding.Same, initializer: Initializers.HeNormal)
            .Relu()
            .MaxPool2D(2)
            .Conv2D(64, kernel: 3, padding: Padding.Same, initializer: Initializers.HeNormal)
            .Relu()
            .MaxPool2D(2)
            .Flatten()
            .Dense(128, Initializers.HeNormal)
            .Relu()
            .Dropout(0.5)
            .Dense(10, Initializers.HeNormal)
            .Build(seed: 1);

    private static double Median(List<double> values) => values.Order().ElementAt(values.Count / 2);

    private static void Line(FormattableString text) => Console.WriteLine(FormattableString.Invariant(text));
}
