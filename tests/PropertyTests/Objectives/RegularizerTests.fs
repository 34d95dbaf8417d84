[<FsCheck.Xunit.Properties(Arbitrary = [| typeof<FuncNet.Tests.Draw> |], MaxTest = 30)>]
module FuncNet.Tests.``Regularizers``

open Xunit
open FsCheck.Xunit
open FuncNet

let private matrix (x: float list list) = x |> Seq.map Seq.ofList |> Tensor.matrix

let private weights =
    Parameters.ofSeq [
        "a.kernel", matrix [ [ 1.0; -2.0 ] ]
        "a.bias", Tensor.vector [ 3.0 ]
        "b.kernel", matrix [ [ -4.0 ] ]
    ]

let private value regularizer = (Regularizer.value regularizer weights).ToScalar()

[<Fact>]
let ``have their values by hand, of weights and not of biases`` () =
    Close.numbers 1e-15 0.7 (value (Regularizer.l1 0.1))
    Close.numbers 1e-15 1.05 (value (Regularizer.l2 0.1))
    Close.numbers 1e-15 (0.25 * 0.7 + 0.75 * 1.05) (value (Regularizer.elasticNet 0.25 0.1))
    Close.numbers 1e-15 1.75 (value (Regularizer.l1 0.1 + Regularizer.l2 0.1))
    Assert.Equal(0.0, value Regularizer.none)
    Assert.Equal(0.0, value (Regularizer.l2 0.0))
    Assert.Equal("l1 0.1 + l2 0.5", string (Regularizer.l1 0.1 + Regularizer.l2 0.5))

[<Fact>]
let ``see the paths that they are on`` () =
    let on pattern = Regularizer.on (Parameters.matching pattern)
    Close.numbers 1e-15 0.6 (value (Regularizer.l1 0.1 |> on "a.*"))
    Close.numbers 1e-15 0.3 (value (Regularizer.l1 0.1 |> on "*.bias"))
    Close.numbers 1e-15 0.7 (value ((Regularizer.l1 0.1 |> on "a.bias") + (Regularizer.l1 0.1 |> on "b.*")))
    Assert.Equal(0.0, value (Regularizer.l1 0.1 |> on "c.*"))
    Assert.Equal(3.0, value (Regularizer.custom "count" (fun w -> Tensor.number DType.Float64 (float w.Count))))

[<Property>]
let ``have the gradients that differences give, that of l2 being λw`` (seed: Seed) =
    let rng = seed.Rng
    let w = 2.0 * Tensor.cast DType.Float64 (Draws.places rng 2 [ 3; 2 ]) - 1.0
    let w = w * Draws.between rng 0.1 2.0 [ 3; 2 ]

    for regularizer in [ Regularizer.l1 0.3; Regularizer.l2 0.3; Regularizer.elasticNet 0.4 0.3 ] do
        let cost w = Regularizer.value regularizer (Parameters.ofSeq [ "w", w ])
        GradientCheck.require seed.Key (fun x -> cost x[0]) [| w |]

    let slope = grad (fun w -> Regularizer.value (Regularizer.l2 0.3) (Parameters.ofSeq [ "w", w ])) w
    Close.tensors 1e-14 (0.3 * w) slope

[<Property>]
let ``the gradient of the structural risk is the sum of the gradients`` (seed: Seed) =
    let rng = seed.Rng
    let x, t = Draws.tensor rng [ 4; 3 ], Draws.tensor rng [ 4; 2 ]
    let start = Parameters.ofSeq [ "w", Draws.tensor rng [ 3; 2 ] ]
    let regularizer = Regularizer.l1 0.1 + Regularizer.l2 0.2
    let predict (w: Parameters) = matmul x w["w"]

    let risk =
        Parameters.grad (fun w -> Regularizer.risk Loss.meanSquaredError regularizer w (predict w) t) start

    let loss = Parameters.grad (fun w -> Loss.value Loss.meanSquaredError (predict w) t) start
    Close.trees 1e-12 (loss + Parameters.grad (Regularizer.value regularizer) start) risk

[<Property>]
let ``the cost of a batch is the mean of the losses of its samples, and so is its gradient`` (seed: Seed) =
    let y, t = Draws.tensor seed.Rng [ 4; 2 ], Draws.tensor seed.Rng [ 4; 2 ]
    let alone i = grad (fun y -> Loss.value Loss.meanSquaredError y (Tensor.narrow 0 i 1 t)) (Tensor.narrow 0 i 1 y)
    let together = grad (fun y -> Loss.value Loss.meanSquaredError y t) y
    Close.tensors 1e-13 (Tensor.concatenate 0 [ for i in 0..3 -> alone i / 4.0 ]) together

[<Fact>]
let ``l2 in training is the decay that is added to gradients`` () =
    let single seed sizes = Tensor.cast DType.Float32 (Draws.tensor (System.Random seed) sizes)
    let network = Network.build (Key.ofSeed 1UL) [ 3 ] (Layer.dense 2)
    let batch = Batch(single 1 [ 8; 3 ], single 2 [ 8; 2 ])

    let after optimizer regularizer =
        let trainer =
            Trainer.ofNetwork network Loss.meanSquaredError optimizer |> Trainer.withRegularizer regularizer

        let next, report = Trainer.step trainer network (Trainer.start (Key.ofSeed 2UL) network trainer) batch

        next.Parameters, report.Loss

    let sgd = Optimizer.sgd 0.1
    let plain, loss = after (Optimizer.chain [ Optimizer.addDecayedWeights 0.5; sgd ]) Regularizer.none
    let regularized, risk = after sgd (Regularizer.l2 0.5)
    Close.trees 1e-6 plain regularized

    let cost = Regularizer.value (Regularizer.l2 0.5) network.Parameters
    Close.numbers 1e-5 (loss + cost.ToScalar()) risk

