using Core = FuncNet.MinimizerModule;

namespace FuncNet;

/// <summary>
/// Minimizers: what needs function values and branches on numbers, on the whole data at once. x is the point, g = ∇f(x), H = ∇²f(x);
/// a run has converged where ‖g‖ is under the tolerance (NaN: 10⁻⁸ in float64, 10⁻⁴ in float32), and makes at most maxSteps steps.
/// Settings out of range are a ConfigurationException.
/// </summary>
public static class Minimizers
{
    /// <summary>
    /// x ← x − H⁻¹g, full steps with the exact Hessian: for up to a few thousand parameters, near a minimum. It may end at a saddle or
    /// a maximum, which the status says; a singular H ends it.
    /// </summary>
    public static Minimizer Newton(double tolerance = double.NaN, int maxSteps = 1000) =>
        NewtonMethods.Minimizer.newton.With(tolerance, maxSteps);

    /// <summary>
    /// x ← x − α|H|⁻¹g, |H| with |λ| in place of the eigenvalues of the exact Hessian, at least floor · max|λ|, α by backtracking
    /// (Nocedal and Wright 2006, 3.4): goes down from everywhere; for up to a few thousand parameters.
    /// </summary>
    public static Minimizer DampedNewton(double floor = 1e-8, double tolerance = double.NaN, int maxSteps = 1000) =>
        NewtonMethods.Minimizer.dampedNewtonWith(floor).With(tolerance, maxSteps);

    /// <summary>
    /// p ← βp − g, x ← x + αp, with the β of Polak and Ribière and restarts, α by the strong conditions of Wolfe with c₂ the curvature, over
    /// 10⁻⁴ and under ½ (Nocedal and Wright 2006, 5.2): on a quadratic function about as many steps as parameters.
    /// </summary>
    public static Minimizer ConjugateGradient(
        double curvature = 0.1,
        double tolerance = double.NaN,
        int maxSteps = 1000
    ) => FuncNet.ConjugateGradient.Minimizer.conjugateGradientWith(curvature).With(tolerance, maxSteps);

    /// <summary>
    /// x ← x − αBg, B ≈ H⁻¹ from the last steps and changes of the gradient, as many as the memory holds (Nocedal 1980): the first choice
    /// for smooth functions of many parameters.
    /// </summary>
    public static Minimizer Lbfgs(int memory = 10, double tolerance = double.NaN, int maxSteps = 1000) =>
        FuncNet.Lbfgs.Minimizer.lbfgs(memory).With(tolerance, maxSteps);

    /// <summary>
    /// x ← x + αp, p the least-squares solution of Jp = −r, α by backtracking (Gauss 1809): for objectives of residuals r that are nearly
    /// linear. J is their Jacobian.
    /// </summary>
    public static Minimizer GaussNewton(double tolerance = double.NaN, int maxSteps = 1000) =>
        ResidualMethods.Minimizer.gaussNewton.With(tolerance, maxSteps);

    /// <summary>
    /// x ← x + p, (JᵀJ + μD)p = −Jᵀr, D the largest squared norms of the columns of J so far, μ from the damping on as steps gain
    /// (Levenberg 1944, Marquardt 1963, Moré 1978): the first choice for objectives of residuals r.
    /// </summary>
    public static Minimizer LevenbergMarquardt(
        double damping = 1e-3,
        double tolerance = double.NaN,
        int maxSteps = 1000
    ) => ResidualMethods.Minimizer.levenbergMarquardtWith(damping).With(tolerance, maxSteps);

    /// <summary>
    /// The w that minimizes ‖Xw − y‖² + ridge·‖w‖² in closed form, by QR; of many the shortest, by singular values. x: [n; d], with a column
    /// of ones if there is to be a bias; y: [n] or [n; k]; the result: [d] or [d; k], in the type of x. Shapes that do not fit are a
    /// ShapeException, other types a DTypeException, numbers that are not finite a DataException.
    /// </summary>
    public static Tensor LeastSquares(Tensor x, Tensor y, double ridge = 0) =>
        FuncNet.LeastSquares.Minimizer.ridge(ridge, x, y);
}

