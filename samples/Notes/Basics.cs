using FuncNet;

namespace Notes;

/// <summary>Note 000: the race of the optimizers, Newton's method, and the temperature of a softmax.</summary>
internal static class Basics
{
    private static Tensor Rosenbrock(Tensor x, Tensor y) => (1 - x).Square() + 100 * (y - x.Square()).Square();

    /// <summary>f after a thousand steps from (−1.2, 1): θ ← θ + Δ, Δ from ∇f(θ).</summary>
    private static double Race(string name, Optimizer optimizer)
    {
        Parameters point = Parameters.Of(
            ("x", Tensor.Scalar(-1.2, DType.Float64)),
            ("y", Tensor.Scalar(1, DType.Float64))
        );
        OptimizerState state = optimizer.Initialize(point);
        Tensor F(Parameters p) => Rosenbrock(p["x"], p["y"]);

        for (int step = 0; step < 1_000; step++)
        {
            (Parameters updates, state) = optimizer.Update(Differentiate.Gradient(F, point), state, point);
            point += updates;
        }

        double reached = F(point).ToScalar();
        Console.WriteLine($"{name, -10} f = {reached:E1}");
        return reached;
    }

    public static IReadOnlyList<(string Claim, bool Holds)> Run()
    {
        double sgd = Race("SGD", Optimizers.Sgd(0.001));
        double momentum = Race("momentum", Optimizers.Momentum(0.001, momentum: 0.9));
        double nesterov = Race("Nesterov", Optimizers.Nesterov(0.001, momentum: 0.9));
        double adam = Race("Adam", Optimizers.Adam(0.1));

        MinimizerState<Tensor> newton = Minimizers
            .Newton(tolerance: 1e-10)
            .Minimize(p => Rosenbrock(p[0], p[1]), Tensor.Of(-1.2, 1.0));
        Console.WriteLine($"Newton     {newton}\n");

        double[] Softmax(double temperature) => (Tensor.Of(2.0, 1.0, 0.0) / temperature).Softmax().ToArray<double>();

        return
        [
            (
                "Momentum comes a hundred times lower than SGD, and so does Nesterov's.",
                Math.Max(momentum, nesterov) < 0.01 * sgd
            ),
            ("Adam reaches the bottom.", adam < 1e-3),
            ("Newton's method takes seven steps.", newton.Step == 7 && newton.Status == MinimizerStatus.Converged),
            (
                "A hot softmax is uniform, a cold one the arg max.",
                Softmax(1e6).All(p => Math.Abs(p - 1.0 / 3) < 1e-5) && Softmax(0.01)[0] > 1 - 1e-12
            ),
        ];
    }
}
