// What augmentation does for a small convolutional network that has 1,000 images to learn from:
// dotnet fsi scripts/augmentation.fsx DATA_FOLDER      (MNIST, its t10k files; without a folder a short run on drawn digits)
#load "reference/FuncNet.fsx"
#load "reference/Claim.fsx"

open System
open System.IO
open FuncNet

let folder = fsi.CommandLineArgs |> Array.tryItem 1
let isQuick = folder.IsNone || Environment.GetEnvironmentVariable "FUNCNET_QUICK" = "1"

let train, test =
    match folder with
    | Some folder ->
        let train, test = Idx.mnist folder
        Dataset.take 1_000 train, test
    | None -> Synthetic.digits 1_500 (Key.ofSeed 42UL) |> Dataset.splitAt 1_000

let seeds, epochs = if isQuick then [ 1UL ], 2 else [ 1UL .. 3UL ], 60

let augmentation =
    Augmentation.sequence [
        Augmentation.shift 0.08 0.08
        Augmentation.rotate 12.0
        Augmentation.zoom 0.88 1.12
        Augmentation.shear 10.0
    ]

/// Two convolutions and a hidden layer; what is in front of them acts in training alone.
let network (front: Layer) =
    front
    >=> Layer.conv2d 16 3
    >=> Layer.relu
    >=> Layer.maxPool2d 2
    >=> Layer.conv2d 32 3
    >=> Layer.relu
    >=> Layer.maxPool2d 2
    >=> Layer.flatten
    >=> Layer.dropout 0.5
    >=> Layer.dense 64
    >=> Layer.relu
    >=> Layer.dropout 0.5
    >=> Layer.dense 10

/// The share of test images that are recognized, in percent.
let accuracy front seed =
    let trained =
        Trainer.create (network front) Loss.softmaxCrossEntropy (Optimizer.adam 1e-3)
        |> Trainer.fit (Key.ofSeed seed) epochs train

    100.0
    * (Metric.evaluate Metric.accuracy (trained.Network.Predict test.Inputs) test.Targets |> mean).ToScalar()

let report name front =
    let accuracies = seeds |> List.map (accuracy front)
    let each = accuracies |> List.map (fun a -> $"%.2f{a}") |> String.concat "  "
    printfn $"%-22s{name} {each}   mean %.2f{List.average accuracies} %%"
    List.average accuracies

printfn $"{train.Count:N0} images to learn from, {test.Count:N0} to test on, {epochs} epochs; {augmentation}"
let artifacts = Path.Combine(__SOURCE_DIRECTORY__, "..", "artifacts")
Directory.CreateDirectory artifacts |> ignore
let sheet = Path.Combine(artifacts, "augmentation.png")
ContactSheet.saveAugmentation sheet augmentation (Key.ofSeed 1UL) (Tensor.narrow 0 0 12 train.Inputs)
let plain = report "as they are" Layer.identity
let augmented = report "augmented" (Layer.augment augmentation)
printfn $"twelve before and after: {Path.GetFullPath sheet}"

let claim =
    if isQuick then
        "the picture of twelve is there", File.Exists sheet
    else
        $"augmentation gains %.2f{augmented - plain} points, at least 0.7", augmented - plain >= 0.7

Claim.check [ claim ]
