namespace FuncNet

/// Losses of the margin t·y, for scores y and labels t = ±1. A number that is neither −1 nor 1 is an error.
/// target: in the shape of the prediction; [n] for [n; 1]. Each bounds the zero-one loss (Metric.zeroOne), but for the perceptron's.
[<AutoOpen>]
module MarginLosses =

    [<RequireQualifiedAccess>]
    module Loss =

        /// max(0, −t·y) (Rosenblatt 1958): its derivative is −t where t·y ≤ 0, the border included, so that the rule of the
        /// perceptron learns from weights of zero.
        val perceptron: Loss

        /// max(0, 1 − t·y) (Cortes and Vapnik 1995): of support vector machines. The derivative at the kink is 0.
        val hinge: Loss

        /// max(0, 1 − t·y)²: the hinge loss without its kink.
        val squaredHinge: Loss

        /// ln(1 + e^(−t·y)), the log loss of logistic regression, finite for any score. It is sigmoidCrossEntropy with labels ±1, and
        /// PyTorch's SoftMarginLoss.
        val logistic: Loss

        /// e^(−t·y) (Freund and Schapire 1997): of boosting. It overflows for margins under −88 in float32, −709 in float64.
        val exponential: Loss

        /// 1/classes · Σ_{j ≠ c} max(0, margin − x_c + x_j) (Crammer and Singer 2001, as PyTorch's MultiMarginLoss).
        /// prediction: scores [batch; …; classes]; target: int32 labels [batch; …].
        val multiclassHinge: margin: float -> Loss

        /// y where t = 1, max(0, margin − y) where t = −1, of distances y: near for pairs that belong together, far for others.
        /// PyTorch's HingeEmbeddingLoss.
        val hingeEmbedding: margin: float -> Loss
