// Softmax regression on Fisher's Iris, by five-fold cross-validation: dotnet fsi scripts/iris.fsx [iris.csv]
#load "reference/FuncNet.fsx"
#load "reference/Claim.fsx"

open System.IO
open FuncNet

let file =
    match fsi.CommandLineArgs with
    | [| _; file |] -> file
    | _ -> Path.Combine(__SOURCE_DIRECTORY__, "..", "..", "shared", "data", "iris.csv")

if not (File.Exists file) then
    printfn $"There is no {file}; give the path of an iris.csv with four numbers and the species in each row."
    exit 0

let folds = 5
let model = Layer.dense 3

/// The mean of the cross-entropy and a little of the squared weights, at its one minimum.
let fit key (train: Dataset) =
    let network = Network.build key [ 4 ] model

    let objective =
        Objective.ofNetworkWith (Regularizer.l2 1e-3) network Loss.softmaxCrossEntropy train.Inputs train.Targets

    fst (Minimizer.fit objective (Minimizer.lbfgs 10))

/// Accuracy on one fold, learned on the others. The test fold has no say in the scaling.
let foldAccuracy (data: Dataset) key fold =
    let places = [| 0 .. data.Count - 1 |]
    let test, train = places |> Array.partition (fun place -> place % folds = fold)
    let test, train = Dataset.select test data, Dataset.select train data
    let scaling = Standardization.fit train
    let network = fit key (Standardization.apply scaling train)
    let scaled = Standardization.apply scaling test
    (Metric.evaluate Metric.accuracy (network.Predict scaled.Inputs) scaled.Targets |> mean).ToScalar()

let iris = Csv.dataset file

let accuracies = [
    for seed in 1UL .. 3UL do
        let key = Key.ofSeed seed
        let shuffled = Dataset.shuffle key iris
        let accuracies = [ for fold in 0 .. folds - 1 -> foldAccuracy shuffled key fold ]
        let text = accuracies |> List.map (fun a -> $"%.1f{100.0 * a}") |> String.concat "  "
        printfn $"seed {seed}: {text}   mean %.2f{100.0 * List.average accuracies} %%"
        List.average accuracies
]

printfn $"test accuracy: %.2f{100.0 * List.average accuracies} %%"
Claim.check [ "softmax regression tells at least 95 of 100 flowers apart", List.average accuracies >= 0.95 ]
