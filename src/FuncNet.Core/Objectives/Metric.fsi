namespace FuncNet

/// A figure that tells people how good a model is; nothing is differentiated. It gives a number for each sample, and is
/// averaged over samples.
[<Sealed>]
type Metric =
    internal new: name: string * perSample: (Signal<Tensor> -> Signal<Tensor> -> Tensor) -> Metric

    /// The name, as it stands in histories and progress, such as "accuracy".
    member Name: string

    /// Predictions and targets to float32 [batch].
    member internal PerSample: (Signal<Tensor> -> Signal<Tensor> -> Tensor)

    /// The name.
    override ToString: unit -> string

/// What a loss reads.
[<RequireQualifiedAccess; NoEquality; NoComparison>]
type internal Objective =
    /// One prediction and its target, to a number for each place, [batch] or [batch; …].
    | OfOne of values: (Tensor -> Tensor -> Tensor)
    /// A loss for each output and its target, which are added.
    | Beside of Loss[]

/// What training makes small: a number for each sample, averaged over the batch.
and [<Sealed>] Loss =
    internal new:
        name: string *
        objective: Objective *
        metrics: Metric list *
        classWeighted: (Tensor -> Tensor -> Tensor -> Tensor) option ->
            Loss

    internal new: name: string * values: (Tensor -> Tensor -> Tensor) * metrics: Metric list -> Loss

    /// The name, as it stands in summaries, such as "softmaxCrossEntropy".
    member Name: string

    member internal Objective: Objective

    /// Prediction and target to a number for each place, [batch] or [batch; …]; an error for losses beside each other.
    member internal Values: (Tensor -> Tensor -> Tensor)

    /// For a loss Σ_c t_c ℓ_c: from weights [classes], prediction and target to Σ_c w_c t_c ℓ_c.
    member internal ClassWeighted: (Tensor -> Tensor -> Tensor -> Tensor) option

    /// Predictions and targets to [batch].
    member internal PerSample: (Signal<Tensor> -> Signal<Tensor> -> Tensor)

    /// What is reported next to this loss, unless something else is asked for.
    member internal DefaultMetrics: Metric list

    /// The name.
    override ToString: unit -> string

/// Figures of merit. prediction: [batch; …]; target: as the metric says.
[<RequireQualifiedAccess; CompilationRepresentation(CompilationRepresentationFlags.ModuleSuffix)>]
module Metric =

    /// A metric of your own: from prediction and target a number for each sample, [batch] or [batch; …].
    val custom: name: string -> values: (Tensor -> Tensor -> Tensor) -> Metric

    /// The share of places where the largest of the scores is that of the true class.
    /// prediction: [batch; …; classes]; target: int32 labels [batch; …], or a distribution in the shape of the prediction.
    val accuracy: Metric

    /// The share of outputs on the right side of a threshold: ½ for probabilities, 0 for logits. An output counts as true
    /// when it is over the threshold, a target when it is over ½. target: in the shape of the prediction; [n] for [n; 1].
    val binaryAccuracy: threshold: float -> Metric

    /// The share of places where the true class is among the k with the largest scores; of equal scores the first counts
    /// as larger, so topK 1 is accuracy. Shapes as for accuracy.
    val topK: k: int -> Metric

    /// The mean of (prediction − target)². target: in the shape of the prediction; [n] for [n; 1].
    val meanSquaredError: Metric

    /// The mean of |prediction − target|. target: in the shape of the prediction; [n] for [n; 1].
    val meanAbsoluteError: Metric

    /// 1 where t·y ≤ 0, else 0: the zero-one loss of scores y for labels t = ±1. It is a step, and only measured: a gradient asked
    /// of it is an error that names losses to minimize in its place. target: ±1 in the shape of the prediction; [n] for [n; 1].
    val zeroOne: Metric

    /// −Σ_c t_c ln p_c of probabilities: [batch; …; classes] with labels or a distribution. p is kept over 10⁻¹⁵ (as in scikit-learn).
    val logLoss: Metric

    /// A loss, looked at as a metric.
    val ofLoss: loss: Loss -> Metric

    /// A metric of one output of a network that has several, and of the target for it; the first place is 0. Its name is "accuracy[0]".
    val ofOutput: place: int -> metric: Metric -> Metric

    /// The metric of each sample: float32 [batch].
    val evaluate: metric: Metric -> prediction: Tensor -> target: Tensor -> Tensor
