[<FsCheck.Xunit.Properties(Arbitrary = [| typeof<FuncNet.Tests.Draw>; typeof<FuncNet.Tests.TreeDraw> |], MaxTest = 30)>]
module FuncNet.Tests.``Optimizers``

open System
open Xunit
open FsCheck.Xunit
open FuncNet
open FuncNet.Tests.Descent

let private numbers (tree: Parameters) =
    tree |> Parameters.toSeq |> Seq.collect (fun (_, x) -> x.ToArray<float>()) |> Seq.toArray

/// The same descent in plain numbers. rule: makes, for one element, a function of step (from 1), gradient and parameter to the
/// new parameter, which may remember; decays: of the element.
let private reference n (rule: bool -> int -> float -> float -> float) =
    let decays = [| true; true; true; true; false; false |]

    Array.map3
        (fun x0 c decays ->
            let rule = rule decays
            Seq.fold (fun x t -> rule t (c * x) x) x0 (seq { 1..n }))
        (numbers start)
        (numbers curvatures)
        decays

let private matches n optimizer rule =
    Close.values 1e-12 (reference n rule) (after n optimizer |> numbers |> Tensor.vector)

[<Fact>]
let ``gradient descent is x − ηg`` () = matches 20 (Optimizer.sgd 0.05) (fun _ _ g x -> x - 0.05 * g)

[<Fact>]
let ``momentum is Δ ← ρΔ − ηg`` () =
    matches 20 (Optimizer.sgdMomentum 0.05 0.9) (fun _ ->
        let mutable Δ = 0.0

        fun _ g x ->
            Δ <- 0.9 * Δ - 0.05 * g
            x + Δ)

[<Fact>]
let ``momentum goes along the trajectory by hand`` () =
    // f = x²/2 from 1, η = 0.1, ρ = 0.5: Δ = −0.1, then −0.05 − 0.09, then −0.07 − 0.076.
    let at n =
        steps n (Optimizer.sgdMomentum 0.1 0.5) id (Parameters.ofSeq [ "x", float64s [ 1.0 ] ])
        |> fst
        |> numbers

    Close.numbers 1e-15 0.9 (Array.head (at 1))
    Close.numbers 1e-15 0.76 (Array.head (at 2))
    Close.numbers 1e-15 0.614 (Array.head (at 3))

[<Fact>]
let ``Nesterov's momentum looks a step ahead`` () =
    matches 20 (Optimizer.nesterov 0.05 0.9) (fun _ ->
        let mutable Δ = 0.0

        fun _ g x ->
            Δ <- 0.9 * Δ - 0.05 * g
            x + 0.9 * Δ - 0.05 * g)

[<Fact>]
let ``RMSProp divides by the root of the mean square`` () =
    matches 20 (Optimizer.rmsPropWith { RmsProp.defaults with Rate = Schedule.constant 0.01; Rho = 0.99 }) (fun _ ->
        let mutable v = 0.0

        fun _ g x ->
            v <- 0.99 * v + 0.01 * g * g
            x - 0.01 * g / (sqrt v + 1e-8))

let private adam decay decays =
    let mutable m, v = 0.0, 0.0

    fun t g x ->
        m <- 0.9 * m + 0.1 * g
        v <- 0.999 * v + 0.001 * g * g
        let m' = m / (1.0 - Math.Pow(0.9, float t))
        let v' = v / (1.0 - Math.Pow(0.999, float t))
        x - 0.1 * (m' / (sqrt v' + 1e-8) + (if decays then decay * x else 0.0))

[<Fact>]
let ``Adam corrects the bias of its means`` () = matches 20 (Optimizer.adam 0.1) (adam 0.0)

[<Fact>]
let ``Adam's first step is the rate, whatever the gradient`` () =
    let moved = start - after 1 (Optimizer.adam 0.1)
    Close.trees 1e-6 (Parameters.map (fun x -> 0.1 * Tensor.sign x) start) moved

[<Fact>]
let ``AdamW decays kernels and leaves biases`` () = matches 20 (Optimizer.adamW 0.1 0.2) (adam 0.2)

