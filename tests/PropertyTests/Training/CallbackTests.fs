module FuncNet.Tests.Callbacks

open System
open Xunit
open FuncNet

let private key = Key.ofSeed 3UL
let private train, test = Synthetic.spirals 3 60 0.2 key, Synthetic.spirals 3 40 0.2 (Key.ofSeed 4UL)
let private model = Layer.dense 8 >=> Layer.tanh >=> Layer.dropout 0.1 >=> Layer.dense 3

/// The test set with inputs that are NaN, which only those who skip the checks can make.
let private broken =
    let inputs = test.InputSignal |> Signal.map (fun x -> x * nan)
    Dataset(inputs, test.TargetSignal, None, test.ClassNames, test.ClassCount)

let private trainerOf optimizer = Trainer.create model Loss.softmaxCrossEntropy optimizer |> Trainer.withBatchSize 16

let private trainer = trainerOf (Optimizer.sgdMomentum 0.1 0.9)

let private report epoch loss rate : EpochReport = {
    Epoch = epoch
    Loss = loss
    Metrics = [| { Name = "accuracy"; Value = loss } |]
    HasValidation = false
    ValidationLoss = nan
    ValidationMetrics = [||]
    Rate = rate
}

/// What a callback answers to epochs with these losses, epoch by epoch; the rate of each is a first one times what it has set so far.
let private answers (callback: Callback) (rate: float) (losses: float seq) =
    let mutable state = callback.Parts.Init
    let mutable factor = 1.0

    [
        for i, loss in Seq.indexed losses do
            let next, commands =
                callback.Parts.Step state (TrainingEvent.EpochDone(report (i + 1) loss (rate * factor)))

            state <- next

            for command in commands do
                match command with
                | Command.RateFactor set -> factor <- set
                | _ -> ()

            commands
    ]

let private isStop command =
    match command with
    | Command.Stop _ -> true
    | _ -> false

let private isKeep command =
    match command with
    | Command.KeepWeights -> true
    | _ -> false

/// The epochs in which a callback keeps the weights, and the first in which it stops.
let private decisions callback losses =
    let answers = answers callback 0.1 losses
    let epochs f = answers |> Seq.indexed |> Seq.filter (snd >> List.exists f) |> Seq.map (fst >> (+) 1) |> Seq.toList
    epochs isKeep, List.tryHead (epochs isStop)

[<Fact>]
let ``early stopping decides as by hand`` () =
    let losses = [ 1.0; 0.8; 0.9; 0.79; 0.85; 0.84; 0.8; 0.1 ]
    let by options = decisions (Callback.earlyStoppingWith options) losses
    let three = { EarlyStopping.defaults with Patience = 3 }
    Assert.Equal(([ 1; 2; 4; 8 ], Some 7), by three)
    Assert.Equal(([ 1; 2; 8 ], Some 5), by { three with MinDelta = 0.05 })
    Assert.Equal(([ 3; 4; 8 ], Some 7), by { three with FirstEpoch = 3 })
    Assert.Equal(([], Some 7), by { three with RestoresBest = false })
    Assert.Equal(([ 1 ], Some 4), by { three with By = Criterion.largest "accuracy" })
    Assert.Equal(([ 1; 2; 4; 8 ], Some 7), by { three with By = Criterion.smallest "accuracy" })
    Assert.Equal(([ 1; 2; 4; 8 ], None), by { three with Patience = 4 })

[<Fact>]
let ``a NaN is never better, and is not taken for a missing validation`` () =
    let measured loss validation = { report 1 loss 0.1 with HasValidation = true; ValidationLoss = validation }
    Assert.True(Double.IsNaN (measured 1.0 nan).DecidingLoss)
    Assert.Equal(0.5, (measured 1.0 0.5).DecidingLoss)
    Assert.Equal(1.0, (report 1 1.0 0.1).DecidingLoss)
    Assert.Equal(([ 2 ], Some 4), decisions (Callback.earlyStopping 2) [ nan; 1.0; nan; nan ])

    let result =
        trainer |> Trainer.withValidation broken |> Trainer.withEarlyStopping 2 |> Trainer.fit key 10 train

    Assert.Equal(2, result.History.Count)

    Assert.True(
        result.History
        |> Seq.forall (fun report -> report.HasValidation && Double.IsNaN report.ValidationLoss)
    )

