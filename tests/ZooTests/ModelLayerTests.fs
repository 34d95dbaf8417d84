module FuncNet.Tests.``Layers of ready models``

open Xunit
open FsCheck.Xunit
open FuncNet

let private key seed = Key.ofSeed (uint64 seed)

let private indices (counts: int list) n k =
    let columns = counts |> List.mapi (fun i count -> Key.integers count n (Key.foldIn i k))

    Tensor.ofArray [ n; counts.Length ] [|
        for row in 0 .. n - 1 do
            for column in columns -> column[row]
    |]

let private near (expected: Tensor) (actual: Tensor) =
    let difference = (Tensor.max (abs (expected - actual))).ToScalar()
    Assert.True(difference < 1e-9, $"{expected} and {actual} differ by {difference}")

let private build layer (shape: int list) seed =
    Network.buildFor DType.Float64 (key seed) (Signal.One(Shape.ofSeq shape)) layer

/// The result in training, as a function of the input, if it has numbers, and of every parameter.
let private inTraining (network: Network) (input: Tensor) =
    let isFloat = input.DType.IsFloat

    let leaves = [|
        if isFloat then
            input
            yield! Seq.map snd (Parameters.toSeq network.Parameters)
    |]

    let f (values: Tensor[]) =
        let own = if isFloat then values[1..] else values
        let parameters = Seq.zip network.Parameters.Paths own |> Parameters.ofSeq
        let x = if isFloat then values[0] else input

        let result, _ =
            Network.applyWith
                { Training = true; Key = key 9 }
                (Parameters.update parameters network.Parameters)
                network.State
                (Signal.One x)
                network

        Seq.head (Signal.values result)

    f, leaves

let private passes (network: Network) input =
    let f, leaves = inTraining network input

    for report in
        [
            GradientCheck.first GradientCheck.Tolerance (key 3) f leaves
            GradientCheck.second GradientCheck.Tolerance (key 4) f leaves
        ] do
        Assert.True(report.Passed, string report)

[<Property(MaxTest = 20)>]
let ``pass the gradient check in inputs and parameters, first and second order`` (seed: int) =
    let n, k = 3, key (abs seed)
    let counts = [ 2; 1; 4 ]
    passes (build Zoo.gaussianSample [ 6 ] seed) (Key.normal DType.Float64 [ n; 6 ] k)
    passes (build (Zoo.factorizationMachine 2) [ 5 ] seed) (Key.normal DType.Float64 [ n; 5 ] k)
    passes (build (Zoo.factorizationMachineOf counts 2) [ 3 ] seed) (indices counts n k)
    passes (build (Zoo.fieldEmbedding counts 2) [ 3 ] seed) (indices counts n k)

[<Property(MaxTest = 30)>]
let ``a factorization machine is the sum over all pairs`` (seed: int) =
    let x = Key.normal DType.Float64 [ 4; 6 ] (key (abs seed))
    let network = build (Zoo.factorizationMachine 3) [ 6 ] (seed + 1)
    let weights = Key.normal DType.Float64 [ 6; 1 ] (Key.foldIn 1 (key (abs seed)))

    let network =
        network |> Network.withParameters (Parameters.ofSeq [ "factorizationmachine1.weights", weights ])

    let v = network.Parameters["factorizationmachine1.factors"]

    let pairs =
        seq {
            for i in 0..5 do
                for j in i + 1 .. 5 -> sum (v[i] * v[j]) * x[Slice.All, Slice.At i] * x[Slice.All, Slice.At j]
        }
        |> Seq.reduce (+)

    near (Tensor.matmul x weights + Tensor.expandAxis 1 pairs) (network.Predict x)

[<Property(MaxTest = 30)>]
let ``a factorization machine of fields is the one on their one-hot columns`` (seed: int) =
    let counts = [ 3; 1; 5 ]
    let x = indices counts 6 (key (abs seed))
    let ofFields = build (Zoo.factorizationMachineOf counts 2) [ 3 ] seed

    let drawn =
        ofFields.Parameters
        |> Parameters.mapPaths (fun path leaf -> Key.normal DType.Float64 leaf.Shape (Key.foldIn path.Length (key 5)))

    let ofFields = ofFields |> Network.withParameters drawn
    let own name = ofFields.Parameters[$"indexedfactorizationmachine1.{name}"]
    let table name = Tensor.concatenate 0 [ for field in 1..3 -> own $"{name}{field}" ]

    let ofColumns =
        build (Zoo.factorizationMachine 2) [ 9 ] seed
        |> Network.withParameters (
            Parameters.ofSeq [
                "factorizationmachine1.bias", own "bias"
                "factorizationmachine1.weights", table "weights"
                "factorizationmachine1.factors", table "factors"
            ]
        )

    let columns =
        counts
        |> List.mapi (fun field count -> OneHot.encode count (Tensor.reshape [ 6 ] (Tensor.narrow 1 field 1 x)))
        |> Tensor.concatenate 1
        |> Tensor.cast DType.Float64

    near (ofColumns.Predict columns) (ofFields.Predict x)

