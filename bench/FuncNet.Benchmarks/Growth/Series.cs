using FuncNet;

namespace Benchmarks.Growth;

/// <summary>A network and a batch, with the amount of work that their step of training should take time for.</summary>
internal sealed record Size(int Value, double Work, Func<Network> Network, int Batch);

/// <summary>Steps of training that differ in one size.</summary>
internal sealed record Series(string Title, string Varies, string Unit, Size[] Sizes)
{
    public static readonly Series[] All =
    [
        new(
            "784-128-10 against batch",
            "batch",
            "sample",
            [.. Powers(1, 1024).Select(batch => new Size(batch, batch, () => Dense(128, 1), batch))]
        ),
        new(
            "784-w-w-10 against width, batch 32",
            "width",
            "GFLOP",
            [.. Powers(64, 4096).Select(width => new Size(width, Operations(width), () => Dense(width, 2), 32))]
        ),
        new(
            "784-128-…-128-10 against depth, batch 32",
            "depth",
            "layer",
            [.. Powers(1, 64).Select(depth => new Size(depth, depth, () => Dense(128, depth), 32))]
        ),
    ];

    private static IEnumerable<int> Powers(int least, int most)
    {
        for (int size = least; size <= most; size *= 2)
        {
            yield return size;
        }
    }

    private static Network Dense(int width, int depth)
    {
        NetworkBuilder layers = Network.Input(784);
        for (int layer = 0; layer < depth; layer++)
        {
            layers = layers.Dense(width).Relu();
        }
        return layers.Dense(10).Build(1);
    }

    /// <summary>10⁹ operations of the products of a step: forward, gradient of the weights, and, but for the first layer, of the input.</summary>
    private static double Operations(double width) =>
        2e-9 * 32 * (2 * 784 * width + 3 * width * width + 3 * 10 * width);
}