[<Fact>]
let ``say what is wrong`` () =
    Thrown.by<ConfigurationException, _> [ "Regularizer.l1"; "lambda"; "-1" ] (fun () -> Regularizer.l1 -1.0)
    Thrown.by<ConfigurationException, _> [ "lambda"; "NaN" ] (fun () -> Regularizer.l2 nan)
    Thrown.by<ConfigurationException, _> [ "ratio"; "2" ] (fun () -> Regularizer.elasticNet 2.0 0.1)
    let vector = Regularizer.custom "mine" (fun w -> w["a.bias"])
    Thrown.by<ShapeException, _> [ "mine"; "scalar"; "[1]" ] (fun () -> Regularizer.value vector weights)

[<Fact>]
let ``of activity cost what layers give, by the sample, and only in training`` () =
    let network =
        Network.buildFor
            DType.Float64
            (Key.ofSeed 1UL)
            (Signal.One(Shape.ofSeq [ 3 ]))
            (Layer.dense 4 >=> Layer.relu >=> Layer.dense 2)

    let x, t = Draws.tensor (System.Random 1) [ 8; 3 ], Draws.tensor (System.Random 2) [ 8; 2 ]
    let of' pattern = Regularizer.onActivity (Parameters.matching pattern)
    let regularizer = (Regularizer.l1 0.3 |> of' "relu1") + Regularizer.l2 0.1

    let trainer =
        Trainer.ofNetwork network Loss.meanSquaredError (Optimizer.sgd 0.1)
        |> Trainer.withRegularizer regularizer

    let next, report =
        Trainer.step trainer network (Trainer.start (Key.ofSeed 1UL) network trainer) (Batch(x, t))

    let cost (w: Parameters) =
        let hidden = Tensor.relu (matmul x w["dense1.kernel"] + w["dense1.bias"])
        let y = matmul hidden w["dense2.kernel"] + w["dense2.bias"]
        let weights = sum (Tensor.square w["dense1.kernel"]) + sum (Tensor.square w["dense2.kernel"])
        Loss.value Loss.meanSquaredError y t + 0.3 / 8.0 * sum (abs hidden) + 0.05 * weights

    let value, gradient = Parameters.valueAndGrad cost network.Parameters
    Close.numbers 1e-13 (value.ToScalar()) report.Loss
    Close.trees 1e-13 (network.Parameters - 0.1 * gradient) next.Parameters
    Assert.Equal("l1 0.3 of activity + l2 0.1", regularizer.Name)
    // Of parameters it sees none.
    Close.numbers
        1e-15
        1.05
        (Regularizer.value (Regularizer.l2 0.1 + (Regularizer.l1 0.1 |> of' "*")) weights |> _.ToScalar())

[<Fact>]
let ``of activity make it sparse, and say which layers there are`` () =
    let data = Synthetic.moons 300 0.1 (Key.ofSeed 1UL)
    let layer = Layer.dense 32 >=> Layer.relu >=> Layer.dense 2

    let zeros regularizer =
        let trained =
            Trainer.create layer Loss.softmaxCrossEntropy (Optimizer.adam 0.02)
            |> Trainer.withRegularizer regularizer
            |> Trainer.fit (Key.ofSeed 1UL) 20 data

        let statistics = Explain.activations data.Inputs trained.Network
        statistics["relu1"].Zeros

    let on pattern = Regularizer.l1 0.02 |> Regularizer.onActivity (Parameters.matching pattern)
    Assert.True(zeros (on "relu1") > zeros Regularizer.none + 0.15)

    Thrown.by<ConfigurationException, _> [ "l1 0.02 of activity"; "dense1, relu1, dense2" ] (fun () ->
        zeros (on "conv1"))

    Thrown.by<ConfigurationException, _> [ "Regularizer.risk"; "training" ] (fun () ->
        Regularizer.risk Loss.meanSquaredError (on "relu1") weights (Tensor.ones [ 2; 1 ]) (Tensor.ones [ 2; 1 ]))

[<Fact>]
let ``small weights are counted, and biases are not weights`` () =
    let tree =
        Parameters.ofSeq [
            "a.kernel", matrix [ [ 0.5; -1e-4; 0.0 ] ]
            "a.bias", Tensor.vector [ 0.0 ]
            "b.kernel", matrix [ [ 1e-3 ] ]
        ]

    let sparsity = Parameters.sparsity 1e-3 tree
    Assert.Equal<string seq>([ "a.kernel"; "b.kernel" ], sparsity.Parameters |> Seq.map _.Path)
    Assert.Equal<int seq>([ 2; 0 ], sparsity.Parameters |> Seq.map _.Small)
    Assert.Equal(0.5, sparsity.Share)
    Assert.Contains("66.7 %", string sparsity)
    Thrown.by<ConfigurationException, _> [ "threshold"; "over 0" ] (fun () -> Parameters.sparsity 0.0 tree)
