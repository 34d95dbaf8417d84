using FuncNet;

namespace CSharpTests.Facade;

/// <summary>The ready models in C#: arguments arrive in their places, and builders take them.</summary>
public class ZooTests
{
    private static int Parameters(NetworkBuilder builder) => builder.Summary().TrainableParameters;

    [Fact]
    public void Ready_models_for_images_have_the_published_numbers_of_parameters()
    {
        NetworkBuilder large = Network.Input(224, 224, 3);
        Assert.Equal(61_706, Parameters(Network.Input(28, 28, 1).Then(Zoo.LeNet5(classes: 10))));
        Assert.Equal(61_100_840, Parameters(large.Then(Zoo.AlexNet(classes: 1000))));
        Assert.Equal(138_357_544, Parameters(large.Then(Zoo.Vgg16(classes: 1000))));
        Assert.Equal(11_689_512, Parameters(large.Then(Zoo.ResNet18(classes: 1000))));
        Assert.Equal(25_557_032, Parameters(large.Then(Zoo.ResNet50(classes: 1000))));
        Assert.Equal(272_474, Parameters(Network.Input(32, 32, 3).Then(Zoo.ResNet20(classes: 10))));
    }

    [Fact]
    public void A_ready_model_is_cut_and_given_a_new_head_like_any_other()
    {
        Network network = Network.Input(16, 16, 1).Then(Zoo.LeNet5(classes: 10)).Build(seed: 1);
        Network other = network.ReplaceHead(Layers.Dense(3), seed: 2);
        Assert.Equal([2, 3], other.Predict(Tensor.Zeros(2, 16, 16, 1)).Shape);
        Assert.Equal(network.Parameters["conv1.kernel"], other.Parameters["conv1.kernel"]);
    }

    [Fact]
    public void Ready_models_for_other_data_have_the_sizes_that_they_are_asked_for()
    {
        Tensor Result(Network network, params int[] batch) => network.Predict(Tensor.Zeros(batch));

        NetworkBuilder image = Network.Input(8, 12, 1);
        Assert.Equal(
            [2, 8, 12, 1],
            Result(image.Then(Zoo.Autoencoder([8, 12, 1], [20, 10], code: 3)).Build(1), 2, 8, 12, 1).Shape
        );
        Assert.Equal([2, 8, 12, 1], Result(image.Then(Zoo.ConvAutoencoder(1, 4, 8)).Build(1), 2, 8, 12, 1).Shape);

        Network variational = image.Then(Zoo.VariationalAutoencoder([8, 12, 1], [20], latent: 3)).Build(1);
        Assert.Equal([20, 6], variational.Parameters["encoder.moments.kernel"].Shape);
        Assert.Equal([2, 8, 12, 1], Result(variational, 2, 8, 12, 1).Shape);

        Assert.Equal(
            [2, 8, 12, 1],
            Result(Network.Input(5).Then(Zoo.ConvGenerator([8, 12, 1], [8, 4])).Build(1), 2, 5).Shape
        );
        Assert.Equal([2, 1], Result(image.Then(Zoo.ConvDiscriminator(4, 8)).Build(1), 2, 8, 12, 1).Shape);
        Assert.Equal([2, 8, 12, 1], Result(Network.Input(5).Then(Zoo.Generator([8, 12, 1], [6])).Build(1), 2, 5).Shape);
        Assert.Equal([2, 1], Result(image.Then(Zoo.Discriminator(6)).Build(1), 2, 8, 12, 1).Shape);
        Assert.Equal([2, 2], Result(Network.Input(4).Then(Zoo.GaussianSample()).Build(1), 2, 4).Shape);
        Assert.Equal([2, 1], Result(Network.Input(7).Then(Zoo.FactorizationMachine(factors: 3)).Build(1), 2, 7).Shape);

        // Bias, 3 + 5 weights, and as many rows of two factors.
        Assert.Equal(1 + 8 + 16, Parameters(Network.Input(2).Then(Zoo.FactorizationMachineOf([3, 5], factors: 2))));
        Assert.Equal(8 * 4, Parameters(Network.Input(2).Then(Zoo.FieldEmbedding([3, 5], size: 4))));

        // Vectors of two for each category; two residual units on 2 · 2 + 3 numbers.
        Assert.Equal(
            8 * 2 + 2 * (7 * 10 + 10 + 10 * 7 + 7) + 7 * 4 + 4,
            Parameters(
                Network
                    .Inputs([2], [3])
                    .Then(Zoo.DeepCrossing([3, 5], outputs: 4, embedding: 2, numbers: 3, hidden: 10, units: 2))
            )
        );

        Layer transformer = Zoo.Transformer(9, classes: 3, width: 6, heads: 2, hidden: 5, blocks: 1);
        Assert.Equal(
            9 * 6 + (4 * 36 + 2 * 6 * 5 + 9 * 6 + 5) + 12 + 21,
            Parameters(Network.Input(4).Then(transformer))
        );
    }

    [Fact]
    public void A_variational_autoencoder_is_trained_with_its_divergence()
    {
        Dataset digits = Datasets.Digits(count: 64, seed: 1);
        Dataset own = Datasets.FromTensors(digits.Inputs, digits.Inputs);
        NetworkBuilder input = Network.Input(28, 28, 1);

        double Loss(double beta) =>
            input
                .Then(Zoo.VariationalAutoencoder([28, 28, 1], [16], latent: 2))
                .Build(seed: 1)
                .Train(own)
                .Minimize(Losses.SigmoidCrossEntropy.Scale(784))
                .Regularize(Regularizers.GaussianDivergence("encoder.moments", beta))
                .With(Optimizers.Sgd(0))
                .BatchSize(64)
                .Epochs(1)
                .Seed(3)
                .Run()
                .History[0]
                .Loss;

        double without = Loss(beta: 0);
        double once = Loss(beta: 1) - without;
        Assert.True(once > 0);
        Assert.Equal(3 * once, Loss(beta: 3) - without, tolerance: 1e-3 * (1 + once));
        Tensor moments = Tensor.Of(
            new[,]
            {
                { 1.0, 0.0 },
            }
        );
        Assert.Equal(0.5, Information.GaussianDivergence(moments).Sum().ToScalar(), 12);
    }
}
