namespace FuncNet;

/// <summary>Samples with several inputs, with names and weights. Each call gives a new one.</summary>
public static class SampleExtensions
{
    extension(Sample)
    {
        /// <summary>A sample with several inputs or targets, in the order of the network's.</summary>
        public static Sample Of(IReadOnlyList<Tensor> inputs, params IReadOnlyList<Tensor> targets) =>
            new(SignalModule.ofSeq(inputs), SignalModule.ofSeq(targets));

        /// <summary>A sample whose inputs and targets have names, each its own.</summary>
        public static Sample Named(
            IReadOnlyList<(string Name, Tensor Values)> inputs,
            IReadOnlyList<(string Name, Tensor Values)> targets
        ) => SampleModule.named(BatchExtensions.Tuples(inputs), BatchExtensions.Tuples(targets));
    }

    /// <summary>The function of every input of a sample.</summary>
    public static Sample MapInputs(this Sample sample, Func<Tensor, Tensor> function) =>
        SampleModule.mapInputs(Functions.Of(function), sample);

    /// <summary>The function of every target of a sample.</summary>
    public static Sample MapTargets(this Sample sample, Func<Tensor, Tensor> function) =>
        SampleModule.mapTargets(Functions.Of(function), sample);

    /// <summary>The same sample with a weight w ≥ 0, which multiplies its loss.</summary>
    public static Sample WithWeight(this Sample sample, double weight) => SampleModule.withWeight(weight, sample);

    /// <summary>Samples side by side: inputs [n; …], targets [n; …], or int32 [n] of labels.</summary>
    public static Batch ToBatch(this IReadOnlyList<Sample> samples) => SampleModule.toBatch(samples);
}
