module FuncNet.Tests.PipelineTraining

open System
open System.Threading
open System.Threading.Tasks
open Xunit
open FuncNet

let private key = Key.ofSeed 21UL

/// Two noisy clouds, which one line separates.
let private clouds n seed =
    let keys = Key.split 2 (Key.ofSeed seed)
    let labels = Array.init n (fun i -> i % 2)
    let centres = Tensor.owning [ n; 1 ] (labels |> Array.map (fun label -> float32 (2 * label - 1)))
    Dataset.ofTensors (centres + 0.5 * Key.normal DType.Float32 [ n; 3 ] keys[0]) (Tensor.vector labels)

let private train = clouds 150 1UL
let private model = Layer.dense 8 >=> Layer.tanh >=> Layer.dropout 0.1 >=> Layer.dense 2
let private trainer = Trainer.create model Loss.softmaxCrossEntropy (Optimizer.adam 0.01)
let private network = Network.build key [ 3 ] model

let private noise key (x: Tensor) = x + 0.1 * Key.normal DType.Float32 x.Shape key

/// Seven batches of samples in another order in each epoch, with other noise.
let private pipeline =
    train
    |> Pipeline.ofDataset
    |> Pipeline.shuffle 40
    |> Pipeline.batch 24
    |> Pipeline.mapInputsKeyed noise
    |> Pipeline.prefetch 3

let private parametersAt data =
    (Trainer.fitFrom (Trainer.start key network trainer) network 3 data trainer).State.Parameters

[<Fact>]
let ``a trainer learns from a pipeline`` () =
    let result =
        trainer
        |> Trainer.withValidation (clouds 100 2UL)
        |> Trainer.fit key 10 (Pipeline.forTraining pipeline)

    Assert.True(result.History[9].Loss < result.History[0].Loss / 2.0)
    Assert.True(result.History[9].ValidationMetrics[0].Value > 0.95)
    Assert.Equal(70, result.State.Step)

[<Fact>]
let ``its steps are those on the pipeline's batches, one by one`` () =
    let start = Trainer.start key network trainer

    let byHand =
        Seq.init 3 (fun epoch -> Pipeline.toSeq key epoch pipeline)
        |> Seq.concat
        |> Seq.fold (fun state batch -> fst (Trainer.step trainer network state batch)) start

    Assert.Equal(21, byHand.Step)
    Assert.Equal<Parameters>(byHand.Parameters, parametersAt (Pipeline.forTraining pipeline))

