module FuncNet.Tests.``Minimizers of networks``

open System
open Xunit
open FuncNet
open FuncNet.Tests.Valleys

let private build dtype (shape: int) layer = Network.buildFor dtype (Key.ofSeed 3UL) (Signal.One(Shape shape)) layer

let private accuracy (network: Network) inputs targets =
    (mean (Metric.evaluate Metric.accuracy (network.Predict inputs) targets)).ToScalar()

let private all = Regularizer.on (fun _ -> true)

let private moons dtype =
    let data = Synthetic.moons 120 0.1 (Key.ofSeed 1UL)
    Tensor.cast dtype data.Inputs, data.Targets

[<DataFact>]
let ``softmax regression on Iris has one solution, which every method finds`` () =
    let iris = Csv.dataset (DataFiles.path "iris.csv")
    let inputs = (Standardization.apply (Standardization.fit iris) iris).Inputs |> Tensor.cast DType.Float64
    let network = build DType.Float64 4 (Layer.dense 3)

    let objective =
        Objective.ofNetworkWith (all (Regularizer.l2 1e-3)) network Loss.softmaxCrossEntropy inputs iris.Targets

    let fits =
        [ Minimizer.lbfgs 10; Minimizer.conjugateGradient; Minimizer.dampedNewton; Minimizer.newton ]
        |> List.map (Minimizer.withTolerance 1e-9 >> Minimizer.fit objective)

    for trained, state in fits do
        Assert.Equal(("", MinimizerStatus.Converged), (state.Explanation, state.Status))
        Assert.True(accuracy trained inputs iris.Targets >= 0.97)
        Close.trees 1e-6 (snd fits[0]).Point state.Point
        Assert.Equal<Parameters>(state.Point, trained.Parameters)

    Assert.InRange((snd fits[2]).Step, 1, 15)

[<Fact>]
let ``a small network learns two moons by L-BFGS, in both types`` () =
    for dtype in [ DType.Float64; DType.Float32 ] do
        let inputs, targets = moons dtype
        let network = build dtype 2 (Layer.dense 8 >=> Layer.tanh >=> Layer.dense 2)
        let objective = Objective.ofNetwork network Loss.softmaxCrossEntropy inputs targets
        let trained, state = Minimizer.lbfgs 10 |> Minimizer.withMaxSteps 150 |> Minimizer.fit objective
        Assert.True(accuracy trained inputs targets >= 0.99)
        let value = (Loss.value Loss.softmaxCrossEntropy (trained.Predict inputs) targets).ToScalar()
        Close.numbers 1e-5 state.Value value
        Assert.InRange(value, 0.0, 0.1)
        Assert.Equal(dtype, trained.DType)

[<Fact>]
let ``a small network learns two moons by damped Newton`` () =
    let inputs, targets = moons DType.Float64
    let network = build DType.Float64 2 (Layer.dense 4 >=> Layer.tanh >=> Layer.dense 2)

    let objective =
        Objective.ofNetworkWith (all (Regularizer.l2 1e-3)) network Loss.softmaxCrossEntropy inputs targets

    let states =
        Minimizer.states objective.Objective objective.Start (Minimizer.withMaxSteps 100 Minimizer.dampedNewton)
        |> Seq.toList

    falls states
    let last = List.last states
    Assert.Equal(MinimizerStatus.Converged, last.Status)
    Assert.True(accuracy (objective.NetworkAt last.Point) inputs targets >= 0.95)

/// sin on [−3, 3].
let private wave =
    let x = Tensor.ofArray [ 40; 1 ] [| for i in 0..39 -> -3.0 + 6.0 * float i / 39.0 |]
    x, sin x

