(**
# Note 000: the parts of a network

What a network is made of, in the order of the first note: functions that bend, a softmax that chooses, ways down a valley, penalties that keep weights small,
and losses that say how wrong an answer is. Every number on this page is computed when the page is made; where one is not what the text says, the script
fails. To run it yourself: `dotnet build FuncNet.sln -c Release`, then `dotnet fsi scripts/notes/000-basics.fsx`.
*)
(*** hide ***)
#load "../reference/FuncNet.fsx"
#load "../reference/Contour.fsx" "../reference/Chart.fsx" "../reference/Motion.fsx" "../reference/Claim.fsx"
(** *)
open System
open FuncNet

let number (x: float) = Tensor.number DType.Float64 x
let toScalar (x: Tensor) = x.ToScalar()

(**
## Activation functions

A layer without a bend is a matrix, and two matrices are one. What bends it is an activation: the sigmoid σ(x) = 1/(1 + e⁻ˣ), the hyperbolic tangent, the
rectifier ReLU(x) = max(0, x), its leaky form with a slope of 0.01 on the left, and the softplus ln(1 + eˣ), a rectifier without a corner. The logistic function
is a sigmoid with a midpoint and a steepness of its own. (Rows A1, A2, A3, A5.)
*)
let activations: (string * (Tensor -> Tensor)) list = [
    "sigmoid", Activation.sigmoid
    "tanh", Activation.tanh
    "ReLU", Activation.relu
    "leaky ReLU, slope 0.1", Activation.leakyRelu 0.1
    "softplus", Activation.softplus
]

let xs = [| -5.0 .. 0.05..5.0 |]
let places = Tensor.vector xs
let slopeOf f = grad (fun x -> sum (f x)) places

let curves (values: (Tensor -> Tensor) -> Tensor) =
    activations
    |> List.mapi (fun style (name, f) -> Chart.line name style (Array.zip xs ((values f).ToArray<float>())))

Chart.save "notes/activations.svg" "Five activation functions, and their derivatives" [
    Chart.panel
        "Activation functions"
        "f(x)"
        (Chart.linear "x" (-5.0, 5.0))
        (Chart.linear "f(x)" (-1.5, 3.0))
        (curves (fun f -> f places))
    Chart.panel
        "Their derivatives"
        "what a gradient is multiplied by on its way back"
        (Chart.linear "x" (-5.0, 5.0))
        (Chart.linear "f′(x)" (-0.1, 1.2))
        (curves slopeOf)
]

(** ![Activation functions and their derivatives](pictures/activations.svg) *)

let largestSlope f = Tensor.max (slopeOf f) |> toScalar
let ends = Tensor.vector [ -1e4; 1e4 ]
let isFinite (x: Tensor) = x.ToArray<float>() |> Array.forall Double.IsFinite

Claim.check [
    "The slope of the sigmoid is at most 1/4, at 0: ten in a row leave less than a millionth of a gradient.",
    abs (largestSlope Tensor.sigmoid - 0.25) < 1e-12 && 0.25 ** 10.0 < 1e-6
    "The slope of tanh is at most 1, at 0.", abs (largestSlope tanh - 1.0) < 1e-12
    "tanh(x) = 2σ(2x) − 1.",
    toScalar (Tensor.max (abs (tanh places - (2.0 * Tensor.sigmoid (2.0 * places) - 1.0)))) < 1e-12
    "The slope of softplus is the sigmoid.",
    toScalar (Tensor.max (abs (slopeOf Tensor.softplus - Tensor.sigmoid places))) < 1e-12
    "At its corner, ReLU has the slope 0.", toScalar (grad Activation.relu (number 0.0)) = 0.0
    "The logistic function is ½ at its midpoint, and its steepness is 4 times its slope there.",
    (let logistic = Activation.logistic 2.0 3.0

     abs (toScalar (logistic (number 2.0)) - 0.5) < 1e-12
     && abs (4.0 * toScalar (grad logistic (number 2.0)) - 3.0) < 1e-12)
    "None of them overflows at ±10,000.", activations |> List.forall (fun (_, f) -> isFinite (f ends))
]
(*** include-output ***)

