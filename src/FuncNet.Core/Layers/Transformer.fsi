namespace FuncNet

/// What a transformer block can be told.
type TransformerOptions = {
    /// True if no step may look at later ones.
    Causal: bool
    /// The share that is dropped, in training, of the attention weights and of what each half of the block adds.
    Dropout: float
    /// True if the input is (x, lengths), which goes on as such.
    WithLengths: bool
}

/// Layers around attention, over sequences [batch; time; features].
[<AutoOpen>]
module TransformerLayers =

    [<RequireQualifiedAccess>]
    module Transformer =

        /// Every step sees every other, no dropout, no lengths.
        val defaults: TransformerOptions

    [<RequireQualifiedAccess>]
    module Layer =

        /// A layer on a sequence that comes with its lengths: (x, lengths) ↦ (f x, lengths).
        val perStep: f: Layer -> Layer

        /// Adds the positions of the steps (Vaswani et al. 2017): x[t, 2i] + sin(t / 10000^(2i/d)), x[t, 2i+1] + cos(t / 10000^(2i/d)).
        /// x: [batch; time; d], or (x, lengths). Attention alone does not see the order of its steps.
        val positionalEncoding: Layer

        /// Adds a learned vector for each position: "table": [time; features], drawn from N(0, 0.02²) as in BERT. x: [batch; time;
        /// features], or (x, lengths).
        val learnedPositions: Layer

        /// A block of a transformer, normalized before each half (Xiong et al. 2020): x + attention(norm x), and then x + f(norm x), f =
        /// dense(gelu(dense x)) of so many hidden units. width: the number of features, which stays.
        val transformerBlockWith: options: TransformerOptions -> width: int -> heads: int -> hidden: int -> Layer

        /// A block of a transformer in which every step sees every other.
        val transformerBlock: width: int -> heads: int -> hidden: int -> Layer
