module FuncNet.Tests.``Schedules``

open System
open Xunit
open FsCheck.Xunit
open FuncNet

let private rates (expected: (int * float) list) schedule =
    for step, rate in expected do
        Close.numbers 1e-12 rate (Schedule.at step schedule)

[<Fact>]
let ``have their values by hand`` () =
    rates [ 0, 0.1; 1000, 0.1 ] (Schedule.constant 0.1)
    rates [ 0, 0.1; 10, 0.1 / 1.5; 20, 0.05; 200, 0.1 / 11.0 ] (Schedule.inverseTime 0.5 10 0.1)
    rates [ 0, 1.0; 9, 1.0; 10, 0.1; 19, 0.1; 20, 0.01 ] (Schedule.step 0.1 10 1.0)
    rates [ 0, 1.0; 5, sqrt 0.25; 10, 0.25; 20, 0.0625 ] (Schedule.exponential 0.25 10 1.0)
    rates [ 0, 0.2; 25, 0.1 * (1.0 + sqrt 0.5); 50, 0.1; 100, 0.0; 500, 0.0 ] (Schedule.cosine 100 0.2)
    rates [ 0, 1.0; 50, 0.6; 100, 0.2; 101, 0.2 ] (Schedule.cosineTo 0.2 100 1.0)
    rates [ 0, 1.0; 9, 1.0; 10, 0.5; 19, 0.5; 20, 0.1; 99, 0.1 ] (Schedule.piecewise 1.0 [ 10, 0.5; 20, 0.1 ])

[<Fact>]
let ``warm up in equal steps to where the next one begins`` () =
    rates [ 0, 0.2; 1, 0.4; 4, 1.0; 5, 1.0; 14, 1.0; 15, 0.1 ] (Schedule.warmUp 5 (Schedule.step 0.1 10 1.0))
    rates [ 0, 0.3; 1, 0.3; 11, 0.15 ] (Schedule.warmUp 1 (Schedule.cosine 20 0.3))

[<Fact>]
let ``one cycle is PyTorch's OneCycleLR`` () =
    // From its definition: (max − min)/2·(1 + cos(π·pct)) + min between steps 0, 0.3·100 − 1 and 99.
    let annealed first last share = last + (first - last) / 2.0 * (1.0 + cos (Math.PI * share))

    rates
        [
            0, 0.004
            10, annealed 0.004 0.1 (10.0 / 29.0)
            29, 0.1
            30, annealed 0.1 4e-7 (1.0 / 70.0)
            64, annealed 0.1 4e-7 0.5
            99, 4e-7
            1000, 4e-7
        ]
        (Schedule.oneCycle 100 0.1)

[<Property>]
let ``one cycle stays between its ends, whatever its length``
    (steps: FsCheck.PositiveInt)
    (step: FsCheck.NonNegativeInt)
    =
    for peakAt in [ 0.0; 0.25; 0.3; 0.5; 0.9 ] do
        let rate = Schedule.oneCycleWith peakAt 25.0 1e4 steps.Get 0.1 |> Schedule.at step.Get
        Assert.InRange(rate, 4e-7 * (1.0 - 1e-9), 0.1 * (1.0 + 1e-9))

[<Fact>]
let ``are operations on tensors, so that a step can be an input of a program`` () =
    let all = [
        Schedule.constant 0.1
        Schedule.inverseTime 0.5 10 0.1
        Schedule.step 0.1 10 1.0
        Schedule.exponential 0.25 10 1.0
        Schedule.cosine 100 0.2
        Schedule.warmUp 5 (Schedule.cosine 20 0.3)
        Schedule.oneCycle 100 0.1
        Schedule.piecewise 1.0 [ 10, 0.5; 20, 0.1 ]
    ]

    let step = (Tape.Program [| { Shape = Shape.Scalar; DType = DType.Int32 } |]).Inputs[0]

    for schedule in all do
        let rate = Schedule.rate step schedule
        Assert.Equal({ Shape = Shape.Scalar; DType = DType.Float64 }, rate.Spec)

[<Fact>]
let ``of one's own give a float64 scalar`` () =
    rates [ 3, 0.25 ] (Schedule.custom "mine" (fun step -> 1.0 / (Tensor.cast DType.Float64 step + 1.0)))
    Thrown.by<ShapeException, _> [ "mine"; "int32" ] (fun () -> Schedule.custom "mine" id |> Schedule.at 0)

[<Fact>]
let ``bad settings are errors that name them`` () =
    for bad in [ -0.1; nan; infinity ] do
        for make in
            [
                Schedule.constant
                Schedule.cosine 10
                Schedule.step 0.5 10
                Schedule.oneCycle 10
                Schedule.inverseTime 1.0 10
            ] do
            Thrown.by<ConfigurationException, _> [ "the rate" ] (fun () -> make bad)

    Thrown.by<ConfigurationException, _> [ "steps"; "0" ] (fun () -> Schedule.cosine 0 0.1)
    Thrown.by<ConfigurationException, _> [ "decaySteps"; "-1" ] (fun () -> Schedule.inverseTime 1.0 -1 0.1)
    Thrown.by<ConfigurationException, _> [ "the decay"; "-1" ] (fun () -> Schedule.inverseTime -1.0 1 0.1)

    Thrown.by<ConfigurationException, _> [ "ascend"; "20"; "10" ] (fun () ->
        Schedule.piecewise 1.0 [ 20, 0.5; 10, 0.1 ])

    Thrown.by<ConfigurationException, _> [ "from step 20" ] (fun () -> Schedule.piecewise 1.0 [ 20, -0.5 ])
    Thrown.by<ConfigurationException, _> [ "peak" ] (fun () -> Schedule.oneCycleWith 1.0 25.0 1e4 100 0.1)
