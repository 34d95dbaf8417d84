module FuncNet.Tests.``Hybrid networks``

open Xunit
open FuncNet

let private key = Key.ofSeed 8UL

/// An image 6×6 that is bright on the left or on the right, a vector whose sum is positive or negative, and whether both agree: neither
/// of them alone tells anything about the class.
let private samples n seed =
    let keys = Key.split 4 (Key.ofSeed seed)
    let sides = Key.bernoulli 0.5 [ n ] keys[0] |> Tensor.cast DType.Float32
    let signs = Key.bernoulli 0.5 [ n ] keys[1] |> Tensor.cast DType.Float32
    let left = Tensor.ofArray [ 1; 1; 6; 1 ] [| 1f; 1f; 1f; 0f; 0f; 0f |]
    let side = Tensor.reshape [ n; 1; 1; 1 ] sides

    let images =
        side * left + (1.0 - side) * (1.0 - left) + 0.2 * Key.normal DType.Float32 [ n; 6; 6; 1 ] keys[2]

    let vectors =
        Tensor.reshape [ n; 1 ] (2.0 * signs - 1.0) + 0.3 * Key.normal DType.Float32 [ n; 4 ] keys[3]

    let agree = Tensor.equal sides signs |> Tensor.cast DType.Int32

    {|
        Images = images
        Vectors = vectors
        Agree = agree
        Signs = Tensor.reshape [ n; 1 ] (2.0 * signs - 1.0)
    |}

let private train, test = samples 300 1UL, samples 200 2UL
let private image = Layer.conv2d 4 3 >=> Layer.relu >=> Layer.flatten >=> Layer.dense 8
let private vector = Layer.dense 8 >=> Layer.relu
let private head = Layer.dense 16 >=> Layer.relu >=> Layer.dense 2

let private model = Layer.beside image vector >=> Layer.join Join.Concatenate >=> head

let private accuracyOf model (train: Dataset) (test: Dataset) =
    let result =
        Trainer.create model Loss.softmaxCrossEntropy (Optimizer.adam 0.01)
        |> Trainer.withValidation test
        |> Trainer.fit key 20 train

    (Seq.last result.History).ValidationMetrics[0].Value

