module FuncNet.Tests.``Weights of samples``

open Xunit
open FuncNet

let private key = Key.ofSeed 3UL

/// Six samples of two numbers and a class, with weights 2, 0, 1, 1, 0, 2.
let private plain =
    Dataset.ofTensors (Key.normal DType.Float64 [ 6; 2 ] key) (Tensor.vector [ 0; 1; 2; 1; 0; 2 ])

let private weights = [ 2.0; 0.0; 1.0; 1.0; 0.0; 2.0 ]
let private weighted = Dataset.withWeights weights plain
let private numbers (x: Tensor) = x.ToArray<float>() |> Array.toList

let private trainer =
    Trainer.create (Layer.dense 4 >=> Layer.tanh >=> Layer.dense 3) Loss.softmaxCrossEntropy (Optimizer.sgd 0.5)

[<Fact>]
let ``go with their samples through parts, orders and batches`` () =
    Assert.Equal<float list>(weights, numbers weighted.Weights)
    Assert.Equal<float list>([ 0.0; 1.0 ], numbers (weighted |> Dataset.skip 1 |> Dataset.take 2).Weights)
    Assert.Equal<float list>([ 2.0; 2.0; 0.0 ], numbers (Dataset.select [| 5; 0; 1 |] weighted).Weights)
    let order = Key.permutation 6 key
    Assert.Equal<float list>([ for i in order -> weights[i] ], numbers (Dataset.shuffle key weighted).Weights)
    Assert.Equal<float list>(weights[3..], numbers (snd (Dataset.split 0.5 weighted)).Weights)
    Assert.Equal<float list>([ 1.0; 0.0; 2.0 ], numbers (Dataset.batches 3 weighted |> Seq.last).Weights)
    Assert.Equal<float list>(weights, numbers (weighted |> Dataset.scaleInputs 2.0 |> Dataset.oneHot).Weights)
    let both = Dataset.concat [ Dataset.take 2 weighted; Dataset.take 1 plain ]
    Assert.Equal<float list>([ 2.0; 0.0; 1.0 ], numbers both.Weights)
    Assert.Equal<float list>([ 1.0; 1.0 ], numbers (Dataset.batches 2 plain |> Seq.head).Weights)

/// The parameters after three steps over all of the data, and the validation loss.
let private trained (validation: Dataset) (data: Dataset) =
    let result =
        trainer
        |> Trainer.withBatchSize data.Count
        |> Trainer.withValidation validation
        |> Trainer.fit key 3 data

    result.Network.Parameters, result.History[2].ValidationLoss

/// The samples as often as their weights say.
let private repeated = Dataset.select [| 0; 0; 2; 3; 5; 5 |] plain

[<Fact>]
let ``of 2 count a sample twice, of 0 leave it out`` () =
    let expected, expectedLoss = trained repeated repeated
    let normalized = Dataset.withNormalizedWeights weights plain
    let actual, loss = trained normalized normalized
    Close.numbers 1e-12 expectedLoss loss

    for path in expected.Paths do
        Close.tensors 1e-12 expected[path] actual[path]

[<Fact>]
let ``multiply the losses, whose sum is divided by the number of samples`` () =
    let network = Network.buildFor DType.Float64 key (Signal.One(Shape 2)) (Layer.dense 3)

    let each =
        Loss.perSample Loss.softmaxCrossEntropy (network.Predict plain.Inputs) plain.Targets |> numbers

    let expected = List.sum (List.map2 (*) weights each) / 6.0
    let start = Trainer.start key network trainer
    let _, report = Trainer.step trainer network start (Dataset.batches 6 weighted |> Seq.head)
    Close.numbers 1e-14 expected report.Loss
    Close.numbers 1e-14 expected (fst (Trainer.evaluate trainer network weighted))
    // Metrics count every sample once.
    let accuracy (data: Dataset) =
        let _, figures = Trainer.evaluate trainer network data
        figures[0].Value

    Assert.Equal(accuracy plain, accuracy weighted)

[<Fact>]
let ``of 1 change no bit, and the same key gives the same bits with any`` () =
    let run (data: Dataset) = (trainer |> Trainer.withBatchSize 4 |> Trainer.fit key 5 data).Network.Parameters

    Assert.Equal<Parameters>(run plain, run (Dataset.withWeights (Seq.replicate 6 1.0) plain))
    Assert.Equal<Parameters>(run weighted, run weighted)
    Assert.NotEqual<Parameters>(run plain, run weighted)

[<Fact>]
let ``that do not fit are errors`` () =
    Thrown.by<DataException, _> [ "6 samples"; "2 weights" ] (fun () -> Dataset.withWeights [ 1.0; 1.0 ] plain)

    for bad, word in [ -1.0, "-1"; nan, "NaN"; infinity, "Infinity" ] do
        Thrown.by<DataException, _> [ "sample 4"; word ] (fun () ->
            Dataset.withWeights [ 1.0; 1.0; 1.0; 1.0; bad; 1.0 ] plain)

    Thrown.by<DataException, _> [ "all weights are 0" ] (fun () ->
        Dataset.withNormalizedWeights (Seq.replicate 6 0.0) plain)
