namespace FuncNet;

/// <summary>
/// Losses: what training makes small. Each gives a number for each sample, and its value is the mean over the batch. A target
/// that does not fit the prediction is an error with both shapes; nothing is broadcast.
/// </summary>
public static class Losses
{
    /// <summary>
    /// ln Σⱼ e^xⱼ − x_c: the cross-entropy of classes from logits, finite for any of them. prediction: [batch; …; classes];
    /// target: int32 labels [batch; …], or a distribution in the shape of the prediction.
    /// </summary>
    public static Loss SoftmaxCrossEntropy => LossModule.softmaxCrossEntropy;

    /// <summary>−Σ t·ln max(p, ε): the cross-entropy of classes from probabilities. Prefer SoftmaxCrossEntropy, from logits.</summary>
    public static Loss CrossEntropy(double epsilon = 1e-7) => LossModule.crossEntropyWith(epsilon);

    /// <summary>t·softplus(−x) + (1 − t)·softplus(x): the binary cross-entropy from logits. target: between 0 and 1, in the shape of the prediction.</summary>
    public static Loss SigmoidCrossEntropy => LossModule.sigmoidCrossEntropy;

    /// <summary>−t ln p − (1 − t) ln(1 − p), p brought into [ε, 1 − ε]: the binary cross-entropy from probabilities. Prefer SigmoidCrossEntropy.</summary>
    public static Loss BinaryCrossEntropy(double epsilon = 1e-7) => LossModule.binaryCrossEntropyWith(epsilon);

    /// <summary>(y − t)²: for regression. target: in the shape of the prediction.</summary>
    public static Loss MeanSquaredError => LossModule.meanSquaredError;

    /// <summary>|y − t|: for regression with outliers. target: in the shape of the prediction.</summary>
    public static Loss MeanAbsoluteError => LossModule.meanAbsoluteError;

    /// <summary>d²/2β where |d| &lt; β, |d| − β/2 elsewhere, d = y − t (Huber 1964).</summary>
    public static Loss SmoothL1(double beta = 1) => LossModule.smoothL1(beta);

    /// <summary>A loss of your own: from prediction and target a number for each sample, [batch] or [batch; …].</summary>
    public static Loss Custom(string name, Func<Tensor, Tensor, Tensor> values) =>
        LossModule.custom(name, Functions.Of(values));
}

/// <summary>Losses as functions.</summary>
public static class LossExtensions
{
    /// <summary>The mean over the batch: a scalar.</summary>
    public static Tensor Value(this Loss loss, Tensor prediction, Tensor target) =>
        LossModule.value(loss, prediction, target);

    /// <summary>The loss of each sample: [batch].</summary>
    public static Tensor ForEachSample(this Loss loss, Tensor prediction, Tensor target) =>
        LossModule.perSample(loss, prediction, target);

    /// <summary>The loss, looked at as a metric.</summary>
    public static Metric AsMetric(this Loss loss) => MetricModule.ofLoss(loss);
}
