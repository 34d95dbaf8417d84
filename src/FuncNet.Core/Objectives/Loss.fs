namespace FuncNet

[<RequireQualifiedAccess; CompilationRepresentation(CompilationRepresentationFlags.ModuleSuffix)>]
module Loss =

    let perSampleOf (loss: Loss) (predictions: Signal<Tensor>) (targets: Signal<Tensor>) : Tensor =
        loss.PerSample predictions targets

    let perSample (loss: Loss) (prediction: Tensor) (target: Tensor) : Tensor =
        perSampleOf loss (Signal.One prediction) (Signal.One target)

    let internal mean (weights: Tensor option) (loss: Loss) predictions targets =
        let each = perSampleOf loss predictions targets

        match weights with
        | None -> Tensor.mean each
        | Some weights when weights.Shape = each.Shape -> Tensor.mean (Tensor.cast each.DType weights * each)
        | Some weights ->
            Errors.shape
                "%s: a weight for each of the %d samples was expected; the weights have the shape %O."
                loss.Name
                each.Size
                weights.Shape

    let value (loss: Loss) (prediction: Tensor) (target: Tensor) : Tensor =
        mean None loss (Signal.One prediction) (Signal.One target)

    let weightedValue (weights: Tensor) (loss: Loss) (prediction: Tensor) (target: Tensor) : Tensor =
        let weights = Agreement.sampleWeights "Loss.weightedValue" weights
        mean (Some weights) loss (Signal.One prediction) (Signal.One target)

    let beside (losses: Loss seq) =
        match Seq.toArray losses with
        | [||] -> Errors.configuration "Loss.beside: at least one loss is needed."
        | [| loss |] -> loss
        | losses ->
            let name = losses |> Array.map _.Name |> String.concat " + "

            let metrics =
                losses
                |> Seq.mapi (fun place loss -> loss.DefaultMetrics |> List.map (Metric.ofOutput place))
                |> List.concat

            Loss(name, Objective.Beside losses, metrics, None)

    let rec scale (factor: float) (loss: Loss) =
        let λ = Argument.nonNegative "Loss.scale" "the factor" factor

        let objective =
            match loss.Objective with
            | Objective.OfOne values -> Objective.OfOne(fun prediction target -> λ * values prediction target)
            | Objective.Beside losses -> Objective.Beside(Array.map (scale λ) losses)

        let classWeighted =
            loss.ClassWeighted
            |> Option.map (fun values weights prediction target -> λ * values weights prediction target)

        Loss($"{λ}·{loss.Name}", objective, loss.DefaultMetrics, classWeighted)

    let custom name (values: Tensor -> Tensor -> Tensor) = Loss(name, values, [])

    /// −Σ_c t_c·ln p_c, from −ln p at labels and ln p of all classes.
    let private ofClasses name (atLabels: Tensor -> Tensor -> Tensor) (ln: Tensor -> Tensor) =
        let values x target =
            match Agreement.classes name x target with
            | Classes.Labels labels -> atLabels labels x
            | Classes.Distribution t -> -(Tensor.sumOver [ -1 ] (t * ln x))

        let classWeighted (weights: Tensor) x target =
            match Agreement.classes name x target with
            | Classes.Labels labels -> Tensor.gather 0 labels weights * atLabels labels x
            | Classes.Distribution t -> -(Tensor.sumOver [ -1 ] (weights * t * ln x))

        Loss(name, Objective.OfOne values, [ Metric.accuracy ], Some classWeighted)

    let softmaxCrossEntropy =
        ofClasses
            "softmaxCrossEntropy"
            (fun labels logits -> Tensor.logSumExpOver [ -1 ] logits - Agreement.atLabels labels logits)
            (Tensor.logSoftmax -1)

    let crossEntropyWith (epsilon: float) =
        let ε = Argument.positive "Loss.crossEntropy" "epsilon" epsilon
        let ln (p: Tensor) = log (Tensor.maximum p (Tensor.number p.DType ε))

        ofClasses "crossEntropy" (fun labels p -> -(ln (Agreement.atLabels labels p))) ln

    let crossEntropy = crossEntropyWith 1e-7

    let binaryCrossEntropyWith (epsilon: float) =
        let ε = Argument.positive "Loss.binaryCrossEntropy" "epsilon" epsilon

        if ε >= 0.5 then
            Errors.configuration "Loss.binaryCrossEntropy: epsilon must be under 0.5; it is %g." ε

        let values p target =
            let t = Agreement.probabilities "binaryCrossEntropy" p target
            let p = Tensor.clamp ε (1.0 - ε) p
            -(t * log p + (1.0 - t) * log (1.0 - p))

        Loss("binaryCrossEntropy", values, [ Metric.binaryAccuracy 0.5 ])

    let binaryCrossEntropy = binaryCrossEntropyWith 1e-7

    let sigmoidCrossEntropy =
        let values x target =
            let t = Agreement.probabilities "sigmoidCrossEntropy" x target
            // Equal to max(x, 0) − x·t + softplus(−|x|), whose derivative at x = 0 would be that of a kink: −t and not ½ − t.
            t * Tensor.softplus -x + (1.0 - t) * Tensor.softplus x

        Loss("sigmoidCrossEntropy", values, [ Metric.binaryAccuracy 0.0 ])

    let private ofDifference name (f: Tensor -> Tensor) =
        custom name (fun prediction target -> f (prediction - Agreement.target name prediction target))

    let meanSquaredError = ofDifference "meanSquaredError" Tensor.square
    let meanAbsoluteError = ofDifference "meanAbsoluteError" abs

    let smoothL1 (beta: float) =
        let β = Argument.positive "Loss.smoothL1" "beta" beta

        ofDifference "smoothL1" (fun d ->
            let near = Tensor.less (abs d) (Tensor.number d.DType β)
            Tensor.where near (Tensor.square d / (2.0 * β)) (abs d - β / 2.0))

    let huber (delta: float) =
        let δ = Argument.positive "Loss.huber" "delta" delta

        ofDifference "huber" (fun d ->
            let near = Tensor.less (abs d) (Tensor.number d.DType δ)
            Tensor.where near (Tensor.square d / 2.0) (δ * (abs d - δ / 2.0)))
