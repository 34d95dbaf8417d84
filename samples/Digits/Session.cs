using System.Diagnostics;
using FuncNet;

namespace Digits;

/// <summary>Data, network, training, and what came of it.</summary>
internal static class Session
{
    private const int DefaultEpochs = 10;

    public static int Run(Settings settings, CancellationToken cancellation)
    {
        Stopwatch watch = Stopwatch.StartNew();
        RequireWritable(settings.Save);
        var (train, test, description) = Source.Open(settings, cancellation);
        Network network = Networks.Build(settings, train);
        Console.WriteLine($"{description}: {train.Count:N0} images to learn from, {test.Count:N0} to test on\n");
        Console.WriteLine($"{network.Summary()}\n");

        if (settings.Load is not null)
        {
            network = network.LoadWeights(settings.Load);
            Console.WriteLine($"loaded {settings.Load}\n");
        }

        int epochs = settings.Epochs ?? (settings.Load is null ? DefaultEpochs : 0);
        if (epochs < 0)
        {
            throw new ConfigurationException($"--epochs must be at least 0; it is {epochs}.");
        }

        if (epochs > 0)
        {
            network = network
                .Train(train)
                .Minimize(Losses.SoftmaxCrossEntropy)
                .With(Optimizers.Adam(learningRate: settings.Rate))
                .Epochs(epochs)
                .BatchSize(settings.BatchSize)
                .Seed(settings.Seed)
                .ValidateOn(test)
                .Run(Progress.Console, cancellation)
                .Network;
            Console.WriteLine();
        }

        if (settings.Save is not null)
        {
            network.Save(settings.Save);
            Console.WriteLine($"saved {settings.Save}\n");
        }

        Report(network, test);
        Console.WriteLine($"time: {watch.Elapsed.TotalSeconds:F1} s");
        Console.WriteLine($"test accuracy: {100 * network.ConfusionMatrix(test).Accuracy:F2} %");
        return 0;
    }

    /// <summary>Finds out before the training, not after it, that its result could not be kept.</summary>
    private static void RequireWritable(string? file)
    {
        if (file is null)
        {
            return;
        }

        if (Directory.Exists(file))
        {
            throw new DataException($"--save: '{file}' is a folder; name a file.");
        }

        string folder = Path.GetDirectoryName(file)!;
        if (!Directory.Exists(folder))
        {
            throw new DataException($"--save: the folder '{folder}' does not exist.");
        }

        try
        {
            string trial = Path.Combine(folder, Path.GetRandomFileName());
            new FileStream(
                trial,
                FileMode.CreateNew,
                FileAccess.Write,
                FileShare.None,
                1,
                FileOptions.DeleteOnClose
            ).Dispose();
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new DataException($"--save: '{file}' cannot be written: {error.Message}");
        }
    }

    private static void Report(Network network, Dataset test)
    {
        Console.WriteLine($"{network.ConfusionMatrix(test)}\n");
        Console.WriteLine($"{Sketch.Predictions(network, test)}\n");
    }
}
