module FuncNet.Tests.PreprocessingLayerTests

open System.IO
open Xunit
open FuncNet
open FuncNet.Tests.DataFiles

let private key = Key.ofSeed 3UL

let private build dtype (shape: int list) layer =
    Network.buildFor dtype key (Signal.One(Shape(List.toArray shape))) layer

let private near tolerance (a: Tensor) (b: Tensor) =
    Assert.Equal<Shape>(a.Shape, b.Shape)
    Assert.True((Tensor.max (abs (a - b))).ToScalar() <= tolerance, $"{a} and {b}")

let private images = 3.0 + 2.0 * Key.normal DType.Float64 [ 6; 4; 5; 3 ] key

[<Fact>]
let ``standardizeBy brings each channel to mean 0 and variance 1`` () =
    let y = (build DType.Float64 [ 4; 5; 3 ] (Layer.standardizeBy images)).Predict images
    near 1e-12 (Tensor.zerosLike (Tensor.meanOver [ 0; 1; 2 ] y)) (Tensor.meanOver [ 0; 1; 2 ] y)
    near 1e-12 (Tensor.full DType.Float64 [ 3 ] 1.0) (Tensor.varianceOver 0 [ 0; 1; 2 ] y)

[<Fact>]
let ``rescaleBy brings each channel to 0 … 1`` () =
    let y = (build DType.Float64 [ 4; 5; 3 ] (Layer.rescaleBy images)).Predict images
    near 1e-12 (Tensor.full DType.Float64 [ 3 ] 0.0) (Tensor.minOver [ 0; 1; 2 ] y)
    near 1e-12 (Tensor.full DType.Float64 [ 3 ] 1.0) (Tensor.maxOver [ 0; 1; 2 ] y)

[<Fact>]
let ``what does not vary becomes 0`` () =
    let data = Tensor.matrix [ [ 2.0; 1.0 ]; [ 2.0; 3.0 ] ]

    for layer in [ Layer.standardizeBy data; Layer.rescaleBy data ] do
        let y = (build DType.Float64 [ 2 ] layer).Predict data
        Assert.Equal<float[]>([| 0.0; 0.0 |], (Tensor.narrow 1 0 1 y).ToArray<float>())

[<Fact>]
let ``a mean of each pixel comes from Standardization`` () =
    let data = Dataset.ofTensors images (Tensor.ofArray [ 6 ] [| 0; 1; 0; 1; 0; 1 |])
    let fitted = Standardization.fit data
    let network = build DType.Float64 [ 4; 5; 3 ] (Layer.standardize fitted.Mean fitted.Deviation)
    Assert.Equal<Shape>(Shape(4, 5, 3), network.State["standardize1.mean"].Shape)
    Assert.Equal(Standardization.applyTo fitted images, network.Predict images)

[<Fact>]
let ``whole numbers become numbers of the network's type`` () =
    let bytes = Tensor.ofArray [ 2; 2 ] [| 0; 51; 102; 255 |]

    for dtype in [ DType.Float32; DType.Float64 ] do
        let y = (build dtype [ 2 ] (Layer.rescale (1.0 / 255.0) 0.0)).Predict bytes
        Assert.Equal(dtype, y.DType)
        near 1e-7 (Tensor.cast dtype (Tensor.matrix [ [ 0.0; 0.2 ]; [ 0.4; 1.0 ] ])) y

[<Fact>]
let ``training neither learns, decays nor moves what is fixed, and gives what inference gives`` () =
    let train, test = Synthetic.blobs 2 120 0.2 key |> Dataset.splitAt 100
    let layer = Layer.standardizeBy train.Inputs >=> Layer.dense 2
    let trainer = Trainer.create layer Loss.softmaxCrossEntropy (Optimizer.adamW 0.05 0.1)
    let network = (Trainer.fit key 5 train trainer).Network
    let fixedNumbers = (Network.build key [ 2 ] layer).State
    Assert.Equal<Parameters>(fixedNumbers, network.State)
    Assert.Equal<string list>([ "dense1.kernel"; "dense1.bias" ], Seq.toList network.Parameters.Paths)

    let inMode training =
        let output, state =
            Network.applyWith
                { Training = training; Key = key }
                network.Parameters
                network.State
                (Signal.One test.Inputs)
                network

        Assert.Equal<Parameters>(network.State, state)
        (Signal.values output).Head

    Assert.Equal(inMode false, inMode true)

[<Fact>]
let ``it is saved and loaded with the network`` () =
    let data = Synthetic.blobs 2 50 0.2 key

    let network =
        Network.build key [ 2 ] (Layer.standardizeBy data.Inputs >=> Layer.rescale 2.0 1.0 >=> Layer.dense 2)

    let blank =
        Layer.standardize (Tensor.scalar 0.0) (Tensor.scalar 1.0)
        >=> Layer.rescale 1.0 0.0
        >=> Layer.dense 2

    withFolder (fun folder ->
        let path = Path.Combine(folder, "n.safetensors")
        Network.save path network
        let fresh = Network.build (Key.ofSeed 9UL) [ 2 ] blank

        for loaded in [ Network.load path; Network.loadWeights WeightMap.own path fresh ] do
            Assert.Equal<Parameters>(network.State, loaded.State)
            Assert.Equal(network.Predict data.Inputs, loaded.Predict data.Inputs))

[<Fact>]
let ``it passes the gradient check`` () =
    let network = build DType.Float64 [ 4; 5; 3 ] (Layer.standardizeBy images >=> Layer.rescale 3.0 -1.0)
    let sample = Tensor.narrow 0 0 2 images

    let apply x =
        Network.applyWith { Training = true; Key = key } network.Parameters network.State (Signal.One x) network

    let gradient = grad (fun x -> sum (Tensor.square ((Signal.values (fst (apply x))).Head))) sample
    let σ = network.State["standardize1.deviation"]
    near 1e-9 (2.0 * 3.0 * (network.Predict sample) / σ) gradient

[<Fact>]
let ``bad input is an error that says what is wrong`` () =
    let says (parts: string list) (error: exn) = parts |> List.iter (fun part -> Assert.Contains(part, error.Message))
    let number = Tensor.scalar

    Assert.Throws<ConfigurationException>(fun () -> Layer.standardize (number 0.0) (number 0.0) |> ignore)
    |> says [ "Layer.standardize"; "deviation"; "over 0" ]

    Assert.Throws<ConfigurationException>(fun () -> Layer.rescale nan 0.0 |> ignore)
    |> says [ "Layer.rescale"; "factor"; "NaN" ]

    Assert.Throws<ShapeException>(fun () -> Layer.standardize (number 0.0) (Tensor.ones [ 2 ]) |> ignore)
    |> says [ "one shape"; "[2]" ]

    let two = Layer.standardize (Tensor.zeros [ 2 ]) (Tensor.ones [ 2 ])

    Assert.Throws<ShapeException>(fun () -> build DType.Float32 [ 4; 3 ] two |> ignore)
    |> says [ "standardize1"; "[2]"; "[4; 3]" ]

    refused [ "standardizeBy"; "[3]" ] (fun () -> Layer.standardizeBy (Tensor.zeros [ 3 ]))
    refused [ "rescaleBy"; "[0; 3]" ] (fun () -> Layer.rescaleBy (Tensor.zeros [ 0; 3 ]))

    refused [ "standardizeBy"; "sample 1"; "element 0"; "NaN" ] (fun () ->
        Layer.standardizeBy (Tensor.matrix [ [ 1.0 ]; [ nan ] ]))
