(**
# Note 001: training, and convolutional networks

Probabilities and what they cost, how a network is trained and when to stop, and networks that look at images: their sizes, their parameters, and where they look. Every number is computed when
the page is made; where one is not what the text says, the script fails: `dotnet fsi scripts/notes/001-convolution.fsx`.
*)
(*** hide ***)
#load "../reference/FuncNet.fsx"
#load "../reference/Chart.fsx" "../reference/Claim.fsx"
(** *)
open System
open System.IO
open FuncNet

let number (x: float) = Tensor.number DType.Float64 x
let toScalar (x: Tensor) = x.ToScalar()
let largest (x: Tensor) = toScalar (Tensor.max (abs x))
let near (expected: float) actual = abs (actual - expected) < 1e-9

(**
## One-hot, and back

A class is a row with a 1 in its place. (Row B7.)
*)
let labels = Tensor.ofArray [ 4 ] [| 2; 0; 1; 2 |]
let rows = OneHot.encode 3 labels
printfn "%O" rows
Claim.check [ ("Decoding undoes it.", (OneHot.decode rows).ToArray<int>() = labels.ToArray<int>()) ]
(*** include-output ***)

(**
## What an event tells

The information of an event is −ln p: the rarer, the more it tells. Its mean is the entropy H(p); the cross-entropy H(p, q) = −Σ p ln q is what it costs to expect q where p is true, and what it costs too much is the divergence,
KL(p‖q) = Σ p ln(p/q). So H(p, q) = H(p) + KL(p‖q): who makes the cross-entropy small makes the divergence small. (Rows B5, B3, B2.)
*)
let p, q = Tensor.vector [ 0.5; 0.25; 0.25 ], Tensor.vector [ 0.4; 0.4; 0.2 ]
let bits x = toScalar (Information.inBits x)

printfn
    "H(p) = %.4f bits, H(p, q) = %.4f bits, KL(p‖q) = %.4f bits"
    (bits (Information.entropy p))
    (bits (Information.crossEntropy p q))
    (bits (Information.divergence p q))

let logits = Tensor.ofArray [ 2; 3 ] [| 2.0; 1.0; 0.0; -1.0; 0.5; 3.0 |]
let classes = Tensor.ofArray [ 2 ] [| 0; 2 |]
let ofLogits = Loss.value Loss.softmaxCrossEntropy logits classes

let ofProbabilities =
    Loss.value Loss.crossEntropy (Tensor.softmax -1 logits) (Tensor.cast DType.Float64 (OneHot.encode 3 classes))

let huge =
    Loss.value
        Loss.sigmoidCrossEntropy
        (Tensor.ofArray [ 2; 1 ] [| 1e4; -1e4 |])
        (Tensor.ofArray [ 2; 1 ] [| 0.0; 1.0 |])

Claim.check [
    "An event of probability 1/8 tells 3 bits.", near 3.0 (bits (Information.content (number 0.125)))
    "H(p) of ½, ¼, ¼ is 1.5 bits.", near 1.5 (bits (Information.entropy p))
    "H(p, q) = H(p) + KL(p‖q).",
    near (bits (Information.crossEntropy p q)) (bits (Information.entropy p) + bits (Information.divergence p q))
    "KL is over 0, and 0 for p = q.",
    bits (Information.divergence p q) > 0.0 && near 0.0 (bits (Information.divergence p p))
    "From logits and labels, or from probabilities and one-hot rows, the cross-entropy is the same.",
    abs (toScalar (ofLogits - ofProbabilities)) < 1e-12
    "From logits, the binary one is finite, however wrong: 10,000 at ±10,000.", near 10_000.0 (toScalar huge)
]
(*** include-output ***)

(**
## Batch, mini-batch, one at a time

The gradient of all samples goes straight down and costs a whole pass; that of one sample is nearly free and points wherever it points; a mini-batch is in between. It is one loop, and one number
in it. (Rows C1, F1.)
*)
let moons = Synthetic.moons 450 0.15 (Key.ofSeed 3UL)
let small = Layer.dense 32 >=> Layer.relu >=> Layer.dense 32 >=> Layer.relu >=> Layer.dense 2

