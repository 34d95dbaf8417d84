namespace FuncNet

/// Cross-entropies that count less what is already right (Lin et al. 2017): for classes of very different sizes. γ = 0 gives the
/// cross-entropy, γ = 2 is usual.
[<AutoOpen>]
module FocalLosses =

    [<RequireQualifiedAccess>]
    module Loss =

        /// −(1 − p_c)^γ ln p_c, p = softmax(x), finite for any logits. prediction: logits [batch; …; classes]; target: int32 labels
        /// [batch; …]. For a factor α_c for each class, Loss.withClassWeights.
        val focal: gamma: float -> Loss

        /// −α t (1 − p)^γ ln p − (1 − α)(1 − t) p^γ ln(1 − p), p = σ(x), finite for any logits; the paper has α = ¼.
        /// target: between 0 and 1, in the shape of the prediction; [n] for [n; 1].
        val binaryFocal: alpha: float -> gamma: float -> Loss
