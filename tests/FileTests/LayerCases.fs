/// A layer of every function that makes one, with its text and the inputs that it takes.
module FuncNet.Tests.LayerCases

open System.IO
open FuncNet
open Xunit

type Case = { Text: string; Layer: Layer; Input: Signal<Shape>; Sample: Signal<Tensor> }

let private signal (sizes: int list) =
    Signal.One(Shape(Array.ofList sizes)), Signal.One(Key.normal DType.Float32 (4 :: sizes) (Key.ofSeed 4UL))

let private both (a, x) (b, y) = Signal.Many [| a; b |], Signal.Many [| x; y |]
let private vector, sequence, image = signal [ 6 ], signal [ 5; 6 ], signal [ 6; 5; 4 ]
let private lengths = Signal.One(Shape [||]), Signal.One(Tensor.vector [ 5; 1; 3; 2 ])

let private words =
    Signal.One(Shape 5), Signal.One(Tensor.ofArray [ 4; 5 ] (Key.integers 9 20 (Key.ofSeed 5UL)))

let private rotated =
    Augmentation.sequence [
        Augmentation.rotate 20.0
        Augmentation.zoom 0.9 1.1
        Augmentation.withBorder Border.Reflect (Augmentation.shift 0.1 0.2)
        Augmentation.sometimes 0.5 (Augmentation.sequence [ Augmentation.brightness 0.25; Augmentation.noise 0.125 ])
        Augmentation.erase 0.5 0.1 0.4 |> Augmentation.withFill 0.5
        Augmentation.randomCrop 4 4
        Augmentation.clamp -3.0 3.0
    ]

let private sinc = Layer.activation "Sinc" (fun x -> sin x / (1.0 + x * x))

