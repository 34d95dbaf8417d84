namespace FuncNet

[<RequireQualifiedAccess; CompilationRepresentation(CompilationRepresentationFlags.ModuleSuffix)>]
module Loss =

    let perSample (loss: Loss) (prediction: Tensor) (target: Tensor) : Tensor = loss.PerSample prediction target

    let value (loss: Loss) (prediction: Tensor) (target: Tensor) : Tensor =
        Tensor.mean (loss.PerSample prediction target)

    let custom name (values: Tensor -> Tensor -> Tensor) = Loss(name, values, [])

    let softmaxCrossEntropy =
        let values (logits: Tensor) target =
            match Agreement.classes "softmaxCrossEntropy" logits target with
            | Classes.Labels labels -> Tensor.logSumExpOver [ -1 ] logits - Agreement.atLabels labels logits
            | Classes.Distribution t -> -(Tensor.sumOver [ -1 ] (t * Tensor.logSoftmax -1 logits))

        Loss("softmaxCrossEntropy", values, [ Metric.accuracy ])

    let crossEntropyWith (epsilon: float) =
        let ε = Argument.positive "Loss.crossEntropy" "epsilon" epsilon
        let ln (p: Tensor) = log (Tensor.maximum p (Tensor.number p.DType ε))

        let values p target =
            match Agreement.classes "crossEntropy" p target with
            | Classes.Labels labels -> -(ln (Agreement.atLabels labels p))
            | Classes.Distribution t -> -(Tensor.sumOver [ -1 ] (t * ln p))

        Loss("crossEntropy", values, [ Metric.accuracy ])

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
