namespace FuncNet;

/// <summary>Showing how a computation goes forward, and how its derivative comes back.</summary>
public static class Explain
{
    /// <summary>
    /// Records a function at named inputs (float32 or float64), and goes back over what was recorded. The Table has a line for
    /// each place: operation, operands, shape, value and adjoint; Mermaid and Svg draw it. J = 3(a + b·c):
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

    /// <summary>
    /// The forward and backward pass of a network over a batch, layer by layer: results, adjoints, parameters and gradients, as
    /// tensors, norms, Table, Mermaid and Svg. In training (the default) batch statistics count, and dropout draws with the key
    /// (seed 0 by default). Inputs [batch; …] that don't fit the network, and targets that don't fit the loss, throw ShapeException.
    /// </summary>
    public static NetworkExplanation Network(
        Network network,
        Loss loss,
        Tensor inputs,
        Tensor targets,
        bool training = true,
        Key? key = null
    ) => Network(network, loss, Signal<Tensor>.NewOne(inputs), targets, training, key);

    /// <summary>The same for a network of several inputs.</summary>
    public static NetworkExplanation Network(
        Network network,
        Loss loss,
        Signal<Tensor> inputs,
        Tensor targets,
        bool training = true,
        Key? key = null
    ) =>
        NetworkExplanations.Explain.networkWith(
            new Context(training, key ?? Key.OfSeed(0)),
            loss,
            inputs,
            targets,
            network
        );

    /// <summary>
    /// How large results, adjoints, parameters and gradients are in that pass, layer by layer: where gradients vanish, and where
    /// they explode. ToString gives a table.
    /// </summary>
    public static GradientNorms GradientNorms(
        Network network,
        Loss loss,
        Tensor inputs,
        Tensor targets,
        bool training = true,
        Key? key = null
    ) => Network(network, loss, inputs, targets, training, key).Norms;
}
