using System.Diagnostics;
using FuncNet;

namespace Embedded;

/// <summary>What the program can be asked for.</summary>
internal static class Commands
{
    private const long Seed = 2026;

    /// <summary>Draws a digit into each file.</summary>
    public static void Draw(string[] images)
    {
        Dataset digits = Datasets.Digits(images.Length, Seed);
        for (int i = 0; i < images.Length; i++)
        {
            Pgm.Write(images[i], digits.Inputs[i]);
        }
    }

    /// <summary>A line for each image, then the time until the first was recognized and the size of the program.</summary>
    public static void Classify(string model, string[] images, bool exact)
    {
        Classifier classifier = new(model);
        TimeSpan? startUp = null;

        foreach (string image in images)
        {
            float[] probabilities = classifier.Probabilities(Pgm.Read(image));
            startUp ??= DateTime.Now - Process.GetCurrentProcess().StartTime;
            IEnumerable<string> figures = probabilities.Select(p => exact ? p.ToString("R") : $"{100 * p, 5:F1}");
            Console.WriteLine(
                $"{image}: {Array.IndexOf(probabilities, probabilities.Max())}  [{string.Join("  ", figures)}]"
            );
        }

        Console.Error.WriteLine($"first prediction {startUp!.Value.TotalMilliseconds:F0} ms after the start{Size()}");
    }

    /// <summary>The size of the program, if it is one file.</summary>
    private static string Size() =>
        File.Exists(Path.Combine(AppContext.BaseDirectory, "Embedded.dll"))
            ? ""
            : $"; this program is one file of {new FileInfo(Environment.ProcessPath!).Length / 1e6:F1} MB";
}
