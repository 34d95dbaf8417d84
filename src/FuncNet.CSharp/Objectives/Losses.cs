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

    /// <summary>½d² where |d| &lt; δ, δ(|d| − ½δ) elsewhere, d = y − t (Huber 1964): δ · SmoothL1(δ).</summary>
    public static Loss Huber(double delta = 1) => LossModule.huber(delta);

    /// <summary>max(0, −t·y) for labels ±1 (Rosenblatt 1958); its derivative is −t where t·y ≤ 0.</summary>
    public static Loss Perceptron => MarginLosses.Loss.perceptron;

    /// <summary>max(0, 1 − t·y) for labels ±1, of support vector machines.</summary>
    public static Loss Hinge => MarginLosses.Loss.hinge;

    /// <summary>max(0, 1 − t·y)² for labels ±1.</summary>
    public static Loss SquaredHinge => MarginLosses.Loss.squaredHinge;

    /// <summary>ln(1 + e^(−t·y)) for labels ±1, the log loss of logistic regression: SigmoidCrossEntropy with other labels.</summary>
    public static Loss Logistic => MarginLosses.Loss.logistic;

    /// <summary>e^(−t·y) for labels ±1, of boosting.</summary>
    public static Loss Exponential => MarginLosses.Loss.exponential;

    /// <summary>1/classes · Σ_{j ≠ c} max(0, margin − x_c + x_j). prediction: [batch; …; classes]; target: int32 labels.</summary>
    public static Loss MulticlassHinge(double margin = 1) => MarginLosses.Loss.multiclassHinge(margin);

    /// <summary>y where t = 1, max(0, margin − y) where t = −1, of distances y.</summary>
    public static Loss HingeEmbedding(double margin = 1) => MarginLosses.Loss.hingeEmbedding(margin);

    /// <summary>−(1 − p_c)^γ ln p_c, p = softmax(x) (Lin et al. 2017): counts less what is already right. target: int32 labels.</summary>
    public static Loss Focal(double gamma = 2) => FocalLosses.Loss.focal(gamma);

    /// <summary>−α t (1 − p)^γ ln p − (1 − α)(1 − t) p^γ ln(1 − p), p = σ(x) (Lin et al. 2017).</summary>
    public static Loss BinaryFocal(double alpha = 0.25, double gamma = 2) => FocalLosses.Loss.binaryFocal(alpha, gamma);

    /// <summary>1 − cos(y, t) over the last axis. prediction, target: [batch; …; size].</summary>
    public static Loss CosineSimilarity => EmbeddingLosses.Loss.cosineSimilarity;

    /// <summary>1 − cos(a, b) where t = 1, max(0, cos(a, b) − margin) where t = −1. prediction: [batch; 2; size]; target: ±1 [batch].</summary>
    public static Loss CosineEmbedding(double margin = 0) => EmbeddingLosses.Loss.cosineEmbedding(margin);

    /// <summary>
    /// max(0, ‖a − p‖ − ‖a − n‖ + margin). prediction: [batch; 3; size], anchor, positive and negative; the target is not read.
    /// </summary>
    public static Loss Triplet(double margin = 1) => EmbeddingLosses.Loss.triplet(margin);

    /// <summary>e^x − t·x: of counts t, from logarithms x of their rates.</summary>
    public static Loss Poisson => DistributionLosses.Loss.poisson;

    /// <summary>y − t ln(y + 10⁻⁸): of counts t, from their rates y.</summary>
    public static Loss PoissonOfRates => DistributionLosses.Loss.poissonOfRates;

    /// <summary>Σ t (ln t − ln q): KL(t‖q). prediction: ln q [batch; …; classes], as LogSoftmax gives it; target: a distribution or labels.</summary>
    public static Loss KLDivergence => DistributionLosses.Loss.klDivergence;

    /// <summary>
    /// ℓ₁ + ℓ₂ + …, the k-th loss on the k-th output of the network and the k-th target:
    /// <c>Losses.Beside(Losses.SoftmaxCrossEntropy, Losses.MeanSquaredError.Scale(0.5))</c>.
    /// </summary>
    public static Loss Beside(params IReadOnlyList<Loss> losses) => LossModule.beside(losses);

    /// <summary>A loss of your own: from prediction and target a number for each sample, [batch] or [batch; …].</summary>
    public static Loss Custom(string name, Func<Tensor, Tensor, Tensor> values) =>
        LossModule.custom(name, Functions.Of(values));
}

/// <summary>Losses as functions.</summary>
public static class LossExtensions
{
    /// <summary>
    /// The mean over the batch, a scalar: Σ ℓᵢ / n over its n samples, or Σ wᵢ·ℓᵢ / n with weights: [batch] (as Keras does by default). A
    /// weight under 0 or NaN is a DataException, another number of weights a ShapeException.
    /// </summary>
    public static Tensor Value(this Loss loss, Tensor prediction, Tensor target, Tensor? weights = null) =>
        weights is null
            ? LossModule.value(loss, prediction, target)
            : LossModule.weightedValue(weights, loss, prediction, target);

    /// <summary>The loss of each sample: [batch].</summary>
    public static Tensor ForEachSample(this Loss loss, Tensor prediction, Tensor target) =>
        LossModule.perSample(loss, prediction, target);

    /// <summary>
    /// w_c · ℓ, c the class of each place; for binary and margin losses two weights, of 0 (or −1) and of 1. normalized: divided by the
    /// mean weight of the batch, as PyTorch does for labels, so that the value is Σ w·ℓ / Σ w. PyTorch's CrossEntropyLoss(weight,
    /// label_smoothing) is <c>Losses.SoftmaxCrossEntropy.WithLabelSmoothing(α).WithClassWeights(w, normalized: true)</c>, with distributions
    /// for targets normalized: false.
    /// </summary>
    public static Loss WithClassWeights(this Loss loss, IReadOnlyList<double> weights, bool normalized = false) =>
        normalized
            ? Weighting.Loss.withNormalizedClassWeights(weights, loss)
            : Weighting.Loss.withClassWeights(weights, loss);

    /// <summary>λ·ℓ, λ ≥ 0: how much a loss counts beside others.</summary>
    public static Loss Scale(this Loss loss, double factor) => LossModule.scale(factor, loss);

    /// <summary>The loss for the targets (1 − α)·t + α / classes: for a loss of classes that takes distributions.</summary>
    public static Loss WithLabelSmoothing(this Loss loss, double alpha = 0.1) =>
        Weighting.Loss.withLabelSmoothing(alpha, loss);

    /// <summary>The loss for the targets (1 − α)·t + α/2: for a binary loss with targets between 0 and 1.</summary>
    public static Loss WithBinaryLabelSmoothing(this Loss loss, double alpha = 0.1) =>
        Weighting.Loss.withBinaryLabelSmoothing(alpha, loss);

    /// <summary>The loss, looked at as a metric.</summary>
    public static Metric AsMetric(this Loss loss) => MetricModule.ofLoss(loss);
}
