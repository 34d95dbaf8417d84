module FuncNet.Tests.Trainers

open System.Threading
open Xunit
open FuncNet

let private key = Key.ofSeed 1UL

/// Two noisy clouds, which one line separates.
let private clouds n seed =
    let keys = Key.split 2 (Key.ofSeed seed)
    let labels = Array.init n (fun i -> i % 2)
    let centres = Tensor.owning [ n; 1 ] (labels |> Array.map (fun label -> float32 (2 * label - 1)))
    Dataset.ofTensors (centres + 0.5 * Key.normal DType.Float32 [ n; 3 ] keys[0]) (Tensor.vector labels)

let private train, test = clouds 200 1UL, clouds 100 2UL
let private model = Layer.dense 8 >=> Layer.tanh >=> Layer.dropout 0.1 >=> Layer.dense 2
let private trainer = Trainer.create model Loss.softmaxCrossEntropy (Optimizer.adam 0.01)

[<Fact>]
let ``training learns`` () =
    let result = trainer |> Trainer.withValidation test |> Trainer.fit key 10 train
    let first, last = result.History[0], result.History[9]
    Assert.True(last.Loss < first.Loss / 2.0)
    Assert.True(last.ValidationMetrics[0].Value > 0.95)
    Assert.Equal("accuracy", last.Metrics[0].Name)
    Assert.Equal(70, result.State.Step)

[<Fact>]
let ``the same key gives the same bits`` () =
    let run () = (trainer |> Trainer.fit key 3 train).Network.Parameters
    Assert.Equal<Parameters>(run (), run ())
    Assert.NotEqual<Parameters>(run (), (trainer |> Trainer.fit (Key.ofSeed 2UL) 3 train).Network.Parameters)

[<Fact>]
let ``every state within an epoch goes on to the same future`` () =
    let network = Network.build key [ 3 ] model
    let start = Trainer.start key network trainer
    let states = Trainer.run trainer network 2 train start |> Seq.map fst |> Seq.toList
    let future = (List.last states).Parameters

    for state in states do
        let last, _ = Trainer.run trainer network 2 train state |> Seq.last
        Assert.Equal<Parameters>(future, last.Parameters)
        Assert.Equal(14, last.Step)

[<Fact>]
let ``a state goes on only with its own network, callbacks and batches`` () =
    let network = Network.build key [ 3 ] model
    let start = Trainer.start key network trainer

    let refused (words: string) (trainer: Trainer) (network: Network) state =
        let error =
            Assert.Throws<ConfigurationException>(fun () ->
                Trainer.run trainer network 2 train state |> Seq.length |> ignore)

        Assert.Contains(words, error.Message)

    refused "another network" trainer (Network.build key [ 3 ] (Layer.dense 2)) start
    refused "callbacks" (Trainer.withEarlyStopping 2 trainer) network start

    refused
        "batch size"
        (Trainer.withBatchSize 100 trainer)
        network
        (Trainer.run trainer network 2 train start |> Seq.item 5 |> fst)

[<Fact>]
let ``a state of the past goes on to the same future`` () =
    let network = Network.build key [ 3 ] model
    let start = Trainer.start key network trainer
    let states = Trainer.run trainer network 3 train start |> Seq.toList
    // After the first epoch, and from there to the end again.
    let middle =
        states
        |> List.pick (fun (state, event) ->
            match event with
            | TrainingEvent.EpochDone report when report.Epoch = 1 -> Some state
            | _ -> None)

    let again = Trainer.run trainer network 3 train middle |> Seq.last |> fst
    Assert.Equal<Parameters>((fst (List.last states)).Parameters, again.Parameters)

[<Fact>]
let ``a kept state stays what it was while the run goes on`` () =
    let network = Network.build key [ 3 ] model
    let start = Trainer.start key network trainer
    let before = start.Parameters |> Parameters.map (fun x -> Tensor.ofArray x.Shape (x.ToArray<float32>()))
    Trainer.run trainer network 2 train start |> Seq.iter ignore
    Assert.Equal<Parameters>(before, start.Parameters)

