module FuncNet.Tests.LayerGradients

open Xunit
open FsCheck
open FsCheck.FSharp
open FsCheck.Xunit
open FuncNet

/// A layer with the shape of its samples, and the fewest that it can train on.
type Case = { Name: string; Layer: Layer; Sample: int list; Fewest: int }

let private size = Gen.choose (1, 4)

/// A vector, or a sequence of vectors.
let private vectors =
    Gen.oneof [ Gen.map (fun n -> [ n ]) size; Gen.map2 (fun time n -> [ time; n ]) (Gen.choose (1, 3)) size ]

let private case name (sample: Gen<int list>) (layer: Gen<Layer>) =
    Gen.map2 (fun sample layer -> { Name = name; Layer = layer; Sample = sample; Fewest = 0 }) sample layer

let private images =
    Gen.map3 (fun h w channels -> [ h; w; channels ]) (Gen.choose (3, 6)) (Gen.choose (3, 6)) (Gen.elements [ 2; 4 ])

let private padding =
    Gen.elements [ Padding.Valid; Padding.Same; Padding.Explicit(struct (1, 0), struct (0, 2)) ]

let private padding1d =
    Gen.elements [ Padding1D.Valid; Padding1D.Same; Padding1D.Causal; Padding1D.Explicit(2, 1) ]

/// Sequences of an even number of features.
let private sequences = Gen.map2 (fun time d -> [ time; 2 * d ]) (Gen.choose (3, 7)) (Gen.choose (1, 2))

let private pair limit = Gen.map2 (fun a b -> struct (a, b)) (Gen.choose (1, limit)) (Gen.choose (1, limit))

let private convolution =
    gen {
        let! strides = pair 2
        let! kernel = pair 3
        let! padding = padding
        let! groups = Gen.elements [ 1; 2 ]
        let! bias = Gen.elements [ None; Some Initializer.zeros ]

        return
            Layer.conv2dWith
                { Conv2D.defaults with Strides = strides; Padding = padding; Groups = groups; Bias = bias }
                (2 * groups)
                kernel
    }

let private pooling =
    gen {
        let! pool = pair 3
        let! strides = Gen.elements [ ValueNone; ValueSome(struct (1, 1)); ValueSome(struct (2, 1)) ]
        return Layer.maxPool2dWith { Strides = strides; Padding = Padding.Valid } pool
    }

let private joined join =
    Gen.map (fun n -> Layer.fork join [ Layer.dense n; Layer.dense n >=> Layer.tanh; Layer.dense n ]) size

let private batchNorm = { BatchNorm.defaults with Epsilon = 0.2 }
let private norm = { LayerNorm.defaults with Epsilon = 0.2 }

/// The largest of branches one of which is so much larger that no difference changes which.
let private farApart =
    let large = Initializer.constant 40.0

    Gen.map
        (fun n ->
            Layer.fork Join.Maximum [
                Layer.dense n
                Layer.initialize "*.bias" large (Layer.dense n)
                Layer.dense n >=> Layer.tanh
            ])
        size

/// Normalizations with an ε under which a small variance is still smooth.
let private normalizations = [
    case "batchNorm" (Gen.oneof [ vectors; images ]) (Gen.constant (Layer.batchNormWith batchNorm))
    |> Gen.map (fun case -> { case with Fewest = 2 })
    case "layerNorm" images (Gen.map (Layer.layerNormWith norm) (Gen.choose (1, 3)))
    case "groupNorm" images (Gen.map (Layer.groupNormWith norm) (Gen.elements [ 1; 2 ]))
    case "rmsNorm" vectors (Gen.constant (Layer.rmsNormWith { norm with Shift = None }))
]

