using Wrappers = FuncNet.OptimizerWrappers.Optimizer;

namespace FuncNet;

// What is done around an optimizer.
public static partial class Optimizers
{
    /// <summary>
    /// One update for every so many gradients, by their mean, and none between: a batch larger than memory holds. The optimizer
    /// inside, and its schedules, count the updates that are made.
    /// </summary>
    public static Optimizer Accumulate(int every, Optimizer optimizer) => Wrappers.accumulate(every, optimizer);

    /// <summary>
    /// s ← s + α(x − s) and x ← s after every so many updates, s the slow weights (Zhang et al. 2019): steadier steps from an
    /// optimizer that overshoots.
    /// </summary>
    public static Optimizer Lookahead(Optimizer optimizer, int every = 5, double alpha = 0.5) =>
        Wrappers.lookahead(every, alpha, optimizer);

    /// <summary>
    /// a ← ρa + (1 − ρ)x after every update; it changes none. <c>state.Kept("average")</c> reads a: weights that often predict
    /// better than the last ones.
    /// </summary>
    public static Optimizer AverageWeights(Optimizer optimizer, double rho = 0.999) =>
        Wrappers.averageWeights(rho, optimizer);

    /// <summary>
    /// Each parameter by the first optimizer whose predicate its path satisfies, and the rest by the last argument: rates of
    /// their own for body and head.
    /// </summary>
    public static Optimizer ByPath(
        IReadOnlyList<(Func<string, bool> Paths, Optimizer Optimizer)> choices,
        Optimizer others
    ) => Wrappers.byPath(choices.Select(choice => Tuple.Create(Functions.Of(choice.Paths), choice.Optimizer)), others);

    /// <summary>
    /// The same by patterns of paths, where * stands for any characters: <c>Optimizers.ByPattern([("conv*", Optimizers.Adam(1e-5))],
    /// Optimizers.Adam(1e-3))</c>. Small rates for a base that has learned, large ones for a new head.
    /// </summary>
    public static Optimizer ByPattern(IReadOnlyList<(string Pattern, Optimizer Optimizer)> choices, Optimizer others) =>
        Wrappers.byPattern(choices.Select(choice => Tuple.Create(choice.Pattern, choice.Optimizer)), others);
}
