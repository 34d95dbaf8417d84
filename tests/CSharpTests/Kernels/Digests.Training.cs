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

    /// <summary>Convolution, pooling, dropout and AdamW over drawn digits, in shuffled batches of which the last is short.</summary>
    private static (string Name, string Digest, double Size) OfTraining() =>
        Line(
            "training",
            Network
                .Input(28, 28, 1)
                .Conv2D(8, kernel: 3, padding: Padding.Same)
                .Relu()
                .MaxPool2D(2)
                .Conv2D(16, kernel: 3)
                .Tanh()
                .Flatten()
                .Dense(64)
                .Relu()
                .Dropout(0.4)
                .Dense(10)
                .Build(seed: 1)
                .Train(Datasets.Digits(150, seed: 2))
                .Minimize(Losses.SoftmaxCrossEntropy)
                .With(Optimizers.AdamW())
                .Epochs(2)
                .BatchSize(32)
                .Seed(3)
                .Run()
                .Network.Parameters
        );

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
