using System.Collections.Immutable;

namespace FuncNet;

/// <summary>
/// How a network is trained, from network.Train(data): each call gives a new plan, and Run runs it. Only Minimize and With are
/// needed; the others have defaults: 1 epoch, batches of 32, seed 0, the usual metrics of the loss.
/// </summary>
public sealed class TrainingPlan
{
    private readonly Settings settings;

    private sealed record Settings(Network Network, TrainingData Data)
    {
        public Loss? Loss { get; init; }
        public Optimizer? Optimizer { get; init; }
        public Regularizer? Regularizer { get; init; }
        public int Epochs { get; init; } = 1;
        public int BatchSize { get; init; } = 32;
        public Key Key { get; init; } = Functions.KeyOf(0);
        public Dataset? Validation { get; init; }
        public double? ValidationFraction { get; init; }
        public TrainingState? Start { get; init; }
        public string? StartFile { get; init; }
        public IReadOnlyList<Metric>? Metrics { get; init; }
        public bool Compiles { get; init; } = true;
        public ImmutableList<Callback> Callbacks { get; init; } = [];
        public ImmutableList<Observer> Observers { get; init; } = [];
    }

    private TrainingPlan(Settings settings) => this.settings = settings;

    internal TrainingPlan(Network network, TrainingData data)
        : this(new Settings(WithClassNames(network, data), data)) { }

    /// <summary>What is made small.</summary>
    public TrainingPlan Minimize(Loss loss) => new(settings with { Loss = loss });

    /// <summary>What the weights cost beside the loss; the loss that a step reports includes it, evaluation does not.</summary>
    public TrainingPlan Regularize(Regularizer regularizer) => new(settings with { Regularizer = regularizer });

    /// <summary>How the weights follow the gradients.</summary>
    public TrainingPlan With(Optimizer optimizer) => new(settings with { Optimizer = optimizer });

    /// <summary>How often every sample is seen, at least once, or it is a ConfigurationException.</summary>
    public TrainingPlan Epochs(int count) => new(settings with { Epochs = AtLeastOne(count, "number of epochs") });

    /// <summary>How many samples a step sees, at least 1, or it is a ConfigurationException.</summary>
    public TrainingPlan BatchSize(int size) => new(settings with { BatchSize = AtLeastOne(size, "batch size") });

    /// <summary>Data on which the loss and the metrics are measured after each epoch.</summary>
    public TrainingPlan ValidateOn(Dataset data) => new(settings with { Validation = data, ValidationFraction = null });

    /// <summary>
    /// Sets apart ⌊fraction · n + ½⌋ random samples of the data set, in which every class has its share if the targets are labels, and measures on
    /// them after each epoch; training sees the others only. Which they are follows from the seed. 0 &lt; fraction &lt; 1; with a pipeline it is a
    /// ConfigurationException when it is run.
    /// </summary>
    public TrainingPlan ValidateOnFraction(double fraction) =>
        new(settings with { Validation = null, ValidationFraction = fraction });

    /// <summary>
    /// Ends the run when a figure, the loss (of the validation, if there is one) if none is given, has not become better by more than
    /// minimumDelta for that many epochs; the best weights come back. Callbacks.EarlyStopping has more settings.
    /// </summary>
    public TrainingPlan StopEarly(int patience, double minimumDelta = 0, Criterion? by = null) =>
        Steer(Callbacks.EarlyStopping(patience, minimumDelta, by));

    /// <summary>
    /// Multiplies the learning rate by a factor when a figure, the loss (of the validation, if there is one) if none is given, has not become better
    /// for that many epochs. Callbacks.ReduceOnPlateau has more settings.
    /// </summary>
    public TrainingPlan ReduceOnPlateau(double factor = 0.1, int patience = 10, Criterion? by = null) =>
        Steer(Callbacks.ReduceOnPlateau(factor, patience, by: by));

    /// <summary>
    /// Writes the state of the run to a folder: after every so many epochs and steps (0 for never) and when it is over, of which the newest few stay
    /// (0 for none), and that of the epoch which is best by a figure, if one is given. ResumeFrom goes on from it.
    /// </summary>
    public TrainingPlan Checkpoint(
        string folder,
        int everyEpochs = 1,
        int everySteps = 0,
        int keepLast = 2,
        Criterion? best = null
    ) => Steer(Callbacks.Checkpoint(folder, everyEpochs, everySteps, keepLast, best));