[<Fact>]
let ``a small network learns a curve by its residuals`` () =
    let x, y = wave
    let network = build DType.Float64 1 (Layer.dense 6 >=> Layer.tanh >=> Layer.dense 1)
    let objective = Objective.ofNetworkResiduals network x y

    let trained, state =
        Minimizer.levenbergMarquardt |> Minimizer.withMaxSteps 100 |> Minimizer.fit objective

    let error = (Loss.value Loss.meanSquaredError (trained.Predict x) y).ToScalar()
    Assert.InRange(error, 0.0, 1e-5)
    Close.numbers 1e-10 (2.0 * state.Value / 40.0) error

    // Many parameters do the same here, and the shortest step of Gauss-Newton goes down all the same.
    let states =
        Minimizer.states objective.Objective objective.Start (Minimizer.withMaxSteps 30 Minimizer.gaussNewton)

    falls states
    Assert.InRange((Seq.last states).Value, 0.0, 0.9 * (Seq.head states).Value)

[<Fact>]
let ``frozen parameters stay, and are no part of the point`` () =
    let x, y = wave

    let network =
        build DType.Float64 1 (Layer.freeze "dense1" (Layer.dense 2 >=> Layer.tanh >=> Layer.dense 1))

    let objective = Objective.ofNetwork network Loss.meanSquaredError x y
    Assert.Equal<string seq>([ "dense2.kernel"; "dense2.bias" ], objective.Start.Paths)
    let trained, state = Minimizer.newton |> Minimizer.fit objective
    Assert.Equal(1, state.Step)

    for path in [ "dense1.kernel"; "dense1.bias" ] do
        Assert.Equal(network.Parameters[path], trained.Parameters[path])

    // The head of a network whose body is frozen is a linear least-squares problem.
    let body =
        Network.buildFor DType.Float64 (Key.ofSeed 3UL) (Signal.One(Shape 1)) (Layer.dense 2 >=> Layer.tanh)

    let features =
        (Network.withParameters (Parameters.filter (Parameters.matching "dense1.*") network.Parameters) body).Predict x

    let design = Tensor.concatenate 1 [ features; Tensor.full DType.Float64 [ 40; 1 ] 1.0 ]
    let w = Minimizer.leastSquares design y
    Close.tensors 1e-6 (Tensor.narrow 0 0 2 w) trained.Parameters["dense2.kernel"]

    let everything =
        Network.buildFor DType.Float64 (Key.ofSeed 3UL) (Signal.One(Shape 1)) (Layer.freeze "*" (Layer.dense 1))

    Thrown.by<ConfigurationException, _> [ "no number" ] (fun () ->
        Minimizer.fit (Objective.ofNetwork everything Loss.meanSquaredError x y) Minimizer.newton)

[<Fact>]
let ``layers that draw are at rest, so that the value depends on the parameters only`` () =
    let inputs, targets = moons DType.Float64

    let network =
        build DType.Float64 2 (Layer.dense 8 >=> Layer.tanh >=> Layer.dropout 0.5 >=> Layer.dense 2)

    let objective = Objective.ofNetwork network Loss.softmaxCrossEntropy inputs targets

    let states =
        Minimizer.states objective.Objective objective.Start (Minimizer.withMaxSteps 20 (Minimizer.lbfgs 5))

    Close.numbers
        1e-12
        ((Loss.value Loss.softmaxCrossEntropy (network.Predict inputs) targets).ToScalar())
        (Seq.head states).Value

    falls states

[<Fact>]
let ``data that do not fit are errors before any step`` () =
    let x, y = wave
    let network = build DType.Float64 2 (Layer.dense 1)

    Thrown.by<ShapeException, _> [ "[40; 1]"; "[batch; 2]" ] (fun () ->
        Objective.ofNetwork network Loss.meanSquaredError x y)

    Thrown.by<DTypeException, _> [ "float32"; "float64" ] (fun () ->
        Objective.ofNetwork network Loss.meanSquaredError (Tensor.zeros [ 3; 2 ]) y)

    let network = build DType.Float64 1 (Layer.dense 1)

    Thrown.by<ShapeException, _> [ "[40; 1]"; "[40]" ] (fun () ->
        Minimizer.fit (Objective.ofNetworkResiduals network x (Tensor.reshape [ 40 ] y)) Minimizer.gaussNewton)
