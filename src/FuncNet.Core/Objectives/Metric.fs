namespace FuncNet

/// A figure that tells people how good a model is; nothing is differentiated. It gives a number for each sample, and is
/// averaged over samples.
[<Sealed>]
type Metric internal (name: string, values: Tensor -> Tensor -> Tensor) =

    /// The name, as it stands in histories and progress, such as "accuracy".
    member _.Name = name

    /// Prediction and target to float32 [batch].
    member internal _.PerSample =
        fun (prediction: Tensor) (target: Tensor) ->
            values prediction target |> Tensor.cast DType.Float32 |> Agreement.perSample name prediction

    /// The name.
    override _.ToString() = name

/// What training makes small: a number for each sample, averaged over the batch.
[<Sealed>]
type Loss internal (name: string, values: Tensor -> Tensor -> Tensor, metrics: Metric list) =

    /// The name, as it stands in summaries, such as "softmaxCrossEntropy".
    member _.Name = name

    /// Prediction and target to [batch].
    member internal _.PerSample =
        fun (prediction: Tensor) (target: Tensor) -> values prediction target |> Agreement.perSample name prediction

    /// What is reported next to this loss, unless something else is asked for.
    member internal _.DefaultMetrics = metrics

    /// The name.
    override _.ToString() = name

/// Figures of merit. prediction: [batch; …]; target: as the metric says.
[<RequireQualifiedAccess; CompilationRepresentation(CompilationRepresentationFlags.ModuleSuffix)>]
module Metric =

    let private labelsOf operation prediction target =
        match Agreement.classes operation prediction target with
        | Classes.Labels labels -> labels
        | Classes.Distribution distribution -> Tensor.argMax -1 distribution

    /// A metric of your own: from prediction and target a number for each sample, [batch] or [batch; …].
    let custom name (values: Tensor -> Tensor -> Tensor) = Metric(name, values)

    /// The share of places where the largest of the scores is that of the true class.
    /// prediction: [batch; …; classes]; target: int32 labels [batch; …], or a distribution in the shape of the prediction.
    let accuracy =
        custom "accuracy" (fun prediction target ->
            Tensor.equal (Tensor.argMax -1 prediction) (labelsOf "accuracy" prediction target)
            |> Tensor.cast DType.Float32)

    /// The share of outputs on the right side of a threshold: ½ for probabilities, 0 for logits. An output counts as true
    /// when it is over the threshold, a target when it is over ½. target: in the shape of the prediction; [n] for [n; 1].
    let binaryAccuracy (threshold: float) =
        custom "accuracy" (fun prediction target ->
            let truth = Agreement.target "binaryAccuracy" prediction target
            let over (bound: float) (x: Tensor) = Tensor.greater x (Tensor.number x.DType bound)

            Tensor.logicalNot (Tensor.logicalXor (over threshold prediction) (over 0.5 truth))
            |> Tensor.cast DType.Float32)

    /// The share of places where the true class is among the k with the largest scores; of equal scores the first counts
    /// as larger, so topK 1 is accuracy. Shapes as for accuracy.
    let topK k =
        let k = Argument.atLeast 1 "Metric.topK" "k" k

        custom $"top-{k} accuracy" (fun prediction target ->
            let labels = labelsOf "topK" prediction target
            let _, places = Tensor.topK k -1 prediction
            let found = Tensor.equal places (Tensor.expandAxis -1 labels)
            Tensor.sumOver [ -1 ] (Tensor.cast DType.Float32 found))

    /// The mean of (prediction − target)². target: in the shape of the prediction; [n] for [n; 1].
    let meanSquaredError =
        custom "mse" (fun prediction target ->
            Tensor.square (prediction - Agreement.target "meanSquaredError" prediction target))

    /// The mean of |prediction − target|. target: in the shape of the prediction; [n] for [n; 1].
    let meanAbsoluteError =
        custom "mae" (fun prediction target ->
            abs (prediction - Agreement.target "meanAbsoluteError" prediction target))

    /// A loss, looked at as a metric.
    let ofLoss (loss: Loss) = custom loss.Name loss.PerSample

    /// The metric of each sample: float32 [batch].
    let evaluate (metric: Metric) (prediction: Tensor) (target: Tensor) : Tensor = metric.PerSample prediction target