let private convolutions = [
    case
        "depthwiseConv2d"
        images
        (Gen.map4
            (fun padding strides kernel multiplier ->
                Layer.depthwiseConv2dWith
                    { Conv2D.defaults with Padding = padding; Strides = strides }
                    multiplier
                    kernel)
            padding
            (pair 2)
            (pair 3)
            (Gen.choose (1, 2)))
    case
        "separableConv2d"
        images
        (Gen.map2
            (fun padding kernel -> Layer.separableConv2dWith { Conv2D.defaults with Padding = padding } 3 kernel)
            padding
            (pair 3))
    case
        "dilated conv2d"
        images
        (Gen.map
            (fun dilation ->
                Layer.conv2dWith { Conv2D.defaults with Dilation = dilation; Padding = Padding.Same } 2 (struct (2, 3)))
            (pair 3))
    case
        "conv1d"
        sequences
        (gen {
            let! stride = Gen.choose (1, 3)
            let! size = Gen.choose (1, 3)
            let! groups = Gen.choose (1, 2)

            let! padding = padding1d
            let options = { Conv1D.defaults with Stride = stride; Padding = padding; Groups = groups }
            return Layer.conv1dWith options (2 * groups) size
        })
    case
        "transposedConv1d"
        sequences
        (gen {
            let! stride = Gen.choose (1, 3)
            let! dilation = Gen.choose (1, 2)
            let! size = Gen.choose (1, 3)
            let! groups = Gen.choose (1, 2)
            let! padding = Gen.elements [ Padding1D.Valid; Padding1D.Same ]

            let options = {
                TransposedConv1D.defaults with
                    Stride = stride
                    Dilation = dilation
                    Padding = padding
                    Groups = groups
            }

            return Layer.transposedConv1dWith options (2 * groups) size
        })
    case
        "transposedConv2d"
        images
        (gen {
            let! strides = pair 3
            let! dilation = pair 2
            let! kernel = pair 3
            let! groups = Gen.choose (1, 2)

            let! padding =
                Gen.elements [ Padding.Valid; Padding.Same; Padding.Explicit(struct (1, 0), struct (0, 1)) ]

            let options = {
                TransposedConv2D.defaults with
                    Strides = strides
                    Dilation = dilation
                    Padding = padding
                    Groups = groups
            }

            return Layer.transposedConv2dWith options (2 * groups) kernel
        })
]

let private pools = [
    case
        "averagePool2d"
        images
        (gen {
            let! pool = pair 3
            let! strides = Gen.elements [ ValueNone; ValueSome(struct (1, 1)); ValueSome(struct (2, 1)) ]
            let! padding = padding
            let! counts = Gen.elements [ true; false ]

            return Layer.averagePool2dWith { Strides = strides; Padding = padding; CountsPadding = counts } pool
        })
    case
        "averagePool1d"
        sequences
        (gen {
            let! size = Gen.choose (1, 3)
            let! stride = Gen.elements [ ValueNone; ValueSome 1; ValueSome 2 ]
            let! padding = padding1d
            let! counts = Gen.elements [ true; false ]

            return
                Layer.averagePool1dWith
                    { AveragePool1D.defaults with Stride = stride; Padding = padding; CountsPadding = counts }
                    size
        })
    case
        "maxPool1d"
        sequences
        (Gen.map2
            (fun size stride -> Layer.maxPool1dWith { Pool1D.defaults with Stride = stride } size)
            (Gen.choose (1, 3))
            (Gen.elements [ ValueNone; ValueSome 1; ValueSome 2 ]))
    case "adaptiveMaxPool2d" images (Gen.map Layer.adaptiveMaxPool2d (pair 7))
    case "globalAveragePool" images (Gen.constant Layer.globalAveragePool)
    case "globalMaxPool" images (Gen.constant Layer.globalMaxPool)
    case "adaptiveAveragePool2d" images (Gen.map Layer.adaptiveAveragePool2d (pair 7))
    case "upSample2d nearest" images (Gen.map (Layer.upSample2d Interpolation.Nearest) (pair 3))
    case "upSample2d bilinear" images (Gen.map (Layer.upSample2d Interpolation.Bilinear) (pair 3))
    case "zeroPad2d" images (Gen.map (Layer.zeroPad2d (struct (0, 2))) (pair 2))
    case "spatialDropout" images (Gen.constant (Layer.spatialDropout 0.5))
    case "gaussianNoise" vectors (Gen.constant (Layer.gaussianNoise 0.5))
    case "alphaDropout" vectors (Gen.constant (Layer.alphaDropout 0.3))
]

let private layers: Gen<Case> =
    Gen.oneof [
        yield! normalizations
        yield! convolutions
        yield! pools
        case "dense" vectors (Gen.map Layer.dense size)
        case "dense without bias" vectors (Gen.map (Layer.denseWith { Dense.defaults with Bias = None }) size)
        case "prelu" vectors (Gen.constant Layer.prelu)
        case "softmax" vectors (Gen.constant Layer.softmax)
        case "glu" (Gen.elements [ [ 2 ]; [ 3; 4 ]; [ 2; 1; 6 ] ]) (Gen.constant Layer.glu)
        case "rbf" vectors (Gen.map Layer.rbf size)
        case "dropout" vectors (Gen.map (fun percent -> Layer.dropout (float percent / 100.0)) (Gen.choose (0, 80)))
        case "flatten" images (Gen.constant Layer.flatten)
        case "reshape" vectors (Gen.constant (Layer.reshape [ 1; -1 ]))
        case "conv2d" images convolution
        case "maxPool2d" images pooling
        case "residual" (Gen.constant [ 3 ]) (Gen.constant (Layer.residual (Layer.dense 3 >=> Layer.tanh)))
        case "fork and add" vectors (joined Join.Add)
        case "fork and multiply" vectors (joined Join.Multiply)
        case "fork and average" vectors (joined Join.Average)
        case "fork and maximum" vectors farApart
        case "fork and concatenate" vectors (joined Join.Concatenate)
        case
            "shared"
            (Gen.constant [ 3 ])
            (Gen.map (fun n -> let f = Layer.shared (Layer.dense 3 >=> Layer.tanh) in Layer.repeat n f) size)
    ]

