module FuncNet.Tests.GoldenRecurrentLayers

open Xunit
open FuncNet

/// The layers of a case: all but the last give whole sequences.
let private layersOf (case: GoldenCase) : Layer =
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

let private input (case: GoldenCase) (x: 'T) (lengths: Tensor -> 'T) =
    match case.Tensors.TryFind "lengths" with
    | Some n -> Signal.Many [| Signal.One x; Signal.One(lengths n) |]
    | None -> Signal.One x

[<Fact>]
let ``outputs and gradients over sequences of any length are PyTorch's`` () =
    for case in Golden.cases "recurrent" do
        let x = case["x"]
        let dtype = x.DType
        let tolerance = if dtype = DType.Float64 then 1e-9 else 1e-5
        let near what = Golden.requireNear tolerance $"{case.Name} {case.Options}, {dtype}, {what}"
        let sample = input case (Shape(x.Shape[1], x.Shape[2])) (fun _ -> Shape.Scalar)
        let network = Network.buildFor dtype (Key.ofSeed 1UL) sample (layersOf case)
        let paths = Seq.toArray network.Parameters.Paths
        let context = { Training = true; Key = Key.ofSeed 1UL }

        let apply (inputs: Tensor[]) =
            let parameters = paths |> Seq.mapi (fun i path -> path, inputs[i]) |> Parameters.ofSeq
            let signal = input case (Array.last inputs) id
            let y, _ = Network.applyWith context parameters network.State signal network
            [| (Signal.values y).Head |]

        let y, pullback =
            Differentiate.vjpMany apply [|
                for path in paths do
                    Assert.Equal<Shape>(network.Parameters[path].Shape, case[path].Shape)
                    case[path]
                x
            |]

        near "y" case["y"] y[0]

        for name, gradient in Seq.zip (Seq.append paths [ "x" ]) (pullback [| case["u"] |]) do
            near $"d{name}" case[$"d{name}"] gradient
