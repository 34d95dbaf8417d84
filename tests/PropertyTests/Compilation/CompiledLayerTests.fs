module FuncNet.Tests.``A compiled layer``

open System.Reflection
open FuncNet
open Xunit

/// A layer under the name of the function that makes it, with inputs of a type.
type private Case = { Name: string; Layer: Layer; Inputs: DType -> Signal<Tensor> }

let private normal dtype (sizes: int list) = Key.normal dtype sizes (Key.ofSeed 4UL)
let private of' sizes dtype = Signal.One(normal dtype sizes)
let private vectors: DType -> Signal<Tensor> = of' [ 4; 6 ]
let private sequences: DType -> Signal<Tensor> = of' [ 4; 5; 6 ]
let private images: DType -> Signal<Tensor> = of' [ 4; 6; 5; 4 ]
let private words _ = Signal.One(Tensor.ofArray [ 4; 5 ] (Key.integers 9 20 (Key.ofSeed 5UL)))
let private lengths = Tensor.vector [ 5; 1; 3; 2 ]
let private ended dtype = Signal.Many [| sequences dtype; Signal.One lengths |]

let private twoOf (inputs: DType -> Signal<Tensor>) dtype =
    Signal.Many [| inputs dtype; Signal.map (fun x -> 0.5 * x) (inputs dtype) |]

let private case inputs name layer = { Name = name; Layer = layer; Inputs = inputs }
let private dense = Layer.dense 6

let private cases: Case list = [
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
            "absolute", Layer.absolute
            "cos", Layer.cos
            "activation", Layer.activation "sinc" (fun x -> sin x / (1.0 + x * x))
            "prelu", Layer.prelu
            "glu", Layer.glu
            "maxout", Layer.maxout 3 2
            "rbf", Layer.rbf 3
            "dense", dense
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
            "conv2d, strided, dilated and in groups",
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
            "depthwiseConv2d", Layer.depthwiseConv2d 2
            "separableConv2d", Layer.separableConv2d 3 2
            "transposedConv2d", Layer.transposedConv2d 3 2
            "maxPool2d", Layer.maxPool2d 2
            "averagePool2d", Layer.averagePool2d 2
            "adaptiveAveragePool2d", Layer.adaptiveAveragePool2d (struct (3, 2))
            "adaptiveMaxPool2d", Layer.adaptiveMaxPool2d (struct (3, 2))
            "globalAveragePool", Layer.globalAveragePool
            "globalMaxPool", Layer.globalMaxPool
            "upSample2d nearest", Layer.upSample2d Interpolation.Nearest (struct (2, 3))
            "upSample2d bilinear", Layer.upSample2d Interpolation.Bilinear (struct (2, 3))
            "standardize",
            Layer.standardize (Tensor.vector [ 0.3; 0.0; -1.0; 2.0 ]) (Tensor.vector [ 1.0; 2.0; 0.5; 4.0 ])
            "standardizeBy", Layer.standardizeBy (normal DType.Float64 [ 9; 6; 5; 4 ])
            "rescale", Layer.rescale 0.5 -1.0
            "rescaleBy", Layer.rescaleBy (normal DType.Float64 [ 9; 6; 5; 4 ])
            "zeroPad2d", Layer.zeroPad2d (struct (0, 2)) (struct (1, 1))
            "spatialDropout", Layer.spatialDropout 0.5
            "augment",
            Layer.augment (
                Augmentation.sequence [
                    Augmentation.rotate 20.0
                    Augmentation.randomCrop 4 4
                    Augmentation.erase 0.5 0.1 0.4
                ]
            )
            "batchNorm", Layer.batchNorm
            "batchRenorm", Layer.batchRenorm
            "layerNorm", Layer.layerNorm
            "groupNorm", Layer.groupNorm 2
            "rmsNorm", Layer.rmsNorm
            "softmaxAt", Layer.softmaxAt 1.5
        ] do
        case images name layer

    for name, layer in
        [
            "conv1d", Layer.conv1d 4 3
            "transposedConv1d", Layer.transposedConv1d 4 3
            "maxPool1d", Layer.maxPool1d 2
            "averagePool1d", Layer.averagePool1d 2
            "simpleRnn", Layer.simpleRnn 3
            "lstm", Layer.lstm 3
            "lstmSequence", Layer.lstmSequence 3
            "gru", Layer.gru 3
            "gruSequence", Layer.gruSequence 3
            "lstm both ways", Layer.lstmWith { Lstm.defaults with Direction = Direction.Both } 3
            "lastStep", Layer.lastStep
            "meanOverTime", Layer.meanOverTime
            "positionalEncoding", Layer.positionalEncoding
            "learnedPositions", Layer.learnedPositions
            "attention", Layer.attention 2
            "transformerBlock", Layer.transformerBlock 6 2 8
            "transformerBlock with dropout",
            Layer.transformerBlockWith { Transformer.defaults with Dropout = 0.2; Causal = true } 6 2 8
        ] do
        case sequences name layer

    for name, layer in
        [
            "perStep", Layer.perStep Layer.tanh
            "lstm with lengths", Layer.lstm 3
            "gru with lengths", Layer.gruSequence 3
            "attention with lengths", Layer.attention 2
            "meanOverTime with lengths", Layer.meanOverTime
        ] do
        case ended name layer

    case (twoOf sequences) "crossAttention" (Layer.crossAttention 2)
    case words "embedding" (Layer.embedding 9 3)
]

