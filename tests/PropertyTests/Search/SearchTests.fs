module FuncNet.Tests.Searches

open System
open System.Threading
open Xunit
open FsCheck
open FsCheck.FSharp
open FsCheck.Xunit
open FuncNet

let private key = Key.ofSeed 3UL
let private rate = Hyperparameter.logUniform "rate" 1e-4 1.0
let private units = Hyperparameter.whole "units" 2 9
let private activation = Hyperparameter.choice "activation" [ "relu", Layer.relu; "tanh", Layer.tanh ]
let private space: Hyperparameter list = [ rate; units; activation ]

let private refused (words: string list) (action: unit -> 'T) =
    let error = Assert.Throws<ConfigurationException>(fun () -> action () |> ignore)
    words |> List.iter (fun word -> Assert.Contains(word, error.Message))

/// The values that a search tries, in order.
let private tried key search =
    (search |> Search.runFunction key (fun _ _ -> [ { Name = "loss"; Value = 0.0 } ])).Trials
    |> Seq.sortBy _.Number
    |> Seq.map _.Values
    |> Seq.toList

[<Fact>]
let ``a grid covers the product once`` () =
    let batch = Hyperparameter.among "batch" [ 16; 32; 64 ]
    let values = Search.grid 4 [ rate; units; activation; batch ] |> tried key
    Assert.Equal(4 * 4 * 2 * 3, values.Length)
    Assert.Equal(values.Length, List.distinct values |> List.length)

    let near (expected: float list) (actual: float list) =
        List.iter2 (fun (a: float) (b: float) -> Assert.Equal(1.0, b / a, 1e-9)) expected actual

    let all (parameter: Hyperparameter<'T>) = values |> List.map (fun values -> values.Get parameter) |> List.distinct
    // 10⁻⁴ to 1 at equal ratios, 2 to 9 at equal distances.
    near [ 1e-4; 10.0 ** (-8.0 / 3.0); 10.0 ** (-4.0 / 3.0); 1.0 ] (all rate)
    Assert.Equal<int list>([ 2; 4; 7; 9 ], all units)
    Assert.Equal<int list>([ 16; 32; 64 ], all batch)

[<Fact>]
let ``a grid has every whole number of a small range, and the middle of one point`` () =
    let few = Search.grid 10 [ units ] |> tried key |> List.map (fun values -> values.Get units)
    Assert.Equal<int list>([ 2..9 ], few)
    let width = Hyperparameter.logWhole "width" 16 256
    Assert.Equal<int list>([ 16; 32; 64; 128; 256 ], Search.grid 5 [ width ] |> tried key |> List.map _.Get(width))
    Assert.Equal<int list>([ 64 ], Search.grid 1 [ width ] |> tried key |> List.map _.Get(width))

[<Property>]
let ``draws lie within their bounds`` (seed: uint64) (NormalFloat low) (PositiveInt width) =
    let low = Math.Clamp(low, -1e6, 1e6)
    let linear = Hyperparameter.uniform "linear" low (low + float width)
    let logarithmic = Hyperparameter.logUniform "logarithmic" 1e-3 (1e-3 + float width)
    let whole = Hyperparameter.whole "whole" -width width
    let wide = Hyperparameter.logWhole "wide" 1 (1 + width)
    let inside low high x = low <= x && x <= high

    Search.random 20 [ linear; logarithmic; whole; wide ]
    |> tried (Key.ofSeed seed)
    |> List.forall (fun values ->
        inside low (low + float width) (values.Get linear)
        && inside 1e-3 (1e-3 + float width) (values.Get logarithmic)
        && inside -width width (values.Get whole)
        && inside 1 (1 + width) (values.Get wide))

[<Fact>]
let ``draws have the distributions that they say`` () =
    let wide = Hyperparameter.logWhole "wide" 1 3
    let linear = Hyperparameter.uniform "linear" -1.0 3.0
    let values = Search.random 4_000 [ rate; units; activation; wide; linear ] |> tried key
    let share (predicate: HyperparameterValues -> bool) = float (List.filter predicate values).Length / 4_000.0

    // The deviation of a share p is √(p(1 − p)/4000) < 0.008.
    let close (expected: float) (actual: float) = Assert.InRange(actual, expected - 0.03, expected + 0.03)

    for decade in -4 .. -1 do
        close 0.25 (share (fun values -> floor (log10 (values.Get rate)) = float decade))

    for number in 2..9 do
        close 0.125 (share (fun values -> values.Get units = number))

    for label in [ "relu"; "tanh" ] do
        close 0.5 (share (fun values -> values.Texts[2].Value = label))

    // ln 3, ln (5/3) and ln (7/5) of ln 7: the numbers that are rounded to 1, 2 and 3.
    close (log 3.0 / log 7.0) (share (fun values -> values.Get wide = 1))
    close (log (5.0 / 3.0) / log 7.0) (share (fun values -> values.Get wide = 2))
    close 0.25 (share (fun values -> values.Get linear < 0.0))

[<Fact>]
let ``more draws begin with those of fewer, and other keys draw others`` () =
    let draws count key = Search.random count space |> tried key
    Assert.Equal<HyperparameterValues list>(draws 5 key, draws 12 key |> List.take 5)
    Assert.Equal(12, draws 12 key |> List.distinct |> List.length)
    Assert.NotEqual<HyperparameterValues list>(draws 5 key, draws 5 (Key.ofSeed 4UL))

let private train, validation = Synthetic.moons 150 0.2 (Key.ofSeed 1UL) |> Dataset.splitAt 100

let private experiment (values: HyperparameterValues) =
    Trainer.create
        (Layer.dense (values.Get units) >=> values.Get activation >=> Layer.dense 2)
        Loss.softmaxCrossEntropy
        (Optimizer.adam (values.Get rate))
    |> Experiment.create 2 train

let private outcome (result: SearchResult) = [ for trial in result.Trials -> trial.Number, trial.Values, trial.Score ]

[<Fact>]
let ``the same key finds the same on any number of threads`` () =
    for scored in [ Search.scoreOn validation; Search.scoreByFolds 2 ] do
        let found threads =
            Search.random 6 space
            |> scored
            |> Search.maximizing "accuracy"
            |> Search.withThreads threads
            |> Search.run key experiment
            |> outcome

        let one = found 1
        Assert.Equal<(int * HyperparameterValues * float) list>(one, found 2)
        Assert.Equal<(int * HyperparameterValues * float) list>(one, found 5)

[<Fact>]
let ``trials come in the order of their scores, and the best can be trained again`` () =
    let found = Search.random 8 space |> Search.scoreOn validation |> Search.run key experiment
    let scores = [ for trial in found.Trials -> trial.Score ]
    Assert.Equal<float list>(List.sort scores, scores)
    Assert.Equal(scores[0], found.Best.Score)
    Assert.Equal(scores[4], found.Median.Score)
    let trainer = (experiment found.Best.Values).Trainer
    let again = Experiment.fit found.Best.Key (experiment found.Best.Values)
    let loss, metrics = Trainer.evaluate trainer again.Network validation
    Assert.Equal(found.Best.Score, loss)
    Assert.Equal(metrics[0].Value, found.Best.Figures[1].Value)

    let largest =
        Search.random 8 space
        |> Search.scoreOn validation
        |> Search.maximizing "accuracy"
        |> Search.run key experiment

    let scores = [ for trial in largest.Trials -> trial.Score ]
    Assert.Equal<float list>(List.sortDescending scores, scores)

[<Fact>]
let ``folds are scored by their means, and are the same for all trials`` () =
    let found = Search.random 2 space |> Search.scoreByFolds 3 |> Search.run key experiment
    let keys = Key.split 3 key
    let folds = Dataset.stratifiedKFold keys[2] 3 train

    for trial in found.Trials do
        let byHand = CrossValidation.runOn folds trial.Key 2 (experiment trial.Values).Trainer
        Assert.Equal(byHand.Mean "loss", trial.Score)

[<Fact>]
let ``trials are scored on the validation data of their trainers, where the search has none`` () =
    let own values =
        let experiment = experiment values
        { experiment with Trainer = Trainer.withValidation validation experiment.Trainer }

    let search = Search.random 3 space

    Assert.Equal<(int * HyperparameterValues * float) list>(
        search |> Search.scoreOn validation |> Search.run key experiment |> outcome,
        search |> Search.run key own |> outcome
    )

    refused [ "all 3 trials have failed"; "withValidation"; "scoreByFolds" ] (fun () ->
        (search |> Search.run key experiment).Best)

[<Fact>]
let ``a trial that fails keeps its reason, and the search goes on`` () =
    let trial (values: HyperparameterValues) _ : Figure seq =
        match values.Get units with
        | 2 -> raise (DataException "two is too few")
        | 3 -> [ { Name = "loss"; Value = nan } ]
        | 4 -> [ { Name = "loss"; Value = infinity } ]
        | 5 -> [ { Name = "other"; Value = 1.0 } ]
        | n -> [ { Name = "loss"; Value = 10.0 - float n } ]

    let found = Search.grid 10 [ units ] |> Search.runFunction key trial
    let numbers = [ for trial in found.Trials -> trial.Values.Get units ]
    Assert.Equal<int list>([ 9; 8; 7; 6; 2; 3; 4; 5 ], numbers)

    let reasons = [
        for trial in found.Trials do
            if trial.HasFailed then
                trial.Failure
    ]

    Assert.Equal<string list>(
        [
            "two is too few"
            "the loss is NaN"
            "the loss is Infinity"
            "\"loss\" was not measured; there are: other"
        ],
        reasons
    )

    Assert.All(found.Trials, fun trial -> Assert.Equal(trial.HasFailed, Double.IsNaN trial.Score))
    Assert.Equal(7, found.Median.Values.Get units)
    let lines = (string found).Split '\n'
    Assert.Matches(@"^trial +units +loss +seconds$", lines[0])
    Assert.Matches(@"^ +8 +9 +1\.0000 +\d+\.\d$", lines[1])
    Assert.EndsWith("failed: two is too few", lines[5])

[<Fact>]
let ``a training that loses its numbers is a trial that has failed`` () =
    let rate = Hyperparameter.among "rate" [ 0.01; 1e30 ]

    let found =
        Search.grid 1 [ rate ]
        |> Search.scoreOn validation
        |> Search.run key (fun values ->
            Trainer.create
                (Layer.dense 4 >=> Layer.relu >=> Layer.dense 2)
                Loss.softmaxCrossEntropy
                (Optimizer.sgd (values.Get rate))
            |> Experiment.create 2 train)

    Assert.Equal<bool list>([ false; true ], [ for trial in found.Trials -> trial.HasFailed ])
    Assert.Equal(0.01, found.Best.Values.Get rate)
    Assert.Contains("NaN", found.Trials[1].Failure)

[<Fact>]
let ``watchers see every trial once, and the best so far`` () =
    for threads in [ 1; 4 ] do
        let seen = ResizeArray<SearchProgress>()

        let found =
            Search.grid 10 [ units ]
            |> Search.withThreads threads
            |> Search.onTrial seen.Add
            |> Search.runFunction key (fun values _ -> [ { Name = "loss"; Value = float (values.Get units % 5) } ])

        Assert.Equal<int list>([ 1..8 ], [ for progress in seen -> progress.Done ])
        Assert.Equal<int list>([ 1..8 ], [ for progress in seen -> progress.Trial.Number ] |> List.sort)
        Assert.All(seen, fun progress -> Assert.Equal(8, progress.Count))
        let best = [ for progress in seen -> progress.Best.Score ]
        Assert.Equal<float list>(List.sortDescending best, best)
        Assert.Equal(found.Best.Number, seen[7].Best.Number)
        Assert.StartsWith("8/8  trial ", string seen[7])

[<Fact>]
let ``a cancelled search has the trials that were over`` () =
    use source = new CancellationTokenSource()

    let search =
        Search.grid 10 [ units ]
        |> Search.withThreads 1
        |> Search.withCancellation source.Token
        |> Search.onTrial (fun progress ->
            if progress.Done = 3 then
                source.Cancel())

    let found = search |> Search.runFunction key (fun _ _ -> [ { Name = "loss"; Value = 1.0 } ])
    Assert.Equal(3, found.Trials.Count)

    Assert.ThrowsAny<OperationCanceledException>(fun () -> search |> Search.runFunction key (fun _ _ -> []) |> ignore)
    |> ignore

[<Fact>]
let ``early stopping in a search goes by the data that score`` () =
    let stopping values =
        let experiment = experiment values
        { experiment with Trainer = Trainer.withEarlyStopping 1 experiment.Trainer; Epochs = 30 }

    let found =
        Search.grid 1 [ rate; units; activation ] |> Search.scoreOn validation |> Search.run key stopping

    for trial in found.Trials do
        let own = stopping trial.Values

        let again =
            Experiment.fit trial.Key { own with Trainer = Trainer.withValidation validation own.Trainer }

        Assert.Equal(trial.Score, again.History |> Seq.map _.ValidationLoss |> Seq.min)

[<Fact>]
let ``hyperparameters and searches say what is wrong`` () =
    refused [ "uniform"; "'a'"; "2 and 1" ] (fun () -> Hyperparameter.uniform "a" 2.0 1.0)
    refused [ "uniform"; "NaN" ] (fun () -> Hyperparameter.uniform "a" nan 1.0)
    refused [ "logUniform"; "over 0"; "0" ] (fun () -> Hyperparameter.logUniform "a" 0.0 1.0)
    refused [ "whole"; "3 and 3" ] (fun () -> Hyperparameter.whole "a" 3 3)
    refused [ "logWhole"; "over 0"; "0" ] (fun () -> Hyperparameter.logWhole "a" 0 3)
    refused [ "'a'"; "nothing to choose from" ] (fun () -> Hyperparameter.among "a" ([]: int list))
    refused [ "'a'"; "\"1\" twice" ] (fun () -> Hyperparameter.among "a" [ 1; 1 ])
    refused [ "a name is needed" ] (fun () -> Hyperparameter.whole " " 1 2)
    refused [ "at least one hyperparameter" ] (fun () -> Search.random 1 [])
    refused [ "number of trials"; "0" ] (fun () -> Search.random 0 space)
    refused [ "number of points"; "0" ] (fun () -> Search.grid 0 space)
    refused [ "two hyperparameters"; "'units'" ] (fun () -> Search.grid 2 [ units; Hyperparameter.whole "units" 1 2 ])
    refused [ "number of folds"; "1" ] (fun () -> Search.scoreByFolds 1 (Search.random 1 space))
    refused [ "number of threads" ] (fun () -> Search.withThreads 0 (Search.random 1 space))

    refused [ "number of epochs" ] (fun () ->
        Experiment.create 0 train (experiment (Search.random 1 space |> tried key |> List.head)).Trainer)

    let stranger = Hyperparameter.whole "units" 2 9

    refused [ "units"; "rate, units, activation" ] (fun () ->
        (Search.random 1 space |> tried key |> List.head).Get stranger)

    Assert.Equal("rate in 0.0001 … 1", string rate)
    Assert.Equal("activation in {relu, tanh}", string activation)