(**
## Softmax, and how sure it is

Softmax makes probabilities of scores: pₖ = e^(xₖ/T) / Σⱼ e^(xⱼ/T). The temperature T says how sure it is: as T → 0 the largest score takes everything, as T → ∞ all are
equal. With two classes it is the sigmoid of their difference. (Row A7.)
*)
let scores = Tensor.vector [ 2.0; 1.0; 0.0 ]
let softmaxAt (t: float) = (Activation.softmax t scores).ToArray<float>()
let temperatures = [| for k in -13.0 .. 0.25..15.0 -> 10.0 ** (k / 10.0) |]

Chart.save "notes/softmax.svg" "The probabilities of three classes against the temperature of their softmax" [
    Chart.panel
        "Softmax against its temperature"
        "scores 2, 1 and 0"
        (Chart.logarithmic "temperature T" (0.05, 30.0))
        (Chart.linear "probability" (0.0, 1.0))
        [
            for k, name in List.indexed [ "score 2"; "score 1"; "score 0" ] ->
                Chart.line name k [| for t in temperatures -> t, (softmaxAt t)[k] |]
        ]
]

(** ![Softmax against temperature](pictures/softmax.svg) *)

Claim.check [
    "Hot, it is uniform.", softmaxAt 1e6 |> Array.forall (fun p -> abs (p - 1.0 / 3.0) < 1e-5)
    "Cold, it is the arg max.", (softmaxAt 0.01)[0] > 1.0 - 1e-12
    "Of two classes, it is the sigmoid of their difference.",
    abs (
        (Activation.softmax 1.0 (Tensor.vector [ 1.7; 0.4 ])).ToArray<float>()[0]
        - toScalar (Tensor.sigmoid (number 1.3))
    )
        <
        1e-12
]
(*** include-output ***)

(**
## Down a valley

A gradient says which way is down, and an optimizer what to make of it. With momentum, Δ ← ρΔ − ηg, a runner keeps its speed where the slope keeps its sign, and swings less
across the valley; Nesterov's looks ahead before it turns; Adagrad, Adadelta, RMSProp and Adam give every coordinate a rate of its own. Here seven of them
run a thousand steps down two valleys that are hard for gradients: Beale's and Rosenbrock's. (Rows C2, C3, C9.)
*)
type Course = {
    Name: string
    Formula: string
    F: Tensor -> Tensor -> Tensor
    Start: float * float
    Minimum: float * float
    X: float * float
    Y: float * float
}

let beale = {
    Name = "Beale's function"
    Formula = "f = (1.5 − x + xy)² + (2.25 − x + xy²)² + (2.625 − x + xy³)²"
    F =
        fun x y ->
            Tensor.square (1.5 - x + x * y)
            + Tensor.square (2.25 - x + x * y * y)
            + Tensor.square (2.625 - x + x * y * y * y)
    Start = 1.0, 1.5
    Minimum = 3.0, 0.5
    X = 0.0, 4.0
    Y = -1.25, 1.75
}

let rosenbrock = {
    Name = "Rosenbrock's function"
    Formula = "f = (1 − x)² + 100 (y − x²)²"
    F = fun x y -> Tensor.square (1.0 - x) + 100.0 * Tensor.square (y - x * x)
    Start = -1.2, 1.0
    Minimum = 1.0, 1.0
    X = -1.6, 1.6
    Y = -0.6, 1.8
}

