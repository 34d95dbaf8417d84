[<FsCheck.Xunit.Properties(Arbitrary = [| typeof<FuncNet.Tests.Draw> |], MaxTest = 30)>]
module FuncNet.Tests.``Losses``

open System
open Xunit
open FsCheck.Xunit
open FuncNet

let private value loss prediction target = (Loss.value loss prediction target).ToScalar()
let private vector (x: float list) = Tensor.vector x
let private matrix (x: float list list) = x |> Seq.map Seq.ofList |> Tensor.matrix
let private labels (x: int list) = Tensor.vector x
let private single (x: Tensor) = Tensor.cast DType.Float32 x

/// Logits, labels, and the same labels as a distribution: [batch; steps; classes].
let private classified (seed: Seed) =
    let rng = seed.Rng
    let batch, steps, classes = 1 + rng.Next 4, 1 + rng.Next 3, 1 + rng.Next 5
    let logits = 5.0 * Draws.tensor rng [ batch; steps; classes ]
    let labels = Draws.places rng classes [ batch; steps ]
    logits, labels, Tensor.oneHot DType.Float64 classes labels

[<Fact>]
let ``have their values by hand`` () =
    let y, t = matrix [ [ 1.0; 2.0 ]; [ 3.0; 0.0 ] ], matrix [ [ 0.0; 4.0 ]; [ 3.0; 1.0 ] ]
    Close.values 1e-15 [ 2.5; 0.5 ] (Loss.perSample Loss.meanSquaredError y t)
    Close.values 1e-15 [ 1.5; 0.5 ] (Loss.perSample Loss.meanAbsoluteError y t)
    // ½·1² and 2 − ½, then 0 and ½·1² (on the border: 1 − ½).
    Close.values 1e-15 [ (0.5 + 1.5) / 2.0; (0.0 + 0.5) / 2.0 ] (Loss.perSample (Loss.smoothL1 1.0) y t)
    Close.values 1e-15 [ (0.25 + 1.0) / 2.0; (0.0 + 0.25) / 2.0 ] (Loss.perSample (Loss.smoothL1 2.0) y t)
    let p, c = matrix [ [ 0.5; 0.25; 0.25 ]; [ 0.1; 0.2; 0.7 ] ], labels [ 0; 2 ]
    Close.values 1e-15 [ log 2.0; -log 0.7 ] (Loss.perSample Loss.crossEntropy p c)
    Close.values 1e-15 [ log 2.0; -log 0.7 ] (Loss.perSample Loss.softmaxCrossEntropy (log p) c)
    let q, b = vector [ 0.8; 0.3 ], vector [ 1.0; 0.0 ]
    Close.values 1e-15 [ -log 0.8; -log 0.7 ] (Loss.perSample Loss.binaryCrossEntropy q b)
    Close.values 1e-15 [ -log 0.8; -log 0.7 ] (Loss.perSample Loss.sigmoidCrossEntropy (log (q / (1.0 - q))) b)
    Close.numbers 1e-15 (-(log 0.8 + log 0.7) / 2.0) (value Loss.binaryCrossEntropy q b)

[<Property>]
let ``from logits are those from probabilities, to 1e-12`` (seed: Seed) =
    let logits, labels, oneHot = classified seed
    let composed = Loss.perSample (Loss.crossEntropyWith 1e-300) (Tensor.softmax -1 logits) oneHot
    Close.tensors 1e-12 composed (Loss.perSample Loss.softmaxCrossEntropy logits labels)
    Close.tensors 1e-12 composed (Loss.perSample Loss.softmaxCrossEntropy logits oneHot)
    Close.tensors 1e-12 composed (Loss.perSample (Loss.crossEntropyWith 1e-300) (Tensor.softmax -1 logits) labels)

[<Property>]
let ``of two classes are binary ones of the difference of the logits`` (seed: Seed) =
    let logits = Draws.tensor seed.Rng [ 4; 2 ]
    let c = Draws.places seed.Rng 2 [ 4 ]
    let difference = Tensor.narrow 1 1 1 logits - Tensor.narrow 1 0 1 logits

    Close.tensors
        1e-12
        (Loss.perSample Loss.softmaxCrossEntropy logits c)
        (Loss.perSample Loss.sigmoidCrossEntropy difference c)

    Close.tensors
        1e-9
        (Loss.perSample Loss.sigmoidCrossEntropy difference c)
        (Loss.perSample (Loss.binaryCrossEntropyWith 1e-15) (Tensor.sigmoid difference) c)

