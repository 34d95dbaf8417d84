namespace FuncNet

open System.Collections.Generic

/// A figure with its name, such as accuracy 0.97.
[<Struct; CustomEquality; NoComparison>]
type Figure = {
    /// What was measured.
    Name: string
    /// Its value: the mean over the samples.
    Value: float
} with

    /// As it is printed: accuracy 0.9700.
    override ToString: unit -> string

    /// Figures are equal when names and values are; NaN equals NaN.
    override Equals: other: (obj | null) -> bool

    /// A hash of name and value.
    override GetHashCode: unit -> int

/// What one training step reports.
type StepReport = {
    /// The epoch, from 1.
    Epoch: int
    /// The step within the epoch, from 1.
    StepInEpoch: int
    /// The step within the run, from 1.
    Step: int
    /// How many samples the batch had.
    Samples: int
    /// The mean loss over the batch, before the step.
    Loss: float
    /// The metrics over the batch, before the step.
    Metrics: IReadOnlyList<Figure>
}

/// What one epoch reports: means over its samples, as they were met in training, and the validation after it.
[<CustomEquality; NoComparison>]
type EpochReport = {
    /// The epoch, from 1.
    Epoch: int
    /// The mean loss.
    Loss: float
    /// The metrics.
    Metrics: IReadOnlyList<Figure>
    /// True if there are validation data. What was measured on them may be NaN all the same.
    HasValidation: bool
    /// The mean loss on the validation data; NaN if there are none.
    ValidationLoss: float
    /// The metrics on the validation data; empty if there are none.
    ValidationMetrics: IReadOnlyList<Figure>
    /// The learning rate of the last step.
    Rate: float
} with

    /// The loss that decides what is best: of the validation if there is one, NaN though it may be.
    member DecidingLoss: float

    /// Reports are equal when all their figures are; NaN equals NaN.
    override Equals: other: (obj | null) -> bool

    /// A hash of epoch and loss.
    override GetHashCode: unit -> int

/// What happens in a training run, in the order in which it happens. Progress bars and logs consume it.
[<RequireQualifiedAccess>]
type TrainingEvent =
    /// The run begins (or goes on). Steps of an epoch, and its samples, are 0 where a pipeline does not know them beforehand.
    | Started of Epochs: int * StepsPerEpoch: int * Samples: int
    /// The steps cannot be compiled, and run one operation at a time; why, and where if that is known.
    | RunsEagerly of Reason: string
    /// A step is done.
    | StepDone of Report: StepReport
    /// An epoch is done, validation included.
    | EpochDone of Report: EpochReport
    /// Something that the run goes on without has failed, such as a log or a checkpoint that cannot be written.
    | Warned of Message: string
    /// The run is over, and why.
    | Finished of Reason: string
