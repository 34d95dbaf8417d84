[<FsCheck.Xunit.Properties(Arbitrary = [| typeof<FuncNet.Tests.Draw> |], MaxTest = 30)>]
module FuncNet.Tests.``Losses of margins``

open Xunit
open FsCheck.Xunit
open FuncNet

let private vector (x: float list) = Tensor.vector x
let private signs (seed: Seed) sizes = 2.0 * Tensor.cast DType.Float64 (Draws.places seed.Rng 2 sizes) - 1.0
let private all = [ Loss.perceptron; Loss.hinge; Loss.squaredHinge; Loss.logistic; Loss.exponential ]

[<Fact>]
let ``have their values by hand`` () =
    // Margins 2, −1, ½, −½.
    let y, t = vector [ 2.0; 1.0; -0.5; -0.5 ], vector [ 1.0; -1.0; -1.0; 1.0 ]
    let are expected loss = Close.values 1e-15 expected (Loss.perSample loss y t)
    are [ 0.0; 1.0; 0.0; 0.5 ] Loss.perceptron
    are [ 0.0; 2.0; 0.5; 1.5 ] Loss.hinge
    are [ 0.0; 4.0; 0.25; 2.25 ] Loss.squaredHinge
    are [ for m in [ 2.0; -1.0; 0.5; -0.5 ] -> log (1.0 + exp -m) ] Loss.logistic
    are [ for m in [ 2.0; -1.0; 0.5; -0.5 ] -> exp -m ] Loss.exponential
    are [ 2.0; 0.5; 2.0; -0.5 ] (Loss.hingeEmbedding 1.5)
    // Classes 0 and 2: (0 + ½) / 3, and (2 + 1½) / 3.
    let x = Tensor.matrix [ [ 2.0; 0.0; 1.5 ]; [ 1.0; 0.5; 0.0 ] ]
    Close.values 1e-15 [ 0.5 / 3.0; 3.5 / 3.0 ] (Loss.perSample (Loss.multiclassHinge 1.0) x (Tensor.vector [ 0; 2 ]))

[<Property>]
let ``have the gradients that differences give, at both orders`` (drawn: Drawn) =
    let sizes = (1 + drawn.Rng.Next 4) :: Draws.nonEmpty drawn.Sizes |> List.truncate 3
    let t = signs { Number = drawn.Seed } sizes
    // Margins away from the kinks at 0 and 1.
    let size = Draws.between drawn.Rng 0.1 0.9 sizes

    for loss in all do
        for y in [ size; -size; 1.1 + size ] do
            GradientCheck.require drawn.Key (fun x -> Loss.value loss x[0] t) [| y |]

    GradientCheck.require drawn.Key (fun x -> Loss.value (Loss.hingeEmbedding 1.5) x[0] t) [| size |]
    let scores = Draws.distinct drawn.Rng [ 3; 4 ]

    GradientCheck.require
        drawn.Key
        (fun x -> Loss.value (Loss.multiclassHinge 1.0) x[0] (Draws.places (System.Random 1) 4 [ 3 ]))
        [| scores |]

[<Property>]
let ``bound the zero-one loss, but for the perceptron's`` (seed: Seed) =
    let y, t = Draws.tensor seed.Rng [ 20 ], signs seed [ 20 ]
    let wrong = (Tensor.cast DType.Float64 (Metric.evaluate Metric.zeroOne y t)).ToArray<float>()

    for loss, factor in [ Loss.hinge, 1.0; Loss.squaredHinge, 1.0; Loss.exponential, 1.0; Loss.logistic, 1.0 / log 2.0 ] do
        Array.iter2
            (fun z (l: float) -> Assert.True(z <= factor * l + 1e-12))
            wrong
            ((Loss.perSample loss y t).ToArray<float>())

[<Property>]
let ``of logistic regression is the cross-entropy with other labels`` (seed: Seed) =
    let y, t = Draws.tensor seed.Rng [ 3; 2 ], signs seed [ 3; 2 ]

    Close.tensors 1e-13 (Loss.perSample Loss.sigmoidCrossEntropy y ((t + 1.0) / 2.0)) (Loss.perSample Loss.logistic y t)

[<Theory>]
[<InlineData(true); InlineData(false)>]
let ``are finite at ±1e4, but for the exponential`` isSingle =
    let typed x = if isSingle then Tensor.cast DType.Float32 x else x
    let y, t = typed (vector [ 1e4; 1e4 ]), Tensor.vector [ 1; -1 ]
    let are expected loss = Close.values 1e-7 expected (Loss.perSample loss y t)
    are [ 0.0; 1e4 ] Loss.perceptron
    are [ 0.0; 10001.0 ] Loss.hinge
    are [ 0.0; 10001.0 ** 2.0 ] Loss.squaredHinge
    are [ 0.0; 1e4 ] Loss.logistic
    are [ 0.0; infinity ] Loss.exponential
    Close.values 1e-7 [ 0.0; 0.5 ] (grad (fun y -> Loss.value Loss.logistic y t) y)

[<Fact>]
let ``the perceptron learns from 0, the hinge rests at its kink`` () =
    let slope loss y = (grad (fun y -> Loss.value loss y (vector [ 1.0 ])) (vector [ y ])).ToScalar()
    Assert.Equal(-1.0, slope Loss.perceptron 0.0)
    Assert.Equal(0.0, slope Loss.hinge 1.0)

[<Fact>]
let ``want labels of −1 and 1`` () =
    for loss in all do
        Thrown.by<DataException, _> [ loss.Name; "−1 or 1"; "sample 1"; "0" ] (fun () ->
            Loss.value loss (vector [ 0.5; 0.5 ]) (vector [ 1.0; 0.0 ]))

        Thrown.by<ShapeException, _> [ loss.Name; "[2]"; "[1]" ] (fun () ->
            Loss.value loss (vector [ 0.5; 0.5 ]) (vector [ 1.0 ]))

    let half = Tensor.matrix [ [ 0.5; 0.5 ] ]

    Thrown.by<DTypeException, _> [ "multiclassHinge"; "labels"; "argMax" ] (fun () ->
        Loss.value (Loss.multiclassHinge 1.0) half half)

    Thrown.by<ConfigurationException, _> [ "margin"; "0" ] (fun () -> Loss.multiclassHinge 0.0)
    Thrown.by<ConfigurationException, _> [ "margin"; "NaN" ] (fun () -> Loss.hingeEmbedding nan)

[<Fact>]
let ``the zero-one loss is measured, and refuses its gradient`` () =
    let y, t = vector [ 2.0; 1.0; 0.0 ], vector [ 1.0; -1.0; 1.0 ]
    Close.values 0.0 [ 0.0; 1.0; 1.0 ] (Metric.evaluate Metric.zeroOne y t)

    Thrown.by<ConfigurationException, _> [ "zeroOne"; "gradient"; "Loss.hinge" ] (fun () ->
        grad (fun y -> mean (Metric.evaluate Metric.zeroOne y t)) y)
