module FuncNet.Tests.EnsembleTests

open System.IO
open Xunit
open FsCheck
open FsCheck.FSharp
open FsCheck.Xunit
open FuncNet
open FuncNet.Tests.DataFiles

/// A network that gives its input times a number.
let private times (factor: float) =
    Network.build (Key.ofSeed 1UL) [ 3 ] (Layer.activation "Times" (fun x -> x * factor))

/// A network that gives the same scores for every input.
let private saying (scores: float32 list) =
    let network = Network.build (Key.ofSeed 1UL) [ 2 ] (Layer.dense scores.Length)

    Network.withParameters
        (Parameters.ofSeq [ "dense1.kernel", Tensor.zeros [ 2; scores.Length ]; "dense1.bias", Tensor.vector scores ])
        network

let private anything = Tensor.ones [ 1; 2 ]
let private vote kind networks = Ensemble.create kind networks |> Ensemble.predict anything

let private near (expected: float list) (y: Tensor) =
    List.iter2
        (fun (a: float) (b: float32) -> Assert.Equal(a, float b, 1e-6))
        expected
        (y.ToArray<float32>() |> Array.toList)

let private refused (words: string list) (action: unit -> 'T) =
    let error = Assert.Throws<ConfigurationException>(fun () -> action () |> ignore)
    words |> List.iter (fun word -> Assert.Contains(word, error.Message))

let private drawn seed classes =
    Network.build (Key.ofSeed seed) [ 4 ] (Layer.dense 8 >=> Layer.tanh >=> Layer.dense classes)

[<Fact>]
let ``votes are those by hand`` () =
    let a, b, c = saying [ 0.0f; log 3.0f ], saying [ log 4.0f; 0.0f ], saying [ 0.0f; 0.0f ]
    // Probabilities ¼ and ¾, ⅘ and ⅕, ½ and ½.
    near [ 1.55 / 3.0; 1.45 / 3.0 ] (vote Vote.Softmax [ a; b; c ])
    near [ log 4.0 / 3.0; log 3.0 / 3.0 ] (vote Vote.Mean [ a; b; c ])
    // Of equal scores the first wins.
    Assert.Equal<float32[]>([| 2.0f / 3.0f; 1.0f / 3.0f |], (vote Vote.Majority [ a; b; c ]).ToArray())
    near [ (0.75 + 0.2) / 2.0 ] (vote Vote.Sigmoid [ saying [ log 3.0f ]; saying [ -(log 4.0f) ] ])

[<Fact>]
let ``weighted votes are those by hand`` () =
    let weighted kind weights networks =
        Ensemble.create kind networks |> Ensemble.withWeights weights |> Ensemble.predict anything

    let a, b, c = saying [ 1.0f; 0.0f ], saying [ 0.0f; 1.0f ], saying [ 0.0f; 3.0f ]
    near [ 0.6; 0.4 ] (weighted Vote.Majority [ 3.0; 1.0; 1.0 ] [ a; b; c ])
    near [ 0.25; 2.25 ] (weighted Vote.Mean [ 1.0; 0.0; 3.0 ] [ a; b; c ])

[<Property>]
let ``an ensemble of one is its network`` (seed: uint64) (weight: byte) =
    let network = drawn seed 3
    let x = Key.normal DType.Float32 [ 7; 4 ] (Key.ofSeed (seed + 1UL))
    let y = Network.predict x network
    let one kind = Ensemble.create kind [ network ]

    one Vote.Mean |> Ensemble.predict x = y
    && one Vote.Softmax |> Ensemble.predict x = Tensor.softmax -1 y
    && (one Vote.Majority |> Ensemble.predict x |> Tensor.argMax 1) = Tensor.argMax 1 y
    // One input without the batch axis, as a network takes it.
    && (one Vote.Mean |> Ensemble.predict x[0]).Shape = Shape 3
    // Halves, and not thirds, leave no rounding behind.
    && one Vote.Mean |> Ensemble.withWeights [ 2.0 ** float (weight % 8uy) ] |> Ensemble.predict x = y

[<Property>]
let ``the order of the members does not matter, beyond rounding`` (seed: uint64) (PositiveInt count) =
    let count = 1 + count % 6
    let members = [ for i in 1..count -> drawn (seed + uint64 i) 3 ]
    let x = Key.normal DType.Float32 [ 5; 4 ] (Key.ofSeed seed)
    let order = Key.permutation count (Key.ofSeed seed)

    [ Vote.Mean; Vote.Softmax; Vote.Sigmoid; Vote.Majority ]
    |> List.forall (fun kind ->
        let a = Ensemble.create kind members |> Ensemble.predict x
        let b = Ensemble.create kind [ for i in order -> members[i] ] |> Ensemble.predict x
        (Tensor.max (abs (a - b))).ToScalar() < 1e-6)

[<Property>]
let ``probabilities of a vote add up to one`` (seed: uint64) =
    let ensemble kind = Ensemble.create kind [ for i in 1UL .. 5UL -> drawn (seed + i) 4 ]
    let x = Key.normal DType.Float32 [ 6; 4 ] (Key.ofSeed seed)

    [ Vote.Softmax; Vote.Majority ]
    |> List.forall (fun kind ->
        let sums = ensemble kind |> Ensemble.predict x |> Tensor.sumOver [ 1 ]
        (Tensor.max (abs (sums - 1.0))).ToScalar() < 1e-6)

[<Fact>]
let ``metrics of the vote and of its members are means over the samples`` () =
    let right, wrong = saying [ 0.0f; 5.0f ], saying [ 5.0f; 0.0f ]
    let data = Dataset.ofTensors (Tensor.ones [ 4; 2 ]) (Tensor.vector [ 1; 1; 1; 0 ])
    let ensemble = Ensemble.create Vote.Majority [ right; wrong; right ]
    let figures = Ensemble.evaluate [ Metric.accuracy; Metric.logLoss ] data ensemble
    Assert.Equal<string list>([ "accuracy"; "log loss" ], [ for figure in figures -> figure.Name ])
    Assert.Equal(0.75, figures[0].Value)
    Assert.Equal(-(3.0 * log (2.0 / 3.0) + log (1.0 / 3.0)) / 4.0, figures[1].Value, 1e-6)

    Assert.Equal<float list>(
        [ 0.75; 0.25; 0.75 ],
        [ for figures in Ensemble.evaluateMembers [ Metric.accuracy ] data ensemble -> figures[0].Value ]
    )

[<Fact>]
let ``members that do not fit, and weights that do not count, are errors`` () =
    refused [ "at least one network" ] (fun () -> Ensemble.create Vote.Mean [])
    refused [ "Member 2"; "[4]"; "[3]"; "member 1" ] (fun () -> Ensemble.create Vote.Mean [ drawn 1UL 2; times 1.0 ])
    refused [ "Vote.Majority"; "Vote.Sigmoid" ] (fun () -> Ensemble.create Vote.Majority [ drawn 1UL 1 ])
    refused [ "Vote.Softmax" ] (fun () -> Ensemble.create Vote.Softmax [ drawn 1UL 1 ])

    let several =
        Network.build (Key.ofSeed 1UL) [ 4 ] (Layer.fork Join.Tuple [ Layer.dense 1; Layer.dense 2 ])

    refused [ "one result" ] (fun () -> Ensemble.create Vote.Mean [ several ])

    let two = Ensemble.create Vote.Mean [ drawn 1UL 2; drawn 2UL 2 ]
    refused [ "2 members"; "there are 3" ] (fun () -> Ensemble.withWeights [ 1.0; 1.0; 1.0 ] two)
    refused [ "the weight of member 2"; "-1" ] (fun () -> Ensemble.withWeights [ 1.0; -1.0 ] two)
    refused [ "all weights are 0" ] (fun () -> Ensemble.withWeights [ 0.0; 0.0 ] two)

    let error =
        Assert.Throws<ShapeException>(fun () -> Ensemble.predict (Tensor.ones [ 2; 5 ]) two |> ignore)

    Assert.Contains("[batch; 4]", error.Message)

[<Fact>]
let ``an ensemble comes back from its file, with its vote, weights and names`` () =
    let layer = Layer.dense 6 >=> Layer.batchNorm >=> Layer.dense 3
    let data = Synthetic.blobs 3 60 0.2 (Key.ofSeed 1UL)

    let networks = [
        for seed in 1UL .. 3UL ->
            (Trainer.create layer Loss.softmaxCrossEntropy (Optimizer.adam 0.01)
             |> Trainer.fit (Key.ofSeed seed) 1 data)
                .Network
    ]

    let ensemble = Ensemble.create Vote.Softmax networks |> Ensemble.withWeights [ 1.0; 0.1; 2.5 ]
    let blank = Network.build (Key.ofSeed 9UL) [ 2 ] layer

    withFolder (fun folder ->
        let path = Path.Combine(folder, "three.safetensors")
        Ensemble.save path ensemble

        for loaded in [ Ensemble.load path blank; Ensemble.loadMany path [ blank; blank; blank ] ] do
            Assert.Equal(ensemble.Vote, loaded.Vote)
            Assert.Equal<float>(ensemble.Weights, loaded.Weights)
            Assert.Equal<string>([ "0"; "1"; "2" ], loaded.ClassNames)
            Assert.Equal(Ensemble.predict data.Inputs ensemble, Ensemble.predict data.Inputs loaded)

        let other = Network.build (Key.ofSeed 9UL) [ 2 ] (Layer.dense 3)
        DataFiles.refused [ path; "member1.dense1.kernel"; "[2; 6]" ] (fun () -> Ensemble.load path other)
        DataFiles.refused [ path; "3 members"; "2 networks" ] (fun () -> Ensemble.loadMany path [ blank; blank ])

        let single = Path.Combine(folder, "single.safetensors")
        Network.save single blank
        DataFiles.refused [ single; "no ensemble"; "Network.load" ] (fun () -> Ensemble.load single blank)

        let content = (Safetensors.read path).Tensors

        let changed metadata tensors =
            Safetensors.writeWith
                [ for key, text in metadata -> System.Collections.Generic.KeyValuePair(key, text) ]
                path
                tensors

        changed [ "vote", "shouting"; "weights", "1 1 1" ] content
        DataFiles.refused [ path; "shouting"; "majority" ] (fun () -> Ensemble.load path blank)
        changed [ "vote", "mean"; "weights", "1 one 1" ] content
        DataFiles.refused [ path; "\"one\" is no number" ] (fun () -> Ensemble.load path blank)
        changed [ "vote", "mean"; "weights", "1 1" ] content
        DataFiles.refused [ path; "member3."; "none of its 2 members" ] (fun () -> Ensemble.load path blank))
