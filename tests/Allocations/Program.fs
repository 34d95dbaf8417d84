/// The managed bytes that a step of training and a prediction allocate, once warm, a line for each. It is a process of its own, since
/// the counter counts for all threads. The exit code is the number of lines which are not what they should be.
module Allocations

open System
open FuncNet

let private key = Key.ofSeed 5UL

/// 15 batches of 16 images, and one of 10.
let private images = Synthetic.digits 250 key

/// The rows of the images as steps in time.
let private rows = Dataset.mapInputs (Tensor.reshape [ -1; 28; 28 ]) images

let private batchSize = 16

let private counts = [| 1; 16; 250 |]

let private networks: (string * Layer * Dataset) list = [
    // Its products are large enough to be split among threads.
    "MLP", Layer.flatten >=> Layer.dense 256 >=> Layer.relu >=> Layer.dense 10, images
    "convolutions, batch norm and dropout",
    Layer.conv2d 8 3
    >=> Layer.batchNorm
    >=> Layer.relu
    >=> Layer.maxPool2d 2
    >=> Layer.flatten
    >=> Layer.dropout 0.3
    >=> Layer.dense 10,
    images
    "LSTM", Layer.lstm 16 >=> Layer.dense 10, rows
    "attention",
    Layer.positionalEncoding
    >=> Layer.transformerBlockWith { Transformer.defaults with Dropout = 0.1 } 28 2 32
    >=> Layer.meanOverTime
    >=> Layer.dense 10,
    rows
]

/// Notes at each step of a run how much has been allocated so far, and allocates nothing itself.
type private Meter(steps: int) =
    inherit CustomOperation()
    let zeros = Array.init (batchSize + 1) Array.zeroCreate<float32>
    let readings = Array.zeroCreate<int64> steps
    let mutable step = 0

    member _.Readings = readings
    override _.Name = "Meter"
    override _.Infer x = { Shape = Shape x[0].Shape[0]; DType = DType.Float32 }
    override _.Gradient(operands, _, _) = operands |> Array.map Tensor.zerosLike

    override _.Evaluate x =
        readings[step] <- GC.GetTotalAllocatedBytes(precise = true)
        step <- step + 1
        zeros[x[0].Shape[0]]

let private epochs = 5

/// Steps from the second of an epoch on, the short batch included, in the epoch in which they allocated the fewest bytes. In the first,
/// programs are compiled; threads that had nothing to do in it come by memory of their own in a later one.
let private inSteps (watch: Trainer -> Trainer) layer (data: Dataset) =
    let steps = (data.Count + batchSize - 1) / batchSize
    let meter = Meter(epochs * steps)

    Trainer.create layer Loss.softmaxCrossEntropy (Optimizer.adam 0.001)
    |> Trainer.withBatchSize batchSize
    |> Trainer.withMetrics [ Metric.accuracy; Metric.custom "meter" (fun y _ -> Tensor.custom meter [ y ]) ]
    |> watch
    |> Trainer.fit key epochs data
    |> ignore

    meter.Readings
    |> Array.chunkBySize steps
    |> Array.map (fun epoch -> epoch[steps - 1] - epoch[0])
    |> Array.min

/// Predictions of one sample, of several, and of so many that threads share them.
let private inPredictions layer (data: Dataset) =
    let network = Network.build key data.InputShape layer
    let input, size = data.Inputs.ToArray<float32>(), data.InputShape.Size
    let result = Array.zeroCreate<float32>(10 * data.Count)

    let bytes () =
        let before = GC.GetTotalAllocatedBytes(precise = true)

        for samples in counts do
            network.PredictInto(ReadOnlySpan(input, 0, samples * size), Span(result, 0, samples * 10))

        GC.GetTotalAllocatedBytes(precise = true) - before

    Seq.init epochs (fun _ -> bytes ()) |> Seq.min

[<EntryPoint>]
let main _ =
    let lines = [
        for name, layer, data in networks do
            $"{name}, steps", inSteps id layer data, (=) 0L
            $"{name}, predictions", inPredictions layer data, (=) 0L

        // Somebody listens, so each step makes a report.
        let name, layer, data = networks.Head
        $"{name}, steps with reports", inSteps (Trainer.onEvent ignore) layer data, (<) 0L
    ]

    for name, bytes, _ in lines do
        printfn "%s: %d bytes" name bytes

    lines |> Seq.filter (fun (_, bytes, expected) -> not (expected bytes)) |> Seq.length
