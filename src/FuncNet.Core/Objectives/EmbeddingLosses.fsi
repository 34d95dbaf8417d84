namespace FuncNet

/// Losses of directions and distances: for networks that place what is alike close together. Pairs and triplets stand along
/// axis 1 of the prediction, as Tensor.stack 1 puts them.
[<AutoOpen>]
module EmbeddingLosses =

    [<RequireQualifiedAccess>]
    module Loss =

        /// 1 − cos(y, t), cos(y, t) = y·t / (√(y·y + 10⁻¹²) √(t·t + 10⁻¹²)) over the last axis: 0 for one direction, 2 for opposite ones;
        /// lengths do not count. prediction, target: [batch; …; size].
        val cosineSimilarity: Loss

        /// 1 − cos(a, b) where t = 1, max(0, cos(a, b) − margin) where t = −1 (PyTorch's CosineEmbeddingLoss, whose margin is 0 by
        /// default). prediction: [batch; 2; size], a and b; target: ±1 [batch]. The margin is between −1 and 1.
        val cosineEmbedding: margin: float -> Loss

        /// max(0, ‖a − p‖ − ‖a − n‖ + margin) (Schroff et al. 2015, with distances that are not squared, as PyTorch's TripletMarginLoss,
        /// whose margin is 1 by default): an anchor nearer to what is like it than to what is not. ‖d‖ is √Σ(d + 10⁻⁶)², as there.
        /// prediction: [batch; 3; size], anchor, positive and negative. The target is not read; [batch] of anything.
        val triplet: margin: float -> Loss
