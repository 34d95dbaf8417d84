module FuncNet.Tests.``What is done around an optimizer``

open Xunit
open FuncNet
open FuncNet.Tests.Descent

/// Drawn gradients, and what an optimizer makes of them one after another.
let private gradients n =
    let drawn (i: int) (x: Tensor) = Key.normal DType.Float64 x.Shape (Key.ofSeed (uint64 (i + 100 * x.Size)))
    [ for i in 1..n -> Parameters.map (drawn i) start ]

let private along optimizer gradients =
    let next (x, state) g =
        let updates, state = Optimizer.update optimizer g state x
        Optimizer.apply updates x, state

    List.scan next (start, Optimizer.init optimizer start) gradients

let private mean (trees: Parameters list) = List.reduce Parameters.add trees / float trees.Length

let private optimizers = [
    Optimizer.sgd 0.1
    Optimizer.adamW 0.1 0.1
    Optimizer.nadam 0.1
    Optimizer.rprop 0.1
    Optimizer.sgdWith { Sgd.defaults with Rate = Schedule.step 0.1 2 0.1; Momentum = 0.9 }
    Optimizer.chain [ Optimizer.clipByGlobalNorm 0.5; Optimizer.sgd 0.1 ]
]

[<Fact>]
let ``accumulating is a batch that is as many times larger`` () =
    let gradients = gradients 12

    for optimizer in optimizers do
        let large, state = gradients |> List.chunkBySize 3 |> List.map mean |> along optimizer |> List.last
        let accumulated = along (Optimizer.accumulate 3 optimizer) gradients
        let x, last = List.last accumulated
        Close.trees 1e-12 large x
        Assert.Equal(12.0, last.Step.ToScalar())
        Close.numbers 1e-15 (state.Rate.ToScalar()) (last.Rate.ToScalar())
        // Between the updates the parameters stay as they are.
        Assert.Equal<Parameters>(start, fst accumulated[2])
        Assert.Equal<Parameters>(fst accumulated[3], fst accumulated[5])
        Assert.NotEqual<Parameters>(fst accumulated[5], fst accumulated[6])

[<Fact>]
let ``accumulating one is the optimizer, and accumulating twice multiplies`` () =
    let gradients = gradients 12

    for optimizer in optimizers do
        let last optimizer = along optimizer gradients |> List.last |> fst
        Close.trees 1e-15 (last optimizer) (last (Optimizer.accumulate 1 optimizer))

        Close.trees
            1e-12
            (last (Optimizer.accumulate 6 optimizer))
            (last (Optimizer.accumulate 2 (Optimizer.accumulate 3 optimizer)))

[<Fact>]
let ``a schedule given later counts the updates that are made, too`` () =
    let schedule = Schedule.piecewise 0.1 [ 2, 0.001 ]
    let gradients = gradients 12

    let x, _ =
        gradients
        |> List.chunkBySize 3
        |> List.map mean
        |> along (Optimizer.sgdWith { Sgd.defaults with Rate = schedule })
        |> List.last

    let later = Optimizer.accumulate 3 (Optimizer.sgd 7.0) |> Optimizer.withSchedule schedule
    Close.trees 1e-12 x (along later gradients |> List.last |> fst)

[<Fact>]
let ``lookahead goes back to the slow weights every few updates`` () =
    for optimizer in optimizers do
        let ahead = Optimizer.lookahead 3 0.5 optimizer
        let gradients = gradients 5
        let fast, slow = along optimizer gradients |> List.map fst, along ahead gradients |> List.map fst
        Close.trees 1e-12 fast[2] slow[2]
        Close.trees 1e-12 (mean [ start; fast[3] ]) slow[3]
        let _, state = along ahead gradients |> List.item 4
        Close.trees 1e-12 slow[3] (OptimizerState.kept "lookahead.slow" state)
        // From there the updates of the optimizer again; those that decay depend on where they are.
        if optimizer.Name = "sgd" then
            Close.trees 1e-12 (slow[3] - 0.1 * gradients[3]) slow[4]

[<Fact>]
let ``the average of weights is what it says, and changes no update`` () =
    for optimizer in optimizers do
        let gradients = gradients 4
        let path = along optimizer gradients |> List.map fst
        let averaged = along (Optimizer.averageWeights 0.9 optimizer) gradients
        Assert.Equal<Parameters list>(path, List.map fst averaged)
        let expected = path.Tail |> List.fold (fun a x -> 0.9 * a + 0.1 * x) start
        Close.trees 1e-12 expected (OptimizerState.kept "average" (snd (List.last averaged)))

[<Fact>]
let ``a tree that is not kept is an error that lists what is`` () =
    let state = Optimizer.init (Optimizer.adam 0.1) start

    Thrown.by<ConfigurationException, _> [ "\"average\""; "adam.mean; adam.square" ] (fun () ->
        OptimizerState.kept "average" state)

[<Fact>]
let ``each path has the optimizer of the first predicate that it satisfies`` () =
    let isBias, isDense = Parameters.matching "*.bias", Parameters.matching "dense.*"
    let head, body, rest = Optimizer.adam 0.01, Optimizer.adam 0.3, Optimizer.sgd 0.2
    let x = after 5 (Optimizer.byPath [ isBias, head; isDense, body ] rest)
    Assert.Equal<Tensor>((after 5 head)["dense.bias"], x["dense.bias"])
    Assert.Equal<Tensor>((after 5 body)["dense.kernel"], x["dense.kernel"])
    let x = after 5 (Optimizer.byPath [ isBias, head ] rest)
    Assert.Equal<Tensor>((after 5 rest)["dense.kernel"], x["dense.kernel"])
    Assert.Equal<Parameters>(after 5 rest, after 5 (Optimizer.byPath [] rest))
