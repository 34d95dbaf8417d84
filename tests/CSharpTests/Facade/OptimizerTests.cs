using FuncNet;

namespace CSharpTests.Facade;

/// <summary>Each optimizer of the facade takes the step that its formula says.</summary>
public class OptimizerTests
{
    private static readonly Parameters X = Parameters.Of(("x", Tensor.Of(3.0).Reshape(1, 1)));
    private static readonly Parameters G = Parameters.Of(("x", Tensor.Of(2.0).Reshape(1, 1)));

    /// <summary>The number after one step from 3, where the gradient is 2.</summary>
    private static void GoesTo(double expected, Optimizer optimizer)
    {
        var (updates, state) = optimizer.Update(G, optimizer.Initialize(X), X);
        Assert.Equal(state, state.WithTree(state.ToTree()));
        Assert.Equal(expected, (X + updates)["x"].ToScalar(), 1e-6);
    }

    [Fact]
    public void Methods_with_a_pace_for_every_element_are_their_formulas()
    {
        GoesTo(3 - 0.1, Optimizers.Adagrad(0.1));
        GoesTo(3 - 0.1 / 2, Optimizers.Adagrad(0.1, start: 12));
        GoesTo(3 - 2 / Math.Sqrt(1.4), Optimizers.Adadelta(epsilon: 1));
        GoesTo(3 - 0.1, Optimizers.Rprop(0.1));
        GoesTo(3 - 0.1 * 2 / 0.6, Optimizers.RmsProp(0.1, centred: true, momentum: 0.9));
        GoesTo(3 + 2 / 0.6, Optimizers.ScaleByCentredRms());
        GoesTo(3 + 1, Optimizers.ScaleByAdagrad());
        GoesTo(3 + 2 / Math.Sqrt(1.4), Optimizers.ScaleByAdadelta(epsilon: 1));
        GoesTo(3 + 0.1, Optimizers.ScaleByRprop(0.1));
    }

    [Fact]
    public void The_relatives_of_Adam_are_their_formulas()
    {
        double ahead = (0.45 * 0.2 / (1 - 0.45 * 0.45) + 2) / 2;
        GoesTo(3 - 0.1, Optimizers.Adam(0.1, amsgrad: true));
        GoesTo(3 - 0.1 - 0.1 * 0.5 * 3, Optimizers.AdamW(0.1, decay: 0.5, amsgrad: true));
        GoesTo(3 - 0.1, Optimizers.Adamax(0.1));
        GoesTo(3 - 0.1 * ahead, Optimizers.NAdam(0.1, momentumDecay: 0));
        GoesTo(3 - 0.2, Optimizers.RAdam(0.1));
        GoesTo(3 - 0.1 * (1 + 0.5 * 3), Optimizers.Lion(0.1, decay: 0.5));
        GoesTo(3 - 0.1 * 3, Optimizers.Lamb(0.1));
        GoesTo(3 - 0.2 * 3, Optimizers.Lamb(Schedules.Constant(0.2)));
        GoesTo(3 + 1, Optimizers.ScaleByAmsgrad());
        GoesTo(3 + 1, Optimizers.ScaleByAdamax());
        GoesTo(3 + ahead, Optimizers.ScaleByNAdam(momentumDecay: 0));
        GoesTo(3 + 2, Optimizers.ScaleByRAdam());
        GoesTo(3 + 1, Optimizers.ScaleByLion());
        GoesTo(3 + 3, Optimizers.ScaleByTrustRatio);
    }

    [Fact]
    public void Dampening_takes_a_share_of_every_gradient_but_the_first()
    {
        double AfterTwo(Optimizer optimizer)
        {
            var (first, state) = optimizer.Update(G, optimizer.Initialize(X), X);
            var (second, _) = optimizer.Update(G, state, X + first);
            return (X + first + second)["x"].ToScalar();
        }

        Assert.Equal(3 - 0.2 - (0.9 * 0.2 + 0.25 * 0.2), AfterTwo(Optimizers.Momentum(0.1, dampening: 0.75)), 1e-12);
        Assert.Equal(3 + 2 + (0.5 * 2 + 0.25 * 2), AfterTwo(Optimizers.ScaleByMomentum(0.5, dampening: 0.75)), 1e-12);
    }

    [Fact]
    public void Optimizers_stand_around_optimizers()
    {
        Optimizer descent = Optimizers.Sgd(0.1);
        GoesTo(3, Optimizers.Accumulate(2, descent));
        GoesTo(3 - 0.2, Optimizers.Accumulate(1, descent));
        GoesTo(3 - 0.1, Optimizers.Lookahead(descent, every: 1, alpha: 0.5));
        GoesTo(3 - 0.2, Optimizers.ByPath([(path => path == "x", descent)], Optimizers.Sgd(0.5)));
        GoesTo(3 - 1, Optimizers.ByPath([(path => path == "y", descent)], Optimizers.Sgd(0.5)));

        Optimizer averaged = Optimizers.AverageWeights(descent, rho: 0.5);
        GoesTo(3 - 0.2, averaged);
        var (_, state) = averaged.Update(G, averaged.Initialize(X), X);
        Assert.Equal(2.9, state.Kept("average")["x"].ToScalar(), 1e-12);
    }
}
