// A digit classifier in F#, on digits that are drawn, not read: no file, no network.
#load "reference/FuncNet.fsx"

open System
open FuncNet

let quick = Environment.GetEnvironmentVariable "FUNCNET_QUICK" = "1"
let count, epochs = if quick then 1_500, 2 else 6_000, 6
let keys = Key.split 2 (Key.ofSeed 42UL)
let train, test = Synthetic.digits count keys[0] |> Dataset.splitAt (count * 5 / 6)

let model =
    Layer.conv2d 8 3
    >=> Layer.relu
    >=> Layer.maxPool2d 2
    >=> Layer.flatten
    >=> Layer.dense 64
    >=> Layer.relu
    >=> Layer.dropout 0.2
    >=> Layer.dense 10

printfn "%O\n" (Network.summary [ 28; 28; 1 ] model)

let trained =
    Trainer.create model Loss.softmaxCrossEntropy (Optimizer.adam 2e-3)
    |> Trainer.withValidation test
    |> Trainer.withEarlyStopping 3
    |> Trainer.withObserver Progress.console
    |> Trainer.fit keys[1] epochs train

let predicted = trained.Network |> Network.predict test.Inputs |> Tensor.argMax 1
let confusion = ConfusionMatrix.create test.ClassNames predicted test.Targets
printfn "\n%O\n" confusion
printfn "test accuracy: %.2f %%" (100.0 * confusion.Accuracy)

if confusion.Accuracy < (if quick then 0.6 else 0.9) then
    eprintfn "The network has not learned."
    exit 1
