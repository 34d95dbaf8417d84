namespace FuncNet;

/// <summary>Batches with several inputs, with names and weights. Each call gives a new one.</summary>
public static class BatchExtensions
{
    extension(Batch)
    {
        /// <summary>
        /// A batch whose inputs and targets have names, each its own: <c>Batch.Named([("image", x), ("age", a)], [("label", y)])</c>. The order is
        /// that of the network's inputs and outputs.
        /// </summary>
        public static Batch Named(
            IReadOnlyList<(string Name, Tensor Values)> inputs,
            IReadOnlyList<(string Name, Tensor Values)> targets
        ) => BatchModule.named(Tuples(inputs), Tuples(targets));
    }

    /// <summary>The same batch with a name for each input and target.</summary>
    public static Batch WithNames(this Batch batch, IReadOnlyList<string> inputs, IReadOnlyList<string> targets) =>
        BatchModule.withNames(inputs, targets, batch);

    /// <summary>The input of a name. If there is none of it, it is a DataException that lists the names.</summary>
    public static Tensor Input(this Batch batch, string name) => BatchModule.input(name, batch);

    /// <summary>The target of a name.</summary>
    public static Tensor Target(this Batch batch, string name) => BatchModule.target(name, batch);

    /// <summary>The inputs and targets of these names, in this order.</summary>
    public static Batch Select(this Batch batch, IReadOnlyList<string> inputs, IReadOnlyList<string> targets) =>
        BatchModule.select(inputs, targets, batch);

    /// <summary>The function of every input [size; …].</summary>
    public static Batch MapInputs(this Batch batch, Func<Tensor, Tensor> function) =>
        BatchModule.mapInputs(Functions.Of(function), batch);

    /// <summary>The function of every target.</summary>
    public static Batch MapTargets(this Batch batch, Func<Tensor, Tensor> function) =>
        BatchModule.mapTargets(Functions.Of(function), batch);

    /// <summary>The function of the input of a name.</summary>
    public static Batch MapInput(this Batch batch, string name, Func<Tensor, Tensor> function) =>
        BatchModule.mapInput(name, Functions.Of(function), batch);

    /// <summary>The same samples, each with a weight wᵢ ≥ 0: a step on them measures Σ wᵢ·ℓᵢ / n.</summary>
    public static Batch WithWeights(this Batch batch, IReadOnlyList<double> weights) =>
        BatchModule.withWeights(weights, batch);

    /// <summary>The samples of a batch, in order.</summary>
    public static IReadOnlyList<Sample> Samples(this Batch batch) => SampleModule.ofBatch(batch);

    internal static IEnumerable<Tuple<string, Tensor>> Tuples(IEnumerable<(string Name, Tensor Values)> named) =>
        named.Select(each => each.ToTuple());
}