[<Fact>]
let ``a run is lazy`` () =
    let network = Network.build key [ 3 ] model
    let mutable seen = 0

    let run =
        Trainer.run trainer network 1000000 train (Trainer.start key network trainer)
        |> Seq.map (fun event ->
            seen <- seen + 1
            event)

    run |> Seq.take 5 |> Seq.iter ignore
    Assert.Equal(5, seen)

[<Fact>]
let ``frozen parameters stay bit-identical, and the others learn`` () =
    let frozen = Layer.freeze "dense1" model
    let network = Network.build key [ 3 ] frozen
    let optimizer = Optimizer.adamW 0.01 0.1
    let start = Trainer.ofNetwork network Loss.softmaxCrossEntropy optimizer
    let result = start |> Trainer.fit key 2 train
    Assert.Equal(network.Parameters["dense1.kernel"], result.Network.Parameters["dense1.kernel"])
    Assert.Equal(network.Parameters["dense1.bias"], result.Network.Parameters["dense1.bias"])
    Assert.NotEqual<Tensor>(network.Parameters["dense2.kernel"], result.Network.Parameters["dense2.kernel"])

[<Fact>]
let ``a step is the optimizer's update of the gradient`` () =
    let plain = Layer.dense 2
    let network = Network.build key [ 3 ] plain
    let trainer = Trainer.create plain Loss.softmaxCrossEntropy (Optimizer.sgd 0.5)
    let batch = Dataset.batches 16 train |> Seq.head
    let next, report = Trainer.step trainer network (Trainer.start key network trainer) batch

    let loss (parameters: Parameters) =
        Loss.value
            Loss.softmaxCrossEntropy
            (matmul batch.Inputs parameters["dense1.kernel"] + parameters["dense1.bias"])
            batch.Targets

    let value, gradient = Parameters.valueAndGrad loss network.Parameters
    Assert.Equal(value.ToScalar(), report.Loss)
    let expected = network.Parameters - 0.5 * gradient

    for path in expected.Paths do
        let distance = (Tensor.max (abs (expected[path] - next.Parameters[path]))).ToScalar()
        Assert.True(distance < 1e-7, $"{path} is off by {distance}")

[<Fact>]
let ``batch, mini-batch and stochastic descent differ in the batch size only`` () =
    for size, steps in [ 200, 2; 32, 14; 1, 400 ] do
        let result = trainer |> Trainer.withBatchSize size |> Trainer.fit key 2 train
        Assert.Equal(steps, result.State.Step)

[<Fact>]
let ``early stopping ends the run and brings the best weights back`` () =
    // A rate so large that the validation loss soon rises.
    let restless = Trainer.create model Loss.softmaxCrossEntropy (Optimizer.sgd 3.0)

    let result =
        restless |> Trainer.withValidation test |> Trainer.withEarlyStopping 3 |> Trainer.fit key 200 train

    Assert.True(result.History.Count < 200)
    Assert.Contains("3 epochs", result.Reason)
    let losses = result.History |> Seq.map _.ValidationLoss |> Seq.toList
    let atBest = List.findIndex ((=) (List.min losses)) losses
    Assert.Equal(losses.Length - 4, atBest)
    let loss, _ = Trainer.evaluate restless result.Network test
    Assert.Equal(losses[atBest], loss)

[<Fact>]
let ``a run with early stopping that goes on equals an unbroken one`` () =
    let restless =
        Trainer.create model Loss.softmaxCrossEntropy (Optimizer.sgd 3.0)
        |> Trainer.withValidation test
        |> Trainer.withEarlyStopping 4

    let network = Network.build key [ 3 ] model
    let start = Trainer.start key network restless
    let unbroken = restless |> Trainer.fitFrom start network 12 train

    for broken in [ 3; 5; 7; 9 ] do
        let first = restless |> Trainer.fitFrom start network broken train
        let second = restless |> Trainer.fitFrom first.State network 12 train

        // A run that has ended before is over, and is not gone on with.
        if first.History.Count = broken then
            Assert.Equal<Parameters>(unbroken.State.Parameters, second.State.Parameters)
            Assert.Equal<Parameters>(unbroken.Network.Parameters, second.Network.Parameters)

