namespace FuncNet

open System.Collections.Generic

type CallbackState = {
    Name: string
    State: Parameters
    KeptParameters: Parameters
    KeptState: Parameters
    RateFactor: float
}

type TrainingState = {
    Parameters: Parameters
    State: Parameters
    Optimizer: OptimizerState
    Callbacks: IReadOnlyList<CallbackState>
    Key: Key
    Step: int
    Epoch: int
    StepInEpoch: int
    Samples: int
    Sums: IReadOnlyList<Figure>
    History: IReadOnlyList<EpochReport>
    Stopped: string
}

[<RequireQualifiedAccess; CompilationRepresentation(CompilationRepresentationFlags.ModuleSuffix)>]
module TrainingState =

    let reopen (state: TrainingState) = { state with Stopped = "" }

[<Sealed>]
type TrainingResult internal (network: Network, state: TrainingState, reason: string, warnings: string[]) =

    member _.Network = network
    member _.State = state
    member _.History = state.History
    member _.Reason = reason
    member _.Warnings: IReadOnlyList<string> = warnings

[<Sealed>]
type Observer internal (watch: ((TrainingEvent -> unit) -> unit) -> unit) =
    member internal _.Watch = watch

[<Sealed>]
type internal ObserverException(message: string, inner: exn) =
    inherit FuncNetException(message, inner)
