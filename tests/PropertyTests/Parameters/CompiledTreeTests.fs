[<FsCheck.Xunit.Properties(Arbitrary = [| typeof<FuncNet.Tests.TreeDraw> |], MaxTest = 100)>]
module FuncNet.Tests.``A compiled function of trees``

open FsCheck.Xunit
open FuncNet
open Xunit

let private scalar (x: float) = Tensor.number DType.Float64 x

/// Σ tanh(s·x)² / (1 + t²) over every leaf, of a tree and the tensors s and t.
let private objective (tree: Parameters) (x: Tensor[]) =
    let y = tree |> Parameters.map (fun leaf -> tanh (x[0] * leaf))
    Tensor.cast DType.Float64 (Parameters.dot y y) / (1.0 + x[1] * x[1])

let private gradient (x: Tensor[]) = Parameters.grad (fun tree -> objective tree x)

[<Property>]
let ``gives bit for bit what the function gives`` (trees: Trees) =
    let f (tree: Parameters) = sqrt (abs tree) * tree - 0.5 * tree
    let compiled = Parameters.compile f
    Assert.Equal<Parameters>(f trees.A, compiled trees.A)
    Assert.Equal<Parameters>(f trees.B, compiled trees.B)

[<Property>]
let ``gives an objective, its gradient, and a step down it`` (trees: Trees) =
    let x = [| scalar (0.1 * trees.S); scalar trees.T |]
    let compiled = Parameters.compileObjective objective
    Assert.Equal(objective trees.A x, compiled trees.A x)
    Assert.Equal<Parameters>(gradient x trees.A, Parameters.grad (fun tree -> compiled tree x) trees.A)

    let step (tree: Parameters) (x: Tensor[]) =
        let value, slope = Parameters.valueAndGrad (fun tree -> objective tree x) tree
        tree - 0.1 * slope, [| value; x[0] |]

    let compiled = Parameters.compileStep step

    for tree in [ trees.A; trees.B ] do
        let expected, values = step tree x
        let next, given = compiled tree x
        Assert.Equal<Parameters>(expected, next)
        Assert.Equal<Tensor[]>(values, given)

[<Fact>]
let ``is traced once for each signature of names, shapes and types`` () =
    let mutable traced = 0

    let compiled =
        Parameters.compileStep (fun tree x ->
            traced <- traced + 1
            Parameters.prefixed "next" tree, [| x[0] + 1.0 |])

    let calls = [
        [ "a", Tensor.vector [ 1.0; 2.0 ] ], scalar 1.0, 1
        [ "a", Tensor.vector [ 3.0; 4.0 ] ], scalar 2.0, 1
        [ "b", Tensor.vector [ 1.0; 2.0 ] ], scalar 1.0, 2
        [ "b", Tensor.vector [ 1.0 ] ], scalar 1.0, 3
        [ "b", Tensor.vector [ 1.0f ] ], scalar 1.0, 4
        [ "b", Tensor.vector [ 1.0f ] ], Tensor.vector [ 1.0 ], 5
        [ "a", Tensor.vector [ 1.0; 2.0 ] ], scalar 1.0, 5
    ]

    for leaves, x, expected in calls do
        let tree = Parameters.ofSeq leaves
        let next, others = compiled tree [| x |]
        Assert.Equal<Parameters>(Parameters.prefixed "next" tree, next)
        Assert.Equal(x + 1.0, Assert.Single others)
        Assert.Equal(expected, traced)

[<Fact>]
let ``knows which leaves decay`` () =
    let decays = Parameters.ofSeq [ "a", Tensor.matrix [ [ 1.0 ] ] ]
    let compiled = Parameters.compile (fun tree -> 2.0 * tree)

    let next tree =
        let optimizer = Optimizer.adamW 0.1 0.5
        let zero = Parameters.zero tree
        fst (Optimizer.update optimizer zero (Optimizer.init optimizer tree) tree)

    Assert.Equal<Parameters>(next (2.0 * decays), next (compiled decays))
    Assert.NotEqual<Parameters>(Parameters.zero decays, next (compiled decays))

[<Fact>]
let ``that asks for numbers says what to do`` () =
    let compiled =
        Parameters.compileObjective (fun tree _ ->
            if (Parameters.norm tree).ToScalar() > 1.0 then scalar 0.0 else scalar 1.0)

    (fun () -> compiled (Parameters.ofSeq [ "a", scalar 1.0 ]) [||])
    |> Thrown.by<FuncNetException, _> [ "without branching on numbers" ]
