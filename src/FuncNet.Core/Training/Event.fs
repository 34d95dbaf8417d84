namespace FuncNet

open System.Collections.Generic

[<Struct>]
type Figure = {
    Name: string
    Value: float
} with

    override figure.ToString() = $"{figure.Name} {figure.Value:F4}"

type StepReport = {
    Epoch: int
    StepInEpoch: int
    Step: int
    Samples: int
    Loss: float
    Metrics: IReadOnlyList<Figure>
}

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

[<RequireQualifiedAccess>]
type TrainingEvent =
    | Started of Epochs: int * StepsPerEpoch: int * Samples: int
    | RunsEagerly of Reason: string
    | StepDone of Report: StepReport
    | EpochDone of Report: EpochReport
    | Warned of Message: string
    | Finished of Reason: string
