namespace FuncNet

[<Sealed>]
type Metric internal (name: string, perSample: Signal<Tensor> -> Signal<Tensor> -> Tensor) =

    member _.Name = name
    member internal _.PerSample = perSample
    override _.ToString() = name

[<RequireQualifiedAccess; NoEquality; NoComparison>]
type internal Objective =
    | OfOne of values: (Tensor -> Tensor -> Tensor)
    | Beside of Loss[]

and [<Sealed>] Loss
    internal
    (
        name: string,
        objective: Objective,
        metrics: Metric list,
        classWeighted: (Tensor -> Tensor -> Tensor -> Tensor) option
    ) =

    internal new(name, values, metrics) = Loss(name, Objective.OfOne values, metrics, None)

    member _.Name = name
    member internal _.Objective = objective

    member internal _.Values =
        match objective with
        | Objective.OfOne values -> values
        | Objective.Beside losses ->
            fun _ _ ->
                Errors.configuration
                    "%s is %d losses beside each other; weights and smoothing of classes belong to the loss of one output."
                    name
                    losses.Length

    member internal _.ClassWeighted = classWeighted

    member internal _.PerSample =
        match objective with
        | Objective.OfOne values ->
            Agreement.ofOne name (fun prediction target ->
                values prediction target |> Agreement.perSample name prediction)
        | Objective.Beside losses ->
            fun prediction target ->
                let pairs = Agreement.pairs name losses.Length prediction target

                if pairs.Length > losses.Length then
                    Errors.shape
                        "%s: there are %d losses, and %d outputs; give each output a loss."
                        name
                        losses.Length
                        pairs.Length

                Array.map2 (fun (loss: Loss) (prediction, target) -> loss.PerSample prediction target) losses pairs
                |> Array.reduce (+)

    member internal _.DefaultMetrics = metrics
    override _.ToString() = name

[<RequireQualifiedAccess; CompilationRepresentation(CompilationRepresentationFlags.ModuleSuffix)>]
module Metric =

    let private labelsOf operation prediction target =
        match Agreement.classes operation prediction target with
        | Classes.Labels labels -> labels
        | Classes.Distribution distribution -> Tensor.argMax -1 distribution

    let custom name (values: Tensor -> Tensor -> Tensor) =
        let perSample prediction target =
            values prediction target |> Tensor.cast DType.Float32 |> Agreement.perSample name prediction

        Metric(name, Agreement.ofOne name perSample)

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

    let ofLoss (loss: Loss) =
        Metric(loss.Name, fun prediction target -> loss.PerSample prediction target |> Tensor.cast DType.Float32)

    let ofOutput place (metric: Metric) =
        let place = Argument.atLeast 0 "Metric.ofOutput" "the place" place
        let name = $"{metric.Name}[{place}]"

        Metric(
            name,
            fun prediction target ->
                let prediction, target = (Agreement.pairs name (place + 1) prediction target)[place]
                metric.PerSample prediction target
        )

    let evaluate (metric: Metric) (prediction: Tensor) (target: Tensor) : Tensor =
        metric.PerSample (Signal.One prediction) (Signal.One target)
