namespace FuncNet;

/// <summary>Showing how a computation goes forward, and how its derivative comes back.</summary>
public static class Explain
{
    /// <summary>
    /// Records a function at named inputs (float32 or float64), and goes back over what was recorded. The Table has a line for
    /// each place: operation, operands, shape, value and adjoint; Mermaid draws it. J = 3(a + b·c):
    /// <code>
    /// var j = Explain.Trace(x => 3 * (x[0] + x[1] * x[2]), ("a", 5f), ("b", 3f), ("c", 2f));
    /// </code>
    /// Names that are not different throw ConfigurationException.
    /// </summary>
    public static Explanation Trace(
        Func<IReadOnlyList<Tensor>, Tensor> function,
        params IReadOnlyList<(string Name, Tensor Value)> inputs
    ) =>
        ExplainModule.trace(
            inputs.Select(input => input.Name),
            Functions.OfMany(function),
            [.. inputs.Select(input => input.Value)]
        );
}
