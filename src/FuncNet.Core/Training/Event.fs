namespace FuncNet

open System
open System.Collections.Generic

[<Struct; CustomEquality; NoComparison>]
type Figure = {
    Name: string
    Value: float
} with

    override figure.ToString() = $"{figure.Name} {figure.Value:F4}"

    override figure.Equals(other) =
        match other with
        | :? Figure as other -> figure.Name = other.Name && figure.Value.Equals other.Value
        | _ -> false

    override figure.GetHashCode() = HashCode.Combine(figure.Name, figure.Value)

type StepReport = {
    Epoch: int
    StepInEpoch: int
    Step: int
    Samples: int
    Loss: float
    Metrics: IReadOnlyList<Figure>
}

[<CustomEquality; NoComparison>]
type EpochReport = {
    Epoch: int
    Loss: float
    Metrics: IReadOnlyList<Figure>
    HasValidation: bool
    ValidationLoss: float
    ValidationMetrics: IReadOnlyList<Figure>
    Rate: float
} with

    member report.DecidingLoss = if report.HasValidation then report.ValidationLoss else report.Loss

    override report.Equals(other) =
        match other with
        | :? EpochReport as other ->
            report.Epoch = other.Epoch
            && report.Loss.Equals other.Loss
            && Seq.toList report.Metrics = Seq.toList other.Metrics
            && report.HasValidation = other.HasValidation
            && report.ValidationLoss.Equals other.ValidationLoss
            && Seq.toList report.ValidationMetrics = Seq.toList other.ValidationMetrics
            && report.Rate.Equals other.Rate
        | _ -> false

    override report.GetHashCode() = HashCode.Combine(report.Epoch, report.Loss)

[<RequireQualifiedAccess>]
type TrainingEvent =
    | Started of Epochs: int * StepsPerEpoch: int * Samples: int
    | RunsEagerly of Reason: string
    | StepDone of Report: StepReport
    | EpochDone of Report: EpochReport
    | Warned of Message: string
    | Finished of Reason: string