[<Fact>]
let ``the rate falls on plateaus as by hand`` () =
    let factors options losses =
        answers (Callback.reduceOnPlateauWith options) 0.1 losses
        |> List.map (
            List.tryPick (fun command ->
                match command with
                | Command.RateFactor factor -> Some factor
                | _ -> None)
        )

    let flat n = List.replicate n 1.0
    let half = { Plateau.defaults with Factor = 0.5; Patience = 2 }
    Assert.Equal<float option list>([ None; None; Some 0.5; None; Some 0.25 ], factors half (flat 5))

    Assert.Equal<float option list>(
        [ None; None; Some 0.5; None; None; None; Some 0.25 ],
        factors { half with Cooldown = 2 } (flat 7)
    )
    // A better value in the cooldown is noted: the last two epochs are not better than it.
    Assert.Equal<float option list>(
        [ None; None; Some 0.5; None; None; Some 0.25 ],
        factors { half with Cooldown = 1 } [ 1.0; 1.0; 1.0; 0.5; 0.8; 0.7 ]
    )

    Assert.Equal<float option list>(
        [ None; Some 0.5; Some 0.3; None; None ],
        factors { half with Patience = 1; MinRate = 0.03 } (flat 5)
        |> List.map (Option.map (fun factor -> Math.Round(factor, 12)))
    )
    // A fall of the margin exactly is none.
    Assert.Equal<float option list>(
        [ None; Some 0.5; None ],
        factors { half with Patience = 1; MinDelta = 0.25 } [ 1.0; 0.75; 0.5 ]
    )

[<Fact>]
let ``a rate by epoch is that of an optimizer with that rate`` () =
    let network = trainer.Build key train

    let halved =
        trainer |> Trainer.withCallback (Callback.rateByEpoch (fun epoch -> if epoch = 1 then 1.0 else 0.5))

    let fitted = Trainer.fitFrom (Trainer.start key network halved) network 3 train halved
    let one = Trainer.fitFrom (Trainer.start key network trainer) network 1 train trainer
    let slower = trainerOf (Optimizer.sgdMomentum 0.05 0.9)
    let three = Trainer.fitFrom one.State network 3 train slower
    Assert.Equal<Parameters>(three.State.Parameters, fitted.State.Parameters)
    Assert.Equal(0.5, fitted.State.Optimizer.Factor.ToScalar())
    Assert.Equal<float>([ 0.1; 0.05; 0.05 ], fitted.History |> Seq.map _.Rate)

[<Fact>]
let ``factors of several callbacks are multiplied, and scale any schedule`` () =
    let scheduled = trainerOf (Optimizer.withSchedule (Schedule.cosine 40 0.2) (Optimizer.adam 0.2))

    let both =
        scheduled
        |> Trainer.withCallback (Callback.rateByEpoch (fun epoch -> 1.0 / float epoch))
        |> Trainer.withCallback (Callback.rateByEpoch (fun _ -> 0.5))

    let result = Trainer.fit key 3 train both
    Assert.Equal<string>([ "rateByEpoch"; "rateByEpoch2" ], result.State.Callbacks |> Seq.map _.Name)

    for i in 0..2 do
        let expected = Schedule.at (4 * i + 3) (Schedule.cosine 40 0.2) / float (i + 1) * 0.5
        Assert.Equal(expected, result.History[i].Rate, 1e-15)

    let eager = Trainer.fit key 3 train (Trainer.withoutCompilation both)
    Assert.Equal<TrainingState>(eager.State, result.State)

