[<FsCheck.Xunit.Properties(MaxTest = 30)>]
module FuncNet.Tests.``The algebra of optimizers``

open Xunit
open FsCheck
open FsCheck.FSharp
open FsCheck.Xunit
open FuncNet
open FuncNet.Tests.Descent

let private drawnOptimizer: Gen<Optimizer> =
    let atoms =
        Gen.elements [
            Optimizer.momentum 0.5
            Optimizer.scaleByAdam 0.8 0.9 1e-8
            Optimizer.scaleByRms 0.9 1e-8
            Optimizer.clipByGlobalNorm 2.0
            Optimizer.clipByValue 1.0
            Optimizer.maxNorm 1.5
            Optimizer.addDecayedWeights 0.1
            Optimizer.scaleByLearningRate (Schedule.cosine 10 0.1)
            Optimizer.maskPaths (Parameters.matching "*.kernel") (Optimizer.momentum 0.9)
        ]

    Gen.choose (0, 3) |> Gen.bind (fun n -> Gen.listOfLength n atoms) |> Gen.map Optimizer.chain

type OptimizerDraw =
    static member Optimizer() : Arbitrary<Optimizer> = Arb.fromGen drawnOptimizer

let private agree (a: Optimizer) (b: Optimizer) =
    let x, state = steps 4 a slope start
    let y, other = steps 4 b slope start
    Assert.Equal<Parameters>(x, y)
    Assert.Equal<Parameters>(OptimizerState.toTree state, OptimizerState.toTree other)
    Assert.Equal(a.Name, b.Name)

[<Property(Arbitrary = [| typeof<OptimizerDraw> |])>]
let ``chain is associative`` (a: Optimizer) (b: Optimizer) (c: Optimizer) =
    agree (Optimizer.chain [ Optimizer.chain [ a; b ]; c ]) (Optimizer.chain [ a; Optimizer.chain [ b; c ] ])
    agree (Optimizer.chain [ a; b; c ]) (Optimizer.chain [ a; Optimizer.chain [ b; c ] ])

[<Property(Arbitrary = [| typeof<OptimizerDraw> |])>]
let ``identity is the unit of chain`` (a: Optimizer) =
    agree a (Optimizer.chain [ a; Optimizer.identity ])
    agree a (Optimizer.chain [ Optimizer.identity; a ])
    agree a (Optimizer.chain [ a ])

[<Property(Arbitrary = [| typeof<OptimizerDraw> |])>]
let ``a chain is one transform on what the other gives`` (a: Optimizer) (b: Optimizer) =
    let g = slope start
    let inner, _ = Optimizer.update a g (Optimizer.init a start) start
    let outer, _ = Optimizer.update b inner (Optimizer.init b start) start
    let both = Optimizer.chain [ a; b ]
    Assert.Equal<Parameters>(outer, Optimizer.update both g (Optimizer.init both start) start |> fst)