let learnBy batch =
    Trainer.create small Loss.softmaxCrossEntropy (Optimizer.sgd 0.1)
    |> Trainer.withBatchSize batch
    |> Trainer.fit (Key.ofSeed 1UL) 60 moons

let byBatch = [ for batch in [ moons.Count; 32; 1 ] -> batch, learnBy batch ]

for batch, result in byBatch do
    printfn "batches of %3d: a loss of %.3f after 60 epochs" batch (Seq.last result.History).Loss

Chart.save "notes/batches.svg" "The loss by epoch with batches of all samples, of 32, and of one" [
    Chart.panel
        "Three sizes of batches"
        "two moons, 450 points, η = 0.1"
        (Chart.linear "epoch" (0.0, 60.0))
        (Chart.linear "mean loss of the epoch, nats" (0.0, 0.8))
        [
            for style, (batch, result) in List.indexed byBatch ->
                Chart.line $"batches of {batch}" style [|
                    for report in result.History -> float report.Epoch, report.Loss
                |]
        ]
]

(** ![Batches](pictures/batches.svg) *)

let network = Network.buildFor DType.Float64 (Key.ofSeed 1UL) (Signal.One(Shape.ofSeq [ 2 ])) small
let moons64 = moons |> Dataset.mapInputs (Tensor.cast DType.Float64)

/// The gradient of the cost of some samples.
let gradient first count =
    let part = moons64 |> Dataset.select [| first .. first + count - 1 |]
    (Explain.network Loss.softmaxCrossEntropy part.Inputs part.Targets network).Gradients

let meanOfParts = 1.0 / 3.0 * (gradient 0 150 + gradient 150 150 + gradient 300 150)

Claim.check [
    "After 60 epochs, smaller batches have come further: they take more steps.",
    byBatch
    |> List.map (fun (_, result) -> (Seq.last result.History).Loss)
    |> List.take 2
    |> fun losses -> losses[1] < losses[0] - 0.1
    "The gradient of all is the mean of those of its parts.",
    toScalar (Parameters.norm (gradient 0 450 - meanOfParts)) < 1e-12
]
(*** include-output ***)

(**
## The rate, over time

η/(1 + decay · step/decaySteps), a step, an exponential, a cosine, a warm-up, one cycle. (Row C6.)
*)
let schedules = [
    "inverse time, decay 1 in 100", Schedule.inverseTime 1.0 100 0.1
    "halved every 100", Schedule.step 0.5 100 0.1
    "exponential, ½ in 100", Schedule.exponential 0.5 100 0.1
    "cosine", Schedule.cosine 400 0.1
    "warm-up of 50, then constant", Schedule.warmUp 50 (Schedule.constant 0.1)
    "one cycle", Schedule.oneCycle 400 0.1
]

Chart.save "notes/schedules.svg" "Six schedules of the learning rate" [
    Chart.panel
        "Learning rates"
        "from η = 0.1"
        (Chart.linear "step" (0.0, 400.0))
        (Chart.linear "learning rate" (0.0, 0.11))
        [
            for style, (name, schedule) in List.indexed schedules ->
                Chart.line name style [| for step in 0..400 -> float step, Schedule.at step schedule |]
        ]
]

(** ![Learning rates](pictures/schedules.svg) *)

let rate place step = Schedule.at step (snd schedules[place])

Claim.check [
    "With a decay of 1 in 100 steps the rate is a half after 100 and a third after 200.",
    near 0.05 (rate 0 100) && abs (rate 0 200 - 0.1 / 3.0) < 1e-8
    "Halved every 100 it is a quarter after 250.", near 0.025 (rate 1 250)
    "The cosine is at half of it in the middle, and at 0 in the end.",
    abs (rate 3 200 - 0.05) < 1e-8 && abs (rate 3 400) < 1e-8
]
(*** include-output ***)

(**
## Bounds for gradients, and new beginnings

A gradient that explodes is cut: number by number, or as a whole, which keeps its direction. Where there are many minima, one begins many times, and keeps the best. (Rows C8, C7.)
*)
let steep = Parameters.ofSeq [ "a", Tensor.vector [ 30.0 ]; "b", Tensor.vector [ 40.0 ] ]