/// The first three have the same rate, so what they differ in is the momentum.
let runners = [
    "SGD, η = 0.001", Optimizer.sgd 0.001
    "momentum, η = 0.001, ρ = 0.9", Optimizer.sgdMomentum 0.001 0.9
    "Nesterov, η = 0.001, ρ = 0.9", Optimizer.nesterov 0.001 0.9
    "Adagrad, η = 0.5", Optimizer.adagrad 0.5
    "Adadelta, η = 1", Optimizer.adadelta 1.0
    "RMSProp, η = 0.01", Optimizer.rmsProp 0.01
    "Adam, η = 0.1", Optimizer.adam 0.1
]

let steps = 1_000

/// The points that an optimizer comes through: θ ← θ + Δ, Δ from ∇f(θ).
let run course optimizer =
    let f (point: Parameters) = course.F point["x"] point["y"]

    let step (point, state) =
        let updates, state = Optimizer.update optimizer (Parameters.grad f point) state point
        Optimizer.apply updates point, state

    let start = Parameters.ofSeq [ "x", number (fst course.Start); "y", number (snd course.Start) ]

    Seq.unfold (fun state -> Some(fst state, step state)) (start, Optimizer.init optimizer start)
    |> Seq.take (steps + 1)
    |> Seq.map (fun point -> toScalar point["x"], toScalar point["y"])
    |> Array.ofSeq

let value course (x, y) = toScalar (course.F (number x) (number y))
let distance (x1, y1) (x2, y2) = sqrt ((x1 - x2) ** 2.0 + (y1 - y2) ** 2.0)

/// The contours f = 10^(k/2), from one evaluation: a row of x and a column of y make a grid.
let contours course =
    let grid count (low, high) = Array.init count (fun i -> low + (high - low) * float i / float (count - 1))
    let xs, ys = grid 201 course.X, grid 151 course.Y

    let values =
        course.F (Tensor.ofArray [ 1; xs.Length ] xs) (Tensor.ofArray [ ys.Length; 1 ] ys)
        |> _.AsSpan<float>().ToArray()
        |> Array.chunkBySize xs.Length

    [
        for k in -4 .. 8 do
            let level = 10.0 ** (float k / 2.0)
            Chart.contour (if k % 2 = 0 then string level else "") (Contour.lines xs ys values level)
    ]

type Result = { Final: float; Reached: int option; Length: float }

/// Runs all, prints a table, and gives the panel, and the result of each by its name.
let race course =
    let paths = [ for _, optimizer in runners -> run course optimizer ]
    printfn "%s from %A, f = %.1f\n" course.Name course.Start (value course course.Start)
    printfn "%-30s f after %d   to the minimum   steps to f < 0.001" "" steps

    let results = [
        for (name, _), points in List.zip runners paths do
            let result = {
                Final = value course points[steps]
                Reached = points |> Array.tryFindIndex (fun point -> value course point < 1e-3)
                Length = points |> Seq.pairwise |> Seq.sumBy (fun (a, b) -> distance a b)
            }

            let reached = result.Reached |> Option.map string |> Option.defaultValue "–"
            printfn "%-30s %12.1e %16.1e %20s" name result.Final (distance points[steps] course.Minimum) reached
            name.Split(',')[0], result
    ]

    printfn ""

    let panel: Chart.Panel = {
        Chart.panel course.Name course.Formula (Chart.linear "x" course.X) (Chart.linear "y" course.Y) [
            for style, ((name, _), points) in List.indexed (List.zip runners paths) ->
                { Chart.line name style points with Marks = [ 10; 100 ] }
        ] with
            Contours = contours course
            ContourNote = "contours, a factor √10 apart"
            Places = [ "start", course.Start; "minimum", course.Minimum ]
    }

    panel, Map results

let panels, results = [ beale; rosenbrock ] |> List.map race |> List.unzip

Motion.save
    "notes/race.svg"
    "Seven optimizers run down two valleys: symbols on their paths after 10, 100 and 1,000 steps"
    14.0
    steps
    panels
(*** include-output ***)

(** ![The race of the optimizers](pictures/race.svg) *)

