[<FsCheck.Xunit.Properties(Arbitrary = [| typeof<FuncNet.Tests.Draw> |], MaxTest = 30)>]
module FuncNet.Tests.``Weighted and smoothed losses``

open Xunit
open FsCheck.Xunit
open FuncNet

let private vector (x: float list) = Tensor.vector x
let private value loss y t = (Loss.value loss y t).ToScalar()

[<Property>]
let ``class weights multiply the loss of their class, of labels and one-hot targets alike`` (seed: Seed) =
    let x, c = Draws.tensor seed.Rng [ 4; 2; 3 ], Draws.places seed.Rng 3 [ 4; 2 ]
    let oneHot = Tensor.oneHot DType.Float64 3 c
    let w = vector [ 0.5; 2.0; 0.0 ]
    let loss = Loss.withClassWeights [ 0.5; 2.0; 0.0 ] Loss.softmaxCrossEntropy
    let places = Tensor.sumOver [ -1 ] (-oneHot * Tensor.logSoftmax -1 x)
    let expected = Tensor.meanOver [ 1 ] (Tensor.gather 0 c w * places)
    Close.tensors 1e-13 expected (Loss.perSample loss x c)
    Close.tensors 1e-13 expected (Loss.perSample loss x oneHot)
    Close.tensors 1e-13 expected (Loss.perSample (Loss.withClassWeights [ 0.5; 2.0; 0.0 ] (Loss.focal 0.0)) x c)

[<Fact>]
let ``class weights of binary and margin losses are those of 0 and 1, or of −1 and 1`` () =
    let y = vector [ 0.5; 0.5 ]
    let weighted loss t = Loss.perSample (Loss.withClassWeights [ 2.0; 3.0 ] loss) y t
    Close.values 1e-15 [ 1.5; 4.5 ] (weighted Loss.hinge (vector [ 1.0; -1.0 ]) * vector [ 1.0; 1.5 ])
    Close.values 1e-15 [ 3.0 * log 2.0; 2.0 * log 2.0 ] (weighted Loss.binaryCrossEntropy (vector [ 1.0; 0.0 ]))

[<Property>]
let ``normalized weights make the weighted mean, and equal ones change nothing`` (seed: Seed) =
    let x, c = Draws.tensor seed.Rng [ 5; 3 ], Draws.places seed.Rng 3 [ 5 ]
    let w = [ 1.0; 2.0; 5.0 ]
    let each = Loss.perSample Loss.softmaxCrossEntropy x c
    let weights = Tensor.gather 0 c (vector w)
    let normalized = value (Loss.withNormalizedClassWeights w Loss.softmaxCrossEntropy) x c
    Close.numbers 1e-13 ((sum (weights * each) / sum weights).ToScalar()) normalized
    let equal = Loss.withNormalizedClassWeights [ 7.0; 7.0; 7.0 ] Loss.softmaxCrossEntropy
    Close.tensors 1e-13 each (Loss.perSample equal x c)

[<Property>]
let ``a sample of weight 2 counts as two, one of weight 0 not at all`` (seed: Seed) =
    let y, t = Draws.tensor seed.Rng [ 3; 2 ], Draws.tensor seed.Rng [ 3; 2 ]
    let weighted = Loss.weightedValue (vector [ 2.0; 0.0; 1.0 ]) Loss.meanSquaredError y t
    let rows (x: Tensor) = Tensor.gather 0 (Tensor.vector [ 0; 0; 2 ]) x
    Close.numbers 1e-13 (value Loss.meanSquaredError (rows y) (rows t)) (weighted.ToScalar())

