namespace FuncNet

open System
open System.Collections.Generic

type private ReportParts = {
    Title: string
    Settings: (string * string) list
    Network: Network option
    Result: TrainingResult option
    /// Epochs that are known without a result.
    History: EpochReport list
    Record: RunRecord
    Figures: Figure list
    /// Parts of the document that are made already, by name.
    Sections: Map<string, Json>
}

[<Sealed>]
type Report private (parts: ReportParts) =

    static let empty =
        Report {
            Title = "Training report"
            Settings = []
            Network = None
            Result = None
            History = []
            Record = RunRecord.Empty
            Figures = []
            Sections = Map.empty
        }

    /// Settings in their order; one of the same name is replaced where it stands.
    let merged (settings: (string * string) list) =
        let replaced =
            parts.Settings
            |> List.map (fun (name, value) ->
                name, settings |> List.tryFind (fst >> (=) name) |> Option.map snd |> Option.defaultValue value)

        replaced @ (settings |> List.filter (fun (name, _) -> not (List.exists (fst >> (=) name) replaced)))

    let requireNetwork () =
        match parts.Network with
        | Some network -> network
        | None ->
            Errors.configuration "Report: there is no network yet. Begin with Report.Of(network) or Report.Of(result)."

    let history: EpochReport seq =
        match parts.Result with
        | Some result -> result.History
        | None when not parts.History.IsEmpty -> parts.History
        | None -> parts.Record.History |> Seq.map _.Report

    let run () =
        let reason, warnings =
            match parts.Result with
            | Some result -> result.Reason, result.Warnings :> string seq
            | None -> "", Seq.empty

        RunSection.json history reason warnings parts.Record

    let figures (figures: Figure seq) =
        Json.List [
            for figure in figures -> Json.Object [ "name", Json.Text figure.Name; "value", Json.Number figure.Value ]
        ]

    let judged (outcome: Outcome) depiction =
        let section =
            match outcome with
            | Outcome.Classes(names, truth, probabilities) ->
                "classification", Classification.json names truth probabilities
            | Outcome.Numbers(names, truth, predicted) -> "regression", Regression.json names truth predicted

        parts.Sections
        |> Map.remove "classification"
        |> Map.remove "regression"
        |> Map.add (fst section) (snd section)
        |> Map.add "samples" (Samples.json outcome depiction)

    static member Empty = empty

    static member Of(network: Network) : Report = empty.With(network)

    static member Of(result: TrainingResult) : Report = empty.With(result.Network).With(result)

    static member internal Of(trainer: Trainer, result: TrainingResult) : Report =
        let report = Report.Of(result).With(Settings.ofTrainer trainer @ Settings.ofResult result)

        match trainer.Validation with
        | None -> report
        | Some data ->
            let loss, measured = Trainer.evaluate trainer result.Network data
            let report = report.WithData(data).WithFigures([ { Name = "loss"; Value = loss }; yield! measured ])

            if Probe.isSimple result.Network then
                report.WithGradients(trainer.Loss, data)
            else
                report

    static member Of(plan: TrainingPlan, result: TrainingResult) : Report = Report.Of(plan.Trainer(), result)

    member private _.With(network: Network) : Report = Report { parts with Network = Some network }
    member private _.With(result: TrainingResult) : Report = Report { parts with Result = Some result }
    member private _.With(settings: (string * string) list) = Report { parts with Settings = merged settings }

    member _.Title = parts.Title
    member _.Titled(title: string) : Report = Report { parts with Title = title }
    member report.WithSetting(name: string, value: string) : Report = report.With [ name, value ]

    member report.WithSettings(settings: KeyValuePair<string, string> seq) : Report =
        report.With [ for setting in settings -> setting.Key, setting.Value ]

    member _.WithHistory(epochs: EpochReport list) : Report = Report { parts with History = epochs }

    member _.WithFigures(figures: Figure seq) : Report = Report { parts with Figures = List.ofSeq figures }

    member _.WithRecord(record: RunRecord) : Report =
        let known = parts.Settings |> List.map fst

        let more = [
            for name, value in
                [
                    for setting in record.Settings do
                        setting.Key, setting.Value
                    yield! Settings.ofRecord record
                ] do
                if not (List.contains name known) then
                    name, value
        ]

        Report { parts with Record = record; Settings = parts.Settings @ more }

    member _.WithData(data: Dataset) : Report =
        let network = requireNetwork ()

        let sections =
            match Outcome.ofData network data with
            | Some outcome -> judged outcome (Samples.ofData data)
            | None -> parts.Sections

        let few = data.InputSignal |> Signal.map (fun x -> Tensor.narrow 0 0 (min 512 data.Count) x)
        let activations = NetworkSection.activations (Explain.activationsOf few network)
        Report { parts with Sections = Map.add "activations" activations sections }

    member _.WithTable(model: TableModel, table: Table) : Report =
        let inputs = Preprocessor.inputs table model.Preprocessor
        let few = inputs |> Signal.map (fun x -> Tensor.narrow 0 0 (min 512 table.Count) x)

        let sections =
            judged (Outcome.ofTable model table) (Samples.ofTable model table)
            |> Map.add "activations" (NetworkSection.activations (Explain.activationsOf few model.Network))

        Report {
            parts with
                Network = Some model.Network
                Sections = sections
                Figures = List.ofSeq (TableModel.evaluate table model)
                Settings = merged [ "Target", model.Target ]
        }

    member _.WithGradients(loss: Loss, data: Dataset) : Report =
        let network = requireNetwork ()

        if not (Probe.isSimple network) then
            Errors.configuration
                "Report: gradients are measured for networks with one input and one output; this one takes %O and gives %O."
                network.InputShape
                network.OutputShape

        let norms = NetworkSection.norms (Probe.norms loss data network)
        Report { parts with Sections = Map.add "gradients" norms parts.Sections }

    member _.Run = run ()

    member _.Document(live: (string * Json) list) =
        Json.Object [
            "title", Json.Text parts.Title
            "library", Json.Text $"FuncNet {Page.version}"
            "settings", Json.List [ for name, value in parts.Settings -> Json.texts [ name; value ] ]
            "figures", figures parts.Figures
            match parts.Network with
            | Some network -> "network", NetworkSection.json network
            | None -> ()
            "run", run ()
            for section in parts.Sections do
                section.Key, section.Value
            if not live.IsEmpty then
                "live", Json.Object live
        ]

    member report.ToHtml() = Page.html parts.Title (report.Document [])

    member report.Save(path: string) =
        let bytes = Text.Encoding.UTF8.GetBytes(report.ToHtml())
        Files.writeAtomically path (fun stream -> stream.Write(ReadOnlySpan bytes))

[<RequireQualifiedAccess; CompilationRepresentation(CompilationRepresentationFlags.ModuleSuffix)>]
module Report =

    let empty = Report.Empty
    let ofNetwork (network: Network) = Report.Of network
    let ofResult (result: TrainingResult) = Report.Of result
    let ofTraining (trainer: Trainer) (result: TrainingResult) = Report.Of(trainer, result)
    let titled title (report: Report) = report.Titled title
    let withSetting name value (report: Report) = report.WithSetting(name, value)
    let withFigures figures (report: Report) = report.WithFigures figures
    let withRecord record (report: Report) = report.WithRecord record
    let withData data (report: Report) = report.WithData data
    let withTable model table (report: Report) = report.WithTable(model, table)
    let withGradients loss data (report: Report) = report.WithGradients(loss, data)
    let toHtml (report: Report) = report.ToHtml()
    let save path (report: Report) = report.Save path

    let fit (key: Key) (epochs: int) (data: TrainingData) (trainer: Trainer) : TrainingResult * Report =
        let recorder = Recorder.ofTrainer data trainer
        let result = trainer |> Recorder.attach recorder |> Trainer.fit key epochs data

        result, ofTraining trainer result |> withRecord recorder.Record |> withSetting "Random key" (string key)
