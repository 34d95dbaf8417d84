namespace FuncNet

type TransformerOptions = { Causal: bool; Dropout: float; WithLengths: bool }

[<AutoOpen>]
module TransformerLayers =

    [<RequireQualifiedAccess>]
    module Transformer =

        let defaults = { Causal = false; Dropout = 0.0; WithLengths = false }

    /// A layer that adds a table [time; features] to every sequence.
    let private adding kind parameters (table: Parameters -> Tensor -> Tensor) =
        Atom {
            Kind = kind
            Hyperparameters = []
            Parameters = Sequences.sizes kind >> parameters
            State = fun _ -> []
            OutputShape =
                fun input ->
                    Sequences.sizes kind input |> ignore
                    input
            Apply =
                fun _ own state input ->
                    let x, _ = Sequences.ofSignal kind input
                    Sequences.withSequence input (x + table own x), state
        }

    let private sinusoids time features =
        Array.init (time * features) (fun place ->
            let t, k = place / features, place % features
            let angle = float t / 10000.0 ** (float (k - k % 2) / float features)
            if k % 2 = 0 then sin angle else cos angle)
        |> Tensor.ofArray [ time; features ]

    [<RequireQualifiedAccess>]
    module Layer =

        let perStep f = Layer.beside f Layer.identity

        let positionalEncoding =
            adding "PositionalEncoding" (fun _ -> []) (fun _ x -> Tensor.cast x.DType (sinusoids x.Shape[1] x.Shape[2]))

        let learnedPositions =
            adding
                "LearnedPositions"
                (fun (struct (time, features)) -> [
                    {
                        ParameterSpec.create "table" (Shape(time, features)) (Initializer.normal 0.0 0.02) with
                            Decays = false
                    }
                ])
                (fun own _ -> own["table"])

        let transformerBlockWith (options: TransformerOptions) width heads hidden =
            let attention =
                Layer.attentionWith { Attention.defaults with Causal = options.Causal; Dropout = options.Dropout } heads

            let onSequence f = if options.WithLengths then perStep f else f
            let dropout = if options.Dropout > 0.0 then Layer.dropout options.Dropout else Layer.identity

            Layer.residual (onSequence Layer.layerNorm >=> attention >=> onSequence dropout)
            >=> Layer.residual (
                onSequence (
                    Layer.layerNorm >=> Layer.dense hidden >=> Layer.gelu >=> dropout >=> Layer.dense width >=> dropout
                )
            )

        let transformerBlock width heads hidden = transformerBlockWith Transformer.defaults width heads hidden
