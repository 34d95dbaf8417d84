module FuncNet.Tests.ManyTrainings

open System.Threading
open Xunit
open FsCheck.Xunit
open FuncNet
open FuncNet.Kernels

let private key = Key.ofSeed 5UL
let private data, test = Synthetic.moons 130 0.2 (Key.ofSeed 1UL) |> Dataset.splitAt 90
let private model = Layer.dense 12 >=> Layer.relu >=> Layer.dropout 0.1 >=> Layer.dense 2

let private trainer =
    Trainer.create model Loss.softmaxCrossEntropy (Optimizer.adam 0.02) |> Trainer.withBatchSize 16

let private watched = trainer |> Trainer.onEvent ignore
let private parameters (network: Network) = network.Parameters

/// With all threads at the work of one thread.
let private alone (action: unit -> 'T) =
    CallingThread.WorksAlone <- true

    try
        action ()
    finally
        CallingThread.WorksAlone <- false

let private refused (words: string list) (action: unit -> 'T) =
    let error = Assert.Throws<ConfigurationException>(fun () -> action () |> ignore)
    words |> List.iter (fun word -> Assert.Contains(word, error.Message))

[<Fact>]
let ``run at once and one after the other to the same bits`` () =
    let bag trainer () =
        let bagging = Ensemble.bagging Vote.Softmax 4 key 2 data trainer
        [ for network in bagging.Ensemble.Members -> parameters network ], bagging.OutOfBagVotes

    let restart trainer () = [
        for restart in trainer |> Trainer.withValidation test |> Trainer.restarts 4 key 2 data ->
            restart.Number, restart.Loss, parameters restart.Result.Network
    ]

    let validate trainer () = string (CrossValidation.runStratified 3 key 2 data trainer)

    // A trainer that is watched trains on the caller's thread, and so does who works alone.
    Assert.Equal(bag trainer (), bag watched ())
    Assert.Equal(bag trainer (), alone (bag trainer))
    Assert.Equal<(int * float * Parameters) list>(restart trainer (), restart watched ())
    Assert.Equal<(int * float * Parameters) list>(restart trainer (), alone (restart trainer))
    Assert.Equal(validate trainer (), validate watched ())
    Assert.Equal(validate trainer (), alone (validate trainer))

[<Fact>]
let ``give each part its place on any number of threads, and work alone on each of several`` () =
    for threads in [ 1; 2; 3; 8; 100 ] do
        let places = SideBySide.map threads 20 (fun place -> place, CallingThread.WorksAlone)
        Assert.Equal<(int * bool)[]>(Array.init 20 (fun place -> place, threads > 1), places)

    Assert.False CallingThread.WorksAlone
    Assert.Empty(SideBySide.map 4 0 id)

[<Fact>]
let ``throw the error of the first part that has one`` () =
    for threads in [ 1; 2; 4 ] do
        let error =
            Assert.Throws<DataException>(fun () ->
                SideBySide.map threads 30 (fun place ->
                    // The later of the two comes first by the clock.
                    if place = 5 then
                        Thread.Sleep 20

                    if place = 5 || place = 6 then
                        raise (DataException $"part {place}")

                    place)
                |> ignore)

        Assert.Equal("part 5", error.Message)
        Assert.False CallingThread.WorksAlone

[<Property(MaxTest = 5)>]
let ``samples out of bag are those that a member has not drawn`` (seed: uint64) =
    let bagging = Ensemble.bagging Vote.Softmax 2 (Key.ofSeed seed) 1 data trainer

    let missed =
        bagging.Drawn
        |> Seq.map (fun drawn -> Set.difference (set [ 0 .. data.Count - 1 ]) (set drawn))
        |> Seq.toList

    let votes (place: int) =
        let row = data.Inputs.[place]
        let members = List.indexed missed |> List.filter (fun (_, places) -> places.Contains place)

        members
        |> List.map (fun (i, _) -> bagging.Ensemble.Members[i].Predict row |> Tensor.softmax -1)
        |> List.reduce (+)
        |> fun sum -> sum / float members.Length

    bagging.Drawn |> Seq.forall (fun drawn -> drawn.Count = data.Count)
    && set bagging.OutOfBagPlaces = Set.unionMany missed
    && Seq.sort bagging.OutOfBagPlaces |> Seq.toList = Seq.toList bagging.OutOfBagPlaces
    && bagging.OutOfBag.Inputs = (Dataset.select (Seq.toArray bagging.OutOfBagPlaces) data).Inputs
    && bagging.OutOfBagPlaces
       |> Seq.indexed
       |> Seq.forall (fun (i, place) -> (Tensor.max (abs (bagging.OutOfBagVotes.[i] - votes place))).ToScalar() < 1e-6)

[<Fact>]
let ``a bagging of more members begins with those of fewer, each a function of its own key`` () =
    let members count = [
        for network in (Ensemble.bagging Vote.Softmax count key 2 data trainer).Ensemble.Members -> parameters network
    ]

    let four = members 4
    Assert.Equal<Parameters list>(members 2, List.take 2 four)
    Assert.Equal(4, List.distinct four |> List.length)

    let keys = Key.split 2 (Key.foldIn 3 key)
    let drawn, _ = Dataset.bootstrap keys[0] data
    Assert.Equal<Parameters>(parameters (Trainer.fit keys[1] 2 drawn trainer).Network, four[2])

[<Fact>]
let ``the estimate out of bag is a mean over the samples out of bag`` () =
    let bagging = Ensemble.bagging Vote.Majority 3 key 5 data trainer
    let estimate = bagging.OutOfBagFigures [ Metric.accuracy ]
    let right = Tensor.equal (Tensor.argMax 1 bagging.OutOfBagVotes) bagging.OutOfBag.Targets
    Assert.Equal((Tensor.mean (Tensor.cast DType.Float32 right)).ToScalar(), estimate[0].Value, 1e-6)
    Assert.InRange(estimate[0].Value, 0.6, 1.0)

[<Fact>]
let ``snapshots are the network at the ends of the cycles of one training`` () =
    let cycles, epochs, rate = 3, 2, 0.05
    let ensemble = Ensemble.snapshots Vote.Softmax cycles rate key epochs data trainer
    Assert.Equal(3, ensemble.Members.Count)

    // The same training, unbroken.
    let steps = (data.Count - 1) / 16 + 1
    let schedule = Schedule.cosineCycles (epochs * steps) rate

    let plain =
        Trainer.create model Loss.softmaxCrossEntropy (Optimizer.adam 0.02 |> Optimizer.withSchedule schedule)
        |> Trainer.withBatchSize 16

    for cycle in 1..cycles do
        let whole = Trainer.fit key (cycle * epochs) data plain
        Assert.Equal<Parameters>(parameters whole.Network, parameters ensemble.Members[cycle - 1])

[<Fact>]
let ``a training that is stopped ends the snapshots`` () =
    let stopping =
        Callback.custom "stop" Parameters.empty (fun kept event ->
            match event with
            | TrainingEvent.EpochDone report when report.Epoch = 3 -> kept, [ Command.Stop "enough" ]
            | _ -> kept, [])

    let ensemble = Ensemble.snapshots Vote.Softmax 5 0.05 key 2 data (Trainer.withCallback stopping trainer)
    Assert.Equal(2, ensemble.Members.Count)

[<Fact>]
let ``restarts come in the order of their validation loss, and can be trained again by their keys`` () =
    let trainer = Trainer.withValidation test trainer
    let restarts = trainer |> Trainer.restarts 5 key 3 data
    let losses = [| for restart in restarts -> restart.Loss |]
    Assert.Equal<float[]>(Array.sort losses, losses)
    Assert.Equal<int list>([ 1..5 ], [ for restart in restarts -> restart.Number ] |> List.sort)

    for restart in restarts do
        Assert.Equal(Key.foldIn restart.Number key, restart.Key)
        Assert.Equal(restart.Loss, fst (Trainer.evaluate trainer restart.Result.Network test))
        Assert.Equal("accuracy", restart.Metrics[0].Name)

    Assert.Equal<Parameters>(
        parameters restarts[0].Result.Network,
        parameters (Trainer.fit restarts[0].Key 3 data trainer).Network
    )

[<Fact>]
let ``a restart without a finite loss comes last`` () =
    // A rate so large that some trainings lose all numbers, and some do not begin to.
    let wild = Trainer.create (Layer.dense 4 >=> Layer.dense 1) Loss.meanSquaredError (Optimizer.sgd 0.5)
    let x = Key.normal DType.Float32 [ 40; 2 ] (Key.ofSeed 2UL)
    let line = Dataset.ofTensors x (Tensor.sumOver [ 1 ] x |> Tensor.reshape [ 40; 1 ])
    let restarts = wild |> Trainer.withValidation line |> Trainer.restarts 12 key 40 line
    let isFinite = [ for restart in restarts -> System.Double.IsFinite restart.Loss ]
    Assert.Contains(false, isFinite)
    Assert.Equal<bool list>(List.sortDescending isFinite, isFinite)

[<Fact>]
let ``folds are measured on what they were not trained on`` () =
    let found = CrossValidation.run 4 key 3 data trainer
    Assert.Equal<string>([ "loss"; "accuracy" ], found.Names)
    Assert.Equal(data.Count, found.Folds |> Seq.sumBy _.Tested)
    Assert.All(found.Folds, fun fold -> Assert.Equal(data.Count, fold.Trained + fold.Tested))

    // The third fold by hand.
    let keys = Key.split 2 key
    let train, test = Dataset.kFold keys[0] 4 data |> Seq.item 2
    let result = Trainer.fit (Key.foldIn 3 keys[1]) 3 train trainer
    let loss, metrics = Trainer.evaluate trainer result.Network test
    Assert.Equal(loss, (found.Values "loss")[2])
    Assert.Equal(metrics[0].Value, (found.Values "accuracy")[2])

[<Fact>]
let ``mean and deviation over the folds are those by hand, and stand in the table`` () =
    let values = [| 0.5; 0.75; 0.625 |]
    let folds = Dataset.kFold key 3 (Dataset.take 31 data)
    let numbers = System.Collections.Generic.Dictionary<Key, float>()
    Seq.iteri (fun i value -> numbers.Add(Key.foldIn (i + 1) key, value)) values

    let found =
        CrossValidation.measure (fun key _ _ -> [ { Name = "half"; Value = numbers[key] } ]) key folds

    Assert.Equal<float[]>(values, found.Values "half")
    Assert.Equal(0.625, found.Mean "half")
    Assert.Equal(0.125, found.Deviation "half", 1e-12)

    Assert.Equal<string[]>(
        [|
            "fold       train  test    half"
            "1             20    11  0.5000"
            "2             21    10  0.7500"
            "3             21    10  0.6250"
            "mean                    0.6250"
            "deviation               0.1250"
        |],
        (string found).Split '\n'
    )

[<Fact>]
let ``stratified folds have every class`` () =
    let ofClass label = [|
        for i in 0 .. data.Count - 1 do
            if (data.Targets.ToArray<int>())[i] = label then
                i
    |]

    let uneven = Dataset.select (Array.append (ofClass 0) (Array.take 5 (ofClass 1))) data
    let keys = Key.split 2 key
    let folds = Dataset.stratifiedKFold keys[0] 5 uneven |> Seq.toList
    Assert.All(folds, fun (_, test) -> Assert.Equal(1, (Dataset.classSizes test)[1]))
    let found = CrossValidation.runStratified 5 key 1 uneven trainer
    let byHand = CrossValidation.runOn folds keys[1] 1 trainer
    Assert.Equal(string byHand, string found)

[<Fact>]
let ``several trainings say what is wrong`` () =
    refused [ "number of members"; "0" ] (fun () -> Ensemble.bagging Vote.Softmax 0 key 1 data trainer)
    refused [ "number of epochs" ] (fun () -> Ensemble.bagging Vote.Softmax 2 key 0 data trainer)
    refused [ "number of cycles" ] (fun () -> Ensemble.snapshots Vote.Softmax 0 0.1 key 1 data trainer)

    refused [ "validation split"; "withValidation" ] (fun () ->
        Ensemble.snapshots Vote.Softmax 2 0.1 key 1 data (Trainer.withValidationSplit 0.2 trainer))

    refused [ "the rate"; "-1" ] (fun () -> Ensemble.snapshots Vote.Softmax 2 -1.0 key 1 data trainer)
    refused [ "Trainer.withValidation" ] (fun () -> Trainer.restarts 2 key 1 data trainer)
    refused [ "number of trainings" ] (fun () -> Trainer.restarts 0 key 1 data (Trainer.withValidation test trainer))
    refused [ "at least one fold" ] (fun () -> CrossValidation.runOn [] key 1 trainer)
    refused [ "\"recall\""; "loss, accuracy" ] (fun () -> (CrossValidation.run 2 key 1 data trainer).Mean "recall")

    refused [ "Fold 2 gives b"; "fold 1 gives a" ] (fun () ->
        CrossValidation.measure
            (fun _ train _ -> [ { Name = (if train.Count = 2 then "b" else "a"); Value = 0.0 } ])
            key
            [ Dataset.splitAt 1 data; Dataset.splitAt 2 data ])

    DataFiles.refused [ "2 to 90 folds"; "91" ] (fun () -> CrossValidation.run 91 key 1 data trainer)
    let one = Dataset.take 1 data

    DataFiles.refused [ "out of bag" ] (fun () ->
        Ensemble.bagging Vote.Softmax 3 key 1 one (Trainer.withBatchSize 1 trainer))

[<Fact>]
let ``cancelled trainings are no ensemble`` () =
    use source = new CancellationTokenSource()
    source.Cancel()
    let cancelled = Trainer.withCancellation source.Token trainer |> Trainer.withValidation test

    for action in
        [
            fun () -> Ensemble.bagging Vote.Softmax 2 key 2 data cancelled |> ignore
            fun () -> Ensemble.snapshots Vote.Softmax 2 0.1 key 2 data cancelled |> ignore
            fun () -> Trainer.restarts 2 key 2 data cancelled |> ignore
            fun () -> CrossValidation.run 2 key 2 data cancelled |> ignore
        ] do
        Assert.ThrowsAny<System.OperationCanceledException> action |> ignore
