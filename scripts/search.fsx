// The five hyperparameters of note 000 (learning rate, initialization, number of layers, units of a layer, penalty), searched at random on optdigits
// (3,823 to train and choose on, 1,797 to test on), or on drawn points: dotnet fsi scripts/search.fsx [DATA_FOLDER]
#load "reference/FuncNet.fsx" "reference/Claim.fsx"

open System
open System.IO
open FuncNet

let quick = Environment.GetEnvironmentVariable "FUNCNET_QUICK" = "1"

let all, test, trials, epochs =
    match fsi.CommandLineArgs with
    | [| _; folder |] when not quick ->
        let read name = Csv.dataset (Path.Combine(folder, $"optdigits-{name}.csv")) |> Dataset.scaleInputs (1.0 / 16.0)
        read "train", read "test", 40, 15
    | _ ->
        let all, test = Synthetic.spirals 3 600 0.03 (Key.ofSeed 1UL) |> Dataset.splitAt 400
        all, test, 12, 15

let key = Key.ofSeed 1UL
let validation, train = Dataset.splitStratified key 0.25 all

let rate = Hyperparameter.logUniform "rate" 1e-4 1e-1

let initializer =
    Hyperparameter.choice "initializer" [
        "standard", Initializer.standard
        "glorot", Initializer.glorotUniform
        "he", Initializer.heNormal
        "orthogonal", Initializer.orthogonal 1.0
    ]

let layers = Hyperparameter.whole "layers" 1 4
let units = Hyperparameter.logWhole "units" 8 256
let penalty = Hyperparameter.logUniform "penalty" 1e-6 1e-2

/// A network of so many hidden layers, and how it is trained.
let trainer rate initializer layers units penalty =
    Trainer.create
        (Layer.initialize
            "*.kernel"
            initializer
            (Layer.repeat layers (Layer.dense units >=> Layer.relu) >=> Layer.dense all.ClassCount))
        Loss.softmaxCrossEntropy
        (Optimizer.adam rate)
    |> Trainer.withRegularizer (Regularizer.l2 penalty)

let chosen (values: HyperparameterValues) =
    trainer (values.Get rate) (values.Get initializer) (values.Get layers) (values.Get units) (values.Get penalty)

/// Adam's rate, Glorot's weights, one layer of 32 units, no penalty.
let usual = trainer 1e-3 Initializer.glorotUniform 1 32 0.0

let clock = Diagnostics.Stopwatch.StartNew()

let found =
    Search.random trials [ rate; initializer; layers; units; penalty ]
    |> Search.scoreOn validation
    |> Search.maximizing "accuracy"
    |> Search.run key (chosen >> Experiment.create epochs train)

let seconds = clock.Elapsed.TotalSeconds
printfn $"{found}\n"

printfn
    $"{trials} trials of {epochs} epochs in {seconds:F1} s, scored on {validation.Count} of {all.Count} samples; {found.Trials |> Seq.sumBy _.Seconds:F1} s of trials"

let accuracy trainer (network: Network) data =
    let _, metrics = Trainer.evaluate trainer network data
    metrics[0].Value

/// Accuracy on the test data after training on all others, mean over three keys.
let tested trainer =
    List.average [
        for seed in 1UL .. 3UL -> accuracy trainer (Trainer.fit (Key.ofSeed seed) epochs all trainer).Network test
    ]

let best, median, usually =
    tested (chosen found.Best.Values), tested (chosen found.Median.Values), tested usual

let percent (x: float) = (100.0 * x).ToString("0.00", Globalization.CultureInfo.InvariantCulture)

printfn
    $"on the test data, trained again on all others, three times: best {percent best} %%, median {percent median} %%, default {percent usually} %%"

let again =
    let trainer = chosen found.Best.Values
    accuracy trainer (Experiment.fit found.Best.Key (Experiment.create epochs train trainer)).Network validation

Claim.check [
    "the best trial, trained again with its key, has its score again, bit for bit", again = found.Best.Score
    "the best values found beat those of the median trial, on the test data", best > median
    "the best values found beat the default, on the test data", best > usually
]
