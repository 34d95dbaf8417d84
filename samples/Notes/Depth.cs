using FuncNet;

namespace Notes;

/// <summary>Note 003: gradients that vanish, and networks that vote.</summary>
internal static class Depth
{
    /// <summary>How much of the gradient in the last of ten layers comes back to the first.</summary>
    private static double Back(string name, Func<NetworkBuilder, NetworkBuilder> layer)
    {
        Tensor x = Key.OfSeed(101).Normal(DType.Float64, 64, 20);
        Tensor t = x.Sum([1]).Greater(Tensor.Zeros(DType.Float64, 64)).Cast(DType.Float64);
        Network network = Network.Input(20).Repeat(10, layer).Dense(1).Build(seed: 1, DType.Float64);
        GradientNorms norms = Explain.GradientNorms(network, Losses.SigmoidCrossEntropy, x, t);
        double share = norms["dense1.kernel"].Gradient / norms["dense10.kernel"].Gradient;
        Console.WriteLine($"{name, -16} {share:E1}");
        return share;
    }

    public static IReadOnlyList<(string Claim, bool Holds)> Run()
    {
        Console.WriteLine("of the gradient in the last of ten layers comes back to the first");
        double plain = Back("sigmoid", layer => layer.Dense(20).Sigmoid());
        double normalized = Back("with BatchNorm", layer => layer.Dense(20).BatchNorm().Sigmoid());
        double residual = Back("with residuals", layer => layer.Residual(f => f.Dense(20).Sigmoid()));

        var (train, test) = Datasets.Digits(count: 1_500, seed: 1).SplitAt(1_000);
        Bagging bagging = Network
            .Input(28, 28, 1)
            .Flatten()
            .Dense(128)
            .Relu()
            .Dense(10)
            .Build(seed: 1)
            .Train(train)
            .Minimize(Losses.SoftmaxCrossEntropy)
            .With(Optimizers.Adam(1e-3))
            .Epochs(10)
            .Seed(1)
            .Bag(members: 5, Vote.Softmax);
        double vote = bagging.Ensemble.Evaluate(test, Metrics.Accuracy)[0].Value;
        double mean = bagging.Ensemble.EvaluateMembers(test, Metrics.Accuracy).Average(figures => figures[0].Value);
        Console.WriteLine($"\nfive networks: {mean:P2} in the mean, {vote:P2} by vote\n");

        return
        [
            ("Through ten sigmoids less than a ten-thousandth comes back.", plain < 1e-4),
            (
                "Batch normalization brings it back, and so do residual connections.",
                normalized is > 0.2 and < 5 && residual is > 0.05 and < 1
            ),
            ("The vote of five beats their mean member.", vote > mean),
        ];
    }
}
