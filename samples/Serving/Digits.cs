using FuncNet;

namespace DigitServer;

/// <summary>The network that is served, and images for it.</summary>
internal static class Digits
{
    private static readonly Lazy<(Dataset Train, Dataset Test)> data = new(() =>
        Datasets.Digits(count: 5_000, seed: 1).SplitAt(4_000)
    );

    public static Dataset Test => data.Value.Test;

    /// <summary>The network of the sample Digits, from its file, or trained on drawn digits.</summary>
    public static Network Open(string? model)
    {
        if (model is not null)
        {
            return Network.Load(model);
        }

        Console.WriteLine("training on drawn digits:");
        return Network
            .Input(28, 28, 1)
            .Flatten()
            .Dense(128, Initializers.HeNormal)
            .Relu()
            .Dense(10, Initializers.HeNormal)
            .Build(seed: 0)
            .Train(data.Value.Train)
            .Minimize(Losses.SoftmaxCrossEntropy)
            .With(Optimizers.Adam(1e-3))
            .Epochs(4)
            .ValidateOn(data.Value.Test)
            .Run(Progress.Lines(Console.Out))
            .Network;
    }

    /// <summary>An image [28; 28; 1] as a PGM file.</summary>
    public static byte[] Pgm(Tensor image) =>
        [.. "P5\n28 28\n255\n"u8, .. image.ToArray<float>().Select(ink => (byte)Math.Round(255 * (1 - ink)))];
}
