using FuncNet;

namespace CSharpTests.Kernels;

internal static partial class Digests
{
    private static IEnumerable<(string Name, string Digest, double Size)> OfInitializers()
    {
        (string, Initializer)[] initializers =
        [
            ("Normal", Initializers.Normal()),
            ("Uniform", Initializers.Uniform()),
            ("TruncatedNormal", Initializers.TruncatedNormal()),
            ("Standard", Initializers.Standard),
            ("GlorotNormal", Initializers.GlorotNormal),
            ("GlorotUniform", Initializers.GlorotUniform),
            ("HeNormal", Initializers.HeNormal),
            ("HeUniform", Initializers.HeUniform),
            ("Orthogonal", Initializers.Orthogonal()),
        ];

        foreach (DType dtype in new[] { DType.Float32, DType.Float64 })
        {
            foreach ((string name, Initializer initializer) in initializers)
            {
                NetworkBuilder layers = Network.Input(150).Dense(300, initializer).Dense(70, initializer);
                yield return Line($"{dtype}.Initializers.{name}", layers.Build(seed: 5, dtype).Parameters);
            }
        }
    }

    /// <summary>Compiled steps of training, in shuffled batches of which the last is short: every kind of network.</summary>
    private static IEnumerable<(string Name, string Digest, double Size)> OfTraining()
    {
        Dataset digits = Datasets.Digits(150, seed: 2);
        yield return Line(
            "training.Convolution",
            Trained(
                Network
                    .Input(28, 28, 1)
                    .Conv2D(8, kernel: 3, padding: Padding.Same)
                    .Relu()
                    .MaxPool2D(2)
                    .Conv2D(16, kernel: 3)
                    .BatchNorm()
                    .Tanh()
                    .Flatten()
                    .Dense(64)
                    .Relu()
                    .Dropout(0.4)
                    .Dense(10),
                digits,
                Optimizers.AdamW()
            )
        );
        yield return Line(
            "training.Dense",
            Trained(
                Network.Input(28, 28, 1).Flatten().Dense(100).Relu().Dense(50).Gelu().LayerNorm().Dense(10),
                digits,
                Optimizers.Momentum(0.1, 0.9)
            )
        );
        NetworkBuilder rows = Network.Input(28, 28, 1).Reshape(28, 28);
        yield return Line("training.Lstm", Trained(rows.Lstm(32).Dense(10), digits, Optimizers.Adam()));
        yield return Line("training.Gru", Trained(rows.Gru(45).Dense(10), digits, Optimizers.Adam()));
        yield return Line(
            "training.Attention",
            Trained(
                rows.PositionalEncoding().TransformerBlock(28, heads: 2, hidden: 40).MeanOverTime().Dense(10),
                digits,
                Optimizers.RmsProp()
            )
        );
    }

    private static Parameters Trained(NetworkBuilder layers, Dataset data, Optimizer optimizer) =>
        layers
            .Build(seed: 1)
            .Train(data)
            .Minimize(Losses.SoftmaxCrossEntropy)
            .With(optimizer)
            .Epochs(2)
            .BatchSize(32)
            .Seed(3)
            .Watch(seen => Assert.IsNotType<TrainingEvent.RunsEagerly>(seen))
            .Run()
            .Network.Parameters;

    private static (string, string, double) Line(string name, Parameters parameters)
    {
        Sink sink = new();
        foreach (var (_, tensor) in parameters)
        {
            if (tensor.DType == DType.Float32)
            {
                sink.Add(tensor.AsSpan<float>());
            }
            else
            {
                sink.Add(tensor.AsSpan<double>());
            }
        }
        return sink.Line(name);
    }
}
