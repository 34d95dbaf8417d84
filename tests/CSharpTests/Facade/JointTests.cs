using FuncNet;

namespace CSharpTests.Facade;

public class JointTests
{
    private static readonly Dataset Ring = Datasets.FromTensors(Key.OfSeed(1).Normal(48, 2), Tensor.Of(new int[48]));

    private static readonly Network Generator = Network.Input(3).Dense(6).Relu().Dense(2).Build(seed: 1);

    private static readonly Network Discriminator = Network.Input(2).Dense(6).Tanh().Dense(1).Build(seed: 2);

    private static JointPlan Game(AdversarialLoss loss) =>
        Generator
            .TrainAgainst(Discriminator, Ring)
            .Minimize(loss)
            .DiscriminatorSteps(2)
            .With(generator: Optimizers.Adam(0.01), discriminator: Optimizers.RmsProp(0.01))
            .Epochs(3)
            .BatchSize(16)
            .Seed(7);

    [Fact]
    public void A_game_is_the_same_compiled_and_not_under_every_loss()
    {
        AdversarialLoss[] losses =
        [
            AdversarialLosses.NonSaturating,
            AdversarialLosses.LeastSquares,
            AdversarialLosses.Hinge,
            AdversarialLosses.Wasserstein(penalty: 0.1),
            AdversarialLosses
                .Custom("own", (real, fake) => fake.Mean() - real.Mean(), fake => -fake.Mean())
                .WithGradientPenalty(0.5),
        ];
        Assert.All(
            losses,
            loss =>
            {
                JointResult run = Game(loss).Run();
                Assert.Equal(Game(loss).WithoutCompilation().Run().State.Trainees, run.State.Trainees);
                Assert.Equal(3, run.History.Count);
                Assert.True(double.IsFinite(run.History[2]["generator"] + run.History[2]["discriminator"]));
                Assert.NotEqual(Generator.Parameters, run.Network("generator").Parameters);
            }
        );
    }

    [Fact]
    public void A_state_can_be_watched_kept_saved_and_resumed()
    {
        JointPlan plan = Game(AdversarialLosses.Wasserstein(0.1));
        var moments = plan.States().ToList();
        JointState middle = moments[6].State;
        string path = Path.Combine(Path.GetTempPath(), $"funcnet-{Guid.NewGuid():N}.safetensors");

        try
        {
            middle.Save(path);
            JointResult resumed = plan.ResumeFrom(plan.Load(path)).Run();
            Assert.Equal(moments[^1].State.Trainees, resumed.State.Trainees);
            Assert.Equal(9, resumed.State.Step);
        }
        finally
        {
            File.Delete(path);
        }

        StringWriter lines = new();
        int steps = 0;
        plan.Watch(happened => steps += happened is JointEvent.StepDone ? 1 : 0).Run(lines);
        Assert.Equal(9, steps);
        Assert.Contains("epoch 3/3  generator", lines.ToString());
    }

    /// <summary>Two networks that agree: the one learns the sum, the other learns from it.</summary>
    private static (Trainees, IReadOnlyList<(string, Tensor)>) Agree(Turn turn, Trainees all)
    {
        Tensor x = turn.Batch.Inputs;
        var (lead, afterLead) = all.Minimize(
            "leader",
            now =>
            {
                var (y, after) = now.Apply("leader", x, turn.Key);
                return ((y - x.Sum(axes: [1]).ExpandAxis(1)).Square().Mean(), after);
            }
        );
        var (follow, afterBoth) = afterLead.Minimize(
            "follower",
            now =>
            {
                Tensor goal = now.Apply("leader", x, turn.Key).Output;
                var (y, after) = now.Apply("follower", x, turn.Key);
                return ((y - goal).Square().Mean(), after);
            }
        );
        return (afterBoth, [("leader", lead), ("follower", follow)]);
    }

    [Fact]
    public void A_step_of_ones_own_trains_several_networks_with_several_optimizers()
    {
        JointPlan plan = Joint
            .Train(Ring)
            .Network("leader", Network.Input(2).Dense(1).Build(seed: 3), Optimizers.Sgd(0.1))
            .Network("follower", Discriminator, Optimizers.Adam(0.02))
            .Step(Agree)
            .Epochs(30)
            .BatchSize(16);
        JointResult run = plan.Run();
        Assert.True(run.History[29]["leader"] < 1e-3);
        Assert.True(run.History[29]["follower"] < run.History[0]["follower"] / 4);

        var (next, report) = plan.Step(plan.Start(), new Batch(Ring.Inputs, Ring.Targets));
        Assert.Equal(1, next.Step);
        Assert.Equal(["leader", "follower"], report.Figures.Select(figure => figure.Name));
    }

    [Fact]
    public void What_does_not_fit_is_said()
    {
        Assert.Contains(
            "the discriminator takes [2]",
            Assert
                .Throws<ShapeException>(() =>
                    Network
                        .Input(2)
                        .Dense(3)
                        .Build(seed: 0)
                        .TrainAgainst(Discriminator, Ring.Inputs)
                        .With(Optimizers.Adam(), Optimizers.Adam())
                )
                .Message
        );
        Assert.Contains(
            "the input of \"discriminator\" is [32; 5]",
            Assert
                .Throws<ShapeException>(() =>
                    Generator
                        .TrainAgainst(Discriminator, Key.OfSeed(1).Normal(40, 5))
                        .With(Optimizers.Adam(), Optimizers.Adam())
                        .Run()
                )
                .Message
        );
    }
}
