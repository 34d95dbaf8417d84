/// Layers and small networks that are written to ONNX and read again.
module FuncNet.Tests.Cases

open FuncNet

/// A layer under the name of the function that makes it, with inputs for a size of the batch.
type Case = { Name: string; Layer: Layer; Inputs: int -> Signal<Tensor> }

let private normal (sizes: int list) = Key.normal DType.Float32 sizes (Key.ofSeed 4UL)
let private of' sizes batch = Signal.One(normal (batch :: sizes))
let private vectors = of' [ 6 ]
let private sequences = of' [ 5; 6 ]
let private images = of' [ 6; 5; 4 ]
let private words batch = Signal.One(Tensor.ofArray [ batch; 5 ] (Key.integers 9 (5 * batch) (Key.ofSeed 5UL)))
let private lengths batch = Tensor.vector [ for i in 0 .. batch - 1 -> [| 5; 1; 3; 2 |][i % 4] ]
let private ended batch = Signal.Many [| sequences batch; Signal.One(lengths batch) |]
let private twoOf inputs batch = Signal.Many [| inputs batch; Signal.map (fun (x: Tensor) -> 0.5 * x) (inputs batch) |]
let private case inputs name layer = { Name = name; Layer = layer; Inputs = inputs }
let private dense = Layer.dense 6
let private both options = { options with Direction = Direction.Both }

let private convolution: Conv2DOptions = {
    Conv2D.defaults with
        Strides = struct (2, 1)
        Dilation = struct (1, 2)
        Padding = Padding.Same
        Groups = 2
}

let private transposed: TransposedConv2DOptions = {
    TransposedConv2D.defaults with
        Strides = struct (3, 2)
        Padding = Padding.Same
        Groups = 2
}

