module FuncNet.Tests.WeightsOfOthers

open System
open System.Collections.Generic
open System.IO
open Xunit
open FuncNet
open FuncNet.Tests.DataFiles

let private cases =
    lazy
        (Golden.cases "weights"
         |> List.map (fun case -> (case.Text "library", case.Name), case)
         |> Map.ofList)

let private case library name = cases.Value[(library, name)]

/// What the library saved.
let private weights (case: GoldenCase) =
    Parameters.ofSeq [
        for KeyValue(name, tensor) in case.Tensors do
            if name.StartsWith "w:" then
                name[2..], tensor
    ]

let private build (case: GoldenCase) layer = Network.build (Key.ofSeed 1UL) (case["x"].Shape.ToArray()[1..]) layer

let private require (case: GoldenCase) map layer =
    let fit = Network.fitWeights map (weights case) (build case layer)
    Assert.True(fit.IsComplete, string fit)
    Golden.requireNear 2e-5 case.Name case["y"] (fit.Network.Predict case["x"])
    fit

let private inOrder = WeightMap.inOrder WeightMap.pyTorch

let private same (filters: int) kernel =
    Layer.conv2dWith { Conv2D.defaults with Padding = Padding.Same; Bias = None } filters kernel

/// By the names of the attributes.
let private named =
    Layer.named "conv1" (same 3 (struct (3, 3)))
    >=> Layer.named "bn1" Layer.batchNorm
    >=> Layer.relu
    >=> Layer.maxPool2d 2
    >=> Layer.named "conv2" (Layer.conv2dWith Conv2D.defaults 4 (struct (3, 2)))
    >=> Layer.relu
    >=> Layer.flatten
    >=> Layer.named "bn2" Layer.batchNorm
    >=> Layer.named "fc1" (Layer.dense 5)
    >=> Layer.relu
    >=> Layer.named "fc2" (Layer.dense 2)

[<Fact>]
let ``of PyTorch, by name, give its results: filters, statistics, and the rows behind a flatten`` () =
    let case = case "pytorch" "named"
    let fit = require case WeightMap.pyTorch named
    Assert.Equal<string>([ "bn1.num_batches_tracked"; "bn2.num_batches_tracked" ], Seq.sort fit.Ignored)
    Assert.Contains(struct ("bn1.mean", "bn1.running_mean"), fit.Matched)
    Assert.Contains("matched      fc1.kernel ← fc1.weight", string fit)

[<Fact>]
let ``of PyTorch, in order, give its results: groups, slopes, transposed filters`` () =
    let grouped filters size groups =
        Layer.conv2dWith { Conv2D.defaults with Groups = groups } filters (struct (size, size))

    let up =
        Layer.transposedConv2dWith
            { TransposedConv2D.defaults with Strides = struct (2, 2); Groups = 2 }
            4
            (struct (2, 2))

    let layer =
        grouped 4 3 2
        >=> Layer.prelu
        >=> grouped 8 2 4
        >=> Layer.groupNorm 2
        >=> Layer.relu
        >=> up
        >=> Layer.prelu
        >=> Layer.maxPool2d 2
        >=> Layer.flatten
        >=> Layer.dense 6
        >=> Layer.layerNorm
        >=> Layer.tanh
        >=> Layer.dense 3
        >=> Layer.tanh
        >=> Layer.dense 3

    let fit = require (case "pytorch" "chain") inOrder layer
    Assert.Contains(struct ("layernorm1.scale", "10.weight"), fit.Matched)

[<Fact>]
let ``of PyTorch over time give its results: the channels were first`` () =
    let layer =
        Layer.conv1d 3 3
        >=> Layer.relu
        >=> Layer.transposedConv1dWith { TransposedConv1D.defaults with Stride = 2 } 4 2
        >=> Layer.relu
        >=> Layer.flatten
        >=> Layer.dense 2

    require (case "pytorch" "overTime") inOrder layer |> ignore

[<Theory>]
[<InlineData("lstm")>]
[<InlineData("lstms")>]
[<InlineData("gru")>]
[<InlineData("simpleRnn")>]
let ``of PyTorch's recurrent layers give its results: gates, and two biases for one`` (name: string) =
    let both whole defaults = { defaults with Direction = Direction.Both; WholeSequence = whole }

    let recurrent =
        match name with
        | "lstm" -> Layer.lstm 4
        | "lstms" -> Layer.lstmWith (both true Lstm.defaults) 4 >=> Layer.lstmWith (both false Lstm.defaults) 4
        | "gru" -> Layer.gru 4
        | _ -> Layer.simpleRnn 4

    let case = case "pytorch" name
    require case inOrder (Layer.embedding 7 3 >=> recurrent >=> Layer.dense 2) |> ignore

    if name <> "lstms" then
        let layer =
            Layer.named "words" (Layer.embedding 7 3)
            >=> Layer.named "rnn" recurrent
            >=> Layer.named "fc" (Layer.dense 2)

        require case WeightMap.pyTorch layer |> ignore

