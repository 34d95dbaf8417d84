module FuncNet.Tests.``Predictions into memory of the caller's``

open System
open System.Threading.Tasks
open Xunit
open FuncNet

let private key = Key.ofSeed 11UL

let private predicted (network: Network) count (input: Tensor) =
    let result = Array.create count nanf
    Network.predictInto (input.AsSpan<float32>()) (Span result) network
    result

let private layers: (string * int list * Layer) list = [
    "dense", [ 5 ], Layer.dense 7 >=> Layer.tanh >=> Layer.dropout 0.3 >=> Layer.dense 3
    "convolution", [ 6; 6; 2 ], Layer.conv2d 4 3 >=> Layer.batchNorm >=> Layer.relu >=> Layer.flatten >=> Layer.dense 3
    "LSTM", [ 5; 3 ], Layer.lstm 4 >=> Layer.dense 3
    "attention", [ 4; 6 ], Layer.transformerBlock 6 2 8 >=> Layer.meanOverTime >=> Layer.dense 3
    "a scalar for each sample", [ 4 ], Layer.dense 1 >=> Layer.reshape []
    "the input itself", [ 3 ], Layer.identity
    "one that asks for numbers",
    [ 3 ],
    Layer.activation "asking" (fun x -> if (sum x).ToScalar() > 1e9 then x else tanh x)
]

[<Fact>]
let ``are those of Predict, bit for bit, for a sample and for batches of any size, again and again`` () =
    for name, shape, layer in layers do
        let network = Network.build key shape layer

        for n in [ 1; 2; 513; 1; 1100; 2; 513 ] do
            let x = Key.normal DType.Float32 [ n; yield! shape ] (Key.foldIn n key)
            let expected = network.Predict x

            if predicted network expected.Size x <> expected.ToArray<float32>() then
                failwith $"{name}: {n} predictions differ."

        let sample = Key.normal DType.Float32 shape key

        Assert.Equal<float32>(
            (network.Predict sample).ToArray<float32>(),
            predicted network (network.Predict sample).Size sample
        )

[<Fact>]
let ``are made in more sizes of a batch than are kept`` () =
    let network = Network.build key [ 5 ] (Layer.dense 2)

    for n in [ 1..20 ] @ [ 20..-1..1 ] do
        let x = Key.normal DType.Float32 [ n; 5 ] key
        Assert.Equal<float32>((network.Predict x).ToArray<float32>(), predicted network (2 * n) x)

[<Fact>]
let ``are made for float64 and for indices`` () =
    let doubles = Network.buildFor DType.Float64 key (Signal.One(Shape 3)) (Layer.dense 2)
    let x = Key.normal DType.Float64 [ 4; 3 ] key
    let result = Array.zeroCreate<float> 8
    doubles.PredictInto(x.AsSpan<float>(), Span result)
    Assert.Equal<float>((doubles.Predict x).ToArray<float>(), result)

    let words = Network.build key [ 4 ] (Layer.embedding 9 3 >=> Layer.flatten >=> Layer.dense 2)
    let indices = [| 0; 8; 3; 3; 1; 2; 7; 5 |]
    let result = Array.zeroCreate<float32> 4
    let expected = words.Predict(Tensor.ofArray [ 2; 4 ] indices)

    for _ in 1..2 do
        words.PredictInto(ReadOnlySpan indices, Span result)
        Assert.Equal<float32>(expected.ToArray<float32>(), result)

    indices[5] <- 9

    let expected =
        Assert.ThrowsAny<FuncNetException>(fun () -> words.Predict(Tensor.ofArray [ 2; 4 ] indices) |> ignore)

    let error =
        Assert.ThrowsAny<FuncNetException>(fun () -> words.PredictInto(ReadOnlySpan indices, Span result))

    Assert.Equal(expected.Message, error.Message)

[<Fact>]
let ``are made by several threads at once`` () =
    let network =
        Network.build key [ 6; 6; 2 ] (Layer.conv2d 4 3 >=> Layer.relu >=> Layer.flatten >=> Layer.dense 3)

    let inputs = Array.init 8 (fun i -> Key.normal DType.Float32 [ 1 + i % 3; 6; 6; 2 ] (Key.foldIn i key))
    let expected = inputs |> Array.map (fun x -> (network.Predict x).ToArray<float32>())

    Parallel.For(
        0,
        400,
        fun i -> Assert.Equal<float32>(expected[i % 8], predicted network expected[i % 8].Length inputs[i % 8])
    )
    |> ignore

[<Fact>]
let ``say which lengths and types were expected`` () =
    let network = Network.build key [ 2; 3 ] (Layer.flatten >=> Layer.dense 4)

    let refused input result (words: string list) =
        let error =
            Assert.Throws<ShapeException>(fun () ->
                network.PredictInto(
                    ReadOnlySpan(Array.zeroCreate<float32> input),
                    Span(Array.zeroCreate<float32> result)
                ))

        for word in words do
            Assert.Contains(word, error.Message)

    refused 7 4 [ "a sample has 6 numbers, [2; 3]"; "it has 7 numbers"; "a multiple of 6" ]
    refused 0 0 [ "it has 0 numbers" ]
    refused 12 4 [ "each of the 2 results has 4 numbers, [4]"; "room for 4 numbers"; "Give it 8" ]
    refused 6 8 [ "each of the 1 results"; "room for 8 numbers" ]

    let error =
        Assert.Throws<DTypeException>(fun () ->
            network.PredictInto(ReadOnlySpan(Array.zeroCreate<float> 6), Span(Array.zeroCreate<float> 4)))

    Assert.Contains("the network is float32; the input is float64", error.Message)
    let two = Layer.fork Join.Tuple [ Layer.dense 2; Layer.dense 3 ]
    let several = Network.build key [ 3 ] two

    let error =
        Assert.Throws<ShapeException>(fun () ->
            several.PredictInto(ReadOnlySpan(Array.zeroCreate<float32> 3), Span(Array.zeroCreate<float32> 5)))

    Assert.Contains("gives ([2], [3])", error.Message)
