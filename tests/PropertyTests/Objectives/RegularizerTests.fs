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
