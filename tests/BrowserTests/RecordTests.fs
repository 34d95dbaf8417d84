module FuncNet.Tests.``The record of a run``

open System
open Xunit
open FuncNet
open FuncNet.Tests.Cases

/// A clock that is moved by hand.
type Clock() =
    inherit TimeProvider()
    let mutable ticks = 0L
    member _.Pass(seconds: float) = ticks <- ticks + int64 (seconds * 1e7)
    override _.GetTimestamp() = ticks
    override _.TimestampFrequency = 10_000_000L

let private train (trainer: Trainer) = trainer |> Trainer.fit (Key.ofSeed 9UL) 3 ringData

let private sameBits (a: TrainingResult) (b: TrainingResult) =
    Assert.Equal<Parameters>(a.State.Parameters, b.State.Parameters)
    Assert.Equal<EpochReport>(a.History, b.History)
    Assert.Equal(a.Reason, b.Reason)

[<Fact>]
let ``changes no bit of what is trained`` () =
    let recorder = Recorder.ofTrainer ringData ringTrainer
    let plain = train ringTrainer
    sameBits plain (ringTrainer |> Recorder.attach recorder |> train)
    Assert.Equal(3, recorder.Record.History.Count)
    sameBits plain (fst (Report.fit (Key.ofSeed 9UL) 3 ringData ringTrainer))

[<Fact>]
let ``has every epoch, and as many points as can be drawn`` () =
    let recorder = Recorder()
    let result = ringTrainer |> Recorder.attach recorder |> train
    let record = recorder.Record
    Assert.Equal<EpochReport>(result.History, record.History |> Seq.map _.Report)
    Assert.Equal<int>([ 500; 1000; 1500 ], record.History |> Seq.map _.Step)
    Assert.Equal<int>([ 500; 500; 500 ], record.History |> Seq.map _.Samples)
    Assert.Equal(RunPhase.Finished, record.Phase)
    Assert.Equal("3 epochs are done", record.Reason)
    // 1,500 steps are more than 1,024, so two are put together.
    Assert.Equal(750, record.Steps.Count)
    Assert.Equal<int>(Seq.init 750 (fun i -> 2 * i + 2), record.Steps |> Seq.map _.Step)
    let mean = record.Steps |> Seq.averageBy _.Loss
    Assert.Equal(result.History |> Seq.averageBy _.Loss, mean, 1e-6)
    Assert.Equal<string>([ "accuracy" ], record.Steps[0].Metrics |> Seq.map _.Name)

[<Fact>]
let ``has gradients after each epoch, those of Explain at the end`` () =
    let recorder = Recorder.ofTrainer ringData ringTrainer
    let result = ringTrainer |> Recorder.attach recorder |> train
    let x, t = Tensor.narrow 0 0 128 ringData.Inputs, Tensor.narrow 0 0 128 ringData.Targets
    let norms = Explain.gradientNorms Loss.softmaxCrossEntropy x t result.Network

    for epoch in recorder.Record.History do
        Assert.Equal<string>([ "dense1"; "dense2" ], epoch.Gradients |> Seq.map _.Path)

    Assert.Equal<float>(
        norms.Layers |> Seq.filter (fun layer -> layer.Parameters.Count > 0) |> Seq.map _.Gradient,
        (Seq.last recorder.Record.History).Gradients |> Seq.map _.Norm
    )

[<Fact>]
let ``measures steps and validations by its clock`` () =
    let clock = Clock()
    let recorder = Recorder clock

    let slow =
        Callback.ofEvents "slow" (fun event ->
            match event with
            | TrainingEvent.StepDone report when report.StepInEpoch < 500 -> clock.Pass 0.25
            | TrainingEvent.StepDone _ -> clock.Pass 4.0
            | TrainingEvent.EpochDone _
            | TrainingEvent.Started _
            | TrainingEvent.RunsEagerly _
            | TrainingEvent.Warned _
            | TrainingEvent.Finished _ -> ()

            [])

    // The recorder sees each event before time passes; what passes behind the last step of an epoch is the validation's.
    ringTrainer |> Recorder.attach recorder |> Trainer.withCallback slow |> train |> ignore
    let epoch = recorder.Record.History[0]
    Assert.Equal(499.0 * 0.25, epoch.TrainingSeconds, 1e-6)
    Assert.Equal(4.0, epoch.ValidationSeconds, 1e-6)
    Assert.Equal(500.0 / (499.0 * 0.25), float epoch.Samples / epoch.TrainingSeconds, 1e-6)
    Assert.Equal(3.0 * (499.0 * 0.25 + 4.0), recorder.Record.Seconds, 1e-6)

[<Fact>]
let ``knows what the trainer is made of`` () =
    let recorder = Recorder()
    ringTrainer |> Trainer.withEarlyStopping 4 |> Recorder.attach recorder |> ignore

    Assert.Equal<string * string>(
        [
            "Loss", "softmaxCrossEntropy"
            "Optimizer", "sgd"
            "Batch size", "1"
            "Metrics", "accuracy"
            "Callbacks", "earlyStopping"
            "Validation", "500 samples"
        ],
        recorder.Record.Settings |> Seq.map (fun setting -> setting.Key, setting.Value)
    )

[<Fact>]
let ``of gradients needs one input and one output`` () =
    let two = Network.build (Key.ofSeed 1UL) [ 3 ] (Layer.fork Join.Tuple [ Layer.dense 1; Layer.dense 2 ])

    let error =
        Assert.Throws<ConfigurationException>(fun () -> Recorder(two, Loss.meanSquaredError, ringData) |> ignore)

    Assert.StartsWith("Recorder: gradients are measured for networks with one input and one output", error.Message)