[<Fact>]
let ``a Gaussian sample has its mean and deviation in training, and is the mean in inference`` () =
    let network = build Zoo.gaussianSample [ 2 ] 1

    let moments =
        Tensor.broadcastTo [ 20_000; 2 ] (Tensor.cast DType.Float64 (Tensor.vector [ 3.0; log 4.0 ]))

    Assert.Equal(3.0, (Tensor.mean (network.Predict moments)).ToScalar(), 12)
    let f, leaves = inTraining network moments
    let z = f leaves
    Assert.Equal(3.0, (Tensor.mean z).ToScalar(), 1)
    Assert.Equal(2.0, sqrt ((Tensor.mean (Tensor.square (z - 3.0))).ToScalar()), 1)

[<Fact>]
let ``the divergence of normal numbers from standard ones has its values by hand`` () =
    let moments = Tensor.ofArray [ 2; 4 ] [| 0.0; 0.0; 0.0; 0.0; 1.0; -2.0; log 4.0; 0.0 |]
    // ½ (1 + 4 − ln 4 − 1) + ½ · 4.
    near
        (Tensor.vector [ 0.0; 0.5 * (4.0 - log 4.0) + 2.0 ] |> Tensor.cast DType.Float64)
        (Information.gaussianDivergence moments)

    let odd =
        Assert.Throws<ShapeException>(fun () ->
            Information.gaussianDivergence (Tensor.vector [ 1.0; 2.0; 3.0 ]) |> ignore)

    Assert.Contains("an even number; the shape is [3]", odd.Message)

[<Fact>]
let ``an index outside of its field is an error, although another field has it`` () =
    let x = Tensor.ofArray [ 1; 2 ] [| 2; 0 |]

    for layer in [ Zoo.factorizationMachineOf [ 2; 9 ] 2; Zoo.fieldEmbedding [ 2; 9 ] 3 ] do
        let error = Assert.ThrowsAny<FuncNetException>(fun () -> (build layer [ 2 ] 1).Predict x |> ignore)
        Assert.Contains("2", error.Message)

[<Fact>]
let ``bad samples and settings are told`` () =
    let shape (text: string) layer (sample: int list) =
        let error = Assert.Throws<ShapeException>(fun () -> Network.summary sample layer |> ignore)
        Assert.Contains(text, error.Message)

    let setting (text: string) (make: unit -> Layer) =
        let error = Assert.Throws<ConfigurationException>(fun () -> make () |> ignore)
        Assert.Contains(text, error.Message)

    shape "a sample is an index for each of the 2 fields, (2); its shape is [3]" (Zoo.fieldEmbedding [ 2; 2 ] 2) [ 3 ]

    shape
        "Autoencoder was made for samples of the shape [8; 8; 1]; the shape of a sample is [9; 8; 1]"
        (Zoo.autoencoder [ 8; 8; 1 ] [] 2)
        [ 9; 8; 1 ]

    shape
        "multiples of 4, at least 4 × 4, and 1 channels; the shape of a sample is [6; 8; 1]"
        (Zoo.convAutoencoder 1 [ 4; 8 ])
        [ 6; 8; 1 ]

    shape "its shape is [5]" Zoo.gaussianSample [ 5 ]

    shape
        "Transformer takes sequences of symbols [time], at least one; the shape of a sample is [0]"
        (Zoo.transformer 5 2)
        [ 0 ]

    setting "multiples of 4, at least 4 × 4; the shape is [27; 28; 1]" (fun () ->
        Zoo.convGenerator [ 27; 28; 1 ] [ 8; 4 ])

    setting "5 heads do not divide the width 32" (fun () ->
        Zoo.transformerWith { TransformerClassifier.defaults with Heads = 5 } 5 2)

    setting "at least one field is needed" (fun () -> Zoo.factorizationMachineOf [] 2)
    setting "the number of categories of a field must be at least 1; it is 0" (fun () -> Zoo.deepCrossing [ 3; 0 ] 1)
    setting "the size of the code must be at least 1; it is 0" (fun () -> Zoo.variationalAutoencoder [ 4 ] [] 0)
