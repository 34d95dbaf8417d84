using Microsoft.FSharp.Core;

namespace FuncNet;

/// <summary>A step of a callback of your own, as a pure function.</summary>
/// <param name="state">What the callback keeps.</param>
/// <param name="happened">What has just happened in the run.</param>
/// <returns>What is kept from now on, and what the run is told to do; often nothing.</returns>
public delegate (Parameters State, IReadOnlyList<Command> Commands) CallbackStep(
    Parameters state,
    TrainingEvent happened
);

/// <summary>What steers a run. The state of a callback stands in the training state, so it is saved and resumed with it.</summary>
public static class Callbacks
{
    /// <summary>
    /// Ends the run when a figure, the loss (of the validation, if there is one) if none is given, has not become better by more than
    /// minimumDelta for that many epochs; the best weights come back at the end, unless restoreBest is false. Epochs before the
    /// first, from 1, are not looked at, and NaN is never better. A number out of its range is a ConfigurationException.
    /// </summary>
    public static Callback EarlyStopping(
        int patience,
        double minimumDelta = 0,
        Criterion? by = null,
        int firstEpoch = 1,
        bool restoreBest = true
    ) =>
        StoppingCallbacks.Callback.earlyStoppingWith(
            new EarlyStoppingOptions(by ?? Criteria.Loss, minimumDelta, patience, firstEpoch, restoreBest)
        );

    /// <summary>
    /// Multiplies the learning rate by a factor, over 0 and under 1, when a figure, the loss (of the validation, if there is one) if none is given,
    /// has not become better by more than minimumDelta for that many epochs; then it waits anew, once the cooldown is over. The rate does not fall
    /// under minimumRate. A number out of its range is a ConfigurationException.
    /// </summary>
    public static Callback ReduceOnPlateau(
        double factor = 0.1,
        int patience = 10,
        double minimumDelta = 1e-4,
        int cooldown = 0,
        double minimumRate = 0,
        Criterion? by = null
    ) =>
        RateCallbacks.Callback.reduceOnPlateauWith(
            new PlateauOptions(by ?? Criteria.Loss, minimumDelta, patience, factor, cooldown, minimumRate)
        );

    /// <summary>
    /// In each epoch, from 1, the learning rate is the schedule's times what a function of the epoch gives: a finite number of at least 0, or it is a
    /// ConfigurationException.
    /// </summary>
    public static Callback RateByEpoch(Func<int, double> factor) =>
        RateCallbacks.Callback.rateByEpoch(Functions.Of(factor));

    /// <summary>
    /// Ends the run when the loss of a step, or of the validation, is NaN or infinite. The reason names the step, and the first operation that made
    /// such a number, with the layer if it is known: it is found in a second run of that step.
    /// </summary>
    public static Callback TerminateOnNaN => StoppingCallbacks.Callback.terminateOnNaN;

    /// <summary>
    /// Pauses the run after the first step that ends so long after its beginning, by the system's clock or another: another run goes on from its
    /// state. A time that is not over 0 is a ConfigurationException.
    /// </summary>
    public static Callback TimeLimit(TimeSpan limit, TimeProvider? clock = null) =>
        StoppingCallbacks.Callback.timeLimitBy(clock ?? TimeProvider.System, limit);

    /// <summary>
    /// Writes the state of the run to a folder: after every so many epochs and steps (0 for never) and when it is over, of which the newest few stay
    /// (0 for none), and that of the epoch which is best by a figure to a file of its own, "best.safetensors", if a figure is given. A run
    /// from such a state equals the unbroken one bit for bit. A process that ends at any moment leaves the last file whole. A file that can't be
    /// written is a warning; a folder that can't be made is a DataException before the first step, and one with checkpoints of later
    /// steps, or options that write nothing, a ConfigurationException.
    /// </summary>
    public static Callback Checkpoint(
        string folder,
        int everyEpochs = 1,
        int everySteps = 0,
        int keepLast = 2,
        Criterion? best = null
    ) =>
        CheckpointCallbacks.Callback.checkpointWith(
            new CheckpointOptions(
                folder,
                everyEpochs,
                everySteps,
                keepLast,
                best is null ? FSharpOption<Criterion>.None : FSharpOption<Criterion>.Some(best)
            )
        );

    /// <summary>Writes the state of the run after the epoch that is best by a figure to "best.safetensors" in a folder, and nothing else.</summary>
    public static Callback CheckpointBest(string folder, Criterion? by = null) =>
        Checkpoint(folder, keepLast: 0, best: by ?? Criteria.Loss);

    /// <summary>A callback of your own, from what it keeps at first and a step from event to event.</summary>
    public static Callback Custom(string name, Parameters initial, CallbackStep step) =>
        CallbackModule.custom(
            name,
            initial,
            Functions.Of(
                (Parameters state, TrainingEvent happened) =>
                {
                    var (next, commands) = step(state, happened);
                    return Tuple.Create(next, Functions.List(commands));
                }
            )
        );

    /// <summary>A callback that keeps nothing, and answers each event with commands.</summary>
    public static Callback Custom(string name, Func<TrainingEvent, IReadOnlyList<Command>> step) =>
        Custom(name, Parameters.Empty, (state, happened) => (state, step(happened)));

    /// <summary>
    /// The same callback with a state that is no part of the training state: each run begins with the first, and may go on from a state of a
    /// run without it.
    /// </summary>
    public static Callback Passing(this Callback callback) => CallbackModule.passing(callback);

    /// <summary>
    /// The same callback, for numbers that have become NaN or infinite: when it stops the run, the first operation that made such a number is
    /// looked for, and added to the reason.
    /// </summary>
    public static Callback Tracing(this Callback callback) => CallbackModule.tracing(callback);
}

/// <summary>Figures that say which epoch is best. Where there are validation data, they are measured on those.</summary>
public static class Criteria
{
    /// <summary>The smallest loss: of the validation, if there is one.</summary>
    public static Criterion Loss => CriterionModule.loss;

    /// <summary>The smallest loss on the training data.</summary>
    public static Criterion TrainingLoss => CriterionModule.trainingLoss;

    /// <summary>The smallest value of a metric that the plan measures, by its name; a run that does not measure it is a ConfigurationException.</summary>
    public static Criterion Smallest(string metric) => CriterionModule.smallest(metric);

    /// <summary>The largest value of a metric that the plan measures, by its name; a run that does not measure it is a ConfigurationException.</summary>
    public static Criterion Largest(string metric) => CriterionModule.largest(metric);
}

/// <summary>What a callback can ask of the run.</summary>
public static class CommandExtensions
{
    extension(Command)
    {
        /// <summary>End the run for good, and say why: a run from its state is over, too, until state.Reopen().</summary>
        public static Command StopBecause(string reason) => Command.NewStop(reason);

        /// <summary>End the run for now, and say why: another run goes on from its state.</summary>
        public static Command PauseBecause(string reason) => Command.NewPause(reason);

        /// <summary>
        /// From the next step on, this callback's factor of the learning rate, which is what the schedule gives times the factors of all callbacks. A
        /// number that is not finite or under 0 is a ConfigurationException.
        /// </summary>
        public static Command RateTimes(double factor) => Command.NewRateFactor(factor);

        /// <summary>Show the state of the run, once every callback has seen the event. A DataException that is thrown is a warning of the run.</summary>
        public static Command ShowState(Action<TrainingState> see) => Command.NewShow(see);

        /// <summary>Show the state of the run, as ShowState does, and obey what is answered.</summary>
        public static Command AskOf(Func<TrainingState, IReadOnlyList<Command>> decide) => Command.NewAsk(decide);
    }
}
