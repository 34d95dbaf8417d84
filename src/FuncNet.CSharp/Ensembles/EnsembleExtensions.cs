namespace FuncNet;

/// <summary>Networks that vote. An ensemble never changes.</summary>
public static class EnsembleExtensions
{
    extension(Ensemble)
    {
        /// <summary>
        /// Networks that vote, each counting as much as the others. Members that don't fit the first one, and a vote between classes where there is
        /// only one output, are a ConfigurationException.
        /// </summary>
        public static Ensemble Of(Vote vote, params IReadOnlyList<Network> networks) =>
            EnsembleModule.create(vote, networks);

        /// <summary>
        /// The ensemble of a safetensors file, whose members are all built like one network. A file that holds no ensemble, or members of another
        /// network, is a DataException that says what does not fit.
        /// </summary>
        public static Ensemble Load(string path, Network network) => EnsembleFile.Ensemble.load(path, network);

        /// <summary>The ensemble of a safetensors file, with a network for each member, in order, that is built like it.</summary>
        public static Ensemble Load(string path, IReadOnlyList<Network> networks) =>
            EnsembleFile.Ensemble.loadMany(path, networks);
    }

    /// <summary>The same members with a weight of at least 0 for each; another number of weights is a ConfigurationException.</summary>
    public static Ensemble WithWeights(this Ensemble ensemble, params IReadOnlyList<double> weights) =>
        EnsembleModule.withWeights(weights, ensemble);

    /// <summary>The place of the largest part of the vote for each input of a batch [batch; …]: the class of each.</summary>
    public static int[] PredictClasses(this Ensemble ensemble, Tensor inputs) =>
        ensemble.Predict(inputs).ArgMax(axis: -1).ToArray<int>();

    /// <summary>
    /// Metrics of the vote, each its mean over the samples: Metrics.Accuracy and Metrics.LogLoss of classes; Metrics.BinaryAccuracy(0.5) of
    /// Vote.Sigmoid, which gives probabilities; Metrics.MeanSquaredError of numbers.
    /// </summary>
    public static IReadOnlyList<Figure> Evaluate(
        this Ensemble ensemble,
        Dataset data,
        params IReadOnlyList<Metric> metrics
    ) => EnsembleModule.evaluate(metrics, data, ensemble);

    /// <summary>The same metrics of each member, voting alone.</summary>
    public static IReadOnlyList<IReadOnlyList<Figure>> EvaluateMembers(
        this Ensemble ensemble,
        Dataset data,
        params IReadOnlyList<Metric> metrics
    ) => EnsembleModule.evaluateMembers(metrics, data, ensemble);

    /// <summary>Writes the values of all members to one safetensors file, whole or not at all.</summary>
    public static void Save(this Ensemble ensemble, string path) => EnsembleFile.Ensemble.save(path, ensemble);

    /// <summary>
    /// Metrics of the votes out of bag: an estimate of what the ensemble does on new data that needs none (Breiman 1996). On each sample vote
    /// only the members that have not seen it, about e⁻¹ of all.
    /// </summary>
    public static IReadOnlyList<Figure> EvaluateOutOfBag(this Bagging bagging, params IReadOnlyList<Metric> metrics) =>
        bagging.OutOfBagFigures(metrics);
}
