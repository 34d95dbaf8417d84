module FuncNet.Tests.``Conjugate gradients and L-BFGS``

open System
open Xunit
open FsCheck.Xunit
open FuncNet
open FuncNet.Tests.Valleys

let private methods = [
    "conjugate gradients", Minimizer.conjugateGradient, 0.1
    "conjugate gradients, exact search", Minimizer.conjugateGradientWith 1e-3, 1e-3
    "L-BFGS", Minimizer.lbfgs 10, 0.9
    "L-BFGS of one pair", Minimizer.lbfgs 1, 0.9
]

let names () : TheoryData<string> = TheoryData<string>([ for name, _, _ in methods -> name ])

let private find name = methods |> List.pick (fun (other, m, c2) -> if other = name then Some(exact m, c2) else None)

let private narrow = List.init 20 (fun i -> if i % 2 = 0 then -1.2 else 1.0)

[<Theory; MemberData(nameof names)>]
let ``reach the minima of the valleys`` (name: string) =
    let minimizer, _ = find name

    for f, start, minimum in
        [
            booth, [ 0.0; 0.0 ], [ 1.0; 3.0 ]
            rosenbrock, [ -1.2; 1.0 ], [ 1.0; 1.0 ]
            rosenbrock, narrow, List.replicate 20 1.0
            beale, [ 1.0; 1.0 ], [ 3.0; 0.5 ]
            beale, [ 2.5; 0.4 ], [ 3.0; 0.5 ]
            // Not 0 at the minimum, so that rounding hides the last gains.
            (fun x -> 1000.0 + rosenbrock x), [ -1.2; 1.0 ], [ 1.0; 1.0 ]
        ] do
        let states = states minimizer f start
        falls states
        arrived 1e-8 minimum (List.last states)
        Assert.InRange(List.length states, 2, 500)

[<Theory; MemberData(nameof names)>]
let ``satisfy the strong conditions of Wolfe in every step`` (name: string) =
    let minimizer, c2 = find name
    let dot (a: Tensor) (b: Tensor) = (sum (a * b)).ToScalar()

    for before, after in Seq.pairwise (states minimizer rosenbrock narrow) do
        let s = after.Point - before.Point
        let slope = dot before.Gradient s
        Assert.True(slope < 0.0)
        // What is left for rounding: the points are computed, and so are the values.
        Assert.True(after.Value <= before.Value + 1e-4 * slope + 1e-14 * abs before.Value, $"{before}, {after}")
        Assert.True(abs (dot after.Gradient s) <= c2 * abs slope * (1.0 + 1e-9) + 1e-16, $"{before}, {after}")

[<Theory; MemberData(nameof names)>]
let ``end where f has no bound, has a kink, or has a wrong derivative`` (name: string) =
    let minimizer, _ = find name

    for falling in [ (fun x -> -(sum (Tensor.square x))); sum ] do
        let ended = last minimizer falling [ 1.0; 2.0 ]
        Assert.Equal(MinimizerStatus.NotFinite, ended.Status)

    let kink = last minimizer (fun x -> sum (abs x) + sum x / 3.0) [ -1.2 ]
    Assert.Equal(MinimizerStatus.LineSearchFailed, kink.Status)
    Assert.InRange(kink.Value, 0.0, 1e-6)
    // Steps of 1 that rise, with slopes that fall.
    let wrong (x: Tensor) = sum (2.0 * floor x - x)
    let ended = last minimizer wrong [ 0.5 ]
    Assert.Equal(MinimizerStatus.LineSearchFailed, ended.Status)
    Assert.Contains("wrong derivative", ended.Explanation)
    Assert.Contains($"{ended.Step}", ended.Explanation)

[<Theory; MemberData(nameof names)>]
let ``step over where there is no number`` (name: string) =
    let minimizer, _ = find name
    arrived 1e-9 [ 1.0; 1.0 ] (last minimizer (fun x -> sum (x - log x)) [ 20.0; 0.01 ])

[<Theory; MemberData(nameof names)>]
let ``work in float32, to its own tolerance`` (name: string) =
    let minimizer, _ = find name
    let start = Tensor.vector [ -1.2f; 1.0f ]
    let found = Minimizer.run (Objective.ofTensor rosenbrock) start (Minimizer.withTolerance 1e-4 minimizer)
    Assert.Equal(MinimizerStatus.Converged, found.Status)
    Close.tensors 1e-3 (Tensor.vector [ 1.0f; 1.0f ]) found.Point
    Assert.Equal(DType.Float32, found.Gradient.DType)
    // A tolerance that float32 may not reach ends, too.
    let asked =
        Minimizer.run (Objective.ofTensor (fun x -> 5.0 + rosenbrock x)) start (Minimizer.withTolerance 1e-12 minimizer)

    Assert.NotEqual(MinimizerStatus.Running, asked.Status)
    Assert.InRange(asked.GradientNorm, 0.0, 1e-2)

[<Property(MaxTest = 50, Arbitrary = [| typeof<Draw> |])>]
let ``reach where the linear system says on a quadratic`` (seed: Seed) =
    let rng = seed.Rng
    let n = rng.Next(1, 13)
    let f, minimum = quadratic rng n
    let start = List.init n (fun _ -> 10.0 * rng.NextDouble() - 5.0)

    for name, _, _ in methods do
        arrived 1e-9 minimum (last (fst (find name)) f start)

[<Property(MaxTest = 50, Arbitrary = [| typeof<Draw> |])>]
let ``conjugate gradients need about n steps on a quadratic`` (seed: Seed) =
    let rng = seed.Rng
    let n = rng.Next(1, 13)
    let f, _ = quadratic rng n
    let last = last (Minimizer.conjugateGradientWith 1.01e-4) f (List.init n (fun _ -> rng.NextDouble()))
    Assert.InRange(last.Step, 0, n + 8)

[<Fact>]
let ``settings out of range are errors`` () =
    Thrown.by<ConfigurationException, _> [ "the memory"; "0" ] (fun () -> Minimizer.lbfgs 0)

    for curvature in [ 0.0; 0.5; nan ] do
        Thrown.by<ConfigurationException, _> [ "curvature" ] (fun () -> Minimizer.conjugateGradientWith curvature)
