namespace FuncNet

[<Sealed>]
type Metric internal (name: string, values: Tensor -> Tensor -> Tensor) =

    member _.Name = name

    /// Prediction and target to float32 [batch].
    member internal _.PerSample =
        fun (prediction: Tensor) (target: Tensor) ->
            values prediction target |> Tensor.cast DType.Float32 |> Agreement.perSample name prediction

    override _.ToString() = name

[<Sealed>]
type Loss internal (name: string, values: Tensor -> Tensor -> Tensor, metrics: Metric list) =

    member _.Name = name
    member internal _.Values = values

    member internal _.PerSample =
        fun (prediction: Tensor) (target: Tensor) -> values prediction target |> Agreement.perSample name prediction

    member internal _.DefaultMetrics = metrics
    override _.ToString() = name

[<RequireQualifiedAccess; CompilationRepresentation(CompilationRepresentationFlags.ModuleSuffix)>]
module Metric =

    let private labelsOf operation prediction target =
        match Agreement.classes operation prediction target with
        | Classes.Labels labels -> labels
        | Classes.Distribution distribution -> Tensor.argMax -1 distribution

    let custom name (values: Tensor -> Tensor -> Tensor) = Metric(name, values)

    let accuracy =
        custom "accuracy" (fun prediction target ->
            Tensor.equal (Tensor.argMax -1 prediction) (labelsOf "accuracy" prediction target)
            |> Tensor.cast DType.Float32)

    let binaryAccuracy (threshold: float) =
        custom "accuracy" (fun prediction target ->
            let truth = Agreement.target "binaryAccuracy" prediction target
            let over (bound: float) (x: Tensor) = Tensor.greater x (Tensor.number x.DType bound)

            Tensor.logicalNot (Tensor.logicalXor (over threshold prediction) (over 0.5 truth))
            |> Tensor.cast DType.Float32)

    let topK k =
        let k = Argument.atLeast 1 "Metric.topK" "k" k

        custom $"top-{k} accuracy" (fun prediction target ->
            let labels = labelsOf "topK" prediction target
            let _, places = Tensor.topK k -1 prediction
            let found = Tensor.equal places (Tensor.expandAxis -1 labels)
            Tensor.sumOver [ -1 ] (Tensor.cast DType.Float32 found))

    let meanSquaredError =
        custom "mse" (fun prediction target ->
            Tensor.square (prediction - Agreement.target "meanSquaredError" prediction target))

    let meanAbsoluteError =
        custom "mae" (fun prediction target ->
            abs (prediction - Agreement.target "meanAbsoluteError" prediction target))

    let zeroOne =
        custom "zero-one" (fun prediction target ->
            if Agreement.isDifferentiated prediction then
                Errors.configuration
                    "zeroOne: the zero-one loss is a step, whose gradient is 0 wherever there is one; minimize a loss that bounds it, such as Loss.hinge or Loss.logistic, and keep zeroOne as a metric."

            let t = Agreement.signs "zeroOne" prediction target

            Tensor.lessOrEqual (t * prediction) (Tensor.number prediction.DType 0.0)
            |> Tensor.cast DType.Float32)

    let logLoss =
        custom "log loss" (fun p target ->
            let ln (p: Tensor) = log (Tensor.maximum p (Tensor.number p.DType 1e-15))

            match Agreement.classes "logLoss" p target with
            | Classes.Labels labels -> -(ln (Agreement.atLabels labels p))
            | Classes.Distribution t -> -(Tensor.sumOver [ -1 ] (t * ln p)))

    let ofLoss (loss: Loss) = custom loss.Name loss.PerSample
    let evaluate (metric: Metric) (prediction: Tensor) (target: Tensor) : Tensor = metric.PerSample prediction target
