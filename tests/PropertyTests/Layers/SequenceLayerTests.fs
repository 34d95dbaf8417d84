[<FsCheck.Xunit.Properties(Arbitrary = [| typeof<FuncNet.Tests.Draw> |], MaxTest = 25)>]
module FuncNet.Tests.``Layers over sequences``

open FsCheck.Xunit
open FuncNet
open Xunit

let private whole = { Recurrent.defaults with WholeSequence = true }

/// Layers that take a sequence with or without lengths, by what they give.
let private onSequences: (string * Layer) list = [
    "simple", Layer.simpleRnn 3
    "simple, whole, backward", Layer.simpleRnnWith { whole with Direction = Direction.Backward } Unary.Sin 3
    "LSTM", Layer.lstm 2
    "LSTM, whole, both ways", Layer.lstmWith { whole with Direction = Direction.Both } 2
    "LSTM without bias", Layer.lstmWith { whole with Bias = None } 2
    "GRU, backward", Layer.gruWith { Recurrent.defaults with Direction = Direction.Backward } 2
    "GRU, whole", Layer.gruSequence 3
    "GRU without bias", Layer.gruWith { Recurrent.defaults with Bias = None } 2
    "stacked", Layer.gruSequence 2 >=> Layer.lstm 3
    "attention", Layer.attention 2
    "causal attention without bias", Layer.attentionWith { Attention.defaults with Causal = true; Bias = None } 4
    "last step", Layer.lastStep
    "mean over time", Layer.meanOverTime
    "positions", Layer.positionalEncoding
    "learned positions", Layer.learnedPositions
    "residual", Layer.residual (Layer.gruSequence 4)
]

let private features = 4

let private build time withLengths layer =
    let x = Signal.One(Shape(time, features))
    let input = if withLengths then Signal.Many [| x; Signal.One Shape.Scalar |] else x
    Network.buildFor DType.Float64 (Key.ofSeed 5UL) input layer

let private input (x: Tensor) lengths =
    match lengths with
    | Some lengths -> Signal.Many [| Signal.One x; Signal.One lengths |]
    | None -> Signal.One x

let private first (signal: Signal<Tensor>) = (Signal.values signal).Head

/// A network as a function of its input and of its parameters.
let private asFunction (network: Network) lengths (tensors: Tensor[]) =
    let parameters =
        network.Parameters.Paths |> Seq.mapi (fun i path -> path, tensors[i + 1]) |> Parameters.ofSeq

    let context = { Training = false; Key = Key.ofSeed 0UL }

    Network.applyWith context parameters network.State (input tensors[0] lengths) network
    |> fst
    |> first

[<Property(MaxTest = 8)>]
let ``pass the gradient check in their inputs and parameters, first and second order, for drawn lengths`` (seed: Seed) =
    let rng = seed.Rng

    for name, layer in onSequences do
        let batch, time = 1 + rng.Next 3, 1 + rng.Next 4
        let withLengths = rng.Next 2 = 0
        let network = build time withLengths layer
        let x = Draws.between rng -1.0 1.0 [ batch; time; features ]
        let lengths = Tensor.vector (List.init batch (fun _ -> 1 + rng.Next time))
        let tensors = [| x; yield! network.Parameters |> Parameters.toSeq |> Seq.map snd |]
        let f = asFunction network (if withLengths then Some lengths else None)

        try
            GradientCheck.require seed.Key f tensors
        with error ->
            failwith $"{name}: {error.Message}"

[<Property(MaxTest = 10)>]
let ``attention to another sequence passes the gradient check in both, and in its parameters`` (seed: Seed) =
    let rng = seed.Rng
    let batch, time, seen = 1 + rng.Next 2, 1 + rng.Next 3, 1 + rng.Next 3
    let shapes = [| Signal.One(Shape(time, 4)); Signal.One(Shape(seen, 3)); Signal.One Shape.Scalar |]

    let layer =
        Layer.crossAttentionWith { Attention.defaults with Bias = Some(Initializer.normal 0.0 1.0) } 2

    let network = Network.buildFor DType.Float64 seed.Key (Signal.Many shapes) layer
    let lengths = Tensor.vector (List.init batch (fun _ -> 1 + rng.Next seen))

    let f (tensors: Tensor[]) =
        let parameters =
            network.Parameters.Paths |> Seq.mapi (fun i path -> path, tensors[i + 2]) |> Parameters.ofSeq

        let input = Signal.Many [| Signal.One tensors[0]; Signal.One tensors[1]; Signal.One lengths |]
        let context = { Training = false; Key = seed.Key }
        Network.applyWith context parameters network.State input network |> fst |> first

    GradientCheck.require seed.Key f [|
        Draws.between rng -1.0 1.0 [ batch; time; 4 ]
        Draws.between rng -1.0 1.0 [ batch; seen; 3 ]
        yield! network.Parameters |> Parameters.toSeq |> Seq.map snd
    |]

