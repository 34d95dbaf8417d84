using FuncNet;
using FuncNet.Kernels;

namespace CSharpTests.Facade;

public class TrainingTests
{
    private static readonly Dataset Moons = Datasets.Moons(120, noise: 0.1, seed: 1);

    private static TrainingPlan Plan(int epochs = 3) =>
        Network
            .Input(2)
            .Dense(16)
            .Relu()
            .Dropout(0.2)
            .Dense(2)
            .Build(seed: 7)
            .Train(Moons)
            .Minimize(Losses.SoftmaxCrossEntropy)
            .With(Optimizers.Adam(0.02))
            .BatchSize(16)
            .Epochs(epochs)
            .Seed(3);

    [Fact]
    public void The_same_seed_gives_the_same_bits()
    {
        Assert.Equal(Plan().Run().Network.Parameters, Plan().Run().Network.Parameters);
        Assert.NotEqual(Plan().Run().Network.Parameters, Plan().Seed(4).Run().Network.Parameters);
    }

    [Fact]
    public void Compiled_and_eager_steps_give_the_same_bits()
    {
        Assert.Equal(Plan().Run().Network.Parameters, Plan().WithoutCompilation().Run().Network.Parameters);
        Assert.DoesNotContain(Plan().States(), moment => moment.Event is TrainingEvent.RunsEagerly);
    }

    [Fact]
    public void Any_number_of_threads_gives_the_same_bits()
    {
        Dataset digits = Datasets.Digits(128, seed: 2);
        Parameters On(int threads)
        {
            int before = Work.Threads;
            try
            {
                Work.Threads = threads;
                return Network
                    .Input(28, 28, 1)
                    .Conv2D(8, kernel: 3)
                    .Relu()
                    .MaxPool2D(2)
                    .Flatten()
                    .Dense(64)
                    .Relu()
                    .Dropout(0.5)
                    .Dense(10)
                    .Build(seed: 1)
                    .Train(digits)
                    .Minimize(Losses.SoftmaxCrossEntropy)
                    .With(Optimizers.AdamW())
                    .BatchSize(64)
                    .Run()
                    .Network.Parameters;
            }
            finally
            {
                Work.Threads = before;
            }
        }

        Parameters one = On(1);
        Assert.Equal(one, On(2));
        Assert.Equal(one, On(4));
    }

    [Fact]
    public void The_facade_trains_as_the_core_does()
    {
        Network network = Network.Input(2).Dense(8).Relu().Dropout(0.2).Dense(2).Build(seed: 7);
        Parameters facade = network
            .Train(Moons)
            .Minimize(Losses.SoftmaxCrossEntropy)
            .With(Optimizers.Adam())
            .Epochs(2)
            .Seed(42)
            .Run()
            .Network.Parameters;
        Trainer trainer = TrainerModule.ofNetwork(network, Losses.SoftmaxCrossEntropy, Optimizers.Adam());
        Assert.Equal(TrainerModule.fit(Key.OfSeed(42), 2, Moons, trainer).Network.Parameters, facade);
    }

    [Fact]
    public void Cancellation_returns_the_state_so_far()
    {
        using CancellationTokenSource source = new();
        int seen = 0;
        TrainingResult run = Plan(epochs: 100)
            .Watch(happened =>
            {
                if (happened is TrainingEvent.StepDone && ++seen == 5)
                {
                    source.Cancel();
                }
            })
            .Run(Progress.None, source.Token);

        Assert.Equal(5, run.State.Step);
        Assert.Equal("cancelled", run.Reason);
        Assert.Empty(run.History);
        Parameters expected = Plan(100).States().First(moment => moment.State.Step == 5).State.Parameters;
        Assert.Equal(expected, run.Network.Parameters);
    }

    [Fact]
    public void States_are_lazy_and_are_those_of_the_run()
    {
        TrainingPlan plan = Plan();
        Assert.Equal(3, plan.States().Take(3).Last().State.Step + 1);
        Assert.Equal(plan.Run().State.Parameters, plan.States().Last().State.Parameters);
        Assert.IsType<TrainingEvent.Finished>(plan.States().Last().Event);
    }

    [Fact]
    public void A_run_that_is_resumed_equals_an_unbroken_one()
    {
        TrainingState middle = Plan().Epochs(2).Run().State;
        Assert.Equal(
            Plan().Epochs(4).Run().State.Parameters,
            Plan().ResumeFrom(middle).Epochs(4).Run().State.Parameters
        );
    }

    [Fact]
    public void A_run_that_was_cancelled_within_an_epoch_goes_on_to_the_same_weights()
    {
        TrainingState broken = Plan().States().First(moment => moment.State.Step == 11).State;
        TrainingResult run = Plan().ResumeFrom(broken).Run();
        Assert.Equal(Plan().Run().Network.Parameters, run.Network.Parameters);
        Assert.Equal(24, run.State.Step);
    }

    [Fact]
    public void A_step_is_a_function_of_state_and_batch()
    {
        TrainingPlan plan = Plan();
        TrainingState start = plan.Start();
        Batch batch = Moons.Batches(16).First();
        var (next, report) = plan.Step(start, batch);
        var (again, _) = plan.Step(start, batch);

        Assert.Equal(next.Parameters, again.Parameters);
        Assert.Equal(0, start.Step);
        Assert.Equal(1, next.Step);
        Assert.Equal(16, report.Samples);
        Assert.Equal(next.Parameters, plan.NetworkAt(next).Parameters);
    }

