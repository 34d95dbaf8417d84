namespace FuncNet

/// Losses made of losses: by weights of classes or samples, by smoothed targets. Each composes with every loss, and with the others.
[<AutoOpen>]
module Weighting =

    [<RequireQualifiedAccess>]
    module Loss =

        /// w_c · ℓ at every place, c the place's class: for classes of different sizes. weights: one for each class, at least 0. For
        /// distributions the weight is Σ_c t_c w_c. For a binary or a margin loss there are two, [w₀; w₁], and w₁ is that of the
        /// target 1, w₀ of 0 or −1. The mean is over the batch; PyTorch divides by the sum of the weights: withNormalizedClassWeights.
        val withClassWeights: weights: float seq -> loss: Loss -> Loss

        /// w_c · ℓ / mean(w) over the places of the batch, so that the value is Σ w·ℓ / Σ w, as PyTorch's with weights. NaN if all
        /// weights of a batch are 0.
        val withNormalizedClassWeights: weights: float seq -> loss: Loss -> Loss

        /// wᵢ · ℓᵢ for the samples of one batch. weights: [batch], at least 0. A batch of another size is an error.
        val withSampleWeights: weights: Tensor -> loss: Loss -> Loss

        /// The loss for the targets (1 − α)·t + α / classes (Szegedy et al. 2016; PyTorch's label_smoothing): for a loss of classes that
        /// takes distributions, such as softmaxCrossEntropy. Labels and distributions are taken. α is between 0 and 1.
        val withLabelSmoothing: alpha: float -> loss: Loss -> Loss

        /// The loss for the targets (1 − α)·t + α/2: for a binary loss with targets between 0 and 1, such as sigmoidCrossEntropy.
        val withBinaryLabelSmoothing: alpha: float -> loss: Loss -> Loss
