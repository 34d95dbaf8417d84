using FuncNet;

namespace CSharpTests.Facade;

public class CustomTests
{
    /// <summary>y = (x·W) ⊙ σ(x·V).</summary>
    private sealed class Gated(int units) : CustomLayer
    {
        public override IReadOnlyList<ParameterSpec> Parameters(Shape input) =>
            [
                ParameterSpec.Create("value", new Shape(input[0], units), Initializers.GlorotUniform),
                ParameterSpec.Create("gate", new Shape(input[0], units), Initializers.GlorotUniform, decays: false),
            ];

        public override Shape OutputShape(Shape input) =>
            input.Rank == 1
                ? new Shape(units)
                : throw new ShapeException($"Gated: a sample is a vector; this one has the shape {input}.");

        public override Tensor Apply(LayerCall call) =>
            call.Input.MatMul(call.Parameters["value"]) * call.Input.MatMul(call.Parameters["gate"]).Sigmoid();
    }

    /// <summary>Counts the training steps in its state.</summary>
    private sealed class Counter : CustomLayer
    {
        public override IReadOnlyList<StateSpec> State(Shape input) => [new StateSpec("steps", new Shape(), 0)];

        public override Tensor Apply(LayerCall call) => call.Input;

        public override Parameters NextState(LayerCall call, Tensor output) =>
            call.IsTraining ? call.State.Map(steps => steps + 1) : call.State;
    }

    /// <summary>x³, with the factor of the derivative 3x² to be wrong on purpose.</summary>
    private sealed class Cube(double factor = 3) : CustomOperation
    {
        public override string Name => "Cube";

        public override TensorSpec Infer(TensorSpec[] operands) => operands[0];

        public override Array Evaluate(NDArray[] operands)
        {
            if (operands[0].DType == DType.Float64)
            {
                return Array.ConvertAll(operands[0].AsSpan<double>().ToArray(), x => x * x * x);
            }
            return Array.ConvertAll(operands[0].AsSpan<float>().ToArray(), x => x * x * x);
        }

        public override Tensor[] Gradient(Tensor[] operands, Tensor result, Tensor gradient) =>
            [factor * operands[0] * operands[0] * gradient];
    }

    private static readonly Dataset Xor = Datasets.Xor(200, noise: 0.3, seed: 1);

    private static double AccuracyAfter(Network network, Func<TrainingPlan, TrainingPlan> how) =>
        how(network.Train(Xor).BatchSize(20).Epochs(30)).Run().Network.Evaluate(Xor, Losses.SoftmaxCrossEntropy)[
            "accuracy"
        ];

    [Fact]
    public void A_layer_of_the_users_own_has_right_gradients_and_learns()
    {
        NetworkBuilder builder = Network.Input(2).Then(new Gated(12)).Dense(2);
        Network network = builder.Build(seed: 1, DType.Float64);
        Tensor x = Key.OfSeed(3).Normal(DType.Float64, 4, 2);

        Assert.Equal(["gated1.value", "gated1.gate", "dense1.kernel", "dense1.bias"], network.Parameters.Paths);
        GradientCheck.Require(
            leaves =>
                network.Apply(
                    network.Parameters.With(Parameters.Of(("gated1.value", leaves[0]), ("gated1.gate", leaves[1]))),
                    leaves[2]
                ),
            [network.Parameters["gated1.value"], network.Parameters["gated1.gate"], x]
        );

        double accuracy = AccuracyAfter(
            builder.Build(seed: 1),
            plan => plan.Minimize(Losses.SoftmaxCrossEntropy).With(Optimizers.Adam(0.02))
        );
        Assert.True(accuracy > 0.95, $"accuracy {accuracy}");
    }

    [Fact]
    public void A_layer_of_the_users_own_says_what_does_not_fit_and_where()
    {
        ShapeException error = Assert.Throws<ShapeException>(() =>
            Network.Input(2, 2).Then(new Gated(3).ToLayer().Named("gate")).Build(seed: 0)
        );
        Assert.Equal("gate", error.LayerPath);
        Assert.Contains("[2; 2]", error.Message);
    }

    [Fact]
    public void A_layer_of_the_users_own_keeps_state()
    {
        Network network = Network.Input(2).Then(new Counter()).Dense(2).Build(seed: 0);
        TrainingResult run = network
            .Train(Xor)
            .Minimize(Losses.SoftmaxCrossEntropy)
            .With(Optimizers.Sgd())
            .BatchSize(50)
            .Epochs(3)
            .Run();
        Assert.Equal(12, run.Network.State["counter1.steps"].ToScalar());
        Assert.Equal(0, network.State["counter1.steps"].ToScalar());
    }

