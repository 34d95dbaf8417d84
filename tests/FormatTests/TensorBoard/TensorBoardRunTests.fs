module FuncNet.Tests.TensorBoardRunTests

open System
open System.IO
open Xunit
open FuncNet
open FuncNet.Tests.DataFiles

let private key = Key.ofSeed 3UL
let private train, test = Synthetic.spirals 3 60 0.2 key, Synthetic.spirals 3 40 0.2 (Key.ofSeed 4UL)

type private Clock() =
    inherit TimeProvider()
    override _.GetUtcNow() = DateTimeOffset(2020, 2, 29, 12, 0, 0, TimeSpan.Zero)

let private trainer =
    Trainer.create (Layer.dense 5 >=> Layer.tanh >=> Layer.dense 3) Loss.softmaxCrossEntropy (Optimizer.sgd 0.1)
    |> Trainer.withBatchSize 16
    |> Trainer.withValidation test

let private options folder = { TensorBoardOptions.inFolder folder with Clock = Clock() }
let private logged options = trainer |> Trainer.withCallback (Callback.tensorBoardWith options)

let private events folder part : TensorBoardEvent list = [
    for path in Directory.GetFiles(Path.Combine(folder, part)) |> Array.sort do
        yield! TensorBoard.read path
]

let private scalars tag (events: TensorBoardEvent list) = [
    for event in events do
        match event.Entry with
        | TensorBoardEntry.Scalar(name, value) when name = tag -> event.Step, value
        | _ -> ()
]

/// As a scalar is stored.
let private stored (value: float) = float (float32 value)

[<Fact>]
let ``a run is written down: figures of both sets, rate, histograms, graph, table, and why it ended`` () =
    withFolder (fun folder ->
        let result = logged (options folder) |> Trainer.fit key 3 train
        Assert.Empty result.Warnings
        let training, validation = events folder "train", events folder "validation"
        let steps = [ 4L; 8L; 12L ]
        let expected figure = List.zip steps [ for report in result.History -> stored (figure report) ]
        Assert.Equal<(int64 * float) list>(expected _.Loss, scalars "loss" training)
        Assert.Equal<(int64 * float) list>(expected _.Metrics[0].Value, scalars "accuracy" training)
        Assert.Equal<(int64 * float) list>(expected _.ValidationLoss, scalars "loss" validation)
        Assert.Equal<(int64 * float) list>(expected _.ValidationMetrics[0].Value, scalars "accuracy" validation)
        Assert.Equal<(int64 * float) list>(expected (fun _ -> 0.1), scalars "learning rate" training)
        Assert.Equal<(int64 * float) list>(List.zip steps [ 1.0; 2.0; 3.0 ], scalars "epoch" training)

        let histograms = [
            for event in training do
                match event.Entry with
                | TensorBoardEntry.Histogram(tag, spread) -> event.Step, tag, spread.Sum
                | _ -> ()
        ]

        Assert.Equal(3 * 4, histograms.Length)

        let last =
            histograms |> List.filter (fun (step, tag, _) -> step = 12L && tag = "parameters/dense1.kernel")

        let _, _, sum = Assert.Single last
        let kernel = result.Network.Parameters["dense1.kernel"] |> Tensor.cast DType.Float64
        Assert.Equal((Tensor.sum kernel).ToScalar(), sum, 9)

        let graphs =
            training
            |> List.filter (fun event ->
                match event.Entry with
                | TensorBoardEntry.Graph _ -> true
                | _ -> false)

        Assert.Equal(0L, (Assert.Single graphs).Step)

        let texts = [
            for event in training do
                match event.Entry with
                | TensorBoardEntry.Text(tag, text) -> tag, text
                | _ -> ()
        ]

        Assert.Equal<string>([ "run"; "network"; "end" ], texts |> List.map fst)
        Assert.Equal("3 epochs, 4 steps each, 60 samples", snd texts[0])
        Assert.Contains("    dense1 (Dense)", snd texts[1])
        Assert.Equal("3 epochs are done", snd texts[2]))

