using FuncNet;
using Microsoft.Extensions.Logging;

namespace CSharpTests.Facade;

public sealed class CallbackTests : IDisposable
{
    private static readonly Dataset Moons = Datasets.Moons(120, noise: 0.1, seed: 1);
    private static readonly Dataset Others = Datasets.Moons(60, noise: 0.1, seed: 2);

    private readonly string folder = Directory.CreateTempSubdirectory("funcnet").FullName;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    private static Network Model(long seed = 7) =>
        Network.Input(2).Dense(8).BatchNorm().Relu().Dropout(0.2).Dense(2).Build(seed);

    private static TrainingPlan Plan(int epochs = 6) =>
        Model()
            .Train(Moons)
            .Minimize(Losses.SoftmaxCrossEntropy)
            .With(Optimizers.Adam(0.02))
            .BatchSize(16)
            .Epochs(epochs)
            .ValidateOn(Others)
            .StopEarly(patience: 50, by: Criteria.Largest("accuracy"))
            .ReduceOnPlateau(factor: 0.5, patience: 1)
            .Seed(3);

    [Fact]
    public void A_program_that_is_run_again_goes_on_from_its_folder()
    {
        TrainingResult unbroken = Plan().Run();
        TrainingPlan plan = Plan().Checkpoint(folder, everySteps: 3, best: Criteria.Loss).ResumeFrom(folder);
        Assert.Equal("cancelled", Broken(plan, after: 5).Reason);
        Assert.Equal("cancelled", Broken(plan, after: 21).Reason);
        TrainingResult resumed = plan.Run();

        Assert.Equal(unbroken.Network.Parameters, resumed.Network.Parameters);
        Assert.Equal(unbroken.State.Optimizer, resumed.State.Optimizer);
        Assert.Equal(unbroken.History, resumed.History);
        Assert.Equal(6, resumed.History.Count);

        string best = Path.Combine(folder, "best.safetensors");
        int epoch =
            1
            + unbroken
                .History.Select(report => report.ValidationLoss)
                .ToList()
                .IndexOf(unbroken.History.Min(report => report.ValidationLoss));
        Assert.Equal(
            Plan(epoch).States().Last(moment => moment.Event is TrainingEvent.EpochDone).State.Parameters,
            Model(seed: 99).LoadCheckpoint(best).Parameters
        );
        Assert.Equal(epoch, Plan().Checkpoint(folder, best: Criteria.Loss).LoadCheckpoint(best).Epoch);

        static TrainingResult Broken(TrainingPlan plan, int after)
        {
            using CancellationTokenSource source = new();
            return plan.Watch(happened =>
                {
                    if (happened is TrainingEvent.StepDone done && done.Report.Step == after)
                    {
                        source.Cancel();
                    }
                })
                .Run(token: source.Token);
        }
    }

    [Fact]
    public void A_state_is_saved_and_goes_on()
    {
        string path = Path.Combine(folder, "state.safetensors");
        Assert.Null(Checkpoints.Latest(folder));
        TrainingState middle = Plan().States().First(moment => moment.State.Step == 13).State;
        middle.Save(path);
        Assert.Equal(middle, Plan().LoadCheckpoint(path));
        Assert.Equal(Plan().Run().State, Plan().ResumeFrom(path).Run().State);
        Assert.Throws<DataException>(() => Plan().ResumeFrom(path + "x.safetensors").Run());
        Assert.Contains(
            "dense1.kernel",
            Assert.Throws<DataException>(() => Network.Input(2).Dense(3).Build(seed: 1).LoadCheckpoint(path)).Message
        );
    }

    [Fact]
    public void Callbacks_steer_the_run()
    {
        TrainingResult bad = Plan(2).With(Optimizers.Sgd(1e30)).Steer(Callbacks.TerminateOnNaN).Run();
        Assert.Contains("the loss of step", bad.Reason);
        Assert.Contains("the operation", bad.Reason);
        Assert.Equal("", bad.State.Reopen().Stopped);

        TrainingResult halved = Plan(3).Steer(Callbacks.RateByEpoch(epoch => epoch == 1 ? 1 : 0)).Run();
        Assert.Equal(0, halved.State.Optimizer.Factor.ToScalar());
        Assert.Equal(Plan(1).Run().State.Parameters, halved.State.Parameters);

        Assert.Equal(1, Plan().Steer(Callbacks.TimeLimit(TimeSpan.FromTicks(1))).Run().State.Step);
        List<int> steps = [];
        TrainingResult own = Plan()
            .Steer(
                Callbacks
                    .Custom(
                        "own",
                        happened =>
                            happened is TrainingEvent.EpochDone { Report.Epoch: 2 }
                                ?
                                [
                                    Command.RateTimes(0.25),
                                    Command.ShowState(state => steps.Add(state.Step)),
                                    Command.PauseBecause("tea"),
                                ]
                                : []
                    )
                    .Passing()
            )
            .Run();
        Assert.Equal("tea", own.Reason);
        Assert.Equal([16], steps);

        Assert.Throws<ConfigurationException>(() =>
            Plan().Steer(Callbacks.EarlyStopping(3, by: Criteria.Smallest("x"))).Run()
        );
        Assert.Throws<ConfigurationException>(() => Callbacks.ReduceOnPlateau(factor: 2));
        Assert.Equal("checkpoint", Callbacks.CheckpointBest(folder, Criteria.TrainingLoss).Tracing().Name);
    }

    [Fact]
    public void What_is_answered_to_a_state_is_obeyed()
    {
        List<double> factors = [];
        TrainingResult asked = Plan()
            .Steer(
                Callbacks
                    .Custom(
                        "asking",
                        happened =>
                            happened is TrainingEvent.StepDone { Report.Step: 3 }
                                ?
                                [
                                    Command.AskOf(state =>
                                    {
                                        factors.Add(state.Optimizer.Factor.ToScalar());
                                        // What is asked next sees what this has changed.
                                        return
                                        [
                                            Command.RateTimes(0.25),
                                            Command.AskOf(next =>
                                            {
                                                factors.Add(next.Optimizer.Factor.ToScalar());
                                                return next.Step == 3 ? [Command.StopBecause("asked")] : [];
                                            }),
                                        ];
                                    }),
                                ]
                                : []
                    )
                    .Passing()
            )
            .Run();
        Assert.Equal("asked", asked.Reason);
        Assert.Equal(3, asked.State.Step);
        Assert.Equal([1.0, 0.25], factors);
    }

    [Fact]
    public void Logs_are_written_beside_progress()
    {
        string csv = Path.Combine(folder, "log.csv");
        string json = Path.Combine(folder, "log.jsonl");
        Notes notes = new();
        TrainingResult run = Plan(2)
            .Watch(Logs.Csv(csv))
            .Watch(Logs.JsonLines(json, everySteps: 8))
            .Watch(Logs.To(notes))
            .Run();
        Assert.Empty(run.Warnings);
        Assert.Equal(3, File.ReadAllLines(csv).Length);
        Assert.Equal(6, File.ReadAllLines(json).Length);
        Assert.Equal(["started", "epoch", "epoch", "finished"], notes.Names);
    }

    private sealed class Notes : ILogger
    {
        public List<string?> Names { get; } = [];

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel level) => level >= LogLevel.Information;

        public void Log<TState>(
            LogLevel level,
            EventId id,
            TState state,
            Exception? error,
            Func<TState, Exception?, string> format
        ) => Names.Add(id.Name);
    }
}
