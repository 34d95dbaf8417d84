namespace FuncNet

/// A figure of an epoch that says which epoch is best: a loss, or a metric, of which the smallest or the largest value is wanted.
[<Sealed>]
type Criterion =
    /// The name of the figure, such as "loss" or "accuracy".
    member Name: string

    /// True if the largest value is the best.
    member IsLargest: bool

    /// The figure in a report; NaN if it has none.
    member internal Read: report: EpochReport -> float

    /// The metric that it reads, if it reads one.
    member internal Metric: string option

    /// What every number is better than.
    member internal Worst: float

    /// True if a value is better than the best so far by more than a margin; NaN never is.
    member internal Improves: margin: float * best: float * value: float -> bool

    /// The name, and what is wanted of it.
    override ToString: unit -> string

/// Figures that say which epoch is best. Where there are validation data, they are measured on those.
[<RequireQualifiedAccess; CompilationRepresentation(CompilationRepresentationFlags.ModuleSuffix)>]
module Criterion =

    /// The smallest loss: of the validation, if there is one.
    val loss: Criterion

    /// The smallest loss on the training data.
    val trainingLoss: Criterion

    /// The smallest value of a metric of the trainer, by its name. A run with a trainer that does not measure it is a ConfigurationException.
    val smallest: metric: string -> Criterion

    /// The largest value of a metric of the trainer, by its name. A run with a trainer that does not measure it is a ConfigurationException.
    val largest: metric: string -> Criterion
