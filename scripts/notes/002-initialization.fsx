(**
# Note 002: weights at first, losses, sequences

How weights are drawn, and what happens to a signal that goes through them; losses for classes and for numbers; and networks that read one step after the other. Every number is computed when the page is
made; where one is not what the text says, the script fails: `dotnet fsi scripts/notes/002-initialization.fsx`.
*)
(*** hide ***)
#load "../reference/FuncNet.fsx"
#load "../reference/Chart.fsx" "../reference/Claim.fsx"
(** *)
open System
open FuncNet

let toScalar (x: Tensor) = x.ToScalar()
let largest (x: Tensor) = toScalar (Tensor.max (abs x))
let near (expected: float) actual = abs (actual - expected) < 1e-9

(**
## The leaky rectifier, and others

ReLU gives nothing for what is under zero, and no gradient: a unit that is always under zero never learns again. The leaky one has a slope there, 0.1 in this note; PReLU learns the slope. (Rows A3, A5.)
*)
let slopeAt f x = toScalar (grad f (Tensor.number DType.Float64 x))

Claim.check [
    "Under zero ReLU has the slope 0, the leaky one 0.1.",
    slopeAt Activation.relu -2.0 = 0.0 && near 0.1 (slopeAt (Activation.leakyRelu 0.1) -2.0)
    "The slope of the cosine is −sin.", near (-(sin 1.0)) (slopeAt Activation.cos 1.0)
]
(*** include-output ***)

(**
## How weights are drawn

Standard weights are uniform within ±1/√d for d inputs. Xavier's (Glorot's) have the variance 2/(fan in + fan out), so that a signal keeps its size forward and backward through tanh; He's have 2/fan in, since ReLU takes half of it away. (Rows
D1, D2, D3.)
*)
let shape = Shape.ofSeq [ 400; 100 ]

let draw (initializer: Initializer) =
    Initializer.draw (Initializer.fans shape) DType.Float64 shape (Key.ofSeed 1UL) initializer

let variance x = toScalar (mean (Tensor.square (x - mean x)))

let rules = [
    "zeros", Initializer.zeros, 0.0
    "constant 0.1", Initializer.constant 0.1, 0.0
    "normal, deviation 0.05", Initializer.normal 0.0 0.05, 0.05 ** 2.0
    "uniform within ±0.1", Initializer.uniform -0.1 0.1, 0.2 ** 2.0 / 12.0
    "truncated normal, deviation 0.05", Initializer.truncatedNormal 0.0 0.05, 0.7737413 * 0.05 ** 2.0
    "standard", Initializer.standard, 1.0 / (3.0 * 400.0)
    "Glorot normal", Initializer.glorotNormal, 2.0 / 500.0
    "Glorot uniform", Initializer.glorotUniform, 2.0 / 500.0
    "He normal", Initializer.heNormal, 2.0 / 400.0
    "He uniform", Initializer.heUniform, 2.0 / 400.0
]

printfn "%-34s %12s %12s" "400 inputs, 100 units" "variance" "by formula"

for name, initializer, formula in rules do
    printfn "%-34s %12.3g %12.3g" name (variance (draw initializer)) formula

Claim.check [
    "Every variance is that of its formula, within 3 %.",
    rules
    |> List.forall (fun (_, initializer, formula) ->
        abs (variance (draw initializer) - formula) <= 0.03 * formula + 1e-15)
    "The truncated normal ends at two deviations.", largest (draw (Initializer.truncatedNormal 0.0 0.05)) <= 0.1
    "The standard one ends at 1/√400 = 0.05.", largest (draw Initializer.standard) <= 0.05
]
(*** include-output ***)

(**
Through twenty layers it shows: the deviation of what each layer gives.
*)
let deviations activation initializer =
    let layer = Layer.denseWith { Dense.defaults with Kernel = initializer } 100 >=> activation

    let network =
        Network.buildFor DType.Float64 (Key.ofSeed 1UL) (Signal.One(Shape.ofSeq [ 100 ])) (Layer.repeat 20 layer)

    let x = Key.normal DType.Float64 [ 200; 100 ] (Key.ofSeed 2UL)

    [
        for depth in 19..-1..0 ->
            network
            |> Network.dropLast (2 * depth)
            |> Network.predict x
            |> Tensor.square
            |> mean
            |> toScalar
            |> sqrt
    ]

