using Constraints = FuncNet.OptimizerConstraints.Optimizer;

namespace FuncNet;

// What brings weights back to where they may be, at the end of a chain.
public static partial class Optimizers
{
    /// <summary>
    /// w ← w · min(1, c / ‖w‖) after each update, w the incoming weights of one unit (Srivastava et al. 2014):
    /// <c>Optimizers.Chain(Optimizers.Adam(), Optimizers.MaxNorm(3))</c>. Biases are left alone. A limit that is not over 0 throws ConfigurationException.
    /// </summary>
    public static Optimizer MaxNorm(double limit) => Constraints.maxNorm(limit);

    /// <summary>w ← max(0, w) after each update, for parameters that decay. It stands at the end of a chain.</summary>
    public static Optimizer NonNegative() => Constraints.nonNegative;

    /// <summary>
    /// Every parameter where a projection puts it after each update: from its path and the value that the optimizer asks for to a value of
    /// the same shape, in operations of tensors. It stands at the end of a chain.
    /// </summary>
    public static Optimizer Project(string name, Func<string, Tensor, Tensor> projection) =>
        Constraints.project(name, Functions.Of(projection));
}