let all: Case list = [
    let case ((input, sample): Signal<Shape> * Signal<Tensor>) (cases: (string * Layer) list) = [
        for text, layer in cases -> { Text = text; Layer = layer; Input = input; Sample = sample }
    ]

    let dense = Layer.dense 6

    yield!
        case vector [
            "relu", Layer.relu
            "relu6", Layer.relu6
            "leakyRelu 0.1", Layer.leakyRelu 0.1
            "elu 0.7", Layer.elu 0.7
            "selu", Layer.selu
            "gelu", Layer.gelu
            "geluTanh", Layer.geluTanh
            "silu", Layer.silu
            "mish", Layer.mish
            "sigmoid", Layer.sigmoid
            "logistic 0.5 2", Layer.logistic 0.5 2.0
            "tanh", Layer.tanh
            "hardTanh", Layer.hardTanh
            "hardSigmoid", Layer.hardSigmoid
            "hardSwish", Layer.hardSwish
            "softplus", Layer.softplus
            "softsign", Layer.softsign
            "softmax", Layer.softmax
            "softmaxAt 1.5", Layer.softmaxAt 1.5
            "absolute", Layer.absolute
            "cos", Layer.cos
            "prelu", Layer.prelu
            "glu", Layer.glu
            "maxout 3 2", Layer.maxout 3 2
            "rbf 3", Layer.rbf 3
            "dense 6", dense
            "dense 6 kernel=heNormal bias=none", Layer.denseWith { Kernel = Initializer.heNormal; Bias = None } 6
            "dense 6 kernel=normal(0, 0.02) bias=constant(0.1)",
            Layer.denseWith { Kernel = Initializer.normal 0.0 0.02; Bias = Some(Initializer.constant 0.1) } 6
            "polynomialFeatures 2", Layer.polynomialFeatures 2
            "crossedFeatures [0x1, 3x3]", Layer.crossedFeatures [ 0, 1; 3, 3 ]
            "dropout 0.4", Layer.dropout 0.4
            "gaussianNoise 0.5", Layer.gaussianNoise 0.5
            "alphaDropout 0.3", Layer.alphaDropout 0.3
            "reshape 2x3", Layer.reshape [ 2; 3 ]
            "reshape 3x-1", Layer.reshape [ 3; -1 ]
            "identity", Layer.identity
            "residual (dense 6, relu)", Layer.residual (dense >=> Layer.relu)
            "repeat 3 (dense 6)", Layer.repeat 3 dense
            "named head (dense 6)", Layer.named "head" dense
            "named \"a b\" (dense 6, relu)", Layer.named "a b" (dense >=> Layer.relu)
            "shared tied (dense 6), tanh, shared tied", (let tied = Layer.shared dense in tied >=> Layer.tanh >=> tied)
            "freeze * (dense 6, dropout 0.4)", Layer.freeze "*" (dense >=> Layer.dropout 0.4)
            "initialize *.bias ones (dense 6)", Layer.initialize "*.bias" Initializer.ones dense
            "initialize *.kernel orthogonal(2) (dense 6)",
            Layer.initialize "*.kernel" (Initializer.orthogonal 2.0) dense
            "initialize *.kernel uniform(-1, 1) (initialize *.bias truncatedNormal(0, 1) (dense 6))",
            Layer.initialize
                "*.kernel"
                (Initializer.uniform -1.0 1.0)
                (Layer.initialize "*.bias" (Initializer.truncatedNormal 0.0 1.0) dense)
            for join in [ Join.Add; Join.Multiply; Join.Average; Join.Maximum; Join.Concatenate; Join.Tuple ] do
                $"fork {(string join).ToLowerInvariant()} (dense 6) (dense 6, tanh) (identity)",
                Layer.fork join [ dense; dense >=> Layer.tanh; Layer.identity ]
        ]

    yield!
        case (both vector vector) [
            for join in [ Join.Add; Join.Multiply; Join.Average; Join.Maximum; Join.Concatenate; Join.Tuple ] do
                $"join {(string join).ToLowerInvariant()}", Layer.join join
            "beside (dense 6) (tanh)", Layer.beside dense Layer.tanh
            "beside (dense 6) (tanh), join add", Layer.besideMany [ dense; Layer.tanh ] >=> Layer.join Join.Add
        ]

    yield!
        case image [
            "flatten", Layer.flatten
            "conv2d 4 3", Layer.conv2d 4 3
            "conv2d 4 3x2 strides=2x1 dilation=1x2 padding=same groups=2",
            Layer.conv2dWith
                {
                    Conv2D.defaults with
                        Strides = struct (2, 1)
                        Dilation = struct (1, 2)
                        Padding = Padding.Same
                        Groups = 2
                }
                4
                (struct (3, 2))
            "conv2d 4 3 padding=explicit(1, 0, 2, 1)",
            Layer.conv2dWith
                { Conv2D.defaults with Padding = Padding.Explicit(struct (1, 0), struct (2, 1)) }
                4
                (struct (3, 3))
            "depthwiseConv2d 2", Layer.depthwiseConv2d 2
            "depthwiseConv2d 2 multiplier=2", Layer.depthwiseConv2dWith Conv2D.defaults 2 (struct (2, 2))
            "separableConv2d 3 2", Layer.separableConv2d 3 2
            "transposedConv2d 3 2", Layer.transposedConv2d 3 2
            "transposedConv2d 4 2 strides=2 outputPadding=1x0 groups=2",
            Layer.transposedConv2dWith
                {
                    TransposedConv2D.defaults with
                        Strides = struct (2, 2)
                        OutputPadding = struct (1, 0)
                        Groups = 2
                }
                4
                (struct (2, 2))
            "maxPool2d 2", Layer.maxPool2d 2
            "maxPool2d 3x2 strides=1 padding=same",
            Layer.maxPool2dWith { Strides = ValueSome(struct (1, 1)); Padding = Padding.Same } (struct (3, 2))
            "averagePool2d 2", Layer.averagePool2d 2
            "averagePool2d 3 padding=same countsPadding=true",
            Layer.averagePool2dWith
                { AveragePool2D.defaults with Padding = Padding.Same; CountsPadding = true }
                (struct (3, 3))
            "adaptiveAveragePool2d 3x2", Layer.adaptiveAveragePool2d (struct (3, 2))
            "adaptiveMaxPool2d 3x2", Layer.adaptiveMaxPool2d (struct (3, 2))
            "globalAveragePool", Layer.globalAveragePool
            "globalMaxPool", Layer.globalMaxPool
            "upSample2d nearest 2x3", Layer.upSample2d Interpolation.Nearest (struct (2, 3))
            "upSample2d bilinear 2", Layer.upSample2d Interpolation.Bilinear (struct (2, 2))
            "zeroPad2d 0x2 1", Layer.zeroPad2d (struct (0, 2)) (struct (1, 1))
            "standardize [0.3, 0, -1, 2] [1, 2, 0.5, 4]",
            Layer.standardize (Tensor.vector [ 0.3; 0.0; -1.0; 2.0 ]) (Tensor.vector [ 1.0; 2.0; 0.5; 4.0 ])
            "standardize 0.5 2", Layer.standardize (Tensor.scalar 0.5) (Tensor.scalar 2.0)
            "rescale 0.5 offset=-1", Layer.rescale 0.5 -1.0
            "spatialDropout 0.5", Layer.spatialDropout 0.5
            "augment [rotateBetween(-20, 20), zoom(0.9, 1.1), resampled(bilinear, reflect, 0, shift(0.1, 0.2)), sometimes(0.5, [brightness(0.25), noise(0.125)]), erase(0.5, 0.1, 0.4, 0.5), randomCrop(4, 4), clamp(-3, 3)]",
            Layer.augment rotated
            "augment [flipHorizontal(0.5), flipVertical(0.5), shear(5), shiftPixels(1, 2), contrast(0.1), centreCrop(4, 5)]",
            Layer.augment (
                Augmentation.sequence [
                    Augmentation.flipHorizontal 0.5
                    Augmentation.flipVertical 0.5
                    Augmentation.shear 5.0
                    Augmentation.shiftPixels 1 2
                    Augmentation.contrast 0.1
                    Augmentation.centreCrop 4 5
                ]
            )
            "batchNorm", Layer.batchNorm
            "batchNorm momentum=0.2 epsilon=0.001 shift=none",
            Layer.batchNormWith { BatchNorm.defaults with Momentum = 0.2; Epsilon = 1e-3; Shift = None }
            "batchRenorm", Layer.batchRenorm
            "batchRenorm largestRatio=2", Layer.batchRenormWith { BatchRenorm.defaults with LargestRatio = 2.0 }
            "layerNorm", Layer.layerNorm
            "layerNorm axes=2", Layer.layerNormWith LayerNorm.defaults 2
            "groupNorm 2", Layer.groupNorm 2
            "rmsNorm", Layer.rmsNorm
        ]

    yield!
        case sequence [
            "conv1d 4 3", Layer.conv1d 4 3
            "conv1d 4 3 dilation=2 padding=causal",
            Layer.conv1dWith { Conv1D.defaults with Dilation = 2; Padding = Padding1D.Causal } 4 3
            "transposedConv1d 4 3", Layer.transposedConv1d 4 3
            "maxPool1d 2", Layer.maxPool1d 2
            "maxPool1d 2 stride=1 padding=explicit(1, 0)",
            Layer.maxPool1dWith { Stride = ValueSome 1; Padding = Padding1D.Explicit(1, 0) } 2
            "averagePool1d 2", Layer.averagePool1d 2
            "simpleRnn 3", Layer.simpleRnn 3
            "simpleRnn 3 activation=relu", Layer.simpleRnnWith Recurrent.defaults Unary.Relu 3
            "lstm 3", Layer.lstm 3
            "lstm 3 direction=both", Layer.lstmWith { Lstm.defaults with Direction = Direction.Both } 3
            "lstm 3 direction=backward bias=none",
            Layer.lstmWith { Lstm.defaults with Direction = Direction.Backward; Bias = None } 3
            "lstmSequence 3", Layer.lstmSequence 3
            "gru 3", Layer.gru 3
            "gruSequence 3", Layer.gruSequence 3
            "lastStep", Layer.lastStep
            "meanOverTime", Layer.meanOverTime
            "positionalEncoding", Layer.positionalEncoding
            "learnedPositions", Layer.learnedPositions
            "attention 2", Layer.attention 2
            "attention 2 causal=true dropout=0.25",
            Layer.attentionWith { Attention.defaults with Causal = true; Dropout = 0.25 } 2
            "transformerBlock 6 2 8", Layer.transformerBlock 6 2 8
            "transformerBlock 6 2 8 causal=true dropout=0.2",
            Layer.transformerBlockWith { Transformer.defaults with Causal = true; Dropout = 0.2 } 6 2 8
        ]

    yield! case (both sequence lengths) [ "perStep (tanh)", Layer.perStep Layer.tanh; "lstm 3", Layer.lstm 3 ]
    yield! case (both sequence sequence) [ "crossAttention 2", Layer.crossAttention 2 ]
    yield! case words [ "embedding 9 3", Layer.embedding 9 3 ]
]

