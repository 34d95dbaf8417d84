[<FsCheck.Xunit.Properties(Arbitrary = [| typeof<FuncNet.Tests.Draw> |], MaxTest = 15)>]
module FuncNet.Tests.``What a network looks at``

open Xunit
open FsCheck.Xunit
open FuncNet

let private float64 shape key layer = Network.buildFor DType.Float64 key (Signal.One(Shape.ofSeq shape)) layer

let private labelsOf classes (key: Key) n = Tensor.vector (Key.integers classes n key)

/// Convolutions that keep the size, global average pooling and one dense layer, without kinks.
let private pooled key =
    float64
        [ 6; 5; 2 ]
        key
        (Layer.conv2dWith { Conv2D.defaults with Padding = Padding.Same } 4 (struct (3, 3))
         >=> Layer.tanh
         >=> Layer.globalAveragePool
         >=> Layer.dropout 0.5
         >=> Layer.dense 3)

let private images (seed: Seed) = Key.normal DType.Float64 [ 4; 6; 5; 2 ] (Key.foldIn 1 seed.Key)

let private scores (network: Network) labels x =
    Tensor.sumOver [ 1 ] (network.Predict x * Tensor.oneHot DType.Float64 3 labels)

[<Property>]
let ``the gradient of a score is that of differences`` (seed: Seed) =
    let network, x, labels = pooled seed.Key, images seed, labelsOf 3 seed.Key 4
    let slope = Explain.inputGradient labels x network
    let direction = Key.normal DType.Float64 x.Shape (Key.foldIn 2 seed.Key)
    let at h = (sum (scores network labels (x + h * direction))).ToScalar()
    let difference = (8.0 * (at 1e-3 - at -1e-3) - (at 2e-3 - at -2e-3)) / 12e-3
    Close.numbers 1e-7 difference ((sum (slope * direction)).ToScalar())
    Close.tensors 0.0 (Tensor.maxOver [ 3 ] (abs slope)) (Explain.saliency labels x network)

[<Property>]
let ``integrated gradients add up to the change of the score`` (seed: Seed) =
    let network, x, labels = pooled seed.Key, images seed, labelsOf 3 seed.Key 4
    let baseline = Tensor.full DType.Float64 [ 1; 1; 1; 2 ] 0.1
    let parts = Explain.integratedGradients baseline 300 labels x network
    let whole = scores network labels x - scores network labels (Tensor.broadcastTo x.Shape baseline)
    Close.tensors 1e-3 whole (Tensor.sumOver [ 1; 2; 3 ] parts)

[<Property>]
let ``a linear network has one gradient everywhere, with noise and without`` (seed: Seed) =
    let network = float64 [ 4 ] seed.Key (Layer.dense 3)
    let x, labels = Key.normal DType.Float64 [ 5; 4 ] (Key.foldIn 1 seed.Key), labelsOf 3 seed.Key 5
    let expected = Tensor.gather 0 labels (Tensor.transpose network.Parameters["dense1.kernel"])
    Close.tensors 1e-12 expected (Explain.inputGradient labels x network)
    Close.tensors 1e-12 expected (Explain.smoothGradient seed.Key 0.3 7 labels x network)
    Close.tensors 1e-12 (abs expected) (Explain.saliency labels x network)
    let zero = Tensor.zerosLike x
    Close.tensors 1e-12 (x * expected) (Explain.integratedGradients zero 3 labels x network)

[<Property>]
let ``the mean of a class activation map and the bias are the score`` (seed: Seed) =
    let network, x, labels = pooled seed.Key, images seed, labelsOf 3 seed.Key 4
    let map = Explain.classActivationMap labels x network
    Assert.Equal<Shape>(Shape(4, 6, 5), map.Shape)
    let bias = Tensor.gather 0 labels network.Parameters["dense1.bias"]
    Close.tensors 1e-12 (scores network labels x) (Tensor.meanOver [ 1; 2 ] map + bias)

/// Where a network ends in global average pooling and a dense layer, α is w / places (Selvaraju et al. 2017, section 3.1).
[<Property>]
let ``the gradient map of such a network is its class activation map, rectified`` (seed: Seed) =
    let network, x, labels = pooled seed.Key, images seed, labelsOf 3 seed.Key 4
    let map = Tensor.relu (Explain.classActivationMap labels x network) / 30.0
    Close.tensors 1e-12 map (Explain.gradientMap labels x network)
    Close.tensors 1e-12 map (Explain.gradientMapAt "tanh1" labels x network)

