module FuncNet.Tests.``Runs that meet NaN``

open System
open Xunit
open FuncNet

let private key = Key.ofSeed 3UL

/// Why training a layer on data ended, and the report of the last step.
let private ended (layer: Layer) optimizer (data: Dataset) =
    let mutable last = None

    let result =
        Trainer.create layer Loss.softmaxCrossEntropy optimizer
        |> Trainer.withBatchSize 4
        |> Trainer.withCallback Callback.terminateOnNaN
        |> Trainer.onEvent (fun event ->
            match event with
            | TrainingEvent.StepDone report -> last <- Some report
            | _ -> ())
        |> Trainer.fit key 3 data

    result.Reason, last.Value, result

let private positive =
    Dataset.ofTensors (Key.uniform DType.Float32 [ 640; 2 ] key + 0.5) (Tensor.vector (List.init 640 (fun i -> i % 3)))

let private logs = Layer.activation "logs" log

[<Fact>]
let ``termination names the step of a bad sample, and the operation and the layer that it met`` () =
    // Of the first sample of the batch of step 130, the logarithm is NaN.
    let numbered = Dataset.mapInputs (fun _ -> Tensor.ofArray [ 640; 1 ] (Array.init 640 float32)) positive
    let keys = Key.split 2 key
    let orderKey = Key.foldIn -1 keys[1]
    let batch = Dataset.shuffledBatches 4 orderKey numbered |> Seq.item 129
    let spoiled = int (batch.Inputs.ToArray<float32>()[0])

    let signs = Tensor.ofArray [ 640; 1 ] (Array.init 640 (fun i -> if i = spoiled then -1.0f else 1.0f))

    let bad = Dataset.mapInputs (fun x -> x * signs) positive

    let why, last, result = ended (logs >=> Layer.dense 3) (Optimizer.sgd 0.1) bad
    Assert.True(Double.IsNaN last.Loss)
    Assert.Contains($"the loss of step {last.Step} is NaN (step {last.StepInEpoch} of epoch 1)", why)

    Assert.Contains(
        $"in a second run of step {last.Step}, the operation Log (float32 [4; 2]) in layer 'logs1' made NaN of finite numbers",
        why
    )

    Assert.Equal(why, result.State.Stopped)
    // Behind a snapshot.
    Assert.Equal(130, last.Step)

[<Fact>]
let ``termination finds a derivative that left a weight infinite a step before the loss shows it`` () =
    let layer =
        Layer.initialize "*.kernel" Initializer.zeros (Layer.dense 3)
        >=> Layer.activation "roots" (fun x -> sqrt (abs x))

    let why, last, _ = ended layer (Optimizer.sgd 0.1) positive
    Assert.Equal(2, last.Step)
    Assert.Contains("the loss of step 2 is NaN", why)
    Assert.Contains("in a second run of step 1, the operation", why)
    Assert.Contains("in the derivative or the update of 'roots1'", why)

[<Fact>]
let ``termination finds the overflow of an update`` () =
    let why, _, _ = ended (Layer.dense 3) (Optimizer.sgd 1e38) positive
    Assert.Contains("the operation", why)
    Assert.Contains("of finite numbers", why)
