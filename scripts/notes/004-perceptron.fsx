(**
# Note 004: the perceptron and its descendants

From one neuron to networks: logistic regression, the computation graph and its way back, arrays in the place of loops, why a network must not begin
with zeros, and the table of initializations. Every number is computed when the page is made; where one is not what the text says, the
script fails: `dotnet fsi scripts/notes/004-perceptron.fsx`.
*)
(*** hide ***)
#load "../reference/FuncNet.fsx"
#load "../reference/Chart.fsx" "../reference/Claim.fsx"
(** *)
open System
open FuncNet

let number (x: float) = Tensor.number DType.Float64 x
let toScalar (x: Tensor) = x.ToScalar()
let largest (x: Tensor) = toScalar (Tensor.max (abs x))

let build layer (shape: int list) seed =
    Network.buildFor DType.Float64 (Key.ofSeed seed) (Signal.One(Shape.ofSeq shape)) layer

(**
## One neuron

A neuron weighs its inputs, adds a bias and bends the sum: a = σ(wᵀx + b). It tells apart what a line tells apart. Its loss is the cross-entropy of one sample, ℓ = −(y ln a + (1 − y)
ln(1 − a)), its cost the mean over all, J = (1/m) Σ ℓᵢ, and each step goes against the gradient: θ ← θ − η ∇J. (Rows E1, B6, F1.)
*)
let clouds, unseen = Synthetic.blobs 2 600 0.5 (Key.ofSeed 1UL) |> Dataset.splitAt 400

let neuron =
    Trainer.create (Layer.dense 1) Loss.sigmoidCrossEntropy (Optimizer.sgd 0.5)
    |> Trainer.withBatchSize clouds.Count

let fitted = neuron |> Trainer.fit (Key.ofSeed 2UL) 200 clouds
let _, figures = Trainer.evaluate neuron fitted.Network unseen
printfn "%O\n\naccuracy on new points: %.1f %%" (fitted.Network.Summary()) (100.0 * figures[0].Value)

let costs = [ for report in fitted.History -> report.Loss ]

Claim.check [
    "Its cost falls with every step.", costs |> List.pairwise |> List.forall (fun (before, after) -> after <= before)
    "It tells more than 95 of 100 new points apart.", figures[0].Value > 0.95
    "It has one weight for each input, and a bias: 3.", fitted.Network.Parameters.Size = 3
]
(*** include-output ***)

(**
## The computation graph

J = 3(a + bc), at a = 5, b = 3, c = 2. Forward, u = bc = 6, v = a + u = 11, J = 3v = 33. Backward, by the chain rule: dJ/dv = 3, so dJ/da = 3, dJ/du = 3, and dJ/db = 3c = 6, dJ/dc = 3b = 9. (Row G1.)
*)
let j =
    Explain.trace [ "a"; "b"; "c" ] (fun x -> 3.0 * (x[0] + x[1] * x[2])) [| number 5.0; number 3.0; number 2.0 |]

printfn "%s\n\n%s\n" j.Table j.Mermaid
Picture.save "notes/graph.svg" j.Svg

Claim.check [
    "J is 33.", toScalar j.Value = 33.0
    "dJ/da = 3, dJ/db = 6, dJ/dc = 9.",
    [ "a", 3.0; "b", 6.0; "c", 9.0 ]
    |> List.forall (fun (name, slope) -> toScalar j.Gradients[name] = slope)
]
(*** include-output ***)

(** ![The computation graph](pictures/graph.svg) *)

(**
## Arrays in the place of loops

A row of numbers and a column of numbers make a table: what is missing along an axis is repeated. The note's table of calories, each divided by the sum of its column, is
one line. What does not fit is an error that names both shapes. (Row G5.)
*)
let calories =
    Tensor.ofArray [ 3; 4 ] [| 56.0; 0.0; 4.4; 68.0; 1.2; 104.0; 52.0; 8.0; 1.8; 135.0; 99.0; 0.9 |]

let shares = 100.0 * calories / Tensor.sumOver [ 0 ] calories
printfn "%O" shares

let misfit =
    try
        calories + Tensor.vector [ 1.0; 2.0; 3.0 ] |> ignore
        ""
    with :? ShapeException as error ->
        error.Message

printfn "\n%s" misfit

Claim.check [
    "Every column adds up to 100 %.", largest (Tensor.sumOver [ 0 ] shares - 100.0) < 1e-12
    "[3; 4] and [3] do not fit, and the error says so.", misfit.Contains "[3; 4]" && misfit.Contains "[3]"
]
(*** include-output ***)

