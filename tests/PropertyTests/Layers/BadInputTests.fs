/// What cannot be: each is an error that says what was expected, what came, and where.
module FuncNet.Tests.``Bad input``

open Xunit
open FuncNet

let private key = Key.ofSeed 1UL
let private images = [ 6; 5; 3 ]
let private sequences = [ 6; 3 ]

/// Building the layer throws at this path, with these words.
let private fails<'Error when 'Error :> LayerException> path words shape layer =
    let error = Assert.Throws<'Error>(fun () -> Network.build key shape layer |> ignore) :> LayerException

    Assert.Equal(path, error.LayerPath)

    for word in words do
        Assert.Contains(word, error.Message)

/// Layers of images and of sequences by their paths, with a stride, a dilation and a padding.
let private windows stride dilation = [
    "conv2d1",
    images,
    Layer.conv2dWith
        { Conv2D.defaults with Strides = struct (1, stride); Dilation = struct (1, dilation) }
        4
        (struct (2, 2))
    "depthwiseconv2d1",
    images,
    Layer.depthwiseConv2dWith
        { Conv2D.defaults with Strides = struct (1, stride); Dilation = struct (1, dilation) }
        1
        (struct (2, 2))
    "transposedconv2d1",
    images,
    Layer.transposedConv2dWith
        { TransposedConv2D.defaults with Strides = struct (1, stride); Dilation = struct (1, dilation) }
        4
        (struct (2, 2))
    "conv1d1", sequences, Layer.conv1dWith { Conv1D.defaults with Stride = stride; Dilation = dilation } 4 2
    "transposedconv1d1",
    sequences,
    Layer.transposedConv1dWith { TransposedConv1D.defaults with Stride = stride; Dilation = dilation } 4 2
]

[<Theory>]
[<InlineData 0; InlineData -1>]
let ``strides, dilations and sizes under 1 are named`` (bad: int) =
    for path, shape, layer in windows bad 1 do
        fails<ConfigurationException> path [ "strides"; "at least 1"; $"1 and {bad}" ] shape layer

    for path, shape, layer in windows 1 bad do
        fails<ConfigurationException> path [ "dilation"; "at least 1"; $"1 and {bad}" ] shape layer

    let pools = ValueSome(struct (bad, 1))

    for path, words, shape, layer in
        [
            "conv2d1", "kernel", images, Layer.conv2d 4 bad
            "transposedconv2d1", "kernel", images, Layer.transposedConv2d 4 bad
            "maxpool2d1", "kernel", images, Layer.maxPool2d bad
            "averagepool1d1", "kernel", sequences, Layer.averagePool1d bad
            "maxpool2d1",
            "strides",
            images,
            Layer.maxPool2dWith { Pool2D.defaults with Strides = pools } (struct (2, 2))
            "averagepool2d1",
            "strides",
            images,
            Layer.averagePool2dWith { AveragePool2D.defaults with Strides = pools } (struct (2, 2))
            "maxpool1d1", "strides", sequences, Layer.maxPool1dWith { Pool1D.defaults with Stride = ValueSome bad } 2
        ] do
        fails<ConfigurationException> path [ words; "at least 1"; string bad ] shape layer

[<Fact>]
let ``windows larger than what they move over are named, with what fits`` () =
    for path, words, shape, layer in
        [
            "conv2d1", [ "Conv2D"; "7×7"; "6×5" ], images, Layer.conv2d 4 7
            "depthwiseconv2d1", [ "6×6"; "6×5" ], images, Layer.depthwiseConv2d 6
            "depthwiseconv2d1", [ "6×6"; "6×5" ], images, Layer.separableConv2d 4 6
            "conv1d1", [ "Conv1D"; "1×7"; "1×6" ], sequences, Layer.conv1d 4 7
            "conv1d1", [ "1×7"; "1×6" ], sequences, Layer.conv1dWith { Conv1D.defaults with Dilation = 3 } 4 3
            "maxpool2d1", [ "MaxPool2D"; "6×6"; "6×5" ], images, Layer.maxPool2d 6
            "averagepool2d1", [ "6×6"; "6×5" ], images, Layer.averagePool2d 6
            "maxpool1d1", [ "MaxPool1D"; "1×7"; "1×6" ], sequences, Layer.maxPool1d 7
            "averagepool1d1", [ "AveragePool1D"; "1×7"; "1×6" ], sequences, Layer.averagePool1d 7
        ] do
        fails<ShapeException> path ("smaller window" :: words) shape layer
    // With as much padding as is missing it fits.
    let padded = { Conv1D.defaults with Padding = Padding1D.Explicit(1, 0) }
    Assert.Equal("[1; 4]", string (Network.build key sequences (Layer.conv1dWith padded 4 7)).OutputShape)