/// A layer of one's own, as the library's are.
let scaled (factor: float) =
    Layer.ofAtom {
        Kind = "Scaled"
        Hyperparameters = [ "factor", Setting.Number factor ]
        Parameters = fun _ -> [ ParameterSpec.create "offset" (Shape 6) Initializer.ones ]
        State = fun _ -> []
        OutputShape = id
        Apply = fun _ own state input -> Signal.map (fun x -> factor * x + own["offset"]) input, state
    }

/// The library's layers, and some of one's own.
let own =
    LayerCatalog.standard
    |> LayerCatalog.add "Scaled" "factor=2" (fun settings -> scaled (settings.Number "factor"))
    |> LayerCatalog.add "Sinc" "" (fun _ -> sinc)
    |> LayerCatalog.addInitializer (Initializer.custom "halves" (fun shape dtype _ -> Tensor.full dtype shape 0.5))
    |> LayerCatalog.addAugmentation
        "negated"
        (Augmentation.sequence [ Augmentation.ofFunction "negated" (fun _ x -> -x) ])

let ownCases: (string * Layer) list = [
    "scaled", scaled 2.0
    "scaled factor=3", scaled 3.0
    "sinc", sinc
    "dense 3 kernel=halves", Layer.denseWith { Dense.defaults with Kernel = own.Known.Initializers["halves"] } 3
    "reshape 2x3x1, augment [negated]", Layer.reshape [ 2; 3; 1 ] >=> Layer.augment own.Known.Augmentations["negated"]
]

