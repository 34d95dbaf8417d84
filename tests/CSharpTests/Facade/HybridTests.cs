using FuncNet;

namespace CSharpTests.Facade;

/// <summary>Networks with several inputs and outputs, sequences of indices and weighted samples, as a user of C# writes them.</summary>
public class HybridTests
{
    private static readonly Tensor Sides = Key.OfSeed(1).Bernoulli(0.5, 300).Cast(DType.Float32);
    private static readonly Tensor Signs = Key.OfSeed(2).Bernoulli(0.5, 300).Cast(DType.Float32);

    /// <summary>Bright images and dark ones.</summary>
    private static readonly Tensor Images =
        Sides.Reshape(300, 1, 1, 1) + 0.2 * Key.OfSeed(3).Normal(DType.Float32, 300, 5, 5, 1);

    /// <summary>Vectors around 1 and around −1.</summary>
    private static readonly Tensor Vectors =
        Signs.Reshape(300, 1) * 2 - 1 + 0.3 * Key.OfSeed(4).Normal(DType.Float32, 300, 4);

    /// <summary>Whether a bright image comes with a vector around 1: neither of them alone tells anything about it.</summary>
    private static readonly Tensor Agree = Sides.EqualTo(Signs).Cast(DType.Int32);

    private static NetworkBuilder Body =>
        Network
            .Inputs([5, 5, 1], [4])
            .Beside(image => image.Conv2D(4, kernel: 3).Relu().Flatten(), vector => vector.Dense(8).Relu())
            .Join(Join.Concatenate)
            .Dense(16)
            .Relu();

    [Fact]
    public void An_image_and_a_vector_are_learned_from_together()
    {
        Dataset data = Datasets.FromTensors([Images, Vectors], Agree);
        var (train, test) = data.Split(0.7);
        TrainingResult run = Body.Dense(2)
            .Build(seed: 1)
            .Train(train)
            .Minimize(Losses.SoftmaxCrossEntropy)
            .With(Optimizers.Adam(0.01))
            .Epochs(20)
            .ValidateOn(test)
            .Run();

        Assert.True(run.History[^1].ValidationMetrics[0].Value > 0.97);
        Assert.True(run.Network.ConfusionMatrix(data).Accuracy > 0.97);
        Tensor scores = run.Network.Predict(Images, Vectors);
        Assert.Equal(new Shape(300, 2), scores.Shape);
        Assert.Equal(scores, run.Network.PredictAll(Images, Vectors)[0]);
    }

    [Fact]
    public void Several_outputs_have_a_loss_each()
    {
        Loss loss = Losses.Beside(Losses.SoftmaxCrossEntropy, Losses.MeanSquaredError.Scale(0.5));
        Dataset data = Datasets.FromTensors([Images, Vectors], Agree, Vectors.Mean(1).Reshape(300, 1));
        Network network = Body.Fork(Join.Tuple, scores => scores.Dense(2), mean => mean.Dense(1))
            .Build(seed: 1)
            .Train(data)
            .Minimize(loss)
            .With(Optimizers.Adam(0.01))
            .Epochs(15)
            .Run()
            .Network;

        Evaluation evaluation = network.Evaluate(
            data,
            loss,
            Metrics.Accuracy.OfOutput(0),
            Metrics.MeanSquaredError.OfOutput(1)
        );
        Assert.True(evaluation["accuracy[0]"] > 0.95);
        Assert.True(evaluation["mse[1]"] < 0.1);
        IReadOnlyList<Tensor> outputs = network.PredictAll(Images, Vectors);
        Assert.Equal(new Shape(300, 2), outputs[0].Shape);
        Assert.Equal(new Shape(300, 1), outputs[1].Shape);
        Assert.Contains("one result", Assert.Throws<ShapeException>(() => network.Predict(Images, Vectors)).Message);
    }