let always claim = results |> List.forall (fun (results: Map<string, Result>) -> claim (fun name -> results[name]))

Claim.check [
    "Momentum comes a hundred times lower than SGD of the same rate, and so does Nesterov's.",
    always (fun result ->
        let bound = 0.01 * (result "SGD").Final
        (result "momentum").Final < bound && (result "Nesterov").Final < bound)
    "Nesterov's look ahead swings less: its path is shorter than that of momentum.",
    always (fun result -> (result "Nesterov").Length < (result "momentum").Length)
    "Momentum, Nesterov's and Adam reach the bottom on both courses, SGD and Adadelta on neither.",
    always (fun result ->
        List.forall (fun name -> (result name).Reached.IsSome) [ "momentum"; "Nesterov"; "Adam" ]
        && List.forall (fun name -> (result name).Reached.IsNone) [ "SGD"; "Adadelta" ])
]
(*** include-output ***)

(**
## Newton's method

With the Hessian H, x ← x − H⁻¹g jumps to the bottom of the parabola that fits the place best: one step for a parabola such as Booth's function, a few for the valleys above. Far from a
minimum it may go wrong: from (1, 1) on Beale's function it ends at a saddle, and says so; steps that are damped, with |λ| in the place of negative eigenvalues λ,
go down from there. (Row C4.)
*)
let ofPlane f = Objective.ofTensor (fun (p: Tensor) -> f (p.[0]) (p.[1]))
let booth (x: Tensor) (y: Tensor) = Tensor.square (x + 2.0 * y - 7.0) + Tensor.square (2.0 * x + y - 5.0)
let exact = Minimizer.withTolerance 1e-10

let newton name f (start: float list) minimizer =
    let last = exact minimizer |> Minimizer.run (ofPlane f) (Tensor.vector start)
    let at = last.Point.ToArray<float>()

    printfn
        "%-24s from (%4g, %3g): %2d steps to (%.6f, %.6f), ‖g‖ = %.0e, %O"
        name
        start[0]
        start[1]
        last.Step
        at[0]
        at[1]
        last.GradientNorm
        last.Status

    last

let counted =
    [
        "Booth", booth, [ 0.0; 0.0 ], 1
        "Rosenbrock", rosenbrock.F, [ -1.2; 1.0 ], 7
        "Rosenbrock", rosenbrock.F, [ 0.0; 0.0 ], 2
        "Beale", beale.F, [ 2.5; 0.4 ], 6
    ]
    |> List.map (fun (name, f, start, expected) -> expected, newton name f start Minimizer.newton)

let saddle = newton "Beale" beale.F [ 1.0; 1.0 ] Minimizer.newton
let damped = newton "Beale, damped" beale.F [ 1.0; 1.0 ] Minimizer.dampedNewton

let near (x, y) (state: MinimizerState<Tensor>) =
    distance (x, y) (toScalar state.Point.[0], toScalar state.Point.[1]) < 1e-6

Claim.check [
    "Full steps arrive after 1, 7, 2 and 6.",
    counted
    |> List.forall (fun (expected, state) -> state.Step = expected && state.Status = MinimizerStatus.Converged)
    "From (1, 1) they stop at the saddle (0, 1) of Beale's function.",
    saddle.Status = MinimizerStatus.Saddle && near (0.0, 1.0) saddle
    "Damped ones reach (3, 0.5).", damped.Status = MinimizerStatus.Converged && near (3.0, 0.5) damped
]
(*** include-output ***)

(**
## Least squares, at once and step by step

For a linear model the bottom is known: w = (XᵀX)⁻¹Xᵀy. Gradient descent comes to the same weights. (Row C5.)
*)
let design = Key.normal DType.Float64 [ 100; 3 ] (Key.ofSeed 1UL)

let answers =
    matmul design (Tensor.vector [ 1.0; -2.0; 0.5 ])
    + 0.1 * Key.normal DType.Float64 [ 100 ] (Key.ofSeed 2UL)