let built (layer: Layer) (case: Case) = Network.buildFor DType.Float32 (Key.ofSeed 3UL) case.Input layer

/// What is wrong with a layer that should be another one, if anything: summary, first values, results in inference and in training.
let difference (expected: Layer) (layer: Layer) (case: Case) =
    let a, b = built expected case, built layer case

    let results (network: Network) =
        let context = { Training = true; Key = Key.ofSeed 9UL }
        let y, state = Network.applyWith context network.Parameters network.State case.Sample network
        y, state, network.Apply case.Sample

    if string (a.Summary()) <> string (b.Summary()) then Some "summary"
    elif a.Parameters <> b.Parameters then Some "first values"
    elif a.State <> b.State then Some "state"
    elif results a <> results b then Some "results"
    else None

let withFolder action =
    let folder = Path.Combine(Path.GetTempPath(), $"funcnet-{System.Guid.NewGuid():N}")
    Directory.CreateDirectory folder |> ignore

    try
        action folder
    finally
        Directory.Delete(folder, true)

/// The message of an error, which has these parts.
let refused<'Error, 'T when 'Error :> exn> (parts: string list) (action: unit -> 'T) =
    let error = Assert.Throws<'Error>(fun () -> action () |> ignore)

    for part in parts do
        Assert.Contains(part, error.Message)