[<Fact>]
let ``writing it down changes no bit of the run`` () =
    withFolder (fun folder ->
        let plain = trainer |> Trainer.fit key 2 train
        let probe = Dataset.take 4 train
        let options = { options folder with EverySteps = 3; Probe = Some probe }
        let written = logged options |> Trainer.fit key 2 train
        Assert.Equal<TrainingState>(plain.State, written.State)
        // Of the eight steps, the third and the sixth.
        Assert.Equal<int64>([ 3L; 6L ], events folder "train" |> scalars "step/loss" |> List.map fst)

        let gradients = [
            for event in events folder "train" do
                match event.Entry with
                | TensorBoardEntry.Histogram(tag, spread) when tag = "gradients/dense2.bias" ->
                    event.Step, spread.Count
                | _ -> ()
        ]

        Assert.Equal<(int64 * float) list>([ 4L, 3.0; 8L, 3.0 ], gradients))

[<Fact>]
let ``a run that is gone on with adds files, which take the place of later steps`` () =
    withFolder (fun folder ->
        let network = trainer.Build key train
        let start = Trainer.start key network trainer
        let first = Trainer.fitFrom start network 2 train (logged (options folder))
        Trainer.fitFrom first.State network 3 train (logged (options folder)) |> ignore
        let files = Directory.GetFiles(Path.Combine(folder, "train")) |> Array.sort
        Assert.Equal(2, files.Length)

        let begins = [
            for event in events folder "train" do
                match event.Entry with
                | TensorBoardEntry.Begin -> event.Step
                | _ -> ()
        ]

        Assert.Equal<int64>([ 1L; 9L ], begins)
        Assert.Equal<int64>([ 12L ], TensorBoard.read files[1] |> Seq.toList |> scalars "loss" |> List.map fst)
        // Another trainer than the first goes on from the state: nothing is remembered.
        Trainer.fitFrom first.State network 3 train trainer |> ignore)

[<Fact>]
let ``images of the probe are shown, brought to numbers from 0 to 1`` () =
    withFolder (fun folder ->
        let pixels = Tensor.reshape [ 10; 2; 2; 1 ] (Tensor.cast DType.Float32 (Tensor.range 40)) - 4.0
        let images = Dataset.ofLabelled [ "a"; "b" ] pixels (Tensor.vector [ for i in 0..9 -> i % 2 ])

        Trainer.create (Layer.flatten >=> Layer.dense 2) Loss.softmaxCrossEntropy (Optimizer.sgd 0.01)
        |> Trainer.withBatchSize 5
        |> Trainer.withCallback (Callback.tensorBoardWith { options folder with Probe = Some images })
        |> Trainer.fit key 1 images
        |> ignore

        let pictures = [
            for event in events folder "train" do
                match event.Entry with
                | TensorBoardEntry.Picture(tag, image) -> tag, Convert.ToHexString image.Pixels
                | _ -> ()
        ]

        Assert.Equal<string>([ for i in 1..8 -> $"samples/{i}" ], pictures |> List.map fst)
        // −4 … −1, from 0 to 1.
        Assert.Equal("0055AAFF", snd pictures[0]))

[<Fact>]
let ``a folder that cannot be made ends the run before its first step; what fails later is a warning`` () =
    withFolder (fun folder ->
        let file = Path.Combine(folder, "file")
        File.WriteAllText(file, "")
        refused [ "Cannot write"; file ] (fun () -> logged (options file) |> Trainer.fit key 1 train)
        let missing = Path.Combine(folder, "run")

        let result =
            logged (options missing)
            |> Trainer.onEvent (fun event ->
                match event with
                | TrainingEvent.StepDone report when report.Step = 1 ->
                    Directory.Delete(Path.Combine(missing, "train"), true)
                    File.WriteAllText(Path.Combine(missing, "train"), "")
                | _ -> ())
            |> Trainer.fit key 1 train

        Assert.NotEmpty result.Warnings
        Assert.Contains("train", result.Warnings[0])
        Assert.Equal(1, result.History.Count)

        let error =
            Assert.Throws<ConfigurationException>(fun () ->
                Callback.tensorBoardWith { options folder with EverySteps = -1 } |> ignore)

        Assert.Contains("steps", error.Message))