let closed = Minimizer.leastSquares design answers
let cost w = 0.5 * mean (Tensor.square (matmul design w - answers))

let descended =
    Seq.unfold (fun w -> Some(w, w - 0.5 * grad cost w)) (Tensor.zerosLike closed) |> Seq.item 200

printfn "closed form %O\ndescent     %O" closed descended

Claim.check [
    ("200 steps of descent come to the weights of the closed form, to 1e-9.",
     toScalar (Tensor.max (abs (closed - descended))) < 1e-9)
]
(*** include-output ***)

(**
## What weights cost

The structural risk is the mean loss plus a penalty: λ Σ|w| (L1) or λ/2 Σw² (L2). The slope of L2 fades as a weight becomes small; that of L1 does not, so it brings weights to nothing. The
same network, 784–64–10, learns drawn digits under either and under neither; how many of its weights are smaller than a bound? (Rows B6, F4.)
*)
let digits, others = Synthetic.digits 3_000 (Key.ofSeed 1UL) |> Dataset.splitAt 2_500

let learn regularizer =
    let trainer =
        Trainer.create
            (Layer.flatten >=> Layer.dense 64 >=> Layer.relu >=> Layer.dense 10)
            Loss.softmaxCrossEntropy
            (Optimizer.nesterov 0.05 0.9 |> Optimizer.withSchedule (Schedule.cosine 1_200 0.05))
        |> Trainer.withBatchSize 64
        |> Trainer.withRegularizer regularizer

    let network = (Trainer.fit (Key.ofSeed 1UL) 30 digits trainer).Network
    let _, figures = Trainer.evaluate trainer network others
    figures[0].Value, network.Parameters

let penalties = [
    "no penalty", Regularizer.none
    "L2, λ = 0.001", Regularizer.l2 1e-3
    "L1, λ = 0.0001", Regularizer.l1 1e-4
]

let learned = [ for name, penalty in penalties -> name, learn penalty ]
let shareUnder bound weights = (Parameters.sparsity bound weights).Share
printfn "%-16s accuracy   weights under 0.001" ""

for name, (accuracy, weights) in learned do
    printfn "%-16s %6.2f %%   %6.2f %%" name (100.0 * accuracy) (100.0 * shareUnder 1e-3 weights)

Chart.save "notes/sparsity.svg" "The share of weights under a bound, without a penalty, under L2 and under L1" [
    Chart.panel
        "L1 against L2"
        "784–64–10 on drawn digits, after 30 epochs"
        (Chart.logarithmic "bound b" (1e-5, 1.0))
        (Chart.linear "share of the weights with |w| < b" (0.0, 1.0))
        [
            for style, (name, (_, weights)) in List.indexed learned ->
                Chart.line name style [|
                    for k in -20.0 .. 0.25..0.0 -> 10.0 ** (k / 4.0), shareUnder (10.0 ** (k / 4.0)) weights
                |]
        ]
]
(*** include-output ***)

(** ![L1 against L2](pictures/sparsity.svg) *)

let shares = [ for _, (_, weights) in learned -> shareUnder 1e-3 weights ]
let small = Parameters.ofSeq [ "w", Tensor.ofArray [ 2; 1 ] [| 0.3; -0.7 |] ]
let wanted = Tensor.ofArray [ 2; 1 ] [| 1.0; 1.0 |]

let risk (weights: Parameters) =
    Regularizer.risk Loss.meanSquaredError (Regularizer.l2 0.1) weights (2.0 * weights["w"]) wanted

let loss (weights: Parameters) = Loss.value Loss.meanSquaredError (2.0 * weights["w"]) wanted
let penalty (weights: Parameters) = 0.05 * sum (Tensor.square weights["w"])
let gradOf f = (Parameters.grad f small)["w"]

