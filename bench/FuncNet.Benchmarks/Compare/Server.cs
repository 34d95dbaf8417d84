using System.Globalization;
using System.Runtime.Intrinsics;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Benchmarks.Compare;

/// <summary>Something that is timed.</summary>
internal interface IRow
{
    /// <summary>The median time of a step or call, in seconds, measured for about so long.</summary>
    double Measure(double seconds);
}

/// <summary>
/// FuncNet's side of bench/compare: compares its numbers for one row with PyTorch's, warms up and says so; then answers each line on
/// standard input: "time SECONDS", "peak THREADS", "pass read|update BYTES".
/// </summary>
internal static class Server
{
    public static void Run(string folder, string name)
    {
        Reference? reference = Reference.Read(folder, name);
        IRow row = Row(name, reference);
        // The compiler of .NET takes a few hundred calls of a method to finish it.
        row.Measure(3);
        Say(
            new
            {
                version = Environment.Version.ToString(),
                difference = reference?.Difference,
                vectors = Vector512.IsHardwareAccelerated ? 512
                : Vector256.IsHardwareAccelerated ? 256
                : 128,
            }
        );
        while (Console.ReadLine() is { } line)
        {
            Say(new { seconds = Answer(row, line.Split(' ')) });
        }
    }

    private static IRow Row(string name, Reference? reference)
    {
        string[] parts = name.Split('-');
        return parts[0] switch
        {
            "train" => new TrainRow(string.Join('-', parts[1..]), reference),
            "infer" => new InferRow(string.Join('-', parts[1..^1]), int.Parse(parts[^1]), reference),
            "matmul" => KernelRow.Product(int.Parse(parts[1]), int.Parse(parts[2]), reference),
            "convolution" => KernelRow.Convolutional(
                Array.ConvertAll(parts[1..6], int.Parse),
                parts[6],
                int.Parse(parts[7]),
                reference
            ),
            _ => throw new ArgumentException(
                $"compare: expected a row of train, infer, matmul or convolution; got {name}. See bench/compare/rows.py."
            ),
        };
    }

    private static double Answer(IRow row, string[] words) =>
        words switch
        {
            ["time", string seconds] => row.Measure(double.Parse(seconds, CultureInfo.InvariantCulture)),
            ["peak", string threads] => 1 / Machine.Peak(int.Parse(threads)),
            ["pass", string access, string bytes] => Machine.Pass(access, long.Parse(bytes)),
            _ => throw new ArgumentException(
                $"compare: expected \"time SECONDS\", \"peak THREADS\" or \"pass read|update BYTES\"; got \"{string.Join(' ', words)}\"."
            ),
        };

    private static readonly JsonSerializerOptions options = new()
    {
        NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals,
    };

    private static void Say<T>(T answer) => Console.WriteLine(JsonSerializer.Serialize(answer, options));
}