let private both (of': {| Images: Tensor; Vectors: Tensor; Agree: Tensor; Signs: Tensor |}) =
    Dataset.ofMany [ of'.Images; of'.Vectors ] [ of'.Agree ]

[<Fact>]
let ``of an image and a vector learn what neither of them tells alone`` () =
    Assert.True(accuracyOf model (both train) (both test) > 0.97)
    // Where half of the classes are right by chance.
    let ofImages = Dataset.ofTensors train.Images train.Agree, Dataset.ofTensors test.Images test.Agree
    let ofVectors = Dataset.ofTensors train.Vectors train.Agree, Dataset.ofTensors test.Vectors test.Agree
    Assert.True(ofImages ||> accuracyOf (image >=> head) < 0.65)
    Assert.True(ofVectors ||> accuracyOf (vector >=> head) < 0.65)

[<Fact>]
let ``train bit by bit the same, and predict the same in parts`` () =
    let fit () =
        Trainer.create model Loss.softmaxCrossEntropy (Optimizer.adam 0.01)
        |> Trainer.fit key 2 (both train)

    let network = (fit ()).Network
    Assert.Equal<Parameters>(network.Parameters, (fit ()).Network.Parameters)

    let twice = [ for x in [ train.Images; train.Vectors ] -> Tensor.concatenate 0 [ x; x ] ]
    let whole = Network.predictAll twice network |> List.exactlyOne
    let part = Network.predictAll [ train.Images; train.Vectors ] network |> List.exactlyOne
    Assert.Equal<Shape>(Shape(600, 2), whole.Shape)
    Assert.Equal(part, Tensor.narrow 0 300 300 whole)

let private twoHeads =
    Layer.beside image vector
    >=> Layer.join Join.Concatenate
    >=> Layer.dense 16
    >=> Layer.relu
    >=> Layer.fork Join.Tuple [ Layer.dense 2; Layer.dense 1 ]

let private twoTargets (of': {| Images: Tensor; Vectors: Tensor; Agree: Tensor; Signs: Tensor |}) =
    Dataset.ofMany [ of'.Images; of'.Vectors ] [ of'.Agree; of'.Signs ]

let private twoLosses = Loss.beside [ Loss.softmaxCrossEntropy; Loss.scale 0.5 Loss.meanSquaredError ]

[<Fact>]
let ``with several outputs learn each target`` () =
    let result =
        Trainer.create twoHeads twoLosses (Optimizer.adam 0.01)
        |> Trainer.withMetrics [ Metric.ofOutput 0 Metric.accuracy; Metric.ofOutput 1 Metric.meanSquaredError ]
        |> Trainer.withValidation (twoTargets test)
        |> Trainer.fit key 25 (twoTargets train)

    let last = Seq.last result.History
    Assert.Equal<string list>([ "accuracy[0]"; "mse[1]" ], [ for figure in last.ValidationMetrics -> figure.Name ])
    Assert.True(last.ValidationMetrics[0].Value > 0.95, string last.ValidationMetrics[0])
    Assert.True(last.ValidationMetrics[1].Value < 0.1, string last.ValidationMetrics[1])

[<Fact>]
let ``add the losses of their outputs, each with its weight`` () =
    let data = twoTargets test

    let network =
        Trainer.create twoHeads twoLosses (Optimizer.sgd 0.1) |> Trainer.fit key 1 data |> _.Network

    let outputs = Signal.values (network.Apply data.InputSignal)
    let first = Loss.perSample Loss.softmaxCrossEntropy outputs[0] test.Agree
    let second = Loss.perSample Loss.meanSquaredError outputs[1] test.Signs
    let expected = first + 0.5 * second
    Close.tensors 1e-6 expected (Loss.perSampleOf twoLosses (network.Apply data.InputSignal) data.TargetSignal)
    let weights = [ for i in 0..199 -> float (i % 3) ]
    let weighted = Dataset.withWeights weights data

    let loss, figures =
        Trainer.evaluate (Trainer.ofNetwork network twoLosses Optimizer.identity) network weighted

    let mean = Tensor.mean (Tensor.cast DType.Float32 (Tensor.vector weights) * expected)
    Close.numbers 1e-6 (mean.ToScalar()) loss
    Assert.Equal<string list>([ "accuracy[0]" ], [ for figure in figures -> figure.Name ])

[<Fact>]
let ``are cut, ordered and joined as all data are`` () =
    let data = twoTargets train
    let part = data |> Dataset.skip 10 |> Dataset.take 5
    let rows = Tensor.narrow 0 10 5
    Assert.Equal<Tensor list>(List.map rows (Signal.values data.InputSignal), Signal.values part.InputSignal)
    Assert.Equal<Tensor list>(List.map rows (Signal.values data.TargetSignal), Signal.values part.TargetSignal)
    let again = Dataset.concat [ Dataset.take 10 data; Dataset.skip 10 data ]
    Assert.Equal<Tensor list>(Signal.values data.InputSignal, Signal.values again.InputSignal)
    let batch = Dataset.batches 7 data |> Seq.item 1
    Assert.Equal(Tensor.narrow 0 7 7 train.Vectors, (Signal.values batch.InputSignal)[1])
    let moved = Dataset.shuffle key data
    let order = Tensor.vector (Key.permutation 300 key)
    Assert.Equal(Tensor.gather 0 order train.Signs, (Signal.values moved.TargetSignal)[1])

[<Fact>]
let ``may read indices beside numbers`` () =
    let words = Tensor.reshape [ 300; 1 ] train.Agree
    let data = Dataset.ofMany [ words; train.Vectors ] [ train.Agree ]
    let reads = Layer.beside (Layer.embedding 2 4 >=> Layer.flatten) vector
    let model = reads >=> Layer.join Join.Concatenate >=> Layer.dense 2
    Assert.True(accuracyOf model data data > 0.97)

[<Fact>]
let ``join side by side as a fork joins`` () =
    let f, g = Layer.dense 4 >=> Layer.tanh, Layer.dense 4
    let x = train.Vectors

    for join in [ Join.Add; Join.Multiply; Join.Average; Join.Maximum; Join.Concatenate ] do
        let forked = Network.build key [ 4 ] (Layer.fork join [ f; g ])
        let joined = Network.build key [ 4 ] (Layer.fork Join.Tuple [ f; g ] >=> Layer.join join)
        Assert.Equal(forked.Predict x, joined.Predict x)

[<Fact>]
let ``with a residual block and a projection keep their formula`` () =
    let block = Layer.dense 5 >=> Layer.tanh
    let projected = Layer.fork Join.Add [ block; Layer.named "projection" (Layer.dense 5) ]
    let network = Network.build key [ 3 ] projected
    let x = train.Vectors.[0..3, 0..2]
    let parameter name = network.Parameters[name]
    let affine name = matmul x (parameter $"{name}.kernel") + parameter $"{name}.bias"
    Close.tensors 1e-6 (tanh (affine "dense1") + affine "projection") (network.Predict x)

[<Fact>]
let ``say which input is missing or does not fit`` () =
    let network = Network.buildFor DType.Float32 key (Signal.ofSeq [ Shape(6, 6, 1); Shape 4 ]) model
    let predict inputs () = network.Apply(Signal.ofSeq inputs)
    let images, vectors = Tensor.zeros [ 3; 6; 6; 1 ], Tensor.zeros [ 3; 4 ]

    Thrown.by<ShapeException, _>
        [ "2 inputs"; "[batch; 6; 6; 1]"; "[batch; 4]"; "is [3; 6; 6; 1]" ]
        (predict [ images ])

    Thrown.by<ShapeException, _> [ "number 2 of 2"; "[batch; 4]"; "[3; 5]" ] (predict [ images; Tensor.zeros [ 3; 5 ] ])
    Thrown.by<ShapeException, _> [ "number 1 of 2"; "[3; 4]" ] (predict [ vectors; images ])
    Thrown.by<ShapeException, _> [ "number 2 of 2"; "has 2"; "3" ] (predict [ images; Tensor.zeros [ 2; 4 ] ])

    Thrown.by<DTypeException, _>
        [ "number 2 of 2"; "float32"; "float64" ]
        (predict [ images; Tensor.cast DType.Float64 vectors ])

    let trainer = Trainer.ofNetwork network Loss.softmaxCrossEntropy (Optimizer.sgd 0.1)
    let alone = Dataset.ofTensors train.Images train.Agree
    Thrown.by<ShapeException, _> [ "2 inputs"; "training data" ] (fun () -> Trainer.fit key 1 alone trainer)

    let misfit = Dataset.ofMany [ train.Images; train.Images ] [ train.Agree ]

    Thrown.by<ShapeException, _> [ "validation data, number 2 of 2"; "[300; 6; 6; 1]" ] (fun () ->
        trainer |> Trainer.withValidation misfit |> Trainer.fit key 1 (both train))

[<Fact>]
let ``say which data and which losses do not fit`` () =
    let images, vectors = Tensor.zeros [ 3; 2 ], Tensor.zeros [ 4; 2 ]
    let labels = Tensor.vector [ 0; 1; 1 ]

    Thrown.by<DataException, _> [ "3 samples in the inputs 1"; "4 in the inputs 2" ] (fun () ->
        Dataset.ofMany [ images; vectors ] [ labels ])

    Thrown.by<DataException, _> [ "3 samples"; "4 targets 2" ] (fun () -> Dataset.ofMany [ images ] [ labels; vectors ])
    Thrown.by<DataException, _> [ "at least one input" ] (fun () -> Dataset.ofMany [] [ labels ])

    Thrown.by<DataException, _> [ "NaN"; "inputs 2 of sample 0" ] (fun () ->
        Dataset.ofMany [ images; Tensor.full DType.Float32 [ 3; 1 ] nan ] [ labels ])

    Thrown.by<DataException, _> [ "label -1" ] (fun () -> Dataset.ofMany [ images ] [ labels; labels - 1.0 ])
    Thrown.by<ShapeException, _> [ "Dataset.Inputs"; "2"; "Dataset.InputSignal" ] (fun () -> (both train).Inputs)

    let fit loss data = Trainer.create twoHeads loss (Optimizer.sgd 0.1) |> Trainer.fit key 1 data
    let shapes = [ "([32; 2], [32; 1])"; "[32]" ]
    Thrown.by<ShapeException, _> ("Loss.beside" :: shapes) (fun () -> fit Loss.softmaxCrossEntropy (both train))
    Thrown.by<ShapeException, _> ("2 outputs" :: shapes) (fun () -> fit twoLosses (both train))

    Thrown.by<ShapeException, _> [ "3 outputs" ] (fun () ->
        fit (Loss.beside [ twoLosses; Loss.hinge; Loss.hinge ]) (twoTargets train))

    Thrown.by<ShapeException, _> [ "outputs"; "[32]" ] (fun () ->
        Trainer.create twoHeads twoLosses (Optimizer.sgd 0.1)
        |> Trainer.withMetrics [ Metric.ofOutput 2 Metric.accuracy ]
        |> Trainer.fit key 1 (twoTargets train))

    let build layer = Network.buildFor DType.Float32 key (Signal.ofSeq [ Shape(6, 6, 1); Shape 4 ]) layer
    let joined = Assert.Throws<ShapeException>(fun () -> build (Layer.join Join.Add) |> ignore)
    Assert.Equal("add1", joined.LayerPath)
    Assert.Contains("[6; 6; 1]", joined.Message)
    Thrown.by<ShapeException, _> [ "dense1"; "one input"; "2" ] (fun () -> build (Layer.dense 2))

    Thrown.by<ShapeException, _> [ "concatenate1"; "side by side" ] (fun () ->
        Network.build key [ 3 ] (Layer.join Join.Concatenate))

    Thrown.by<ShapeException, _> [ "3 layers"; "2 parts" ] (fun () ->
        build (Layer.besideMany [ image; vector; vector ]))

    Thrown.by<ConfigurationException, _> [ "at least one loss" ] (fun () -> Loss.beside [])
