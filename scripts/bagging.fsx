// Bagging (note 003): five networks on a bootstrap sample each vote, and beat their mean member; means over the seeds 1–3, on MNIST (8,000 images
// to train on, 2,000 to test on), or on drawn digits: dotnet fsi scripts/bagging.fsx [DATA_FOLDER]. Beside them, one network with dropout, which is
// bagging's cheap form, one without, and a snapshot ensemble.
#load "reference/FuncNet.fsx" "reference/Claim.fsx"

open System
open System.IO
open FuncNet

let quick = Environment.GetEnvironmentVariable "FUNCNET_QUICK" = "1"

let train, test =
    match fsi.CommandLineArgs with
    | [| _; folder |] when not quick ->
        let file name = Path.Combine(folder, $"mnist-t10k-{name}-ubyte.gz")
        Idx.dataset (file "images-idx3") (file "labels-idx1") |> Dataset.splitAt 8_000
    | _ -> Synthetic.digits 1_500 (Key.ofSeed 1UL) |> Dataset.splitAt 1_000

let seeds, epochs, members = (if quick then [ 1UL ] else [ 1UL .. 3UL ]), 10, 5
let body = Layer.flatten >=> Layer.dense 128 >=> Layer.relu
let trainerOf model = Trainer.create model Loss.softmaxCrossEntropy (Optimizer.adam 1e-3)

let plain, dropout =
    trainerOf (body >=> Layer.dense 10), trainerOf (body >=> Layer.dropout 0.5 >=> Layer.dense 10)

let percent (x: float) = (100.0 * x).ToString("0.00", Globalization.CultureInfo.InvariantCulture)
let accuracy (figures: Figure seq) = (Seq.head figures).Value
let measure = [ Metric.accuracy ]

/// What one network gets right.
let single key trainer =
    let network = (Trainer.fit key epochs train trainer).Network
    Ensemble.create Vote.Softmax [ network ] |> Ensemble.evaluate measure test |> accuracy

type Row = {
    MeanMember: float
    Vote: float
    Majority: float
    OutOfBag: float
    One: float
    Dropout: float
    Snapshots: float
}

let row seed =
    let key = Key.ofSeed seed
    let clock = Diagnostics.Stopwatch.StartNew()
    let bagging = Ensemble.bagging Vote.Softmax members key epochs train plain
    let seconds = clock.Elapsed.TotalSeconds
    let each = [ for figures in Ensemble.evaluateMembers measure test bagging.Ensemble -> accuracy figures ]

    let row = {
        MeanMember = List.average each
        Vote = bagging.Ensemble |> Ensemble.evaluate measure test |> accuracy
        Majority = Ensemble.create Vote.Majority bagging.Ensemble.Members |> Ensemble.evaluate measure test |> accuracy
        OutOfBag = bagging.OutOfBagFigures measure |> accuracy
        One = single key plain
        Dropout = single key dropout
        // The same work as one training.
        Snapshots =
            Ensemble.snapshots Vote.Softmax 5 2e-3 key (epochs / 5) train plain
            |> Ensemble.evaluate measure test
            |> accuracy
    }

    let text = each |> List.map percent |> String.concat "  "

    printfn
        $"seed {seed}: members {text}  mean {percent row.MeanMember}  vote {percent row.Vote}  majority {percent row.Majority}  out of bag {percent row.OutOfBag}  ({seconds:F1} s)"

    row

printfn
    $"{train.Count} samples to train on, {test.Count} to test on; {members} members, {epochs} epochs; accuracy in %%"

let rows = seeds |> List.map row
let mean (figure: Row -> float) = List.averageBy figure rows

let figures: (string * (Row -> float)) list = [
    "mean member", _.MeanMember
    "vote of five (mean of probabilities)", _.Vote
    "vote of five (majority)", _.Majority
    "out of bag, by two members or so", _.OutOfBag
    "one network on all samples", _.One
    "the same with dropout ½", _.Dropout
    "snapshots of one training", _.Snapshots
]

for name, figure in figures do
    printfn $"%-40s{name} {percent (mean figure)}"

Claim.check [
    "the vote beats the mean member, at every seed", rows |> List.forall (fun row -> row.Vote > row.MeanMember)
    "the majority beats the mean member", mean _.Majority > mean _.MeanMember
    "the estimate out of bag lies within 3 points of the vote on the test data",
    abs (mean _.OutOfBag - mean _.Vote) < 0.03
]
