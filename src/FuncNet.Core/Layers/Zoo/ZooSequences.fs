namespace FuncNet

type TransformerClassifierOptions = { Width: int; Heads: int; Hidden: int; Blocks: int; Dropout: float }

[<AutoOpen>]
module ZooSequences =

    [<RequireQualifiedAccess>]
    module TransformerClassifier =

        let defaults = { Width = 32; Heads = 4; Hidden = 64; Blocks = 2; Dropout = 0.0 }

    [<RequireQualifiedAccess>]
    module Zoo =

        let transformerWith (options: TransformerClassifierOptions) (vocabulary: int) (classes: int) =
            let atLeast what value = Argument.atLeast 1 "Zoo.transformer" what value
            let vocabulary = atLeast "the number of symbols" vocabulary
            let classes = ZooParts.classes "transformer" classes
            let width = atLeast "the width" options.Width
            let heads = atLeast "the number of heads" options.Heads
            let hidden = atLeast "the hidden width" options.Hidden
            let blocks = atLeast "the number of blocks" options.Blocks
            let rate = Argument.decayRate "Zoo.transformer" "the dropout" options.Dropout

            if width % heads <> 0 then
                Errors.configuration
                    "Zoo.transformer: %d heads do not divide the width %d; take a divisor of it, or another width."
                    heads
                    width

            let sequences =
                Layer.embedding vocabulary width
                |> ZooParts.requiring (fun x ->
                    if x.Rank <> 1 || x.Size = 0 then
                        Errors.shape
                            "Transformer takes sequences of symbols [time], at least one; the shape of a sample is %O."
                            x)

            let block = Layer.transformerBlockWith { Transformer.defaults with Dropout = rate } width heads hidden

            Layer.named "embedding" sequences
            >=> Layer.named "positions" Layer.positionalEncoding
            >=> (if rate > 0.0 then Layer.dropout rate else Layer.identity)
            >=> Layer.sequence [ for place in 1..blocks -> Layer.named $"block{place}" block ]
            >=> Layer.named "norm" Layer.layerNorm
            >=> Layer.globalAveragePool
            >=> Layer.named "head" (Layer.dense classes)

        let transformer vocabulary classes = transformerWith TransformerClassifier.defaults vocabulary classes
