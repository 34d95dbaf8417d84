using FuncNet;

namespace Digits;

/// <summary>Where the images come from.</summary>
internal static class Source
{
    private const int Drawn = 10_000;
    private const double LargestOptdigit = 16;

    /// <summary>Training and test data, and what they are.</summary>
    public static (Dataset Train, Dataset Test, string Description) Open(
        Settings settings,
        CancellationToken cancellation
    )
    {
        string name = settings.Dataset ?? (settings.Folder is null && !settings.Fetch ? "synthetic" : "mnist");

        if (settings.Fetch)
        {
            return Fetch(name, settings, cancellation);
        }

        if (name == "synthetic")
        {
            if (settings.Folder is not null)
            {
                throw new ConfigurationException("--dataset synthetic reads no files; leave --data out.");
            }

            var (train, test) = Datasets.Digits(Drawn, settings.Seed).Split(0.8);
            return (train, test, "synthetic digits");
        }

        string folder = settings.Folder ?? throw new ConfigurationException($"--dataset {name} needs --data FOLDER.");

        if (name is "mnist" or "fashion-mnist")
        {
            var (train, test) = Datasets.Mnist(folder);
            return (train, test, $"{Title(name)} from {folder}");
        }

        return (Optdigits(folder, "train"), Optdigits(folder, "test"), $"optdigits from {folder}");
    }

    private static string Title(string name) => name == "mnist" ? "MNIST" : "Fashion-MNIST";

    private static (Dataset Train, Dataset Test, string Description) Fetch(
        string name,
        Settings settings,
        CancellationToken cancellation
    )
    {
        IProgress<DownloadEvent> progress = DownloadProgress.Console;
        var (train, test) = name switch
        {
            "mnist" => Datasets.FetchMnist(
                settings.Mirror,
                settings.Folder,
                progress: progress,
                cancellation: cancellation
            ),
            "fashion-mnist" => Datasets.FetchFashionMnist(
                settings.Mirror,
                settings.Folder,
                progress: progress,
                cancellation: cancellation
            ),
            _ => throw new ConfigurationException($"--fetch knows mnist and fashion-mnist; --dataset is {name}."),
        };
        return (train, test, Title(name));
    }

    /// <summary>64 counts from 0 to 16 a row, then the class.</summary>
    private static Dataset Optdigits(string folder, string part) =>
        Datasets.Csv(Path.Combine(folder, $"optdigits-{part}.csv")).ScaleInputs(1 / LargestOptdigit);
}
