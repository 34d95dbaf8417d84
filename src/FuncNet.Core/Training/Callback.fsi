namespace FuncNet

open System
open System.Collections.Generic

/// What a callback can ask of the run.
[<RequireQualifiedAccess; NoComparison>]
type Command =
    /// End the run for good, and say why: a run from its state is over, too, until TrainingState.reopen.
    | Stop of Reason: string
    /// End the run for now, and say why: another run goes on from its state.
    | Pause of Reason: string
    /// Keep the weights as they are now, for this callback.
    | KeepWeights
    /// Go back to the weights that this callback has kept.
    | RestoreWeights
    /// From the next step on, this callback's factor of the learning rate. The rate is what the schedule gives, times the factors of all
    /// callbacks; a finite number of at least 0, or it is a ConfigurationException.
    | RateFactor of Factor: float
    /// Show the state of the run, once every callback has seen the event and been obeyed. A DataException that is thrown, as for a
    /// file that cannot be written, is a warning of the run.
    | Show of See: Action<TrainingState>
    /// Show the state of the run, as Show does, and obey what is answered.
    | Ask of Decide: Func<TrainingState, IReadOnlyList<Command>>

/// Commands from functions.
[<RequireQualifiedAccess; CompilationRepresentation(CompilationRepresentationFlags.ModuleSuffix)>]
module Command =

    /// Command.Show for a function.
    val show: see: (TrainingState -> unit) -> Command

    /// Command.Ask for a function.
    val ask: decide: (TrainingState -> Command list) -> Command

/// What a callback is made of.
[<NoEquality; NoComparison>]
type internal CallbackParts = {
    Name: string
    Init: Parameters
    Step: Parameters -> TrainingEvent -> Parameters * Command list
    /// True if it wants to know of single steps.
    SeesSteps: bool
    /// True if its state is not part of the training state: it begins anew with each run.
    IsPassing: bool
    /// True if, when it stops the run, the first operation that made a number NaN or infinite is looked for.
    Traces: bool
    /// True if it lets go of a state that it is shown before it returns: then it is lent the run's own numbers, and no copy is made.
    Borrows: bool
    /// The metric of the trainer that it reads, if it reads one.
    Reads: string option
    /// What it is in a run whose network and loss are known, if it wants to know them.
    Knowing: (Network -> Loss -> CallbackParts) option
}

/// What steers a run: a state, which is a named tree in the training state, and a step from event to event. It sees each
/// event after it has happened, and answers with commands.
[<Sealed>]
type Callback =
    internal new: parts: CallbackParts -> Callback

    /// The name under which its state stands in the training state.
    member Name: string

    member internal Parts: CallbackParts

    /// The name.
    override ToString: unit -> string

/// Making callbacks.
[<RequireQualifiedAccess; CompilationRepresentation(CompilationRepresentationFlags.ModuleSuffix)>]
module Callback =

    /// A callback of your own, from the state before the run and a step from state and event to state and commands. A run that
    /// is gone on with begins with the event Started again.
    val custom:
        name: string -> init: Parameters -> step: (Parameters -> TrainingEvent -> Parameters * Command list) -> Callback

    /// A callback of your own that remembers nothing.
    val ofEvents: name: string -> answer: (TrainingEvent -> Command list) -> Callback

    /// The same callback with a state that is no part of the training state: each run begins with the first, and may go on from a
    /// state of a run without it.
    val passing: callback: Callback -> Callback

    /// The same callback, for numbers that have become NaN or infinite: when it stops the run, that step is looked for in a second run from a
    /// snapshot, and done again one operation at a time; the first operation that made such a number is added to the reason. Snapshots are taken
    /// at every epoch and every 100 steps.
    val tracing: callback: Callback -> Callback

    /// The same callback in a run of a network with a loss.
    val internal knowing: network: Network -> loss: Loss -> callback: Callback -> Callback
