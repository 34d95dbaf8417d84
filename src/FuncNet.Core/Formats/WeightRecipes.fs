namespace FuncNet

/// What a leaf of ours is, for those that make it.
type internal WeightTarget = { Shape: Shape; Order: WeightOrder }

/// One way to make a leaf of ours of weights that another library wrote.
[<NoEquality; NoComparison>]
type internal WeightRecipe = { From: string list; Make: WeightTarget -> Tensor list -> Tensor }

/// Layouts of other libraries. PyTorch's are those of its documentation (torch.nn, 1.13), and tests hold them to what it computes; Keras's
/// are those of its documentation (keras.layers, 2.15 and 3).
[<RequireQualifiedAccess>]
module internal WeightRecipes =

    let private from names make = { From = names; Make = make }
    let private one name f = [ from [ name ] (fun _ weights -> f (List.head weights)) ]
    let private forTarget name f = [ from [ name ] (fun target weights -> f target (List.head weights)) ]
    let private asIs name = one name id
    let private permuted order name = one name (Tensor.permute order)
    let private turned name = one name Tensor.transpose

    let private firstLast count (x: Tensor) = Tensor.narrow 0 0 count x, Tensor.narrow 0 count (x.Shape[0] - count) x

    /// The first axis, which runs over C·H·W, in the order H·W·C.
    let private channelsLast (target: WeightTarget) (x: Tensor) =
        match target.Order with
        | WeightOrder.Same
        | WeightOrder.ChannelsFirst -> x
        | WeightOrder.Flattened image ->
            let sizes = image.ToArray()
            let places, channels = Array.splitAt (sizes.Length - 1) sizes

            if x.Rank = 0 || x.Shape[0] <> image.Size then
                Errors.shape
                    "its %d rows are not the numbers of the flattened %O"
                    (if x.Rank = 0 then 1 else x.Shape[0])
                    image

            let rest = x.Shape.ToArray()[1..]

            let order = [|
                yield! [| 1 .. places.Length |]
                0
                yield! [| for i in 1 .. rest.Length -> places.Length + i |]
            |]

            x
            |> Tensor.reshape [| yield! channels; yield! places; yield! rest |]
            |> Tensor.permute order
            |> Tensor.reshape x.Shape

    /// The scales or shifts of a normalization over several axes, channels last.
    let private normalized (target: WeightTarget) (x: Tensor) =
        if target.Shape.Rank > 1 && x.Rank = target.Shape.Rank then
            Tensor.permute [ yield! [ 1 .. x.Rank - 1 ]; 0 ] x
        else
            channelsLast target x

    /// One number for all, or one each.
    let private spread (target: WeightTarget) (x: Tensor) =
        let flat = Tensor.reshape [ -1 ] x
        if flat.Size = 1 then Tensor.broadcastTo target.Shape flat else flat

    let private pyTorchRecurrent leaf =
        match leaf with
        | "kernel" -> turned "weight_ih"
        | "recurrentKernel" -> turned "weight_hh"
        | "bias" -> [ from [ "bias_ih"; "bias_hh" ] (fun _ weights -> List.reduce (+) weights) ]
        | _ -> []

    /// b_ih + b_hh for r and z; the candidate's b_hh, which r multiplies, is a leaf of its own.
    let private pyTorchGru leaf =
        let gates (bias: Tensor) = firstLast (2 * bias.Shape[0] / 3) bias

        match leaf with
        | "bias" -> [
            from [ "bias_ih"; "bias_hh" ] (fun _ weights ->
                let inner, outer = gates weights[0], gates weights[1]
                Tensor.concatenate 0 [ fst inner + fst outer; snd inner ])
          ]
        | "recurrentBias" -> one "bias_hh" (gates >> snd)
        | other -> pyTorchRecurrent other

    let private pyTorchAttention leaf =
        match leaf with
        | "kernel" -> turned "in_proj_weight"
        | "bias" -> asIs "in_proj_bias"
        | "outputKernel" -> turned "out_proj.weight"
        | "outputBias" -> asIs "out_proj.bias"
        | _ -> []

    let private pyTorchCrossAttention leaf =
        let third (x: Tensor) = firstLast (x.Shape[0] / 3) x

        match leaf with
        | "kernel" -> turned "q_proj_weight" @ one "in_proj_weight" (third >> fst >> Tensor.transpose)
        | "bias" -> one "in_proj_bias" (third >> fst)
        | "memoryKernel" ->
            from [ "k_proj_weight"; "v_proj_weight" ] (fun _ weights -> Tensor.transpose (Tensor.concatenate 0 weights))
            :: one "in_proj_weight" (third >> snd >> Tensor.transpose)
        | "memoryBias" -> one "in_proj_bias" (third >> snd)
        | other -> pyTorchAttention other

    let private pyTorchNorm leaf =
        match leaf with
        | "scale" -> forTarget "weight" normalized
        | "shift" -> forTarget "bias" normalized
        | "mean" -> forTarget "running_mean" normalized
        | "variance" -> forTarget "running_var" normalized
        | _ -> []

    let private pyTorch kind leaf =
        match kind, leaf with
        | "Dense", "kernel" -> forTarget "weight" (fun target x -> channelsLast target (Tensor.transpose x))
        | ("Conv2D" | "DepthwiseConv2D" | "TransposedConv2D"), "kernel" -> permuted [ 2; 3; 1; 0 ] "weight"
        | ("Conv1D" | "TransposedConv1D"), "kernel" -> permuted [ 2; 1; 0 ] "weight"
        | ("BatchNorm" | "BatchRenorm" | "LayerNorm" | "GroupNorm" | "RmsNorm"), _ -> pyTorchNorm leaf
        | "PRelu", "slope" -> forTarget "weight" spread
        | "Embedding", "table" -> asIs "weight"
        | ("LSTM" | "SimpleRNN"), _ -> pyTorchRecurrent leaf
        | "GRU", _ -> pyTorchGru leaf
        | "Attention", _ -> pyTorchAttention leaf
        | "CrossAttention", _ -> pyTorchCrossAttention leaf
        | _ -> asIs leaf

    /// The gates z r h of the last axis as r z n.
    let private resetFirst (x: Tensor) =
        let units = x.Shape[x.Rank - 1] / 3
        let gate i = Tensor.narrow (x.Rank - 1) (i * units) units x
        Tensor.concatenate (x.Rank - 1) [ gate 1; gate 0; gate 2 ]

    let private kerasGru leaf =
        let biases (x: Tensor) =
            if x.Rank <> 2 then
                Errors.shape
                    "the GRU has one bias, so it was made with reset_after=False, which is another formula than ours (and cuDNN's)"

            let x = resetFirst x
            firstLast (2 * x.Shape[1] / 3) x[0], firstLast (2 * x.Shape[1] / 3) x[1]

        match leaf with
        | "kernel" -> one "kernel" resetFirst
        | "recurrentKernel" -> one "recurrent_kernel" resetFirst
        | "bias" ->
            one "bias" (fun x ->
                let (inner, candidate), (outer, _) = biases x
                Tensor.concatenate 0 [ inner + outer; candidate ])
        | "recurrentBias" -> one "bias" (biases >> snd >> snd)
        | _ -> []

    /// Projections [in; heads; size] side by side, and their biases [heads; size].
    let private kerasAttention parts leaf =
        let kernels names =
            from [ for name in names -> $"{name}.kernel" ] (fun _ weights ->
                weights |> List.map (fun x -> Tensor.reshape [ x.Shape[0]; -1 ] x) |> Tensor.concatenate 1)

        let biases names =
            from [ for name in names -> $"{name}.bias" ] (fun _ weights ->
                weights |> List.map (Tensor.reshape [ -1 ]) |> Tensor.concatenate 0)

        let queries, memories = List.splitAt parts [ "query"; "key"; "value" ]

        match leaf with
        | "kernel" -> [ kernels queries ]
        | "bias" -> [ biases queries ]
        | "memoryKernel" -> [ kernels memories ]
        | "memoryBias" -> [ biases memories ]
        | "outputKernel" -> one "attention_output.kernel" (fun x -> Tensor.reshape [ -1; x.Shape[x.Rank - 1] ] x)
        | "outputBias" -> asIs "attention_output.bias"
        | _ -> []

    let private kerasNorm leaf =
        match leaf with
        | "scale" -> asIs "gamma" @ asIs "scale"
        | "shift" -> asIs "beta"
        | "mean" -> asIs "moving_mean"
        | "variance" -> asIs "moving_variance"
        | _ -> []

    /// [h; w; c; m] as [h; w; 1; c·m].
    let private depthwise (x: Tensor) =
        if x.Rank <> 4 then
            Errors.shape "depthwise filters have 4 axes, [h; w; channels; multiplier]"

        Tensor.reshape [ x.Shape[0]; x.Shape[1]; 1; x.Shape[2] * x.Shape[3] ] x

    let private keras kind leaf =
        match kind, leaf with
        | "DepthwiseConv2D", "kernel" -> one "depthwise_kernel" depthwise @ one "kernel" depthwise
        | ("BatchNorm" | "BatchRenorm" | "LayerNorm" | "GroupNorm" | "RmsNorm"), _ -> kerasNorm leaf
        | "PRelu", "slope" -> forTarget "alpha" spread
        | "Embedding", "table" -> asIs "embeddings"
        | ("LSTM" | "SimpleRNN"), "recurrentKernel" -> asIs "recurrent_kernel"
        | "GRU", _ -> kerasGru leaf
        | "Attention", _ -> kerasAttention 3 leaf
        | "CrossAttention", _ -> kerasAttention 1 leaf
        | _ -> asIs leaf

    /// The ways to make a leaf of a layer, of which the first is taken whose weights are all there.
    let find library kind leaf : WeightRecipe list =
        match library with
        | Library.Own -> asIs leaf
        | Library.PyTorch -> pyTorch kind leaf
        | Library.Keras -> keras kind leaf
