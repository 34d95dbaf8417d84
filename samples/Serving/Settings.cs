using System.Globalization;
using FuncNet;

namespace DigitServer;

/// <summary>What the command line says.</summary>
internal sealed record Settings
{
    public const string Help = """
        Serves a network that recognizes digits, on 127.0.0.1.

          --model FILE    a safetensors file that the sample Digits has saved; without it a network is trained at the start
          --port 5080     where it listens; 0 for a free port
          --batch 64      how many requests are predicted together at most; 0 predicts each by itself, on its own thread
          --wait 1        how many milliseconds the first request of a batch waits for others
          --queue 1024    how many requests may wait before others are answered 503
          --measure N     sends N requests to itself, batched and unbatched, and says how many it answers in a second

        POST /predict with a PGM image (P5) of 28 × 28 pixels, or with a JSON array of its numbers, 0 for paper to 1 for ink;
        GET /health; GET /metrics.
        """;

    public string? Model { get; init; }
    public int Port { get; init; } = 5080;
    public int Batch { get; init; } = 64;
    public double Wait { get; init; } = 1;
    public int Queue { get; init; } = 1024;
    public int? Measure { get; init; }

    /// <summary>Settings from arguments; what is wrong is a ConfigurationException.</summary>
    public static Settings Parse(string[] arguments)
    {
        Settings settings = new();

        for (int i = 0; i < arguments.Length; i += 2)
        {
            string name = arguments[i];
            string value =
                i + 1 < arguments.Length
                    ? arguments[i + 1]
                    : throw new ConfigurationException($"{name} needs a value; --help tells.");
            settings = name switch
            {
                "--model" => settings with { Model = value },
                "--port" => settings with { Port = Whole(0, 65535) },
                "--batch" => settings with { Batch = Whole(0, 4096) },
                "--wait" => settings with { Wait = Whole(0, 10_000) },
                "--queue" => settings with { Queue = Whole(1, 1_000_000) },
                "--measure" => settings with { Measure = Whole(1, 1_000_000) },
                _ => throw new ConfigurationException($"There is no {name}; --help tells what there is."),
            };

            int Whole(int least, int largest) =>
                int.TryParse(value, CultureInfo.InvariantCulture, out int number)
                && number >= least
                && number <= largest
                    ? number
                    : throw new ConfigurationException($"{name} is a number from {least} to {largest}, not '{value}'.");
        }

        return settings;
    }
}
