namespace FuncNet

/// What an attention layer can be told.
type AttentionOptions = {
    /// True if no step may look at later ones.
    Causal: bool
    /// The share of the attention weights that are dropped in training.
    Dropout: float
    /// How the weights are drawn; Glorot's uniform numbers by default.
    Kernel: Initializer
    /// How the biases are drawn, or none.
    Bias: Initializer option
}

/// Attention (Vaswani et al. 2017): attention(Q, K, V) = softmax(Q·Kᵀ/√d)·V for each of several heads of d = features / heads
/// features, and a linear map of the heads side by side. Steps beyond a length are never looked at; what stands at them in
/// the result means nothing. A number of heads that does not divide the features throws ShapeException.
[<AutoOpen>]
module AttentionLayers =

    [<RequireQualifiedAccess>]
    module Attention =

        /// Every step sees every other; no dropout, Glorot's uniform weights, zero biases.
        val defaults: AttentionOptions

    [<RequireQualifiedAccess>]
    module Layer =

        /// Self-attention of a sequence x: [batch; time; features], or (x, lengths) with int32 lengths [batch], which go on beside the
        /// result. (Q, K, V) = x·W + b; "kernel" W: [features; 3·features], "bias": [3·features], "outputKernel": [features; features],
        /// "outputBias": [features].
        val attentionWith: options: AttentionOptions -> heads: int -> Layer

        /// Self-attention in which every step sees every other.
        val attention: heads: int -> Layer

        /// Attention of one sequence to another: of (x, memory) or (x, memory, lengths of the memory), x: [batch; time; features], memory:
        /// [batch; time′; features′]. Q = x·W + b, (K, V) = memory·M + m; "kernel" W: [features; features], "bias", "memoryKernel" M: [features′;
        /// 2·features], "memoryBias" m, "outputKernel", "outputBias"; the result is one tensor in the shape of x. Causal is an error here.
        val crossAttentionWith: options: AttentionOptions -> heads: int -> Layer

        /// Attention of one sequence to another.
        val crossAttention: heads: int -> Layer
