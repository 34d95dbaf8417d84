namespace FuncNet

open System
open System.Collections.Generic

/// A point of the curve over steps: means over the steps since the point before it.
type StepPoint = {
    /// The last of its steps, counted from the beginning of the run.
    Step: int
    /// The mean loss.
    Loss: float
    /// The mean of each metric.
    Metrics: IReadOnlyList<Figure>
}

/// How large the gradient of a layer is.
type LayerGradient = {
    /// The name of the layer in the network.
    Path: string
    /// What it is, such as "Dense".
    Kind: string
    /// ‖∂loss/∂w‖ over all its parameters.
    Norm: float
}

/// What is known of an epoch beside what it reports.
type EpochRecord = {
    /// What it reports.
    Report: EpochReport
    /// The last step of it, counted from the beginning of the run.
    Step: int
    /// How many samples were seen in it, by this run.
    Samples: int
    /// The seconds that its steps took; all of the epoch if its steps were not told, as in a log of epochs. Pauses do not count.
    TrainingSeconds: float
    /// The seconds between its last step and its report: the validation.
    ValidationSeconds: float
    /// How large gradients were after it, layer by layer; empty if they were not measured.
    Gradients: IReadOnlyList<LayerGradient>
}

/// How a run stands.
[<RequireQualifiedAccess>]
type RunPhase =
    /// It has not begun.
    | Waiting
    /// It goes on.
    | Running
    /// Somebody has paused it.
    | Paused
    /// It is over.
    | Finished

/// What has happened in a training run so far, with its times, as one immutable value. A Recorder makes it.
[<Sealed>]
type RunRecord =
    /// Nothing has happened yet.
    static member Empty: RunRecord

    /// What the trainer is made of, line by line, as it was when the recorder was attached; empty if it was not attached.
    member Settings: IReadOnlyList<KeyValuePair<string, string>>

    /// When the run began; the first moment of the calendar if it has not.
    member Began: DateTimeOffset

    /// How the run stands.
    member Phase: RunPhase

    /// How many epochs there will be.
    member Epochs: int

    /// Steps of an epoch; 0 if they are not known beforehand.
    member StepsPerEpoch: int

    /// Samples of an epoch; 0 if they are not known beforehand.
    member Samples: int

    /// The epoch under way, or the last, from 1; 0 if there is none.
    member Epoch: int

    /// Steps done of it.
    member StepInEpoch: int

    /// Steps done, counted from the beginning of the run.
    member Step: int

    /// Losses and metrics over the steps, at most 1,024 points: where there are more, neighbours are put together.
    member Steps: IReadOnlyList<StepPoint>

    /// The epochs that are done, in order.
    member History: IReadOnlyList<EpochRecord>

    /// The seconds since the beginning, up to the last event. Pauses do not count.
    member Seconds: float

    /// The samples seen in a second of training, without validation; NaN if there are none.
    member SamplesPerSecond: float

    /// What has failed without ending the run.
    member Warnings: IReadOnlyList<string>

    /// Why the steps could not be compiled; "" if they were.
    member EagerReason: string

    /// Why the run has ended; "" while it goes on.
    member Reason: string

    /// The record after an event that happened so many seconds after the beginning of the clock, at a time of the calendar.
    member internal Add: event: TrainingEvent * seconds: float * now: DateTimeOffset -> RunRecord

    /// The record in which a span of the time after the last event counts for nothing.
    member internal Skip: seconds: float -> RunRecord

    /// The record with gradients for its last epoch.
    member internal WithGradients: gradients: LayerGradient[] -> RunRecord

    /// The record with the settings of its trainer.
    member internal WithSettings: settings: (string * string) list -> RunRecord

    /// The record of a run in that phase.
    member internal In: phase: RunPhase -> RunRecord