let clipped =
    fst (
        Optimizer.update
            (Optimizer.clipByGlobalNorm 5.0)
            steep
            (Optimizer.init (Optimizer.clipByGlobalNorm 5.0) steep)
            steep
    )

let hills = Objective.ofTensor (fun (x: Tensor) -> sum (0.05 * Tensor.square x + 1.0 - cos (3.0 * x)))
let start key = 20.0 * Key.uniform DType.Float64 [ 2 ] key - 10.0
let from count = Minimizer.lbfgs 5 |> Minimizer.restarts count start (Key.ofSeed 1UL) hills
let first, found = (from 1)[0], from 40

printfn
    "forty starts: the first ends at %.3f, the best at %.6f, the worst at %.3f"
    first.Value
    found[0].Value
    (Array.last found).Value

Claim.check [
    "(30, 40) clipped to a length of 5 is (3, 4).",
    near 3.0 (toScalar (sum clipped["a"])) && near 4.0 (toScalar (sum clipped["b"]))
    "The best of forty starts is ten times lower than their median.", found[0].Value < 0.1 * found[20].Value
]
(*** include-output ***)

(**
## When to stop

A network that has learned what is in its samples begins to learn the samples. The loss on others says when: stop when it has not fallen for so many epochs, and take the best weights back. (Row F2.)
*)
let few, validation = Synthetic.digits 900 (Key.ofSeed 5UL) |> Dataset.splitAt 300

let overfitting =
    Trainer.create
        (Layer.flatten >=> Layer.dense 128 >=> Layer.relu >=> Layer.dense 10)
        Loss.softmaxCrossEntropy
        (Optimizer.adam 1e-3)
    |> Trainer.withValidation validation

let unstopped = overfitting |> Trainer.fit (Key.ofSeed 1UL) 80 few
let stopped = overfitting |> Trainer.withEarlyStopping 5 |> Trainer.fit (Key.ofSeed 1UL) 80 few
let last = Seq.last stopped.History
let best = stopped.History |> Seq.minBy _.ValidationLoss
let restored, _ = Trainer.evaluate overfitting stopped.Network validation
printfn "%s; best in epoch %d" stopped.Reason best.Epoch

Chart.save "notes/stopping.svg" "The loss in training and on others, and where early stopping ends the run" [
    {
        Chart.panel
            "Early stopping"
            "784–128–10 on 300 drawn digits; patience of 5 epochs"
            (Chart.linear "epoch" (0.0, 80.0))
            (Chart.logarithmic "mean loss, nats" (1e-3, 3.0))
            [
                Chart.line "in training" 0 [| for report in unstopped.History -> float report.Epoch, report.Loss |]
                Chart.line "on 600 others" 1 [|
                    for report in unstopped.History -> float report.Epoch, report.ValidationLoss
                |]
            ] with
            Places = [
                "best", (float best.Epoch, best.ValidationLoss)
                "stopped", (float last.Epoch, last.ValidationLoss)
            ]
    }
]
(*** include-output ***)

(** ![Early stopping](pictures/stopping.svg) *)

Claim.check [
    "The run ends by itself, five epochs after its best.", last.Epoch = best.Epoch + 5 && last.Epoch < 80
    "The weights that come back are those of the best epoch.", abs (restored - best.ValidationLoss) < 1e-6
    "Unstopped, the loss in training falls to a tenth of that on others.",
    (Seq.last unstopped.History).Loss < 0.1 * (Seq.last unstopped.History).ValidationLoss
]
(*** include-output ***)

(**
## Where it was left

A state of a run is a value, and a file: what goes on from it ends as if it had never been interrupted, to the last bit. (Row F3.)
*)
let folder = Directory.CreateTempSubdirectory("notes").FullName

let interrupted =
    let trainer =
        overfitting
        |> Trainer.withCallback (
            Callback.checkpointWith { Checkpoints.inFolder folder with Best = Some Criterion.loss }
        )

    trainer |> Trainer.fit (Key.ofSeed 1UL) 5 few |> ignore
    trainer |> Trainer.resume folder (Key.ofSeed 1UL) 12 few

