using System.Collections.Immutable;

namespace FuncNet;

/// <summary>A step of several networks as a pure function, written with Apply and Minimize of Trainees.</summary>
/// <param name="turn">The step's own key, its number and the batch.</param>
/// <param name="all">The networks before the step.</param>
/// <returns>The networks after it, and what is reported: numbers by their names, such as the loss of each network.</returns>
public delegate (Trainees After, IReadOnlyList<(string Name, Tensor Value)> Figures) JointRule(Turn turn, Trainees all);

/// <summary>Training several networks with several optimizers in one step.</summary>
public static class Joint
{
    /// <summary>Begins a joint training: Network adds the networks, Step says what a step does, and Run runs it.</summary>
    public static JointBuilder Train(Dataset data) => new(data, []);
}

/// <summary>The networks of a joint training; each call gives a new builder.</summary>
public sealed class JointBuilder
{
    private readonly Dataset data;
    private readonly ImmutableList<(string Name, Network Network, Optimizer Optimizer)> networks;

    internal JointBuilder(Dataset data, ImmutableList<(string Name, Network Network, Optimizer Optimizer)> networks) =>
        (this.data, this.networks) = (data, networks);

    /// <summary>A network under a name, with its optimizer.</summary>
    public JointBuilder Network(string name, Network network, Optimizer optimizer) =>
        new(data, networks.Add((name, network, optimizer)));

    /// <summary>
    /// What a step does. It is compiled as a whole, and computes with tensor operations only; one that asks for numbers runs one
    /// operation at a time. Without a network, and with a name that stands twice, it is a ConfigurationException.
    /// </summary>
    public JointPlan Step(JointRule rule)
    {
        var trainer = JointTrainerModule.create(
            networks.Select(each => Tuple.Create(each.Name, each.Network, each.Optimizer)),
            Functions.Of(
                (Turn turn, Trainees all) =>
                {
                    var (after, figures) = rule(turn, all);
                    var named = figures.Select(figure => Tuple.Create(figure.Name, figure.Value));
                    return Tuple.Create(after, Functions.List(named));
                }
            )
        );
        return new JointPlan(data, trainer);
    }
}

/// <summary>
/// How several networks are trained together: each call gives a new plan, and Run runs it. Everything has a default: 1 epoch, batches of 32,
/// seed 0.
/// </summary>
public sealed class JointPlan
{
    private readonly Settings settings;

    private sealed record Settings(Dataset Data, JointTrainer Trainer)
    {
        public int Epochs { get; init; } = 1;
        public long Seed { get; init; }
        public JointState? Start { get; init; }
    }

    private JointPlan(Settings settings) => this.settings = settings;

    internal JointPlan(Dataset data, JointTrainer trainer)
        : this(new Settings(data, trainer)) { }

    private JointPlan With(JointTrainer trainer) => new(settings with { Trainer = trainer });

    /// <summary>How often every sample is seen, at least once, or it is a ConfigurationException when it is run.</summary>
    public JointPlan Epochs(int count) => new(settings with { Epochs = count });

    /// <summary>How many samples a step sees, at least 1, or it is a ConfigurationException.</summary>
    public JointPlan BatchSize(int size) => With(JointTrainerModule.withBatchSize(size, settings.Trainer));

    /// <summary>What decides everything that is random in the run: order of the data, noise, dropout. The same seed gives the same bits.</summary>
    public JointPlan Seed(long seed) => new(settings with { Seed = seed });

    /// <summary>A function that is called with every event.</summary>
    public JointPlan Watch(Action<JointEvent> see) =>
        With(JointTrainerModule.onEvent(Microsoft.FSharp.Core.FuncConvert.FromAction(see), settings.Trainer));

    /// <summary>Runs the steps one operation at a time, and not compiled. The numbers are the same to the last bit.</summary>
    public JointPlan WithoutCompilation() => With(JointTrainerModule.withoutCompilation(settings.Trainer));