[<Fact>]
let ``of the layers of one LSTM go by the names of modules of their own`` () =
    let layer options = Layer.lstmWith { options with Direction = Direction.Both; WholeSequence = true } 4
    let twice = layer Lstm.defaults >=> layer Lstm.defaults >=> Layer.lastStep >=> Layer.dense 2

    let map =
        WeightMap.pyTorch
        |> WeightMap.renaming [
            "rnn", "lstm1"
            "rnn_l0_reverse", "lstm2"
            "rnn_l1", "lstm3"
            "rnn_l1_reverse", "lstm4"
            "fc", "dense1"
            "words", "embedding1"
        ]

    let case = case "pytorch" "lstms"
    let fit = Network.fitWeights map (weights case) (build case (Layer.embedding 7 3 >=> twice))
    Assert.True(fit.IsComplete, string fit)

[<Fact>]
let ``of PyTorch's attention give its results`` () =
    let layer =
        Layer.named "norm" Layer.layerNorm
        >=> Layer.named "attn" (Layer.attention 2)
        >=> Layer.named "fc" (Layer.dense 2)

    let case = case "pytorch" "attention"
    require case WeightMap.pyTorch layer |> ignore
    require case inOrder (Layer.layerNorm >=> Layer.attention 2 >=> Layer.dense 2) |> ignore

[<Fact>]
let ``of PyTorch's attention to another sequence are taken from one projection or from three`` () =
    let draw seed shape = Key.normal DType.Float32 shape (Key.ofSeed seed)
    let q, k, v = draw 1UL [ 6; 6 ], draw 2UL [ 6; 6 ], draw 3UL [ 6; 6 ]

    let common = [
        "in_proj_bias", draw 4UL [ 18 ]
        "out_proj.weight", draw 5UL [ 6; 6 ]
        "out_proj.bias", draw 6UL [ 6 ]
    ]

    let input = Signal.Many [| Signal.One(Shape(4, 6)); Signal.One(Shape(5, 6)) |]
    let network = Network.buildFor DType.Float32 (Key.ofSeed 1UL) input (Layer.crossAttention 2)

    let filled projections =
        let weights = Parameters.ofSeq (projections @ common)
        (Network.fitWeights inOrder weights network).Require "a test"

    let one = filled [ "in_proj_weight", Tensor.concatenate 0 [ q; k; v ] ]
    let three = filled [ "q_proj_weight", q; "k_proj_weight", k; "v_proj_weight", v ]
    Assert.Equal<Parameters>(one.Parameters, three.Parameters)
    Assert.Equal(Tensor.transpose q, one.Parameters["crossattention1.kernel"])

    Assert.Equal(
        Tensor.concatenate 1 [ Tensor.transpose k; Tensor.transpose v ],
        one.Parameters["crossattention1.memoryKernel"]
    )

[<Fact>]
let ``in Keras's layout give the same results: depthwise and pointwise filters`` () =
    let layer =
        Layer.depthwiseConv2dWith Conv2D.defaults 2 (struct (3, 2))
        >=> Layer.relu
        >=> Layer.separableConv2d 4 2
        >=> Layer.batchNormWith { BatchNorm.defaults with Epsilon = 1e-3 }
        >=> Layer.flatten
        >=> Layer.dense 2

    let names = [
        "depthwise_conv2d", "depthwiseconv2d1"
        "separable_conv2d", "depthwiseconv2d2"
        "separable_conv2d_pointwise", "conv2d1"
        "batch_normalization", "batchnorm1"
        "dense", "dense1"
    ]

    let case = case "keras" "separable"
    require case (WeightMap.renaming names WeightMap.keras) layer |> ignore
    require case (WeightMap.inOrder WeightMap.keras) layer |> ignore

[<Theory>]
[<InlineData("lstm")>]
[<InlineData("gru")>]
[<InlineData("attention")>]
let ``in Keras's layout give the same results: gates and projections`` (name: string) =
    let layer =
        match name with
        | "lstm" -> Layer.embedding 7 3 >=> Layer.lstm 4 >=> Layer.dense 2
        | "gru" -> Layer.embedding 7 3 >=> Layer.gru 4 >=> Layer.dense 2
        | _ -> Layer.layerNorm >=> Layer.attention 2 >=> Layer.dense 2

    require (case "keras" name) (WeightMap.inOrder WeightMap.keras) layer |> ignore

[<Fact>]
let ``of a GRU that resets before the product are refused with the reason`` () =
    let case = case "keras" "gru"

    let old =
        weights case
        |> Parameters.toSeq
        |> Seq.map (fun (name, tensor) -> name, (if tensor.Shape = Shape(2, 12) then tensor[0] else tensor))
        |> Parameters.ofSeq

    let network =
        build
            case
            (Layer.named "embedding" (Layer.embedding 7 3)
             >=> Layer.named "gru" (Layer.gru 4)
             >=> Layer.named "dense" (Layer.dense 2))

    let fit = Network.fitWeights WeightMap.keras old network
    Assert.Equal(2, fit.NotFitting.Count)
    refused [ "reset_after=False"; "gru.bias" ] (fun () -> fit.Require "gru.npz")

let private pairs (tree: Parameters) = tree |> Seq.map (fun (KeyValue(name, tensor)) -> KeyValuePair(name, tensor))