/// <summary>
/// Running minimizers. A start of another type than float32 and float64 is a DTypeException; an objective that gives more than one number
/// a ShapeException; one that is NaN or infinite at the start, or has no residuals where the method needs them, a ConfigurationException.
/// </summary>
public static class MinimizerExtensions
{
    /// <summary>The same method with another bound on ‖g‖, under which it has converged; over 0.</summary>
    public static Minimizer WithTolerance(this Minimizer minimizer, double tolerance) =>
        Core.withTolerance(tolerance, minimizer);

    /// <summary>The same method with another limit of steps, at least 0.</summary>
    public static Minimizer WithMaxSteps(this Minimizer minimizer, int steps) => Core.withMaxSteps(steps, minimizer);

    internal static Minimizer With(this Minimizer minimizer, double tolerance, int maxSteps) =>
        (double.IsNaN(tolerance) ? minimizer : minimizer.WithTolerance(tolerance)).WithMaxSteps(maxSteps);

    /// <summary>
    /// The states from the start on, lazily: a step is made when the next state is asked for. The last one has a status other than
    /// Running; where the method could not make another step, it is at the point of the one before it.
    /// </summary>
    public static IEnumerable<MinimizerState<TPoint>> States<TPoint>(
        this Minimizer minimizer,
        Objective<TPoint> objective,
        TPoint start
    ) => Core.states(objective, start, minimizer);

    /// <summary>The states of minimizing a function of a tensor that gives one number, lazily.</summary>
    public static IEnumerable<MinimizerState<Tensor>> States(
        this Minimizer minimizer,
        Func<Tensor, Tensor> function,
        Tensor start
    ) => minimizer.States(Objectives.Of(function), start);

    /// <summary>The states of minimizing a function of a tree that gives one number, lazily.</summary>
    public static IEnumerable<MinimizerState<Parameters>> States(
        this Minimizer minimizer,
        Func<Parameters, Tensor> function,
        Parameters start
    ) => minimizer.States(Objectives.Of(function), start);

    /// <summary>The last of the states.</summary>
    public static MinimizerState<TPoint> Minimize<TPoint>(
        this Minimizer minimizer,
        Objective<TPoint> objective,
        TPoint start
    ) => Core.run(objective, start, minimizer);

    /// <summary>
    /// The last state of minimizing a function of a tensor that gives one number:
    /// <c>Minimizers.Lbfgs().Minimize(x => (x - 3).Square().Sum(), Tensor.Of(0.0, 0.0)).Point</c>.
    /// </summary>
    public static MinimizerState<Tensor> Minimize(
        this Minimizer minimizer,
        Func<Tensor, Tensor> function,
        Tensor start
    ) => minimizer.Minimize(Objectives.Of(function), start);

    /// <summary>The last state of minimizing a function of a tree that gives one number.</summary>
    public static MinimizerState<Parameters> Minimize(
        this Minimizer minimizer,
        Func<Parameters, Tensor> function,
        Parameters start
    ) => minimizer.Minimize(Objectives.Of(function), start);

    /// <summary>The network with the parameters that are found from its own, and the last state: for small data and networks.</summary>
    public static (Network Network, MinimizerState<Parameters> Last) Fit(
        this Minimizer minimizer,
        NetworkObjective objective
    )
    {
        var (network, last) = NetworkObjectives.Minimizer.fit(objective, minimizer);
        return (network, last);
    }

    /// <summary>
    /// The last states from that many random starts, the one of the least value first: for functions with many minima. draw: a start from a
    /// key of its own. The seed decides everything; more restarts begin with the starts of fewer.
    /// </summary>
    public static IReadOnlyList<MinimizerState<TPoint>> Restart<TPoint>(
        this Minimizer minimizer,
        int count,
        Objective<TPoint> objective,
        Func<Key, TPoint> draw,
        long seed
    ) => Restarts.Minimizer.restarts(count, Functions.Of(draw), Functions.KeyOf(seed), objective, minimizer);
}
