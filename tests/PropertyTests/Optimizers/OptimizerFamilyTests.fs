module FuncNet.Tests.``The families of optimizers``

open System
open Xunit
open FuncNet
open FuncNet.Tests.Descent

/// Every optimizer by name, with a rate that suits the quadratic of Descent.
let private all = [
    "adagrad", Optimizer.adagrad 0.9
    "adadelta", Optimizer.adadelta 10.0
    "adamax", Optimizer.adamax 0.1
    "nadam", Optimizer.nadam 0.1
    "radam", Optimizer.radam 0.1
    "amsgrad", Optimizer.amsgrad 0.1
    "lion", Optimizer.lion 0.01 0.0
    "lamb", Optimizer.lamb 0.02 0.0
    "rprop", Optimizer.rprop 0.01
    "sgd, damped momentum",
    Optimizer.sgdWith { Sgd.defaults with Rate = Schedule.constant 0.1; Momentum = 0.5; Dampening = 0.3 }
    "rmsProp",
    Optimizer.rmsPropWith { RmsProp.defaults with Rate = Schedule.constant 0.01; Centred = true; Momentum = 0.5 }
    "adam, every two", Optimizer.accumulate 2 (Optimizer.adam 0.1)
    "lookahead adam", Optimizer.lookahead 5 0.5 (Optimizer.adam 0.1)
    "adam, averaged", Optimizer.averageWeights 0.9 (Optimizer.adam 0.1)
]

let names () : TheoryData<string> = TheoryData<string>(Seq.map fst all)

let private optimizer name = all |> List.find (fun (other, _) -> other = name) |> snd

let private height (x: Parameters) = (Parameters.dot x (slope x)).ToScalar()

[<Theory; MemberData(nameof names)>]
let ``go down a quadratic`` (name: string) =
    Assert.InRange(height (after 300 (optimizer name)), 0.0, 0.01 * height start)

