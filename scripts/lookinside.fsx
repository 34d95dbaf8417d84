// What a network looks at (note 001): a convolutional network that ends in global average pooling learns drawn digits; its class activation maps, gradient maps,
// saliency and occlusion over twelve of them (artifacts/lookinside.png), and what its layers do. The first argument is a folder of MNIST files to take instead.
#load "reference/FuncNet.fsx" "reference/Claim.fsx"

open System
open System.IO
open FuncNet

let train, test =
    match fsi.CommandLineArgs with
    | [| _; folder |] -> Idx.mnist folder
    | _ -> Synthetic.digits 5_000 (Key.ofSeed 1UL) |> Dataset.splitAt 4_000

let conv filters = Layer.conv2dWith { Conv2D.defaults with Padding = Padding.Same } filters (struct (3, 3))

let model =
    conv 16
    >=> Layer.batchNorm
    >=> Layer.relu
    >=> Layer.maxPool2d 2
    >=> conv 32
    >=> Layer.batchNorm
    >=> Layer.relu
    >=> conv 64
    >=> Layer.batchNorm
    >=> Layer.relu
    >=> Layer.globalAveragePool
    >=> Layer.dense 10

let epochs = if Environment.GetEnvironmentVariable "FUNCNET_QUICK" = "1" then 3 else 8
let trainer = Trainer.create model Loss.softmaxCrossEntropy (Optimizer.adam 2e-3)
let network = (Trainer.fit (Key.ofSeed 1UL) epochs train trainer).Network
let _, figures = Trainer.evaluate trainer network test
printfn "accuracy %.2f %% after %d epochs\n" (100.0 * figures[0].Value) epochs

let images = Tensor.narrow 0 0 12 test.Inputs
let labels = Tensor.argMax 1 (network.Predict images)
let over = Heatmap.over 0.6 images

let maps = [
    "CLASS ACTIVATION", Explain.classActivationMap labels images network
    "GRADIENT MAP", Explain.gradientMap labels images network
    "OCCLUSION", Explain.occlusion 6 2 0.0 labels images network
    "SALIENCY", Explain.saliency labels images network
]

let colour (grey: Tensor) = Tensor.concatenate 3 [ grey; grey; grey ]

let folder = Directory.CreateDirectory(Path.Combine(__SOURCE_DIRECTORY__, "..", "artifacts")).FullName

ContactSheet.save (Path.Combine(folder, "lookinside.png")) [
    "IMAGE", colour images

    for name, map in maps do
        name, over map
]

printfn "artifacts/lookinside.png\n"
printfn "%O\n" (Explain.activations (Tensor.narrow 0 0 500 test.Inputs) network)

/// The mean of a map where there is ink, and where there is none.
let onInk (map: Tensor) =
    let ink =
        Tensor.greater (Tensor.reshape map.Shape images) (Tensor.full images.DType [] 0.5)
        |> Tensor.cast DType.Float32

    let share mask = (sum (Heatmap.normalized map * mask) / sum mask).ToScalar()
    share ink, share (1.0 - ink)

for name, map in maps do
    let ink, paper = onInk map
    printfn "%-17s mean %.2f on ink, %.2f on paper" name ink paper

printfn ""

let holds name =
    let ink, paper = onInk (maps |> List.find (fst >> (=) name) |> snd)
    ink > paper

Claim.check [
    "The class activation maps are brighter on ink than on paper.", holds "CLASS ACTIVATION"
    "Covering ink costs more than covering paper.", holds "OCCLUSION"
    "More than nine digits of ten are right.", figures[0].Value > 0.9
]