let unbroken = overfitting |> Trainer.fit (Key.ofSeed 1UL) 12 few
let bestWeights = Checkpoint.weights unbroken.Network (Path.Combine(folder, "best.safetensors"))
let bestOfTwelve = unbroken.History |> Seq.map _.ValidationLoss |> Seq.min

Claim.check [
    "Five epochs, a file, and seven more are twelve, bit for bit.",
    interrupted.Network.Parameters = unbroken.Network.Parameters
    "The file of the best epoch has its weights.",
    abs (fst (Trainer.evaluate overfitting bestWeights validation) - bestOfTwelve) < 1e-6
]

Directory.Delete(folder, true)
(*** include-output ***)

(**
## Convolutions: sizes and parameters

K filters of F × F over D channels have K·F·F·D + K parameters. With stride S, an image of H rows becomes ⌈H/S⌉ with padding "same", ⌈(H − F + 1)/S⌉ without. A pooling of the same window has none. (Rows E2, E3.)
*)
let sizes =
    let next limit seed = (Key.integers limit 1 (Key.ofSeed seed))[0] + 1

    [
        for seed in 1UL .. 200UL ->
            let f, s, d, k =
                next 5 (10UL * seed), next 3 (10UL * seed + 1UL), next 4 (10UL * seed + 2UL), next 6 (10UL * seed + 3UL)

            let h = f + next 12 (10UL * seed + 4UL)
            let padded = seed % 2UL = 0UL

            let options = {
                Conv2D.defaults with
                    Strides = struct (s, s)
                    Padding = (if padded then Padding.Same else Padding.Valid)
            }

            let summary = Network.summary [ h; h; d ] (Layer.conv2dWith options k (struct (f, f)))
            let rows = if padded then (h + s - 1) / s else (h - f + 1 + s - 1) / s

            summary.TotalParameters = k * f * f * d + k
            && summary.Rows[0].OutputShape = $"(None, {rows}, {rows}, {k})"
    ]

let image = Tensor.ofArray [ 1; 4; 4; 1 ] [| 1.0 .. 16.0 |]

let pooled layer =
    ((Network.buildFor DType.Float64 (Key.ofSeed 1UL) (Signal.One(Shape.ofSeq [ 4; 4; 1 ])) layer).Predict image)
        .ToArray<float>()

Claim.check [
    $"The formulas hold for all of {sizes.Length} random sizes.", List.forall id sizes
    "Of 1 … 16 in four rows, the largest of each 2 × 2 are 6, 8, 14, 16, and the means 3.5, 5.5, 11.5, 13.5.",
    pooled (Layer.maxPool2d 2) = [| 6.0; 8.0; 14.0; 16.0 |]
    && pooled (Layer.averagePool2d 2) = [| 3.5; 5.5; 11.5; 13.5 |]
    "The mean of all is 8.5.", pooled Layer.globalAveragePool = [| 8.5 |]
]
(*** include-output ***)

(**
## The network of the note

Three convolutions, each deeper and on half the size, then two dense layers. (Rows E10, E4.)
*)
let conv filters = Layer.conv2dWith { Conv2D.defaults with Padding = Padding.Same } filters (struct (2, 2))

let noteNetwork =
    Layer.sequence [ for filters in [ 16; 32; 64 ] -> conv filters >=> Layer.relu >=> Layer.maxPool2d 2 ]
    >=> Layer.dropout 0.3
    >=> Layer.flatten
    >=> Layer.dense 500
    >=> Layer.relu
    >=> Layer.dropout 0.4
    >=> Layer.dense 10
    >=> Layer.softmax

let summary = Network.summary [ 32; 32; 3 ] noteNetwork
printfn "%O" summary

