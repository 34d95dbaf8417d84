namespace FuncNet

/// A figure that tells people how good a model is; nothing is differentiated. It gives a number for each sample, and is
/// averaged over samples.
[<Sealed>]
type Metric =
    /// The name, as it stands in histories and progress, such as "accuracy".
    member Name: string

    /// The name.
    override ToString: unit -> string

/// What training makes small: a number for each sample, averaged over the batch.
[<Sealed>]
type Loss =
    internal new: name: string * values: (Tensor -> Tensor -> Tensor) * metrics: Metric list -> Loss

    /// The name, as it stands in summaries, such as "softmaxCrossEntropy".
    member Name: string

    /// Prediction and target to a number for each place, [batch] or [batch; …].
    member internal Values: (Tensor -> Tensor -> Tensor)

    /// Prediction and target to [batch].
    member internal PerSample: (Tensor -> Tensor -> Tensor)

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

    /// The metric of each sample: float32 [batch].
    val evaluate: metric: Metric -> prediction: Tensor -> target: Tensor -> Tensor
