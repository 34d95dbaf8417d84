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
type Callback internal (name: string, init: Parameters, step: Parameters -> TrainingEvent -> Parameters * Command list)
    =

    /// The name under which its state stands in the training state.
    member _.Name = name

    member internal _.Init = init
    member internal _.Step = step

/// Making callbacks.
[<RequireQualifiedAccess; CompilationRepresentation(CompilationRepresentationFlags.ModuleSuffix)>]
module Callback =

    /// A callback of your own, from the state before the run and a step from state and event to state and commands.
    let custom name (init: Parameters) step = Callback(name, init, step)

    /// Ends the run when the loss (of the validation, if there is one) has not fallen by more than minDelta for that many
    /// epochs; the best weights come back at the end.
    let earlyStoppingBy (minDelta: float) (patience: int) =
        if patience < 1 then
            Errors.configuration "Early stopping: the patience must be at least 1 epoch; it is %d." patience

        let state best waited =
            Parameters.ofSeq [
                "best", Tensor.number DType.Float64 best
                "waited", Tensor.number DType.Int32 (float waited)
            ]

        Callback(
            "earlyStopping",
            state infinity 0,
            fun kept event ->
                let best, waited = kept["best"].ToScalar(), int (kept["waited"].ToScalar())

                match event with
                | TrainingEvent.EpochDone report when report.DecidingLoss < best - minDelta ->
                    state report.DecidingLoss 0, [ Command.KeepWeights ]
                | TrainingEvent.EpochDone report when waited + 1 >= patience ->
                    let reason = $"the loss has not fallen under {best:F4} for {patience} epochs (epoch {report.Epoch})"
                    state best (waited + 1), [ Command.Stop reason ]
                | TrainingEvent.EpochDone _ -> state best (waited + 1), []
                | TrainingEvent.Finished _ -> kept, [ Command.RestoreWeights ]
                | TrainingEvent.Started _
                | TrainingEvent.StepDone _ -> kept, []
        )

    /// Ends the run when the loss has not fallen for that many epochs; the best weights come back at the end.
    let earlyStopping patience = earlyStoppingBy 0.0 patience
