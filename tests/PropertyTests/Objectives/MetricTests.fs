[<FsCheck.Xunit.Properties(Arbitrary = [| typeof<FuncNet.Tests.Draw> |], MaxTest = 50)>]
module FuncNet.Tests.``Metrics``

open System
open Xunit
open FsCheck.Xunit
open FuncNet

let private matrix (x: float list list) = x |> Seq.map Seq.ofList |> Tensor.matrix
let private vector (x: float list) = Tensor.vector x
let private labels (x: int list) = Tensor.vector x
let private values expected actual = Close.values 1e-7 expected actual

[<Fact>]
let ``have their values by hand`` () =
    let scores = matrix [ [ 1.0; 3.0; 2.0 ]; [ 0.1; 0.0; -1.0 ]; [ 5.0; 5.0; 6.0 ] ]
    values [ 1.0; 0.0; 0.0 ] (Metric.evaluate Metric.accuracy scores (labels [ 1; 1; 0 ]))
    values [ 1.0; 1.0; 1.0 ] (Metric.evaluate (Metric.topK 2) scores (labels [ 2; 1; 0 ]))
    values [ 0.0; 0.0; 0.0 ] (Metric.evaluate (Metric.topK 2) scores (labels [ 0; 2; 1 ]))
    values [ 1.0; 1.0; 1.0 ] (Metric.evaluate (Metric.topK 3) scores (labels [ 0; 2; 1 ]))

    values
        [ 1.0; 0.0; 1.0 ]
        (Metric.evaluate (Metric.binaryAccuracy 0.5) (vector [ 0.7; 0.6; 0.5 ]) (labels [ 1; 0; 0 ]))

    values
        [ 0.0; 0.0; 1.0 ]
        (Metric.evaluate (Metric.binaryAccuracy 0.0) (vector [ -0.7; 0.6; 0.5 ]) (labels [ 1; 0; 1 ]))

    values
        [ 2.5; 0.0 ]
        (Metric.evaluate
            Metric.meanSquaredError
            (matrix [ [ 1.0; 2.0 ]; [ 0.0; 0.0 ] ])
            (matrix [ [ 0.0; 0.0 ]; [ 0.0; 0.0 ] ]))

    values
        [ 1.5; 0.0 ]
        (Metric.evaluate
            Metric.meanAbsoluteError
            (matrix [ [ 1.0; -2.0 ]; [ 0.0; 0.0 ] ])
            (matrix [ [ 0.0; 0.0 ]; [ 0.0; 0.0 ] ]))

[<Property>]
let ``take labels and one-hot targets alike`` (seed: Seed) =
    let scores, c = Draws.tensor seed.Rng [ 6; 4 ], Draws.places seed.Rng 4 [ 6 ]

    for metric in [ Metric.accuracy; Metric.topK 2 ] do
        Assert.Equal<Tensor>(
            Metric.evaluate metric scores c,
            Metric.evaluate metric scores (Tensor.oneHot DType.Float64 4 c)
        )

[<Property>]
let ``top 1 is accuracy, equal scores included, and a larger k never scores less`` (seed: Seed) =
    let scores = round (Draws.tensor seed.Rng [ 6; 5 ])
    let c = Draws.places seed.Rng 5 [ 6 ]
    let top k = Metric.evaluate (Metric.topK k) scores c
    Assert.Equal<Tensor>(Metric.evaluate Metric.accuracy scores c, top 1)

    for k in 1..4 do
        Array.iter2 (fun (a: float32) b -> Assert.True(a <= b)) ((top k).ToArray()) ((top (k + 1)).ToArray())

    values [ for _ in 1..6 -> 1.0 ] (top 5)

[<Fact>]
let ``average over the places of a sample`` () =
    let scores = Tensor.reshape [ 1; 2; 2 ] (vector [ 1.0; 0.0; 1.0; 0.0 ])
    values [ 0.5 ] (Metric.evaluate Metric.accuracy scores (Tensor.reshape [ 1; 2 ] (labels [ 0; 1 ])))

[<Fact>]
let ``are float32 of one number a sample, whatever the prediction is`` () =
    for dtype in [ DType.Float32; DType.Float64 ] do
        let y = Tensor.full dtype [ 4; 3 ] 0.2

        for metric in
            [
                Metric.accuracy
                Metric.topK 2
                Metric.binaryAccuracy 0.5
                Metric.meanSquaredError
                Metric.meanAbsoluteError
                Metric.ofLoss Loss.softmaxCrossEntropy
            ] do
            Assert.Equal({ Shape = Shape 4; DType = DType.Float32 }, (Metric.evaluate metric y y).Spec)

