namespace FuncNet

open System.Globalization

/// What is shown of a run: its curves, its epochs, its times.
module internal RunSection =

    let private figures (figures: Figure seq) =
        Json.List [
            for figure in figures -> Json.Object [ "name", Json.Text figure.Name; "value", Json.Number figure.Value ]
        ]

    let phase (phase: RunPhase) =
        match phase with
        | RunPhase.Waiting -> "waiting"
        | RunPhase.Running -> "running"
        | RunPhase.Paused -> "paused"
        | RunPhase.Finished -> "finished"

    let private epoch (report: EpochReport) (known: EpochRecord option) =
        Json.Object [
            "epoch", Json.whole report.Epoch
            "loss", Json.Number report.Loss
            "metrics", figures report.Metrics
            if report.HasValidation then
                "validationLoss", Json.Number report.ValidationLoss
                "validationMetrics", figures report.ValidationMetrics
            "rate", Json.Number report.Rate
            match known with
            | Some known ->
                "step", Json.whole known.Step
                "samples", Json.whole known.Samples
                "seconds", Json.Number known.TrainingSeconds
                "validationSeconds", Json.Number known.ValidationSeconds

                if known.Gradients.Count > 0 then
                    "gradients",
                    Json.List [
                        for layer in known.Gradients ->
                            Json.Object [ "path", Json.Text layer.Path; "norm", Json.Number layer.Norm ]
                    ]
            | None -> ()
        ]

    /// The epoch with the smallest loss, of the validation if there is one; none if all are NaN.
    let private best (history: EpochReport seq) =
        let numbers = history |> Seq.filter (fun report -> report.DecidingLoss = report.DecidingLoss)

        if Seq.isEmpty numbers then
            None
        else
            Some((numbers |> Seq.minBy _.DecidingLoss).Epoch)

    /// history: all epochs, also those before the record; reason and warnings: those of the result, if there is one.
    let json (history: EpochReport seq) (reason: string) (warnings: string seq) (record: RunRecord) : Json =
        let known = record.History |> Seq.map (fun epoch -> epoch.Report.Epoch, epoch) |> Map.ofSeq
        let seconds = record.Seconds

        Json.Object [
            "phase",
            Json.Text(
                if record.Phase = RunPhase.Waiting && not (Seq.isEmpty history) then
                    phase RunPhase.Finished
                else
                    phase record.Phase
            )
            "reason", Json.Text(if reason <> "" then reason else record.Reason)
            "warnings", Json.texts (Seq.append warnings record.Warnings |> Seq.distinct)
            "eager", Json.Text record.EagerReason
            if record.Phase <> RunPhase.Waiting then
                "began", Json.Text(record.Began.ToString("yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture))
                "seconds", Json.Number seconds
                "samplesPerSecond", Json.Number record.SamplesPerSecond
                "epochs", Json.whole record.Epochs
                "stepsPerEpoch", Json.whole record.StepsPerEpoch
                "samples", Json.whole record.Samples
                "epoch", Json.whole record.Epoch
                "stepInEpoch", Json.whole record.StepInEpoch
                "step", Json.whole record.Step
            match best history with
            | Some best -> "best", Json.whole best
            | None -> ()
            "history", Json.List [ for report in history -> epoch report (Map.tryFind report.Epoch known) ]
            "steps",
            (let steps = record.Steps

             Json.Object [
                 "step", steps |> Seq.map _.Step |> Json.wholes
                 "loss", steps |> Seq.map _.Loss |> Json.numbers
                 if steps.Count > 0 then
                     "metrics",
                     Json.List [
                         for i, figure in Seq.indexed steps[0].Metrics do
                             Json.Object [
                                 "name", Json.Text figure.Name
                                 "values", steps |> Seq.map (fun point -> point.Metrics[i].Value) |> Json.numbers
                             ]
                     ]
             ])
        ]
