using FuncNet;

namespace Digits;

/// <summary>The networks that can be asked for by name.</summary>
internal static class Networks
{
    public static readonly string[] Names = ["dense", "conv", "lstm"];

    public static Network Build(Settings settings, Dataset data)
    {
        NetworkBuilder input = Network.Input([.. data.InputShape]);
        // The optdigits come as rows of numbers, MNIST as images.
        int side = (int)Math.Sqrt(data.InputShape.Size);
        NetworkBuilder hidden = settings.Network switch
        {
            "conv" => Convolutional(input.Reshape(side, side, 1), side, settings),
            "lstm" => Recurrent(input.Reshape(side, side), settings),
            _ => Dense(input.Flatten(), settings),
        };
        return hidden.Dense(data.ClassCount, Initializers.HeNormal).Build(settings.Seed);
    }

    /// <summary>Dense layers with ReLU between them, from He's initial weights.</summary>
    private static NetworkBuilder Dense(NetworkBuilder layers, Settings settings)
    {
        foreach (int units in settings.Hidden)
        {
            layers = layers.Dense(units, Initializers.HeNormal).Relu();
        }

        return layers;
    }

    /// <summary>Two convolutions with ReLU, pooling, and the hidden layers with dropout.</summary>
    private static NetworkBuilder Convolutional(NetworkBuilder layers, int side, Settings settings)
    {
        layers = Convolution(layers, filters: 32);

        // Small images have nothing to lose yet.
        if (side > 16)
        {
            layers = layers.MaxPool2D(2);
        }

        layers = Convolution(layers, filters: 64).MaxPool2D(2).Flatten();

        foreach (int units in settings.Hidden)
        {
            layers = layers.Dense(units, Initializers.HeNormal).Relu().Dropout(0.5);
        }

        return layers;
    }

    private static NetworkBuilder Convolution(NetworkBuilder layers, int filters) =>
        layers.Conv2D(filters, kernel: 3, padding: Padding.Same, initializer: Initializers.HeNormal).Relu();

    /// <summary>The rows of the image as the steps of a sequence, which one LSTM after another reads.</summary>
    private static NetworkBuilder Recurrent(NetworkBuilder layers, Settings settings)
    {
        foreach (int units in settings.Hidden[..^1])
        {
            layers = layers.Lstm(units, wholeSequence: true);
        }

        return layers.Lstm(settings.Hidden[^1]);
    }
}
