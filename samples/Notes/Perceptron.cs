using FuncNet;

namespace Notes;

/// <summary>Note 004: the computation graph, and the table of initializations.</summary>
internal static class Perceptron
{
    private static readonly bool quick = Environment.GetEnvironmentVariable("FUNCNET_QUICK") == "1";

    /// <summary>The accuracy of [2, 10, 5, 1] on its 300 points after 15,000 full steps: the median over seeds.</summary>
    private static double Median(string name, Initializer initializer)
    {
        double Accuracy(int seed)
        {
            Dataset circles = Datasets.Circles(count: 300, noise: 0.05, seed);
            Network trained = Network
                .Input(2)
                .Dense(10, initializer)
                .Relu()
                .Dense(5, initializer)
                .Relu()
                .Dense(1, initializer)
                .Build(seed + 100)
                .Train(circles)
                .Minimize(Losses.SigmoidCrossEntropy)
                .With(Optimizers.Sgd(0.01))
                .BatchSize(300)
                .Epochs(15_000)
                .Run()
                .Network;
            return trained.Evaluate(circles, Losses.SigmoidCrossEntropy).Metrics[0].Value;
        }

        double[] accuracies = [.. Enumerable.Range(1, quick ? 3 : 11).AsParallel().Select(Accuracy).Order()];
        double median = accuracies[accuracies.Length / 2];
        Console.WriteLine($"{name, -14} {median:P1}, from {accuracies[0]:P1} to {accuracies[^1]:P1}");
        return median;
    }

    public static IReadOnlyList<(string Claim, bool Holds)> Run()
    {
        Explanation j = Explain.Trace(x => 3 * (x[0] + x[1] * x[2]), ("a", 5f), ("b", 3f), ("c", 2f));
        Console.WriteLine($"{j.Table}\n");
        double[] slopes = [.. new[] { "a", "b", "c" }.Select(name => j.Gradients[name].ToScalar())];

        double zeros = Median("zeros", Initializers.Zeros);
        double large = Median("N(0, 1)·10", Initializers.Normal(0, 10));
        double he = Median("He", Initializers.HeNormal);
        Console.WriteLine();

        return
        [
            ("J = 3(a + bc) is 33, and its slopes are 3, 6 and 9.", j.Value.ToScalar() == 33 && slopes is [3, 6, 9]),
            ("From zeros a network learns nothing: exactly 50 %.", zeros == 0.5),
            (
                "He's weights reach at least 97 %, large ones stay at least 5 points under them.",
                he >= 0.97 && large <= he - 0.05
            ),
        ];
    }
}
