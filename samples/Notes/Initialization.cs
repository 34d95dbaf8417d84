using FuncNet;

namespace Notes;

/// <summary>Note 002: a signal through twenty layers, and what losses of regression find.</summary>
internal static class Initialization
{
    /// <summary>The root mean square of what the last of twenty layers of ReLU gives.</summary>
    private static double Signal(string name, Initializer initializer)
    {
        Network network = Network
            .Input(100)
            .Repeat(20, layer => layer.Dense(100, initializer).Relu())
            .Build(seed: 1, DType.Float64);
        Tensor x = Key.OfSeed(2).Normal(DType.Float64, 200, 100);
        double size = Math.Sqrt(network.Predict(x).Square().Mean().ToScalar());
        Console.WriteLine($"{name, -10} {size:E1}");
        return size;
    }

    /// <summary>The constant that a loss finds best for some numbers.</summary>
    private static double Best(Loss loss)
    {
        Tensor samples = Tensor.FromArray([5, 1], [1.0, 2.0, 3.0, 4.0, 90.0]);
        return Enumerable
            .Range(0, 61)
            .Select(i => i / 2.0)
            .MinBy(c => loss.Value(Tensor.Full(DType.Float64, c, 5, 1), samples).ToScalar());
    }

    public static IReadOnlyList<(string Claim, bool Holds)> Run()
    {
        Console.WriteLine("root mean square after twenty layers of ReLU");
        double he = Signal("He", Initializers.HeNormal);
        double glorot = Signal("Glorot", Initializers.GlorotNormal);
        double standard = Signal("standard", Initializers.Standard);
        double large = Signal("N(0, 1)", Initializers.Normal(0, 1));
        Console.WriteLine();

        return
        [
            ("He's weights keep a signal within a factor of three.", he is > 0.33 and < 3),
            ("Glorot's lose a factor of a thousand or so.", glorot is > 1e-4 and < 1e-2),
            ("Standard ones lose nearly everything, N(0, 1) explodes.", standard < 1e-5 && large > 1e12),
            (
                "Of 1, 2, 3, 4 and 90 the absolute loss finds the median, the squared one the mean.",
                Best(Losses.MeanAbsoluteError) == 3 && Best(Losses.MeanSquaredError) == 20
            ),
        ];
    }
}