[<Fact>]
let ``groups divide channels and filters`` () =
    for path, shape, layer in
        [
            "conv2d1", images, Layer.conv2dWith { Conv2D.defaults with Groups = 2 } 4 (struct (2, 2))
            "conv1d1", sequences, Layer.conv1dWith { Conv1D.defaults with Groups = 2 } 4 2
            "transposedconv2d1",
            images,
            Layer.transposedConv2dWith { TransposedConv2D.defaults with Groups = 2 } 4 (struct (2, 2))
            "transposedconv1d1", sequences, Layer.transposedConv1dWith { TransposedConv1D.defaults with Groups = 2 } 4 2
        ] do
        fails<ShapeException> path [ "3 channels"; "2 groups"; "divisor of 3" ] shape layer

    for make in
        [
            fun groups -> Layer.conv2dWith { Conv2D.defaults with Groups = groups } 4 (struct (2, 2))
            fun groups -> Layer.conv1dWith { Conv1D.defaults with Groups = groups } 4 2
            fun groups ->
                Layer.transposedConv2dWith { TransposedConv2D.defaults with Groups = groups } 4 (struct (2, 2))
        ] do
        for groups in [ 3; 0; -1 ] do
            Thrown.by<ConfigurationException, _> [ "4 filters"; $"{groups} groups"; "divisor of 4" ] (fun () ->
                make groups)

[<Theory>]
[<InlineData 0; InlineData -2>]
let ``numbers of filters and units are at least 1`` (bad: int) =
    for make in
        [
            fun () -> Layer.conv2d bad 3
            fun () -> Layer.conv1d bad 3
            fun () -> Layer.separableConv2d bad 3
            fun () -> Layer.transposedConv2d bad 3
            fun () -> Layer.transposedConv1d bad 3
            fun () -> Layer.depthwiseConv2dWith Conv2D.defaults bad (struct (3, 3))
            fun () -> Layer.dense bad
            fun () -> Layer.adaptiveMaxPool2d (struct (1, bad))
        ] do
        Thrown.by<ConfigurationException, _> [ "at least 1"; string bad ] make

[<Fact>]
let ``rates of dropout lie in [0, 1)`` () =
    for rate in [ -0.1; 1.0; nan ] do
        for make in [ Layer.dropout; Layer.spatialDropout; Layer.alphaDropout ] do
            Thrown.by<ConfigurationException, _> [ "at least 0 and under 1"; $"it is {rate}" ] (fun () -> make rate)

let private x = Tensor.zeros [ 2; 3 ]
let private value loss (t: Tensor) () = Loss.value loss x t

[<Fact>]
let ``labels are classes, of the type and the shape that a loss takes`` () =
    for loss in [ Loss.softmaxCrossEntropy; Loss.crossEntropy; Loss.focal 2.0; Loss.multiclassHinge 1.0 ] do
        Thrown.by<DataException, _> [ loss.Name; "label 3 of sample 1"; "0 … 2" ] (value loss (Tensor.vector [ 0; 3 ]))
        Thrown.by<DataException, _> [ "label -1 of sample 0" ] (value loss (Tensor.vector [ -1; 0 ]))
        Thrown.by<DTypeException, _> [ "int32"; "float64"; "Cast" ] (value loss (Tensor.vector [ 0.0; 1.0 ]))
        Thrown.by<ShapeException, _> [ "[2]"; "[2; 3]"; "[3]" ] (value loss (Tensor.vector [ 0; 1; 1 ]))
        Thrown.by<ShapeException, _> [ "[2; 3]"; "[2; 4]" ] (value loss (Tensor.zeros [ 2; 4 ]))

    for loss in [ Loss.focal 2.0; Loss.multiclassHinge 1.0 ] do
        Thrown.by<DTypeException, _> [ "int32 labels"; "argMax" ] (value loss (Tensor.zeros [ 2; 3 ]))

    for loss in [ Loss.meanSquaredError; Loss.sigmoidCrossEntropy; Loss.hinge ] do
        Thrown.by<ShapeException, _> [ "[2; 3]"; "[2]"; "oneHot" ] (value loss (Tensor.vector [ 0; 1 ]))

    // In a training the last layer says nothing of it: the loss does.
    Thrown.by<DataException, _> [ "softmaxCrossEntropy"; "label 3"; "3 classes" ] (fun () ->
        Trainer.create (Layer.dense 3) Loss.softmaxCrossEntropy (Optimizer.sgd 0.1)
        |> Trainer.withBatchSize 2
        |> Trainer.fit key 1 (Dataset.ofTensors x (Tensor.vector [ 3; 3 ])))

[<Fact>]
let ``a step has no gradient to train by`` () =
    let zeroOne = Loss.custom "zero-one" (Metric.evaluate Metric.zeroOne)

    Thrown.by<ConfigurationException, _> [ "zeroOne"; "step"; "Loss.hinge" ] (fun () ->
        Trainer.create (Layer.dense 1) zeroOne (Optimizer.sgd 0.1)
        |> Trainer.withBatchSize 2
        |> Trainer.fit key 1 (Dataset.ofTensors x (Tensor.ones [ 2; 1 ])))

[<Fact>]
let ``weights of classes are one each, and at least 0`` () =
    for weighted in [ Loss.withClassWeights; Loss.withNormalizedClassWeights ] do
        Thrown.by<ConfigurationException, _> [ "class 1"; "at least 0"; "-2" ] (fun () ->
            weighted [ 1.0; -2.0; 1.0 ] Loss.softmaxCrossEntropy)

        Thrown.by<ConfigurationException, _> [ "class 2"; "NaN" ] (fun () ->
            weighted [ 1.0; 1.0; nan ] Loss.softmaxCrossEntropy)

        for loss in [ Loss.softmaxCrossEntropy; Loss.focal 1.0 ] do
            Thrown.by<ConfigurationException, _>
                [ "3 classes"; "there are 2" ]
                (value (weighted [ 1.0; 1.0 ] loss) (Tensor.vector [ 0; 1 ]))