[<Fact>]
let ``can be losses`` () =
    let metric = Metric.ofLoss Loss.meanAbsoluteError
    Assert.Equal("meanAbsoluteError", metric.Name)
    values [ 2.0 ] (Metric.evaluate metric (vector [ 1.0 ]) (vector [ 3.0 ]))

[<Fact>]
let ``refuse what does not fit`` () =
    Thrown.by<ShapeException, _> [ "accuracy"; "[3]" ] (fun () ->
        Metric.evaluate Metric.accuracy (vector [ 1.0; 2.0; 3.0 ]) (labels [ 0; 1; 2 ]))

    Thrown.by<DataException, _> [ "label 2"; "sample 0" ] (fun () ->
        Metric.evaluate Metric.accuracy (Tensor.zeros [ 1; 2 ]) (labels [ 2 ]))

    Thrown.by<ShapeException, _> [ "topK"; "4" ] (fun () ->
        Metric.evaluate (Metric.topK 4) (Tensor.zeros [ 1; 2 ]) (labels [ 1 ]))

    Thrown.by<ConfigurationException, _> [ "k"; "0" ] (fun () -> Metric.topK 0)

    Thrown.by<ShapeException, _> [ "binaryAccuracy" ] (fun () ->
        Metric.evaluate (Metric.binaryAccuracy 0.5) (vector [ 1.0 ]) (labels [ 1; 0 ]))

let private names = [ "cat"; "dog"; "elephant" ]

[<Fact>]
let ``a confusion matrix counts true classes in rows and predicted ones in columns`` () =
    let matrix = ConfusionMatrix.Of(labels [ 0; 0; 1; 2; 2; 2 ], labels [ 0; 1; 1; 2; 0; 2 ], names)
    Assert.Equal<Tensor>(Tensor.matrix [ [ 1; 0; 1 ]; [ 1; 1; 0 ]; [ 0; 0; 2 ] ], matrix.Counts)
    Assert.Equal(4.0 / 6.0, matrix.Accuracy)
    Assert.Equal<string seq>(names, matrix.ClassNames)

[<Property>]
let ``a confusion matrix counts every sample, and its accuracy is that of the metric`` (seed: Seed) =
    let n = 1 + seed.Rng.Next 50
    let scores, c = Draws.tensor seed.Rng [ n; 3 ], Draws.places seed.Rng 3 [ n ]
    let matrix = ConfusionMatrix.create names (Tensor.argMax -1 scores) c
    Assert.Equal(float n, (sum (Tensor.cast DType.Float64 matrix.Counts)).ToScalar())
    Close.numbers 1e-6 ((mean (Metric.evaluate Metric.accuracy scores c)).ToScalar()) matrix.Accuracy

[<Fact>]
let ``a confusion matrix prints as a table`` () =
    let matrix = ConfusionMatrix.Of(labels [ 0; 2 ], labels [ 0; 1 ], names)

    let expected = [
        @"true \ predicted  cat  dog  elephant"
        @"cat                 1    0         0"
        @"dog                 0    0         1"
        @"elephant            0    0         0"
    ]

    Assert.Equal(String.concat Environment.NewLine expected, string matrix)

[<Fact>]
let ``a confusion matrix of nothing has no accuracy`` () =
    let matrix = ConfusionMatrix.Of(Tensor.vector Array.empty<int>, Tensor.vector Array.empty<int>, names)
    Assert.True(Double.IsNaN matrix.Accuracy)

[<Fact>]
let ``a confusion matrix refuses what is not a class`` () =
    let make (predictions: Tensor) (labels: Tensor) = fun () -> ConfusionMatrix.Of(predictions, labels, names)
    Thrown.by<DataException, _> [ "label 3"; "sample 1"; "3 classes" ] (make (labels [ 0; 1 ]) (labels [ 0; 3 ]))
    Thrown.by<DataException, _> [ "prediction -1"; "sample 0" ] (make (labels [ -1; 1 ]) (labels [ 0; 1 ]))
    Thrown.by<ShapeException, _> [ "[2]"; "[1]" ] (make (labels [ 0; 1 ]) (labels [ 0 ]))
    Thrown.by<DTypeException, _> [ "float64" ] (make (vector [ 0.0 ]) (labels [ 0 ]))
