[<FsCheck.Xunit.Properties(Arbitrary = [| typeof<FuncNet.Tests.Draw> |], MaxTest = 30)>]
module FuncNet.Tests.``Constraints on weights``

open Xunit
open FsCheck.Xunit
open FuncNet

let private tree (seed: Seed) =
    let rng = seed.Rng

    Parameters.ofSeq [
        "dense.kernel", 3.0 * Draws.tensor rng [ 4; 3 ]
        "conv.kernel", Draws.tensor rng [ 3; 3; 2; 5 ]
        "dense.bias", 100.0 * Draws.tensor rng [ 3 ]
    ]

let private after optimizer (x: Parameters) gradients =
    let updates, _ = Optimizer.update optimizer gradients (Optimizer.init optimizer x) x
    Optimizer.apply updates x

let private unitNorms (w: Tensor) = Tensor.sumOver [ 0 .. w.Rank - 2 ] (Tensor.square w) |> sqrt

[<Property>]
let ``of the norm hold for every unit, keep directions, and leave shorter units and biases alone`` (seed: Seed) =
    let x = tree seed
    let gradients = Parameters.map (fun x -> cos x) x
    let free = Optimizer.sgd 0.1

    let wanted, kept =
        after free x gradients, after (Optimizer.chain [ free; Optimizer.maxNorm 2.0 ]) x gradients

    Close.tensors 1e-12 wanted["dense.bias"] kept["dense.bias"]

    for path in [ "dense.kernel"; "conv.kernel" ] do
        let before = unitNorms wanted[path]
        let expected = Tensor.minimum before (Tensor.number DType.Float64 2.0)
        Close.tensors 1e-12 expected (unitNorms kept[path])
        Close.tensors 1e-12 (wanted[path] * (expected / before)) kept[path]

[<Fact>]
let ``a unit of zeros stays, and nothing becomes NaN`` () =
    let x = Parameters.ofSeq [ "w", Tensor.full DType.Float64 [ 3; 2 ] 0.0 ]
    let kept = after (Optimizer.chain [ Optimizer.sgd 0.1; Optimizer.maxNorm 1.0 ]) x x
    Assert.Equal<Parameters>(x, kept)

[<Property>]
let ``of the sign hold for weights and not for biases`` (seed: Seed) =
    let x = tree seed
    let kept = after (Optimizer.chain [ Optimizer.sgd 0.1; Optimizer.nonNegative ]) x x

    Close.trees
        1e-12
        (Parameters.mapPaths (fun path w -> if path.EndsWith "bias" then 0.9 * w else Tensor.relu (0.9 * w)) x)
        kept

[<Property>]
let ``of one's own hold for all that they are on`` (seed: Seed) =
    let x = tree seed

    let box =
        Optimizer.project "box" (fun path w -> if path = "dense.bias" then Tensor.clamp -1.0 1.0 w else w)

    let kept = after (Optimizer.chain [ Optimizer.sgd 0.1; box ]) x x
    Close.tensors 1e-12 (Tensor.clamp -1.0 1.0 (0.9 * x["dense.bias"])) kept["dense.bias"]
    Close.tensors 1e-12 (0.9 * x["conv.kernel"]) kept["conv.kernel"]

[<Fact>]
let ``hold in compiled training, and are refused where they make no sense`` () =
    let data = Synthetic.moons 200 0.1 (Key.ofSeed 1UL)

    let trained =
        Trainer.create
            (Layer.dense 16 >=> Layer.tanh >=> Layer.dense 2)
            Loss.softmaxCrossEntropy
            (Optimizer.chain [ Optimizer.adam 0.05; Optimizer.maxNorm 0.7 ])
        |> Trainer.fit (Key.ofSeed 1UL) 20 data

    for path in [ "dense1.kernel"; "dense2.kernel" ] do
        let norms = (unitNorms trained.Network.Parameters[path]).ToArray<float32>()
        Assert.True(Array.max norms <= 0.70001f, $"{Array.max norms}")
        Assert.True(Array.max norms > 0.69f)

    Thrown.by<ConfigurationException, Optimizer> [ "maxNorm"; "over 0"; "-1" ] (fun () -> Optimizer.maxNorm -1.0)

    let grows = Optimizer.project "grows" (fun _ w -> Tensor.stack 0 [ w; w ])
    let x = Parameters.ofSeq [ "w", Tensor.vector [ 1.0; 2.0 ] ]

    Thrown.by<ShapeException, Parameters> [ "grows"; "\"w\""; "[2]"; "[2; 2]" ] (fun () -> after grows x x)