    [Fact]
    public void A_plan_can_be_continued_in_two_ways()
    {
        TrainingPlan plan = Plan();
        TrainingPlan other = plan.Epochs(1);
        Assert.Equal(3, plan.Run().History.Count);
        Assert.Single(other.Run().History);

        NetworkBuilder beginning = Network.Input(2).Dense(4);
        Assert.Equal(new Shape(3), beginning.Dense(3).Build(seed: 0).Predict(Tensor.Zeros(2)).Shape);
        Assert.Equal(new Shape(5), beginning.Dense(5).Build(seed: 0).Predict(Tensor.Zeros(2)).Shape);
    }

    [Fact]
    public void A_run_reports_what_it_is_asked_to_measure()
    {
        StringWriter lines = new();
        TrainingResult run = Plan(2)
            .ValidateOn(Moons)
            .Measure(Metrics.Accuracy, Metrics.TopK(2))
            .Run(Progress.Lines(lines));
        EpochReport last = run.History[^1];

        Assert.Equal(["accuracy", "top-2 accuracy"], last.Metrics.Select(figure => figure.Name));
        Assert.Equal(1, last.ValidationMetrics[1].Value);
        Evaluation evaluation = run.Network.Evaluate(Moons, Losses.SoftmaxCrossEntropy, Metrics.Accuracy);
        Assert.Equal(last.ValidationLoss, evaluation.Loss);
        Assert.Equal(last.ValidationMetrics[0].Value, evaluation["accuracy"]);
        Assert.Equal(evaluation["accuracy"], run.Network.ConfusionMatrix(Moons).Accuracy, 6);
        Assert.Contains("epoch 2/2", lines.ToString());
        Assert.Throws<ConfigurationException>(() => evaluation["accurracy"]);
    }

    [Fact]
    public void A_network_is_saved_and_loaded()
    {
        string path = Path.Combine(Path.GetTempPath(), $"{Guid.NewGuid():N}.safetensors");
        try
        {
            Network trained = Plan().Run().Network;
            trained.Save(path);
            NetworkBuilder builder = Network.Input(2).Dense(16).Relu().Dropout(0.2).Dense(2);
            Network loaded = builder.Build(seed: 99).LoadWeights(path);

            Assert.Equal(trained.Parameters, loaded.Parameters);
            Assert.Equal(trained.Predict(Moons.Inputs), Network.Load(path).Predict(Moons.Inputs));
            Assert.Equal(trained.Predict(Moons.Inputs), loaded.Predict(Moons.Inputs));
            Assert.Equal(trained.Parameters.Count, TensorFile.Read(path).Tensors.Count);

            DataException error = Assert.Throws<DataException>(() =>
                Network.Input(2).Dense(17).Relu().Dense(2).Build(seed: 0).LoadWeights(path)
            );
            Assert.Contains(path, error.Message);
            Assert.Contains("dense1.kernel", error.Message);
        }
        finally
        {
            File.Delete(path);
        }
    }

    [Fact]
    public void Frozen_layers_stay_as_they_are()
    {
        Network network = Network.Input(2).Dense(8, name: "body").Relu().Dense(2).Freeze("body*").Build(seed: 1);
        Network trained = network
            .Train(Moons)
            .Minimize(Losses.SoftmaxCrossEntropy)
            .With(Optimizers.AdamW(0.1, decay: 0.1))
            .Run()
            .Network;
        Assert.Equal(network.Parameters["body.kernel"], trained.Parameters["body.kernel"]);
        Assert.NotEqual(network.Parameters["dense1.kernel"], trained.Parameters["dense1.kernel"]);
    }

    [Fact]
    public void Branches_compose()
    {
        Network network = Network
            .Input(4)
            .Residual(f => f.Dense(4).Tanh())
            .Fork(Join.Concatenate, f => f.Dense(3), g => g.Dense(2).Relu())
            .Repeat(2, f => f.Dense(5))
            .Named("stack")
            .InitializeWith("stack.*.kernel", Initializers.Zeros)
            .Then(Layers.Dense(1))
            .Build(seed: 0);

        Assert.Equal(new Shape(1), network.Predict(Tensor.Ones(4)).Shape);
        Assert.Equal(0, network.Parameters["stack.dense2.kernel"].Norm().ToScalar());
        Assert.Contains("stack.dense1", network.Summary().ToString());

        Layer layer = Network.Input(4).Dense(5).Then(Layers.Dense(1)).Layer;
        Assert.Equal(25, layer.DropLast().Summary(4).TotalParameters);
    }

    [Fact]
    public void Data_are_cut_shuffled_and_scaled()
    {
        var (first, others) = Moons.Split(0.75);
        Assert.Equal((90, 30), (first.Count, others.Count));
        Assert.Equal(Moons.Shuffle(seed: 1).Inputs, Moons.Shuffle(Key.OfSeed(1)).Inputs);
        Assert.Equal(Moons.Inputs, Moons.Take(20).Concatenate(Moons.Skip(20)).Inputs);
        Assert.Equal(new Shape(120, 2), Moons.OneHot().Targets.Shape);
        Assert.True(Moons.Standardize().Inputs.Mean(0).Abs().Max().ToScalar() < 1e-6);

        Standardization fitted = Standardization.Fit(first);
        Assert.Equal(fitted.Apply(others.Inputs), others.Standardize(fitted).Inputs);
        Assert.Equal([8, 8, 4], Moons.Take(20).Batches(8).Select(batch => batch.Size));
        Assert.Equal([60, 60], Moons.ClassSizes());
    }
}
