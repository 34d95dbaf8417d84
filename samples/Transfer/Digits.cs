using FuncNet;

namespace Transfer;

/// <summary>Parts of data sets of digits, and what learns them.</summary>
internal static class Digits
{
    /// <summary>A convolution that finds so many features, and halves the image.</summary>
    public static Layer Block(int filters) =>
        Layers
            .Conv2D(filters, kernel: 3, padding: Padding.Same, initializer: Initializers.HeNormal)
            .Then(Layers.Relu())
            .Then(Layers.MaxPool2D(2));

    /// <summary>The images of five classes, from the first one on, which become the classes 0 … 4.</summary>
    public static Dataset Five(Dataset data, int first)
    {
        int[] labels = data.Targets.ToArray<int>();
        Dataset part = data.Select([.. Places(labels, label => label >= first && label < first + 5)]);
        return Datasets.FromTensors(
            part.Inputs,
            Tensor.Of(part.Targets.ToArray<int>().Select(n => n - first).ToArray())
        );
    }

    /// <summary>So many images of each class, drawn.</summary>
    public static Dataset Few(Dataset data, int count)
    {
        Dataset shuffled = data.Shuffle(seed: 4);
        int[] labels = shuffled.Targets.ToArray<int>();
        return shuffled.Select([
            .. Enumerable.Range(0, 5).SelectMany(wanted => Places(labels, label => label == wanted).Take(count)),
        ]);
    }

    /// <summary>Something else to see: dark strokes on light paper, upside down.</summary>
    public static Dataset Negative(Dataset data) => data.MapInputs(x => 1.0 - x.Reverse(1, 2));

    /// <summary>Trains for so many steps, whatever the number of images.</summary>
    public static Network Learn(Network network, Dataset data, double rate, int steps)
    {
        int size = Math.Min(32, data.Count);
        return network
            .Train(data)
            .Minimize(Losses.SoftmaxCrossEntropy)
            .With(Optimizers.Adam(learningRate: rate))
            .BatchSize(size)
            .Epochs(Math.Max(1, steps * size / data.Count))
            .Seed(3)
            .Run()
            .Network;
    }

    private static IEnumerable<int> Places(int[] labels, Func<int, bool> keep) =>
        Enumerable.Range(0, labels.Length).Where(place => keep(labels[place]));
}
