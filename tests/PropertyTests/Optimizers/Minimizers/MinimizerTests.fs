module FuncNet.Tests.``Minimizers``

open System
open Xunit
open FuncNet
open FuncNet.Tests.Valleys

let private all = [
    Minimizer.newton
    Minimizer.dampedNewton
    Minimizer.conjugateGradient
    Minimizer.lbfgs 5
    Minimizer.gaussNewton
    Minimizer.levenbergMarquardt
]

let private residuals (x: Tensor) = Tensor.stack 0 [ 10.0 * (x[1] - x[0] * x[0]); 1.0 - x[0] ]
let private ofTree (tree: Parameters) = Tensor.concatenate 0 [ tree["a"]; Tensor.reshape [ 1 ] tree["b"] ]

[<Fact>]
let ``a tree and a vector of its numbers are one problem`` () =
    let tree = Parameters.ofSeq [ "a", point [ -1.2 ]; "b", Tensor.matrix [ [ 1.0 ] ] ]

    for minimizer in all do
        let flat =
            Minimizer.states (Objective.ofResiduals residuals) (point [ -1.2; 1.0 ]) minimizer |> Seq.toList

        let states =
            Minimizer.states (Objective.ofParameterResiduals (ofTree >> residuals)) tree minimizer |> Seq.toList

        Assert.Equal<float list>(flat |> List.map _.Value, states |> List.map _.Value)
        Assert.Equal<Tensor list>(flat |> List.map _.Point, states |> List.map (fun state -> ofTree state.Point))
        Assert.Equal<Tensor list>(flat |> List.map _.Gradient, states |> List.map (fun state -> ofTree state.Gradient))
        Assert.Equal<string seq>([ "a"; "b" ], (List.last states).Point.Paths)
        Assert.Equal<Shape>(Shape(1, 1), (List.last states).Point["b"].Shape)

[<Fact>]
let ``leaves of both types go on being of them`` () =
    let tree = Parameters.ofSeq [ "a", Tensor.vector [ -1.2f ]; "b", point [ 1.0 ] ]
    let f (tree: Parameters) = rosenbrock (ofTree (Parameters.map (Tensor.cast DType.Float64) tree))

    for minimizer in [ Minimizer.newton; Minimizer.dampedNewton; Minimizer.conjugateGradient; Minimizer.lbfgs 5 ] do
        let found = Minimizer.run (Objective.ofParameters f) tree (Minimizer.withTolerance 1e-4 minimizer)
        Assert.Equal(MinimizerStatus.Converged, found.Status)
        Assert.Equal((DType.Float32, DType.Float64), (found.Point["a"].DType, found.Point["b"].DType))
        Close.numbers 1e-3 1.0 (found.Point["a"].ToScalar())

[<Fact>]
let ``states are lazy, and the same whenever they are asked for`` () =
    for minimizer in all do
        let mutable calls = 0

        let counted x =
            calls <- calls + 1
            residuals x

        let states = Minimizer.states (Objective.ofResiduals counted) (point [ -1.2; 1.0 ]) minimizer
        Assert.Equal(0, calls)
        let first = Seq.head states
        Assert.Equal(1, calls)
        Assert.Equal((0, 0.0, MinimizerStatus.Running), (first.Step, first.StepLength, first.Status))
        Assert.Equal<MinimizerState<Tensor> list>(Seq.toList states, Seq.toList states)

[<Fact>]
let ``a state says value and gradient at its point`` () =
    for minimizer in all do
        for state in Minimizer.states (Objective.ofResiduals residuals) (point [ -1.2; 1.0 ]) minimizer do
            let value, gradient = valueAndGrad (Objective.ofResiduals residuals).Value state.Point
            Assert.Equal((value.ToScalar(), gradient), (state.Value, state.Gradient))
            Close.numbers 1e-12 ((sqrt (sum (Tensor.square gradient))).ToScalar()) state.GradientNorm

[<Fact>]
let ``steps are limited, and the limit is a status`` () =
    for minimizer in all do
        for limit in [ 0; 1; 3 ] do
            let states =
                Minimizer.states
                    (Objective.ofResiduals residuals)
                    (point [ -1.2; 1.0 ])
                    (Minimizer.withMaxSteps limit minimizer)
                |> Seq.toList

            let last = List.last states

            if last.Status <> MinimizerStatus.Converged then
                Assert.Equal((limit, MinimizerStatus.StepLimit), (last.Step, last.Status))
                Assert.Contains(string limit, last.Explanation)
                Assert.Equal(limit + 1, states.Length)

[<Fact>]
let ``a start without slope is the one state`` () =
    for minimizer in all do
        let state =
            Minimizer.states (Objective.ofResiduals residuals) (point [ 1.0; 1.0 ]) minimizer |> Seq.exactlyOne

        Assert.Equal((0, MinimizerStatus.Converged), (state.Step, state.Status))