[<Property>]
let ``give the same with lengths as each sample alone, cut to its length`` (seed: Seed) =
    let rng = seed.Rng

    for name, layer in onSequences do
        // A block adds the input to what stands beyond a length, which means nothing.
        let time = 2 + rng.Next 3
        let lengths = List.init 3 (fun _ -> 1 + rng.Next time)
        let x = Draws.tensor rng [ 3; time; features ]
        let network = build time true layer
        let y = network.Apply(input x (Some(Tensor.vector lengths))) |> first

        for i, length in List.indexed lengths do
            let alone = build length false layer

            let parameters =
                network.Parameters
                |> Parameters.mapPaths (fun path value ->
                    if path.StartsWith "learnedpositions" then value.[0 .. length - 1, *] else value)

            let alone = Network.withParameters parameters alone
            let expected = alone.Predict(x.[i..i, 0 .. length - 1, *])[0]
            let actual = if y.Rank = 3 then y.[i, 0 .. length - 1, *] else y[i]

            if (Tensor.max (abs (expected - actual))).ToScalar() > 1e-12 then
                failwith $"{name}: {expected} alone, {actual} with lengths."

[<Property>]
let ``recurrent results beyond a length are 0, and nothing that stands there matters`` (seed: Seed) =
    let rng = seed.Rng
    let lengths = Tensor.vector [ 2; 4; 1 ]
    let mask = Tensor.less (Tensor.iota [ 3; 4; 1 ] 1) (Tensor.reshape [ 3; 1; 1 ] lengths)
    let x = Draws.tensor rng [ 3; 4; features ]
    let other = Tensor.where mask x (Draws.tensor rng [ 3; 4; features ])

    for direction in [ Direction.Forward; Direction.Backward; Direction.Both ] do
        let options = { Lstm.defaults with WholeSequence = true; Direction = direction }
        let network = build 4 true (Layer.lstmWith options 3)
        let y = network.Apply(input x (Some lengths)) |> first
        Assert.Equal(y, network.Apply(input other (Some lengths)) |> first)
        Assert.Equal(0.0, (Tensor.sum (abs (Tensor.where mask (Tensor.zerosLike y) y))).ToScalar())

[<Property>]
let ``a backward recurrence is a forward one over the reversed sequence`` (seed: Seed) =
    let x = Draws.tensor seed.Rng [ 2; 5; features ]

    for layer in [ (fun options -> Layer.lstmWith options 3); (fun options -> Layer.gruWith options 3) ] do
        let forward = build 5 false (layer whole)

        let backward =
            build 5 false (layer { whole with Direction = Direction.Backward })
            |> Network.withParameters forward.Parameters

        let reversed = Tensor.reverse [ 1 ]
        Reference.agree 1e-14 (reversed (forward.Predict(reversed x))) (backward.Predict x)

[<Property>]
let ``causal attention sees no later step`` (seed: Seed) =
    let rng = seed.Rng
    let network = build 6 false (Layer.attentionWith { Attention.defaults with Causal = true } 2)
    let x = Draws.tensor rng [ 2; 6; features ]
    let changed = Tensor.concatenate 1 [ x.[*, 0..3, *]; Draws.tensor rng [ 2; 2; features ] ]
    let y, other = network.Predict x, network.Predict changed
    Assert.Equal(y.[*, 0..3, *], other.[*, 0..3, *])
    Assert.NotEqual(y.[*, 4..5, *], other.[*, 4..5, *])

[<Fact>]
let ``the positional encoding is its formula`` () =
    let y =
        (build 3 false Layer.positionalEncoding).Predict(Tensor.cast DType.Float64 (Tensor.zeros [ 1; 3; 4 ]))

    let row (t: float) = [ sin t; cos t; sin (t / 100.0); cos (t / 100.0) ]
    Reference.agree 1e-15 (Tensor.expandAxis 0 (Tensor.matrix [ row 0.0; row 1.0; row 2.0 ])) y