    /// <summary>
    /// Goes on from a state of the same networks, optimizers, data and batch size, to the end of the given epoch: bit for bit an unbroken
    /// run. A state of others is a ConfigurationException when it is run.
    /// </summary>
    public JointPlan ResumeFrom(JointState state) => new(settings with { Start = state });

    /// <summary>
    /// Trains. A line for each epoch is written to progress; the token ends the run after the step that is under way, and the result is the
    /// state so far.
    /// </summary>
    public JointResult Run(TextWriter? progress = null, CancellationToken token = default)
    {
        var trainer = JointTrainerModule.withCancellation(token, settings.Trainer);

        if (progress is not null)
        {
            trainer = JointTrainerModule.withProgress(progress, trainer);
        }

        return JointTrainerModule.fitFrom(Start(), settings.Epochs, settings.Data, trainer);
    }

    /// <summary>
    /// The run as a lazy sequence of states and events: nothing happens until the next is asked for, and every state can be kept, compared
    /// and resumed from. Watchers are not called: whoever reads the sequence watches.
    /// </summary>
    public IEnumerable<(JointState State, JointEvent Event)> States(CancellationToken token = default) =>
        JointTrainerModule
            .run(JointTrainerModule.withCancellation(token, settings.Trainer), settings.Epochs, settings.Data, Start())
            .Select(moment => (moment.Item1, moment.Item2));

    /// <summary>The state before the first step, or the one to resume from.</summary>
    public JointState Start() =>
        settings.Start ?? JointTrainerModule.start(Functions.KeyOf(settings.Seed), settings.Trainer);

    /// <summary>One step on a batch, as a pure function, one operation at a time.</summary>
    public (JointState State, JointReport Report) Step(JointState state, Batch batch)
    {
        var (next, report) = JointTrainerModule.step(settings.Trainer, state, batch);
        return (next, report);
    }

    /// <summary>
    /// The state in a file that Save has written, to resume from. What is missing, unknown or of another shape is a DataException that
    /// names it.
    /// </summary>
    public JointState Load(string path) => JointStateModule.load(path, Start());
}

/// <summary>What a step of several networks is written with. Every call gives a new value.</summary>
public static class TraineesExtensions
{
    /// <summary>
    /// The result of the network of a name for a batch, in training mode, and the trainees with what its layers keep after it. Whoever leaves
    /// those aside leaves the running statistics as they were. key: for layers that draw, such as dropout.
    /// </summary>
    public static (Tensor Output, Trainees After) Apply(this Trainees all, string name, Tensor input, Key key)
    {
        var (output, after) = TraineesModule.apply(name, key, input, all);
        return (output, after);
    }

    /// <summary>
    /// One step of descent: the loss, and the trainees after it. The network of the name follows the gradient of the loss by its own
    /// optimizer; what is frozen in it, and all other networks, stay as they are, bit for bit. objective: from the trainees to the loss, a
    /// scalar, and the trainees with what their layers keep.
    /// </summary>
    public static (Tensor Loss, Trainees After) Minimize(
        this Trainees all,
        string name,
        Func<Trainees, (Tensor Loss, Trainees After)> objective
    ) => all.Minimize([name], objective);

    /// <summary>The same for several networks that share the loss, each with its own optimizer.</summary>
    public static (Tensor Loss, Trainees After) Minimize(
        this Trainees all,
        IReadOnlyList<string> names,
        Func<Trainees, (Tensor Loss, Trainees After)> objective
    )
    {
        var (loss, after) = TraineesModule.minimize(
            names,
            Functions.Of(
                (Trainees moved) =>
                {
                    var (value, kept) = objective(moved);
                    return Tuple.Create(value, kept);
                }
            ),
            all
        );
        return (loss, after);
    }

    /// <summary>Writes the state to a safetensors file, whole or not at all; a path that can't be written throws DataException.</summary>
    public static void Save(this JointState state, string path) => JointStateModule.save(path, state);
}
