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
    /// Ends the run when the loss (of the validation, if there is one) has not fallen by more than minimumDelta for that many
    /// epochs; the best weights come back.
    /// </summary>
    public static Callback EarlyStopping(int patience, double minimumDelta = 0) =>
        CallbackModule.earlyStoppingBy(minimumDelta, patience);

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
}

/// <summary>What a callback can ask of the run.</summary>
public static class CommandExtensions
{
    extension(Command)
    {
        /// <summary>End the run, and say why.</summary>
        public static Command StopBecause(string reason) => Command.NewStop(reason);
    }
}