    /// <summary>Writes the run down for TensorBoard, in a folder; FuncNet.TensorBoard.Log says what, and has more settings.</summary>
    public TrainingPlan LogToTensorBoard(string folder, int everySteps = 0, Dataset? probe = null) =>
        Steer(TensorBoard.Log(folder, everySteps, probe: probe));

    /// <summary>What is measured beside the loss, instead of the usual metrics of the loss.</summary>
    public TrainingPlan Measure(params IReadOnlyList<Metric> metrics) => new(settings with { Metrics = metrics });

    /// <summary>What decides everything that is random in the run: the order of the data, dropout. The same seed gives the same bits.</summary>
    public TrainingPlan Seed(long seed) => Seed(Functions.KeyOf(seed));

    /// <summary>The same for a key, such as that of a trial of a search.</summary>
    public TrainingPlan Seed(Key key) => new(settings with { Key = key });

    /// <summary>Something that steers the run.</summary>
    public TrainingPlan Steer(Callback callback) => new(settings with { Callbacks = settings.Callbacks.Add(callback) });

    /// <summary>A function that is called with every event.</summary>
    public TrainingPlan Watch(Action<TrainingEvent> see) => Watch(Progress.To(see));

    /// <summary>Something that watches the run.</summary>
    public TrainingPlan Watch(Observer observer) => new(settings with { Observers = settings.Observers.Add(observer) });

    /// <summary>Runs the steps one operation at a time, and not compiled. The numbers are the same to the last bit.</summary>
    public TrainingPlan WithoutCompilation() => new(settings with { Compiles = false });

    /// <summary>
    /// Goes on from a state of the same network, optimizer, callbacks, data and batch size, to the end of the given epoch: weights, reports and
    /// decisions equal an unbroken run's bit for bit. A state of another network, of other callbacks, metrics or batches is a
    /// ConfigurationException when it is run; callbacks that remember nothing at first may come and go.
    /// </summary>
    public TrainingPlan ResumeFrom(TrainingState state) => new(settings with { Start = state, StartFile = null });

    /// <summary>
    /// Goes on from a checkpoint: from a file, or from the newest whole checkpoint of a folder; from the beginning, if there is no folder or it has
    /// none, so that a program that is run again goes on where it was. A file that is damaged or does not fit is a DataException when it is run.
    /// </summary>
    public TrainingPlan ResumeFrom(string path) => new(settings with { Start = null, StartFile = path });

    /// <summary>The state in a checkpoint; a file that is damaged or does not fit is a DataException that says what differs.</summary>
    public TrainingState LoadCheckpoint(string path) =>
        CheckpointFiles.Checkpoint.load(Trainer(), settings.Network, path);

    /// <summary>
    /// Trains. progress watches the run; the token ends it after the step that is under way, and the result is the state so far. The steps
    /// overwrite memory that nobody sees, and allocate nothing between two events; States has every state as a value.
    /// Without a loss or an optimizer it is a ConfigurationException; with samples of another shape than the network's, a
    /// ShapeException; with a batch larger than the data, a DataException.
    /// </summary>
    public TrainingResult Run(Observer? progress = null, CancellationToken token = default)
    {
        Trainer trainer = WatchedTrainer(token);

        if (progress is not null)
        {
            trainer = TrainerModule.withObserver(progress, trainer);
        }

        return TrainerModule.fitFrom(Start(), settings.Network, settings.Epochs, settings.Data, trainer);
    }

    /// <summary>
    /// The run as a lazy sequence of states and events: nothing happens until the next is asked for, and every state can be kept,
    /// compared and resumed from. Watchers are not called: whoever reads the sequence watches.
    /// </summary>
    public IEnumerable<(TrainingState State, TrainingEvent Event)> States(CancellationToken token = default) =>
        TrainerModule
            .run(
                TrainerModule.withCancellation(token, Trainer()),
                settings.Network,
                settings.Epochs,
                settings.Data,
                Start()
            )
            .Select(moment => (moment.Item1, moment.Item2));

