module FuncNet.Tests.``Newton's methods``

open System
open Xunit
open FsCheck.Xunit
open FuncNet
open FuncNet.Tests.Valleys

/// Functions, starts, minima and the number of steps that full steps with the exact Hessian take to ‖g‖ < 10⁻¹⁰ (note 000).
let private known = [
    "Booth", (booth, [ 0.0; 0.0 ], [ 1.0; 3.0 ], 1)
    "Booth, from elsewhere", (booth, [ -7.0; 40.0 ], [ 1.0; 3.0 ], 1)
    "Rosenbrock", (rosenbrock, [ -1.2; 1.0 ], [ 1.0; 1.0 ], 7)
    "Rosenbrock from 0", (rosenbrock, [ 0.0; 0.0 ], [ 1.0; 1.0 ], 2)
    "Beale", (beale, [ 2.5; 0.4 ], [ 3.0; 0.5 ], 6)
]

let names () : TheoryData<string> = TheoryData<string>(Seq.map fst known)

[<Theory; MemberData(nameof names)>]
let ``full steps arrive in as many as the notes count`` (name: string) =
    let f, start, minimum, steps = dict known |> _.Item(name)
    let states = states (exact Minimizer.newton) f start
    let last = List.last states
    arrived 1e-9 minimum last
    Assert.Equal(steps, last.Step)
    Assert.InRange(last.GradientNorm, 0.0, 1e-10)
    Assert.Equal<int list>([ 0..steps ], states |> List.map _.Step)

    for state in states[.. steps - 1] do
        Assert.Equal(MinimizerStatus.Running, state.Status)
        Assert.True(state.GradientNorm >= 1e-10)

    Assert.Equal<float list>(0.0 :: List.replicate steps 1.0, states |> List.map _.StepLength)

[<Fact>]
let ``full steps stop at the saddle of Beale's function, and say so`` () =
    let last = last (exact Minimizer.newton) beale [ 1.0; 1.0 ]
    Assert.Equal(MinimizerStatus.Saddle, last.Status)
    Close.values 1e-12 [ 0.0; 1.0 ] last.Point
    Assert.InRange(last.GradientNorm, 0.0, 1e-10)
    Assert.Contains("eigenvalues of both signs", last.Explanation)
    Assert.Contains("dampedNewton", last.Explanation)

[<Fact>]
let ``damped steps from there reach the minimum`` () =
    let states = states (exact Minimizer.dampedNewton) beale [ 1.0; 1.0 ]
    falls states
    arrived 1e-10 [ 3.0; 0.5 ] (List.last states)

[<Fact>]
let ``full steps find a maximum, and say so; damped ones leave it`` () =
    let f (x: Tensor) = sum (cos x)
    let top = last (exact Minimizer.newton) f [ 0.1; 0.2 ]
    Assert.Equal(MinimizerStatus.Maximum, top.Status)
    Assert.Contains("no positive eigenvalue", top.Explanation)
    let bottom = last (exact Minimizer.dampedNewton) f [ 0.1; 0.2 ]
    Assert.Equal(MinimizerStatus.Converged, bottom.Status)
    Close.numbers 1e-12 -2.0 bottom.Value

[<Fact>]
let ``full steps go to a saddle, damped ones away from it`` () =
    // x² − y² + y⁴/2 has a saddle at 0 and minima at (0, ±1).
    let f (x: Tensor) = x[0] * x[0] - x[1] * x[1] + x[1] ** 4.0 / 2.0
    Assert.Equal(MinimizerStatus.Saddle, (last (exact Minimizer.newton) f [ 0.5; 0.1 ]).Status)
    arrived 1e-10 [ 0.0; 1.0 ] (last (exact Minimizer.dampedNewton) f [ 0.5; 0.1 ])
    arrived 1e-10 [ 0.0; -1.0 ] (last (exact Minimizer.dampedNewton) f [ 0.5; -0.1 ])