    [Fact]
    public void A_residual_block_may_have_a_projection()
    {
        // Whether an image is bright.
        Dataset data = Datasets.FromTensors(Images, Sides.Cast(DType.Int32));
        TrainingResult run = Network
            .Input(5, 5, 1)
            .Residual(f => f.Conv2D(1, kernel: 3, padding: Padding.Same).Relu())
            .Fork(
                Join.Add,
                f => f.Conv2D(8, kernel: 3, strides: 2, padding: Padding.Same).BatchNorm(),
                shortcut => shortcut.Conv2D(8, kernel: 1, strides: 2, name: "projection")
            )
            .Relu()
            .GlobalAveragePool()
            .Dense(2)
            .Build(seed: 0)
            .Train(data)
            .Minimize(Losses.SoftmaxCrossEntropy)
            .With(Optimizers.Adam(0.01))
            .Epochs(8)
            .Run();

        Assert.True(run.Network.ConfusionMatrix(data).Accuracy > 0.97);
        Assert.Equal(new Shape(1, 1, 1, 8), run.Network.Parameters["projection.kernel"].Shape);
    }

    [Fact]
    public void Words_are_classified()
    {
        // The class is whether the word 3 comes first.
        int[,] words = new int[200, 5];
        int[] labels = new int[200];
        Random random = new(1);
        for (int i = 0; i < 200; i++)
        {
            for (int j = 0; j < 5; j++)
            {
                words[i, j] = random.Next(4, 10);
            }
            labels[i] = i % 2;
            words[i, 0] -= labels[i] == 1 ? words[i, 0] - 3 : 0;
        }

        TrainingResult run = Network
            .Input(5)
            .Embedding(count: 10, size: 4)
            .Flatten()
            .Dense(2)
            .Build(seed: 1)
            .Train(Datasets.FromTensors(Tensor.Of(words), Tensor.Of(labels)))
            .Minimize(Losses.SoftmaxCrossEntropy)
            .With(Optimizers.Adam(0.05))
            .Epochs(10)
            .Run();

        Assert.True(run.History[^1].Metrics[0].Value > 0.97);
        DTypeException error = Assert.Throws<DTypeException>(() =>
            Network.Input(5).Flatten().Dense(2, name: "scores").Build(seed: 1).Predict(Tensor.Of(words))
        );
        Assert.Equal("scores", error.LayerPath);
        Assert.Contains("float32", error.Message);
    }

    [Fact]
    public void Samples_have_weights()
    {
        Dataset data = Datasets.FromTensors(Vectors, Agree).Take(4);
        Dataset weighted = data.WithWeights([2, 0, 1, 1]);
        Assert.Equal([0.0, 1.0], weighted.Skip(1).Take(2).Weights.ToArray<double>());
        Network network = Network.Input(4).Dense(2).Build(seed: 1);
        double Value(Dataset on) => network.Evaluate(on, Losses.SoftmaxCrossEntropy).Loss;
        Assert.Equal(Value(data.Select(0, 0, 2, 3)), Value(weighted), tolerance: 1e-6);
        Assert.Equal(Value(weighted), Value(data.WithWeights([4, 0, 2, 2], normalized: true)), tolerance: 1e-6);
        Assert.Throws<DataException>(() => data.WithWeights([1]));
        Assert.Throws<DataException>(() => data.WithWeights([1, 1, -1, 1]));
    }

    [Fact]
    public void What_does_not_fit_is_named()
    {
        Network network = Body.Dense(2).Build(seed: 0);
        string message = Assert.Throws<ShapeException>(() => network.Predict(Images)).Message;
        Assert.Contains("2 inputs ([batch; 5; 5; 1], [batch; 4])", message);
        message = Assert.Throws<ShapeException>(() => network.Predict(Images, Images)).Message;
        Assert.Contains("number 2 of 2", message);
        message = Assert.Throws<ShapeException>(() => Network.Inputs([5], [4]).Beside(f => f.Dense(2))).Message;
        Assert.Contains("1 branches for 2 parts, ([5], [4])", message);
    }
}
