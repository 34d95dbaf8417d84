module FuncNet.Tests.GoldenLayers

open Xunit
open FuncNet

let private golden = lazy Golden.cases "layers"

let private tolerance (dtype: DType) = if dtype = DType.Float64 then 1e-9 else 1e-5

let private both (case: GoldenCase) option = struct (case.Integer option, case.Integer option)

/// The layer of a case, with PyTorch's conventions.
let private layerOf (case: GoldenCase) : Layer =
    match case.Name with
    | "layerNorm" ->
        Layer.layerNormWith { LayerNorm.defaults with Epsilon = case.Number "epsilon" } (case.Integer "axes")
    | "groupNorm" -> Layer.groupNorm (case.Integer "groups")
    | "batchNorm" ->
        Layer.batchNormWith {
            BatchNorm.defaults with
                Momentum = case.Number "momentum"
                Epsilon = case.Number "epsilon"
        }
    | "conv2d" ->
        let pad = both case "pad"

        Layer.conv2dWith
            {
                Conv2D.defaults with
                    Strides = both case "stride"
                    Dilation = both case "dilation"
                    Padding = Padding.Explicit(pad, pad)
                    Groups = case.Integer "groups"
            }
            (case.Integer "filters")
            (struct (3, 2))
    | "conv1d" ->
        Layer.conv1dWith
            {
                Conv1D.defaults with
                    Stride = case.Integer "stride"
                    Dilation = case.Integer "dilation"
                    Padding = Padding1D.Explicit(case.Integer "pad", case.Integer "pad")
                    Groups = case.Integer "groups"
            }
            (case.Integer "filters")
            3
    | "transposedConv2d" ->
        let pad = both case "pad"

        Layer.transposedConv2dWith
            {
                TransposedConv2D.defaults with
                    Strides = both case "stride"
                    Dilation = both case "dilation"
                    Padding = Padding.Explicit(pad, pad)
                    OutputPadding = both case "extra"
                    Groups = case.Integer "groups"
            }
            (case.Integer "filters")
            (struct (3, 2))
    | "separableConv2d" ->
        Layer.separableConv2dWith
            {
                Conv2D.defaults with
                    Strides = struct (2, 1)
                    Padding = Padding.Explicit(struct (1, 1), struct (1, 1))
            }
            (case.Integer "filters")
            (struct (3, 2))
    | "maxPool1d" -> Layer.maxPool1dWith { Stride = ValueSome 2; Padding = Padding1D.Explicit(1, 1) } 3
    | "averagePool1d" ->
        Layer.averagePool1dWith
            { Stride = ValueSome 2; Padding = Padding1D.Explicit(1, 1); CountsPadding = case.Flag "counts" }
            3
    | "transposedConv1d" ->
        Layer.transposedConv1dWith
            {
                TransposedConv1D.defaults with
                    Stride = case.Integer "stride"
                    Dilation = case.Integer "dilation"
                    Padding = Padding1D.Explicit(case.Integer "pad", case.Integer "pad")
                    OutputPadding = case.Integer "extra"
                    Groups = case.Integer "groups"
            }
            (case.Integer "filters")
            3
    | "globalAveragePool" -> Layer.globalAveragePool
    | "globalMaxPool" -> Layer.globalMaxPool
    | "adaptiveMaxPool2d" -> Layer.adaptiveMaxPool2d (struct (3, 2))
    | "rmsNorm" ->
        Layer.rmsNormWith { RmsNorm.defaults with Epsilon = case.Number "epsilon"; Shift = Some Initializer.zeros }
    | "maxout" -> Layer.maxout 3 2
    | "rbf" -> Layer.rbf 3
    | "relu6" -> Layer.relu6
    | "batchRenorm" ->
        Layer.batchRenormWith {
            Momentum = case.Number "momentum"
            Epsilon = case.Number "epsilon"
            LargestRatio = case.Number "ratio"
            LargestDistance = case.Number "distance"
        }
    | "depthwiseConv2d" -> Layer.depthwiseConv2dWith Conv2D.defaults (case.Integer "multiplier") (struct (3, 2))
    | "averagePool2d" ->
        Layer.averagePool2dWith
            {
                Strides = ValueSome(struct (2, 1))
                Padding = Padding.Explicit(struct (1, 1), struct (1, 1))
                CountsPadding = case.Flag "counts"
            }
            (struct (3, 2))
    | "maxPool2d" -> Layer.maxPool2dWith { Pool2D.defaults with Strides = ValueSome(struct (2, 1)) } (struct (3, 2))
    | "adaptiveAveragePool2d" -> Layer.adaptiveAveragePool2d (struct (3, 2))
    | "upSample2d" when case.Text "mode" = "nearest" -> Layer.upSample2d Interpolation.Nearest (struct (2, 3))
    | "upSample2d" -> Layer.upSample2d Interpolation.Bilinear (struct (2, 3))
    | "zeroPad2d" -> Layer.zeroPad2d (struct (2, 3)) (struct (1, 0))
    | "embedding" -> Layer.embedding 5 2
    | "dense" -> Layer.dense (case.Integer "units")
    | "elu" -> Layer.elu 0.7
    | "selu" -> Layer.selu
    | "gelu" -> Layer.gelu
    | "geluTanh" -> Layer.geluTanh
    | "silu" -> Layer.silu
    | "mish" -> Layer.mish
    | "hardSigmoid" -> Layer.hardSigmoid
    | "hardSwish" -> Layer.hardSwish
    | "softsign" -> Layer.softsign
    | "glu" -> Layer.glu
    | "leakyRelu" -> Layer.leakyRelu 0.1
    | "relu" -> Layer.relu
    | "sigmoid" -> Layer.sigmoid
    | "tanh" -> Layer.tanh
    | "hardTanh" -> Layer.hardTanh
    | "softplus" -> Layer.softplus
    | "softmax" -> Layer.softmax
    | "prelu" -> Layer.prelu
    | other -> failwith $"The case {other} has no layer here."