Claim.check [
    "Its layers have 208, 2,080, 8,256, 512,500 and 5,010 parameters, 528,054 in all.",
    [
        for row in summary.Rows do
            if row.Parameters > 0 then
                row.Parameters
    ] = [ 208; 2_080; 8_256; 512_500; 5_010 ]
    && summary.TotalParameters = 528_054
    "It goes from (None, 32, 32, 16) to (None, 10).",
    summary.Rows[0].OutputShape = "(None, 32, 32, 16)"
    && (Seq.last summary.Rows).OutputShape = "(None, 10)"
]
(*** include-output ***)

(**
## Networks with names

Those of the note, with the parameters that their papers' implementations have. Nothing is drawn to count them. (Row E11.)
*)
let named = [
    "LeNet-5", Zoo.leNet5 10, [ 28; 28; 1 ], 61_706
    "AlexNet", Zoo.alexNet 1000, [ 224; 224; 3 ], 61_100_840
    "VGG16", Zoo.vgg16 1000, [ 224; 224; 3 ], 138_357_544
    "ResNet-18", Zoo.resNet18 1000, [ 224; 224; 3 ], 11_689_512
    "ResNet-50", Zoo.resNet50 1000, [ 224; 224; 3 ], 25_557_032
    "ResNet-20", Zoo.resNet20 10, [ 32; 32; 3 ], 272_474
]

let counted = [
    for name, layer, shape, published in named -> name, (Network.summary shape layer).TrainableParameters, published
]

for name, parameters, _ in counted do
    printfn "%-10s %11s parameters" name (parameters.ToString "N0")

Claim.check [
    ("They are the published numbers.",
     counted |> List.forall (fun (_, parameters, published) -> parameters = published))
]
(*** include-output ***)

(**
## More images from those there are

Shifted, turned, zoomed: the same digits for us, others for the network. (Row F5.)
*)
let train, test = Synthetic.digits 2_400 (Key.ofSeed 1UL) |> Dataset.splitAt 2_000

let augmentation =
    Augmentation.sequence [ Augmentation.shift 0.12 0.12; Augmentation.rotate 20.0; Augmentation.zoom 0.8 1.2 ]

let twelve = Tensor.narrow 0 0 12 train.Inputs
ContactSheet.saveAugmentation (Picture.path "notes/augmentation.png") augmentation (Key.ofSeed 1UL) twelve
printfn "artifacts/notes/augmentation.png"
let changed = Augmentation.apply augmentation (Key.ofSeed 1UL) twelve
let again = Augmentation.apply augmentation (Key.ofSeed 1UL) twelve

Claim.check [
    "Each of the twelve is another image than before.",
    [ 0..11 ] |> List.forall (fun i -> largest (changed.[i] - twelve.[i]) > 0.3)
    "The same key gives the same images, to the bit.", changed = again
]
(*** include-output ***)

(** ![Twelve images before and after](pictures/augmentation.png) *)

(**
## What was learned, used again

A base that has learned the digits 0 to 4 meets the digits 5 to 9, five images of each. Its results for them, the bottleneck features, are computed once, kept in a file, and a new head learns from them; the base
stays as it was, to the bit. (Rows F6, F7.)
*)
let five first (data: Dataset) =
    let places =
        data.Targets.ToArray<int>()
        |> Array.indexed
        |> Array.filter (fun (_, label) -> label >= first && label < first + 5)
        |> Array.map fst

    let part = Dataset.select places data
    Dataset.ofTensors part.Inputs (part.Targets - Tensor.number DType.Int32 (float first))

let looking =
    Layer.conv2d 8 3
    >=> Layer.relu
    >=> Layer.maxPool2d 2
    >=> Layer.conv2d 16 3
    >=> Layer.relu
    >=> Layer.maxPool2d 2
    >=> Layer.flatten
    >=> Layer.dense 5

let base' =
    (Trainer.create looking Loss.softmaxCrossEntropy (Optimizer.adam 2e-3)
     |> Trainer.fit (Key.ofSeed 1UL) 4 (five 0 train))
        .Network
    |> Network.dropLast 1

let shots = five 5 train |> Dataset.take 25
let others = five 5 test
let file = Path.GetTempFileName()
shots |> Dataset.through base' |> Dataset.saveNpz file
let features = Dataset.loadNpz [] file
File.Delete file

