module FuncNet.Tests.ImageLayers

open Xunit
open FuncNet

let private key = Key.ofSeed 11UL

let private build (shape: int list) layer =
    Network.buildFor DType.Float64 key (Signal.One(Shape(List.toArray shape))) layer

let private train (network: Network) x =
    let context = { Training = true; Key = key }
    (Signal.values (fst (Network.applyWith context network.Parameters network.State (Signal.One x) network))).Head

let private near tolerance (a: Tensor) (b: Tensor) =
    Assert.Equal<Shape>(a.Shape, b.Shape)
    Assert.True((Tensor.max (abs (a - b))).ToScalar() <= tolerance, $"{a} and {b}")

[<Fact>]
let ``a transposed convolution is the input gradient of the convolution that it turns around`` () =
    for padding in [ Padding.Same; Padding.Valid ] do
        let options = { TransposedConv2D.defaults with Strides = struct (2, 3); Padding = padding; Bias = None }
        let network = build [ 3; 2; 4 ] (Layer.transposedConv2dWith options 2 (struct (3, 4)))
        let g = Key.normal DType.Float64 [ 2; 3; 2; 4 ] key
        let y = network.Predict g
        let kernel = network.Parameters["transposedconv2d1.kernel"]
        let convolve = Tensor.conv2d (struct (2, 3)) (struct (1, 1)) padding 1 kernel
        let _, pullback = Differentiate.vjp convolve (Key.normal DType.Float64 y.Shape key)
        near 1e-12 (pullback g) y

        if padding = Padding.Same then
            Assert.Equal<Shape>(Shape(2, 6, 6, 2), y.Shape)

[<Fact>]
let ``a causal convolution sees no later step`` () =
    let layer = Layer.conv1dWith { Conv1D.defaults with Padding = Padding1D.Causal; Dilation = 2 } 3 3
    let network = build [ 8; 2 ] layer
    let x = Key.normal DType.Float64 [ 1; 8; 2 ] key
    let changed = Tensor.concatenate 1 [ x.[*, 0..4, *]; 1.0 + x.[*, 5..7, *] ]
    let y, other = network.Predict x, network.Predict changed
    Assert.Equal<Shape>(Shape(1, 8, 3), y.Shape)
    Assert.Equal(y.[*, 0..4, *], other.[*, 0..4, *])
    Assert.NotEqual<Tensor>(y.[*, 5, *], other.[*, 5, *])

[<Fact>]
let ``a separable convolution has the parameters of its formula`` () =
    // 3·3·8 for the depths, 8·16 + 16 for the points.
    Assert.Equal(3 * 3 * 8 + 8 * 16 + 16, (build [ 6; 6; 8 ] (Layer.separableConv2d 16 3)).Parameters.Size)

[<Fact>]
let ``averages are the means of their windows, without the padding`` () =
    let x = Tensor.ones [ 1; 5; 5; 2 ] |> Tensor.cast DType.Float64
    let same = { AveragePool2D.defaults with Padding = Padding.Same }

    near
        1e-15
        (Tensor.full DType.Float64 [ 1; 3; 3; 2 ] 1.0)
        ((build [ 5; 5; 2 ] (Layer.averagePool2dWith same (struct (2, 2)))).Predict x)

    let y = Key.normal DType.Float64 [ 3; 4; 5; 2 ] key
    near 1e-12 (Tensor.meanOver [ 1; 2 ] y) ((build [ 4; 5; 2 ] Layer.globalAveragePool).Predict y)
    near 1e-12 (Tensor.maxOver [ 1; 2 ] y) ((build [ 4; 5; 2 ] Layer.globalMaxPool).Predict y)

[<Fact>]
let ``spatial dropout drops whole channels, and noise is for training alone`` () =
    let x = Tensor.full DType.Float64 [ 20; 3; 3; 8 ] 1.0
    let network = build [ 3; 3; 8 ] (Layer.spatialDropout 0.25)
    let y = train network x
    near 1e-12 (Tensor.maxOver [ 1; 2 ] y) (Tensor.minOver [ 1; 2 ] y)
    // The mean of 160 channels with the deviation √(0.25 / 0.75) = 0.58.
    Assert.InRange((Tensor.mean y).ToScalar(), 0.75, 1.25)

    for layer in [ Layer.spatialDropout 0.25; Layer.gaussianNoise 0.5; Layer.alphaDropout 0.25 ] do
        let network = build [ 3; 3; 8 ] layer
        Assert.Equal(x, network.Predict x)
        Assert.NotEqual<Tensor>(x, train network x)

[<Fact>]
let ``alpha dropout and no noise keep mean 0 and variance 1`` () =
    let x = Key.normal DType.Float64 [ 20000; 1 ] key
    let y = train (build [ 1 ] (Layer.alphaDropout 0.3)) x
    Assert.InRange((Tensor.mean y).ToScalar(), -0.05, 0.05)
    Assert.InRange((Tensor.variance y).ToScalar(), 0.95, 1.05)

[<Fact>]
let ``an index outside of the table is an error that names the layer`` () =
    let network = build [ 2 ] (Layer.named "words" (Layer.embedding 5 3))

    let error =
        Assert.Throws<ShapeException>(fun () -> network.Predict(Tensor.ofArray [ 1; 2 ] [| 0; 5 |]) |> ignore)

    Assert.Equal("words", error.LayerPath)
    Assert.Throws<DTypeException>(fun () -> network.Predict(Tensor.ones [ 1; 2 ]) |> ignore) |> ignore

[<Fact>]
let ``what does not fit is an error that names the layer`` () =
    let shapes: (string * int list * Layer) list = [
        "averagepool2d1", [ 2; 2; 1 ], Layer.averagePool2d 3
        "conv1d1", [ 2; 2; 1 ], Layer.conv1d 1 1
        "conv1d1", [ 2; 1 ], Layer.conv1d 1 3
        "depthwiseconv2d1", [ 2; 2 ], Layer.depthwiseConv2d 1
        "depthwiseconv2d1", [ 2; 2; 1 ], Layer.depthwiseConv2d 3
        "transposedconv2d1", [ 2; 2 ], Layer.transposedConv2d 1 1
        "globalaveragepool1", [ 2 ], Layer.globalAveragePool
        "glu1", [ 3 ], Layer.glu
    ]

    for path, shape, layer in shapes do
        let error = Assert.Throws<ShapeException>(fun () -> build shape layer |> ignore)
        Assert.Equal(path, error.LayerPath)

    let refused (make: unit -> Layer) = Assert.Throws<ConfigurationException>(make >> ignore) |> ignore
    refused (fun () -> Layer.spatialDropout 1.0)
    refused (fun () -> Layer.gaussianNoise -1.0)
    refused (fun () -> Layer.embedding 0 3)
    refused (fun () -> Layer.upSample2d Interpolation.Nearest (struct (0, 1)))

    refused (fun () ->
        Layer.transposedConv2dWith { TransposedConv2D.defaults with OutputPadding = struct (1, 0) } 2 (struct (3, 3)))
