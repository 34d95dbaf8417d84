module FuncNet.Tests.Logs

open System
open System.Collections.Generic
open System.IO
open System.Text.Json
open Microsoft.Extensions.Logging
open Xunit
open FuncNet

let private key = Key.ofSeed 3UL
let private train, test = Synthetic.spirals 3 60 0.2 key, Synthetic.spirals 3 40 0.2 (Key.ofSeed 4UL)

let private trainer =
    Trainer.create (Layer.dense 3) Loss.softmaxCrossEntropy (Optimizer.sgd 0.1)
    |> Trainer.withBatchSize 16
    |> Trainer.withValidation test

let private network = trainer.Build key train
let private start = Trainer.start key network trainer

let private within (action: string -> 'T) =
    let folder = Directory.CreateTempSubdirectory "funcnet"

    try
        action (Path.Combine(folder.FullName, "log"))
    finally
        folder.Delete true

let private text (value: float) = value.ToString("R", Globalization.CultureInfo.InvariantCulture)

[<Fact>]
let ``a CSV file has a row for each epoch, with every bit of the numbers`` () =
    within (fun path ->
        let result = trainer |> Trainer.withObserver (Log.csv path) |> Trainer.fit key 2 train

        let rows = [
            for report in result.History ->
                $"{report.Epoch},{text report.Loss},{text report.Metrics[0].Value},{text report.ValidationLoss},{text report.ValidationMetrics[0].Value},{text report.Rate}"
        ]

        let header = "epoch,loss,accuracy,validation loss,validation accuracy,rate"
        Assert.Equal<string>(header :: rows, File.ReadAllLines path))

[<Fact>]
let ``the CSV file of a run that was resumed is that of the unbroken one`` () =
    within (fun path ->
        let logging = trainer |> Trainer.withObserver (Log.csv path)
        Trainer.fitFrom start network 5 train logging |> ignore
        let unbroken = File.ReadAllText path
        let middle = Trainer.fitFrom start network 2 train trainer
        Trainer.fitFrom middle.State network 5 train logging |> ignore
        Assert.Equal(unbroken, File.ReadAllText path))

[<Fact>]
let ``a CSV file of other columns is left as it is, and the run goes on`` () =
    within (fun path ->
        File.WriteAllText(path, "epoch,loss\n1,2\n")
        let result = trainer |> Trainer.withObserver (Log.csv path) |> Trainer.fit key 2 train
        Assert.Contains("has other columns than this run", Assert.Single result.Warnings)
        Assert.Equal("epoch,loss\n1,2\n", File.ReadAllText path))

type private Clock() =
    inherit TimeProvider()
    override _.GetUtcNow() = DateTimeOffset(2020, 2, 29, 12, 0, 0, TimeSpan.Zero)

[<Fact>]
let ``lines of JSON tell of every event`` () =
    within (fun path ->
        // A line that a process has left unfinished.
        File.WriteAllText(path, "{\"event\":")

        let diverging =
            Trainer.create
                (Layer.activation "nan" (fun x -> x * nan) >=> Layer.dense 3)
                Loss.softmaxCrossEntropy
                (Optimizer.sgd 0.1)

        let log = Log.jsonLinesBy (Clock()) 3 path

        diverging
        |> Trainer.withBatchSize 16
        |> Trainer.withObserver log
        |> Trainer.fit key 2 train
        |> ignore

        let lines = File.ReadAllLines path
        Assert.Equal("{\"event\":", lines[0])

        Assert.Equal(
            """{"event":"started","time":"2020-02-29T12:00:00.0000000Z","epochs":2,"steps per epoch":4,"samples":60}""",
            lines[1]
        )

        let events = [
            for line in lines[1..] do
                use document = JsonDocument.Parse line
                string ((document.RootElement.GetProperty "event").GetString())
        ]

        Assert.Equal<string>([ "started"; "step"; "epoch"; "step"; "epoch"; "finished" ], events)
        Assert.Contains("\"epoch\":1,\"step\":3,\"step in epoch\":3,\"samples\":16,\"loss\":\"NaN\"", lines[2])
        Assert.Contains("\"reason\":\"2 epochs are done\"", lines[6]))

[<Fact>]
let ``a log that cannot be opened ends the run before its first step`` () =
    within (fun path ->
        let missing = Path.Combine(path, "missing", "log.csv")

        for log in [ Log.csv missing; Log.jsonLines missing ] do
            let mutable steps = 0

            let error =
                Assert.Throws<DataException>(fun () ->
                    trainer
                    |> Trainer.onEvent (fun event ->
                        match event with
                        | TrainingEvent.StepDone _ -> steps <- steps + 1
                        | _ -> ())
                    |> Trainer.withObserver log
                    |> Trainer.fit key 1 train
                    |> ignore)

            Assert.Contains(missing, error.Message)
            Assert.Equal(0, steps))

[<Fact>]
let ``a log that fails in the middle warns once, and the run goes on`` () =
    within (fun path ->
        let messages = ResizeArray<string>()

        let result =
            trainer
            |> Trainer.onEvent (fun event ->
                match event with
                | TrainingEvent.EpochDone report when report.Epoch = 1 ->
                    File.Delete path
                    Directory.CreateDirectory path |> ignore
                | TrainingEvent.Warned message -> messages.Add message
                | _ -> ())
            |> Trainer.withObserver (Log.csv path)
            |> Trainer.fit key 4 train

        Assert.Equal(4, result.History.Count)
        Assert.Contains("it is a folder; the run goes on without this log.", Assert.Single result.Warnings)
        Assert.Equal<string>(result.Warnings, messages)
        Assert.Equal<Parameters>((Trainer.fit key 4 train trainer).Network.Parameters, result.Network.Parameters))

/// A logger that notes what it is told.
type private Notes(least: LogLevel) =
    member val Lines = ResizeArray<string>()
    member val Values = ResizeArray<KeyValuePair<string, obj | null>>()

    interface ILogger with
        member _.BeginScope(_) = null
        member _.IsEnabled level = level >= least

        member notes.Log(level, id, state, error, format) =
            match box state with
            | :? (KeyValuePair<string, obj | null> seq) as values -> notes.Values.AddRange values
            | _ -> ()

            notes.Lines.Add $"{level} {id.Name}: {format.Invoke(state, error)}"

[<Fact>]
let ``a logger is told of every event that it wants`` () =
    let notes = Notes LogLevel.Information
    let result = trainer |> Trainer.withObserver (Log.logger notes) |> Trainer.fit key 2 train
    Assert.Equal(4, notes.Lines.Count)
    Assert.Equal("Information started: training, started: epochs 2, steps per epoch 4, samples 60", notes.Lines[0])
    Assert.StartsWith("Information epoch: training, epoch: epoch 1, loss ", notes.Lines[1])
    Assert.Equal("Information finished: training, finished: reason 2 epochs are done", notes.Lines[3])
    Assert.Contains(KeyValuePair("loss", box result.History[1].Loss), notes.Values)
    let all = Notes LogLevel.Trace
    trainer |> Trainer.withObserver (Log.logger all) |> Trainer.fit key 2 train |> ignore
    Assert.Equal(8, all.Lines |> Seq.filter _.StartsWith("Debug step") |> Seq.length)
