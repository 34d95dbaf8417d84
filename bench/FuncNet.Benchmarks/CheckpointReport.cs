using System.Diagnostics;
using FuncNet;

namespace Benchmarks;

/// <summary>
/// What a checkpoint after every epoch costs: in one run of the sample Digits' convolutional network on MNIST, every second epoch is followed by one. An
/// epoch lasts from its predecessor's last step to its own, so neighbours differ by the checkpoint between them, and by nothing else.
/// </summary>
internal static class CheckpointReport
{
    private const int Pairs = 30;
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
        TrainingPlan plan = Plan(Convolutional(), train).Epochs(2 * Pairs + 2);
        var (epochs, state) = Epochs(plan.Checkpoint(folder, everyEpochs: 2));
        // The second epoch ends with the first checkpoint, so the third, which is the first here, comes behind one.
        var pairs = epochs.Chunk(2).Select(pair => (With: pair[0], Without: pair[1])).ToArray();
        double epoch = Median(pairs.Select(pair => pair.Without.Seconds));
        double whole = Median(pairs.Select(pair => pair.With.Seconds - pair.Without.Seconds));
        double pause = Median(pairs.Select(pair => pair.With.Pause - pair.Without.Pause));
        string path = Checkpoints.Latest(folder)!;
        double save = Measure.Best(() => state.Save(path));
        double load = Measure.Best(() => plan.LoadCheckpoint(path));

        Line($"{train.Count:N0} images, batches of 32, {state.Parameters.Size:N0} parameters, {Pairs} pairs of epochs");
        Line($"  an epoch without a checkpoint     {epoch, 8:F3} s");
        Line($"  with one, from step to step       {whole * 1e3, 8:F1} ms longer, {whole / epoch:P2}");
        Line($"  the pause before its first step   {pause * 1e3, 8:F1} ms longer, {pause / epoch:P2}");
        Line(
            $"  the file of {new FileInfo(path).Length / 1e6:F1} MB: saved in {save * 1e3:F1} ms, loaded in {load * 1e3:F1} ms, at best"
        );
        Line($"  allowed                           {Allowed, 8:P2}");
    }

    /// <summary>
    /// The epochs from the third, each from the last step of the one before to its own last, with the pause before its first; and the state in the end.
    /// </summary>
    private static ((double Seconds, double Pause)[] Epochs, TrainingState State) Epochs(TrainingPlan plan)
    {
        Stopwatch watch = Stopwatch.StartNew();
        Dictionary<int, (double First, double Last)> steps = [];
        TrainingResult result = plan.Watch(happened =>
            {
                if (happened is TrainingEvent.StepDone { Report.Epoch: int epoch })
                {
                    double now = watch.Elapsed.TotalSeconds;
                    steps[epoch] = (steps.TryGetValue(epoch, out var known) ? known.First : now, now);
                }
            })
            .Run();
        var epochs = steps
            .Where(epoch => epoch.Key > 2)
            .Select(epoch => (epoch.Value, Before: steps[epoch.Key - 1].Last))
            .Select(epoch => (epoch.Value.Last - epoch.Before, epoch.Value.First - epoch.Before));
        return ([.. epochs], result.State);
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

    private static double Median(IEnumerable<double> values) => values.Order().ElementAt(values.Count() / 2);

    private static void Line(FormattableString text) => Console.WriteLine(FormattableString.Invariant(text));
}
