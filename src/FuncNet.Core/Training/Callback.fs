namespace FuncNet

open System
open System.Collections.Generic

[<RequireQualifiedAccess; NoComparison>]
type Command =
    | Stop of Reason: string
    | Pause of Reason: string
    | KeepWeights
    | RestoreWeights
    | RateFactor of Factor: float
    | Show of See: Action<TrainingState>
    | Ask of Decide: Func<TrainingState, IReadOnlyList<Command>>

[<RequireQualifiedAccess; CompilationRepresentation(CompilationRepresentationFlags.ModuleSuffix)>]
module Command =

    let show (see: TrainingState -> unit) = Command.Show(Action<TrainingState> see)

    let ask (decide: TrainingState -> Command list) =
        Command.Ask(Func<TrainingState, IReadOnlyList<Command>>(fun state -> decide state))

[<NoEquality; NoComparison>]
type internal CallbackParts = {
    Name: string
    Init: Parameters
    Step: Parameters -> TrainingEvent -> Parameters * Command list
    SeesSteps: bool
    IsPassing: bool
    Traces: bool
    Borrows: bool
    Reads: string option
    Knowing: (Network -> Loss -> CallbackParts) option
}

[<Sealed>]
type Callback internal (parts: CallbackParts) =

    member _.Name = parts.Name
    member internal _.Parts = parts
    override _.ToString() = parts.Name

[<RequireQualifiedAccess; CompilationRepresentation(CompilationRepresentationFlags.ModuleSuffix)>]
module Callback =

    let custom name (init: Parameters) step =
        Callback {
            Name = name
            Init = init
            Step = step
            SeesSteps = true
            IsPassing = false
            Traces = false
            Borrows = false
            Reads = None
            Knowing = None
        }

    let ofEvents name (answer: TrainingEvent -> Command list) =
        custom name Parameters.empty (fun state event -> state, answer event)

    let passing (callback: Callback) = Callback { callback.Parts with IsPassing = true }

    let knowing network loss (callback: Callback) =
        match callback.Parts.Knowing with
        | Some parts -> Callback(parts network loss)
        | None -> callback

    let tracing (callback: Callback) = Callback { callback.Parts with Traces = true }