    [Fact]
    public void A_loss_of_the_users_own_is_minimized()
    {
        // The focal loss (Lin et al. 2017): (1 − p)² · −ln p.
        Loss focal = Losses.Custom(
            "focal",
            (logits, labels) =>
            {
                Tensor log = (logits.LogSoftmax() * labels.OneHot(2)).Sum(-1);
                return (1 - log.Exp()).Square() * -log;
            }
        );
        Network network = Network.Input(2).Dense(16, kernel: Initializers.HeNormal).Relu().Dense(2).Build(seed: 1);
        double accuracy = AccuracyAfter(network, plan => plan.Minimize(focal).With(Optimizers.Adam(0.02)));
        Assert.True(accuracy > 0.95, $"accuracy {accuracy}");
    }

    [Fact]
    public void An_operation_of_the_users_own_is_checked_and_learns()
    {
        Cube cube = new();
        Tensor x = Tensor.Of(0.5, -1.5, 2.0);
        Assert.Equal(Tensor.Of(0.125, -3.375, 8.0), Tensor.Custom(cube, x));
        GradientCheck.Require(x => Tensor.Custom(cube, x), x);
        FuncNetException caught = Assert.Throws<FuncNetException>(() =>
            GradientCheck.Require(x => Tensor.Custom(new Cube(factor: 2), x), x)
        );
        Assert.Contains("first order", caught.Message);
        Assert.False(GradientCheck.First(x => Tensor.Custom(new Cube(factor: 2), x), x).Passed);

        Network network = Network
            .Input(2)
            .Dense(12)
            .Activation("Cube", x => Tensor.Custom(cube, x))
            .Dense(2)
            .Build(seed: 1);
        double accuracy = AccuracyAfter(
            network,
            plan => plan.Minimize(Losses.SoftmaxCrossEntropy).With(Optimizers.Adam(0.01))
        );
        Assert.True(accuracy > 0.95, $"accuracy {accuracy}");
    }

    [Fact]
    public void An_optimizer_of_the_users_own_learns()
    {
        // The sign of the mean gradient, as in signum (Bernstein et al. 2018).
        Optimizer signum = Optimizers.Chain(
            Optimizers.ClipByGlobalNorm(10),
            Optimizers.Custom(
                "signum",
                parameters => parameters.ZerosLike(),
                (step, updates, memory, parameters) =>
                {
                    Parameters mean = 0.9 * memory + 0.1 * updates;
                    return (mean.Map(m => m.Sign()), mean);
                }
            ),
            Optimizers.ScaleByLearningRate(Schedules.Cosine(0.02, steps: 300))
        );
        Network network = Network.Input(2).Dense(16).Tanh().Dense(2).Build(seed: 1);
        double accuracy = AccuracyAfter(network, plan => plan.Minimize(Losses.SoftmaxCrossEntropy).With(signum));
        Assert.True(accuracy > 0.95, $"accuracy {accuracy}");
    }

    [Fact]
    public void A_training_step_of_the_users_own_learns()
    {
        Network network = Network.Input(2).Dense(16).Tanh().Dropout(0.1).Dense(2).Build(seed: 1);
        Optimizer optimizer = Optimizers.Adam(0.02);
        Parameters parameters = network.Parameters;
        OptimizerState state = optimizer.Initialize(parameters);
        Key key = Key.OfSeed(5);

        for (int epoch = 0; epoch < 20; epoch++)
        {
            foreach (Batch batch in Xor.Batches(20, key.FoldIn(-epoch - 1)))
            {
                Key own = key.FoldIn((int)state.Step.ToScalar());
                Parameters gradient = Differentiate.Gradient(
                    p =>
                        Losses.SoftmaxCrossEntropy.Value(
                            network.Apply(p, batch.Inputs, training: true, own),
                            batch.Targets
                        )
                        + 1e-4 * p.Dot(p),
                    parameters
                );
                (Parameters updates, state) = optimizer.Update(gradient, state, parameters);
                parameters += updates;
            }
        }

        double accuracy = network.WithParameters(parameters).Evaluate(Xor, Losses.SoftmaxCrossEntropy)["accuracy"];
        Assert.True(accuracy > 0.95, $"accuracy {accuracy}");
        Assert.Equal(200, state.Step.ToScalar());
    }

    [Fact]
    public void A_callback_of_the_users_own_steers_the_run()
    {
        Callback afterTwo = Callbacks.Custom(
            "afterTwo",
            Parameters.Of(("epochs", Tensor.Scalar(0))),
            (state, happened) =>
            {
                if (happened is not TrainingEvent.EpochDone)
                {
                    return (state, []);
                }
                Parameters next = state.Map(count => count + 1);
                return (next, next["epochs"].ToScalar() == 2 ? [Command.StopBecause("two are enough")] : []);
            }
        );
        TrainingResult run = Network
            .Input(2)
            .Dense(2)
            .Build(seed: 0)
            .Train(Xor)
            .Minimize(Losses.SoftmaxCrossEntropy)
            .With(Optimizers.Sgd())
            .Epochs(9)
            .Steer(afterTwo)
            .Run();
        Assert.Equal(2, run.History.Count);
        Assert.Equal("two are enough", run.Reason);
    }
}
