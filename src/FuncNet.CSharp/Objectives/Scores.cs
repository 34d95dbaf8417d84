namespace FuncNet;

/// <summary>
/// Figures of all samples together, which are not means over samples. Precision, recall, F1 and IoU are in ConfusionMatrix.
/// </summary>
public static class Scores
{
    /// <summary>
    /// The area under the ROC curve: the share of pairs, one sample of each class, in which the true one has the larger score; equal
    /// scores count ½. target: 0 or 1, in the shape of the scores. Without samples of both classes it is a DataException.
    /// </summary>
    public static double RocAuc(Tensor scores, Tensor target) => Score.rocAuc(scores, target);

    /// <summary>R² = 1 − Σ(t − y)² / Σ(t − t̄)², averaged over the outputs. prediction, target: [n; …].</summary>
    public static double R2(Tensor prediction, Tensor target) => Score.r2(prediction, target);

    /// <summary>e^L, L the mean of SoftmaxCrossEntropy. logits: [batch; …; classes]; target: int32 labels, or a distribution.</summary>
    public static double Perplexity(Tensor logits, Tensor target) => Score.perplexity(logits, target);
}