[<Fact>]
let ``attention drops weights in training alone, and keeps their mean`` () =
    let network = build 3 false (Layer.attentionWith { Attention.defaults with Dropout = 0.5 } 2)
    let x = Draws.tensor (System.Random 3) [ 2; 3; features ]

    let train seed =
        let context = { Training = true; Key = Key.ofSeed seed }
        Network.applyWith context network.Parameters network.State (Signal.One x) network |> fst |> first

    Assert.Equal(network.Predict x, network.Predict x)
    Assert.NotEqual(train 1UL, train 2UL)
    let mean = Seq.init 4000 (fun i -> train (uint64 i)) |> Seq.reduce (+) |> fun sum -> sum / 4000.0
    Reference.agree 0.1 (network.Predict x) mean

[<Fact>]
let ``a LSTM remembers at first: the bias of its forget gate is 1`` () =
    let bias = (build 2 false (Layer.lstm 2)).Parameters["lstm1.bias"]
    Assert.Equal(Tensor.vector [ 0.0; 0.0; 1.0; 1.0; 0.0; 0.0; 0.0; 0.0 ], bias)

[<Fact>]
let ``a tuple joins part by part, and lengths go along`` () =
    let network = build 3 true (Layer.fork Join.Concatenate [ Layer.identity; Layer.gruSequence 2 ])
    Assert.Equal("([3; 6], [])", string network.OutputShape)
    let lengths = Tensor.vector [ 1; 3 ]

    let parts =
        network.Apply(input (Tensor.cast DType.Float64 (Tensor.ones [ 2; 3; features ])) (Some lengths))

    Assert.Equal(lengths, List.last (Signal.values parts))

[<Fact>]
let ``say what does not fit`` () =
    let message (f: unit -> unit) = Assert.ThrowsAny<FuncNetException>(fun () -> f ()).Message
    let built shape layer = fun () -> Network.build (Key.ofSeed 1UL) shape layer |> ignore

    Assert.Equal(
        "In layer 'lstm1': LSTM takes sequences of at least one step; the shape of a sample is [0; 4].",
        message (built [ 0; 4 ] (Layer.lstm 3))
    )

    Assert.Equal(
        "In layer 'gru1': GRU takes sequences [time; features]; the shape of a sample is [4].",
        message (built [ 4 ] (Layer.gru 3))
    )

    Assert.Contains("5 features cannot be split into 2 heads", message (built [ 3; 5 ] (Layer.attention 2)))

    Assert.Contains(
        "Layer.lstm: the number of units must be at least 1; it is 0",
        message (fun () -> ignore (Layer.lstm 0))
    )

    Assert.Contains("heads must be at least 1; it is 0", message (fun () -> ignore (Layer.attention 0)))

    Assert.Contains(
        "no common order",
        message (fun () -> ignore (Layer.crossAttentionWith { Attention.defaults with Causal = true } 2))
    )

    Assert.Contains(
        "In layer 'crossattention1': CrossAttention takes a sequence and a memory",
        message (built [ 3; 4 ] (Layer.crossAttention 2))
    )

    let network = build 3 true (Layer.lstm 2)
    let x = Tensor.cast DType.Float64 (Tensor.ones [ 2; 3; features ])
    let context = { Training = false; Key = Key.ofSeed 1UL }

    let applied lengths =
        fun () ->
            Network.applyWith context network.Parameters network.State (input x (Some lengths)) network
            |> ignore

    Assert.Contains(
        "a length is from 1 to the 3 steps of the sequence; one is 0",
        message (applied (Tensor.vector [ 3; 0 ]))
    )

    Assert.Contains(
        "a length is from 1 to the 3 steps of the sequence; one is 4",
        message (applied (Tensor.vector [ 4; 1 ]))
    )

    Assert.Contains("a length for each of the 2 samples", message (applied (Tensor.vector [ 3; 1; 2 ])))

    Assert.Contains(
        "number 2 of 2, has 3",
        message (fun () -> network.Apply(input x (Some(Tensor.vector [ 3; 1; 2 ]))) |> ignore)
    )

    Assert.Contains("lengths are int32; these are float64", message (applied (Tensor.vector [ 3.0; 1.0 ])))
