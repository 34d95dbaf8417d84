module FuncNet.Tests.GoldenSequenceLayers

open Xunit
open FuncNet

/// Layers over sequences, all but the last of which give whole sequences.
let private recurrent (case: GoldenCase) : Layer =
    let layer whole =
        let options defaults = {
            defaults with
                Direction = if case.Flag "both" then Direction.Both else Direction.Forward
                WholeSequence = whole
        }

        match case.Name with
        | "LSTM" -> Layer.lstmWith (options Lstm.defaults) 4
        | "GRU" -> Layer.gruWith (options Recurrent.defaults) 4
        | _ ->
            let activation = if case.Text "activation" = "relu" then Unary.Relu else Unary.Tanh
            Layer.simpleRnnWith (options Recurrent.defaults) activation 4

    let layers = case.Integer "layers"
    Layer.sequence [ for n in 1..layers -> layer (n < layers || case.Flag "whole") ]

let private attention (case: GoldenCase) : Layer =
    match case.Name with
    | "attention" -> Layer.attentionWith { Attention.defaults with Causal = case.Flag "causal" } (case.Integer "heads")
    | "crossAttention" -> Layer.crossAttention 2
    | "block" ->
        let options = {
            Transformer.defaults with
                Causal = case.Flag "causal"
                WithLengths = case.Tensors.ContainsKey "lengths"
        }

        Layer.transformerBlockWith options 6 2 8
    | other -> failwith $"The case {other} has no layer here."

/// Compares the results, where a gradient is asked of them, and the gradients by every parameter and float input.
let private compare (layer: Layer) (case: GoldenCase) =
    let dtype = case["x"].DType
    let tolerance = if dtype = DType.Float64 then 1e-9 else 1e-5
    let near what = Golden.requireNear tolerance $"{case.Name} {case.Options}, {dtype}, {what}"
    let names = [| "x"; "memory"; "lengths" |] |> Array.filter case.Tensors.ContainsKey
    let floats = names |> Array.filter (fun name -> name <> "lengths")

    let signal (value: string -> 'T) =
        match names with
        | [| name |] -> Signal.One(value name)
        | names -> names |> Array.map (value >> Signal.One) |> Signal.Many

    let sample = signal (fun name -> Shape(case[name].Shape.ToArray()[1..]))
    let network = Network.buildFor dtype (Key.ofSeed 1UL) sample layer
    let paths = Seq.toArray network.Parameters.Paths
    let context = { Training = true; Key = Key.ofSeed 1UL }

    let apply (inputs: Tensor[]) =
        let values = Seq.zip (Seq.append paths floats) inputs |> dict
        let parameters = paths |> Seq.map (fun path -> path, values[path]) |> Parameters.ofSeq
        let input = signal (fun name -> if values.ContainsKey name then values[name] else case[name])
        let y, _ = Network.applyWith context parameters network.State input network
        [| (Signal.values y).Head |]

    for path in paths do
        Assert.Equal<Shape>(network.Parameters[path].Shape, case[path].Shape)

    let y, pullback = Differentiate.vjpMany apply [| for name in Seq.append paths floats -> case[name] |]

    let asked = Tensor.notEqual case["u"] (Tensor.number dtype 0.0)
    let where (y: Tensor) = Tensor.where asked y (Tensor.number dtype 0.0)
    near "y" (where case["y"]) (where y[0])

    for name, gradient in Seq.zip (Seq.append paths floats) (pullback [| case["u"] |]) do
        near $"d{name}" case[$"d{name}"] gradient

[<Fact>]
let ``recurrent layers over sequences of any length are PyTorch's, with their gradients`` () =
    for case in Golden.cases "recurrent" do
        compare (recurrent case) case

[<Fact>]
let ``attention under causal masks and lengths is PyTorch's, with its gradients`` () =
    for case in Golden.cases "attention" do
        compare (attention case) case