[<Theory>]
[<InlineData(true); InlineData(false)>]
let ``from logits are finite at ±1e4, and so are their gradients`` isSingle =
    let typed x = if isSingle then single x else x
    let x = typed (vector [ 1e4; -1e4; 1e4; -1e4 ])
    let t = typed (vector [ 1.0; 0.0; 0.0; 1.0 ])
    Close.values 0.0 [ 0.0; 0.0; 1e4; 1e4 ] (Loss.perSample Loss.sigmoidCrossEntropy x t)
    Close.values 1e-7 [ 0.0; 0.0; 0.25; -0.25 ] (grad (fun x -> Loss.value Loss.sigmoidCrossEntropy x t) x)
    let x = typed (matrix [ [ 1e4; -1e4 ]; [ 1e4; -1e4 ] ])
    Close.values 0.0 [ 0.0; 2e4 ] (Loss.perSample Loss.softmaxCrossEntropy x (labels [ 0; 1 ]))

    Close.values
        1e-7
        [ 0.0; 0.0; 0.5; -0.5 ]
        (grad (fun x -> Loss.value Loss.softmaxCrossEntropy x (labels [ 0; 1 ])) x)

    for probabilities in
        [
            Loss.crossEntropy, matrix [ [ 0.0; 1.0 ] ], labels [ 0 ]
            Loss.binaryCrossEntropy, vector [ 0.0; 1.0 ], labels [ 1; 0 ]
        ] do
        let loss, p, t = probabilities
        Assert.InRange(value loss (typed p) t, 15.0, 17.0)

[<Fact>]
let ``the gradient of a logit of 0 is ½ − t, as that of any other is σ(x) − t`` () =
    let x, t = vector [ 0.0; 0.0; 2.0 ], vector [ 0.0; 1.0; 1.0 ]
    let gradient = grad (fun x -> 3.0 * Loss.value Loss.sigmoidCrossEntropy x t) x
    Close.tensors 1e-15 (Tensor.sigmoid x - t) gradient

[<Property>]
let ``have the gradients that differences give`` (seed: Seed) =
    let rng = seed.Rng
    let logits, labels, _ = classified seed
    let weights = Tensor.softmax -1 (Draws.tensor rng (List.ofSeq logits.Shape))

    let check loss target prediction =
        GradientCheck.require seed.Key (fun x -> Loss.value loss x[0] target) [| prediction |]

    check Loss.softmaxCrossEntropy labels (logits / 5.0)
    check Loss.softmaxCrossEntropy weights (logits / 5.0)
    check Loss.crossEntropy labels (Draws.between rng 0.1 0.9 (List.ofSeq logits.Shape))
    check Loss.crossEntropy weights (Draws.between rng 0.1 0.9 (List.ofSeq logits.Shape))
    let t = Draws.between rng 0.0 1.0 [ 4; 2 ]
    check Loss.sigmoidCrossEntropy t (Draws.tensor rng [ 4; 2 ])
    check Loss.binaryCrossEntropy t (Draws.between rng 0.1 0.9 [ 4; 2 ])
    check Loss.meanSquaredError t (Draws.tensor rng [ 4; 2 ])
    check Loss.meanAbsoluteError t (t + Draws.between rng 0.1 0.5 [ 4; 2 ])
    check (Loss.smoothL1 1.0) t (t + Draws.between rng 0.1 0.9 [ 4; 2 ])
    check (Loss.smoothL1 1.0) t (t - Draws.between rng 1.1 2.0 [ 4; 2 ])

[<Theory>]
[<InlineData 1.0; InlineData 0.3; InlineData 5.0>]
let ``smooth L1 and its derivative are continuous where its pieces meet`` (β: float) =
    for side in [ -β; β ] do
        let around = [ side * (1.0 - 1e-9); side; side * (1.0 + 1e-9) ]
        let at d = Loss.value (Loss.smoothL1 β) (vector [ d ]) (vector [ 0.0 ])

        for d in around do
            Close.numbers 1e-8 (β / 2.0) ((at d).ToScalar())
            let slope = grad (fun d -> Loss.value (Loss.smoothL1 β) d (vector [ 0.0 ])) (vector [ d ])
            Close.numbers 1e-8 (float (sign side)) (slope.ToScalar())