[<Theory; MemberData(nameof names)>]
let ``go on from their state's tree as if they had never stopped`` (name: string) =
    let optimizer = optimizer name
    let x, state = steps 3 optimizer slope start
    let restored = OptimizerState.ofTree (Optimizer.init optimizer start) (OptimizerState.toTree state)
    Assert.Equal(state, restored)
    let updates, next = Optimizer.update optimizer (slope x) state x
    let updates', next' = Optimizer.update optimizer (slope x) restored x
    Assert.Equal<Parameters>(updates, updates')
    Assert.Equal(next, next')
    Assert.NotEqual(state, next)

[<Theory; MemberData(nameof names)>]
let ``keep the type of the parameters`` (name: string) =
    let single = Parameters.map (Tensor.cast DType.Float32)
    let x, _ = steps 5 (optimizer name) (fun x -> single curvatures * x) (single start)
    Assert.All(Parameters.toSeq x, (fun (_, x) -> Assert.Equal(DType.Float32, x.DType)))
    Close.trees 1e-4 (after 5 (optimizer name)) (Parameters.map (Tensor.cast DType.Float64) x)

[<Theory; MemberData(nameof names)>]
let ``can be traced, step and rate among the inputs`` (name: string) =
    let optimizer = optimizer name
    let x, state = steps 3 optimizer slope start
    let tape = Tape.Program [| for tensor in state.Tensors -> tensor.Spec |]

    let updates, next =
        Optimizer.update optimizer (slope x) (OptimizerState.Of(state.Layout, tape.Inputs)) x

    Assert.Equal<string seq>(start.Paths, updates.Paths)
    Assert.All(Seq.zip state.Tensors next.Tensors, (fun (a, b) -> Assert.Equal(a.Spec, b.Spec)))

[<Theory; MemberData(nameof names)>]
let ``stay finite where there is no gradient`` (name: string) =
    let x, _ = steps 5 (optimizer name) Parameters.zero start
    Close.trees 1e-12 start x

let private one (x: float) = Parameters.ofSeq [ "x", float64s [ x ] ]

/// The parameters after each of some gradients, from x.
let private along optimizer (x: float) gradients =
    let next (x, state) g =
        let updates, state = Optimizer.update optimizer (one g) state x
        Optimizer.apply updates x, state

    gradients
    |> List.scan next (one x, Optimizer.init optimizer (one x))
    |> List.tail
    |> List.map (fun (x, _) -> x["x"].ToScalar())

let private goes (expected: float list) actual = List.iter2 (Close.numbers 1e-12) expected actual

[<Fact>]
let ``Lion goes by signs alone`` () =
    // m = 0.01; then 0.9 · 0.01 − 0.1 · 0.05 > 0; m = 0.0099 − 0.0005; then 0.9 · 0.0094 − 0.1 < 0.
    along (Optimizer.lion 0.1 0.0) 1.0 [ 1.0; -0.05; -1.0; 0.0 ] |> goes [ 0.9; 0.8; 0.9; 1.0 ]
    // A vector does not decay; a matrix does: 1 − 0.1·(1 + 0.5).
    let kernel = Parameters.ofSeq [ "k", Tensor.matrix [ [ 1.0 ] ] ]
    let x, _ = steps 1 (Optimizer.lion 0.1 0.5) id kernel
    Close.numbers 1e-15 0.85 (x["k"].ToScalar())

[<Fact>]
let ``LAMB moves each tensor by its rate's share of its norm`` () =
    let x, _ = steps 1 (Optimizer.lamb 0.1 0.01) slope start

    for path, before in Parameters.toSeq start do
        let norm (x: Tensor) = (sqrt (sum (Tensor.square x))).ToScalar()
        Close.numbers 1e-12 (0.1 * norm before) (norm (x[path] - before))
    // r = 1/(1 + ε); the norm of a tensor of zeros has no share: −0.1 · r.
    along (Optimizer.lamb 0.1 0.0) 0.0 [ 5.0 ] |> List.exactlyOne |> Close.numbers 1e-6 -0.1

[<Fact>]
let ``LAMB can be differentiated where a gradient or a parameter is 0`` () =
    let f u = Parameters.dot start (transformed Optimizer.scaleByTrustRatio u)
    let gradient = Parameters.grad f (Parameters.zero start)

    Assert.All(
        Parameters.toSeq gradient,
        (fun (_, g) -> Assert.All(g.ToArray<float>(), Double.IsFinite >> Assert.True))
    )

[<Fact>]
let ``RAdam can be differentiated where it does not rectify, for every β2`` () =
    for β2 in [ 0.3; 0.5; 0.6; 0.65; 0.9; 0.999 ] do
        let f u = Parameters.dot curvatures (transformed (Optimizer.scaleByRAdam 0.9 β2 1e-8) u)

        // The first update is m̂ = u, whatever β2 is: its derivative along c is c, where u is 0 as well.
        for u in [ start; Parameters.zero start ] do
            Close.trees 1e-12 curvatures (Parameters.grad f u)

[<Fact>]
let ``RAdam can be differentiated where it rectifies`` () =
    // limit = 9: ρ > 5 from the seventh update on.
    let rectified (u: Tensor) =
        let x = Parameters.ofSeq [ "x", u ]
        let optimizer = Optimizer.scaleByRAdam 0.9 0.8 1e-3

        let after n =
            Seq.init n id
            |> Seq.fold (fun s _ -> snd (Optimizer.update optimizer x s x)) (Optimizer.init optimizer x)

        let updates, _ = Optimizer.update optimizer x (after 9) x
        sum updates["x"]

    let u = float64s [ 0.7; -1.3 ]

    let numeric i =
        let h = Tensor.ofArray [ 2 ] (Array.init 2 (fun k -> if k = i then 1e-5 else 0.0))
        ((rectified (u + h)).ToScalar() - (rectified (u - h)).ToScalar()) / 2e-5

    Close.values 1e-6 [ numeric 0; numeric 1 ] (grad rectified u)

[<Fact>]
let ``dampened momentum takes the first update whole`` () =
    along (Optimizer.dampedMomentum 0.5 0.25) 0.0 [ 4.0; 8.0; -4.0 ] |> goes [ 4.0; 12.0; 13.0 ]

[<Fact>]
let ``Rprop lengthens its step while the sign stays, and waits where it turns`` () =
    along (Optimizer.rprop 0.1) 1.0 [ 3.0; 0.2; -1.0; -7.0; -1.0 ]
    |> goes [ 0.9; 0.78; 0.78; 0.84; 0.912 ]

[<Fact>]
let ``Adagrad divides by the root of all squares`` () =
    along (Optimizer.adagrad 0.5) 1.0 [ 3.0; 4.0 ] |> List.iter2 (Close.numbers 1e-9) [ 0.5; 0.1 ]

[<Fact>]
let ``bad settings are errors that name them`` () =
    let fails words make = Thrown.by<ConfigurationException, _> words make

    for bad in [ -0.1; nan; infinity ] do
        for make in
            [
                Optimizer.adagrad
                Optimizer.adadelta
                Optimizer.adamax
                Optimizer.nadam
                Optimizer.radam
                Optimizer.amsgrad
                (fun rate -> Optimizer.lion rate 0.0)
                (fun rate -> Optimizer.lamb rate 0.0)
            ] do
            fails [ "the rate" ] (fun () -> make bad)

        fails [ "decay" ] (fun () -> Optimizer.lion 0.1 bad)
        fails [ "decay" ] (fun () -> Optimizer.lamb 0.1 bad)
        fails [ "the first step" ] (fun () -> Optimizer.rprop bad)
        fails [ "start" ] (fun () -> Optimizer.scaleByAdagrad bad 0.0)
        fails [ "momentumDecay" ] (fun () -> Optimizer.scaleByNAdam 0.9 0.999 1e-8 bad)
        fails [ "epsilon" ] (fun () -> Optimizer.scaleByAdadelta 0.9 bad)

    for bad in [ -0.1; 1.0; nan ] do
        fails [ "beta1" ] (fun () -> Optimizer.scaleByLion bad 0.9)
        fails [ "beta2" ] (fun () -> Optimizer.scaleByLion 0.9 bad)
        fails [ "beta1" ] (fun () -> Optimizer.scaleByRAdam bad 0.9 0.0)
        fails [ "beta2" ] (fun () -> Optimizer.scaleByAmsgrad 0.9 bad 0.0)
        fails [ "beta2" ] (fun () -> Optimizer.scaleByAdamax 0.9 bad 1e-8)
        fails [ "rho" ] (fun () -> Optimizer.scaleByAdadelta bad 1e-6)
        fails [ "rho" ] (fun () -> Optimizer.scaleByCentredRms bad 1e-6)
        fails [ "momentum" ] (fun () -> Optimizer.rmsPropWith { RmsProp.defaults with Momentum = bad })
        fails [ "rho" ] (fun () -> Optimizer.averageWeights bad Optimizer.identity)

        fails [ "dampening" ] (fun () -> Optimizer.sgdWith { Sgd.defaults with Momentum = 0.9; Dampening = bad })

        fails [ "dampening" ] (fun () -> Optimizer.dampedMomentum 0.9 bad)

    let damped = { Sgd.defaults with Dampening = 0.5 }
    fails [ "dampening"; "0.5"; "momentum" ] (fun () -> Optimizer.sgdWith damped)

    fails [ "dampening"; "Nesterov's" ] (fun () -> Optimizer.sgdWith { damped with Momentum = 0.9; Nesterov = true })

    fails [ "shrink"; "2" ] (fun () -> Optimizer.rpropWith { Rprop.defaults with Shrink = 2.0 })
    fails [ "grow"; "0.9" ] (fun () -> Optimizer.rpropWith { Rprop.defaults with Grow = 0.9 })
    fails [ "smallest"; "100" ] (fun () -> Optimizer.rpropWith { Rprop.defaults with Smallest = 100.0 })
    fails [ "every"; "0" ] (fun () -> Optimizer.accumulate 0 Optimizer.identity)
    fails [ "every"; "0" ] (fun () -> Optimizer.lookahead 0 0.5 Optimizer.identity)
    fails [ "alpha" ] (fun () -> Optimizer.lookahead 5 1.5 Optimizer.identity)