/// Every function that makes a layer, with the options that change what is written.
let layers: Case list = [
    for name, layer in
        [
            "relu", Layer.relu
            "relu6", Layer.relu6
            "leakyRelu", Layer.leakyRelu 0.1
            "elu", Layer.elu 0.7
            "selu", Layer.selu
            "gelu", Layer.gelu
            "geluTanh", Layer.geluTanh
            "silu", Layer.silu
            "mish", Layer.mish
            "sigmoid", Layer.sigmoid
            "logistic", Layer.logistic 0.5 2.0
            "tanh", Layer.tanh
            "hardTanh", Layer.hardTanh
            "hardSigmoid", Layer.hardSigmoid
            "hardSwish", Layer.hardSwish
            "softplus", Layer.softplus
            "softsign", Layer.softsign
            "softmax", Layer.softmax
            "softmaxAt", Layer.softmaxAt 1.5
            "absolute", Layer.absolute
            "cos", Layer.cos
            "activation", Layer.activation "sinc" (fun x -> sin x / (1.0 + x * x))
            "activation, every function",
            Layer.activation "every" (fun x ->
                let y = 0.3 * x
                let positive = 1.0 + abs x

                [
                    -y
                    Tensor.sign y
                    Tensor.square y
                    sqrt positive
                    Tensor.reciprocal positive
                    exp y
                    Tensor.expm1 y
                    log positive
                    Tensor.log1p (abs y)
                    sin y
                    cos y
                    tan y
                    asin (Tensor.clamp -0.9 0.9 y)
                    acos (Tensor.clamp -0.9 0.9 y)
                    atan y
                    sinh y
                    cosh y
                    tanh y
                    Tensor.erf y
                    floor x
                    ceil x
                    round x
                    Tensor.Atan2(y, x - 0.1)
                    x % 0.7
                    positive ** 1.5
                    Tensor.where (Tensor.logicalXor (Tensor.less x y) (Tensor.notEqual x y)) x y
                    Tensor.where (Tensor.logicalNot (Tensor.greaterOrEqual x y)) x y
                    Tensor.cast x.DType (Tensor.cast DType.Int32 (3.0 * x))
                ]
                |> List.reduce (+))
            "activation, along axes",
            Layer.activation "along" (fun x ->
                let largest, places = Tensor.topK 6 1 x
                let sorted, _ = Tensor.sort 1 x

                [
                    largest
                    sorted
                    Tensor.cumulativeSum 1 x
                    Tensor.reverse [ 1 ] x
                    Tensor.logSoftmax 1 x
                    Tensor.cast x.DType places
                    Tensor.gatherAlong 1 places x
                    Tensor.expandAxis 1 (Tensor.minOver [ 1 ] x) + Tensor.expandAxis 1 (Tensor.maxOver [ 1 ] x)
                    Tensor.cast x.DType (Tensor.expandAxis 1 (Tensor.argMax 1 x + Tensor.argMin 1 x))
                    Tensor.every 2 1 (Tensor.concatenate 1 [ x; x ])
                ]
                |> List.reduce (+))
            "prelu", Layer.prelu
            "glu", Layer.glu
            "maxout", Layer.maxout 3 2
            "rbf", Layer.rbf 3
            "dense", dense
            "dense without bias", Layer.denseWith { Dense.defaults with Bias = None } 4
            "polynomialFeatures", Layer.polynomialFeatures 2
            "crossedFeatures", Layer.crossedFeatures [ 0, 1; 3, 3 ]
            "dropout", Layer.dropout 0.4
            "gaussianNoise", Layer.gaussianNoise 0.5
            "alphaDropout", Layer.alphaDropout 0.3
            "reshape", Layer.reshape [ 2; 3 ]
            "identity", Layer.identity
            "sequence", Layer.sequence [ dense; Layer.tanh ]
            "residual", Layer.residual dense
            "repeat", Layer.repeat 3 dense
            "named", Layer.named "head" dense
            "shared", (let tied = Layer.shared dense in tied >=> Layer.tanh >=> tied)
            "freeze", Layer.freeze "*" (dense >=> Layer.dropout 0.4)
            "initialize", Layer.initialize "*.bias" Initializer.ones dense
            "dropLast", Layer.dropLast 1 (dense >=> Layer.tanh >=> dense)
            "replaceHead", Layer.replaceHead 1 (Layer.dense 3) (dense >=> Layer.tanh >=> dense)
            "insertBefore", Layer.insertBefore "tanh1" dense (dense >=> Layer.tanh >=> dense)
            "insertAfter", Layer.insertAfter "tanh1" dense (dense >=> Layer.tanh >=> dense)
            "replace", Layer.replace "tanh1" Layer.softplus (dense >=> Layer.tanh >=> dense)
            "rename", Layer.rename "tanh1" "squash" (dense >=> Layer.tanh >=> dense)
            "batchNorm of vectors", dense >=> Layer.batchNorm
        ] do
        case vectors name layer

    for join in [ Join.Add; Join.Multiply; Join.Average; Join.Maximum; Join.Concatenate; Join.Tuple ] do
        case vectors $"fork {join}" (Layer.fork join [ dense; dense >=> Layer.tanh; dense ])

    case (twoOf vectors) "join" (Layer.join Join.Add)
    case (twoOf vectors) "beside" (Layer.beside dense Layer.tanh)
    case (twoOf vectors) "besideMany" (Layer.besideMany [ dense; Layer.tanh ])

    for name, layer in
        [
            "flatten", Layer.flatten
            "conv2d", Layer.conv2d 4 3
            "conv2d, strided, dilated and in groups", Layer.conv2dWith convolution 4 (struct (3, 2))
            "conv2d without bias", Layer.conv2dWith { Conv2D.defaults with Bias = None } 3 (struct (2, 3))
            "depthwiseConv2d", Layer.depthwiseConv2d 2
            "separableConv2d", Layer.separableConv2d 3 2
            "transposedConv2d", Layer.transposedConv2d 3 2
            "transposedConv2d, strided and in groups", Layer.transposedConv2dWith transposed 6 (struct (2, 3))
            "transposedConv2d with output padding",
            Layer.transposedConv2dWith
                {
                    TransposedConv2D.defaults with
                        Strides = struct (2, 2)
                        OutputPadding = struct (1, 0)
                        Padding = Padding.Explicit(struct (1, 0), struct (0, 1))
                }
                3
                (struct (3, 3))
            "maxPool2d", Layer.maxPool2d 2
            "maxPool2d, padded", Layer.maxPool2dWith { Pool2D.defaults with Padding = Padding.Same } (struct (3, 2))
            "averagePool2d", Layer.averagePool2d 2
            "averagePool2d, padded",
            Layer.averagePool2dWith { AveragePool2D.defaults with Padding = Padding.Same } (struct (3, 2))
            "averagePool2d, counting the padding",
            Layer.averagePool2dWith
                { AveragePool2D.defaults with Padding = Padding.Same; CountsPadding = true }
                (struct (4, 2))
            "adaptiveAveragePool2d", Layer.adaptiveAveragePool2d (struct (3, 2))
            "adaptiveMaxPool2d", Layer.adaptiveMaxPool2d (struct (3, 2))
            "globalAveragePool", Layer.globalAveragePool
            "globalMaxPool", Layer.globalMaxPool
            "upSample2d nearest", Layer.upSample2d Interpolation.Nearest (struct (2, 3))
            "upSample2d bilinear", Layer.upSample2d Interpolation.Bilinear (struct (2, 3))
            "standardize",
            Layer.standardize (Tensor.vector [ 0.3; 0.0; -1.0; 2.0 ]) (Tensor.vector [ 1.0; 2.0; 0.5; 4.0 ])
            "standardizeBy", Layer.standardizeBy (Key.normal DType.Float64 [ 9; 6; 5; 4 ] (Key.ofSeed 8UL))
            "rescale", Layer.rescale 0.5 -1.0
            "rescaleBy", Layer.rescaleBy (Key.normal DType.Float64 [ 9; 6; 5; 4 ] (Key.ofSeed 8UL))
            "zeroPad2d", Layer.zeroPad2d (struct (0, 2)) (struct (1, 1))
            "spatialDropout", Layer.spatialDropout 0.5
            "augment",
            Layer.augment (Augmentation.sequence [ Augmentation.rotate 20.0; Augmentation.erase 0.5 0.1 0.4 ])
            "batchNorm", Layer.batchNorm
            "batchNorm behind a convolution", Layer.conv2d 4 3 >=> Layer.batchNorm >=> Layer.relu
            "batchRenorm", Layer.batchRenorm
            "layerNorm", Layer.layerNorm
            "layerNorm over all axes", Layer.conv2d 3 2 >=> Layer.layerNormWith LayerNorm.defaults 3
            "groupNorm", Layer.groupNorm 2
            "rmsNorm", Layer.rmsNorm
            "prelu behind a convolution", Layer.conv2d 4 3 >=> Layer.prelu >=> Layer.softmax
        ] do
        case images name layer

    for name, layer in
        [
            "conv1d", Layer.conv1d 4 3
            "conv1d, causal", Layer.conv1dWith { Conv1D.defaults with Padding = Padding1D.Causal; Dilation = 2 } 4 3
            "transposedConv1d", Layer.transposedConv1d 4 3
            "maxPool1d", Layer.maxPool1d 2
            "averagePool1d", Layer.averagePool1d 2
            "simpleRnn", Layer.simpleRnn 3
            "simpleRnn with relu", Layer.simpleRnnWith (both Recurrent.defaults) Unary.Relu 3
            "simpleRnn with sin", Layer.simpleRnnWith { Recurrent.defaults with WholeSequence = true } Unary.Sin 3
            "lstm", Layer.lstm 3
            "lstm without bias", Layer.lstmWith { Lstm.defaults with Bias = None } 3
            "lstmSequence", Layer.lstmSequence 3 >=> Layer.lstm 4
            "gru", Layer.gru 3
            "gruSequence", Layer.gruSequence 3 >=> Layer.gruWith (both Recurrent.defaults) 2
            "lstm both ways", Layer.lstmWith (both { Lstm.defaults with WholeSequence = true }) 3
            "lastStep", Layer.lastStep
            "meanOverTime", Layer.meanOverTime
            "positionalEncoding", Layer.positionalEncoding
            "learnedPositions", Layer.learnedPositions
            "attention", Layer.attention 2
            "transformerBlock", Layer.transformerBlock 6 2 8
            "transformerBlock, causal",
            Layer.transformerBlockWith { Transformer.defaults with Dropout = 0.2; Causal = true } 6 2 8
        ] do
        case sequences name layer

    for name, layer in
        [
            "perStep", Layer.perStep Layer.tanh
            "simpleRnn with lengths", Layer.simpleRnn 3
            "lstm with lengths", Layer.lstm 3
            "lstm both ways with lengths", Layer.lstmWith (both { Lstm.defaults with WholeSequence = true }) 3
            "gru with lengths", Layer.gruSequence 3
            "lastStep with lengths", Layer.lastStep
            "attention with lengths", Layer.attention 2
            "meanOverTime with lengths", Layer.meanOverTime
            "transformerBlock with lengths",
            Layer.transformerBlockWith { Transformer.defaults with WithLengths = true } 6 2 8
        ] do
        case ended name layer

    case (twoOf sequences) "crossAttention" (Layer.crossAttention 2)
    case words "embedding" (Layer.embedding 9 3)
]