type Cases =
    static member Case() = Arb.fromGen layers

[<Property(Arbitrary = [| typeof<Cases> |], MaxTest = 300)>]
let ``every layer passes the gradient check in its input and its parameters, first and second order``
    (case: Case)
    (NonNegativeInt batch)
    (seed: uint64)
    =
    let keys = Key.split 3 (Key.ofSeed seed)

    let network =
        Network.buildFor DType.Float64 keys[0] (Signal.One(Shape(List.toArray case.Sample))) case.Layer

    let context = { Training = true; Key = keys[1] }

    // A permutation of numbers at equal distances, none of them 0: no difference reaches a kink, or changes which is the largest.
    let shape = Shape [| max case.Fewest (batch % 4); yield! case.Sample |]
    let distance = 4.0 / float (max 1 shape.Size)

    let x =
        Key.permutation shape.Size keys[2]
        |> Array.map (fun place -> distance * (float place + 0.3) - 2.0)
        |> Tensor.ofArray shape

    let paths = network.Parameters.Paths

    let result (tensors: Tensor[]) =
        let parameters = Seq.mapi (fun i path -> path, tensors[i + 1]) paths |> Parameters.ofSeq
        let output, _ = Network.applyWith context parameters network.State (Signal.One tensors[0]) network
        (Signal.values output).Head

    let parameters = network.Parameters |> Parameters.toSeq |> Seq.map snd
    GradientCheck.require keys[0] result [| x; yield! parameters |]

[<Property(MaxTest = 30)>]
let ``maxout passes the gradient check wherever one piece wins clearly, and its gradient goes to that piece alone``
    (seed: uint64)
    =
    let key = Key.ofSeed seed
    let network = Network.buildFor DType.Float64 key (Signal.One(Shape 3)) (Layer.maxout 3 2)
    let x = Key.normal DType.Float64 [ 4; 3 ] key
    let kernel = network.Parameters["maxout1.kernel"]
    let bias = Key.normal DType.Float64 [ 3; 2 ] (Key.foldIn 1 key)

    let apply (kernel: Tensor) (bias: Tensor) (x: Tensor) =
        let parameters = Parameters.ofSeq [ "maxout1.kernel", kernel; "maxout1.bias", bias ]
        let context = { Training = true; Key = key }
        (Signal.values (fst (Network.applyWith context parameters network.State (Signal.One x) network))).Head

    // [pieces; batch; units]
    let pieces = Tensor.matmul (Tensor.expandAxis 0 x) kernel + Tensor.expandAxis 1 bias
    let sorted, _ = Tensor.sortDescending 0 pieces
    let gap = (Tensor.min (sorted.[0, *] - sorted.[1, *])).ToScalar()

    if gap > 0.05 then
        GradientCheck.require key (fun inputs -> apply inputs[0] inputs[1] inputs[2]) [| kernel; bias; x |]
        let g = grad (fun bias -> Tensor.sum (apply kernel bias x)) bias
        let wins = Tensor.oneHot DType.Float64 3 (Tensor.argMax 0 pieces) |> Tensor.sumOver [ 0 ]
        Assert.Equal(Tensor.transpose wins, g)

[<Property(MaxTest = 20)>]
let ``an embedding passes the gradient check in its table`` (seed: uint64) =
    let key = Key.ofSeed seed
    let network = Network.buildFor DType.Float64 key (Signal.One(Shape 3)) (Layer.embedding 5 2)
    let x = Key.integers 5 12 key |> Tensor.ofArray [ 4; 3 ]

    let apply (inputs: Tensor[]) =
        let parameters = Parameters.ofSeq [ "embedding1.table", inputs[0] ]
        let context = { Training = true; Key = key }
        (Signal.values (fst (Network.applyWith context parameters network.State (Signal.One x) network))).Head

    GradientCheck.require key apply [| network.Parameters["embedding1.table"] |]
