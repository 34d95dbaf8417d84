namespace FuncNet

/// Losses. Each gives a number for each sample, the mean over the sample's places; its value is the mean over the batch.
[<RequireQualifiedAccess; CompilationRepresentation(CompilationRepresentationFlags.ModuleSuffix)>]
module Loss =

    /// The loss of each sample: [batch].
    let perSample (loss: Loss) (prediction: Tensor) (target: Tensor) : Tensor = loss.PerSample prediction target

    /// The mean over the batch: a scalar.
    let value (loss: Loss) (prediction: Tensor) (target: Tensor) : Tensor =
        Tensor.mean (loss.PerSample prediction target)

    /// A loss of your own: from prediction and target a number for each sample, [batch] or [batch; …].
    let custom name (values: Tensor -> Tensor -> Tensor) = Loss(name, values, [])

    /// ln Σⱼ e^xⱼ − x_c, or −Σ_c t_c ln softmax(x)_c: the cross-entropy of classes from logits x, finite for any of them.
    /// prediction: logits [batch; …; classes]; target: int32 labels [batch; …], or a distribution (one-hot, smoothed) in
    /// the shape of the logits. A label that is not a class is an error.
    let softmaxCrossEntropy =
        let values (logits: Tensor) target =
            match Agreement.classes "softmaxCrossEntropy" logits target with
            | Classes.Labels labels -> Tensor.logSumExpOver [ -1 ] logits - Agreement.atLabels labels logits
            | Classes.Distribution t -> -(Tensor.sumOver [ -1 ] (t * Tensor.logSoftmax -1 logits))

        Loss("softmaxCrossEntropy", values, [ Metric.accuracy ])

    /// −Σ_c t_c ln max(p_c, ε): the cross-entropy of classes from probabilities, with an ε of your own.
    let crossEntropyWith (epsilon: float) =
        let ε = Argument.positive "Loss.crossEntropy" "epsilon" epsilon
        let ln (p: Tensor) = log (Tensor.maximum p (Tensor.number p.DType ε))

        let values p target =
            match Agreement.classes "crossEntropy" p target with
            | Classes.Labels labels -> -(ln (Agreement.atLabels labels p))
            | Classes.Distribution t -> -(Tensor.sumOver [ -1 ] (t * ln p))

        Loss("crossEntropy", values, [ Metric.accuracy ])

    /// −Σ_c t_c ln max(p_c, ε), ε = 10⁻⁷ (as Keras; PyTorch has no such loss): the cross-entropy of classes from
    /// probabilities. Where a probability is under ε no gradient flows: prefer softmaxCrossEntropy. Shapes are as there.
    let crossEntropy = crossEntropyWith 1e-7

    /// −t ln p − (1 − t) ln(1 − p), p brought into [ε, 1 − ε]: the binary cross-entropy with an ε of your own, under ½.
    let binaryCrossEntropyWith (epsilon: float) =
        let ε = Argument.positive "Loss.binaryCrossEntropy" "epsilon" epsilon

        if ε >= 0.5 then
            Errors.configuration "Loss.binaryCrossEntropy: epsilon must be under 0.5; it is %g." ε

        let values p target =
            let t = Agreement.probabilities "binaryCrossEntropy" p target
            let p = Tensor.clamp ε (1.0 - ε) p
            -(t * log p + (1.0 - t) * log (1.0 - p))

        Loss("binaryCrossEntropy", values, [ Metric.binaryAccuracy 0.5 ])

    /// −t ln p − (1 − t) ln(1 − p), p brought into [10⁻⁷, 1 − 10⁻⁷] (as Keras; PyTorch stops the logarithm at −100):
    /// the binary cross-entropy from probabilities. Outside of these bounds no gradient flows: prefer sigmoidCrossEntropy.
    /// target: between 0 and 1, in the shape of the prediction; [n] for [n; 1].
    let binaryCrossEntropy = binaryCrossEntropyWith 1e-7

    /// −t ln σ(x) − (1 − t) ln(1 − σ(x)) = t·softplus(−x) + (1 − t)·softplus(x): the binary cross-entropy from logits,
    /// finite for any of them. target: between 0 and 1, in the shape of the prediction; [n] for [n; 1].
    let sigmoidCrossEntropy =
        let values x target =
            let t = Agreement.probabilities "sigmoidCrossEntropy" x target
            // Equal to max(x, 0) − x·t + softplus(−|x|), whose derivative at x = 0 would be that of a kink: −t and not ½ − t.
            t * Tensor.softplus -x + (1.0 - t) * Tensor.softplus x

        Loss("sigmoidCrossEntropy", values, [ Metric.binaryAccuracy 0.0 ])

    let private ofDifference name (f: Tensor -> Tensor) =
        custom name (fun prediction target -> f (prediction - Agreement.target name prediction target))

    /// (y − t)²: for regression. target: in the shape of the prediction; [n] for [n; 1].
    let meanSquaredError = ofDifference "meanSquaredError" Tensor.square

    /// |y − t|: for regression with outliers; it finds medians. target: in the shape of the prediction; [n] for [n; 1].
    let meanAbsoluteError = ofDifference "meanAbsoluteError" abs

    /// d²/2β where |d| < β, |d| − β/2 elsewhere, d = y − t (Huber 1964; Girshick 2015 with β = 1): squared near the target,
    /// absolute far from it, and smooth where they meet. target: in the shape of the prediction; [n] for [n; 1].
    let smoothL1 (beta: float) =
        let β = Argument.positive "Loss.smoothL1" "beta" beta

        ofDifference "smoothL1" (fun d ->
            let near = Tensor.less (abs d) (Tensor.number d.DType β)
            Tensor.where near (Tensor.square d / (2.0 * β)) (abs d - β / 2.0))
