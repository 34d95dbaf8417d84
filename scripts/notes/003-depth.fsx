(**
# Note 003: regularization and depth

Under- and over-fitting, backpropagation in four equations, units that bend in other ways, batch normalization, the gradient on its way through ten layers, penalties, dropout, and many networks
that vote. Every number is computed when the page is made; where one is not what the text says, the script fails: `dotnet fsi scripts/notes/003-depth.fsx`.
*)
(*** hide ***)
#load "../reference/FuncNet.fsx"
#load "../reference/Chart.fsx" "../reference/Claim.fsx"
(** *)
open System
open FuncNet

let toScalar (x: Tensor) = x.ToScalar()
let largest (x: Tensor) = toScalar (Tensor.max (abs x))
let median (values: float list) = (List.sort values)[values.Length / 2]

let build layer (shape: int list) seed =
    Network.buildFor DType.Float64 (Key.ofSeed seed) (Signal.One(Shape.ofSeq shape)) layer

(**
## Too stiff, right, too free

Polynomials of degree 1 to 14 through 15 noisy points of a sine wave, by least squares. More degrees always fit the points better; on other points the error falls, and then
explodes. (Row F9.)
*)
let noise = 0.2
let draws = [ 1UL .. 101UL ]
let wave (x: Tensor) = sin (Math.PI * x)

/// The powers of some places: [n; 1 + degree].
let powers degree (x: Tensor) =
    let column = Tensor.reshape [ -1; 1 ] x
    Tensor.concatenate 1 [ Tensor.onesLike column; (build (Layer.polynomialFeatures degree) [ 1 ] 0UL).Predict column ]

let measure count key =
    let x = Tensor.linspace -1.0 1.0 count |> Tensor.cast DType.Float64
    x, wave x + noise * Key.normal DType.Float64 [ count ] key

/// The errors on the points that are fitted and on others, and the polynomial.
let fit degree seed =
    let keys = Key.ofSeed seed |> Key.split 2
    let x, y = measure 15 keys[0]
    let otherX, otherY = measure 200 keys[1]
    let w = Minimizer.leastSquares (powers degree x) y
    let error x y = toScalar (mean (Tensor.square (matmul (powers degree x) w - y)))
    error x y, error otherX otherY, w

let degrees = [ 1..14 ]

let errors = [
    for degree in degrees ->
        let fits = draws |> List.map (fit degree)
        median [ for fitted, _, _ in fits -> fitted ], median [ for _, other, _ in fits -> other ]
]

let along = [| -1.0 .. 0.01..1.0 |]
let smooth name style (y: float[]) = Chart.line name style (Array.zip along (y |> Array.map (max -9.0 >> min 9.0)))

let polynomial (degree, style) =
    let _, _, w = fit degree 5UL
    smooth $"degree {degree}" style ((matmul (powers degree (Tensor.vector along)) w).ToArray<float>())

let measured =
    let x, y = measure 15 (Key.ofSeed 5UL |> Key.split 2 |> Array.head)
    Array.zip (x.ToArray<float>()) (y.ToArray<float>())

Chart.save "notes/capacity.svg" "Polynomials of growing degree through 15 noisy points: under-fitting and over-fitting" [
    Chart.panel
        "Three of them"
        "1 is too stiff, 4 follows the wave, 14 follows the noise"
        (Chart.linear "x" (-1.0, 1.0))
        (Chart.linear "y" (-2.0, 2.0))
        [
            smooth "the wave, without noise" 0 ((wave (Tensor.vector along)).ToArray<float>())
            yield! [ 1, 1; 4, 2; 14, 3 ] |> List.map polynomial
            Chart.dots "what was measured" 5 measured
        ]
    Chart.panel
        "Error against degree"
        $"medians of {draws.Length} draws of the points; the noise alone is 0.04"
        (Chart.linear "degree of the polynomial" (0.5, 14.5))
        (Chart.logarithmic "mean squared error" (1e-4, 1e2))
        [
            Chart.curve "on the 15 points that are fitted" 1 [|
                for degree, (fitted, _) in List.zip degrees errors -> float degree, max 1e-4 fitted
            |]
            Chart.curve "on other points" 2 [|
                for degree, (_, other) in List.zip degrees errors -> float degree, min 1e2 other
            |]
        ]
]

(** ![Under- and over-fitting](pictures/capacity.svg) *)

let onOthers = errors |> List.map snd
let best = List.min onOthers
let bestDegree = degrees[List.findIndex ((=) best) onOthers]