[<Property>]
let ``an image covered with what it is made of loses nothing, and a score of single pixels falls where they are``
    (seed: Seed)
    =
    let network = pooled seed.Key
    let labels = labelsOf 3 seed.Key 2
    let plain = Tensor.full DType.Float64 [ 2; 6; 5; 2 ] 0.3
    Close.tensors 1e-13 (Tensor.full DType.Float64 [ 2; 6; 5 ] 0.0) (Explain.occlusion 2 1 0.3 labels plain network)

    // A linear score: covering one pixel takes away what it adds.
    let linear = float64 [ 3; 4; 1 ] seed.Key (Layer.flatten >=> Layer.dense 3)
    let x = Key.normal DType.Float64 [ 2; 3; 4; 1 ] seed.Key
    let adds = x * Explain.inputGradient labels x linear
    Close.tensors 1e-12 (Tensor.reshape [ 2; 3; 4 ] adds) (Explain.occlusion 1 1 0.0 labels x linear)

[<Fact>]
let ``windows that leave pixels out give them 0, and the last window is at the end`` () =
    let layer = Layer.flatten >=> Layer.initialize "*" Initializer.ones (Layer.dense 2)
    let network = Network.build (Key.ofSeed 1UL) [ 5; 5; 1 ] layer
    let map = Explain.occlusion 1 2 0.0 (Tensor.vector [ 0 ]) (Tensor.ones [ 1; 5; 5; 1 ]) network
    let row = [ 1.0; 0.0; 1.0; 0.0; 1.0 ]
    Close.values 1e-6 (List.concat [ row; List.replicate 5 0.0; row; List.replicate 5 0.0; row ]) map

[<Fact>]
let ``maps come in the size of the image, and many samples are many alone`` () =
    let layer =
        Layer.conv2d 3 3 >=> Layer.relu >=> Layer.maxPool2d 2 >=> Layer.globalAveragePool >=> Layer.dense 4

    let network = Network.build (Key.ofSeed 1UL) [ 12; 9; 1 ] layer
    let x = Key.uniform DType.Float32 [ 70; 12; 9; 1 ] (Key.ofSeed 2UL)
    let labels = labelsOf 4 (Key.ofSeed 3UL) 70

    for map in [ Explain.classActivationMap; Explain.gradientMap; Explain.occlusion 3 3 0.0; Explain.saliency ] do
        let all = map labels x network
        Assert.Equal<Shape>(Shape(70, 12, 9), all.Shape)
        let last = map (Tensor.narrow 0 69 1 labels) (Tensor.narrow 0 69 1 x) network
        Close.tensors 1e-5 last (Tensor.narrow 0 69 1 all)

[<Fact>]
let ``statistics of activations are those of the numbers, and dead units are found`` () =
    let bias = Tensor.vector [ 0.0f; 1.0f; -50.0f ]
    let network = Network.build (Key.ofSeed 1UL) [ 2 ] (Layer.dense 3 >=> Layer.relu)
    let network = network |> Network.withParameters (Parameters.ofSeq [ "dense1.bias", bias ])
    let x = Key.normal DType.Float32 [ 600; 2 ] (Key.ofSeed 2UL)
    let statistics = Explain.activations x network
    let relu, y = statistics["relu1"], Tensor.cast DType.Float64 (network.Predict x)
    Assert.Equal<int seq>([ 2 ], relu.DeadUnits)
    Assert.Empty statistics["dense1"].DeadUnits
    Assert.Equal(1, statistics.DeadUnits)
    Close.numbers 1e-9 ((mean y).ToScalar()) relu.Mean
    Close.numbers 1e-9 (sqrt ((Tensor.variance y).ToScalar())) relu.Deviation
    Close.numbers 0.0 ((Tensor.max y).ToScalar()) relu.Maximum
    Close.numbers 0.0 0.0 relu.Minimum
    let zeros = y.ToArray<float>() |> Seq.filter ((=) 0.0) |> Seq.length
    Close.numbers 1e-15 (float zeros / 1800.0) relu.Zeros
    Assert.Contains("1 of 3", string statistics)
    Thrown.by<ConfigurationException, _> [ "relu7"; "dense1, relu1" ] (fun () -> statistics["relu7"])

[<Fact>]
let ``heat maps are dark at the least number, light at the largest, and lighter in between`` () =
    let colours = Heatmap.colours (Tensor.ofArray [ 1; 1; 5 ] [| 0.0; 0.25; 0.5; 0.75; 1.0 |])
    let light = (Tensor.sumOver [ 3 ] colours).ToArray<float>()
    Assert.Equal<float seq>(Array.sort light, light)
    Close.values 1e-12 [ 0.267; 0.005; 0.329 ] (colours.[0, 0, 0])
    let maps = Tensor.ofArray [ 2; 1; 2 ] [| 3.0; 5.0; 7.0; 7.0 |]
    Close.values 0.0 [ 0.0; 1.0; 0.0; 0.0 ] (Heatmap.normalized maps)
    let grey = Tensor.full DType.Float64 [ 2; 1; 2; 1 ] 0.5
    Close.tensors 0.0 (Tensor.full DType.Float64 [ 2; 1; 2; 3 ] 0.5) (Heatmap.over 0.0 grey maps)
    Close.tensors 1e-15 (Heatmap.colours (Heatmap.normalized maps)) (Heatmap.over 1.0 grey maps)

