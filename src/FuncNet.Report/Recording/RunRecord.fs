namespace FuncNet

open System
open System.Collections.Generic

type StepPoint = { Step: int; Loss: float; Metrics: IReadOnlyList<Figure> }

type LayerGradient = { Path: string; Kind: string; Norm: float }

type EpochRecord = {
    Report: EpochReport
    Step: int
    Samples: int
    TrainingSeconds: float
    ValidationSeconds: float
    Gradients: IReadOnlyList<LayerGradient>
}

[<RequireQualifiedAccess>]
type RunPhase =
    | Waiting
    | Running
    | Paused
    | Finished

/// The curve over steps, newest first, never longer than its limit.
type private StepCurve = {
    /// How many steps a point stands for.
    Stride: int
    Count: int
    Points: StepPoint list
    /// Steps behind the last point, newest first.
    Loose: StepPoint list
}

module private StepCurve =

    let private limit = 1024

    let private mean (points: StepPoint list) : StepPoint =
        let share (value: StepPoint -> float) = points |> List.averageBy value

        {
            Step = points.Head.Step
            Loss = share _.Loss
            Metrics = [|
                for i, figure in Seq.indexed points.Head.Metrics do
                    { Name = figure.Name; Value = share (fun point -> point.Metrics[i].Value) }
            |]
        }

    let empty = { Stride = 1; Count = 0; Points = []; Loose = [] }

    let add (point: StepPoint) curve =
        let loose = point :: curve.Loose

        if loose.Length < curve.Stride then
            { curve with Loose = loose }
        elif curve.Count + 1 < limit then
            { curve with Count = curve.Count + 1; Points = mean loose :: curve.Points; Loose = [] }
        else
            let halved = mean loose :: curve.Points |> List.chunkBySize 2 |> List.map mean
            { Stride = 2 * curve.Stride; Count = halved.Length; Points = halved; Loose = [] }

    let points curve =
        (if curve.Loose.IsEmpty then curve.Points else mean curve.Loose :: curve.Points)
        |> List.rev
        |> List.toArray

type private RecordParts = {
    Settings: (string * string) list
    Began: DateTimeOffset
    Phase: RunPhase
    Epochs: int
    StepsPerEpoch: int
    Samples: int
    Epoch: int
    StepInEpoch: int
    Step: int
    Curve: StepCurve
    /// Newest first.
    History: EpochRecord list
    /// Newest first.
    Warnings: string list
    EagerReason: string
    Reason: string
    /// The clock at the last event, moved by what counts for nothing.
    Last: float
    Seconds: float
    /// Of the epoch under way.
    EpochSeconds: float
    EpochSamples: int
    TrainingSeconds: float
    TrainedSamples: int
}

[<Sealed>]
type RunRecord private (parts: RecordParts) =

    static let empty =
        RunRecord {
            Settings = []
            Began = DateTimeOffset.MinValue
            Phase = RunPhase.Waiting
            Epochs = 0
            StepsPerEpoch = 0
            Samples = 0
            Epoch = 0
            StepInEpoch = 0
            Step = 0
            Curve = StepCurve.empty
            History = []
            Warnings = []
            EagerReason = ""
            Reason = ""
            Last = 0.0
            Seconds = 0.0
            EpochSeconds = 0.0
            EpochSamples = 0
            TrainingSeconds = 0.0
            TrainedSamples = 0
        }

    static member Empty = empty

    member _.Settings: IReadOnlyList<KeyValuePair<string, string>> =
        Array.AsReadOnly [| for name, value in parts.Settings -> KeyValuePair(name, value) |]

    member _.Began = parts.Began
    member _.Phase = parts.Phase
    member _.Epochs = parts.Epochs
    member _.StepsPerEpoch = parts.StepsPerEpoch
    member _.Samples = parts.Samples
    member _.Epoch = parts.Epoch
    member _.StepInEpoch = parts.StepInEpoch
    member _.Step = parts.Step
    member _.Steps: IReadOnlyList<StepPoint> = Array.AsReadOnly(StepCurve.points parts.Curve)
    member _.History: IReadOnlyList<EpochRecord> = Array.AsReadOnly(List.toArray (List.rev parts.History))
    member _.Seconds = parts.Seconds

    member _.SamplesPerSecond =
        if parts.TrainedSamples > 0 && parts.TrainingSeconds > 0.0 then
            float parts.TrainedSamples / parts.TrainingSeconds
        else
            nan

    member _.Warnings: IReadOnlyList<string> = Array.AsReadOnly(List.toArray (List.rev parts.Warnings))
    member _.EagerReason = parts.EagerReason
    member _.Reason = parts.Reason

    member _.Add(event: TrainingEvent, seconds: float, now: DateTimeOffset) : RunRecord =
        let passed = max 0.0 (seconds - parts.Last)
        let later = { parts with Last = max parts.Last seconds; Seconds = parts.Seconds + passed }

        match event with
        | TrainingEvent.Started(epochs, steps, samples) -> {
            empty.Parts with
                Settings = parts.Settings
                Began = now
                Phase = RunPhase.Running
                Epochs = epochs
                StepsPerEpoch = steps
                Samples = samples
                Last = seconds
          }
        | TrainingEvent.StepDone report ->
            let point: StepPoint = { Step = report.Step; Loss = report.Loss; Metrics = report.Metrics }

            {
                later with
                    Epoch = report.Epoch
                    StepInEpoch = report.StepInEpoch
                    Step = report.Step
                    Curve = StepCurve.add point parts.Curve
                    EpochSeconds = parts.EpochSeconds + passed
                    EpochSamples = parts.EpochSamples + report.Samples
                    TrainingSeconds = parts.TrainingSeconds + passed
                    TrainedSamples = parts.TrainedSamples + report.Samples
            }
        | TrainingEvent.EpochDone report ->
            // Where no step has been seen, such as in a log of epochs, the time of the epoch is one.
            let training, validation =
                if parts.EpochSamples = 0 then passed, 0.0
                elif report.HasValidation then parts.EpochSeconds, passed
                else parts.EpochSeconds, 0.0

            let epoch = {
                Report = report
                Step = parts.Step
                Samples = parts.EpochSamples
                TrainingSeconds = training
                ValidationSeconds = validation
                Gradients = [||]
            }

            {
                later with
                    Epoch = report.Epoch
                    History = epoch :: parts.History
                    EpochSeconds = 0.0
                    EpochSamples = 0
            }
        | TrainingEvent.RunsEagerly reason -> { later with EagerReason = reason }
        | TrainingEvent.Warned message -> { later with Warnings = message :: parts.Warnings }
        | TrainingEvent.Finished reason -> { later with Phase = RunPhase.Finished; Reason = reason }
        |> RunRecord

    member _.Skip(seconds: float) = RunRecord { parts with Last = parts.Last + max 0.0 seconds }

    member _.WithGradients(gradients: LayerGradient[]) =
        match parts.History with
        | last :: before -> RunRecord { parts with History = { last with Gradients = gradients } :: before }
        | [] -> RunRecord parts

    member _.WithSettings(settings: (string * string) list) = RunRecord { parts with Settings = settings }
    member _.In(phase: RunPhase) = RunRecord { parts with Phase = phase }

    member private _.Parts: RecordParts = parts
