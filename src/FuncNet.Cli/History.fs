namespace FuncNet.Cli

open System
open System.Globalization
open System.IO
open System.Text.Json
open FuncNet

/// What a training has left behind of its course: checkpoints, and logs in CSV or JSON lines.
module internal History =

    let private checkpointEntry = "funcnet.training"

    let private isCheckpoint (path: string) =
        endingOf path = ".safetensors"
        && File.Exists path
        && (Safetensors.read path).Metadata.ContainsKey checkpointEntry

    /// Whether a path leads to a run, and not to a model.
    let isRun (path: string) : bool =
        Directory.Exists path || List.contains (endingOf path) [ ".csv"; ".jsonl" ] || isCheckpoint path

    /// Runs a reader of JSON; what is not as it is expected is a DataException that says where.
    let private guarded (place: string) (read: unit -> 'T) : 'T =
        try
            read ()
        with
        | :? JsonException
        | :? InvalidOperationException
        | :? FormatException
        | :? Collections.Generic.KeyNotFoundException as error ->
            Errors.data "%s is not as funcnet train writes it: %s" place error.Message

    let private number (json: JsonElement) = Numbers.read json

    let private figures (name: string) (json: JsonElement) : Figure[] = [|
        for figure in (json.GetProperty name).EnumerateArray() ->
            {
                Name = string ((figure.GetProperty "name").GetString())
                Value = number (figure.GetProperty "value")
            }
    |]

    let private ofCheckpoint (path: string) : EpochReport list =
        if not (CheckpointFile.isWhole path) then
            Errors.data "'%s' is damaged, or no checkpoint of a training." path

        guarded $"'{path}'" (fun () ->
            use document = JsonDocument.Parse (Safetensors.read path).Metadata[checkpointEntry]

            [
                for epoch in (document.RootElement.GetProperty "history").EnumerateArray() ->
                    {
                        Epoch = (epoch.GetProperty "epoch").GetInt32()
                        Loss = number (epoch.GetProperty "loss")
                        Metrics = figures "metrics" epoch
                        HasValidation = (epoch.GetProperty "has_validation").GetBoolean()
                        ValidationLoss = number (epoch.GetProperty "validation_loss")
                        ValidationMetrics = figures "validation_metrics" epoch
                        Rate = number (epoch.GetProperty "rate")
                    }
            ])

    let private validation = "validation "

    /// An epoch from the columns of a log: "loss", metrics, the same with "validation " before them, "rate".
    let private reportOf (epoch: int) (columns: (string * float) list) : EpochReport =
        let value name = columns |> List.tryFind (fst >> (=) name) |> Option.map snd
        let fixedNames = [ "loss"; "validation loss"; "rate" ]
        let metrics = columns |> List.filter (fun (name, _) -> not (List.contains name fixedNames))
        let isOfValidation (name: string) = name.StartsWith(validation, StringComparison.Ordinal)

        {
            Epoch = epoch
            Loss = value "loss" |> Option.defaultValue nan
            Metrics = [|
                for name, value in metrics do
                    if not (isOfValidation name) then
                        { Name = name; Value = value }
            |]
            HasValidation = (value "validation loss").IsSome
            ValidationLoss = value "validation loss" |> Option.defaultValue nan
            ValidationMetrics = [|
                for name, value in metrics do
                    if isOfValidation name then
                        { Name = name[validation.Length ..]; Value = value }
            |]
            Rate = value "rate" |> Option.defaultValue nan
        }

    let private ofCsv (path: string) : EpochReport list =
        let table = Table.read path

        for name in [ "epoch"; "loss" ] do
            if not (table.Contains name) then
                Errors.data
                    "'%s' is no log of a training: it has no column '%s'. For a page about a model on data, give the model first: funcnet report MODEL %s"
                    path
                    name
                    path

        let value (column: Column) row =
            if column.IsMissing row then
                nan
            else
                match column.Type with
                | ColumnType.Number
                | ColumnType.Whole -> column.Number row
                | ColumnType.Truth
                | ColumnType.Date
                | ColumnType.Text ->
                    match Double.TryParse(column.Text row, NumberStyles.Float, CultureInfo.InvariantCulture) with
                    | true, value -> value
                    | false, _ ->
                        Errors.data
                            "'%s', line %d: '%s' is '%s'; a number is expected."
                            path
                            (row + 2)
                            column.Name
                            (column.Text row)

        [
            for row in 0 .. table.Count - 1 ->
                let values = [ for column in table.Columns -> column.Name, value column row ]
                let epoch = values |> List.find (fst >> (=) "epoch") |> snd
                reportOf (int epoch) (values |> List.filter (fst >> (<>) "epoch"))
        ]

    let private columnsBut (names: string list) (json: JsonElement) = [
        for property in json.EnumerateObject() do
            if not (List.contains property.Name names) then
                property.Name, number property.Value
    ]

    /// The event of a line, if it tells of one that is known.
    let private eventOf (json: JsonElement) : TrainingEvent option =
        let whole (name: string) = (json.GetProperty name).GetInt32()
        let text (name: string) = string ((json.GetProperty name).GetString())

        match text "event" with
        | "started" -> Some(TrainingEvent.Started(whole "epochs", whole "steps per epoch", whole "samples"))
        | "runs eagerly" -> Some(TrainingEvent.RunsEagerly(text "reason"))
        | "step" ->
            let names = [ "event"; "time"; "epoch"; "step"; "step in epoch"; "samples"; "loss" ]

            Some(
                TrainingEvent.StepDone {
                    Epoch = whole "epoch"
                    StepInEpoch = whole "step in epoch"
                    Step = whole "step"
                    Samples = whole "samples"
                    Loss = number (json.GetProperty "loss")
                    Metrics = [|
                        for name, value in columnsBut names json do
                            { Name = name; Value = value }
                    |]
                }
            )
        | "epoch" ->
            Some(TrainingEvent.EpochDone(reportOf (whole "epoch") (columnsBut [ "event"; "time"; "epoch" ] json)))
        | "warning" -> Some(TrainingEvent.Warned(text "message"))
        | "finished" -> Some(TrainingEvent.Finished(text "reason"))
        | _ -> None

    let private ofLines (path: string) : RunRecord =
        let add (record: RunRecord, first: DateTimeOffset option) (number: int, line: string) =
            guarded $"'{path}', line {number}" (fun () ->
                use document = JsonDocument.Parse line
                let json = document.RootElement
                let time = (json.GetProperty "time").GetDateTimeOffset()
                let first = first |> Option.defaultValue time

                match eventOf json with
                | Some event -> record.Add(event, (time - first).TotalSeconds, time), Some first
                | None -> record, Some first)

        Files.guard "read" path (fun () -> File.ReadAllLines path)
        |> Seq.indexed
        |> Seq.map (fun (i, line) -> i + 1, line)
        |> Seq.filter (fun (_, line) -> not (String.IsNullOrWhiteSpace line))
        |> Seq.fold add (RunRecord.Empty, None)
        |> fst

    /// The report with the course of a run: curves, and times where they were written down.
    let add (path: string) (report: Report) : Report =
        let required (epochs: int) =
            if epochs = 0 then
                Errors.data "'%s' tells of no epoch that was done." path

        let withEpochs (epochs: EpochReport list) =
            required epochs.Length
            report.WithHistory epochs

        let known =
            if Directory.Exists path then
                match Checkpoint.latest path with
                | Some file -> withEpochs (ofCheckpoint file)
                | None ->
                    Errors.data
                        "The folder '%s' has no whole checkpoint; one that funcnet train --checkpoint has written is expected."
                        path
            elif not (File.Exists path) then
                Errors.data "There is no file or folder '%s'." path
            elif endingOf path = ".csv" then
                withEpochs (ofCsv path)
            elif endingOf path = ".jsonl" then
                let record = ofLines path
                required record.History.Count
                Report.withRecord record report
            elif isCheckpoint path then
                withEpochs (ofCheckpoint path)
            else
                wrongUsage "'%s' is none of a folder of checkpoints, a checkpoint, and a log (.csv, .jsonl)." path

        known |> Report.withSetting "Run" path