Claim.check [
    "L1 leaves at least five times as many weights under 0.001 as L2.", shares[2] >= 5.0 * shares[1]
    "The gradient of the risk is that of the loss and that of the penalty.",
    toScalar (Tensor.max (abs (gradOf risk - gradOf loss - gradOf penalty))) < 1e-12
]
(*** include-output ***)

(**
## Losses

For a label of ±1 and a score s, everything follows from the margin m = label · s. The zero-one loss counts mistakes, and has no slope to follow; the others stand in for it: the
perceptron's max(0, −m), the hinge max(0, 1 − m), the logarithmic ln(1 + e⁻ᵐ), the exponential e⁻ᵐ, the squared (1 − m)², the absolute |1 − m|. (Row B1.)
*)
let margins = [| -2.0 .. 0.02..2.0 |]
let scoresOf = Tensor.ofArray [ margins.Length; 1 ] margins
let ones = Tensor.onesLike scoresOf

let metric =
    (Metric.evaluate Metric.zeroOne scoresOf ones |> Tensor.cast DType.Float64).ToArray<float>()

let margin (loss: Loss) = (Loss.perSample loss scoresOf ones).ToArray<float>()

let losses = [
    "zero-one", metric
    "perceptron", margin Loss.perceptron
    "hinge", margin Loss.hinge
    "logarithmic", margin Loss.logistic
    "exponential", margin Loss.exponential
    "squared", margin Loss.meanSquaredError
    "absolute", margin Loss.meanAbsoluteError
]

Chart.save "notes/losses.svg" "Seven losses of a label of 1 against the score" [
    Chart.panel "Losses" "of a label of 1" (Chart.linear "margin m" (-2.0, 2.0)) (Chart.linear "loss" (-0.1, 4.0)) [
        for style, (name, values) in List.indexed losses -> Chart.line name style (Array.zip margins values)
    ]
]

(** ![Losses](pictures/losses.svg) *)

let at m name = (snd (List.find (fst >> (=) name) losses))[Array.findIndex (fun x -> abs (x - m) < 1e-9) margins]

let refuses =
    try
        grad (fun s -> sum (Metric.evaluate Metric.zeroOne s ones)) scoresOf |> ignore
        false
    with :? FuncNetException as error ->
        printfn "asked for its gradient, the zero-one loss says: %s" error.Message
        true

Claim.check [
    "At m = −1 they are 1, 1, 2, ln(1 + e), e, 4 and 2.",
    List.forall2 (fun (name, _) expected -> abs (at -1.0 name - expected) < 1e-9) losses [
        1.0
        1.0
        2.0
        log (1.0 + Math.E)
        Math.E
        4.0
        2.0
    ]
    "The exponential, the squared and the hinge loss lie over the zero-one loss everywhere.",
    [ "exponential"; "squared"; "hinge" ]
    |> List.forall (fun name ->
        Array.forall2 (fun a b -> a >= b - 1e-9) (snd (List.find (fst >> (=) name) losses)) metric)
    "The zero-one loss refuses its gradient.", refuses
]
(*** include-output ***)

(**
## Watching a run

What a run measures goes into event files that TensorBoard reads: `tensorboard --logdir runs`. (Row F11.)
*)
let runs = System.IO.Directory.CreateTempSubdirectory("runs").FullName

Trainer.create (Layer.flatten >=> Layer.dense 10) Loss.softmaxCrossEntropy (Optimizer.adam 1e-3)
|> Trainer.withCallback (Callback.tensorBoard runs)
|> Trainer.fit (Key.ofSeed 1UL) 3 digits
|> ignore

let events = [
    for file in System.IO.Directory.GetFiles(runs, "events.out.tfevents.*", System.IO.SearchOption.AllDirectories) do
        yield! TensorBoard.read file
]

printfn "%d events in 3 epochs" events.Length
Claim.check [ ("Every epoch has left an event, and the check sums are right.", events.Length >= 3) ]
System.IO.Directory.Delete(runs, true)
(*** include-output ***)