Claim.check [
    "On the points that are fitted, more degrees are always better.",
    errors |> List.map fst |> List.pairwise |> List.forall (fun (a, b) -> b <= a)
    $"On others, degree {bestDegree} is best, between 3 and 6.", bestDegree >= 3 && bestDegree <= 6
    "A straight line has over twice its error: it under-fits.", onOthers.Head > 2.0 * best
    "Degree 14 has over a hundred times its error, and none on the points: it over-fits.",
    List.last onOthers > 100.0 * best && fst (List.last errors) < 1e-6
]
(*** include-output ***)

(**
## Backpropagation in four equations

With z = a·W + b and a = f(z) in every layer: (1) δ of the last layer is ∂J/∂a ⊙ f′(z); (2) δˡ = (δˡ⁺¹·Wᵀ) ⊙ f′(zˡ); (3) ∂J/∂b = Σ δ over the samples; (4) ∂J/∂W = aᵀ·δ. Here by hand, for a network
with two layers of tanh, and beside them what differentiation gives. (Row G2.)
*)
let inputs = Key.normal DType.Float64 [ 6; 3 ] (Key.ofSeed 1UL)
let targets = Key.normal DType.Float64 [ 6; 2 ] (Key.ofSeed 2UL)
let two = build (Layer.dense 4 >=> Layer.tanh >=> Layer.dense 2 >=> Layer.tanh) [ 3 ] 3UL
let of' name = two.Parameters[name]