/// Results, next state, and gradients by the parameters and by the inputs, from parameters, inputs, state and key. With the tensors to call it with.
let private passOf training dtype (case: Case) =
    let inputs = case.Inputs dtype
    let sample (x: Tensor) = Shape(x.Shape.ToArray()[1..])
    let network = Network.buildFor dtype (Key.ofSeed 3UL) (Signal.map sample inputs) case.Layer
    let tensors tree = tree |> Parameters.toSeq |> Seq.map snd |> Seq.toArray
    let values = Signal.values inputs |> List.toArray
    let floats, others = values |> Array.partition _.DType.IsFloat
    let weights, states = tensors network.Parameters, tensors network.State

    let pass (x: Tensor[]) =
        let variables, rest = Array.splitAt (weights.Length + floats.Length) x
        let others, rest = Array.splitAt others.Length rest
        let kept, key = Array.splitAt states.Length rest
        let state = Seq.zip network.State.Paths kept |> Parameters.ofSeq
        let context = { Training = training; Key = Key.ofTensor key[0] }

        let objective (variables: Tensor[]) =
            let weights, floats = Array.splitAt weights.Length variables
            let parameters = Seq.zip network.Parameters.Paths weights |> Parameters.ofSeq
            let unused = System.Collections.Generic.Queue floats, System.Collections.Generic.Queue others
            let next (x: Tensor) = if x.DType.IsFloat then (fst unused).Dequeue() else (snd unused).Dequeue()
            let y, state = Network.applyWith context parameters state (Signal.map next inputs) network
            let results = Signal.values y |> List.toArray
            let value = results |> Array.filter _.DType.IsFloat |> Array.map (sin >> sum) |> Array.reduce (+)
            value, Array.append results (tensors state)

        let value, gradients, beside = Differentiate.valueAndGradBeside objective variables
        Array.concat [ [| value |]; beside; gradients ]

    pass, Array.concat [ weights; floats; others; states; [| (Key.ofSeed 9UL).Tensor |] ]

/// What is wrong with a compiled pass, if anything.
let private fault training dtype case =
    try
        let pass, x = passOf training dtype case
        let compiled = Compile.many pass
        // And again, over the buffers of the first run, with other numbers.
        let other = x |> Array.map (fun x -> if x.DType.IsFloat then 0.5 * x else x)

        if [ x; other; x ] |> List.exists (fun x -> compiled x <> pass x) then
            Some "compiled and eager differ"
        else
            None
    with error ->
        Some error.Message

[<Fact>]
let ``gives the results, state and gradients of the layer, bit for bit, in training and in inference`` () =
    let faults = [
        for case in cases do
            for dtype in [ DType.Float32; DType.Float64 ] do
                for training in [ true; false ] do
                    match fault training dtype case with
                    | Some fault -> $"""{case.Name}, {dtype}, {if training then "training" else "inference"}: {fault}"""
                    | None -> ()
    ]

    Assert.True(faults.IsEmpty, String.concat "\n" faults)

[<Fact>]
let ``is tried for every function that makes a layer`` () =
    let isLayers (holder: System.Type) = holder.Name = "Layer" || holder.Name = "LayerModule"

    let made =
        typeof<Layer>.Assembly.GetExportedTypes()
        |> Seq.filter isLayers
        |> Seq.collect (fun holder ->
            holder.GetMethods(BindingFlags.Public ||| BindingFlags.Static ||| BindingFlags.DeclaredOnly))
        |> Seq.filter (fun maker -> maker.ReturnType = typeof<Layer> && not (maker.Name.StartsWith "op_"))
        |> Seq.map (fun maker ->
            let name = if maker.IsSpecialName then maker.Name.Replace("get_", "") else maker.Name
            if name.EndsWith "With" then name[.. name.Length - 5] else name)
        // Texts make layers of functions that are tried.
        |> Seq.filter (fun name -> name <> "ofAtom" && name <> "parse")
        |> Set.ofSeq

    let tried = cases |> List.map (fun case -> (case.Name.Split(' ', ',')).[0]) |> Set.ofList
    Assert.Contains("crossAttention", made)
    Assert.Empty(made - tried)
