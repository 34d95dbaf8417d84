namespace FuncNet

open System
open System.IO

[<NoEquality; NoComparison>]
type TensorBoardOptions = {
    Folder: string
    EverySteps: int
    HistogramEpochs: int
    Probe: Dataset option
    Clock: TimeProvider
}

/// What is told of a run, as entries.
module private RunEntries =

    let private figures prefix loss (metrics: Figure seq) = [
        TensorBoardEntry.Scalar(prefix + "loss", loss)
        for figure in metrics do
            TensorBoardEntry.Scalar(prefix + figure.Name, figure.Value)
    ]

    let ofStep (report: StepReport) = figures "step/" report.Loss report.Metrics

    let ofEpoch (report: EpochReport) = [
        yield! figures "" report.Loss report.Metrics
        TensorBoardEntry.Scalar("learning rate", report.Rate)
        TensorBoardEntry.Scalar("epoch", float report.Epoch)
    ]

    let ofValidation (report: EpochReport) = figures "" report.ValidationLoss report.ValidationMetrics

    /// How the leaves of a tree are spread; texts with "parameters/" in front make a group of charts.
    let spreads group (tree: Parameters) = [
        for path, tensor in Parameters.toSeq tree do
            if tensor.DType.IsFloat then
                TensorBoardEntry.Histogram($"{group}/{path}", TensorBoard.histogram tensor)
    ]

    let gradients (network: Network) loss (probe: Dataset) (state: TrainingState) =
        let context = { Training = true; Key = Key.ofSeed 0UL }

        network.With(state.Parameters, state.State)
        |> Explain.networkWith context loss probe.InputSignal probe.Targets
        |> _.Gradients
        |> spreads "gradients"

    let private largestSheet = 8

    /// The first samples of a tensor [n; height; width; 1 or 3], or [n; height; width], as images.
    let private imagesOf name (inputs: Tensor) = [
        let shape = inputs.Shape

        if inputs.DType.IsFloat && (shape.Rank = 3 || shape.Rank = 4 && (shape[3] = 1 || shape[3] = 3)) then
            for sample in 0 .. min largestSheet shape[0] - 1 do
                let image =
                    inputs
                    |> Tensor.narrow 0 sample 1
                    |> Tensor.reshape [ for axis in 1 .. shape.Rank - 1 -> shape[axis] ]

                let least, most =
                    (Tensor.min image |> Tensor.cast DType.Float64).ToScalar(),
                    (Tensor.max image |> Tensor.cast DType.Float64).ToScalar()

                let image =
                    if least >= 0.0 && most <= 1.0 then image
                    elif most > least then (image - least) / (most - least)
                    else Tensor.zerosLike image

                TensorBoardEntry.Picture($"{name}/{sample + 1}", Image.ofTensor image)
    ]

    let images (probe: Dataset) = [
        match Signal.values probe.InputSignal with
        | [ one ] -> yield! imagesOf "samples" one
        | several ->
            for place, inputs in List.indexed several do
                yield! imagesOf $"samples{place + 1}" inputs
    ]

    /// Markdown shows lines that are moved in by four as they are.
    let table (network: Network) =
        String.Join("\n", (string (network.Summary())).Split '\n' |> Array.map (fun line -> "    " + line))

[<AutoOpen>]
module TensorBoardCallbacks =

    [<RequireQualifiedAccess>]
    module TensorBoardOptions =

        let inFolder folder = {
            Folder = folder
            EverySteps = 0
            HistogramEpochs = 1
            Probe = None
            Clock = TimeProvider.System
        }

    [<RequireQualifiedAccess>]
    module Callback =

        let tensorBoardWith (options: TensorBoardOptions) : Callback =
            let atLeast0 = Argument.atLeast 0 "Callback.tensorBoard"
            let everySteps = atLeast0 "the number of steps between two" options.EverySteps
            let everyEpochs = atLeast0 "the number of epochs between two histograms" options.HistogramEpochs
            let folder = Files.guard "write" options.Folder (fun () -> Path.GetFullPath options.Folder)
            let train, validation = Path.Combine(folder, "train"), Path.Combine(folder, "validation")

            let event (step: int) entry : TensorBoardEvent = {
                Time = options.Clock.GetUtcNow()
                Step = int64 step
                Entry = entry
            }

            /// The file of this run in a folder; its number is what the callback remembers.
            let fileIn part (run: Parameters) =
                let number = int64 (run["file"].ToScalar())
                Path.Combine(part, $"events.out.tfevents.{number:D10}.funcnet")

            let append part run step entries =
                Files.guard "write" part (fun () -> Directory.CreateDirectory part |> ignore)
                entries |> List.map (event step) |> TensorBoard.append (fileIn part run)

            /// A number of which there is no file yet, from the time on.
            let newRun () : Parameters =
                let first = options.Clock.GetUtcNow().ToUnixTimeSeconds()
                let run number = Parameters.ofSeq [ "file", Tensor.number DType.Float64 (float (first + int64 number)) ]

                Seq.initInfinite run
                |> Seq.find (fun run -> not (File.Exists(fileIn train run) || File.Exists(fileIn validation run)))

            let show entries run part = Command.show (fun state -> append part run state.Step (entries state))

            let began (known: (Network * Loss) option) (run: Parameters) text =
                append train run 0 [
                    TensorBoardEntry.Text("run", text)
                    match known with
                    | Some(network, _) ->
                        TensorBoardEntry.Text("network", RunEntries.table network)
                        TensorBoardEntry.Graph(TensorBoard.graph network)
                    | None -> ()
                    match options.Probe with
                    | Some probe -> yield! RunEntries.images probe
                    | None -> ()
                ]

                // Behind the steps that are done, older files of the folder do not count.
                Command.show (fun state -> append train run (state.Step + 1) [ TensorBoardEntry.Begin ])

            let spread known (state: TrainingState) = [
                yield! RunEntries.spreads "parameters" state.Parameters
                match known, options.Probe with
                | Some(network, loss), Some probe -> yield! RunEntries.gradients network loss probe state
                | _ -> ()
            ]

            let ofEpoch known run (report: EpochReport) = [
                show (fun _ -> RunEntries.ofEpoch report) run train

                if report.HasValidation then
                    show (fun _ -> RunEntries.ofValidation report) run validation

                if everyEpochs > 0 && report.Epoch % everyEpochs = 0 then
                    show (spread known) run train
            ]

            let step known (run: Parameters) happened =
                match happened with
                | TrainingEvent.Started(epochs, steps, samples) ->
                    let run = newRun ()
                    run, [ began known run $"{epochs} epochs, {steps} steps each, {samples} samples" ]
                | TrainingEvent.StepDone report when everySteps > 0 && report.Step % everySteps = 0 ->
                    run, [ show (fun _ -> RunEntries.ofStep report) run train ]
                | TrainingEvent.EpochDone report -> run, ofEpoch known run report
                | TrainingEvent.Finished why -> run, [ show (fun _ -> [ TensorBoardEntry.Text("end", why) ]) run train ]
                | TrainingEvent.StepDone _
                | TrainingEvent.RunsEagerly _
                | TrainingEvent.Warned _ -> run, []

            let callback = Callback.custom "tensorBoard" Parameters.empty (step None) |> Callback.passing

            let parts = { callback.Parts with SeesSteps = everySteps > 0 }

            Callback { parts with Knowing = Some(fun network loss -> { parts with Step = step (Some(network, loss)) }) }

        let tensorBoard (folder: string) : Callback = tensorBoardWith (TensorBoardOptions.inFolder folder)