[<Fact>]
let ``what does not fit is said`` () =
    let network, x = pooled (Key.ofSeed 1UL), Key.normal DType.Float64 [ 2; 6; 5; 2 ] (Key.ofSeed 2UL)
    let labels = Tensor.vector [ 0; 1 ]
    let data words f = Thrown.by<DataException, Tensor> words f
    let shape words f = Thrown.by<ShapeException, Tensor> words f
    let configuration words f = Thrown.by<ConfigurationException, Tensor> words f
    data [ "sample 1"; "class 3"; "0 … 2" ] (fun () -> Explain.saliency (Tensor.vector [ 0; 3 ]) x network)
    shape [ "2 samples"; "int32 [3]" ] (fun () -> Explain.saliency (Tensor.vector [ 0; 1; 2 ]) x network)
    shape [ "6; 5; 2" ] (fun () -> Explain.saliency labels (Tensor.narrow 1 0 5 x) network)
    configuration [ "7 pixels"; "6 × 5" ] (fun () -> Explain.occlusion 7 1 0.0 labels x network)
    configuration [ "\"conv9\""; "conv2d1, tanh1" ] (fun () -> Explain.gradientMapAt "conv9" labels x network)
    let flat = float64 [ 6; 5; 2 ] (Key.ofSeed 1UL) (Layer.flatten >=> Layer.dense 3)

    configuration [ "global average pooling"; "flatten1 (Flatten)" ] (fun () ->
        Explain.classActivationMap labels x flat)

    configuration [ "no layer"; "occlusion" ] (fun () -> Explain.gradientMap labels x flat)
    shape [ "[n; height; width; channels]" ] (fun () -> Explain.occlusion 1 1 0.0 labels (x.[0]) network)
    shape [ "1 or 3" ] (fun () -> Heatmap.over 0.5 x (Explain.classActivationMap labels x network))

    let words =
        Network.build (Key.ofSeed 1UL) [ 3 ] (Layer.embedding 9 2 >=> Layer.flatten >=> Layer.dense 3)

    let indices = Tensor.ofArray [ 2; 3 ] [| 1; 2; 3; 4; 5; 6 |]
    Thrown.by<DTypeException, Tensor> [ "int32"; "occlusion" ] (fun () -> Explain.saliency labels indices words)

/// F10: the network learns to tell left bars from upright ones; the map of the class peaks on the bar, wherever it stands.
[<Fact>]
let ``a class activation map peaks on the object`` () =
    let size, n = 16, 600

    let sample i =
        let draw = Key.integers size 3 (Key.foldIn i (Key.ofSeed 5UL))
        let upright = draw[2] % 2 = 0
        let top, left = draw[0] % (size - 4), draw[1] % (size - 4)

        let image =
            Array.init (size * size) (fun k ->
                let y, x = k / size - top, k % size - left

                let isOn =
                    if upright then
                        (x = 1 || x = 2) && y >= 0 && y < 5
                    else
                        (y = 1 || y = 2) && x >= 0 && x < 5

                if isOn then 1.0f else 0.0f)

        image, (if upright then 1 else 0), (top, left)

    let samples = Array.init n sample
    let inputs = Tensor.ofArray [ n; size; size; 1 ] (samples |> Array.collect (fun (image, _, _) -> image))
    let labels = Tensor.vector [ for _, label, _ in samples -> label ]
    let train, test = Dataset.ofTensors inputs labels |> Dataset.splitAt 500

    let layer =
        Layer.conv2dWith { Conv2D.defaults with Padding = Padding.Same } 8 (struct (3, 3))
        >=> Layer.relu
        >=> Layer.conv2dWith { Conv2D.defaults with Padding = Padding.Same } 8 (struct (3, 3))
        >=> Layer.relu
        >=> Layer.globalAveragePool
        >=> Layer.dense 2

    let trained =
        Trainer.create layer Loss.softmaxCrossEntropy (Optimizer.adam 1e-2)
        |> Trainer.fit (Key.ofSeed 1UL) 12 train

    Assert.True(float (trained.History |> Seq.last).Metrics[0].Value > 0.95)
    let right = Tensor.argMax 1 (trained.Network.Predict test.Inputs)
    let maps = Explain.classActivationMap right test.Inputs trained.Network
    let places = Tensor.argMax 1 (Tensor.reshape [ 100; size * size ] maps)

    let onObject =
        Array.zip (places.ToArray<int>()) samples[500..]
        |> Array.filter (fun (place, (_, _, (top, left))) ->
            let y, x = place / size - top, place % size - left
            y >= -1 && y <= 5 && x >= -1 && x <= 5)

    Assert.True(onObject.Length >= 95, $"{onObject.Length} of 100 maps peak on the object")