[<Fact>]
let ``weight decay before the rate is an L2 penalty, of kernels alone`` () =
    matches 10 (Optimizer.chain [ Optimizer.addDecayedWeights 0.3; Optimizer.sgd 0.05 ]) (fun decays _ g x ->
        x - 0.05 * (g + (if decays then 0.3 * x else 0.0)))

[<Fact>]
let ``weight decay can be given by path`` () =
    let optimizer =
        Optimizer.chain [ Optimizer.addDecayedWeightsTo (Parameters.matching "*.bias") 0.3; Optimizer.sgd 0.05 ]

    matches 10 optimizer (fun decays _ g x -> x - 0.05 * (g + (if decays then 0.0 else 0.3 * x)))

[<Fact>]
let ``every method goes down a quadratic`` () =
    let value x = (Parameters.dot (slope x) x).ToScalar()

    for optimizer in
        [
            Optimizer.sgd 0.05
            Optimizer.sgdMomentum 0.02 0.9
            Optimizer.nesterov 0.02 0.9
            Optimizer.rmsProp 0.02
            Optimizer.adam 0.05
            Optimizer.adamW 0.05 1e-3
        ] do
        Assert.InRange(value (after 300 optimizer), 0.0, 0.01 * value start)

[<Fact>]
let ``the rate follows its schedule, and stands in the state`` () =
    let schedule = Schedule.step 0.1 2 0.1
    let rule _ t g x = x - 0.1 * Math.Pow(0.1, float ((t - 1) / 2)) * g
    matches 5 (Optimizer.sgdWith { Sgd.defaults with Rate = schedule }) rule
    matches 5 (Optimizer.sgd 7.0 |> Optimizer.withSchedule schedule) rule
    let state n = steps n (Optimizer.sgd 7.0 |> Optimizer.withSchedule schedule) slope start |> snd
    Assert.Equal(0.1, (state 0).Rate.ToScalar())
    Assert.Equal(0.1, (state 2).Rate.ToScalar())
    Close.numbers 1e-15 0.01 ((state 3).Rate.ToScalar())
    Assert.Equal({ Shape = Shape.Scalar; DType = DType.Float64 }, (state 3).Rate.Spec)
    Assert.Equal<Tensor>(Tensor.number DType.Int32 3.0, (state 3).Step)

[<Fact>]
let ``momentum of a falling rate keeps past updates as they were`` () =
    let settings = { Sgd.defaults with Rate = Schedule.piecewise 0.1 [ 2, 0.001 ]; Momentum = 0.9 }

    matches 5 (Optimizer.sgdWith settings) (fun _ ->
        let mutable Δ = 0.0

        fun t g x ->
            Δ <- 0.9 * Δ - (if t <= 2 then 0.1 else 0.001) * g
            x + Δ)

let private norm tree = (Parameters.norm tree).ToScalar()

[<Property>]
let ``clipping by global norm bounds the norm and keeps the direction`` { A = u; S = s } =
    let c = 1.0 + abs s
    let clipped = transformed (Optimizer.clipByGlobalNorm c) u
    Assert.InRange(norm clipped, 0.0, c * (1.0 + 1e-14))

    if norm u <= c then
        Close.trees 1e-15 u clipped
    else
        Close.trees 1e-13 (c / norm u * u) clipped

[<Property>]
let ``clipping by norm bounds each tensor, and keeps its direction`` { A = u; S = s } =
    let c = 1.0 + abs s
    let clipped = transformed (Optimizer.clipByNorm c) u

    for path, x in Parameters.toSeq u do
        let one x = Parameters.ofSeq [ path, x ]
        Close.trees 1e-15 (transformed (Optimizer.clipByGlobalNorm c) (one x)) (one clipped[path])

[<Property>]
let ``clipping by value bounds each number, and leaves the others`` { A = u; S = s } =
    let c = 1.0 + abs s
    let clipped = transformed (Optimizer.clipByValue c) u
    Assert.All(numbers clipped, (fun x -> Assert.InRange(x, -c, c)))

    Array.iter2
        (fun (x: float) y ->
            if abs x <= c then
                Assert.Equal(x, y))
        (numbers u)
        (numbers clipped)

