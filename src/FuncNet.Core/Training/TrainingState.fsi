namespace FuncNet

open System.Collections.Generic

/// A training run at one moment, as one immutable value: it can be kept, compared, branched and saved.
type TrainingState = {
    /// What is learned.
    Parameters: Parameters
    /// What layers keep, such as running statistics.
    State: Parameters
    /// The moments of the optimizer, its step and its rate.
    Optimizer: OptimizerState
    /// The state of each callback, in the order of the callbacks.
    Callbacks: Parameters[]
    /// The weights and the state that a callback has asked to keep; empty arrays until then.
    Kept: (struct (Parameters * Parameters))[]
    /// The source of the run's random numbers: order of the data, dropout.
    Key: Key
    /// Steps done.
    Step: int
    /// Epochs done.
    Epoch: int
    /// Steps done of the epoch that is under way; a run goes on behind them.
    StepInEpoch: int
}

/// What a run gives back.
[<Sealed>]
type TrainingResult =
    internal new: network: Network * state: TrainingState * history: EpochReport[] * reason: string -> TrainingResult

    /// The trained network.
    member Network: Network

    /// The last state of the run, from which another can go on.
    member State: TrainingState

    /// What each epoch reported.
    member History: IReadOnlyList<EpochReport>

    /// Why the run ended.
    member Reason: string

/// Something that watches a run: it is called around the whole of it, with a body that wants to know where events go.
[<Sealed>]
type Observer =
    internal new: watch: (((TrainingEvent -> unit) -> unit) -> unit) -> Observer
    member internal Watch: (((TrainingEvent -> unit) -> unit) -> unit)
