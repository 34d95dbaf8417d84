namespace FuncNet

open System

type EarlyStoppingOptions = { By: Criterion; MinDelta: float; Patience: int; FirstEpoch: int; RestoresBest: bool }

[<AutoOpen>]
module StoppingCallbacks =

    [<RequireQualifiedAccess>]
    module EarlyStopping =

        let defaults = { By = Criterion.loss; MinDelta = 0.0; Patience = 5; FirstEpoch = 1; RestoresBest = true }

    [<RequireQualifiedAccess>]
    module Callback =

        let earlyStoppingWith (options: EarlyStoppingOptions) =
            let margin = Argument.nonNegative "Early stopping" "the minimal change" options.MinDelta
            let firstEpoch = Argument.atLeast 1 "Early stopping" "the first epoch" options.FirstEpoch
            let patience = options.Patience

            if patience < 1 then
                Errors.configuration "Early stopping: the patience must be at least 1 epoch; it is %d." patience

            let criterion = options.By
            let change = if criterion.IsLargest then "risen over" else "fallen under"

            let state (best: float) waited =
                Parameters.ofSeq [
                    "best", Tensor.number DType.Float64 best
                    "waited", Tensor.number DType.Int32 (float waited)
                ]

            let step (kept: Parameters) event =
                match event with
                | TrainingEvent.EpochDone report when report.Epoch >= firstEpoch ->
                    let best, waited = kept["best"].ToScalar(), int (kept["waited"].ToScalar())
                    let value = criterion.Read report

                    if criterion.Improves(margin, best, value) then
                        state value 0, (if options.RestoresBest then [ Command.KeepWeights ] else [])
                    elif waited + 1 >= patience then
                        state best (waited + 1),
                        [
                            Command.Stop
                                $"the {criterion.Name} has not {change} {best:F4} for {patience} epochs (epoch {report.Epoch})"
                        ]
                    else
                        state best (waited + 1), []
                | TrainingEvent.Finished _ -> kept, (if options.RestoresBest then [ Command.RestoreWeights ] else [])
                | TrainingEvent.EpochDone _
                | TrainingEvent.Started _
                | TrainingEvent.RunsEagerly _
                | TrainingEvent.Warned _
                | TrainingEvent.StepDone _ -> kept, []

            let callback = Callback.custom "earlyStopping" (state criterion.Worst 0) step
            Callback { callback.Parts with SeesSteps = false; Reads = criterion.Metric }

        let earlyStoppingBy minDelta patience =
            earlyStoppingWith { EarlyStopping.defaults with MinDelta = minDelta; Patience = patience }

        let earlyStopping patience = earlyStoppingBy 0.0 patience

        let terminateOnNaN =
            let what value = if Double.IsNaN value then "NaN" else "infinite"

            Callback.ofEvents "terminateOnNaN" (fun event ->
                match event with
                | TrainingEvent.StepDone report when not (Double.IsFinite report.Loss) -> [
                    Command.Stop
                        $"the loss of step {report.Step} is {what report.Loss} (step {report.StepInEpoch} of epoch {report.Epoch})"
                  ]
                | TrainingEvent.EpochDone report when
                    report.HasValidation && not (Double.IsFinite report.ValidationLoss)
                      ->
                      [
                          Command.Stop
                              $"the validation loss after epoch {report.Epoch} is {what report.ValidationLoss}"
                      ]
                | TrainingEvent.StepDone _
                | TrainingEvent.EpochDone _
                | TrainingEvent.Started _
                | TrainingEvent.RunsEagerly _
                | TrainingEvent.Warned _
                | TrainingEvent.Finished _ -> [])
            |> Callback.tracing

        let timeLimitBy (clock: TimeProvider) (limit: TimeSpan) =
            if limit <= TimeSpan.Zero then
                Errors.configuration "Callback.timeLimit: the time must be over 0; it is %O." limit

            // In parts of 2³⁰, since a timestamp has more bits than a float64.
            let part = 1L <<< 30

            let began (timestamp: int64) =
                Parameters.ofSeq [
                    "high", Tensor.number DType.Float64 (float (timestamp / part))
                    "low", Tensor.number DType.Float64 (float (timestamp % part))
                ]

            let elapsed (kept: Parameters) =
                clock.GetElapsedTime(int64 (kept["high"].ToScalar()) * part + int64 (kept["low"].ToScalar()))

            Callback.custom "timeLimit" Parameters.empty (fun kept event ->
                match event with
                | TrainingEvent.Started _ -> began (clock.GetTimestamp()), []
                | TrainingEvent.StepDone _
                | TrainingEvent.EpochDone _ ->
                    let isOver = elapsed kept >= limit
                    kept, (if isOver then [ Command.Pause $"the time of {limit} is over" ] else [])
                | TrainingEvent.RunsEagerly _
                | TrainingEvent.Warned _
                | TrainingEvent.Finished _ -> kept, [])
            |> Callback.passing

        let timeLimit limit = timeLimitBy TimeProvider.System limit