let accuracyOf (network: Network) (data: Dataset) =
    toScalar (mean (Metric.evaluate Metric.accuracy (network.Predict data.Inputs) data.Targets))

let onFeatures =
    Trainer.create (Layer.dense 5) Loss.softmaxCrossEntropy (Optimizer.adam 1e-2)
    |> Trainer.withBatchSize 25
    |> Trainer.fit (Key.ofSeed 2UL) 80 features

let frozen =
    base'
    |> Network.replaceHead (Key.ofSeed 3UL) 0 (Layer.named "head" (Layer.dense 5))
    |> Network.freeze "conv*"

let fromEndToEnd =
    Trainer.ofNetwork frozen Loss.softmaxCrossEntropy (Optimizer.adam 1e-2)
    |> Trainer.withBatchSize 25
    |> Trainer.fit (Key.ofSeed 2UL) 80 shots

let scratch =
    Trainer.create looking Loss.softmaxCrossEntropy (Optimizer.adam 2e-3)
    |> Trainer.withBatchSize 25
    |> Trainer.fit (Key.ofSeed 2UL) 80 shots

let transferred = accuracyOf onFeatures.Network (Dataset.through base' others)

printfn
    "five images of each class: a head on stored features %.1f %%, on the frozen base %.1f %%, from scratch %.1f %%"
    (100.0 * transferred)
    (100.0 * accuracyOf fromEndToEnd.Network others)
    (100.0 * accuracyOf scratch.Network others)

Claim.check [
    "The frozen base is what it was, to the bit.",
    [ "conv2d1.kernel"; "conv2d2.kernel" ]
    |> List.forall (fun path -> fromEndToEnd.Network.Parameters[path] = base'.Parameters[path])
    "With its features, 25 images are enough for more than 75 %.", transferred > 0.75
    "Stored features and the frozen base are worth the same, within five points.",
    abs (transferred - accuracyOf fromEndToEnd.Network others) < 0.05
]
(*** include-output ***)

(**
## Where it looks

A network that ends in the mean over all places says with each place's share what it saw there: the class activation map is Σ_k w_k f_k(x, y), with the weights of the class and the maps of the last
convolution (Zhou and others 2016). (Row F10.)
*)
let same filters = Layer.conv2dWith { Conv2D.defaults with Padding = Padding.Same } filters (struct (3, 3))

let ending =
    same 16
    >=> Layer.batchNorm
    >=> Layer.relu
    >=> Layer.maxPool2d 2
    >=> same 32
    >=> Layer.batchNorm
    >=> Layer.relu
    >=> same 32
    >=> Layer.batchNorm
    >=> Layer.relu
    >=> Layer.globalAveragePool
    >=> Layer.dense 10

let seeing =
    (Trainer.create ending Loss.softmaxCrossEntropy (Optimizer.adam 3e-3)
     |> Trainer.fit (Key.ofSeed 1UL) 5 train)
        .Network

let shown = Tensor.narrow 0 0 12 test.Inputs
let answers = Tensor.argMax 1 (seeing.Predict shown)
let maps = Explain.classActivationMap answers shown seeing

ContactSheet.save (Picture.path "notes/activation-map.png") [
    "IMAGE", Tensor.concatenate 3 [ shown; shown; shown ]
    "CLASS ACTIVATION MAP", Heatmap.over 0.6 shown maps
]

printfn "artifacts/notes/activation-map.png; %.1f %% of the digits are right" (100.0 * accuracyOf seeing test)

/// The mean of the maps where there is ink, and where there is none.
let onInk, onPaper =
    let ink =
        Tensor.cast DType.Float32 (Tensor.greater (Tensor.reshape maps.Shape shown) (Tensor.full DType.Float32 [] 0.5))

    let share mask = toScalar (sum (Heatmap.normalized maps * mask) / sum mask)
    share ink, share (1.0 - ink)

Claim.check [
    $"The maps are brighter on ink, %.2f{onInk}, than on paper, %.2f{onPaper}.", onInk > onPaper
    "More than eight digits of ten are right.", accuracyOf seeing test > 0.8
]
(*** include-output ***)

(** ![Class activation maps](pictures/activation-map.png) *)