[<Fact>]
let ``threads and prefetched batches change no bit`` () =
    let of' stages =
        train
        |> Pipeline.ofDataset
        |> Pipeline.shuffle 40
        |> Pipeline.batch 24
        |> stages
        |> Pipeline.forTraining
        |> parametersAt

    let augment = fun key -> Batch.mapInputs (noise key)
    let expected = of' (Pipeline.mapKeyed augment)
    Assert.Equal<Parameters>(expected, of' (Pipeline.mapKeyedParallel 3 augment))
    Assert.Equal<Parameters>(expected, of' (Pipeline.mapKeyedParallel 2 augment >> Pipeline.prefetch 1))

[<Fact>]
let ``every state within an epoch goes on to the same future`` () =
    for pipeline in [ pipeline; pipeline |> Pipeline.filter (fun _ -> true); pipeline |> Pipeline.cache ] do
        let data = Pipeline.forTraining pipeline
        let start = Trainer.start key network trainer
        let states = Trainer.run trainer network 2 data start |> Seq.map fst |> Seq.toList
        let future = (List.last states).Parameters

        for state in states do
            let last, _ = Trainer.run trainer network 2 data state |> Seq.last
            Assert.Equal<Parameters>(future, last.Parameters)
            Assert.Equal(14, last.Step)

[<Fact>]
let ``an epoch whose length is not known ends where the pipeline does`` () =
    let events = ResizeArray<TrainingEvent>()
    let unknown = pipeline |> Pipeline.filter (fun batch -> batch.Size = 24)
    use writer = new IO.StringWriter()

    let result =
        trainer
        |> Trainer.onEvent events.Add
        |> Trainer.withObserver (Progress.lines writer)
        |> Trainer.fit key 2 (Pipeline.forTraining unknown)

    Assert.Equal(TrainingEvent.Started(2, 0, 0), events[0])
    Assert.Equal(12, result.State.Step)
    Assert.Equal(2, result.History.Count)

    Assert.Equal<Parameters>(
        (trainer |> Trainer.fit key 2 (Pipeline.forTraining (Pipeline.take 6 pipeline))).Network.Parameters,
        result.Network.Parameters
    )

    let lines = writer.ToString().Split('\n', StringSplitOptions.RemoveEmptyEntries)
    Assert.Matches(@"^epoch 1/2  loss \d\.\d{4}  accuracy \d\.\d{4}  │ [1-9]", lines[0])

[<Fact>]
let ``the bar of an epoch whose length is not known waits for the first one`` () =
    use writer = new IO.StringWriter()

    let terminal =
        Spectre.Console.AnsiConsole.Create(
            Spectre.Console.AnsiConsoleSettings(
                Ansi = Spectre.Console.AnsiSupport.No,
                Interactive = Spectre.Console.InteractionSupport.No,
                Out = Spectre.Console.AnsiConsoleOutput writer
            )
        )

    let unknown = pipeline |> Pipeline.filter (fun batch -> batch.Size = 24)

    trainer
    |> Trainer.withObserver (Progress.bar terminal)
    |> Trainer.fit key 2 (Pipeline.forTraining unknown)
    |> ignore

    Assert.Contains("epoch 2/2", writer.ToString())

[<Fact>]
let ``batches of many lengths are learned from, with their own bits`` () =
    // Sequences of 1 to 12 steps: more forms than are kept compiled.
    let batches =
        Pipeline.generate 24 (fun key i ->
            Batch(Key.normal DType.Float32 [ 4; 1 + i * 5 % 12; 3 ] key, Tensor.vector [ 0; 1; 1; 0 ]))

    let trainer =
        Trainer.create (Layer.gru 4 >=> Layer.dense 2) Loss.softmaxCrossEntropy (Optimizer.adam 0.01)

    let network = Network.build key [ 12; 3 ] (Layer.gru 4 >=> Layer.dense 2)

    let start = Trainer.start key network trainer

    let byHand =
        Pipeline.toSeq key 0 batches
        |> Seq.fold (fun state batch -> fst (Trainer.step trainer network state batch)) start

    let example =
        batches |> Pipeline.map (fun batch -> batch.Inputs.Shape[1]) |> Pipeline.toSeq key 0 |> Seq.head

    Assert.Equal(1, example)
    let built = Network.build key [ 1; 3 ] (Layer.gru 4 >=> Layer.dense 2)
    let data = Pipeline.forTraining batches
    let result = Trainer.fitFrom (Trainer.start key built trainer) built 1 data trainer
    Assert.Equal<Parameters>(byHand.Parameters, result.State.Parameters)

[<Fact>]
let ``an error in a pipeline's thread ends the run with that error`` () =
    let planted = InvalidOperationException "planted"

    let faulty =
        pipeline
        |> Pipeline.zipWith (fun i batch -> i, batch) (Pipeline.ofArray [| 0..6 |])
        |> Pipeline.map (fun (i, batch) -> if i = 4 then raise planted else batch)
        |> Pipeline.prefetch 2

    let steps = ref 0

    let error =
        Assert.Throws<InvalidOperationException>(fun () ->
            trainer
            |> Trainer.onEvent (fun event ->
                match event with
                | TrainingEvent.StepDone report -> steps.Value <- report.Step
                | _ -> ())
            |> Trainer.fit key 2 (Pipeline.forTraining faulty)
            |> ignore)

    Assert.Same(planted, error)
    Assert.Equal(4, steps.Value)

[<Fact>]
let ``a run is cancelled while it waits for a batch`` () =
    use source = new CancellationTokenSource()

    // The fourth batch never comes.
    let endless =
        Pipeline.generateForever (fun _ i -> i)
        |> Pipeline.filter (fun i -> i < 3)
        |> Pipeline.map (fun i -> Dataset.batches 24 train |> Seq.item i)
        |> Pipeline.prefetch 1

    let run =
        Task.Run(fun () ->
            trainer
            |> Trainer.withCancellation source.Token
            |> Trainer.onEvent (fun event ->
                match event with
                | TrainingEvent.StepDone report when report.Step = 3 -> source.CancelAfter 1
                | _ -> ())
            |> Trainer.fit key 1 (Pipeline.forTraining endless))

    Assert.True(run.Wait(TimeSpan.FromSeconds 60.0), "the run does not end")
    Assert.Equal("cancelled", run.Result.Reason)
    Assert.Equal(3, run.Result.State.Step)

[<Fact>]
let ``a run that is left early leaves no thread behind`` () =
    let made: Thread voption ref = ref ValueNone

    let watched =
        pipeline
        |> Pipeline.repeat 1000
        |> Pipeline.map (fun batch ->
            made.Value <- ValueSome Thread.CurrentThread
            batch)
        |> Pipeline.prefetch 2

    let data = Pipeline.forTraining watched
    let start = Trainer.start key network trainer
    Assert.Equal(5, Trainer.run trainer network 1 data start |> Seq.take 5 |> Seq.length)
    Assert.False made.Value.Value.IsAlive

[<Fact>]
let ``pipelines that cannot be trained on say so`` () =
    let fit pipeline = trainer |> Trainer.fit key 1 (Pipeline.forTraining pipeline)

    let endless =
        Assert.Throws<ConfigurationException>(fun () ->
            Pipeline.forTraining (Pipeline.repeatForever pipeline) |> ignore)

    Assert.Contains("Pipeline.take", endless.Message)
    DataFiles.refused [ "no batches" ] (fun () -> fit (pipeline |> Pipeline.filter (fun _ -> false)))

    // Only the first epoch has batches.
    let once = Pipeline.create (fun _ epoch -> if epoch = 0 then Dataset.batches 50 train else Seq.empty)

    DataFiles.refused [ "no batch in epoch 2"; "filtered" ] (fun () ->
        trainer |> Trainer.fit key 2 (Pipeline.forTraining once))

    let uneven =
        pipeline
        |> Pipeline.zipWith (fun i batch -> i, batch) (Pipeline.ofArray [| 0..6 |])
        |> Pipeline.map (fun (i, batch) -> if i = 2 then Batch.withWeights (Seq.replicate 24 1.0) batch else batch)

    DataFiles.refused [ "Batch 3 of epoch 1"; "weighted"; "first one" ] (fun () -> fit uneven)

    let wrong = pipeline |> Pipeline.mapInputs (Tensor.narrow 1 0 2)

    let error =
        Assert.Throws<ShapeException>(fun () ->
            Trainer.fitFrom (Trainer.start key network trainer) network 1 (Pipeline.forTraining wrong) trainer
            |> ignore)

    Assert.Contains("[batch; 3]", error.Message)

[<Fact>]
let ``classes have the names that the pipeline gives them`` () =
    let data = pipeline |> Pipeline.forTrainingOf [ "left"; "right" ]
    Assert.Equal<string seq>([ "left"; "right" ], (trainer |> Trainer.fit key 1 data).Network.ClassNames)

module ``Named inputs`` =

    let private two =
        Layer.beside (Layer.named "image" (Layer.dense 4)) (Layer.named "age" (Layer.dense 3))
        >=> Layer.join Join.Concatenate
        >=> Layer.dense 2

    let private batches =
        Pipeline.generate 5 (fun key _ ->
            Batch.named [
                "age", Key.normal DType.Float32 [ 6; 3 ] key
                "image", Key.uniform DType.Float32 [ 6; 3 ] key
            ] [ "label", Tensor.vector [ 0; 1; 0; 1; 0; 1 ] ])

    let private fit batches =
        Trainer.create two Loss.softmaxCrossEntropy (Optimizer.adam 0.01)
        |> Trainer.fit key 1 (Pipeline.forTraining batches)

    [<Fact>]
    let ``come to the branches of their names`` () =
        DataFiles.refused [ "image, age, in this order"; "batches have age, image"; "Pipeline.select" ] (fun () ->
            fit batches)

        let result = batches |> Pipeline.select [ "image"; "age" ] [ "label" ] |> fit
        Assert.Equal(5, result.State.Step)

        DataFiles.refused [ "image, age, by the names of its branches"; "batches have age, photo" ] (fun () ->
            batches |> Pipeline.named [ "age"; "photo" ] [ "label" ] |> fit)

        DataFiles.refused [ "no input 'photo'"; "age, image" ] (fun () ->
            batches |> Pipeline.select [ "photo" ] [ "label" ] |> fit)

    [<Fact>]
    let ``keep the names of the first batch`` () =
        let changing =
            batches
            |> Pipeline.select [ "image"; "age" ] [ "label" ]
            |> Pipeline.zipWith (fun i batch -> i, batch) (Pipeline.ofArray [| 0..4 |])
            |> Pipeline.map (fun (i, batch) ->
                if i = 3 then Batch.select [ "age"; "image" ] [ "label" ] batch else batch)

        DataFiles.refused [ "Batch 4 of epoch 1"; "names" ] (fun () -> fit changing)

module ``A validation split`` =

    let private split = trainer |> Trainer.withValidationSplit 0.2

    [<Fact>]
    let ``measures on samples that the training does not see`` () =
        let started = ResizeArray<TrainingEvent>()
        let result = split |> Trainer.onEvent started.Add |> Trainer.fit key 3 train
        Assert.Equal(TrainingEvent.Started(3, 4, 120), started[0])
        Assert.All(result.History, fun report -> Assert.True(Double.IsFinite report.ValidationLoss))
        Assert.Equal<Parameters>(result.Network.Parameters, (split |> Trainer.fit key 3 train).Network.Parameters)

        // The same part of the data in a run that goes on.
        let start = Trainer.start key network split
        let states = Trainer.run split network 2 train start |> Seq.toList

        let future =
            states
            |> List.pick (fun (_, event) ->
                match event with
                | TrainingEvent.EpochDone report when report.Epoch = 2 -> Some report
                | _ -> None)

        let middle = states |> List.map fst |> List.find (fun state -> state.Epoch = 1)

        let again =
            Trainer.run split network 2 train middle
            |> Seq.pick (fun (_, event) ->
                match event with
                | TrainingEvent.EpochDone report -> Some report
                | _ -> None)

        Assert.Equal(future.ValidationLoss, again.ValidationLoss)

    [<Fact>]
    let ``needs a fraction and a data set`` () =
        let refused (part: string) (action: unit -> unit) =
            Assert.Contains(part, (Assert.Throws<ConfigurationException> action).Message)

        refused "between 0 and 1; it is 1" (fun () -> trainer |> Trainer.withValidationSplit 1.0 |> ignore)
        refused "Dataset in memory" (fun () -> split |> Trainer.fit key 1 (Pipeline.forTraining pipeline) |> ignore)

        // The last word counts.
        let result = split |> Trainer.withValidation train |> Trainer.fit key 1 (Pipeline.forTraining pipeline)
        Assert.True(Double.IsFinite result.History[0].ValidationLoss)
