// Why initialization matters: the table of note 004. A network [2, 10, 5, 1] learns two noisy circles by plain gradient
// descent, 15,000 full-batch steps with the rate 0.01, from three initializations; medians over the seeds 1–11.
#load "reference/FuncNet.fsx"

open System
open FuncNet

let quick = Environment.GetEnvironmentVariable "FUNCNET_QUICK" = "1"
let seeds = if quick then [| 1UL .. 3UL |] else [| 1UL .. 11UL |]
let steps = 15_000
let rate = 0.01

let model = Layer.dense 10 >=> Layer.relu >=> Layer.dense 5 >=> Layer.relu >=> Layer.dense 1

let accuracy (network: Network) (data: Dataset) =
    Metric.evaluate (Metric.binaryAccuracy 0.0) (network.Predict data.Inputs) data.Targets
    |> Tensor.mean
    |> _.ToScalar()

/// Training accuracy after all steps: θ ← θ − η·∇J(θ).
let train (initializer: Initializer) (seed: uint64) =
    let keys = Key.split 2 (Key.ofSeed seed)
    let data = Synthetic.circles 300 0.05 keys[0]
    let network = Network.build keys[1] [ 2 ] (Layer.initialize "*.kernel" initializer model)
    let context = { Training = false; Key = keys[1] }

    let cost parameters =
        let output, _ = Network.applyWith context parameters network.State (Signal.One data.Inputs) network
        Loss.value Loss.sigmoidCrossEntropy (Signal.values output).Head data.Targets

    let step parameters = parameters - rate * Parameters.grad cost parameters
    let trained = Seq.fold (fun parameters _ -> step parameters) network.Parameters (seq { 1..steps })
    accuracy (Network.withParameters trained network) data

let median (values: float[]) = (Array.sort values)[values.Length / 2]

let rows =
    [
        "zeros", Initializer.zeros, 50
        "large random, N(0, 1)·10", Initializer.normal 0.0 10.0, 83
        "He", Initializer.heNormal, 99
    ]
    |> List.map (fun (name, initializer, noted) ->
        let accuracies = seeds |> Array.Parallel.map (train initializer)
        name, noted, median accuracies, Array.min accuracies, Array.max accuracies)

printfn "%-26s %9s %12s %16s" "initialization" "note 004" "median here" "lowest – highest"

for name, noted, middle, lowest, highest in rows do
    printfn "%-26s %7d %% %10.1f %% %8.1f – %.1f %%" name noted (100.0 * middle) (100.0 * lowest) (100.0 * highest)

match rows with
| [ _, _, zeros, _, _; _, _, large, _, _; _, _, he, _, _ ] when zeros = 0.5 && he >= 0.97 && large <= he - 0.05 ->
    printfn "As in the note: zeros learn nothing, large weights learn badly, He's weights learn."
| _ ->
    eprintfn "The table of the note is not reproduced."
    exit 1
