using FuncNet;

namespace CSharpTests.Facade;

/// <summary>Minimizers of the facade find the minima that are known, of functions and of networks.</summary>
public class MinimizerTests
{
    private static Tensor Booth(Tensor x) => (x[0] + 2 * x[1] - 7).Square() + (2 * x[0] + x[1] - 5).Square();

    private static Tensor Rosenbrock(Tensor x) => 100 * (x[1] - x[0].Square()).Square() + (1 - x[0]).Square();

    private static Tensor Beale(Tensor x)
    {
        Tensor a = x[0];
        Tensor b = x[1];
        return (1.5 - a + a * b).Square() + (2.25 - a + a * b * b).Square() + (2.625 - a + a * b * b * b).Square();
    }

    private static Tensor RosenbrockResiduals(Tensor x) => Tensor.Stack([10 * (x[1] - x[0].Square()), 1 - x[0]], 0);

    private static void IsAt(double[] expected, MinimizerState<Tensor> state, double tolerance = 1e-6)
    {
        Assert.Equal(("", MinimizerStatus.Converged), (state.Explanation, state.Status));
        Assert.All(
            state.Point.ToArray<double>().Zip(expected),
            pair => Assert.Equal(pair.Second, pair.First, tolerance)
        );
    }

    [Fact]
    public void Newton_takes_the_steps_that_the_notes_count()
    {
        Minimizer newton = Minimizers.Newton(tolerance: 1e-10);
        (Func<Tensor, Tensor> Function, double[] Start, double[] End, int Steps)[] cases =
        [
            (Booth, [0, 0], [1, 3], 1),
            (Rosenbrock, [-1.2, 1], [1, 1], 7),
            (Rosenbrock, [0, 0], [1, 1], 2),
            (Beale, [2.5, 0.4], [3, 0.5], 6),
        ];

        foreach (var (function, start, end, steps) in cases)
        {
            MinimizerState<Tensor> last = newton.Minimize(function, Tensor.Of(start));
            IsAt(end, last, 1e-9);
            Assert.Equal(steps, last.Step);
            Assert.InRange(last.GradientNorm, 0, 1e-10);
        }

        MinimizerState<Tensor> saddle = newton.Minimize(Beale, Tensor.Of(1.0, 1.0));
        Assert.True(saddle.Status.IsSaddle);
        Assert.Equal(1, saddle.Point[1].ToScalar(), 1e-9);
        Assert.Contains("DampedNewton", saddle.Explanation, StringComparison.OrdinalIgnoreCase);
        IsAt([3, 0.5], Minimizers.DampedNewton().Minimize(Beale, Tensor.Of(1.0, 1.0)));
    }

    [Fact]
    public void Every_method_finds_the_minimum_of_a_valley()
    {
        Tensor start = Tensor.Of(-1.2, 1.0);
        Objective<Tensor> objective = Objectives.OfResiduals(RosenbrockResiduals);
        Assert.True(objective.HasResiduals);
        Assert.False(Objectives.Of(Rosenbrock).HasResiduals);

        Minimizer[] all =
        [
            Minimizers.DampedNewton(floor: 1e-6),
            Minimizers.ConjugateGradient(curvature: 0.2),
            Minimizers.Lbfgs(memory: 3),
            Minimizers.GaussNewton(),
            Minimizers.LevenbergMarquardt(damping: 0.1),
        ];

        foreach (Minimizer minimizer in all)
        {
            IsAt([1, 1], minimizer.Minimize(objective, start));
            Assert.True(minimizer.WithMaxSteps(1).Minimize(objective, start).Status.IsStepLimit, minimizer.Name);
            Assert.InRange(minimizer.WithTolerance(0.1).Minimize(objective, start).GradientNorm, 0, 0.1);
        }
    }

    [Fact]
    public void States_are_a_lazy_sequence()
    {
        int calls = 0;
        Tensor Counted(Tensor x)
        {
            calls++;
            return Rosenbrock(x);
        }

        var states = Minimizers.Lbfgs().States(Counted, Tensor.Of(-1.2f, 1f));
        Assert.Equal(0, calls);
        MinimizerState<Tensor> first = states.First();
        Assert.Equal((1, 0), (calls, first.Step));
        Assert.Equal(24.2, first.Value, 1e-4);
        MinimizerState<Tensor>[] all = [.. states];
        Assert.All(all[..^1], state => Assert.True(state.Status.IsRunning));
        Assert.True(all[^1].Status.IsConverged);
        Assert.Equal(DType.Float32, all[^1].Point.DType);
    }

    [Fact]
    public void Trees_are_minimized_by_name()
    {
        Parameters start = Parameters.Of(("a", Tensor.Of(0.0)), ("b", Tensor.Of(0.0)));
        Tensor Function(Parameters x) => Booth(Tensor.Concatenate([x["a"], x["b"]], 0));
        Parameters found = Minimizers.Newton().Minimize(Function, start).Point;
        Assert.Equal(1, found["a"].Sum().ToScalar(), 1e-9);
        Assert.Equal(3, found["b"].Sum().ToScalar(), 1e-9);
        Assert.Equal(2, Minimizers.Newton().States(Function, start).Count());

        Objective<Parameters> residuals = Objectives.OfResiduals((Parameters x) => x["a"] - 2 * x["b"] - 4);
        MinimizerState<Parameters> nearest = Minimizers.GaussNewton().Minimize(residuals, start);
        Assert.Equal(-1.6, nearest.Point["b"].Sum().ToScalar(), 1e-9);
    }