[<Fact>]
let ``a clipped gradient of 0 is 0, and so is its derivative where it is clipped no more`` () =
    for optimizer in [ Optimizer.clipByNorm 1.0; Optimizer.clipByGlobalNorm 1.0 ] do
        let zero = Parameters.zero start
        Close.trees 0.0 zero (transformed optimizer zero)
        // Near 0 the norm is under the limit, and the transform is the identity.
        let gradient = Parameters.grad (fun u -> Parameters.dot start (transformed optimizer u)) zero
        Close.trees 0.0 start gradient

[<Fact>]
let ``two masks give two rates`` () =
    let isBias = Parameters.matching "*.bias"

    let optimizer =
        Optimizer.chain [
            Optimizer.maskPaths isBias (Optimizer.sgd 0.01)
            Optimizer.maskPaths (isBias >> not) (Optimizer.sgd 0.05)
        ]

    matches 10 optimizer (fun isKernel _ g x -> x - (if isKernel then 0.05 else 0.01) * g)

[<Fact>]
let ``float32 stays float32, with the rate in float64`` () =
    let single = Parameters.map (Tensor.cast DType.Float32) start

    for optimizer in
        [
            Optimizer.adamW 0.1 0.1
            Optimizer.chain [
                Optimizer.clipByGlobalNorm 1.0
                Optimizer.clipByNorm 1.0
                Optimizer.clipByValue 1.0
                Optimizer.rmsProp 0.1
            ]
            Optimizer.nesterov 0.1 0.9
        ] do
        let x, state =
            steps 5 optimizer (fun x -> Parameters.map (Tensor.cast DType.Float32) curvatures * x) single

        Assert.All(Parameters.toSeq x, (fun (_, x) -> Assert.Equal(DType.Float32, x.DType)))
        Assert.Equal(DType.Float64, state.Rate.DType)
        Close.trees 1e-4 (after 5 optimizer) (Parameters.map (Tensor.cast DType.Float64) x)

[<Fact>]
let ``bad settings are errors that name them`` () =
    for bad in [ -0.1; nan; infinity ] do
        for make in
            [
                Optimizer.sgd
                Optimizer.rmsProp
                Optimizer.adam
                (fun rate -> Optimizer.sgdMomentum rate 0.9)
                (fun rate -> Optimizer.adamW rate 0.1)
            ] do
            Thrown.by<ConfigurationException, _> [ "the rate" ] (fun () -> make bad)

        Thrown.by<ConfigurationException, _> [ "decay" ] (fun () -> Optimizer.adamW 0.1 bad)

        for clip in [ Optimizer.clipByValue; Optimizer.clipByNorm; Optimizer.clipByGlobalNorm ] do
            Thrown.by<ConfigurationException, _> [ "limit" ] (fun () -> clip bad)

    for bad in [ -0.1; 1.0; nan ] do
        Thrown.by<ConfigurationException, _> [ "momentum" ] (fun () -> Optimizer.sgdMomentum 0.1 bad)
        Thrown.by<ConfigurationException, _> [ "momentum" ] (fun () -> Optimizer.nesterov 0.1 bad)
        Thrown.by<ConfigurationException, _> [ "rho" ] (fun () -> Optimizer.momentum bad)

        Thrown.by<ConfigurationException, _> [ "rho" ] (fun () ->
            Optimizer.rmsPropWith { RmsProp.defaults with Rho = bad })

        Thrown.by<ConfigurationException, _> [ "beta1" ] (fun () ->
            Optimizer.adamWith { Adam.defaults with Beta1 = bad })

        Thrown.by<ConfigurationException, _> [ "beta2" ] (fun () ->
            Optimizer.adamWith { Adam.defaults with Beta2 = bad })

    Thrown.by<ConfigurationException, _> [ "epsilon" ] (fun () -> Optimizer.scaleByAdam 0.9 0.999 -1.0)
    Thrown.by<ConfigurationException, _> [ "limit" ] (fun () -> Optimizer.clipByGlobalNorm 0.0)

[<Fact>]
let ``a tree without leaves has nothing to update`` () =
    for optimizer in [ Optimizer.adamW 0.1 0.1; Optimizer.chain [ Optimizer.clipByGlobalNorm 1.0; Optimizer.sgd 0.1 ] ] do
        let x, state = steps 2 optimizer id Parameters.empty
        Assert.Equal(0, x.Count)
        Assert.Equal(2.0, state.Step.ToScalar())
