namespace FuncNet

[<RequireQualifiedAccess>]
type Command =
    | Stop of Reason: string
    | KeepWeights
    | RestoreWeights

[<Sealed>]
type Callback internal (name: string, init: Parameters, step: Parameters -> TrainingEvent -> Parameters * Command list)
    =

    member _.Name = name

    member internal _.Init = init
    member internal _.Step = step

[<RequireQualifiedAccess; CompilationRepresentation(CompilationRepresentationFlags.ModuleSuffix)>]
module Callback =

    let custom name (init: Parameters) step = Callback(name, init, step)

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
                | TrainingEvent.RunsEagerly _
                | TrainingEvent.StepDone _ -> kept, []
        )

    let earlyStopping patience = earlyStoppingBy 0.0 patience
