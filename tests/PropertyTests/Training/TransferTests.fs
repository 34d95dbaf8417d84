module FuncNet.Tests.Transfer

open System.IO
open Xunit
open FuncNet
open FuncNet.Tests.DataFiles

let private keys = Key.split 5 (Key.ofSeed 3UL)

/// Digits below 5, and those from 5 on as 0 … 4.
let private lower, private upper =
    let digits = Synthetic.digits 700 keys[0]
    let labels = digits.Targets.ToArray<int>()
    let places keep = labels |> Array.indexed |> Array.filter (snd >> keep) |> Array.map fst
    let part keep = Dataset.select (places keep) digits

    part (fun n -> n < 5),
    part (fun n -> n >= 5)
    |> fun data -> Dataset.ofTensors data.Inputs (data.Targets - Tensor.number DType.Int32 5.0)

let private network =
    Layer.named
        "base"
        (Layer.conv2dWith { Conv2D.defaults with Strides = struct (2, 2) } 4 (struct (3, 3))
         >=> Layer.batchNorm
         >=> Layer.relu
         >=> Layer.maxPool2d 2
         >=> Layer.flatten)
    >=> Layer.named "head" (Layer.dense 5)
    |> Network.build keys[1] [ 28; 28; 1 ]

let private fitted epochs rate data network =
    (Trainer.ofNetwork network Loss.softmaxCrossEntropy (Optimizer.adam rate)
     |> Trainer.fit keys[2] epochs data)
        .Network

let private accuracy (network: Network) (data: Dataset) =
    (Metric.evaluate Metric.accuracy (network.Predict data.Inputs) data.Targets |> mean).ToScalar()

/// Trained on the lower digits.
let private learned = lazy (fitted 3 3e-3 lower network)

[<Fact>]
let ``a frozen base stays bit-identical, statistics too, while the head learns`` () =
    let transferred =
        learned.Value
        |> Network.replaceHead keys[3] 1 (Layer.named "head" (Layer.dense 5))
        |> Network.freeze "base.*"

    let after = fitted 4 1e-2 upper transferred
    let report = Network.changes transferred after
    Assert.Equal<string>([ "head.kernel"; "head.bias" ], report.Changed)
    Assert.Contains("base.conv2d1.kernel", report.Kept)
    Assert.Contains("base.batchnorm1.variance", report.Kept)
    Assert.Empty report.New
    let before, reached = accuracy transferred upper, accuracy after upper
    Assert.True(reached > 0.6 && reached > before + 0.2, $"accuracy went from {before} to {reached}")
    // Set free, the base learns, too.
    let tuned = fitted 1 1e-3 upper (Network.unfreeze "*" after)
    Assert.Contains("base.conv2d1.kernel", (Network.changes after tuned).Changed)
    Assert.Contains("base.batchnorm1.mean", (Network.changes after tuned).Changed)

[<Fact>]
let ``a head that trains on stored features is the head of the whole with its base frozen, bit for bit`` () =
    let transferred =
        learned.Value
        |> Network.replaceHead keys[3] 1 (Layer.named "head" (Layer.dense 5))
        |> Network.freeze "base.*"

    let whole = fitted 3 1e-2 upper transferred
    let body, head = Network.splitAt "head" transferred

    let features =
        withFolder (fun folder ->
            let path = Path.Combine(folder, "features.npz")
            Dataset.saveNpz path (Dataset.through body upper)
            Dataset.loadNpz [] path)

    Assert.Equal<Shape>(Shape 144, features.InputShape)
    let alone = fitted 3 1e-2 features head
    Assert.Equal<Tensor>(whole.Parameters["head.kernel"], alone.Parameters["head.kernel"])
    Assert.Equal<Tensor>(whole.Parameters["head.bias"], alone.Parameters["head.bias"])
    Assert.Equal(accuracy whole upper, accuracy alone features)
    Assert.Equal<Parameters>(whole.Parameters, (Network.join body alone).Parameters)

[<Fact>]
let ``a small rate for the base and a large one for the head move each by its own`` () =
    let optimizer =
        Optimizer.byPattern [ "base.*", Optimizer.sgd 0.0; "head.*", Optimizer.sgd 0.1 ] (Optimizer.sgd 1.0)

    let after =
        (Trainer.ofNetwork network Loss.softmaxCrossEntropy optimizer |> Trainer.fit keys[2] 1 upper).Network

    let report = Network.changes network after
    // The running statistics follow the batches, as nothing is frozen.
    Assert.Equal<string>(
        [ "head.kernel"; "head.bias"; "base.batchnorm1.mean"; "base.batchnorm1.variance" ],
        report.Changed
    )
