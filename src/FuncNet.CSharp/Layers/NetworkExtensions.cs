namespace FuncNet;

/// <summary>What can be done with a network: train it, ask it, measure it, save it. A network never changes; training gives a new one.</summary>
public static class NetworkExtensions
{
    extension(Network)
    {
        /// <summary>Begins a network with the shape of one sample, without the batch axis: <c>Network.Input(28, 28, 1)</c>.</summary>
        public static NetworkBuilder Input(params IReadOnlyList<int> shape) =>
            new(Signal<Shape>.NewOne(ShapeModule.ofSeq(shape)));

        /// <summary>
        /// Begins a network with several inputs, in order, by the shapes of one sample of each: <c>Network.Inputs([28, 28, 1], [4])</c>.
        /// Beside gives each a branch of its own.
        /// </summary>
        public static NetworkBuilder Inputs(params IReadOnlyList<IReadOnlyList<int>> shapes) =>
            new(SignalModule.ofSeq(shapes.Select(ShapeModule.ofSeq)));

        /// <summary>
        /// The network of a file that Save has written, with layers that the catalog knows: those of the library, unless a catalog is given. The
        /// file must hold a tensor of the right shape and type for every parameter and state, and nothing else; nothing is drawn or
        /// allocated for what it does not hold. What is wrong, an unknown kind of layer among it, is a DataException that names the file and the place.
        /// </summary>
        public static Network Load(string path, LayerCatalog? catalog = null) =>
            NetworkFile.Network.loadWith(catalog ?? LayerCatalog.Standard, path);
    }

    /// <summary>Begins a training: what follows says what is minimized, how, and for how long; Run runs it.</summary>
    public static TrainingPlan Train(this Network network, TrainingData data) => new(network, data);

    /// <summary>Begins a training on the batches of a pipeline, as it makes them, whatever the batch size of the plan.</summary>
    public static TrainingPlan Train(this Network network, Pipeline<Batch> batches) =>
        new(network, batches.ForTraining());

    /// <summary>
    /// The results for a batch of several inputs, in order, in inference mode. Inputs that are missing or don't fit throw
    /// ShapeException, which says which.
    /// </summary>
    public static Tensor Predict(
        this Network network,
        Tensor first,
        Tensor second,
        params IReadOnlyList<Tensor> others
    ) => network.PredictOne(SignalModule.ofSeq([first, second, .. others]));

    /// <summary>Each of several results, in order, for a batch of one or several inputs, in inference mode.</summary>
    public static IReadOnlyList<Tensor> PredictAll(this Network network, params IReadOnlyList<Tensor> inputs) =>
        NetworkModule.predictAll(inputs, network);

    /// <summary>The place of the largest result for each input of a batch [batch; …]: the class of each.</summary>
    public static int[] PredictClasses(this Network network, Tensor inputs) =>
        network.Predict(inputs).ArgMax(axis: -1).ToArray<int>();

    /// <summary>
    /// The mean loss and the metrics on data, in inference mode; without metrics, the usual ones of the loss.
    /// </summary>
    public static Evaluation Evaluate(
        this Network network,
        Dataset data,
        Loss loss,
        params IReadOnlyList<Metric> metrics
    )
    {
        var trainer = TrainerModule.ofNetwork(network, loss, OptimizerModule.identity);
        var (value, figures) = TrainerModule.evaluate(
            metrics.Count == 0 ? trainer : TrainerModule.withMetrics(metrics, trainer),
            network,
            data
        );
        return new Evaluation(value, figures);
    }

    /// <summary>How often each class was taken for each other on labelled data.</summary>
    public static ConfusionMatrix ConfusionMatrix(this Network network, Dataset data)
    {
        Tensor scores = network.PredictOne(data.InputSignal);
        IEnumerable<string> names =
            data.ClassNames.Count > 0 ? data.ClassNames
            : network.ClassNames.Count > 0 ? network.ClassNames
            : Enumerable.Range(0, data.ClassCount).Select(label => label.ToString());
        return FuncNet.ConfusionMatrix.Of(scores.ArgMax(axis: -1), data.Targets, names);
    }

    /// <summary>
    /// Writes the network to a safetensors file, whole or not at all: its layers, the shape of its input, its type, the names of its classes and its
    /// values. Layers of one's own that the catalog (of the library's layers, unless one is given) would not make again are a
    /// ConfigurationException that names the layer and says what to do; a path that can't be written throws DataException.
    /// </summary>
    public static void Save(this Network network, string path, LayerCatalog? catalog = null) =>
        NetworkFile.Network.saveWith(catalog ?? LayerCatalog.Standard, path, network);

    /// <summary>
    /// Writes the values and the names of the classes alone, whatever the layers: LoadWeights reads them into a network that was built again.
    /// </summary>
    public static void SaveWeights(this Network network, string path) => NetworkFile.Network.saveWeights(path, network);

    /// <summary>The same network with other parameters, of the same names, shapes and types.</summary>
    public static Network WithParameters(this Network network, Parameters parameters) =>
        NetworkModule.withParameters(parameters, network);

    /// <summary>
    /// The result for a batch under given parameters: the network as a function that can be differentiated, for training steps of
    /// your own. In training it needs a key, if it has layers that draw, such as dropout.
    /// </summary>
    public static Tensor Apply(
        this Network network,
        Parameters parameters,
        Tensor input,
        bool training = false,
        Key? key = null
    ) => network.ApplyWithState(parameters, network.State, input, training, key).Output;

    /// <summary>The result for a batch under given parameters and state, and the new state, such as running statistics.</summary>
    public static (Tensor Output, Parameters State) ApplyWithState(
        this Network network,
        Parameters parameters,
        Parameters state,
        Tensor input,
        bool training = false,
        Key? key = null
    )
    {
        var (output, next) = NetworkModule.applyWith(
            new Context(training, key ?? Key.OfSeed(0)),
            parameters,
            state,
            Signal<Tensor>.NewOne(input),
            network
        );
        return (SignalModule.tensor("Network.Apply", output), next);
    }
}