let z1 = matmul inputs (of' "dense1.kernel") + of' "dense1.bias"
let a1 = tanh z1
let z2 = matmul a1 (of' "dense2.kernel") + of' "dense2.bias"
let a2 = tanh z2
let slope z = 1.0 - Tensor.square (tanh z)
let lastDelta = 2.0 * (a2 - targets) / float targets.Size * slope z2
let firstDelta = matmul lastDelta (Tensor.transpose (of' "dense2.kernel")) * slope z1

let byHand = [
    "dense2.bias", Tensor.sumOver [ 0 ] lastDelta
    "dense2.kernel", matmul (Tensor.transpose a1) lastDelta
    "dense1.bias", Tensor.sumOver [ 0 ] firstDelta
    "dense1.kernel", matmul (Tensor.transpose inputs) firstDelta
]

let pass = Explain.network Loss.meanSquaredError inputs targets two
printfn "%s" pass.Table

Claim.check [
    ("By hand and by differentiation, every gradient is the same, to 1e-14.",
     byHand |> List.forall (fun (name, gradient) -> largest (gradient - pass.Gradients[name]) < 1e-14))
]
(*** include-output ***)

(**
## Other ways to bend

The hard tanh cuts at ±1; the absolute value keeps what is under zero as well; PReLU learns its slope; maxout takes the largest of several affine pieces, and so learns its own bend; a radial
basis function answers near its centre, and nowhere else. (Rows A2, A3, A4, A6.)
*)
let line = Tensor.reshape [ -1; 1 ] (Tensor.linspace -3.0 3.0 121) |> Tensor.cast DType.Float64
let shapeOf layer seed = (build layer [ 1 ] seed).Predict line

let units = [
    "hard tanh", shapeOf Layer.hardTanh 1UL
    "absolute value", shapeOf Layer.absolute 1UL
    "PReLU, as it begins", shapeOf Layer.prelu 1UL
    "maxout of 4 pieces", shapeOf (Layer.initialize "*" (Initializer.normal 0.0 1.0) (Layer.maxout 4 1)) 5UL
    "radial basis function", shapeOf (Layer.rbf 1) 3UL
]

Chart.save "notes/units.svg" "Five other units of one input" [
    Chart.panel "Other units" "of one input" (Chart.linear "x" (-3.0, 3.0)) (Chart.linear "y" (-2.0, 3.0)) [
        for style, (name, y) in List.indexed units ->
            Chart.line name style (Array.zip (line.ToArray<float>()) (y.ToArray<float>()))
    ]
]

(** ![Other units](pictures/units.svg) *)

let bends (y: Tensor) =
    y.ToArray<float>() |> Array.windowed 3 |> Array.forall (fun v -> v[0] - 2.0 * v[1] + v[2] > -1e-5)

Claim.check [
    "Maxout bends upwards only: it is convex.", bends (snd units[3])
    "A radial basis function is 1 at the most, and nearly nothing far away.",
    (let y = (snd units[4]).ToArray<float>() in Array.max y <= 1.0 && Array.min y < 0.1)
    "The hard tanh is within ±1.", largest (snd units[0]) = 1.0
]
(*** include-output ***)

(**
## Batch normalization

In training, each channel is brought to mean 0 and variance 1 over the batch, and then scaled and shifted: y = γ (x − μ)/√(σ² + ε) + β. In inference, the running mean and variance take the
place of those of the batch. (Row E5.)
*)
let batch = 3.0 + 2.0 * Key.normal DType.Float64 [ 256; 4 ] (Key.ofSeed 8UL)
let norm = build Layer.batchNorm [ 4 ] 1UL
let one signal = Signal.values signal |> Seq.head

let inTraining =
    Network.applyWith { Training = true; Key = Key.ofSeed 1UL } norm.Parameters norm.State (Signal.One batch) norm
    |> fst
    |> one

let momentsOf (x: Tensor) = Tensor.meanOver [ 0 ] x, Tensor.meanOver [ 0 ] (Tensor.square (x - Tensor.meanOver [ 0 ] x))

let settled =
    (norm.State, seq { 1..200 })
    ||> Seq.fold (fun state _ ->
        snd (Network.applyWith { Training = true; Key = Key.ofSeed 1UL } norm.Parameters state (Signal.One batch) norm))

let unbiased = snd (momentsOf batch) * 256.0 / 255.0

Claim.check [
    "In training the result has mean 0 and variance 1.",
    (let μ, v = momentsOf inTraining in largest μ < 1e-12 && largest (v - 1.0) < 1e-4)
    "The running statistics come to the mean and the unbiased variance of the batch.",
    largest (settled["batchnorm1.mean"] - fst (momentsOf batch)) < 1e-6
    && largest (settled["batchnorm1.variance"] - unbiased) < 1e-6
]
(*** include-output ***)

(**
## Vanishing and exploding

The norm of the gradient in each of ten layers of twenty units, medians over eleven seeds: with sigmoid, tanh and ReLU, plain, with batch normalization, with residual connections, and
with weights that are too large, clipped and not. (Row G3; clipping is C8.)
*)
let depth, width = 10, 20

let points seed =
    let x = Key.normal DType.Float64 [ 64; width ] (Key.ofSeed (seed + 100UL))
    let sums = Tensor.sumOver [ 1 ] x
    x, Tensor.cast DType.Float64 (Tensor.greater sums (Tensor.zerosLike sums))

/// ‖∂J/∂W‖ of every layer, from the first to the last: medians.
let norms (initializer, block: Layer -> Layer, transform) =
    [
        for seed in 1UL .. 11UL ->
            let dense = Layer.denseWith { Dense.defaults with Kernel = initializer } width
            let network = build (Layer.repeat depth (block dense) >=> Layer.dense 1) [ width ] seed
            let x, t = points seed
            let pass = Explain.network Loss.sigmoidCrossEntropy x t network

            let gradients, _ =
                Optimizer.update
                    transform
                    pass.Gradients
                    (Optimizer.init transform network.Parameters)
                    network.Parameters

            [ for i in 1..depth -> gradients[$"dense{i}.kernel"] |> Tensor.square |> sum |> toScalar |> sqrt ]
    ]
    |> List.transpose
    |> List.map median

let remedies initializer activation = [
    "plain", norms (initializer, (fun dense -> dense >=> activation), Optimizer.identity)
    "with BatchNorm", norms (initializer, (fun dense -> dense >=> Layer.batchNorm >=> activation), Optimizer.identity)
    "with residuals", norms (initializer, (fun dense -> Layer.residual (dense >=> activation)), Optimizer.identity)
]

let large activation transform = norms (Initializer.normal 0.0 1.0, (fun dense -> dense >=> activation), transform)
let clip = Optimizer.clipByGlobalNorm 1.0

let groups = [
    "Sigmoid", "Glorot's weights; plain, the gradient vanishes", remedies Initializer.glorotUniform Layer.sigmoid
    "Tanh", "Glorot's weights", remedies Initializer.glorotUniform Layer.tanh
    "ReLU", "He's weights; residual connections add up", remedies Initializer.heNormal Layer.relu
    "Large weights",
    "N(0, 1), where Glorot's and He's have deviations of 0.22 and 0.32",
    [
        "ReLU", large Layer.relu Optimizer.identity
        "ReLU, clipped to 1", large Layer.relu clip
        "tanh", large Layer.tanh Optimizer.identity
        "tanh, clipped to 1", large Layer.tanh clip
    ]
]

for title, _, curves in groups do
    for name, values in curves do
        printfn "%-14s %-19s %s" title name (values |> List.map (sprintf "%8.0e") |> String.concat "")

Chart.save "notes/norms.svg" "Norms of gradients, layer by layer, in networks of ten layers" [
    for title, subtitle, curves in groups ->
        Chart.panel
            title
            subtitle
            (Chart.linear "layer, from the input (1) to the output (10)" (0.5, 10.5))
            (Chart.logarithmic "‖∂J/∂W‖ of the layer, median of 11 seeds" (1e-7, 1e5))
            [
                for style, (name, values) in List.indexed curves ->
                    Chart.curve name style [| for layer, norm in List.indexed values -> float (layer + 1), norm |]
            ]
]
(*** include-output ***)

(** ![Norms of gradients by layer](pictures/norms.svg) *)

let result title name =
    groups
    |> List.pick (fun (other, _, curves) -> if other = title then Some(Map curves) else None)
    |> Map.find name

/// How much of the gradient in the last layer comes back to the first.
let back title name = List.head (result title name) / List.last (result title name)
let within low high value = low <= value && value <= high

Claim.check [
    "Through ten sigmoids less than a ten-thousandth comes back.", back "Sigmoid" "plain" < 1e-4
    "Batch normalization brings it back.", back "Sigmoid" "with BatchNorm" |> within 0.2 5.0
    "So do residual connections.", back "Sigmoid" "with residuals" |> within 0.05 1.0
    "Through ten tanh or ReLU, with weights as they ask for, it stays within a factor of ten.",
    List.forall (fun title -> back title "plain" |> within 0.1 10.0) [ "Tanh"; "ReLU" ]
    "With large weights it explodes: with ReLU everywhere, with tanh towards the input.",
    List.min (result "Large weights" "ReLU") > 1e3 && back "Large weights" "tanh" > 10.0
    "Clipping holds it under 1.",
    [ "ReLU, clipped to 1"; "tanh, clipped to 1" ]
    |> List.forall (fun name -> List.max (result "Large weights" name) <= 1.0)
]
(*** include-output ***)

(**
## Dropout, and many networks that vote

In training, dropout leaves each unit out with probability 1 − p, and divides the others by p: the expectation stays, so that inference takes all of them as they are. Each step trains another thinned network,
and inference is close to the mean of all of them. Bagging does that in earnest: five networks, each on a bootstrap sample, vote. (Rows E6, F8.)
*)
let dropped = build (Layer.dropout 0.2) [ 1_000 ] 1UL

let many = [
    for seed in 1UL .. 200UL ->
        Network.applyWith
            { Training = true; Key = Key.ofSeed seed }
            dropped.Parameters
            dropped.State
            (Signal.One(Tensor.full DType.Float64 [ 1; 1_000 ] 1.0))
            dropped
        |> fst
        |> one
        |> mean
        |> toScalar
]

let train, test = Synthetic.digits 1_500 (Key.ofSeed 1UL) |> Dataset.splitAt 1_000
let body = Layer.flatten >=> Layer.dropout 0.2 >=> Layer.dense 128 >=> Layer.relu
let trainerOf model = Trainer.create model Loss.softmaxCrossEntropy (Optimizer.adam 1e-3)
let plain = trainerOf (Layer.flatten >=> Layer.dense 128 >=> Layer.relu >=> Layer.dense 10)
let thinned = trainerOf (body >=> Layer.dropout 0.5 >=> Layer.dense 10)
let accuracy (figures: Figure seq) = (Seq.head figures).Value

let bagging = Ensemble.bagging Vote.Softmax 5 (Key.ofSeed 1UL) 10 train plain

let members = [
    for figures in Ensemble.evaluateMembers [ Metric.accuracy ] test bagging.Ensemble -> accuracy figures
]

let vote = bagging.Ensemble |> Ensemble.evaluate [ Metric.accuracy ] test |> accuracy
let whole = (Trainer.fit (Key.ofSeed 1UL) 10 train plain).Network
let dropout = (Trainer.fit (Key.ofSeed 1UL) 40 train thinned).Network

let right (network: Network) =
    toScalar (mean (Metric.evaluate Metric.accuracy (network.Predict test.Inputs) test.Targets))

/// The vote of n networks that dropout has thinned: passes in training mode, each with a key of its own.
let probabilities n =
    [
        for seed in 1..n ->
            Network.applyWith
                { Training = true; Key = Key.ofSeed (uint64 seed) }
                dropout.Parameters
                dropout.State
                (Signal.One test.Inputs)
                dropout
            |> fst
            |> one
            |> Activation.softmax 1.0
    ]
    |> List.reduce (+)

let thinnedVote n = toScalar (mean (Metric.evaluate Metric.accuracy (probabilities n) test.Targets))
let counts = [ 1; 2; 3; 5; 10; 20; 40 ]
let thinnedVotes = [ for n in counts -> thinnedVote n ]

let baggedVotes = [
    for n in 1..5 ->
        Ensemble.create Vote.Softmax (Seq.take n bagging.Ensemble.Members)
        |> Ensemble.evaluate [ Metric.accuracy ] test
        |> accuracy
]

printfn
    "one network %.2f %%; five bagged ones %.2f %% in the mean, %.2f %% by vote"
    (100.0 * right whole)
    (100.0 * List.average members)
    (100.0 * vote)

printfn
    "dropout: one thinned network %.2f %%, forty by vote %.2f %%, all at once in inference %.2f %%"
    (100.0 * thinnedVotes.Head)
    (100.0 * List.last thinnedVotes)
    (100.0 * right dropout)

let percent = List.map (fun a -> 100.0 * a)

Chart.save "notes/dropout.svg" "Accuracy of votes of thinned networks, and of bagged ones, against how many vote" [
    Chart.panel
        "Dropout as bagging"
        "500 drawn digits to test on, 1,000 to learn from"
        (Chart.logarithmic "how many vote" (0.9, 50.0))
        (Chart.linear "accuracy in %" (80.0, 100.0))
        [
            Chart.curve
                "networks that dropout has thinned"
                0
                (Array.ofList (List.zip (List.map float counts) (percent thinnedVotes)))
            Chart.line "the whole of them, in inference" 1 [| 0.9, 100.0 * right dropout; 50.0, 100.0 * right dropout |]
            Chart.curve "networks on bootstrap samples" 2 (Array.ofList (List.zip [ 1.0 .. 5.0 ] (percent baggedVotes)))
            Chart.line "one network on all samples" 3 [| 0.9, 100.0 * right whole; 50.0, 100.0 * right whole |]
        ]
]
(*** include-output ***)

(** ![Dropout as bagging](pictures/dropout.svg) *)

Claim.check [
    "The mean of what dropout leaves is that of its input.", abs (List.average many - 1.0) < 0.01
    "The vote of five beats their mean member.", vote > List.average members
    "Forty thinned networks beat one of them, by at least two points.",
    List.last thinnedVotes > thinnedVotes.Head + 0.02
    "The network in inference is within a point and a half of their vote.",
    abs (right dropout - List.last thinnedVotes) < 0.015
]
(*** include-output ***)

(**
## Orthogonal weights

A matrix with QᵀQ = I keeps the length of what goes through it, however many of them there are. (Row D4.)
*)
let shapeOfDeep = Shape.ofSeq [ 30; 30 ]

let draw initializer seed =
    Initializer.draw (Initializer.fans shapeOfDeep) DType.Float64 shapeOfDeep (Key.ofSeed seed) initializer

let q = draw (Initializer.orthogonal 1.0) 1UL

let lengthAfter initializer =
    (Key.normal DType.Float64 [ 1; 30 ] (Key.ofSeed 9UL), [ 1UL .. 100UL ])
    ||> List.fold (fun x seed -> matmul x (draw initializer seed))
    |> Tensor.square
    |> sum
    |> toScalar
    |> sqrt

let before =
    lengthAfter (
        Initializer.custom "identity" (fun shape dtype _ ->
            Tensor.cast dtype (OneHot.encode shape[0] (Tensor.range shape[0])))
    )

printfn
    "length before %.3f; after 100 orthogonal matrices %.3f, after 100 of Glorot's %.3f"
    before
    (lengthAfter (Initializer.orthogonal 1.0))
    (lengthAfter Initializer.glorotNormal)

Claim.check [
    "QᵀQ = I.",
    largest (matmul (Tensor.transpose q) q - Tensor.cast DType.Float64 (OneHot.encode 30 (Tensor.range 30))) < 1e-12
    "After 100 of them the length is what it was.", abs (lengthAfter (Initializer.orthogonal 1.0) / before - 1.0) < 1e-9
]
(*** include-output ***)
