namespace FuncNet

/// Losses made of losses: by weights of classes, by smoothed targets. Each composes with every loss, and with the others. Weights of
/// samples belong to the data: Dataset.withWeights.
[<AutoOpen>]
module Weighting =

    [<RequireQualifiedAccess>]
    module Loss =

        /// w_c · ℓ at every place, c the place's class: for classes of different sizes. weights: one for each class, at least 0. A loss
        /// −Σ_c t_c ln p_c of distributions becomes −Σ_c w_c t_c ln p_c (as PyTorch's), any other is multiplied by Σ_c t_c w_c. For a
        /// binary or a margin loss there are two, [w₀; w₁], and w₁ is that of the target 1, w₀ of 0 or −1. The mean is over the batch;
        /// PyTorch divides by the sum of the labels' weights: withNormalizedClassWeights. After withLabelSmoothing it weighs each
        /// class's share of the smoothed target: −Σ_c w_c t′_c ln p_c, which is PyTorch's CrossEntropyLoss(weight, label_smoothing) for
        /// distributions.
        val withClassWeights: weights: float seq -> loss: Loss -> Loss

        /// The same, divided by the mean over the places of the batch of Σ_c t_c w_c, so that the value is Σ w·ℓ / Σ w, as PyTorch's with
        /// weights and labels. After withLabelSmoothing t is the target as it was given, before it was smoothed: this is
        /// PyTorch's CrossEntropyLoss(weight, label_smoothing) for labels. NaN if all weights of a batch are 0.
        val withNormalizedClassWeights: weights: float seq -> loss: Loss -> Loss

        /// The loss for the targets t′ = (1 − α)·t + α / classes (Szegedy et al. 2016; PyTorch's label_smoothing): for a loss of classes
        /// that takes distributions, such as softmaxCrossEntropy. Labels and distributions are taken. α is between 0 and 1.
        /// With weights: softmaxCrossEntropy |> withLabelSmoothing α |> withClassWeights w.
        val withLabelSmoothing: alpha: float -> loss: Loss -> Loss

        /// The loss for the targets (1 − α)·t + α/2: for a binary loss with targets between 0 and 1, such as sigmoidCrossEntropy.
        val withBinaryLabelSmoothing: alpha: float -> loss: Loss -> Loss
