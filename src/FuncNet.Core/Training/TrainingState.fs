namespace FuncNet

open System.Collections.Generic

type TrainingState = {
    Parameters: Parameters
    State: Parameters
    Optimizer: OptimizerState
    Callbacks: Parameters[]
    Kept: (struct (Parameters * Parameters))[]
    Key: Key
    Step: int
    Epoch: int
    StepInEpoch: int
}

[<Sealed>]
type TrainingResult internal (network: Network, state: TrainingState, history: EpochReport[], reason: string) =

    member _.Network = network
    member _.State = state
    member _.History: IReadOnlyList<EpochReport> = history
    member _.Reason = reason

[<Sealed>]
type Observer internal (watch: ((TrainingEvent -> unit) -> unit) -> unit) =
    member internal _.Watch = watch
