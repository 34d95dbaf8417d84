namespace FuncNet;

/// <summary>
/// How a model is made of a table, from table.Learn(target, body): each call gives a new plan, and Run runs it. Nothing more is needed; by
/// default it is Adam with a rate of 0.001, 50 epochs, batches of 32, seed 0.
/// </summary>
public sealed class TableTrainingPlan
{
    private readonly Settings settings;

    private sealed record Settings(Table Table, Preprocessing Preprocessing, Func<NetworkBuilder, NetworkBuilder>? Body)
    {
        public Table? Validation { get; init; }
        public Func<TrainingPlan, TrainingPlan> Training { get; init; } = plan => plan;
        public long Seed { get; init; }
    }

    private TableTrainingPlan(Settings settings) => this.settings = settings;

    internal TableTrainingPlan(Table table, string target, Func<NetworkBuilder, NetworkBuilder>? body)
        : this(new Settings(table, PreprocessingModule.ofTarget(target), body)) { }

    /// <summary>Changes what is done with the columns: <c>.Prepare(columns => columns.Without("id"))</c>.</summary>
    public TableTrainingPlan Prepare(Func<Preprocessing, Preprocessing> change) =>
        new(settings with { Preprocessing = change(settings.Preprocessing) });

    /// <summary>A table on which loss and metrics are measured after each epoch. The preprocessing is not fitted to it.</summary>
    public TableTrainingPlan ValidateOn(Table table) => new(settings with { Validation = table });

    /// <summary>
    /// Changes how the network is trained: <c>.Train(plan => plan.With(Optimizers.Adam(0.01)).Epochs(80).StopEarly(patience: 10))</c>. Losses
    /// are those of standardized targets.
    /// </summary>
    public TableTrainingPlan Train(Func<TrainingPlan, TrainingPlan> change)
    {
        Func<TrainingPlan, TrainingPlan> before = settings.Training;
        return new(settings with { Training = plan => change(before(plan)) });
    }

    /// <summary>What decides everything that is random: initial weights, the order of the rows, dropout. The same seed gives the same bits.</summary>
    public TableTrainingPlan Seed(long seed) => new(settings with { Seed = seed });

    /// <summary>
    /// Fits the preprocessing to the table, and trains a network on it. The table has at least as many rows as a batch. progress watches the run; the
    /// token ends it after the step that is under way.
    /// </summary>
    public (TableModel Model, TrainingResult Training) Run(Observer? progress = null, CancellationToken token = default)
    {
        Preprocessor preprocessor = settings.Preprocessing.Fit(settings.Table);
        TrainingPlan plan = preprocessor
            .Network(settings.Body)
            .Build(settings.Seed)
            .Train(preprocessor.Apply(settings.Table))
            .Minimize(preprocessor.Loss())
            .With(Optimizers.Adam())
            .Epochs(50)
            .Seed(settings.Seed);

        if (settings.Validation is { } validation)
        {
            plan = plan.ValidateOn(preprocessor.Apply(validation));
        }

        TrainingResult result = settings.Training(plan).Run(progress, token);
        return (TableModelModule.create(preprocessor, result.Network), result);
    }
}
