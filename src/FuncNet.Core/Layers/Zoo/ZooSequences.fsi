namespace FuncNet

/// What a transformer that classifies sequences can be told.
type TransformerClassifierOptions = {
    /// The number of features of each step, which the heads divide.
    Width: int
    /// How many heads attention has.
    Heads: int
    /// The hidden width of each block.
    Hidden: int
    /// How many blocks there are.
    Blocks: int
    /// The share that is dropped in training: of attention's weights, of what each half of a block adds, and of the embedded steps.
    Dropout: float
}

/// Ready models for sequences.
[<AutoOpen>]
module ZooSequences =

    [<RequireQualifiedAccess>]
    module TransformerClassifier =

        /// Two blocks of width 32 with 4 heads and a hidden width of 64, without dropout.
        val defaults: TransformerClassifierOptions

    [<RequireQualifiedAccess>]
    module Zoo =

        /// An encoder of transformer blocks that classifies sequences (Vaswani and others 2017): symbols become vectors, to which the sine and cosine
        /// of their positions are added; blocks of attention and dense layers, normalized before each half (Xiong and others 2020) and not
        /// behind it as in the paper; a normalization, the mean over the steps, and a dense layer. Sequences int32 [batch; time] of any length, from
        /// 0 to vocabulary − 1, to logits [batch; classes]. v·d + L·(4d² + 2dh + 9d + h) + 2d + d·c + c parameters: v symbols, d width, L blocks, h hidden, c classes.
        val transformerWith: options: TransformerClassifierOptions -> vocabulary: int -> classes: int -> Layer

        /// A transformer of two blocks of width 32 with 4 heads that classifies sequences.
        val transformer: vocabulary: int -> classes: int -> Layer
