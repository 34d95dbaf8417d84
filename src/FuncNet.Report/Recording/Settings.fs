namespace FuncNet

open System.Globalization

/// What a training is made of, as lines of a report.
module internal Settings =

    let private number (n: int) = n.ToString("N0", CultureInfo.InvariantCulture)
    let private listed (names: string seq) = String.concat ", " names

    let ofTrainer (trainer: Trainer) : (string * string) list = [
        "Loss", trainer.Loss.Name
        "Optimizer", trainer.Optimizer.Name
        "Batch size", number trainer.BatchSize
        if trainer.Regularizer.Name <> Regularizer.none.Name then
            "Regularizer", trainer.Regularizer.Name
        if not trainer.Metrics.IsEmpty then
            "Metrics", listed (trainer.Metrics |> List.map _.Name)
        match trainer.Callbacks |> List.map _.Name |> List.except [ "recorder"; "livePage" ] with
        | [] -> ()
        | callbacks -> "Callbacks", listed callbacks
        match trainer.Validation with
        | Some data -> "Validation", $"{number data.Count} samples"
        | None when trainer.ValidationShare > 0.0 ->
            "Validation", trainer.ValidationShare.ToString("0.# %", CultureInfo.InvariantCulture) + " of the samples"
        | None -> ()
        if not trainer.Compiles then
            "Compiled", "no"
    ]

    let ofRecord (record: RunRecord) : (string * string) list = [
        if record.Epochs > 0 then
            "Epochs", $"{number record.Epochs} at most"
        if record.Samples > 0 then
            "Training", $"{number record.Samples} samples"
    ]

    let ofResult (result: TrainingResult) : (string * string) list =
        let rate (x: float) = x.ToString("G4", CultureInfo.InvariantCulture)

        match Seq.toList result.History with
        | [] -> []
        | history ->
            let first, last = history.Head.Rate, (List.last history).Rate
            [ "Learning rate", (if first = last then rate first else $"{rate first} → {rate last}") ]
