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
            "conv" => Convolutional(input.Reshape(side, side, 1), settings),
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

    /// <summary>Two convolutions, each with normalization, ReLU and pooling, and the hidden layers with dropout.</summary>
    private static NetworkBuilder Convolutional(NetworkBuilder layers, Settings settings)
    {
        foreach (int filters in (int[])[32, 64])
        {
            layers = layers
                .Conv2D(filters, kernel: 3, padding: Padding.Same, initializer: Initializers.HeNormal)
                .BatchNorm()
                .Relu()
                .MaxPool2D(2)
                .Dropout(0.25);
        }

        layers = layers.Flatten();

        foreach (int units in settings.Hidden)
        {
            layers = layers.Dense(units, Initializers.HeNormal).Relu().Dropout(0.5);
        }

        return layers;
    }

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