    [Fact]
    public void Least_squares_have_a_closed_form()
    {
        Tensor x = Tensor.Of(
            new[,]
            {
                { 1.0, 0.0 },
                { 1.0, 1.0 },
                { 1.0, 2.0 },
            }
        );
        Tensor y = Tensor.Of(1.0, 2.0, 6.0);
        double[] line = [0.5, 2.5];
        double[] found = Minimizers.LeastSquares(x, y).ToArray<double>();
        Assert.Equal(line[0], found[0], 1e-12);
        Assert.Equal(line[1], found[1], 1e-12);
        IsAt(line, Minimizers.Lbfgs().Minimize(w => (x.MatMul(w) - y).Square().Sum(), Tensor.Of(0.0, 0.0)));

        // (XᵀX + I)w = Xᵀy with XᵀX = [3 3; 3 5] and Xᵀy = [9; 14].
        double[] ridge = Minimizers.LeastSquares(x, y, ridge: 1).ToArray<double>();
        Assert.Equal(12 / 15.0, ridge[0], 1e-12);
        Assert.Equal(29 / 15.0, ridge[1], 1e-12);
    }

    [Fact]
    public void Restarts_find_a_better_minimum_than_one_start()
    {
        Objective<Tensor> rastrigin = Objectives.Of(
            (Tensor x) => (x.Square() - 10 * (2 * Math.PI * x).Cos() + 10).Sum()
        );
        IReadOnlyList<MinimizerState<Tensor>> Ends(int count) =>
            Minimizers.Lbfgs().Restart(count, rastrigin, key => 10 * key.Uniform(DType.Float64, 2) - 5, seed: 7);
        double single = Ends(1)[0].Value;
        double best = Ends(40)[0].Value;
        Assert.True(best < 0.5 * single, $"{best} is not half of {single}");
    }

    [Fact]
    public void A_network_is_fitted_as_a_whole()
    {
        Dataset data = Datasets.Blobs(classes: 3, count: 60, noise: 0.2, seed: 1);
        Network network = Network.Input(2).Dense(3).Build(seed: 0);
        NetworkObjective objective = network.Objective(Losses.SoftmaxCrossEntropy, data, Regularizers.L2(1e-2));
        var (byLbfgs, last) = Minimizers.Lbfgs().Fit(objective);
        Assert.True(last.Status.IsConverged, last.ToString());
        Assert.True(byLbfgs.Evaluate(data, Losses.SoftmaxCrossEntropy)["accuracy"] > 0.95);
        var (byNewton, end) = Minimizers.DampedNewton().Fit(objective);
        Assert.Equal(last.Value, end.Value, 1e-4);
        Assert.Equal(end.Point, byNewton.Parameters);
        Assert.Equal(byLbfgs.Parameters, objective.NetworkAt(last.Point).Parameters);
        Assert.Equal(network.Parameters, objective.Start);
    }

    [Fact]
    public void A_network_is_fitted_by_its_residuals()
    {
        Tensor x = Tensor.Of(Enumerable.Range(0, 30).Select(i => -2 + 4 * i / 29f).ToArray()).Reshape(30, 1);
        Dataset data = Datasets.FromTensors(x, x.Sin());
        Network network = Network.Input(1).Dense(5).Tanh().Dense(1).Build(seed: 2);
        var (fitted, last) = Minimizers.LevenbergMarquardt(maxSteps: 60).Fit(network.ResidualObjective(data));
        double error = fitted.Evaluate(data, Losses.MeanSquaredError).Loss;
        Assert.InRange(error, 0, 1e-3);
        Assert.Equal(2 * last.Value / 30, error, 1e-6);
    }

    [Fact]
    public void What_cant_be_minimized_is_an_error_that_says_why()
    {
        string message = Assert
            .Throws<ShapeException>(() => Minimizers.Lbfgs().Minimize(x => x, Tensor.Of(1.0, 2.0)))
            .Message;
        Assert.Contains("[2]", message);
        message = Assert
            .Throws<DTypeException>(() => Minimizers.Newton().Minimize(x => x.Sum(), Tensor.Of(1, 2)))
            .Message;
        Assert.Contains("int32", message);
        message = Assert
            .Throws<ConfigurationException>(() => Minimizers.GaussNewton().Minimize(Booth, Tensor.Of(0.0, 0.0)))
            .Message;
        Assert.Contains("residuals", message);
        message = Assert.Throws<ConfigurationException>(() => Minimizers.Newton(tolerance: -1)).Message;
        Assert.Contains("tolerance", message);
        message = Assert.Throws<ConfigurationException>(() => Minimizers.Lbfgs(maxSteps: -2)).Message;
        Assert.Contains("-2", message);
        MinimizerState<Tensor> singular = Minimizers.Newton().Minimize(x => x.Sum().Square(), Tensor.Of(1.0, 2.0));
        Assert.True(singular.Status.IsSingular);
        Assert.Contains("smallest |eigenvalue|", singular.Explanation);
    }
}
