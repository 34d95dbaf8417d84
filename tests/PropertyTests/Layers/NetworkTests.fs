module FuncNet.Tests.Networks

open Xunit
open FsCheck
open FsCheck.FSharp
open FsCheck.Xunit
open FuncNet

let private key = Key.ofSeed 5UL

/// The network of note 001, "keras CNN".
let private noteCnn =
    let conv filters = Layer.conv2dWith { Conv2D.defaults with Padding = Padding.Same } filters (struct (2, 2))

    conv 16
    >=> Layer.relu
    >=> Layer.maxPool2d 2
    >=> conv 32
    >=> Layer.relu
    >=> Layer.maxPool2d 2
    >=> conv 64
    >=> Layer.relu
    >=> Layer.maxPool2d 2
    >=> Layer.dropout 0.3
    >=> Layer.flatten
    >=> Layer.dense 500
    >=> Layer.relu
    >=> Layer.dropout 0.4
    >=> Layer.dense 10
    >=> Layer.softmax

[<Fact>]
let ``the summary of the network of note 001 has its numbers`` () =
    let summary = Network.summary [ 32; 32; 3 ] noteCnn
    let learned = summary.Rows |> Seq.filter (fun row -> row.Parameters > 0) |> Seq.map _.Parameters
    Assert.Equal<int>([ 208; 2080; 8256; 512500; 5010 ], learned)
    Assert.Equal(528054, summary.TotalParameters)
    Assert.Equal(528054, summary.TrainableParameters)
    Assert.Equal("(None, 32, 32, 16)", summary.Rows[0].OutputShape)
    Assert.Equal("(None, 16, 16, 16)", summary.Rows[2].OutputShape)
    Assert.Equal("(None, 4, 4, 64)", summary.Rows[8].OutputShape)
    Assert.Equal("(None, 1024)", summary.Rows[10].OutputShape)
    Assert.Equal("(None, 10)", summary.Rows[15].OutputShape)
    let text = string summary
    Assert.Contains("Total params: 528,054", text)
    Assert.Contains("conv2d1 (Conv2D)", text)

[<Fact>]
let ``a summary counts frozen parameters as non-trainable`` () =
    let summary = Network.summary [ 4 ] (Layer.freeze "dense1" (Layer.dense 3 >=> Layer.dense 2))
    Assert.Equal(15, summary.NonTrainableParameters)
    Assert.Equal(8, summary.TrainableParameters)

[<Property(MaxTest = 60)>]
let ``a convolution has the parameters and the size of the formulas`` () =
    let draw =
        gen {
            let! kernel = Gen.choose (1, 5)
            let! size = Gen.choose (kernel, 12)
            let! stride = Gen.choose (1, 3)
            let! channels = Gen.choose (1, 4)
            let! filters = Gen.choose (1, 5)
            let! same = Gen.elements [ true; false ]
            return kernel, size, stride, channels, filters, same
        }

    Prop.forAll (Arb.fromGen draw) (fun (f, h, s, d, k, same) ->
        let padding = if same then Padding.Same else Padding.Valid

        let layer =
            Layer.conv2dWith { Conv2D.defaults with Strides = struct (s, s); Padding = padding } k (struct (f, f))

        let network = Network.build key [ h; h; d ] layer
        let y = network.Predict(Key.normal DType.Float32 [ 2; h; h; d ] key)
        let expected = if same then (h + s - 1) / s else (h - f + 1 + s - 1) / s
        network.Parameters.Size = k * f * f * d + k && y.Shape = Shape(2, expected, expected, k))

[<Fact>]
let ``dropout keeps the expectation, and does nothing in inference`` () =
    for rate in [ 0.2; 0.5 ] do
        let network = Network.buildFor DType.Float64 key (Signal.One(Shape 200)) (Layer.dropout rate)
        let x = 1.0 + Key.uniform DType.Float64 [ 10; 200 ] key
        Assert.Equal(x, network.Predict x)

        let dropped seed =
            let context = { Training = true; Key = Key.ofSeed seed }
            let y, _ = Network.applyWith context network.Parameters network.State (Signal.One x) network
            (Signal.values y).Head

        let draws = 200

        let mean =
            Seq.init draws (fun i -> dropped (uint64 i)) |> Seq.reduce (+) |> fun total -> total / float draws
        // Each element's mean has the deviation x·√(rate / (1 − rate) / draws); the mean of 2,000 of them is 45 times closer.
        let deviation = 1.5 * sqrt (rate / (1.0 - rate) / float draws / 2000.0)
        Assert.True(abs ((Tensor.mean mean).ToScalar() - (Tensor.mean x).ToScalar()) < 5.0 * deviation)
        Assert.NotEqual<Tensor>(dropped 1UL, dropped 2UL)
        Assert.Equal(dropped 1UL, dropped 1UL)

