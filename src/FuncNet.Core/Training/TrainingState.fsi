namespace FuncNet

open System.Collections.Generic

/// What a run remembers for one callback.
type CallbackState = {
    /// The callback's name; a second one of that name has a number behind it: "earlyStopping2".
    Name: string
    /// What the callback keeps from event to event.
    State: Parameters
    /// The weights that it has asked to keep; empty until then.
    KeptParameters: Parameters
    /// What the layers kept beside those weights, such as running statistics.
    KeptState: Parameters
    /// Its factor of the learning rate; 1 until it asks for another.
    RateFactor: float
}

/// A training run at one moment, as one immutable value: it can be kept, compared, branched and saved.
type TrainingState = {
    /// What is learned.
    Parameters: Parameters
    /// What layers keep, such as running statistics.
    State: Parameters
    /// The moments of the optimizer, its step and its rate.
    Optimizer: OptimizerState
    /// What is remembered for callbacks, as far as there is anything; a run finds it by name.
    Callbacks: IReadOnlyList<CallbackState>
    /// The source of the run's random numbers: order of the data, dropout.
    Key: Key
    /// Steps done.
    Step: int
    /// Epochs done.
    Epoch: int
    /// Steps done of the epoch that is under way; a run goes on behind them.
    StepInEpoch: int
    /// Samples seen in the epoch that is under way.
    Samples: int
    /// Sums over those samples: "loss", then each metric; empty before the first of them.
    Sums: IReadOnlyList<Figure>
    /// What each epoch reported.
    History: IReadOnlyList<EpochReport>
    /// Why a callback has ended the run for good; "" if none has. A run from such a state is over at once.
    Stopped: string
}

/// Functions of training states.
[<RequireQualifiedAccess; CompilationRepresentation(CompilationRepresentationFlags.ModuleSuffix)>]
module TrainingState =

    /// The state of a run that was ended for good, to be gone on with all the same.
    val reopen: state: TrainingState -> TrainingState

/// What a run gives back.
[<Sealed>]
type TrainingResult =
    internal new: network: Network * state: TrainingState * reason: string * warnings: string[] -> TrainingResult

    /// The trained network.
    member Network: Network

    /// The last state of the run, from which another can go on.
    member State: TrainingState

    /// What each epoch reported, also those before the state from which the run went on.
    member History: IReadOnlyList<EpochReport>

    /// Why the run ended.
    member Reason: string

    /// What has failed without ending the run, such as a log that could not be written.
    member Warnings: IReadOnlyList<string>

/// Something that watches a run: it is called around the whole of it, with a body that wants to know where events go.
[<Sealed>]
type Observer =
    internal new: watch: (((TrainingEvent -> unit) -> unit) -> unit) -> Observer
    member internal Watch: (((TrainingEvent -> unit) -> unit) -> unit)

/// What an observer throws that cannot go on: the run warns, and goes on without it.
[<Sealed>]
type internal ObserverException =
    inherit FuncNetException
    new: message: string * inner: exn -> ObserverException