[<Property>]
let ``agree with targets of [n] for predictions of [n; 1], and the other way`` (seed: Seed) =
    let n = 1 + seed.Rng.Next 5
    let y, t = Draws.between seed.Rng 0.1 0.9 [ n ], Draws.between seed.Rng 0.0 1.0 [ n ]
    let column (x: Tensor) = Tensor.reshape [ n; 1 ] x

    for loss in
        [
            Loss.meanSquaredError
            Loss.meanAbsoluteError
            Loss.smoothL1 1.0
            Loss.binaryCrossEntropy
            Loss.sigmoidCrossEntropy
        ] do
        let expected = Loss.perSample loss y t
        Assert.Equal<Shape>(Shape n, expected.Shape)
        Close.tensors 0.0 expected (Loss.perSample loss (column y) t)
        Close.tensors 0.0 expected (Loss.perSample loss y (column t))

[<Property>]
let ``of a sample are the mean over its places, and their value the mean over samples`` (seed: Seed) =
    let logits, labels, _ = classified seed
    let steps, classes = logits.Shape[1], logits.Shape[2]

    let flat =
        Loss.perSample Loss.softmaxCrossEntropy (Tensor.reshape [ -1; classes ] logits) (Tensor.reshape [ -1 ] labels)

    let perSample = Loss.perSample Loss.softmaxCrossEntropy logits labels
    Close.tensors 1e-13 (Tensor.meanOver [ 1 ] (Tensor.reshape [ -1; steps ] flat)) perSample
    Close.numbers 1e-13 ((mean flat).ToScalar()) (value Loss.softmaxCrossEntropy logits labels)

[<Fact>]
let ``work in float32 and float64, and give what they were given`` () =
    for dtype in [ DType.Float32; DType.Float64 ] do
        let y = Tensor.full dtype [ 3; 2 ] 0.5
        let same = Tensor.full dtype [ 3; 2 ] 1.0

        for loss in
            [
                Loss.meanSquaredError
                Loss.meanAbsoluteError
                Loss.smoothL1 1.0
                Loss.binaryCrossEntropy
                Loss.sigmoidCrossEntropy
                Loss.softmaxCrossEntropy
                Loss.crossEntropy
            ] do
            Assert.Equal({ Shape = Shape 3; DType = dtype }, (Loss.perSample loss y same).Spec)

        Assert.Equal(dtype, (Loss.value Loss.softmaxCrossEntropy y (labels [ 0; 1; 1 ])).DType)

[<Fact>]
let ``never broadcast a target`` () =
    let y = vector [ 1.0; 2.0; 3.0 ]

    Thrown.by<ShapeException, _> [ "meanSquaredError"; "[3]"; "[1]" ] (fun () ->
        Loss.value Loss.meanSquaredError y (vector [ 1.0 ]))

    Thrown.by<ShapeException, _> [ "[3; 1]"; "[1; 3]" ] (fun () ->
        Loss.value Loss.meanAbsoluteError (Tensor.reshape [ 3; 1 ] y) (Tensor.reshape [ 1; 3 ] y))

    Thrown.by<ShapeException, _> [ "[3]"; "[]" ] (fun () ->
        Loss.value (Loss.smoothL1 1.0) y (Tensor.number DType.Float64 1.0))

    Thrown.by<ShapeException, _> [ "labels [2]"; "[2; 3]"; "[3]" ] (fun () ->
        Loss.value Loss.softmaxCrossEntropy (Tensor.zeros [ 2; 3 ]) (labels [ 0; 1; 2 ]))

    Thrown.by<ShapeException, _> [ "[batch; …; classes]"; "[3]" ] (fun () ->
        Loss.value Loss.softmaxCrossEntropy y (labels [ 0; 1; 2 ]))

    Thrown.by<ShapeException, _> [ "scalar" ] (fun () -> Loss.value Loss.meanSquaredError (sum y) (sum y))

[<Fact>]
let ``say which label of which sample is not a class`` () =
    let logits = Tensor.zeros [ 3; 10 ]

    Thrown.by<DataException, _> [ "label 10"; "sample 2"; "10 classes" ] (fun () ->
        Loss.value Loss.softmaxCrossEntropy logits (labels [ 0; 9; 10 ]))

    Thrown.by<DataException, _> [ "label -1"; "sample 0" ] (fun () ->
        Loss.value Loss.crossEntropy logits (labels [ -1; 9; 1 ]))

    let steps = Tensor.reshape [ 2; 2 ] (labels [ 0; 1; 2; 3 ])

    Thrown.by<DataException, _> [ "label 3"; "sample 1" ] (fun () ->
        Loss.value Loss.softmaxCrossEntropy (Tensor.zeros [ 2; 2; 3 ]) steps)
    // The check sees through the tapes of gradients.
    Thrown.by<DataException, _> [ "label 3" ] (fun () ->
        grad (fun x -> Loss.value Loss.softmaxCrossEntropy x (labels [ 3 ])) (Tensor.zeros [ 1; 3 ]))