[<Fact>]
let ``the tolerance is as asked for, else that of the type`` () =
    for minimizer in [ Minimizer.conjugateGradient; Minimizer.lbfgs 5 ] do
        Assert.True(Double.IsNaN minimizer.Tolerance)
        Assert.Equal((1e-3, 1000), ((Minimizer.withTolerance 1e-3 minimizer).Tolerance, minimizer.MaxSteps))

        let norms minimizer start =
            Minimizer.states (Objective.ofTensor rosenbrock) start minimizer
            |> Seq.map _.GradientNorm
            |> Seq.toList
            |> List.rev

        let ends bound (norms: float list) =
            Assert.True(norms.Head < bound)
            Assert.True(norms.Tail.Head >= bound)

        ends 1e-8 (norms minimizer (point [ -1.2; 1.0 ]))
        ends 1e-4 (norms minimizer (Tensor.vector [ -1.2f; 1.0f ]))
        ends 0.5 (norms (Minimizer.withTolerance 0.5 minimizer) (point [ -1.2; 1.0 ]))

[<Fact>]
let ``what can't be minimized is an error that says why`` () =
    for minimizer in [ Minimizer.newton; Minimizer.lbfgs 5 ] do
        let run f start () = Minimizer.run (Objective.ofTensor f) start minimizer
        Thrown.by<DTypeException, _> [ "int32"; "float64" ] (run sum (Tensor.vector [ 1; 2 ]))
        Thrown.by<ShapeException, _> [ "[2]"; "Sum it" ] (run id (point [ 1.0; 2.0 ]))
        Thrown.by<ConfigurationException, _> [ "NaN"; "start" ] (run (fun x -> sum (log x)) (point [ -1.0 ]))
        Thrown.by<ConfigurationException, _> [ "Infinity"; "start" ] (run (fun x -> sum (1.0 / x)) (point [ 0.0 ]))
        Thrown.by<ConfigurationException, _> [ "gradient"; "infinite" ] (run (fun x -> sum (sqrt x)) (point [ 0.0 ]))
        Thrown.by<ConfigurationException, _> [ "no number" ] (run sum (point []))

    for tolerance in [ 0.0; -1.0; nan; infinity ] do
        Thrown.by<ConfigurationException, _> [ "the tolerance" ] (fun () ->
            Minimizer.withTolerance tolerance Minimizer.newton)

    Thrown.by<ConfigurationException, _> [ "the number of steps"; "-1" ] (fun () ->
        Minimizer.withMaxSteps -1 Minimizer.newton)

[<Fact>]
let ``a state prints as a line`` () =
    let state = last Minimizer.newton booth [ 1.0; 3.0 ]
    Assert.Equal("step 0  f 0  ‖g‖ 0  converged", string state)
    Assert.Equal("lbfgs", string (Minimizer.lbfgs 3))

let private starts key = 10.24 * Key.uniform DType.Float64 [ 2 ] key - 5.12

[<Fact>]
let ``random restarts find a better minimum of a function of many`` () =
    let objective = Objective.ofTensor rastrigin

    for minimizer in [ Minimizer.lbfgs 5; Minimizer.conjugateGradient; Minimizer.dampedNewton ] do
        let key = Key.ofSeed 7UL
        let ends count = minimizer |> Minimizer.restarts count starts key objective
        let single, many = (ends 1)[0], ends 40
        Assert.True(many[0].Value < 0.5 * single.Value, $"{many[0].Value} is not half of {single.Value}")
        Assert.Equal<float[]>(many |> Array.map _.Value |> Array.sort, many |> Array.map _.Value)
        // One start among many: the more, the better or the same.
        Assert.Contains(single, many)
        Assert.Equal<MinimizerState<Tensor>[]>(many, ends 40)

[<Fact>]
let ``restarts put what is no minimum last, and need a start`` () =
    // Falls without end from the left of 0, and has a minimum at 1.
    let f (x: Tensor) = sum (x * x * x / 3.0 - x)
    let draw key = 6.0 * Key.uniform DType.Float64 [ 1 ] key - 4.0
    let ends = Minimizer.lbfgs 5 |> Minimizer.restarts 12 draw (Key.ofSeed 1UL) (Objective.ofTensor f)
    arrived 1e-6 [ 1.0 ] ends[0]
    Assert.Equal(MinimizerStatus.NotFinite, ends[11].Status)

    Thrown.by<ConfigurationException, _> [ "the number of starts"; "0" ] (fun () ->
        Minimizer.restarts 0 draw (Key.ofSeed 1UL) (Objective.ofTensor f) (Minimizer.lbfgs 5))
