namespace FuncNet

type AttentionOptions = { Causal: bool; Dropout: float; Kernel: Initializer; Bias: Initializer option }

[<AutoOpen>]
module AttentionLayers =

    [<RequireQualifiedAccess>]
    module Attention =

        let defaults = {
            Causal = false
            Dropout = 0.0
            Kernel = Initializer.glorotUniform
            Bias = Some Initializer.zeros
        }

    /// Rows times a kernel, and the bias if there is one: [batch; time; in] to [batch; time; out].
    let private linear (own: Parameters) kernel bias (x: Tensor) =
        let rows = Tensor.reshape [ -1; x.Shape[2] ] x
        let product = Tensor.matmul rows own[kernel]
        let product = if own.Contains bias then product + own[bias] else product
        Tensor.reshape [ x.Shape[0]; x.Shape[1]; product.Shape[1] ] product

    /// The parts of [batch; time; parts·features] by heads: each [batch; heads; time; features / heads].
    let private byHeads parts heads (x: Tensor) =
        let batch, time, features = x.Shape[0], x.Shape[1], x.Shape[2] / parts

        let split =
            x
            |> Tensor.reshape [ batch; time; parts; heads; features / heads ]
            |> Tensor.permute [ 2; 0; 3; 1; 4 ]

        Array.init parts (fun part -> split[part])

    /// The heads side by side again.
    let private joined (y: Tensor) =
        let batch, heads, time, size = y.Shape[0], y.Shape[1], y.Shape[2], y.Shape[3]
        y |> Tensor.permute [ 0; 2; 1; 3 ] |> Tensor.reshape [ batch; time; heads * size ]

    let private attend options (context: Context) (q: Tensor) (k: Tensor) (v: Tensor) (lengths: Tensor option) =
        let steps, seen = q.Shape[2], k.Shape[2]
        let scores = Tensor.matmulWith false true (1.0 / sqrt (float q.Shape[3]) * q) k
        let hide mask (scores: Tensor) = Tensor.where mask scores (Tensor.number scores.DType -infinity)

        let scores =
            match lengths with
            | Some lengths -> hide (Sequences.mask seen lengths |> Tensor.reshape [ -1; 1; 1; seen ]) scores
            | None -> scores

        let scores =
            if options.Causal then
                hide (Tensor.greaterOrEqual (Tensor.iota [ steps; seen ] 0) (Tensor.iota [ steps; seen ] 1)) scores
            else
                scores

        let weights = Tensor.softmax -1 scores

        let weights =
            if context.Training && options.Dropout > 0.0 then
                let kept = Key.bernoulli (1.0 - options.Dropout) weights.Shape context.Key
                Sequences.masked kept (1.0 / (1.0 - options.Dropout) * weights)
            else
                weights

        joined (Tensor.matmul weights v)

    let private checkedHeads kind heads features =
        if features % heads <> 0 then
            Errors.shape
                "%s: %d features cannot be split into %d heads; take a number of heads that divides them."
                kind
                features
                heads

    let private settings options heads = [
        "heads", Setting.Whole heads
        "causal", Setting.Truth options.Causal
        "dropout", Setting.Number options.Dropout
        "kernel", options.Kernel.Setting
        "bias", Initializer.settingOf options.Bias
    ]

    let private affine options prefix inputs outputs =
        let name (suffix: string) = if prefix = "" then suffix.ToLowerInvariant() else prefix + suffix

        [
            ParameterSpec.create (name "Kernel") (Shape(inputs, outputs)) options.Kernel

            match options.Bias with
            | Some bias -> {
                ParameterSpec.create (name "Bias") (Shape outputs) bias with
                    Fans = struct (inputs, outputs)
              }
            | None -> ()
        ]

    [<RequireQualifiedAccess>]
    module Layer =

        let attentionWith options heads =
            let heads = Argument.atLeast 1 "Layer.attention" "the number of heads" heads
            let options = { options with Dropout = Argument.decayRate "Layer.attention" "the dropout" options.Dropout }

            let features input =
                let struct (_, features) = Sequences.sizes "Attention" input
                checkedHeads "Attention" heads features
                features

            Atom {
                Kind = "Attention"
                Hyperparameters = settings options heads
                Parameters =
                    fun input ->
                        let d = features input
                        affine options "" d (3 * d) @ affine options "output" d d
                State = fun _ -> []
                OutputShape =
                    fun input ->
                        features input |> ignore
                        input
                Apply =
                    fun context own state input ->
                        let x, lengths = Sequences.ofSignal "Attention" input
                        let parts = linear own "kernel" "bias" x |> byHeads 3 heads
                        let y = attend options context parts[0] parts[1] parts[2] lengths
                        Sequences.withSequence input (linear own "outputKernel" "outputBias" y), state
            }

        let attention heads = attentionWith Attention.defaults heads

        let crossAttentionWith options heads =
            let kind = "CrossAttention"
            let heads = Argument.atLeast 1 "Layer.crossAttention" "the number of heads" heads

            let options = {
                options with
                    Dropout = Argument.decayRate "Layer.crossAttention" "the dropout" options.Dropout
            }

            if options.Causal then
                Errors.configuration
                    "Layer.crossAttention: the steps of two sequences have no common order; Causal is for Layer.attention."

            /// The sequence, and the memory with its lengths.
            let parts signal =
                match signal with
                | Signal.Many [| x; memory |] -> x, memory
                | Signal.Many [| x; memory; lengths |] -> x, Signal.Many [| memory; lengths |]
                | other ->
                    Errors.shape
                        "%s takes a sequence and a memory side by side, and the lengths of the memory if it has some; it was given %d."
                        kind
                        (Signal.values other).Length

            let features input =
                let x, memory = parts input
                let struct (_, features) = Sequences.sizes kind x
                let struct (_, remembered) = Sequences.sizes kind memory
                checkedHeads kind heads features
                struct (features, remembered)

            Atom {
                Kind = kind
                // The steps of two sequences have no order.
                Hyperparameters = settings options heads |> List.filter (fun (name, _) -> name <> "causal")
                Parameters =
                    fun input ->
                        let struct (d, remembered) = features input

                        affine options "" d d @ affine options "memory" remembered (2 * d) @ affine options "output" d d
                State = fun _ -> []
                OutputShape =
                    fun input ->
                        features input |> ignore
                        fst (parts input)
                Apply =
                    fun context own state input ->
                        let x, memory = parts input
                        let x = Signal.tensor kind x
                        let memory, lengths = Sequences.ofSignal kind memory
                        let q = linear own "kernel" "bias" x |> byHeads 1 heads
                        let kv = linear own "memoryKernel" "memoryBias" memory |> byHeads 2 heads
                        let y = attend options context q[0] kv[0] kv[1] lengths
                        Signal.One(linear own "outputKernel" "outputBias" y), state
            }

        let crossAttention heads = crossAttentionWith Attention.defaults heads