let private block filters =
    Layer.residual (
        Layer.conv2dWith { Conv2D.defaults with Padding = Padding.Same; Bias = None } filters (struct (3, 3))
        >=> Layer.batchNorm
        >=> Layer.relu
        >=> Layer.conv2dWith { Conv2D.defaults with Padding = Padding.Same; Bias = None } filters (struct (3, 3))
        >=> Layer.batchNorm
    )
    >=> Layer.relu

/// Small networks of every kind.
let networks: Case list = [
    case
        (of' [ 12; 12; 1 ])
        "convolutions"
        (Layer.conv2d 8 3
         >=> Layer.relu
         >=> Layer.maxPool2d 2
         >=> Layer.conv2d 6 3
         >=> Layer.relu
         >=> Layer.flatten
         >=> Layer.dense 16
         >=> Layer.relu
         >=> Layer.dropout 0.4
         >=> Layer.dense 10)
    case
        (of' [ 8; 8; 3 ])
        "residual network"
        (Layer.conv2dWith { Conv2D.defaults with Padding = Padding.Same } 6 (struct (3, 3))
         >=> Layer.batchNorm
         >=> Layer.relu
         >=> block 6
         >=> Layer.averagePool2d 2
         >=> block 6
         >=> Layer.globalAveragePool
         >=> Layer.dense 5)
    case
        (of' [ 8; 8; 2 ])
        "autoencoder of images"
        (Layer.conv2dWith { Conv2D.defaults with Strides = struct (2, 2); Padding = Padding.Same } 4 (struct (3, 3))
         >=> Layer.leakyRelu 0.1
         >=> Layer.transposedConv2dWith
                 { TransposedConv2D.defaults with Strides = struct (2, 2); Padding = Padding.Same }
                 2
                 (struct (3, 3))
         >=> Layer.sigmoid)
    case
        (of' [ 8; 8; 2 ])
        "convolutions side by side"
        (Layer.conv2d 4 1
         >=> Layer.fork Join.Concatenate [
             Layer.conv2dWith { Conv2D.defaults with Padding = Padding.Same } 3 (struct (3, 3)) >=> Layer.relu
             Layer.maxPool2dWith { Strides = ValueSome(struct (1, 1)); Padding = Padding.Same } (struct (3, 3))
         ]
         >=> Layer.zeroPad2d (struct (1, 0)) (struct (0, 1))
         >=> Layer.globalMaxPool)
    case
        (of' [ 9; 3 ])
        "convolutions over time"
        (Layer.conv1d 4 3
         >=> Layer.relu
         >=> Layer.maxPool1d 2
         >=> Layer.conv1d 3 2
         >=> Layer.relu
         >=> Layer.meanOverTime)
    case
        words
        "transformer of words"
        (Layer.embedding 9 8
         >=> Layer.positionalEncoding
         >=> Layer.transformerBlock 8 2 16
         >=> Layer.meanOverTime
         >=> Layer.dense 3)
    case
        words
        "LSTM of words"
        (Layer.embedding 9 8
         >=> Layer.lstmWith (both { Lstm.defaults with WholeSequence = true }) 5
         >=> Layer.dense 4)
    case
        (fun batch -> Signal.Many [| images batch; vectors batch |])
        "image and vector"
        (Layer.beside
            (Layer.conv2d 3 2 >=> Layer.relu >=> Layer.flatten >=> Layer.dense 4)
            (Layer.dense 4 >=> Layer.tanh)
         >=> Layer.join Join.Concatenate
         >=> Layer.fork Join.Tuple [ Layer.dense 2; Layer.dense 1 >=> Layer.sigmoid ])
]

/// The network of a case, with running statistics and slopes that are not those of the beginning.
let networkOf (case: Case) : Network =
    let sample (x: Tensor) = Shape(x.Shape.ToArray()[1..])

    let network =
        Network.buildFor DType.Float32 (Key.ofSeed 3UL) (Signal.map sample (case.Inputs 2)) case.Layer

    let moved (tree: Parameters) =
        tree
        |> Parameters.mapPaths (fun path x ->
            if path.EndsWith "deviation" then
                x
            else
                x + 0.1 * abs (Key.normal x.DType x.Shape (Key.ofSeed 6UL)))

    network.With(moved network.Parameters, moved network.State)

/// The ready models, on the smallest samples that they take or little more.
let readyModels: Case list = [
    case (of' [ 28; 28; 1 ]) "LeNet-5" (Zoo.leNet5 10)
    case (of' [ 63; 63; 3 ]) "AlexNet" (Zoo.alexNet 10)
    case (of' [ 32; 32; 3 ]) "VGG16" (Zoo.vgg16 10)
    case (of' [ 40; 33; 3 ]) "ResNet-18" (Zoo.resNet18 10)
    case (of' [ 40; 33; 3 ]) "ResNet-50" (Zoo.resNet50 10)
    case (of' [ 16; 16; 3 ]) "ResNet-20" (Zoo.resNet20 10)
    case (of' [ 8; 8; 1 ]) "autoencoder" (Zoo.autoencoder [ 8; 8; 1 ] [ 32 ] 4)
    case (of' [ 8; 8; 1 ]) "autoencoder of convolutions" (Zoo.convAutoencoder 1 [ 8; 4 ])
    case (of' [ 8; 8; 1 ]) "variational autoencoder" (Zoo.variationalAutoencoder [ 8; 8; 1 ] [ 32 ] 4)
    case (of' [ 6 ]) "generator" (Zoo.generator [ 8; 8; 1 ] [ 16; 32 ])
    case (of' [ 8; 8; 1 ]) "discriminator" (Zoo.discriminator [ 32; 16 ])
    case (of' [ 6 ]) "generator of convolutions" (Zoo.convGenerator [ 8; 8; 3 ] [ 16; 8 ])
    case (of' [ 8; 8; 3 ]) "discriminator of convolutions" (Zoo.convDiscriminator [ 8; 16 ])
    case vectors "factorization machine" (Zoo.factorizationMachine 3)
    case words "factorization machine of fields" (Zoo.factorizationMachineOf [ 9; 9; 10; 9; 12 ] 3)
    case words "embedding of fields" (Zoo.fieldEmbedding [ 9; 9; 10; 9; 12 ] 3)
    case words "Deep Crossing" (Zoo.deepCrossing [ 9; 9; 10; 9; 12 ] 2)
    case
        (fun batch -> Signal.Many [| words batch; vectors batch |])
        "Deep Crossing with numbers"
        (Zoo.deepCrossingWith { DeepCrossing.defaults with Numbers = 6 } [ 9; 9; 10; 9; 12 ] 2)
    case words "transformer" (Zoo.transformer 9 3)
]

/// The network of a ready model as it is drawn, with running statistics, biases and scales that are not those of the beginning.
let readyNetworkOf (case: Case) : Network =
    let sample (x: Tensor) = Shape(x.Shape.ToArray()[1..])

    let network =
        Network.buildFor DType.Float32 (Key.ofSeed 3UL) (Signal.map sample (case.Inputs 2)) case.Layer

    let moved (tree: Parameters) =
        tree
        |> Parameters.mapPaths (fun _ x ->
            if x.Shape.Rank = 1 then
                x + 0.1 * abs (Key.normal x.DType x.Shape (Key.ofSeed 6UL))
            else
                x)

    network.With(moved network.Parameters, moved network.State)