[<Property>]
let ``smoothing moves targets towards the uniform distribution`` (seed: Seed) =
    let x, c = Draws.tensor seed.Rng [ 4; 3 ], Draws.places seed.Rng 3 [ 4 ]
    let smoothed α = value (Loss.withLabelSmoothing α Loss.softmaxCrossEntropy) x c
    Close.numbers 1e-12 (value Loss.softmaxCrossEntropy x c) (smoothed 0.0)
    let uniform = Tensor.full DType.Float64 [ 4; 3 ] (1.0 / 3.0)
    Close.numbers 1e-12 (value Loss.softmaxCrossEntropy x uniform) (smoothed 1.0)
    Close.numbers 1e-12 (0.7 * smoothed 0.0 + 0.3 * smoothed 1.0) (smoothed 0.3)
    let y, t = Draws.tensor seed.Rng [ 4 ], Draws.places seed.Rng 2 [ 4 ]
    let binary = Loss.withBinaryLabelSmoothing 0.2 Loss.sigmoidCrossEntropy
    let targets = 0.8 * Tensor.cast DType.Float64 t + 0.1
    Close.numbers 1e-13 (value Loss.sigmoidCrossEntropy y targets) (value binary y t)

[<Property>]
let ``compose, and have the gradients that differences give`` (seed: Seed) =
    let rng = seed.Rng
    let x, c = Draws.tensor rng [ 3; 2; 4 ], Draws.places rng 4 [ 3; 2 ]
    let weights = Draws.between rng 0.0 2.0 [ 3 ]

    for loss in
        [
            Loss.softmaxCrossEntropy
            |> Loss.withLabelSmoothing 0.1
            |> Loss.withClassWeights [ 1.0; 0.5; 2.0; 3.0 ]
            Loss.focal 2.0 |> Loss.withNormalizedClassWeights [ 1.0; 0.5; 2.0; 3.0 ] |> Loss.scale 0.5
        ] do
        GradientCheck.require seed.Key (fun x -> Loss.weightedValue weights loss x[0] c) [| x |]
        Assert.Equal<string list>([ "accuracy" ], loss.DefaultMetrics |> List.map _.Name)
        Assert.Equal(DType.Float32, (Loss.value loss (Tensor.cast DType.Float32 x) c).DType)

[<Fact>]
let ``say what does not fit`` () =
    let x, c = Tensor.zeros [ 2; 3 ], Tensor.vector [ 0; 2 ]

    Thrown.by<ConfigurationException, _> [ "withClassWeights"; "3 classes"; "2" ] (fun () ->
        Loss.value (Loss.withClassWeights [ 1.0; 2.0 ] Loss.softmaxCrossEntropy) x c)

    Thrown.by<ConfigurationException, _> [ "2 classes"; "3" ] (fun () ->
        Loss.value (Loss.withClassWeights [ 1.0; 2.0; 3.0 ] Loss.sigmoidCrossEntropy) x x)

    Thrown.by<ConfigurationException, _> [ "weight"; "-1" ] (fun () ->
        Loss.withClassWeights [ -1.0 ] Loss.softmaxCrossEntropy)

    let weighted weights = Loss.weightedValue weights Loss.softmaxCrossEntropy x c
    Thrown.by<ShapeException, _> [ "2 samples"; "[3]" ] (fun () -> weighted (Tensor.ones [ 3 ]))
    Thrown.by<DataException, _> [ "[samples]"; "[3; 1]" ] (fun () -> weighted (Tensor.ones [ 3; 1 ]))
    Thrown.by<DataException, _> [ "at least 0"; "sample 1 is -1" ] (fun () -> weighted (vector [ 1.0; -1.0 ]))
    Thrown.by<DataException, _> [ "sample 0 is NaN" ] (fun () -> weighted (vector [ nan; 1.0 ]))
    Thrown.by<ConfigurationException, _> [ "factor"; "-1" ] (fun () -> Loss.scale -1.0 Loss.hinge)

    let two = Loss.beside [ Loss.hinge; Loss.softmaxCrossEntropy ]

    Thrown.by<ConfigurationException, _> [ "2 losses"; "loss of one output" ] (fun () ->
        Loss.value (Loss.withClassWeights [ 1.0; 2.0 ] two) x c)

    Thrown.by<ConfigurationException, _> [ "alpha"; "2" ] (fun () ->
        Loss.withLabelSmoothing 2.0 Loss.softmaxCrossEntropy)

    Thrown.by<DTypeException, _> [ "focal"; "labels" ] (fun () ->
        Loss.value (Loss.withLabelSmoothing 0.1 (Loss.focal 2.0)) x c)