    /// <summary>The state before the first step, or the one to resume from.</summary>
    public TrainingState Start()
    {
        if (settings.Start is { } state)
        {
            return state;
        }

        // As Trainer.fit: the first key would build the network, the second one trains it.
        Key key = settings.Key.Split(2)[1];
        return settings.StartFile is { } path
            ? CheckpointFiles.Trainer.startFrom(path, key, settings.Network, Trainer())
            : TrainerModule.start(key, settings.Network, Trainer());
    }

    /// <summary>One step, as a pure function: the gradient of the mean loss over a batch, and the optimizer's update.</summary>
    public (TrainingState State, StepReport Report) Step(TrainingState state, Batch batch)
    {
        var (next, report) = TrainerModule.step(Trainer(), settings.Network, state, batch);
        return (next, report);
    }

    /// <summary>The network with the values of a state.</summary>
    public Network NetworkAt(TrainingState state) => settings.Network.With(state.Parameters, state.State);

    /// <summary>What decides everything that is random.</summary>
    internal Key Key => settings.Key;

    /// <summary>What is trained on.</summary>
    internal TrainingData Data => settings.Data;

    /// <summary>True if there are a loss and an optimizer.</summary>
    internal bool IsComplete => settings is { Loss: not null, Optimizer: not null };

    /// <summary>The plan as the core has it; the network is drawn anew with each key, or is as it is at every beginning.</summary>
    internal Experiment Experiment(bool keepsWeights, CancellationToken token)
    {
        if (settings.Start is not null)
        {
            throw new ConfigurationException(
                "Training: several trainings of one plan begin at the beginning; leave ResumeFrom out."
            );
        }

        Trainer trainer = WatchedTrainer(token);
        return new Experiment(
            keepsWeights ? trainer : ExperimentModule.drawnAnew(settings.Network, trainer),
            settings.Epochs,
            settings.Data
        );
    }

    private Trainer WatchedTrainer(CancellationToken token) =>
        settings.Observers.Aggregate(
            TrainerModule.withCancellation(token, Trainer()),
            (all, observer) => TrainerModule.withObserver(observer, all)
        );

    /// <summary>The plan as the core has it; without a loss or an optimizer it is a ConfigurationException.</summary>
    internal Trainer Trainer()
    {
        Loss loss = settings.Loss ?? throw Missing("loss", "Minimize(Losses.SoftmaxCrossEntropy)");
        Optimizer optimizer = settings.Optimizer ?? throw Missing("optimizer", "With(Optimizers.Adam())");
        Trainer trainer = TrainerModule.ofNetwork(settings.Network, loss, optimizer);
        trainer = TrainerModule.withBatchSize(settings.BatchSize, trainer);

        if (settings.Regularizer is { } regularizer)
        {
            trainer = TrainerModule.withRegularizer(regularizer, trainer);
        }
        if (settings.Validation is { } validation)
        {
            trainer = TrainerModule.withValidation(validation, trainer);
        }
        if (settings.ValidationFraction is { } fraction)
        {
            trainer = TrainerModule.withValidationSplit(fraction, trainer);
        }
        if (settings.Metrics is { } metrics)
        {
            trainer = TrainerModule.withMetrics(metrics, trainer);
        }
        if (!settings.Compiles)
        {
            trainer = TrainerModule.withoutCompilation(trainer);
        }

        return settings.Callbacks.Aggregate(trainer, (all, callback) => TrainerModule.withCallback(callback, all));
    }

    private static ConfigurationException Missing(string what, string example) =>
        new($"Training needs {(what == "loss" ? "a" : "an")} {what}; add .{example} before it is run.");

    private static int AtLeastOne(int value, string what) =>
        value >= 1
            ? value
            : throw new ConfigurationException($"Training: the {what} must be at least 1; it is {value}.");

    /// <summary>The network, which takes over the names of the classes if it has none.</summary>
    private static Network WithClassNames(Network network, TrainingData data) =>
        network.ClassNames.Count == 0 && data.ClassNames.Count > 0 ? network.WithClassNames(data.ClassNames) : network;
}
