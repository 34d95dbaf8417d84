// Transfer learning in its four cases: dotnet fsi scripts/transfer.fsx [FOLDER with MNIST's IDX files]; without one, on drawn digits.
// A base that has learned the digits 0–4 meets the digits 5–9 (similar), or their negatives upside down (different); few, or many.
#load "reference/FuncNet.fsx"
#load "reference/Claim.fsx"

open System
open FuncNet

let folder =
    match fsi.CommandLineArgs with
    | [| _; folder |] when Environment.GetEnvironmentVariable "FUNCNET_QUICK" <> "1" -> Some folder
    | _ -> None

let train, test =
    match folder with
    | Some folder -> Idx.mnist folder
    | None -> Synthetic.digits 1_500 (Key.ofSeed 9UL) |> Dataset.splitAt 1_000

let seeds = if folder.IsSome then [ 1UL .. 5UL ] else [ 1UL ]

/// Steps of training: of the base, of all else on few images, and on many.
let ofBase, ofFew, ofMany = if folder.IsSome then 1_750, 400, 750 else 120, 60, 60

let shots = 5

/// The places of the labels that satisfy a predicate.
let places keep (data: Dataset) =
    data.Targets.ToArray<int>() |> Array.indexed |> Array.filter (snd >> keep) |> Array.map fst

/// The images of five classes, from the first one on, which become the classes 0 … 4.
let five first (data: Dataset) =
    let part = Dataset.select (places (fun label -> label >= first && label < first + 5) data) data
    Dataset.ofTensors part.Inputs (part.Targets - Tensor.number DType.Int32 (float first))

/// Some images of each class, drawn.
let few key (data: Dataset) =
    let shuffled = Dataset.shuffle key data
    let ofClass label = places ((=) label) shuffled |> Array.truncate shots
    Dataset.select (Array.collect ofClass [| 0..4 |]) shuffled

/// Something else to see: dark strokes on light paper, upside down.
let negative data = data |> Dataset.mapInputs (fun x -> 1.0 - Tensor.reverse [ 1; 2 ] x)

let block filters =
    Layer.conv2dWith
        { Conv2D.defaults with Padding = Padding.Same; Kernel = Initializer.heNormal }
        filters
        (struct (3, 3))
    >=> Layer.relu
    >=> Layer.maxPool2d 2

let head = Layer.named "head" (Layer.dense 5)

let model =
    Layer.named "edges" (block 16 >=> Layer.dropout 0.25)
    >=> Layer.named "forms" (block 32 >=> Layer.dropout 0.25)
    >=> Layer.named "parts" (block 64)
    >=> Layer.flatten
    >=> Layer.dropout 0.5
    >=> head

/// Trains for so many steps, whatever the number of images.
let learn key rate steps (data: Dataset) network =
    let size = min 32 data.Count

    (Trainer.ofNetwork network Loss.softmaxCrossEntropy (Optimizer.adam rate)
     |> Trainer.withBatchSize size
     |> Trainer.fit key (max 1 (steps * size / data.Count)) data)
        .Network

let accuracy (data: Dataset) (network: Network) =
    100.0
    * (Metric.evaluate Metric.accuracy (network.Predict data.Inputs) data.Targets |> mean).ToScalar()

/// Accuracies of one seed: for each case, each way to go about it.
let cases seed =
    let keys = Key.split 6 (Key.ofSeed seed)
    let fresh = Network.build keys[0] [ 28; 28; 1 ] model
    let learned = learn keys[1] 1e-3 ofBase (five 0 train) fresh

    /// The base is frozen, so what it makes of the images is computed once.
    let frozen body steps data test =
        let features, seen = Dataset.through body data, Dataset.through body test
        let drawn = Network.build keys[2] (features.InputShape.ToArray()) head
        drawn |> learn keys[3] 3e-3 steps features |> accuracy seen

    let whole = frozen (fst (Network.splitAt "head" learned))

    let edges =
        frozen (learned |> Network.splitAt "forms" |> fst |> Network.replaceHead keys[2] 0 Layer.flatten)

    let tuned steps data test =
        learned |> Network.replaceHead keys[2] 1 head |> learn keys[3] 1e-3 steps data |> accuracy test

    let scratch steps data test = fresh |> learn keys[3] 1e-3 steps data |> accuracy test
    let similar, seen = five 5 train, five 5 test
    let different, other = negative similar, negative seen

    [
        for case, steps, data, test, ways in
            [
                "small, similar", ofFew, few keys[4] similar, seen, [ "frozen base", whole; "from scratch", scratch ]
                "small, different",
                ofFew,
                few keys[4] different,
                other,
                [ "frozen edges", edges; "frozen base", whole; "from scratch", scratch ]
                "large, similar",
                ofMany,
                similar,
                seen,
                [ "fine-tuned", tuned; "frozen base", whole; "from scratch", scratch ]
                "large, different", ofMany, different, other, [ "fine-tuned", tuned; "from scratch", scratch ]
            ] do
            for way, run in ways -> (case, way), run steps data test
    ]

let results = seeds |> List.map cases

let means =
    results
    |> List.concat
    |> List.groupBy fst
    |> List.map (fun (what, accuracies) -> what, accuracies |> List.map snd)

for (case, way), accuracies in means do
    let each = accuracies |> List.map (fun a -> $"%.1f{a}") |> String.concat "  "
    printfn $"{case, -18}{way, -14}%.1f{List.average accuracies} %%   ({each})"

let mean' case way = means |> List.find (fun (what, _) -> what = (case, way)) |> snd |> List.average

let claim =
    if folder.IsSome then
        let gain = mean' "small, similar" "frozen base" - mean' "small, similar" "from scratch"
        $"a frozen base under a new head is %.1f{gain} points over training from scratch (at least 3)", gain >= 3.0
    else
        "a frozen base under a new head does better than guessing", mean' "small, similar" "frozen base" > 40.0

Claim.check [ claim ]
