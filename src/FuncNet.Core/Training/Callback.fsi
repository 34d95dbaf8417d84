namespace FuncNet

/// What a callback can ask of the run.
[<RequireQualifiedAccess>]
type Command =
    /// End the run, and say why.
    | Stop of Reason: string
    /// Keep the weights as they are now.
    | KeepWeights
    /// Go back to the weights that were kept.
    | RestoreWeights

/// What steers a run: a state, which is a named tree in the training state, and a step from event to event. It sees each
/// event after it has happened, and answers with commands.
[<Sealed>]
type Callback =
    /// The name under which its state stands in the training state.
    member Name: string

    member internal Init: Parameters
    member internal Step: (Parameters -> TrainingEvent -> Parameters * Command list)

/// Making callbacks.
[<RequireQualifiedAccess; CompilationRepresentation(CompilationRepresentationFlags.ModuleSuffix)>]
module Callback =

    /// A callback of your own, from the state before the run and a step from state and event to state and commands.
    val custom:
        name: string -> init: Parameters -> step: (Parameters -> TrainingEvent -> Parameters * Command list) -> Callback

    /// Ends the run when the loss (of the validation, if there is one) has not fallen by more than minDelta for that many
    /// epochs; the best weights come back at the end.
    val earlyStoppingBy: minDelta: float -> patience: int -> Callback

    /// Ends the run when the loss has not fallen for that many epochs; the best weights come back at the end.
    val earlyStopping: patience: int -> Callback
