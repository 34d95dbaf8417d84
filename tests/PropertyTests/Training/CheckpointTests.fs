module FuncNet.Tests.Checkpoints

open System
open System.IO
open Xunit
open FuncNet

let private key = Key.ofSeed 3UL
let private train, test = Synthetic.spirals 3 60 0.2 key, Synthetic.spirals 3 40 0.2 (Key.ofSeed 4UL)

let private model =
    Layer.dense 6 >=> Layer.batchNorm >=> Layer.tanh >=> Layer.dropout 0.1 >=> Layer.dense 3

let private trainer =
    Trainer.create model Loss.softmaxCrossEntropy (Optimizer.adam 0.02)
    |> Trainer.withBatchSize 16
    |> Trainer.withValidation test
    |> Trainer.withEarlyStopping 9
    |> Trainer.withCallback (Callback.reduceOnPlateau 0.5 1)
    |> Trainer.withCallback (Callback.rateByEpoch (fun epoch -> 1.0 / float epoch))

let private network = trainer.Build key train
let private start = Trainer.start key network trainer

let private within (action: string -> 'T) =
    let folder = Directory.CreateTempSubdirectory "funcnet"

    try
        action folder.FullName
    finally
        folder.Delete true

/// A state within the fourth epoch.
let private middle =
    Trainer.run trainer network 5 train start |> Seq.map fst |> Seq.find (fun state -> state.Step = 14)

let private names folder = Directory.GetFiles folder |> Seq.map (Path.GetFileName >> string) |> Seq.sort |> Seq.toList

[<Fact>]
let ``every state of a run comes back from its file, and goes on to the same end`` () =
    within (fun folder ->
        let path = Path.Combine(folder, "state.safetensors")
        let states = Trainer.run trainer network 4 train start |> Seq.map fst |> Seq.toList
        let unbroken = Trainer.fitFrom start network 4 train trainer
        Assert.Contains(states, fun state -> state.Samples > 0 && state.Sums.Count = 2)

        for state in states do
            Checkpoint.save path state
            let loaded = Checkpoint.load trainer network path
            Assert.Equal<TrainingState>(state, loaded)

        for i in 0..3 .. states.Length - 2 do
            Checkpoint.save path states[i]
            let loaded = Checkpoint.load trainer network path
            let resumed = Trainer.fitFrom loaded network 4 train trainer
            Assert.Equal<TrainingState>(unbroken.State, resumed.State)
            Assert.Equal<EpochReport>(unbroken.History, resumed.History)
            Assert.Equal<Parameters>(unbroken.Network.Parameters, resumed.Network.Parameters))

[<Fact>]
let ``numbers that are no numbers keep their kind`` () =
    within (fun folder ->
        let path = Path.Combine(folder, "state.safetensors")
        let report = { middle.History[0] with Loss = -infinity; ValidationLoss = nan; Rate = -0.0 }
        let odd = { middle with History = [| report |]; Sums = [| { Name = "loss"; Value = infinity } |] }
        Checkpoint.save path odd
        Assert.Equal<TrainingState>(odd, Checkpoint.load trainer network path)
        let rate = (Checkpoint.load trainer network path).History[0].Rate
        Assert.Equal(BitConverter.DoubleToInt64Bits -0.0, BitConverter.DoubleToInt64Bits rate))

[<Fact>]
let ``a file that is cut or changed anywhere is an error that names it`` () =
    within (fun folder ->
        let path = Path.Combine(folder, "best.safetensors")
        Checkpoint.save path middle
        let whole = File.ReadAllBytes path

        let refuses (bytes: byte[]) =
            File.WriteAllBytes(path, bytes)
            let error = Assert.Throws<DataException>(fun () -> Checkpoint.load trainer network path |> ignore)
            Assert.Contains(path, error.Message)
            Assert.Equal(None, Checkpoint.latest folder)

        for length in 0..13 .. whole.Length - 1 do
            refuses whole[.. length - 1]

        let random = Random 5

        for _ in 1..500 do
            let changed = Array.copy whole
            let place = random.Next whole.Length
            changed[place] <- changed[place] ^^^ byte (1 <<< random.Next 8)
            refuses changed)

[<Fact>]
let ``what does not fit is said`` () =
    within (fun folder ->
        let path = Path.Combine(folder, "state.safetensors")
        Checkpoint.save path middle

        let refused (words: string list) (action: unit -> unit) =
            let error = Assert.Throws<DataException> action

            for word in path :: words do
                Assert.Contains(word, error.Message)

        let load (layer: Layer) optimizer () =
            let other = Trainer.create layer Loss.softmaxCrossEntropy optimizer
            Checkpoint.load other (other.Build key train) path |> ignore

        load model (Optimizer.adam 0.02) ()

        refused
            [ "\"parameters/dense1.kernel\" is float32 [2; 6], not float32 [2; 7]"; "more differences" ]
            (load (Layer.dense 7 >=> Layer.batchNorm >=> Layer.dense 3) (Optimizer.adam 0.02))

        refused [ "it has \"optimizer/adam.mean.dense1.kernel\", which is unknown" ] (load model (Optimizer.sgd 0.02))
        refused [ "optimizer/adam.mean"; "more differences" ] (load model (Optimizer.sgdMomentum 0.02 0.9))
        Network.save path network
        refused [ "is not a checkpoint"; "Network.load" ] (load model (Optimizer.adam 0.02))
        File.Delete path
        refused [ "does not exist" ] (load model (Optimizer.adam 0.02)))

[<Fact>]
let ``a state goes on only with the batches and the metrics that it has seen`` () =
    let refused (words: string) trainer =
        let error =
            Assert.Throws<ConfigurationException>(fun () -> Trainer.fitFrom middle network 5 train trainer |> ignore)

        Assert.Contains(words, error.Message)

    refused "has seen 32 samples in 2 steps of an epoch, not 30" (Trainer.withBatchSize 15 trainer)

    refused
        $"has measured loss, accuracy in the epoch under way; the trainer measures loss, {Metric.zeroOne.Name}"
        (Trainer.withMetrics [ Metric.zeroOne ] trainer)

[<Fact>]
let ``a run in parts, from the newest checkpoint of its folder, is one run`` () =
    within (fun folder ->
        let folder = Path.Combine(folder, "run", "1")
        let saving = Trainer.withCheckpoints folder trainer
        let unbroken = Trainer.fit key 6 train trainer

        for epochs in [ 1; 3; 4; 6 ] do
            let part = Trainer.resume folder key epochs train saving
            Assert.Equal(epochs, part.History.Count)
            Assert.Empty part.Warnings

        Assert.Equal<string list>([ "step-0000000020.safetensors"; "step-0000000024.safetensors" ], names folder)
        let last = Trainer.resume folder key 6 train saving
        Assert.Equal<TrainingState>(unbroken.State, last.State)
        Assert.Equal<Parameters>(unbroken.Network.Parameters, last.Network.Parameters)
        // From a file; a damaged newest one is passed over.
        let older = Path.Combine(folder, "step-0000000020.safetensors")
        File.WriteAllBytes(Path.Combine(folder, "step-0000000024.safetensors"), [| 1uy; 2uy |])
        Assert.Equal(Some older, Checkpoint.latest folder)
        Assert.Equal<TrainingState>(unbroken.State, (Trainer.resume older key 6 train trainer).State)
        Assert.Equal<TrainingState>(unbroken.State, (Trainer.resume folder key 6 train saving).State))

[<Fact>]
let ``checkpoints are written when they are due, and the newest stay`` () =
    within (fun folder ->
        let written options =
            let folder = Path.Combine(folder, Guid.NewGuid().ToString "N")
            let callback = Callback.checkpointWith (options { Checkpoints.inFolder folder with KeepLast = 99 })
            trainer |> Trainer.withCallback callback |> Trainer.fit key 5 train |> ignore
            names folder |> List.map (fun name -> name.Replace("step-00000000", "").Replace(".safetensors", ""))

        Assert.Equal<string list>([ "04"; "08"; "12"; "16"; "20" ], written id)
        Assert.Equal<string list>([ "08"; "16"; "20" ], written (fun o -> { o with EveryEpochs = 2 }))
        Assert.Equal<string list>([ "07"; "14"; "20" ], written (fun o -> { o with EveryEpochs = 0; EverySteps = 7 }))
        Assert.Equal<string list>([ "16"; "18"; "20" ], written (fun o -> { o with EverySteps = 6; KeepLast = 3 }))
        Assert.Equal<string list>([ "best" ], written (fun o -> { o with KeepLast = 0; Best = Some Criterion.loss })))

[<Fact>]
let ``the best epoch stays, and its weights can be loaded`` () =
    within (fun folder ->
        let callback = Callback.checkpointWith (Checkpoints.bestInFolder folder (Criterion.largest "accuracy"))
        let result = trainer |> Trainer.withCallback callback |> Trainer.fit key 9 train
        let accuracies = [ for report in result.History -> report.ValidationMetrics[0].Value ]
        let best = 1 + List.findIndex ((=) (List.max accuracies)) accuracies
        let path = Path.Combine(folder, "best.safetensors")
        Assert.Equal(Some path, Checkpoint.latest folder)
        let loaded = Checkpoint.weights (Network.build (Key.ofSeed 77UL) [ 2 ] model) path
        let expected = (Trainer.fit key best train trainer).State
        Assert.Equal<Parameters>(expected.Parameters, loaded.Parameters)
        Assert.Equal<Parameters>(expected.State, loaded.State))

[<Fact>]
let ``a run does not mix with another's checkpoints`` () =
    within (fun folder ->
        let saving = Trainer.withCheckpoints folder trainer
        Trainer.fit key 2 train saving |> ignore
        let error = Assert.Throws<ConfigurationException>(fun () -> Trainer.fit key 3 train saving |> ignore)
        Assert.Contains("begins after step 0", error.Message)
        Assert.Contains("step-0000000008.safetensors", error.Message)
        Assert.Equal<string list>([ "step-0000000004.safetensors"; "step-0000000008.safetensors" ], names folder))

[<Fact>]
let ``a folder that cannot be made ends the run before its first step, and a file that cannot be written warns`` () =
    within (fun folder ->
        let file = Path.Combine(folder, "file")
        File.WriteAllText(file, "")
        let mutable steps = 0

        let counting =
            Trainer.onEvent (fun event ->
                match event with
                | TrainingEvent.StepDone _ -> steps <- steps + 1
                | _ -> ())

        let error =
            Assert.Throws<DataException>(fun () ->
                trainer |> counting |> Trainer.withCheckpoints file |> Trainer.fit key 1 train |> ignore)

        Assert.Contains(file, error.Message)
        Assert.Equal(0, steps)
        // In the place of a checkpoint stands a folder.
        Directory.CreateDirectory(Path.Combine(folder, "step-0000000008.safetensors")) |> ignore
        let result = trainer |> Trainer.withCheckpoints folder |> Trainer.fit key 3 train
        Assert.Equal<TrainingState>((Trainer.fit key 3 train trainer).State, result.State)
        Assert.Contains("step-0000000008.safetensors': it is a folder", Assert.Single result.Warnings)
        Assert.Contains("step-0000000012.safetensors", names folder))

[<Fact>]
let ``what a process that was ended has left behind is cleared away`` () =
    within (fun folder ->
        let left = [ "step-0000000004.safetensors.0123.tmp"; "best.safetensors.0123.tmp"; "notes.tmp" ]

        for name in left do
            File.WriteAllText(Path.Combine(folder, name), "part")

        trainer |> Trainer.withCheckpoints folder |> Trainer.fit key 1 train |> ignore
        Assert.Equal<string list>([ "notes.tmp"; "step-0000000004.safetensors" ], names folder))
