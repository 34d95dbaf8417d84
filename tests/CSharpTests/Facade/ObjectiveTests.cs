using FuncNet;

namespace CSharpTests.Facade;

/// <summary>Losses, regularizers and scores take their settings in the right places.</summary>
public class ObjectiveTests
{
    private static readonly Tensor One = Tensor.Ones(1, 1);

    private static readonly Tensor Scores3 = Tensor.Of(
        new[,]
        {
            { 2f, 0f, 1.5f },
        }
    );

    private static readonly Parameters Weights = Parameters.Of(("a.kernel", 2 * One), ("b.bias", Tensor.Of(-3f)));

    private static void Near(double expected, double actual) => Assert.Equal(expected, actual, tolerance: 1e-5);

    private static double Value(Loss loss, Tensor prediction, Tensor target) =>
        loss.Value(prediction, target).ToScalar();

    [Fact]
    public void Losses_of_margins()
    {
        Tensor y = 0.5f * One;
        Near(0.5, Value(Losses.Perceptron, y, -One));
        Near(1.5, Value(Losses.Hinge, y, -One));
        Near(2.25, Value(Losses.SquaredHinge, y, -One));
        Near(Math.Log(1 + Math.Exp(0.5)), Value(Losses.Logistic, y, -One));
        Near(Math.Exp(0.5), Value(Losses.Exponential, y, -One));
        Near(1.5, Value(Losses.HingeEmbedding(margin: 2), y, -One));
        Near(0.5 / 3, Value(Losses.MulticlassHinge(), Scores3, Tensor.Of(0)));
        Near(1.0 / 3, Value(Losses.MulticlassHinge(margin: 1.5), Scores3, Tensor.Of(0)));
    }

    [Fact]
    public void Losses_of_classes_directions_and_counts()
    {
        Near(2 * (3 - 1), Value(Losses.Huber(delta: 2), 3 * One, 0 * One));
        Near(Math.Log(2), Value(Losses.Focal(gamma: 0), Tensor.Zeros(1, 2), Tensor.Of(1)));
        Near(0.25 * Math.Log(2) / 4, Value(Losses.BinaryFocal(), 0 * One, One));
        Near(0.75 * Math.Log(2) / 2, Value(Losses.BinaryFocal(alpha: 0.75, gamma: 1), 0 * One, One));
        Near(2, Value(Losses.CosineSimilarity, -One, One));
        Near(0.5, Value(Losses.CosineEmbedding(margin: 0.5), Tensor.Ones(1, 2, 4), -One));
        Near(0.5, Value(Losses.Triplet(margin: 0.5), Tensor.Ones(1, 3, 4), One));
        Near(Math.E - 3, Value(Losses.Poisson, One, 3 * One));
        Near(2 - 3 * Math.Log(2), Value(Losses.PoissonOfRates, 2 * One, 3 * One));
        Near(Math.Log(2), Value(Losses.KLDivergence, Tensor.Zeros(1, 2).LogSoftmax(), Tensor.Of(1)));
    }

    [Fact]
    public void Losses_are_weighted_and_smoothed()
    {
        Tensor zeros = Tensor.Zeros(2, 2);
        Tensor labels = Tensor.Of(0, 1);
        Loss loss = Losses.SoftmaxCrossEntropy;
        Near(2 * Math.Log(2), Value(loss.WithClassWeights([1, 3]), zeros, labels));
        Near(Math.Log(2), Value(loss.WithClassWeights([1, 3], normalized: true), zeros, labels));
        Near(2.5 * Math.Log(2), loss.Value(zeros, labels, weights: Tensor.Of(1f, 4f)).ToScalar());
        Near(
            Math.Log(1 + Math.E) - 0.8,
            Value(
                loss.WithLabelSmoothing(0.4),
                Tensor.Of(
                    new[,]
                    {
                        { 1f, 0f },
                    }
                ),
                Tensor.Of(0)
            )
        );
        Near(Math.Log(1 + Math.E) - 0.8, Value(Losses.SigmoidCrossEntropy.WithBinaryLabelSmoothing(0.4), One, One));
    }

    [Fact]
    public void The_zero_one_loss_is_measured_and_not_differentiated()
    {
        Assert.Equal(1, Metrics.ZeroOne.ForEachSample(One, -One).Mean().ToScalar());
        Near(Math.Log(2), Metrics.LogLoss.ForEachSample(Tensor.Full(0.5, 1, 2), Tensor.Of(0)).Mean().ToScalar());
        var error = Assert.Throws<ConfigurationException>(() =>
            Differentiate.Gradient(y => Metrics.ZeroOne.ForEachSample(y, One).Mean(), One)
        );
        Assert.Contains("gradient", error.Message);
    }

    [Fact]
    public void Regularizers_are_their_formulas()
    {
        double Cost(Regularizer regularizer) => regularizer.Value(Weights).ToScalar();
        Near(0.2, Cost(Regularizers.L1(0.1)));
        Near(0.2, Cost(Regularizers.L2(0.1)));
        Near(0.4, Cost(Regularizers.L1(0.1) + Regularizers.L2(0.1)));
        Near(0.3, Cost(Regularizers.L1(0.1).On("*.bias")));
        Near(0.5, Cost(Regularizers.L1(0.1).On(path => true)));
        Near(0.25 * 4 + 0.75 * 4, Cost(Regularizers.ElasticNet(2, ratio: 0.25)));
        Near(6, Cost(Regularizers.Custom("mine", weights => 3 * weights["a.kernel"].Sum())));
        Near(4.2, Regularizers.L1(0.1).Risk(Losses.MeanSquaredError, Weights, 3 * One, One).ToScalar());
    }

    [Fact]
    public void Training_is_regularized()
    {
        Network network = Network.Input(1).Dense(1, bias: false).Build(seed: 1);
        Dataset data = new(Tensor.Zeros(1, 1), Tensor.Zeros(1, 1));
        TrainingPlan plan = network
            .Train(data)
            .Minimize(Losses.MeanSquaredError)
            .Regularize(Regularizers.L2(1))
            .BatchSize(1)
            .With(Optimizers.Sgd(0.5));
        Network trained = plan.Run().Network;

        Near(
            network.Parameters["dense1.kernel"].Sum().ToScalar() / 2,
            trained.Parameters["dense1.kernel"].Sum().ToScalar()
        );
    }

    [Fact]
    public void Scores_of_all_samples()
    {
        Assert.Equal(0.75, Scores.RocAuc(Tensor.Of(0.1, 0.4, 0.35, 0.8), Tensor.Of(0, 0, 1, 1)));
        Near(1 - 1.5 / 29.1875, Scores.R2(Tensor.Of(2.5, 0, 2, 8), Tensor.Of(3, -0.5, 2, 7)));
        Near(3, Scores.Perplexity(Tensor.Zeros(2, 3), Tensor.Of(0, 1)));
        Near(0.8, ConfusionMatrix.Of(Tensor.Of(0, 0, 0), Tensor.Of(0, 0, 1), ["a", "b"]).F1(0));
    }
}