[<Fact>]
let ``are loaded from safetensors and .npz files, whole or with a report`` () =
    withFolder (fun folder ->
        let case = case "pytorch" "named"
        let safetensors, npz = Path.Combine(folder, "net.safetensors"), Path.Combine(folder, "net.npz")
        Safetensors.write safetensors (pairs (weights case))
        Npz.write npz (pairs (weights case))
        let network = build case named

        for file in [ safetensors; npz ] do
            Assert.Equal<Parameters>(
                (Network.fitWeights WeightMap.pyTorch (weights case) network).Network.Parameters,
                (Network.loadWeights WeightMap.pyTorch file network).Parameters
            )

        let headed = Network.replaceHead (Key.ofSeed 2UL) 1 (Layer.named "head" (Layer.dense 2)) network
        let wider = Network.replace (Key.ofSeed 2UL) "fc1" (Layer.named "fc1" (Layer.dense 6)) headed

        refused
            [ npz; "2 missing (head.kernel, head.bias)"; "2 left over (fc2.bias, fc2.weight)"; "fitWeights" ]
            (fun () -> Network.loadWeights WeightMap.pyTorch npz headed)

        let fit = Network.fitWeights WeightMap.pyTorch (Weights.read npz) wider
        Assert.Equal<string>([ "head.kernel"; "head.bias" ], fit.Missing)
        Assert.Equal<string>([ "fc2.bias"; "fc2.weight" ], Seq.sort fit.LeftOver)

        Assert.Equal(
            struct ("fc1.kernel", "fc1.weight, float32 [5; 24] gives [24; 5], and [24; 6] is expected"),
            fit.NotFitting[0]
        )

        Assert.Equal<Tensor>(wider.Parameters["fc1.kernel"], fit.Network.Parameters["fc1.kernel"])
        Assert.NotEqual<Tensor>(wider.Parameters["conv2.kernel"], fit.Network.Parameters["conv2.kernel"])
        refused [ npz; "not fitting (fc1.kernel" ] (fun () -> Network.loadWeights WeightMap.pyTorch npz wider))

[<Fact>]
let ``of this library are taken by path, also of a part of a network`` () =
    let layer = Layer.dense 3 >=> Layer.batchNorm >=> Layer.dense 2
    let source = Network.build (Key.ofSeed 5UL) [ 4 ] layer
    let target = Network.build (Key.ofSeed 6UL) [ 4 ] layer
    let saved = Parameters.merge [ source.Parameters; source.State ]
    let whole = (Network.fitWeights WeightMap.own saved target).Require "a test"
    Assert.Equal<Parameters>(source.Parameters, whole.Parameters)

    let fit =
        Network.fitWeights WeightMap.own (Parameters.filter (Parameters.matching "dense1.*") saved) target

    Assert.Equal(2, fit.Matched.Count)
    Assert.Equal(6, fit.Missing.Count)
    // Under the names of another place, in another type.
    let moved = saved |> Parameters.map (Tensor.cast DType.Float64) |> Parameters.prefixed "backbone"
    let map = WeightMap.own |> WeightMap.renaming [ "backbone", "" ]
    Assert.Equal<Parameters>(source.Parameters, ((Network.fitWeights map moved target).Require "a test").Parameters)

[<Fact>]
let ``with halves and whole numbers of 64 bits are read from safetensors files`` () =
    // weights [1.5, -2] in F16, the same in BF16, and a counter in I64.
    let header =
        """{"a":{"dtype":"F16","shape":[2],"data_offsets":[0,4]},"b":{"dtype":"BF16","shape":[2],"data_offsets":[4,8]},"n":{"dtype":"I64","shape":[],"data_offsets":[8,16]}}"""

    let numbers =
        Convert.FromHexString "003E00C0" |> Array.append <| Convert.FromHexString "C03F00C00700000000000000"

    let bytes =
        Array.concat [ BitConverter.GetBytes(int64 header.Length); Text.Encoding.ASCII.GetBytes header; numbers ]

    let read = withFile "x.safetensors" bytes Weights.read
    Assert.Equal(Tensor.vector [ 1.5f; -2.0f ], read["a"])
    Assert.Equal(Tensor.vector [ 1.5f; -2.0f ], read["b"])
    Assert.Equal(Tensor.number DType.Int32 7.0, read["n"])
    bytes[bytes.Length - 1] <- 1uy
    refused [ "x.safetensors"; "'n'"; "int32" ] (fun () -> withFile "x.safetensors" bytes Weights.read)

[<Fact>]
let ``under one name once they are taken apart are refused`` () =
    let x = Tensor.ones [ 2 ]
    let network = Network.build (Key.ofSeed 1UL) [ 2 ] (Layer.dense 1)

    refused [ "\"lstm.kernel\"" ] (fun () ->
        Network.fitWeights WeightMap.keras (Parameters.ofSeq [ "lstm/kernel", x; "lstm.kernel:0", x ]) network)

    Thrown.by<ConfigurationException, _> [ "\"dense1\""; "two names" ] (fun () ->
        WeightMap.renaming [ "a", "dense1"; "b", "dense1" ] WeightMap.own)
