module FuncNet.Tests.``Gauss-Newton and Levenberg-Marquardt``

open Xunit
open FuncNet
open FuncNet.Tests.Valleys

let private both = [ Minimizer.gaussNewton; Minimizer.levenbergMarquardt ]

let private times = Tensor.vector [ for i in 0..19 -> 0.1 * float i ]

/// a·e^(bt) + c − y for y of (2, −1.5, 0.5).
let private decay (x: Tensor) =
    let curve (x: Tensor) = x[0] * exp (x[1] * times) + x[2]
    curve x - curve (point [ 2.0; -1.5; 0.5 ])

[<Fact>]
let ``fit a curve`` () =
    for minimizer in both do
        let states =
            Minimizer.states (Objective.ofResiduals decay) (point [ 1.0; -0.5; 0.0 ]) (exact minimizer)
            |> Seq.toList

        falls states
        arrived 1e-9 [ 2.0; -1.5; 0.5 ] (List.last states)
        Assert.InRange(states.Length, 3, 20)

[<Fact>]
let ``value and gradient are those of half the squares`` () =
    let objective = Objective.ofResiduals decay
    Assert.True objective.HasResiduals
    Assert.False (Objective.ofTensor sum).HasResiduals
    let x = point [ 1.0; -0.5; 0.0 ]
    let state = Minimizer.states objective x Minimizer.gaussNewton |> Seq.head
    let f x = 0.5 * sum (Tensor.square (decay x))
    Close.numbers 1e-12 ((f x).ToScalar()) state.Value
    Close.tensors 1e-12 (grad f x) state.Gradient

[<Fact>]
let ``go down Rosenbrock's valley by its residuals`` () =
    let residuals (x: Tensor) = Tensor.stack 0 [ 10.0 * (x[1] - x[0] * x[0]); 1.0 - x[0] ]

    for minimizer in both do
        arrived
            1e-9
            [ 1.0; 1.0 ]
            (Minimizer.run (Objective.ofResiduals residuals) (point [ -1.2; 1.0 ]) (exact minimizer))

[<Fact>]
let ``residuals of any shape that do not fit exactly end at the least`` () =
    // The mean is the least-squares fit of a constant; a residual of many axes counts as its elements.
    let y = Tensor.matrix [ [ 1.0; 2.0 ]; [ 4.0; 9.0 ] ]

    for minimizer in both do
        let found =
            Minimizer.run
                (Objective.ofResiduals (fun (x: Tensor) -> x - y))
                (Tensor.full DType.Float64 [] 0.0)
                (exact minimizer)

        Close.numbers 1e-10 4.0 (found.Point.ToScalar())
        Close.numbers 1e-10 19.0 found.Value
        Assert.Equal(MinimizerStatus.Converged, found.Status)

[<Fact>]
let ``go on where the Jacobian has dependent columns`` () =
    let residuals (x: Tensor) = (x[0] + x[1]) * times - 3.0 * times

    for minimizer in both do
        let found = Minimizer.run (Objective.ofResiduals residuals) (point [ 0.0; 1.0 ]) (exact minimizer)
        // The shortest way to the line a + b = 3.
        arrived 1e-9 [ 1.0; 2.0 ] found

[<Fact>]
let ``Levenberg-Marquardt shortens steps that Gauss-Newton's model gets wrong`` () =
    // The full first step of Gauss-Newton from 2 overshoots by far; the one that is taken gains.
    let residuals (x: Tensor) = Tensor.reshape [ 1 ] (atan x)

    let first =
        Minimizer.states (Objective.ofResiduals residuals) (point [ 20.0 ]) (exact Minimizer.levenbergMarquardt)
        |> Seq.toList

    falls first
    arrived 1e-9 [ 0.0 ] (List.last first)

[<Fact>]
let ``an objective without residuals is an error that says how to make one`` () =
    for minimizer in both do
        Thrown.by<ConfigurationException, _> [ minimizer.Name; "Objective.ofResiduals" ] (fun () ->
            last minimizer booth [ 0.0; 0.0 ])

[<Fact>]
let ``a wrong derivative ends them`` () =
    let residuals (x: Tensor) = 2.0 * floor (1000.0 * x) - 1000.0 * x

    for minimizer in both do
        let ended = Minimizer.run (Objective.ofResiduals residuals) (point [ 0.5005 ]) minimizer
        Assert.Equal(MinimizerStatus.LineSearchFailed, ended.Status)

    for damping in [ 0.0; nan ] do
        Thrown.by<ConfigurationException, _> [ "the damping" ] (fun () -> Minimizer.levenbergMarquardtWith damping)