(**
## Why not zeros

Units that begin alike get the same gradient, and stay alike: with zeros, a hidden layer of ten is a hidden layer of one. (Row G4.)
*)
let hidden = Layer.dense 4 >=> Layer.tanh >=> Layer.dense 1
let alike = build (Layer.initialize "*.kernel" (Initializer.constant 0.3) hidden) [ 2 ] 3UL

let circles =
    Synthetic.circles 300 0.05 (Key.ofSeed 4UL) |> Dataset.mapInputs (Tensor.cast DType.Float64)

let afterSteps (network: Network) steps =
    let trainer =
        Trainer.ofNetwork network Loss.sigmoidCrossEntropy (Optimizer.sgd 0.5) |> Trainer.withBatchSize 300

    (Trainer.fit (Key.ofSeed 1UL) steps circles trainer).Network.Parameters["dense1.kernel"]

let spread (kernel: Tensor) = largest (kernel - Tensor.narrow 1 0 1 kernel)
let zeros = afterSteps (build (Layer.initialize "*.kernel" Initializer.zeros hidden) [ 2 ] 3UL) 100

Claim.check [
    "After 100 steps, four units that began alike still are, to the last bits of their sums.",
    spread (afterSteps alike 100) < 1e-12
    "From zeros, with tanh, their weights are zeros still.", largest zeros = 0.0
    "From random weights, units differ.", spread (afterSteps (build hidden [ 2 ] 3UL) 100) > 0.1
]
(*** include-output ***)

(**
## The table of initializations

A network [2, 10, 5, 1] learns two circles, 300 points with a noise of 0.05, by 15,000 full steps of rate 0.01. The note has 50 % with zeros, 83 % with large random weights, N(0, 1)·10, and 99 % with He's. Here
are the medians over eleven seeds. (Row D5.)
*)
let steps, rate = 15_000, 0.01
let seeds = [| 1UL .. 11UL |]
let model = Layer.dense 10 >=> Layer.relu >=> Layer.dense 5 >=> Layer.relu >=> Layer.dense 1

let accuracy (network: Network) (data: Dataset) =
    Metric.evaluate (Metric.binaryAccuracy 0.0) (network.Predict data.Inputs) data.Targets
    |> Tensor.mean
    |> toScalar

/// Data, and the network after all steps: θ ← θ − η·∇J(θ), a compiled program that runs over its own results.
let train (initializer: Initializer) (seed: uint64) =
    let keys = Key.split 2 (Key.ofSeed seed)
    let data = Synthetic.circles 300 0.05 keys[0]
    let network = Network.build keys[1] [ 2 ] (Layer.initialize "*.kernel" initializer model)
    let context = { Training = false; Key = keys[1] }

    let cost parameters =
        let output, _ = Network.applyWith context parameters network.State (Signal.One data.Inputs) network
        Loss.value Loss.sigmoidCrossEntropy (Signal.values output).Head data.Targets

    let tree (leaves: Tensor seq) = Parameters.ofSeq (Seq.zip network.Parameters.Paths leaves)
    let leaves (parameters: Parameters) = [| for path in network.Parameters.Paths -> parameters[path] |]

    let step (x: Tensor[]) =
        let parameters = Parameters.update (tree x) network.Parameters
        leaves (parameters - rate * Parameters.grad cost parameters)

    let start = leaves network.Parameters
    let program = Compile.executable step [ for leaf in start -> leaf.Spec ]
    data, Network.withParameters (tree (Executable.iterate steps program start)) network

let initializations = [
    "zeros", Initializer.zeros, 50
    "large random, N(0, 1)·10", Initializer.normal 0.0 10.0, 83
    "He", Initializer.heNormal, 99
]

let median (values: float[]) = (Array.sort values)[values.Length / 2]

let table = [
    for name, initializer, noted in initializations ->
        let runs = seeds |> Array.Parallel.map (train initializer)
        let accuracies = runs |> Array.map (fun (data, network) -> accuracy network data)
        name, noted, accuracies, runs[0]
]

printfn "%-26s %9s %12s %16s" "initialization" "note 004" "median here" "lowest – highest"

for name, noted, accuracies, _ in table do
    printfn
        "%-26s %7d %% %10.1f %% %8.1f – %.1f %%"
        name
        noted
        (100.0 * median accuracies)
        (100.0 * Array.min accuracies)
        (100.0 * Array.max accuracies)