[<Fact>]
let ``two callbacks keep weights of their own`` () =
    let keeping name keepAt restoreAt =
        Callback.ofEvents name (fun event ->
            match event with
            | TrainingEvent.EpochDone report when report.Epoch = keepAt -> [ Command.KeepWeights ]
            | TrainingEvent.EpochDone report when report.Epoch = restoreAt -> [ Command.RestoreWeights ]
            | _ -> [])

    let fit epochs callbacks =
        (List.foldBack Trainer.withCallback callbacks trainer |> Trainer.fit key epochs train).State.Parameters

    let after epochs = fit epochs []
    let first, second = keeping "first" 1 3, keeping "second" 2 4
    Assert.Equal<Parameters>(after 1, fit 3 [ first; second ])
    Assert.NotEqual<Parameters>(after 1, fit 4 [ first; second ])
    Assert.Equal<Parameters>(after 2, fit 4 [ second; keeping "first" 1 9 ])

[<Fact>]
let ``termination by a bad validation says that training was sound`` () =
    let result =
        trainer
        |> Trainer.withValidation broken
        |> Trainer.withCallback Callback.terminateOnNaN
        |> Trainer.fit key 5 train

    Assert.Contains("the validation loss after epoch 1 is NaN; in a second run, no step left", result.Reason)

/// A clock that stands still until it is set.
type private Clock() =
    inherit TimeProvider()
    member val Ticks = 1234567890123456789L with get, set
    override _.TimestampFrequency = TimeSpan.TicksPerSecond
    override clock.GetTimestamp() = clock.Ticks

[<Fact>]
let ``a time limit pauses the run, and what goes on from it ends as the unbroken one`` () =
    let clock = Clock()

    let limited =
        trainer
        |> Trainer.withCallback (Callback.timeLimitBy clock (TimeSpan.FromSeconds 3.0))
        |> Trainer.onEvent (fun event ->
            match event with
            | TrainingEvent.StepDone _ -> clock.Ticks <- clock.Ticks + TimeSpan.TicksPerSecond
            | _ -> ())

    let network = trainer.Build key train
    let first = Trainer.fitFrom (Trainer.start key network trainer) network 2 train limited
    Assert.Equal(4, first.State.Step)
    Assert.Equal("the time of 00:00:03 is over", first.Reason)
    Assert.Equal("", first.State.Stopped)
    let second = Trainer.fitFrom first.State network 2 train limited
    Assert.Equal(8, second.State.Step)
    let unbroken = Trainer.fitFrom (Trainer.start key network trainer) network 2 train trainer
    Assert.Equal<TrainingState>(unbroken.State, second.State)

[<Fact>]
let ``a run that was stopped is over, until it is opened again`` () =
    let stopping =
        trainer
        |> Trainer.withCallback (
            Callback.ofEvents "stopping" (fun event ->
                match event with
                | TrainingEvent.StepDone report when report.Step = 4 -> [ Command.Stop "enough" ]
                | _ -> [])
        )

    let network = trainer.Build key train
    let first = Trainer.fitFrom (Trainer.start key network stopping) network 5 train stopping
    Assert.Equal(("enough", 4, 1), (first.Reason, first.State.Step, first.State.Epoch))
    let second = Trainer.fitFrom first.State network 5 train stopping
    Assert.Equal<TrainingState>(first.State, second.State)
    Assert.Equal("enough", second.Reason)
    Assert.Equal(20, (Trainer.fitFrom (TrainingState.reopen first.State) network 5 train stopping).State.Step)

[<Fact>]
let ``a state is shown when all callbacks have been obeyed, and bad files are warnings`` () =
    let seen = ResizeArray<TrainingState>()

    let showing =
        Callback.ofEvents "showing" (fun event ->
            match event with
            | TrainingEvent.EpochDone report -> [
                Command.show seen.Add
                Command.show (fun _ -> raise (DataException $"no room in epoch {report.Epoch}"))
              ]
            | _ -> [])

    let events = ResizeArray()

    let result =
        trainer
        |> Trainer.withCallback showing
        |> Trainer.withCallback (Callback.rateByEpoch (fun epoch -> 1.0 / float epoch))
        |> Trainer.onEvent events.Add
        |> Trainer.fit key 2 train

    Assert.Equal<int>([ 1; 2 ], seen |> Seq.map _.Epoch)
    Assert.Equal(0.5, seen[0].Optimizer.Factor.ToScalar())
    Assert.Equal<TrainingState>(result.State, seen[1])
    Assert.Equal<string>([ "no room in epoch 1"; "no room in epoch 2" ], result.Warnings)

    let warned =
        events
        |> Seq.choose (fun event ->
            match event with
            | TrainingEvent.Warned message -> Some message
            | _ -> None)

    Assert.Equal<string>(result.Warnings, warned)

