// L1 leaves weights at zero where L2 only makes them small (notes 000–003): the same network under either, and under neither, on MNIST. The
// first argument is the folder of the MNIST files; without it, and in quick runs, drawn digits take their place.
#load "reference/FuncNet.fsx" "reference/Claim.fsx"

open System
open FuncNet

let isQuick = Environment.GetEnvironmentVariable "FUNCNET_QUICK" = "1"

let source, (train, test), seeds =
    match fsi.CommandLineArgs with
    | [| _; folder |] when not isQuick -> "MNIST", Idx.mnist folder, [ 1UL .. 3UL ]
    | _ -> "drawn digits", Synthetic.digits 5_000 (Key.ofSeed 1UL) |> Dataset.splitAt 4_000, [ 1UL ]

let epochs, batchSize = 30, 64
let threshold = 1e-3

/// Momentum rather than Adam, which divides the small slope of a penalty by its own size, so that L2, too, would bring pixels that are never inked to zero.
let optimizer =
    let steps = epochs * ((train.Count + batchSize - 1) / batchSize)
    Optimizer.nesterov 0.05 0.9 |> Optimizer.withSchedule (Schedule.cosine steps 0.05)

/// The accuracy on the test set, and the weights.
let learn regularizer seed =
    let trainer =
        Trainer.create
            (Layer.flatten >=> Layer.dense 128 >=> Layer.relu >=> Layer.dense 10)
            Loss.softmaxCrossEntropy
            optimizer
        |> Trainer.withBatchSize batchSize
        |> Trainer.withRegularizer regularizer

    let network = (Trainer.fit (Key.ofSeed seed) epochs train trainer).Network
    let _, figures = Trainer.evaluate trainer network test
    figures[0].Value, network.Parameters

printfn "%s: %d to learn from, %d to test on; 784-128-10, %d epochs" source train.Count test.Count epochs
printfn "share of weights with |w| < %g, means of %d seeds\n" threshold seeds.Length
printfn "%-12s %9s %9s" "" "accuracy" "share"

let results = [
    for regularizer in [ Regularizer.none; Regularizer.l2 1e-3; Regularizer.l1 1e-4 ] do
        let runs = seeds |> List.map (learn regularizer)
        let accuracy = runs |> List.averageBy fst
        let share = runs |> List.averageBy (fun (_, weights) -> (Parameters.sparsity threshold weights).Share)
        printfn "%-12s %7.2f %% %7.1f %%" regularizer.Name (100.0 * accuracy) (100.0 * share)
        accuracy, share, snd runs.Head
]

let (l2Accuracy, l2Share, _), (l1Accuracy, l1Share, weights) = results[1], results[2]
printfn "\nunder L1, layer by layer (first seed):\n\n%O\n" (Parameters.sparsity threshold weights)

Claim.check [
    $"L1 leaves {l1Share / l2Share:F1} times as many weights under {threshold} as L2, at least 5.",
    l1Share >= 5.0 * l2Share
    $"Their accuracies are {100.0 * abs (l1Accuracy - l2Accuracy):F2} points apart, at most 1.",
    abs (l1Accuracy - l2Accuracy) <= 0.01
]
