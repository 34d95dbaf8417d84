using FuncNet;

namespace CSharpTests.Facade;

public class InterpretationTests
{
    private static readonly Network network = Network
        .Input(8, 8, 1)
        .Conv2D(filters: 4, kernel: 3, padding: Padding.Same)
        .Relu()
        .GlobalAveragePool()
        .Dense(3)
        .Build(seed: 1);

    private static readonly Tensor images = Datasets.Digits(count: 5, seed: 1).Inputs[.., 10..18, 10..18];

    [Fact]
    public void Maps_have_the_size_of_the_images_and_follow_the_predicted_class_unless_told_otherwise()
    {
        int[] predicted = network.PredictClasses(images);
        Tensor[] maps =
        [
            network.ClassActivationMap(images),
            network.GradientMap(images),
            network.GradientMap(images, path: "relu1"),
            network.Occlusion(images),
            network.Saliency(images),
        ];
        Assert.All(maps, map => Assert.Equal(new Shape(5, 8, 8), map.Shape));
        Assert.Equal(network.ClassActivationMap(images, predicted), maps[0]);
        Assert.NotEqual(network.ClassActivationMap(images, [.. predicted.Select(c => (c + 1) % 3)]), maps[0]);
        Assert.Equal(new Shape(5, 8, 8, 3), maps[0].ToColours().Shape);
        Assert.Equal(new Shape(5, 8, 8, 3), maps[0].Over(images).Shape);
    }

    [Fact]
    public void Integrated_gradients_add_up_to_the_score()
    {
        int[] classes = [0, 1, 2, 0, 1];
        Tensor scores = network.Predict(images);
        Tensor black = network.Predict(images * 0.0);
        float[] sums = network.IntegratedGradients(images, classes, steps: 200).Sum(1, 2, 3).ToArray<float>();
        for (int i = 0; i < 5; i++)
        {
            double change = scores[i, classes[i]].ToScalar() - black[i, classes[i]].ToScalar();
            Assert.Equal(change, sums[i], 2e-3);
        }
        Assert.Equal(images.Shape, network.SmoothGradient(images, copies: 3).Shape);
    }

    [Fact]
    public void Activations_are_a_table()
    {
        ActivationStatistics statistics = network.Activations(images);
        Assert.Equal(
            ["conv2d1", "relu1", "globalaveragepool1", "dense1"],
            statistics.Layers.Select(layer => layer.Path)
        );
        Assert.True(statistics["relu1"].Zeros > 0);
        Assert.Contains("dead units", statistics.ToString());
    }

    [Fact]
    public void A_class_that_is_not_there_is_an_error()
    {
        var error = Assert.Throws<DataException>(() => network.Saliency(images, [0, 1, 2, 3, 0]));
        Assert.Contains("sample 3", error.Message);
        Assert.Contains("0 … 2", error.Message);
    }

    [Fact]
    public void Constraints_sparse_activity_and_made_features_are_there_in_one_breath()
    {
        Dataset data = Datasets.Moons(count: 200, noise: 0.1, seed: 1);
        TrainingResult run = Network
            .Input(2)
            .PolynomialFeatures(degree: 3)
            .CrossedFeatures((0, 1))
            .Dense(16)
            .Relu()
            .Dense(2)
            .Build(seed: 1)
            .Train(data)
            .Minimize(Losses.SoftmaxCrossEntropy)
            .Regularize(Regularizers.L1(1e-3).OnActivity("relu*") + Regularizers.L2(1e-4))
            .With(Optimizers.Chain(Optimizers.Adam(0.05), Optimizers.MaxNorm(1)))
            .Epochs(20)
            .Run();
        Assert.True(run.History[^1].Metrics[0].Value > 0.9);
        Tensor kernel = run.Network.Parameters["dense1.kernel"];
        Assert.All((kernel * kernel).Sum(0).ToArray<float>(), square => Assert.True(square <= 1.0001f));
        Assert.InRange(run.Network.Parameters.Sparsity(0.05).Share, 0.01, 0.9);
    }
}
