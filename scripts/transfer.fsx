// Transfer learning in its four cases: dotnet fsi scripts/transfer.fsx [FOLDER with MNIST's IDX files]; without one, on drawn digits.
#load "reference/FuncNet.fsx"
#load "reference/Claim.fsx"

open System
open System.IO
open FuncNet

let folder =
    match fsi.CommandLineArgs with
    | [| _; folder |] when Environment.GetEnvironmentVariable "FUNCNET_QUICK" <> "1" -> Some folder
    | _ -> None

let train, test =
    match folder with
    | Some folder -> Idx.mnist folder
    | None -> Synthetic.digits 2_400 (Key.ofSeed 9UL) |> Dataset.splitAt 1_800

let seeds = if folder.IsSome then [ 1UL .. 5UL ] else [ 1UL ]

/// The images of five classes, from the first one on, which become the classes 0 … 4.
let five (first: int) (data: Dataset) =
    let labels = data.Targets.ToArray<int>()

    let places = [|
        for i in 0 .. labels.Length - 1 do
            if labels[i] >= first && labels[i] < first + 5 then
                i
    |]

    let part = Dataset.select places data
    Dataset.ofTensors part.Inputs (part.Targets - Tensor.number DType.Int32 (float first))

/// So many images of each class, drawn.
let few count key (data: Dataset) =
    let labels = data.Targets.ToArray<int>()
    let order = Dataset.order key 0 data
    let ofClass label = order |> Array.filter (fun place -> labels[place] = label) |> Array.truncate count
    Dataset.select (Array.collect ofClass [| 0..4 |]) data

/// Something else to see: dark strokes on light paper, as in a mirror and upside down.
let negative (data: Dataset) = data |> Dataset.mapInputs (fun x -> 1.0 - Tensor.reverse [ 1; 2 ] x)

let conv filters =
    Layer.conv2dWith
        { Conv2D.defaults with Padding = Padding.Same; Kernel = Initializer.heNormal }
        filters
        (struct (3, 3))

let block filters = conv filters >=> Layer.relu >=> Layer.maxPool2d 2

let model =
    Layer.named "edges" (block 16)
    >=> Layer.named "forms" (block 32)
    >=> Layer.flatten
    >=> Layer.named "head" (Layer.dense 5)

let newHead = Layer.named "head" (Layer.dense 5)

/// Trains for so many steps, whatever the number of images.
let learn key rate steps (data: Dataset) network =
    let size = min 32 data.Count
    let epochs = max 1 (steps * size / data.Count)

    (Trainer.ofNetwork network Loss.softmaxCrossEntropy (Optimizer.adam rate)
     |> Trainer.withBatchSize size
     |> Trainer.fit key epochs data)
        .Network

let accuracy (data: Dataset) (network: Network) =
    100.0
    * (Metric.evaluate Metric.accuracy (network.Predict data.Inputs) data.Targets |> mean).ToScalar()

let shots = 5
let steps = if folder.IsSome then 500 else 150

/// Accuracies of one seed, in percent: case by case, each with the ways to go about it.
let cases seed =
    let keys = Key.split 8 (Key.ofSeed seed)
    let fresh = Network.build keys[0] [ 28; 28; 1 ] model
    let learned = learn keys[1] 1e-3 steps (five 0 train) fresh

    let frozen =
        learned
        |> Network.replaceHead keys[2] 1 newHead
        |> Network.freeze "edges.*"
        |> Network.freeze "forms.*"

    /// Only the edges are kept, and frozen.
    let edges =
        learned
        |> Network.splitAt "forms"
        |> fst
        |> Network.freeze "*"
        |> Network.replaceHead keys[2] 0 (Layer.flatten >=> newHead)

    let whole = learned |> Network.replaceHead keys[2] 1 newHead
    let similar, different = five 5 train, negative (five 5 train)
    let seen, other = five 5 test, negative (five 5 test)

    let compare case data test ways = [
        for way, rate, network in ways -> case, way, network |> learn keys[3] rate steps data |> accuracy test
    ]

    [
        yield!
            compare "1 small, similar" (few shots keys[4] similar) seen [
                "frozen base, new head", 3e-3, frozen
                "from scratch", 1e-3, fresh
            ]
        yield!
            compare "2 small, different" (few shots keys[4] different) other [
                "frozen edges, new head", 3e-3, edges
                "frozen base, new head", 3e-3, frozen
                "from scratch", 1e-3, fresh
            ]
        yield!
            compare "3 large, similar" similar seen [
                "new head, all fine-tuned", 1e-3, whole
                "frozen base, new head", 3e-3, frozen
                "from scratch", 1e-3, fresh
            ]
        yield!
            compare "4 large, different" different other [
                "new head, all fine-tuned", 1e-3, whole
                "from scratch", 1e-3, fresh
            ]
    ]

let results = seeds |> List.map cases
let ways = results.Head |> List.map (fun (case, way, _) -> case, way)

let mean' case way =
    results
    |> List.collect id
    |> List.filter (fun (c, w, _) -> c = case && w = way)
    |> List.averageBy (fun (_, _, a) -> a)

for case, way in ways do
    let each =
        results
        |> List.collect id
        |> List.filter (fun (c, w, _) -> c = case && w = way)
        |> List.map (fun (_, _, a) -> $"%.1f{a}")
        |> String.concat "  "

    printfn $"{case, -20}{way, -26}%.1f{mean' case way} %%   ({each})"