[<Fact>]
let ``cancellation gives the state so far`` () =
    use source = new CancellationTokenSource()

    let result =
        trainer
        |> Trainer.withCancellation source.Token
        |> Trainer.onEvent (fun event ->
            match event with
            | TrainingEvent.StepDone report when report.Step = 9 -> source.Cancel()
            | _ -> ())
        |> Trainer.fit key 1000 train

    Assert.Equal(9, result.State.Step)
    Assert.Equal("cancelled", result.Reason)
    Assert.Equal(1, result.History.Count)

[<Fact>]
let ``events come in order`` () =
    let events = ResizeArray<string>()

    let name event =
        match event with
        | TrainingEvent.Started _ -> "started"
        | TrainingEvent.RunsEagerly _ -> "eager"
        | TrainingEvent.StepDone report -> $"step {report.Epoch}.{report.StepInEpoch}"
        | TrainingEvent.EpochDone report -> $"epoch {report.Epoch}"
        | TrainingEvent.Warned _ -> "warned"
        | TrainingEvent.Finished _ -> "finished"

    trainer
    |> Trainer.withBatchSize 100
    |> Trainer.onEvent (name >> events.Add)
    |> Trainer.fit key 2 train
    |> ignore

    Assert.Equal<string>(
        [ "started"; "step 1.1"; "step 1.2"; "epoch 1"; "step 2.1"; "step 2.2"; "epoch 2"; "finished" ],
        events
    )

[<Fact>]
let ``plain progress writes a line an epoch`` () =
    use writer = new System.IO.StringWriter()

    trainer
    |> Trainer.withValidation test
    |> Trainer.withObserver (Progress.lines writer)
    |> Trainer.fit key 2 train
    |> ignore

    let lines = writer.ToString().Split('\n', System.StringSplitOptions.RemoveEmptyEntries)
    Assert.Equal(3, lines.Length)
    Assert.Matches(@"^epoch 1/2  loss \d\.\d{4}  accuracy \d\.\d{4}  │ validation loss", lines[0])

[<Fact>]
let ``a batch larger than the data is an error that says both`` () =
    let error =
        Assert.Throws<DataException>(fun () ->
            trainer |> Trainer.withBatchSize 201 |> Trainer.fit key 1 train |> ignore)

    Assert.Contains("201", error.Message)
    Assert.Contains("200", error.Message)

[<Fact>]
let ``data that do not fit the network are an error before any step`` () =
    let network = Network.build key [ 4 ] (Layer.dense 2)
    let mutable steps = 0

    let error =
        Assert.Throws<ShapeException>(fun () ->
            Trainer.ofNetwork network Loss.softmaxCrossEntropy (Optimizer.sgd 0.1)
            |> Trainer.onEvent (function
                | TrainingEvent.StepDone _ -> steps <- steps + 1
                | _ -> ())
            |> Trainer.fit key 1 train
            |> ignore)

    Assert.Equal(0, steps)
    Assert.Contains("[batch; 4]", error.Message)
    Assert.Contains("training data is [200; 3]", error.Message)

[<Fact>]
let ``numbers of epochs and samples under one are errors`` () =
    Assert.Throws<ConfigurationException>(fun () -> trainer |> Trainer.fit key 0 train |> ignore)
    |> ignore

    Assert.Throws<ConfigurationException>(fun () -> trainer |> Trainer.withBatchSize 0 |> ignore)
    |> ignore

    Assert.Throws<ConfigurationException>(fun () -> trainer |> Trainer.withEarlyStopping 0 |> ignore)
    |> ignore