let signals = [
    "tanh, Glorot", deviations Layer.tanh Initializer.glorotNormal
    "tanh, standard", deviations Layer.tanh Initializer.standard
    "ReLU, He", deviations Layer.relu Initializer.heNormal
    "ReLU, Glorot", deviations Layer.relu Initializer.glorotNormal
    "ReLU, standard", deviations Layer.relu Initializer.standard
    "ReLU, N(0, 1)", deviations Layer.relu (Initializer.normal 0.0 1.0)
]

Chart.save "notes/signals.svg" "The size of a signal in each of twenty layers, for six initializations" [
    Chart.panel
        "A signal on its way"
        "100 units in each layer"
        (Chart.linear "layer" (0.5, 20.5))
        (Chart.logarithmic "root mean square of what the layer gives" (1e-8, 1e18))
        [
            for style, (name, sizes) in List.indexed signals ->
                Chart.curve name style [| for layer, size in List.indexed sizes -> float (layer + 1), size |]
        ]
]

(** ![A signal on its way](pictures/signals.svg) *)

let atEnd name = List.last (List.find (fst >> (=) name) signals |> snd)

Claim.check [
    "With ReLU, He's weights keep the signal within a factor of three.",
    atEnd "ReLU, He" > 0.33 && atEnd "ReLU, He" < 3.0
    "Glorot's lose a factor of a thousand or so, √½ in each layer.",
    atEnd "ReLU, Glorot" < 1e-2 && atEnd "ReLU, Glorot" > 1e-4
    "Standard ones lose nearly everything, N(0, 1) explodes.",
    atEnd "ReLU, standard" < 1e-5 && atEnd "ReLU, N(0, 1)" > 1e12
    "With tanh, Glorot's keep ten times as much as standard ones.", atEnd "tanh, Glorot" > 10.0 * atEnd "tanh, standard"
]
(*** include-output ***)

(**
## Losses for classes, and for numbers

For many classes, −Σ t ln p; for two, −t ln p − (1 − t) ln(1 − p). For numbers: the absolute error, which finds medians; the squared one, which finds means; and the smooth L1, squared within ±1 and absolute beyond. (Rows B2, B3, B4.)
*)
let errors = [| -3.0 .. 0.05..3.0 |]
let predictions = Tensor.ofArray [ errors.Length; 1 ] errors
let zeros = Tensor.zerosLike predictions
let of' (loss: Loss) = (Loss.perSample loss predictions zeros).ToArray<float>()
let slopes (loss: Loss) = (grad (fun y -> sum (Loss.perSample loss y zeros)) predictions).ToArray<float>()

let regression = [
    "absolute (MAE)", Loss.meanAbsoluteError
    "squared (MSE)", Loss.meanSquaredError
    "smooth L1", Loss.smoothL1 1.0
]

