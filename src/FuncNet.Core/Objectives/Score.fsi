namespace FuncNet

/// Figures of all samples together, which are not means over samples, so that they are no metrics of batches. Those of a
/// classification by counts (precision, recall, F1, IoU) are in ConfusionMatrix.
[<RequireQualifiedAccess>]
module Score =

    /// The area under the ROC curve: the share of pairs, one sample of each class, in which the true one has the larger score; equal
    /// scores count ½ (Mann and Whitney 1947). scores: numbers [n] or [n; 1], probabilities or logits; target: 0 or 1, the same shape.
    /// Without samples of both classes it is a DataException.
    val rocAuc: scores: Tensor -> target: Tensor -> float

    /// R² = 1 − Σ(t − y)² / Σ(t − t̄)², averaged over the outputs: 1 for exact predictions, 0 for the mean, and less for worse.
    /// prediction: [n; …]; target: in that shape. A target that does not vary has −∞, or NaN if it is met.
    val r2: prediction: Tensor -> target: Tensor -> float

    /// e^L, L the mean of softmaxCrossEntropy: how many equally likely classes the predictions are worth, at least 1.
    /// prediction: logits [batch; …; classes]; target: int32 labels [batch; …], or a distribution in the shape of the logits.
    val perplexity: logits: Tensor -> target: Tensor -> float