[<Fact>]
let ``say what types they want`` () =
    let y = Tensor.zeros [ 2; 3 ]

    Thrown.by<DTypeException, _> [ "labels must be int32"; "float32" ] (fun () ->
        Loss.value Loss.softmaxCrossEntropy y (Tensor.zeros [ 2 ]))

    Thrown.by<DTypeException, _> [ "float32"; "float64" ] (fun () ->
        Loss.value Loss.meanSquaredError y (Tensor.cast DType.Float64 y))

    Thrown.by<DTypeException, _> [ "int32" ] (fun () -> Loss.value Loss.meanSquaredError (labels [ 1 ]) (labels [ 1 ]))

[<Fact>]
let ``of two classes want targets between 0 and 1`` () =
    for loss in [ Loss.sigmoidCrossEntropy; Loss.binaryCrossEntropy ] do
        Thrown.by<DataException, _> [ "between 0 and 1"; "-1" ] (fun () ->
            Loss.value loss (vector [ 0.5; 0.5 ]) (vector [ -1.0; 1.0 ]))

        Thrown.by<DataException, _> [ "2" ] (fun () -> Loss.value loss (vector [ 0.5; 0.5 ]) (labels [ 2; 1 ]))
        Thrown.by<DataException, _> [ "NaN" ] (fun () -> Loss.value loss (vector [ 0.5 ]) (vector [ nan ]))

[<Fact>]
let ``of one's own are averaged over places, and must tell samples apart`` () =
    let quartic = Loss.custom "quartic" (fun y t -> Tensor.square (Tensor.square (y - t)))

    Close.values
        1e-15
        [ 8.5; 0.0 ]
        (Loss.perSample quartic (matrix [ [ 1.0; 2.0 ]; [ 0.0; 0.0 ] ]) (matrix [ [ 0.0; 0.0 ]; [ 0.0; 0.0 ] ]))

    let scalar = Loss.custom "total" (fun y t -> sum (y - t))

    Thrown.by<ShapeException, _> [ "total"; "2 samples" ] (fun () ->
        Loss.value scalar (vector [ 1.0; 2.0 ]) (vector [ 1.0; 2.0 ]))

[<Fact>]
let ``bad settings are errors that name them`` () =
    Thrown.by<ConfigurationException, _> [ "beta"; "0" ] (fun () -> Loss.smoothL1 0.0)
    Thrown.by<ConfigurationException, _> [ "beta"; "NaN" ] (fun () -> Loss.smoothL1 nan)
    Thrown.by<ConfigurationException, _> [ "epsilon" ] (fun () -> Loss.binaryCrossEntropyWith 0.5)
    Thrown.by<ConfigurationException, _> [ "epsilon" ] (fun () -> Loss.crossEntropyWith -1.0)

[<Fact>]
let ``bring the metrics that go with them`` () =
    let names (loss: Loss) = loss.DefaultMetrics |> List.map _.Name
    Assert.Equal<string list>([ "accuracy" ], names Loss.softmaxCrossEntropy)
    Assert.Equal<string list>([ "accuracy" ], names Loss.sigmoidCrossEntropy)
    Assert.Empty(names Loss.meanSquaredError)
    // A logit of 0.3 is a probability over ½; as a probability, 0.3 is under it.
    let accuracyOf (loss: Loss) = (Metric.evaluate loss.DefaultMetrics[0] (vector [ 0.3 ]) (vector [ 1.0 ])).ToScalar()
    Assert.Equal(1.0, accuracyOf Loss.sigmoidCrossEntropy)
    Assert.Equal(0.0, accuracyOf Loss.binaryCrossEntropy)

[<Fact>]
let ``can be traced as programs, with predictions and targets as their inputs`` () =
    let input (tensors: Tensor list) = (Tape.Program [| for x in tensors -> x.Spec |]).Inputs
    let y = Tensor.zeros [ 3; 2 ]

    for loss in
        [
            Loss.meanSquaredError
            Loss.smoothL1 1.0
            Loss.binaryCrossEntropy
            Loss.sigmoidCrossEntropy
            Loss.softmaxCrossEntropy
        ] do
        let inputs = input [ y; y ]
        Assert.Equal<Shape>(Shape.Scalar, (Loss.value loss inputs[0] inputs[1]).Shape)

    let inputs = input [ y; labels [ 0; 1; 1 ] ]
    Assert.Equal<Shape>(Shape.Scalar, (Loss.value Loss.softmaxCrossEntropy inputs[0] inputs[1]).Shape)