let grain = 0.025
let xs, ys = [| -2.0 .. grain .. 2.0 |], [| -1.5 .. grain .. 1.5 |]

/// What the network says of the plane: rows of it, each in pieces of one class.
let areas (network: Network) = [
    let cells = [|
        for y in ys do
            for x in xs do
                float32 x
                float32 y
    |]

    let scores = (network.Predict(Tensor.ofArray [ cells.Length / 2; 2 ] cells)).ToArray<float32>()

    for y, row in Array.zip ys (Array.chunkBySize xs.Length scores) do
        let mutable first = 0

        for i in 1 .. xs.Length do
            if i = xs.Length || (row[i] > 0.0f) <> (row[first] > 0.0f) then
                let style = if row[first] > 0.0f then 1 else 0
                style, (xs[first], y), (xs[min i (xs.Length - 1)], y + grain)
                first <- i
]

let boundary (name, _, accuracies: float[], (data: Dataset, network: Network)) : Chart.Panel =
    let points =
        data.Inputs.ToArray<float32>() |> Array.chunkBySize 2 |> Array.map (fun p -> float p[0], float p[1])

    let ofClass label =
        Array.zip points (data.Targets.ToArray<int>()) |> Array.filter (snd >> (=) label) |> Array.map fst

    let here, middle = 100.0 * accuracies[0], 100.0 * median accuracies

    {
        Chart.panel
            name
            $"%.1f{here} %% of these points; median of eleven seeds %.1f{middle} %%"
            (Chart.linear "x₁" (-2.0, 2.0))
            (Chart.linear "x₂" (-1.5, 1.5))
            [ Chart.dots "outer circle" 0 (ofClass 0); Chart.dots "inner circle" 1 (ofClass 1) ] with
            Areas = areas network
    }

Chart.saveWith
    3
    ""
    (fun _ _ -> [])
    "notes/initializations.svg"
    "What a network makes of two circles, from three initializations"
    (List.map boundary table)
(*** include-output ***)

(** ![Decision boundaries of three initializations](pictures/initializations.svg) *)

let medianOf place = let _, _, accuracies, _ = table[place] in median accuracies

Claim.check [
    "From zeros the network learns nothing: exactly 50 %.", medianOf 0 = 0.5
    "He's weights reach at least 97 %.", medianOf 2 >= 0.97
    "Large random weights stay at least 5 points under them.", medianOf 1 <= medianOf 2 - 0.05
]
(*** include-output ***)

(**
## Several inputs

Some data are pictures, some are numbers, and some are both: each goes its own way through the network, and the ways join. Here a label is the exclusive or of
whether a picture's blob is on the left and whether a number is positive; neither tells anything alone. (Row E9.)
*)
let count = 1_000
let keys = Key.split 3 (Key.ofSeed 6UL)
let lefts = Key.integers 2 count keys[0]
let numbers = Key.normal DType.Float32 [ count; 1 ] keys[1]
let signs = numbers.ToArray<float32>()

let pictures =
    Array.init (count * 64) (fun i -> if i % 8 / 4 = lefts[i / 64] then 1.0f else 0.0f)
    |> Tensor.ofArray [ count; 8; 8; 1 ]
    |> fun x -> x + 0.3 * Key.normal DType.Float32 [ count; 8; 8; 1 ] keys[2]

let labels =
    Tensor.ofArray [ count ] (Array.init count (fun i -> if (lefts[i] = 1) <> (signs[i] > 0.0f) then 1 else 0))

let both, bothTest =
    Dataset(Signal.ofSeq [ pictures; numbers ], Signal.One labels) |> Dataset.splitAt 800

let hybrid =
    Layer.beside (Layer.conv2d 4 3 >=> Layer.relu >=> Layer.flatten >=> Layer.dense 8) (Layer.dense 8)
    >=> Layer.join Join.Concatenate
    >=> Layer.relu
    >=> Layer.dense 16
    >=> Layer.relu
    >=> Layer.dense 2

let join = Trainer.create hybrid Loss.softmaxCrossEntropy (Optimizer.adam 5e-3)
let joined = join |> Trainer.fit (Key.ofSeed 1UL) 8 both
let _, joinedFigures = Trainer.evaluate join joined.Network bothTest
printfn "%O\n\naccuracy: %.1f %%" (joined.Network.Summary()) (100.0 * joinedFigures[0].Value)
Claim.check [ ("Together they tell more than 95 %.", joinedFigures[0].Value > 0.95) ]
(*** include-output ***)
