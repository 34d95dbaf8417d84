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
}

/// What a run gives back.
[<Sealed>]
type TrainingResult internal (network: Network, state: TrainingState, history: EpochReport[], reason: string) =

    /// The trained network.
    member _.Network = network

    /// The last state of the run, from which another can go on.
    member _.State = state

    /// What each epoch reported.
    member _.History: IReadOnlyList<EpochReport> = history

    /// Why the run ended.
    member _.Reason = reason

/// Something that watches a run: it is called around the whole of it, with a body that wants to know where events go.
[<Sealed>]
type Observer internal (watch: ((TrainingEvent -> unit) -> unit) -> unit) =
    member internal _.Watch = watch