[<Property(Arbitrary = [| typeof<OptimizerDraw> |])>]
let ``a state comes back from its tree, and goes on as if it had never left`` (optimizer: Optimizer) =
    let x, state = steps 3 optimizer slope start
    let template = Optimizer.init optimizer start
    let restored = OptimizerState.ofTree template (OptimizerState.toTree state)
    Assert.Equal(state, restored)
    Assert.Equal<Parameters>(OptimizerState.toTree state, OptimizerState.toTree restored)
    Assert.Equal(state, OptimizerState.Of(state.Layout, state.Tensors))
    let updates, next = Optimizer.update optimizer (slope x) state x
    let updates', next' = Optimizer.update optimizer (slope x) restored x
    Assert.Equal<Parameters>(updates, updates')
    Assert.Equal(next, next')

[<Fact>]
let ``a state is a tree of names`` () =
    let paths optimizer = Optimizer.init optimizer start |> OptimizerState.toTree |> _.Paths

    Assert.Equal<string seq>(
        [
            "step"
            "rate"
            "factor"
            "adam.mean.dense.kernel"
            "adam.mean.dense.bias"
            "adam.square.dense.kernel"
            "adam.square.dense.bias"
        ],
        paths (Optimizer.adamW 0.1 0.1)
    )

    let twice = Optimizer.chain [ Optimizer.momentum 0.5; Optimizer.momentum 0.5 ]
    Assert.Contains("momentum2.velocity.dense.bias", paths twice)
    let masked = Optimizer.maskPaths (Parameters.matching "*.bias") (Optimizer.momentum 0.5)
    Assert.Equal<string seq>([ "step"; "rate"; "factor"; "momentum.velocity.dense.bias" ], paths masked)

[<Fact>]
let ``a tree that is not of this optimizer is an error that names the leaf`` () =
    let state = Optimizer.init (Optimizer.adam 0.1) start
    let tree = OptimizerState.toTree state

    Thrown.by<ConfigurationException, _> [ "\"adam.mean.dense.kernel\"" ] (fun () ->
        OptimizerState.ofTree state (Parameters.filter (fun path -> path <> "adam.mean.dense.kernel") tree))

    let sgd = Optimizer.init (Optimizer.sgd 0.1) start
    Thrown.by<ConfigurationException, _> [ "\"adam.mean.dense.kernel\"" ] (fun () -> OptimizerState.ofTree sgd tree)

    let shorter =
        tree
        |> Parameters.mapPaths (fun path x -> if path = "adam.mean.dense.bias" then float64s [ 1.0 ] else x)

    Thrown.by<ShapeException, _> [ "\"adam.mean.dense.bias\""; "[2]"; "[1]" ] (fun () ->
        OptimizerState.ofTree state shorter)

    Thrown.by<ConfigurationException, _> [ "adam.mean"; "Optimizer.init" ] (fun () ->
        Optimizer.update (Optimizer.adam 0.1) start sgd start)

[<Fact>]
let ``gradients of other names than the parameters are an error that names the path`` () =
    let optimizer = Optimizer.sgd 0.1
    let other = Parameters.ofSeq [ "dense.kernel", start["dense.kernel"] ]

    Thrown.by<ConfigurationException, _> [ "Optimizer.update"; "\"dense.bias\"" ] (fun () ->
        Optimizer.update optimizer other (Optimizer.init optimizer start) start)

[<Fact>]
let ``a mask optimizes its paths, and lets the rest through`` () =
    let isBias = Parameters.matching "*.bias"
    let masked = Optimizer.maskPaths isBias (Optimizer.adam 0.1)
    let g = slope start
    let updates, _ = Optimizer.update masked g (Optimizer.init masked start) start
    Assert.Equal<Tensor>(g["dense.kernel"], updates["dense.kernel"])
    let alone = Parameters.filter isBias start

    let expected, _ =
        Optimizer.update
            (Optimizer.adam 0.1)
            (Parameters.filter isBias g)
            (Optimizer.init (Optimizer.adam 0.1) alone)
            alone

    Assert.Equal<Parameters>(expected, Parameters.filter isBias updates)

[<Fact>]
let ``one's own transform keeps a tree, and can be sgd with momentum`` () =
    let mine =
        Optimizer.custom "mine" Parameters.zero (fun _ u velocity _ ->
            let velocity = 0.9 * velocity + u
            velocity, velocity)

    let optimizer = Optimizer.chain [ Optimizer.scaleByLearningRate (Schedule.constant 0.05); mine ]
    Close.trees 0.0 (after 10 (Optimizer.sgdMomentum 0.05 0.9)) (after 10 optimizer)
    Assert.Contains("mine.dense.bias", (Optimizer.init optimizer start |> OptimizerState.toTree).Paths)
    let wrong = Optimizer.custom "wrong" Parameters.zero (fun _ _ kept _ -> Parameters.empty, kept)
    Thrown.by<ConfigurationException, _> [ "Optimizer wrong"; "dense.kernel" ] (fun () -> transformed wrong start)

[<Fact>]
let ``an update can be differentiated`` () =
    // The loss after two steps, as a function of where they start.
    let loss optimizer (x: Tensor[]) =
        let tree = Parameters.ofSeq [ "a", x[0]; "b", x[1] ]
        let f (tree: Parameters) = sum (sin tree["a"]) * sum (Tensor.square tree["b"]) + sum (Tensor.square tree["a"])
        let last, _ = steps 2 optimizer (Parameters.grad f) tree
        f last

    let x = [| float64s [ 0.4; -0.9; 1.3 ]; float64s [ 0.8; -0.5 ] |]

    for optimizer in
        [
            Optimizer.sgdMomentum 0.1 0.9
            Optimizer.adam 0.1
            Optimizer.rmsProp 0.1
            Optimizer.chain [ Optimizer.clipByGlobalNorm 0.5; Optimizer.sgd 0.1 ]
        ] do
        let report = GradientCheck.first 1e-6 (Key.ofSeed 1UL) (loss optimizer) x
        Assert.True(report.Passed, string report)

[<Fact>]
let ``the learning rate has a gradient`` () =
    // One step on x²/2 from x: f = x²(1 − η)²/2, df/dη = −x²(1 − η).
    let f (η: Tensor) =
        let optimizer = Optimizer.scaleByLearningRate (Schedule.custom "traced" (fun _ -> η))
        let x, _ = steps 1 optimizer id (Parameters.ofSeq [ "x", float64s [ 3.0 ] ])
        Tensor.cast DType.Float64 (Parameters.dot x x) / 2.0

    Close.numbers 1e-14 (-9.0 * 0.9) ((grad f (Tensor.number DType.Float64 0.1)).ToScalar())

[<Fact>]
let ``an update can be traced as a program, with parameters, gradients and state as its inputs`` () =
    let optimizer =
        Optimizer.chain [ Optimizer.clipByGlobalNorm 1.0; Optimizer.adamW 0.1 0.1 ]
        |> Optimizer.withSchedule (Schedule.oneCycle 100 0.1)

    let state = Optimizer.init optimizer start
    let inputs = Array.concat [ start.Tensors; (slope start).Tensors; state.Tensors ]
    let traced = (Tape.Program(inputs |> Array.map _.Spec)).Inputs
    let tree first = Parameters(start.Layout, traced[first .. first + start.Count - 1])

    let updates, next =
        Optimizer.update
            optimizer
            (tree start.Count)
            (OptimizerState.Of(state.Layout, traced[2 * start.Count ..]))
            (tree 0)

    let last = Optimizer.apply updates (tree 0)

    Assert.Equal<TensorSpec[]>(
        inputs |> Array.map _.Spec,
        Array.concat [ last.Tensors; updates.Tensors; next.Tensors ] |> Array.map _.Spec
    )
