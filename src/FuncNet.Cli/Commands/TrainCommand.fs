namespace FuncNet.Cli

open System
open System.CommandLine
open System.Diagnostics
open System.IO
open System.Runtime.InteropServices
open System.Threading
open FuncNet
open FuncNet.Cli.TrainOptions

/// funcnet train.
module internal TrainCommand =

    /// What is trained: a layer on data, and what becomes of the network.
    [<NoEquality; NoComparison>]
    type private Work = {
        Layer: Layer
        Loss: Loss
        Train: Dataset
        Validation: Dataset option
        Finish: Network -> Model
        /// What the report shows beside the run.
        Show: Model -> Report -> Report
    }

    let private seedKey (parsed: ParseResult) = Key.ofSeed (uint64 (Arguments.value parsed seed))

    let private preprocessing (parsed: ParseResult) path (table: Table) (name: string) =
        let left =
            match Arguments.text parsed without with
            | Some names ->
                names.Split(',', StringSplitOptions.TrimEntries ||| StringSplitOptions.RemoveEmptyEntries)
                |> Array.map (column "--without" path table)
            | None -> [||]

        let rule =
            match Arguments.text parsed kind with
            | Some "classes" -> Preprocessing.withTarget (TargetRule.Classes [||])
            | Some "numbers" -> Preprocessing.withTarget TargetRule.Numbers
            | Some other -> wrongUsage "--as %s: classes or numbers are expected." other
            | None -> id

        Preprocessing.ofTarget name |> Preprocessing.without left |> rule

    let private ofTable (parsed: ParseResult) path layers : Work =
        let table = Table.read path

        let name =
            match Arguments.text parsed target with
            | Some name -> column "--target" path table name
            | None ->
                let names = String.concat ", " table.Names
                wrongUsage "Which column is to be predicted? Give --target COLUMN; '%s' has: %s." path names

        let train, validation =
            match Arguments.text parsed validation, share parsed with
            | Some other, _ -> table, Some(Table.read other)
            | None, 1.0 -> table, None
            | None, share ->
                let train, rest = Table.splitRandomly (Key.foldIn 1 (seedKey parsed)) share table
                train, Some rest

        let preprocessor = Preprocessor.fit (preprocessing parsed path table name) train

        {
            Layer = Preprocessor.layer layers preprocessor
            Loss = Preprocessor.loss preprocessor
            Train = Preprocessor.apply train preprocessor
            Validation = validation |> Option.map (fun rows -> Preprocessor.apply rows preprocessor)
            Finish = TableModel.create preprocessor >> OfTables
            Show =
                fun model report ->
                    match model, validation with
                    | OfTables model, Some rows -> Report.withTable model rows report
                    | OfTables _, None
                    | OfTensors _, _ -> report
        }

    /// The layers with one behind them that gives a number for each class, or for each number of the target. A dense layer of the user's that does is left alone.
    let private withResults (data: Dataset) (layers: Layer) : Layer =
        let outputs = if data.ClassCount > 0 then data.ClassCount else max 1 data.TargetShape.Size
        let plan = asUsage (fun () -> Plan.bind layers (Signal.One data.InputShape))

        match plan.Output, Array.tryLast plan.Atoms with
        | Signal.One shape, Some last when shape = Shape outputs && last.Atom.Kind = "Dense" -> layers
        | Signal.One shape, _ when shape.Rank > 1 ->
            layers >=> Layer.flatten >=> Layer.named "output" (Layer.dense outputs)
        | _ -> layers >=> Layer.named "output" (Layer.dense outputs)

    let private ofSamples (parsed: ParseResult) (data: Dataset) (own: Dataset option) layers : Work =
        let form = {
            Samples.asTheyAre with
                ClassNames = List.ofSeq data.ClassNames
                Size =
                    (if data.InputShape.Rank = 3 then
                         struct (data.InputShape[0], data.InputShape[1])
                     else
                         struct (0, 0))
                Channels = (if data.InputShape.Rank = 3 then data.InputShape[2] else 0)
        }

        let train, validation =
            match Arguments.text parsed validation, own, share parsed with
            | Some path, _, _ ->
                match Samples.read form path with
                | Samples(other, _) -> data, Some other
                | Rows _ -> wrongUsage "--validation %s is a table; the data are images or tensors." path
            | None, Some own, _ -> data, Some own
            | None, None, 1.0 -> data, None
            | None, None, share ->
                let shuffled = Dataset.shuffle (Key.foldIn 1 (seedKey parsed)) data
                let train, rest = Dataset.split share shuffled
                train, Some rest

        {
            Layer = withResults train layers
            Loss = Samples.loss train
            Train = train
            Validation = validation
            Finish = OfTensors
            Show = fun _ report -> report
        }

    let private work (parsed: ParseResult) : Work =
        let path = parsed.GetRequiredValue data
        let layers = layers parsed

        let form = {
            Samples.asTheyAre with
                Size = Arguments.text parsed size |> Option.map Samples.size |> Option.defaultValue (struct (0, 0))
                Channels = Arguments.value parsed channels
        }

        match Samples.read form path with
        | Rows path -> ofTable parsed path layers
        | Samples(train, own) ->
            if (Arguments.text parsed target).IsSome then
                wrongUsage "--target names a column of a table; '%s' holds images or tensors." path

            ofSamples parsed train own layers

    /// Everything that the run writes, looked at before it begins.
    let private requireTargets (screen: Screen) (parsed: ParseResult) =
        let force = Arguments.isSet parsed Arguments.force
        Targets.require screen force (parsed.GetRequiredValue output)
        Arguments.text parsed report |> Option.iter (Targets.require screen force)

        match Arguments.text parsed log with
        | Some path when not (path.EndsWith ".csv" || path.EndsWith ".jsonl") ->
            wrongUsage "--log %s: a name that ends in .csv or .jsonl is expected." path
        // A run that goes on goes on with its log.
        | Some path -> Targets.require screen (force || (Arguments.text parsed resume).IsSome) path
        | None -> ()

        match Arguments.text parsed resume with
        | Some path when not (File.Exists path || Directory.Exists path) ->
            wrongUsage "--resume %s: there is no such file or folder." path
        | Some path when Directory.Exists path && (Checkpoint.latest path).IsNone ->
            wrongUsage "--resume %s: the folder has no checkpoint." path
        | Some _
        | None -> ()

    let private trainerOf (parsed: ParseResult) (work: Work) (token: CancellationToken) =
        let optimizer, _ = Optimizers.find (parsed.GetRequiredValue optimizer) (Arguments.given parsed rate)
        let size = min (atLeast 1 parsed batch) work.Train.Count

        let validated trainer =
            match work.Validation with
            | Some data -> Trainer.withValidation data trainer
            | None -> trainer

        let early trainer =
            match Arguments.given parsed patience with
            | Some patience -> asUsage (fun () -> Trainer.withEarlyStopping patience trainer)
            | None -> trainer

        let logged trainer =
            match Arguments.text parsed log with
            | Some path when path.EndsWith ".csv" -> Trainer.withObserver (Log.csv path) trainer
            | Some path -> Trainer.withObserver (Log.jsonLines path) trainer
            | None -> trainer

        let written trainer =
            match Arguments.text parsed checkpoint with
            | Some folder -> Trainer.withCheckpoints folder trainer
            | None -> trainer

        let boarded trainer =
            match Arguments.text parsed tensorBoard with
            | Some folder -> Trainer.withTensorBoard folder trainer
            | None -> trainer

        Trainer.create work.Layer work.Loss optimizer
        |> Trainer.withBatchSize size
        |> Trainer.withCancellation token
        |> validated
        |> early
        |> Trainer.withCallback Callback.terminateOnNaN
        |> written
        |> logged
        |> boarded

    let private save path model =
        match model with
        | OfTables model -> TableModel.save path model
        | OfTensors network -> Network.save path network

    /// Where the state of a run goes that was interrupted: beside the model, or where its other checkpoints are.
    let private interruptedAt (parsed: ParseResult) =
        match Arguments.text parsed checkpoint with
        | Some folder -> folder
        | None ->
            parsed.GetRequiredValue output
            |> fun path -> path[.. path.Length - (endingOf path).Length - 1] + ".checkpoint.safetensors"

    let private document (result: TrainingResult) (path: string) (seconds: float) (checkpoint: string option) =
        Document.object [
            "model", Document.text path
            "reason", Document.text result.Reason
            "interrupted", Document.truth checkpoint.IsSome
            "checkpoint", (checkpoint |> Option.map Document.text |> Option.defaultValue null)
            "parameters", Document.whole result.Network.Parameters.Size
            "seconds", Document.number (Math.Round(seconds, 3))
            "history",
            Document.list [
                for epoch in result.History ->
                    Document.object [
                        "epoch", Document.whole epoch.Epoch
                        "loss", Document.number epoch.Loss
                        "metrics", Document.figures epoch.Metrics
                        if epoch.HasValidation then
                            "validationLoss", Document.number epoch.ValidationLoss
                            "validationMetrics", Document.figures epoch.ValidationMetrics
                        "rate", Document.number epoch.Rate
                    ]
            ]
            "warnings", Document.list [ for warning in result.Warnings -> Document.text warning ]
        ]

    let private run (screen: Screen) (parsed: ParseResult) : int =
        requireTargets screen parsed
        let epochs = atLeast 1 parsed epochs
        Optimizers.find (parsed.GetRequiredValue optimizer) (Arguments.given parsed rate) |> ignore
        use interrupted = new CancellationTokenSource()

        // The first one ends the run after the step under way; a second one ends the process.
        let stop (context: PosixSignalContext) =
            if not interrupted.IsCancellationRequested then
                context.Cancel <- true
                interrupted.Cancel()

        use _ = PosixSignalRegistration.Create(PosixSignal.SIGINT, stop)
        use _ = PosixSignalRegistration.Create(PosixSignal.SIGTERM, stop)
        let work = work parsed
        let trainer = trainerOf parsed work interrupted.Token |> Trainer.withObserver screen.Progress

        let rows = work.Train.Count

        let held =
            work.Validation
            |> Option.map (fun data -> $", {data.Count:N0} to validate on")
            |> Option.defaultValue ""

        screen.Line $"{parsed.GetRequiredValue data}: {rows:N0} samples to train on{held}\n"
        let key = seedKey parsed
        let keys = Key.split 2 key
        // Shapes that do not fit are found before the first step.
        let network = asUsage (fun () -> trainer.Build keys[0] work.Train)
        screen.Line $"{network.Summary()}\n"
        let watch = Stopwatch.StartNew()

        let page =
            Arguments.given parsed live
            |> Option.map (fun port -> asUsage (fun () -> LivePage.serve port (Report.ofNetwork network)))

        use _ = {
            new IDisposable with
                member _.Dispose() = page |> Option.iter (fun page -> (page :> IDisposable).Dispose())
        }

        page |> Option.iter (fun page -> screen.Note $"live page: {page.Url}\n")
        let recorder = Recorder.ofTrainer work.Train trainer

        let watched =
            trainer
            |> (if (Arguments.text parsed report).IsSome then Recorder.attach recorder else id)
            |> (match page with
                | Some page -> LivePage.attach page
                | None -> id)

        let result =
            match Arguments.text parsed resume with
            | Some path -> Trainer.resume path key epochs work.Train watched
            | None -> Trainer.fit key epochs work.Train watched

        let path = parsed.GetRequiredValue output
        let model = work.Finish result.Network
        save path model

        let checkpoint =
            if interrupted.IsCancellationRequested && result.State.Epoch < epochs then
                let at = interruptedAt parsed

                if not (Directory.Exists at) then
                    Checkpoint.save at result.State

                Some at
            else
                None

        match Arguments.text parsed report with
        | Some file ->
            Report.ofTraining trainer result
            |> Report.titled (titleOf path)
            |> Report.withSetting "Command" (Environment.CommandLine)
            |> Report.withRecord recorder.Record
            |> work.Show model
            |> Report.save file
        | None -> ()

        for warning in result.Warnings do
            screen.Warning warning

        let words () =
            String.concat "\n" [
                ""
                match checkpoint with
                | Some at ->
                    $"Interrupted in epoch {result.State.Epoch + 1}, after step {result.State.Step}."
                    $"The model so far is in {path}, the state of the run in {at}."
                    $"To go on, give the same command with: --resume \"{at}\" --force"
                | None -> $"model: {path} ({watch.Elapsed.TotalSeconds:F1} s)"
                match Arguments.text parsed report with
                | Some file -> $"report: {file}"
                | None -> ()
            ]

        screen.Result(words, fun () -> document result path watch.Elapsed.TotalSeconds checkpoint)
        // As Callback.terminateOnNaN says it.
        let isBroken = [ " is NaN"; " is infinite" ] |> List.exists result.State.Stopped.Contains

        if isBroken then
            screen.Warning $"{result.State.Stopped}. A smaller --rate often helps."

        if checkpoint.IsSome then Exit.interrupted
        elif isBroken then Exit.failure
        else Exit.success

    let command =
        Commands.make
            "train"
            "Trains a network on a table, images or tensors, and saves the model in one file."
            [ data ]
            all
            [
                "funcnet train iris.csv --target species --network \"dense 16, relu\""
                "funcnet train houses.csv --target price --network-file body.txt --epochs 100 --patience 10 --report run.html"
                "funcnet train mnist/ --network \"conv2d 16 3, relu, maxPool2d 2, flatten, dense 64, relu\" --output digits.safetensors"
                "funcnet train photos/ --size 64x64 --network \"conv2d 8 3, relu, globalAveragePool\" --checkpoint run/"
                "funcnet train photos/ --size 64x64 --network \"…\" --checkpoint run/ --resume run/ --force   (goes on)"
            ]
            run