Chart.save "notes/regression.svg" "Three losses of regression, and their slopes" [
    for title, y, values in [ "Losses of regression", (-0.2, 5.0), of'; "Their slopes", (-4.0, 4.0), slopes ] ->
        Chart.panel
            title
            "of the difference between prediction and target"
            (Chart.linear "difference" (-3.0, 3.0))
            (Chart.linear (if title.StartsWith "L" then "loss" else "slope") y)
            [
                for style, (name, loss) in List.indexed regression ->
                    Chart.line name style (Array.zip errors (values loss))
            ]
]

(** ![Losses of regression](pictures/regression.svg) *)

let samples = Tensor.ofArray [ 5; 1 ] [| 1.0; 2.0; 3.0; 4.0; 90.0 |]

let bestConstant loss =
    let values = [
        for c in 0.0..0.5..30.0 -> c, toScalar (Loss.value loss (Tensor.full DType.Float64 [ 5; 1 ] c) samples)
    ]

    values |> List.minBy snd |> fst

let smooth d =
    toScalar (Loss.value (Loss.smoothL1 1.0) (Tensor.ofArray [ 1; 1 ] [| d |]) (Tensor.ofArray [ 1; 1 ] [| 0.0 |]))

Claim.check [
    "Of 1, 2, 3, 4 and 90, the absolute loss finds the median, 3, and the squared one the mean, 20.",
    bestConstant Loss.meanAbsoluteError = 3.0 && bestConstant Loss.meanSquaredError = 20.0
    "Where its pieces meet, smooth L1 is ½ from both sides, and its slope 1.",
    near 0.5 (smooth 1.0) && abs (smooth 0.999999 - smooth 1.000001) < 1e-5
    "The binary cross-entropy of p = 0.8 for t = 1 is −ln 0.8.",
    near
        -(log 0.8)
        (toScalar (
            Loss.value Loss.binaryCrossEntropy (Tensor.ofArray [ 1; 1 ] [| 0.8 |]) (Tensor.ofArray [ 1; 1 ] [| 1.0 |])
        ))
    "The cross-entropy of p = (0.7, 0.2, 0.1) for the first class is −ln 0.7.",
    near
        -(log 0.7)
        (toScalar (
            Loss.value Loss.crossEntropy (Tensor.ofArray [ 1; 3 ] [| 0.7; 0.2; 0.1 |]) (Tensor.ofArray [ 1 ] [| 0 |])
        ))
]
(*** include-output ***)

(**
## One step after the other

A recurrent network reads a sequence step by step and keeps a state: hₜ = tanh(xₜ·W + hₜ₋₁·R + b). Gates decide what an LSTM or a GRU keeps and what it forgets. The task: one of the first five of twenty steps bears a mark among the noise;
was it positive? (Row E7; attention, E8, does it by looking at every step.)
*)
let time, n = 20, 1_200
let keys = Key.split 3 (Key.ofSeed 4UL)
let values = (Key.normal DType.Float32 [ n; time ] keys[0]).ToArray<float32>()
let firstAt = Key.integers 5 n keys[1]

let marks = Key.integers 2 n keys[2]

/// Noise of 0.3, and the mark, ±2.
let steps =
    Array.init (n * time) (fun i ->
        let sample, step = i / time, i % time
        let mark = if step = firstAt[sample] then float32 (4 * marks[sample] - 2) else 0.0f
        0.3f * values[i] + mark)

let train, test =
    Dataset.ofTensors (Tensor.ofArray [ n; time; 1 ] steps) (Tensor.ofArray [ n ] marks)
    |> Dataset.splitAt 1_000

let readers = [
    "simple recurrence", Layer.simpleRnn 16
    "LSTM", Layer.lstm 16
    "GRU", Layer.gru 16
    "transformer block",
    Layer.dense 16
    >=> Layer.positionalEncoding
    >=> Layer.transformerBlock 16 2 32
    >=> Layer.globalAveragePool
]

let read layer =
    let trainer =
        Trainer.create
            (layer >=> Layer.dense 2)
            Loss.softmaxCrossEntropy
            (Optimizer.chain [ Optimizer.clipByGlobalNorm 1.0; Optimizer.adam 1e-2 ])
        |> Trainer.withValidation test

    (Trainer.fit (Key.ofSeed 1UL) 15 train trainer).History
    |> Seq.map (fun report -> float report.Epoch, 100.0 * report.ValidationMetrics[0].Value)
    |> Seq.toArray

let reading = [ for name, layer in readers -> name, read layer ]

for name, curve in reading do
    printfn "%-18s %5.1f %% after %d epochs" name (snd (Array.last curve)) curve.Length

Chart.save "notes/sequences.svg" "The accuracy of four readers of sequences, epoch by epoch" [
    Chart.panel
        "A mark, 15 to 20 steps ago"
        "200 sequences to test on, 1,000 to learn from"
        (Chart.linear "epoch" (0.0, 15.5))
        (Chart.linear "accuracy in %" (40.0, 100.0))
        [ for style, (name, curve) in List.indexed reading -> Chart.curve name style curve ]
]
(*** include-output ***)

(** ![Readers of sequences](pictures/sequences.svg) *)

let reached name = snd (Array.last (List.find (fst >> (=) name) reading |> snd))

Claim.check [
    "Gates keep a mark for 15 steps and more: LSTM and GRU are right for more than 90 %.",
    reached "LSTM" > 90.0 && reached "GRU" > 90.0
    "So is attention.", reached "transformer block" > 90.0
]
(*** include-output ***)
