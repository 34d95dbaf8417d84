namespace FuncNet

/// Losses. Each gives a number ℓᵢ for each sample, the mean over the sample's places; its value is the mean Σ ℓᵢ / n over the n samples of
/// the batch, or Σ wᵢ·ℓᵢ / n where samples have weights (Dataset.withWeights).
[<RequireQualifiedAccess; CompilationRepresentation(CompilationRepresentationFlags.ModuleSuffix)>]
module Loss =

    /// The loss of each sample: [batch].
    val perSample: loss: Loss -> prediction: Tensor -> target: Tensor -> Tensor

    /// The mean over the batch: a scalar.
    val value: loss: Loss -> prediction: Tensor -> target: Tensor -> Tensor

    /// Σ wᵢ·ℓᵢ / n: a scalar. weights: [batch]. It divides by the number of samples (as Keras does by default), so weights of mean 1,
    /// as Dataset.withNormalizedWeights makes them, keep the size of the loss. A batch of another size is a ShapeException, a weight under 0 or NaN a DataException.
    val weightedValue: weights: Tensor -> loss: Loss -> prediction: Tensor -> target: Tensor -> Tensor

    /// The loss of each sample, [batch], for networks with several outputs.
    val perSampleOf: loss: Loss -> predictions: Signal<Tensor> -> targets: Signal<Tensor> -> Tensor

    /// The mean over the samples, weighted if there are weights.
    val internal mean:
        weights: Tensor option -> loss: Loss -> predictions: Signal<Tensor> -> targets: Signal<Tensor> -> Tensor

    /// ℓ₁ + ℓ₂ + …, the k-th loss on the k-th output of the network and the k-th target: for networks with several outputs, as
    /// Layer.beside and Join.Tuple make them. Its metrics are those of its losses, as "accuracy[0]". One loss is itself.
    val beside: losses: Loss seq -> Loss

    /// λ·ℓ, λ ≥ 0: how much a loss counts beside others.
    val scale: factor: float -> loss: Loss -> Loss

    /// A loss of your own: from prediction and target a number for each sample, [batch] or [batch; …].
    val custom: name: string -> values: (Tensor -> Tensor -> Tensor) -> Loss

    /// ln Σⱼ e^xⱼ − x_c, or −Σ_c t_c ln softmax(x)_c: the cross-entropy of classes from logits x, finite for any of them.
    /// prediction: logits [batch; …; classes]; target: int32 labels [batch; …], or a distribution (one-hot, smoothed) in
    /// the shape of the logits. A label that is not a class is an error.
    val softmaxCrossEntropy: Loss

    /// −Σ_c t_c ln max(p_c, ε): the cross-entropy of classes from probabilities, with an ε of your own.
    val crossEntropyWith: epsilon: float -> Loss

    /// −Σ_c t_c ln max(p_c, ε), ε = 10⁻⁷ (as Keras; PyTorch has no such loss): the cross-entropy of classes from
    /// probabilities. Where a probability is under ε no gradient flows: prefer softmaxCrossEntropy. Shapes are as there.
    val crossEntropy: Loss

    /// −t ln p − (1 − t) ln(1 − p), p brought into [ε, 1 − ε]: the binary cross-entropy with an ε of your own, under ½.
    val binaryCrossEntropyWith: epsilon: float -> Loss

    /// −t ln p − (1 − t) ln(1 − p), p brought into [10⁻⁷, 1 − 10⁻⁷] (as Keras; PyTorch stops the logarithm at −100):
    /// the binary cross-entropy from probabilities. Outside of these bounds no gradient flows: prefer sigmoidCrossEntropy.
    /// target: between 0 and 1, in the shape of the prediction; [n] for [n; 1].
    val binaryCrossEntropy: Loss

    /// −t ln σ(x) − (1 − t) ln(1 − σ(x)) = t·softplus(−x) + (1 − t)·softplus(x): the binary cross-entropy from logits,
    /// finite for any of them. target: between 0 and 1, in the shape of the prediction; [n] for [n; 1].
    val sigmoidCrossEntropy: Loss

    /// (y − t)², the squared loss: for regression. target: in the shape of the prediction; [n] for [n; 1].
    val meanSquaredError: Loss

    /// |y − t|, the absolute loss: for regression with outliers; it finds medians. target: in the shape of the prediction; [n] for [n; 1].
    val meanAbsoluteError: Loss

    /// d²/2β where |d| < β, |d| − β/2 elsewhere, d = y − t (Huber 1964; Girshick 2015 with β = 1): squared near the target,
    /// absolute far from it, and smooth where they meet. target: in the shape of the prediction; [n] for [n; 1].
    val smoothL1: beta: float -> Loss

    /// ½d² where |d| < δ, δ(|d| − ½δ) elsewhere, d = y − t (Huber 1964): δ times smoothL1 δ. PyTorch's HuberLoss.
    /// target: in the shape of the prediction; [n] for [n; 1].
    val huber: delta: float -> Loss
