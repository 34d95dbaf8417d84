// Vanishing and exploding gradients, seen (notes 001, 002, 003): the norm of the gradient in each of ten dense layers of 20 units, for
// sigmoid, tanh and ReLU, plain, with batch normalization and with residual connections, and for large weights, with and without
// clipping; medians over the seeds 1–11.
#load "reference/FuncNet.fsx" "reference/Chart.fsx" "reference/Claim.fsx"

open FuncNet

let depth, width = 10, 20
let seeds = [ 1UL .. 11UL ]

/// 64 points of 20 normal numbers; the class says whether their sum is positive.
let points seed =
    let x = Key.normal DType.Float64 [ 64; width ] (Key.ofSeed (seed + 100UL))
    let sums = Tensor.sumOver [ 1 ] x
    x, Tensor.cast DType.Float64 (Tensor.greater sums (Tensor.zerosLike sums))

type Experiment = {
    Name: string
    Initializer: Initializer
    /// A layer of the network, around its dense part.
    Block: Layer -> Layer
    /// What is done to the gradient.
    Transform: Optimizer
}

/// ‖∂J/∂W‖ of every layer, from the first to the last.
let norms experiment seed =
    let dense = Layer.denseWith { Dense.defaults with Kernel = experiment.Initializer } width
    let layer = Layer.repeat depth (experiment.Block dense) >=> Layer.dense 1
    let network = Network.buildFor DType.Float64 (Key.ofSeed seed) (Signal.One(Shape.ofSeq [ width ])) layer
    let x, t = points seed
    let pass = Explain.network Loss.sigmoidCrossEntropy x t network
    let state = Optimizer.init experiment.Transform network.Parameters
    let gradients, _ = Optimizer.update experiment.Transform pass.Gradients state network.Parameters

    [
        for i in 1..depth -> gradients[$"dense{i}.kernel"] |> Tensor.square |> Tensor.sum |> sqrt |> _.ToScalar()
    ]

let median (values: float list) = (List.sort values)[values.Length / 2]

let medians experiment = [ for seed in seeds -> norms experiment seed ] |> List.transpose |> List.map median

let plain activation dense = dense >=> activation

let remedies initializer activation =
    let experiment name block = {
        Name = name
        Initializer = initializer
        Block = block
        Transform = Optimizer.identity
    }

    [
        experiment "plain" (plain activation)
        experiment "with BatchNorm" (fun dense -> dense >=> Layer.batchNorm >=> activation)
        experiment "with residuals" (fun dense -> Layer.residual (dense >=> activation))
    ]

let large name activation transform = {
    Name = name
    Initializer = Initializer.normal 0.0 1.0
    Block = plain activation
    Transform = transform
}

let clip = Optimizer.clipByGlobalNorm 1.0

let groups = [
    "Sigmoid", "Glorot's weights; plain, the gradient vanishes", remedies Initializer.glorotUniform Layer.sigmoid
    "Tanh", "Glorot's weights", remedies Initializer.glorotUniform Layer.tanh
    "ReLU", "He's weights; residual connections add up", remedies Initializer.heNormal Layer.relu
    "Large weights",
    "N(0, 1), where Glorot's and He's have deviations of 0.22 and 0.32",
    [
        large "ReLU" Layer.relu Optimizer.identity
        large "ReLU, clipped to 1" Layer.relu clip
        large "tanh" Layer.tanh Optimizer.identity
        large "tanh, clipped to 1" Layer.tanh clip
    ]
]

printfn "norm of the gradient by layer, from the first to the last\n"

let results = [
    for title, subtitle, experiments in groups ->
        title, subtitle, [ for experiment in experiments -> experiment.Name, medians experiment ]
]

for title, _, curves in results do
    for name, norms in curves do
        let numbers = norms |> List.map (sprintf "%8.0e") |> String.concat ""
        printfn "%-14s %-19s %s" title name numbers

    printfn ""

Chart.save "norms.svg" "Norms of gradients, layer by layer, in networks of ten layers" [
    for title, subtitle, curves in results do
        {
            Chart.Panel.Title = title
            Subtitle = subtitle
            X = Chart.linear "layer, from the input (1) to the output (10)" (0.5, 10.5)
            Y = Chart.logarithmic $"‖∂J/∂W‖ of the layer, median of {seeds.Length} seeds" (1e-7, 1e5)
            Curves =
                curves
                |> List.mapi (fun i (name, norms) -> {
                    Name = name
                    Style = i
                    Points = [| for layer, norm in List.indexed norms -> float (layer + 1), norm |]
                    Marks = [ 0 .. depth - 1 ]
                })
            Contours = []
            ContourNote = ""
            Places = []
        }
]

let result title name =
    results
    |> List.pick (fun (other, _, curves) -> if other = title then Some(Map curves) else None)
    |> Map.find name

/// How much of the gradient in the last layer comes back to the first.
let back title name = List.head (result title name) / List.last (result title name)

let within low high value = low <= value && value <= high

printfn ""

Claim.check [
    "Through ten sigmoids less than a ten-thousandth comes back.", back "Sigmoid" "plain" < 1e-4
    "Batch normalization brings it back.", back "Sigmoid" "with BatchNorm" |> within 0.2 5.0
    "So do residual connections.", back "Sigmoid" "with residuals" |> within 0.05 1.0
    "Through ten tanh or ReLU, with weights as they ask for, it stays within a factor of ten.",
    List.forall (fun title -> back title "plain" |> within 0.1 10.0) [ "Tanh"; "ReLU" ]
    "With large weights it explodes: with ReLU everywhere, with tanh towards the input.",
    List.min (result "Large weights" "ReLU") > 1e3 && back "Large weights" "tanh" > 10.0
    "Clipping holds it under 1.",
    List.forall (fun name -> List.max (result "Large weights" name) <= 1.0) [
        "ReLU, clipped to 1"
        "tanh, clipped to 1"
    ]
]
