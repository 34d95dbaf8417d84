using FuncNet;

namespace Benchmarks.Compare;

/// <summary>
/// The compared networks and how they are trained; PyTorch's are in bench/compare/peers/models.py, under the same names.
/// </summary>
internal sealed record Model(Func<bool, Network> Make, Optimizer Optimizer, int Batch, int Batches = 20)
{
    /// <summary>The network; for comparing numbers, without dropout.</summary>
    public Network Network(bool dropout) => Make(dropout);

    public Loss Loss(int outputs) => outputs == 1 ? Losses.MeanSquaredError : Losses.SoftmaxCrossEntropy;

    public static Model Named(string name) =>
        name switch
        {
            "mlp-2-8-1" => new(
                _ => FuncNet.Network.Input(2).Dense(8).Tanh().Dense(1).Build(1),
                Optimizers.Sgd(0.01),
                4,
                10_000
            ),
            "mlp-784-128-10" => new(
                _ => FuncNet.Network.Input(784).Dense(128).Relu().Dense(10).Build(1),
                Optimizers.Adam(),
                32,
                200
            ),
            "mlp-784-512-512-10" => new(dropout => Dense512(dropout ? 0.2 : 0), Optimizers.Adam(), 128),
            "note-001" => new(StepBenchmarks.NoteNetwork, Optimizers.RmsProp(), 32),
            "conv-16-32-64" => new(_ => Conv163264(), Optimizers.RmsProp(), 32),
            "conv-32-64" => new(_ => Conv3264(), Optimizers.Adadelta(), 64),
            "lstm" => new(_ => StepBenchmarks.Lstm(), Optimizers.Adam(), 32),
            "resnet-20" => new(_ => StepBenchmarks.ResNet20(), Optimizers.Momentum(0.1, 0.9), 32),
            "transformer" => new(_ => Transformer(), Optimizers.Adam(), 32),
            _ => throw new ArgumentException(
                $"compare: there is no model named {name}; see Models.cs for those there are."
            ),
        };

    private static Network Dense512(double rate) =>
        FuncNet.Network.Input(784).Dense(512).Relu().Dropout(rate).Dense(512).Relu().Dropout(rate).Dense(10).Build(1);

    private static Network Conv163264() =>
        FuncNet
            .Network.Input(32, 32, 3)
            .Conv2D(16, 3, padding: Padding.Same)
            .Relu()
            .MaxPool2D(2)
            .Conv2D(32, 3, padding: Padding.Same)
            .Relu()
            .MaxPool2D(2)
            .Conv2D(64, 3, padding: Padding.Same)
            .Relu()
            .MaxPool2D(2)
            .Flatten()
            .Dense(500)
            .Relu()
            .Dense(10)
            .Build(1);

    private static Network Conv3264() =>
        FuncNet
            .Network.Input(28, 28, 1)
            .Conv2D(32, 3)
            .Relu()
            .Conv2D(64, 3)
            .Relu()
            .MaxPool2D(2)
            .Flatten()
            .Dense(128)
            .Relu()
            .Dense(10)
            .Build(1);

    private static Network Transformer() =>
        FuncNet.Network.Input(64, 128).TransformerBlock(128, 4, 512).MeanOverTime().Dense(10).Build(1);
}