[<Fact>]
let ``callbacks are found by name, and those that remember nothing may come and go`` () =
    let network = trainer.Build key train
    let early, plateau = Callback.earlyStopping 5, Callback.reduceOnPlateau 0.5 1

    let run (callbacks: Callback list) state epochs =
        let trainer =
            callbacks |> List.fold (fun trainer callback -> Trainer.withCallback callback trainer) trainer

        Trainer.fitFrom (state |> Option.defaultValue (Trainer.start key network trainer)) network epochs train trainer

    let unbroken = run [ early; plateau ] None 6
    let first = run [ early; plateau ] None 3

    let second =
        run
            [ Callback.terminateOnNaN; plateau; Callback.timeLimit (TimeSpan.FromHours 9.0); early ]
            (Some first.State)
            6

    Assert.Equal<Parameters>(unbroken.State.Parameters, second.State.Parameters)
    let byName (state: TrainingState) = state.Callbacks |> Seq.sortBy _.Name |> Seq.toList
    Assert.Equal<CallbackState list>(byName unbroken.State, byName second.State)

    for callbacks in [ [ early ]; [ early; plateau; Callback.earlyStopping 5 ] ] do
        let error =
            Assert.Throws<ConfigurationException>(fun () -> run callbacks (Some first.State) 6 |> ignore)

        Assert.Contains("[earlyStopping; reduceOnPlateau]; the trainer has [earlyStopping", error.Message)

[<Fact>]
let ``wrong settings are errors that say what is wrong`` () =
    let refused (words: string) (make: unit -> Callback) =
        Assert.Contains(words, Assert.Throws<ConfigurationException>(fun () -> make () |> ignore).Message)

    refused "patience must be at least 1 epoch; it is 0" (fun () -> Callback.earlyStopping 0)
    refused "minimal change must be a finite number of at least 0; it is -1" (fun () -> Callback.earlyStoppingBy -1.0 2)

    refused "first epoch must be at least 1" (fun () ->
        Callback.earlyStoppingWith { EarlyStopping.defaults with FirstEpoch = 0 })

    refused "over 0 and under 1; it is 1" (fun () -> Callback.reduceOnPlateau 1.0 2)
    refused "patience must be at least 1" (fun () -> Callback.reduceOnPlateau 0.5 0)
    refused "cooldown" (fun () -> Callback.reduceOnPlateauWith { Plateau.defaults with Cooldown = -1 })
    refused "minimal rate" (fun () -> Callback.reduceOnPlateauWith { Plateau.defaults with MinRate = nan })
    refused "must be over 0" (fun () -> Callback.timeLimit TimeSpan.Zero)

    refused "nothing would be written" (fun () ->
        Callback.checkpointWith { Checkpoints.inFolder "x" with KeepLast = 0 })

    refused "nothing would be written" (fun () ->
        Callback.checkpointWith { Checkpoints.inFolder "x" with EveryEpochs = 0 })

    refused "at least 0; it is -1" (fun () -> Callback.checkpointWith { Checkpoints.inFolder "x" with EverySteps = -1 })

    let failing callback words =
        let error =
            Assert.Throws<ConfigurationException>(fun () ->
                trainer |> Trainer.withCallback callback |> Trainer.fit key 1 train |> ignore)

        Assert.Contains(words, error.Message)

    failing
        (Callback.earlyStoppingWith { EarlyStopping.defaults with By = Criterion.largest "f1" })
        "reads the metric \"f1\"; the trainer measures [accuracy]"

    failing
        (Callback.rateByEpoch (fun _ -> nan))
        "\"rateByEpoch\": the factor of the rate must be a finite number of at least 0"