[<Fact>]
let ``a frozen dropout does nothing in training`` () =
    let layer = Layer.freeze "dropout1" (Layer.dropout 0.5)
    let network = Network.build key [ 10 ] layer
    let x = Tensor.ones [ 3; 10 ]

    let y, _ =
        Network.applyWith { Training = true; Key = key } network.Parameters network.State (Signal.One x) network

    Assert.Equal(x, (Signal.values y).Head)

[<Fact>]
let ``a prediction in parts equals the whole, and one sample equals its row`` () =
    let network = Network.build key [ 6 ] (Layer.dense 9 >=> Layer.tanh >=> Layer.dense 2)
    let x = Key.normal DType.Float32 [ 1300; 6 ] key
    let y = network.Predict x
    Assert.Equal<Shape>(Shape(1300, 2), y.Shape)
    Assert.Equal(y.[700, *], network.Predict(x.[700, *]))
    Assert.Equal(y.[600..609, *], network.Predict(x.[600..609, *]))

[<Fact>]
let ``an input that does not fit says what the network takes`` () =
    let network = Network.build key [ 6 ] (Layer.dense 2)
    let error = Assert.Throws<ShapeException>(fun () -> network.Predict(Tensor.ones [ 3; 7 ]) |> ignore)
    Assert.Contains("[batch; 6]", error.Message)
    Assert.Contains("[3; 7]", error.Message)

[<Fact>]
let ``an input of the other float type says what to do`` () =
    let network = Network.build key [ 2 ] (Layer.dense 2)

    let error =
        Assert.Throws<DTypeException>(fun () -> network.Predict(Tensor.vector [ 0.5; 1.0 ]) |> ignore)

    Assert.Contains("float32", error.Message)
    Assert.Contains("float64", error.Message)

[<Theory>]
[<InlineData("float32")>]
[<InlineData("float64")>]
let ``every layer works in both float types`` (name: string) =
    let dtype = if name = "float32" then DType.Float32 else DType.Float64

    let layer =
        Layer.conv2d 2 3
        >=> Layer.prelu
        >=> Layer.maxPool2d 2
        >=> Layer.dropout 0.1
        >=> Layer.flatten
        >=> Layer.dense 3
        >=> Layer.softmax

    let network = Network.buildFor dtype key (Signal.One(Shape(8, 8, 1))) layer
    let y = network.Predict(Key.normal dtype [ 2; 8; 8; 1 ] key)
    Assert.Equal(dtype, y.DType)
    Assert.Equal<Shape>(Shape(2, 3), y.Shape)

[<Fact>]
let ``a saved network comes back bit for bit`` () =
    let path = System.IO.Path.Combine(System.IO.Path.GetTempPath(), $"{System.Guid.NewGuid()}.safetensors")

    try
        let layer = Layer.named "hidden" (Layer.dense 5) >=> Layer.prelu >=> Layer.dense 2
        let network = Network.build key [ 3 ] layer
        Network.save path network
        let other = Network.build (Key.ofSeed 99UL) [ 3 ] layer
        Assert.NotEqual<Parameters>(network.Parameters, other.Parameters)
        Assert.Equal<Parameters>(network.Parameters, (Network.load path).Parameters)
        Assert.Equal<Parameters>(network.Parameters, (Network.loadWeights WeightMap.own path other).Parameters)

        let error =
            Assert.Throws<DataException>(fun () ->
                Network.loadWeights WeightMap.own path (Network.build key [ 3 ] (Layer.dense 2)) |> ignore)

        Assert.Contains(path, error.Message)
        Assert.Contains("dense1.kernel", error.Message)
    finally
        System.IO.File.Delete path

[<Fact>]
let ``the names of the classes are saved with a network, and must be texts`` () =
    let path = System.IO.Path.Combine(System.IO.Path.GetTempPath(), $"{System.Guid.NewGuid()}.safetensors")
    let network = Network.build key [ 3 ] (Layer.dense 3)
    let names = [ "cat"; "\"dog\""; "狐\n" ]

    try
        Network.save path (network.WithClassNames names)
        Assert.Equal<string>(names, (Network.load path).ClassNames)

        for text in [ "[\"cat\", null]"; "[\"cat\", 1]"; "{}"; "[\"cat\"" ] do
            let metadata = [
                for entry in (Safetensors.read path).Metadata ->
                    System.Collections.Generic.KeyValuePair(
                        entry.Key,
                        (if entry.Key = "class_names" then text else entry.Value)
                    )
            ]

            Safetensors.writeWith metadata path network.Parameters
            let error = Assert.Throws<DataException>(fun () -> Network.load path |> ignore)
            Assert.Contains("class names", error.Message)
    finally
        System.IO.File.Delete path
