namespace FuncNet

[<Sealed>]
type Criterion internal (name: string, isLargest: bool, metric: string option, read: EpochReport -> float) =

    member _.Name = name
    member _.IsLargest = isLargest
    member internal _.Read(report) = read report
    member internal _.Metric = metric
    member internal _.Worst = if isLargest then -infinity else infinity

    member internal _.Improves(margin: float, best: float, value: float) =
        if isLargest then value > best + margin else value < best - margin

    override _.ToString() = if isLargest then $"largest {name}" else $"smallest {name}"

[<RequireQualifiedAccess; CompilationRepresentation(CompilationRepresentationFlags.ModuleSuffix)>]
module Criterion =

    let loss = Criterion("loss", false, None, _.DecidingLoss)

    let trainingLoss = Criterion("training loss", false, None, _.Loss)

    let private ofMetric isLargest (metric: string) =
        let read (report: EpochReport) =
            (if report.HasValidation then report.ValidationMetrics else report.Metrics)
            |> Seq.tryFind (fun figure -> figure.Name = metric)
            |> Option.map _.Value
            |> Option.defaultValue nan

        Criterion(metric, isLargest, Some metric, read)

    let smallest metric = ofMetric false metric

    let largest metric = ofMetric true metric