[<Fact>]
let ``a singular Hessian ends full steps, with the step, the eigenvalue and the way out`` () =
    let f (x: Tensor) = Tensor.square (sum x - 1.0)
    let states = states Minimizer.newton f [ 1.0; 2.0 ]

    Assert.Equal<MinimizerStatus list>(
        [ MinimizerStatus.Running; MinimizerStatus.Singular ],
        states |> List.map _.Status
    )

    let ended = List.last states
    Assert.Equal(0, ended.Step)
    Assert.Equal(states.Head.Point, ended.Point)

    for words in [ "At step 0"; "singular"; "smallest |eigenvalue|"; "dampedNewton" ] do
        Assert.Contains(words, ended.Explanation)

    // Along the valley every point is a minimum.
    let found = last (exact Minimizer.dampedNewton) f [ 1.0; 2.0 ]
    Assert.Equal(MinimizerStatus.Converged, found.Status)
    Close.numbers 1e-10 1.0 ((sum found.Point).ToScalar())

[<Fact>]
let ``a step to where there is no number ends full steps; damped ones are shorter`` () =
    let f (x: Tensor) = sum (x - log x)
    let ended = last Minimizer.newton f [ 20.0 ]
    Assert.Equal((MinimizerStatus.NotFinite, 1), (ended.Status, ended.Step))
    Assert.Contains("NaN", ended.Explanation)
    arrived 1e-10 [ 1.0 ] (last (exact Minimizer.dampedNewton) f [ 20.0 ])

[<Fact>]
let ``a Hessian that is not finite is reported`` () =
    // The second derivative of x^1.5 at 0 is infinite.
    let f (x: Tensor) = sum (x ** 1.5)

    for minimizer in [ Minimizer.newton; Minimizer.dampedNewton ] do
        for f in [ f; (fun x -> f x + sum x) ] do
            let ended = last minimizer f [ 0.0 ]
            Assert.Equal((0, MinimizerStatus.NotFinite), (ended.Step, ended.Status))
            Assert.Contains("Hessian has elements that are NaN or infinite", ended.Explanation)

[<Fact>]
let ``damped steps end where f has no bound, and where it has a kink`` () =
    let falling = last Minimizer.dampedNewton (fun x -> -(sum (Tensor.square x))) [ 1.0; 2.0 ]
    Assert.Equal(MinimizerStatus.NotFinite, falling.Status)
    let kink = last Minimizer.dampedNewton (fun x -> sum (abs x)) [ -1.2; 1.0 ]
    Assert.Equal(MinimizerStatus.LineSearchFailed, kink.Status)
    Assert.Contains("kink", kink.Explanation)
    Assert.InRange(kink.Value, 0.0, 1e-9)

[<Property(Arbitrary = [| typeof<Draw> |])>]
let ``a quadratic takes one step to where the linear system says`` (seed: Seed) =
    let rng = seed.Rng
    let n = rng.Next(1, 9)
    let f, minimum = quadratic rng n

    for minimizer in [ Minimizer.newton; Minimizer.dampedNewton ] do
        let last = last minimizer f (List.init n (fun _ -> 10.0 * rng.NextDouble()))
        arrived 1e-9 minimum last
        Assert.Equal(1, last.Step)

[<Property(MaxTest = 30, Arbitrary = [| typeof<Draw> |])>]
let ``damped steps go down from everywhere`` (seed: Seed) =
    let rng = seed.Rng
    let start = List.init 2 (fun _ -> 6.0 * rng.NextDouble() - 3.0)
    let states = states Minimizer.dampedNewton rosenbrock start
    falls states
    arrived 1e-6 [ 1.0; 1.0 ] (List.last states)

[<Fact>]
let ``the floor is a share of the largest eigenvalue, over 0`` () =
    for floor in [ 0.0; -1.0; 1.5; nan ] do
        Thrown.by<ConfigurationException, _> [ "the floor" ] (fun () -> Minimizer.dampedNewtonWith floor)

    // With a floor of 1 every direction counts as curved as the most curved one: gradient descent.
    let f (x: Tensor) = 50.0 * x[0] * x[0] - x[1]
    let states = states (Minimizer.dampedNewtonWith 1.0) f [ 1.0; 0.0 ]
    Close.values 1e-12 [ 0.0; 0.01 ] states[1].Point