/// The name within the layer, whatever the path before it; the whole path where a case has several layers.
let private leaf (case: GoldenCase) (path: string) =
    if case.Tensors.ContainsKey path then
        path
    else
        path.Substring(path.LastIndexOf '.' + 1)

let private build (case: GoldenCase) dtype (x: Tensor) =
    let network =
        Network.buildFor dtype (Key.ofSeed 1UL) (Signal.One(Shape(x.Shape.ToArray()[1..]))) (layerOf case)

    network
    |> Network.withParameters (network.Parameters |> Parameters.mapPaths (fun path _ -> case[leaf case path]))

/// The result in training, with the gradients of Σ u·y by the input (if it has one) and by the parameters.
let private run case (network: Network) (x: Tensor) (u: Tensor) =
    let context = { Training = true; Key = Key.ofSeed 1UL }
    let paths = network.Parameters.Paths
    let values = network.Parameters |> Parameters.toSeq |> Seq.map snd |> Seq.toArray
    let inputs = if x.DType.IsFloat then Array.append values [| x |] else values

    let apply (inputs: Tensor[]) =
        let parameters = paths |> Seq.mapi (fun i path -> path, inputs[i]) |> Parameters.ofSeq
        let x = if x.DType.IsFloat then Array.last inputs else x
        let y, state = Network.applyWith context parameters network.State (Signal.One x) network
        (Signal.values y).Head, state

    let y, state = apply inputs
    let gradients = snd (Differentiate.vjpMany (fun inputs -> [| fst (apply inputs) |]) inputs) [| u |]
    y, state, Array.append (Seq.toArray paths) [| "x" |] |> Array.map (leaf case) |> Seq.zip <| gradients

[<Fact>]
let ``outputs and gradients are PyTorch's`` () =
    for case in golden.Value do
        if case.Tensors.ContainsKey "u" then
            let y = case["y"]
            let near what = Golden.requireNear (tolerance y.DType) $"{case.Name} {case.Options}, {y.DType}, {what}"
            let actual, _, gradients = run case (build case y.DType case["x"]) case["x"] case["u"]
            near "y" y actual

            for name, gradient in gradients do
                near $"d{name}" case[$"d{name}"] gradient

[<Fact>]
let ``results, gradients and running statistics over five batches are PyTorch's`` () =
    for case in golden.Value do
        if case.Tensors.ContainsKey "x4" then
            let dtype = case["x"].DType
            let near what = Golden.requireNear (tolerance dtype) $"{case.Name}, {dtype}, {what}"

            let train (network: Network) i =
                let y, state, gradients = run case network case[$"x{i}"] case[$"u{i}"]
                near $"y{i}" case[$"y{i}"] y

                for name, gradient in gradients do
                    near $"d{name}{i}" case[$"d{name}{i}"] gradient

                network.With(network.Parameters, state)

            let trained = List.fold train (build case dtype case["x"]) [ 0..4 ]

            for path, value in Parameters.toSeq trained.State do
                near path case[leaf case path] value

            near "inference" case["y"] (trained.Predict case["x"])
