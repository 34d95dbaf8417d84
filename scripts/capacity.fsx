// Under-fitting and over-fitting (note 003): polynomials of degree 1 to 14 through 15 noisy points of a sine wave, by least squares. With the degree the error on
// these points falls to nothing, while the error on other points falls at first and then explodes. artifacts/capacity.svg
#load "reference/FuncNet.fsx" "reference/Chart.fsx" "reference/Claim.fsx"

open FuncNet

let degrees = [ 1..14 ]
let seeds = [ 1UL .. 101UL ]
let noise = 0.2
let wave (x: Tensor) = sin (System.Math.PI * x)

/// A polynomial of a degree, as the values that its powers have at some places: [n; 1 + degree].
let powers degree (x: Tensor) =
    let network =
        Network.buildFor
            DType.Float64
            (Key.ofSeed 0UL)
            (Signal.One(Shape.ofSeq [ 1 ]))
            (Layer.polynomialFeatures degree)

    let column = Tensor.reshape [ -1; 1 ] x
    Tensor.concatenate 1 [ Tensor.onesLike column; network.Predict column ]

/// Places from −1 to 1 at equal distances, and what is measured there.
let draw count key =
    let x = Tensor.linspace -1.0 1.0 count |> Tensor.cast DType.Float64
    x, wave x + noise * Key.normal DType.Float64 [ count ] key

let meanSquare (x: Tensor) = (mean (Tensor.square x)).ToScalar()

/// The errors on the points that are fitted and on others, and the polynomial.
let fit degree seed =
    let keys = Key.ofSeed seed |> Key.split 2
    let x, y = draw 15 keys[0]
    let otherX, otherY = draw 200 keys[1]
    let w = Minimizer.leastSquares (powers degree x) y
    let error x y = meanSquare (matmul (powers degree x) w - y)
    error x y, error otherX otherY, w

let median (values: float list) = (List.sort values)[values.Length / 2]

let errors = [
    for degree in degrees do
        let fits = seeds |> List.map (fit degree)
        median [ for train, _, _ in fits -> train ], median [ for _, test, _ in fits -> test ]
]

printfn
    "mean squared error of polynomials through 15 points, medians of %d draws; the noise alone is %.2f\n"
    seeds.Length
    (noise * noise)

printfn "degree     fitted     others"

for degree, (train, test) in List.zip degrees errors do
    printfn "%6d %10.2g %10.3g" degree train test

printfn ""

let curve name style points : Chart.Curve = {
    Name = name
    Style = style
    Points = points
    Marks = [ 0 .. points.Length - 1 ]
}

let panel title subtitle x y curves places : Chart.Panel = {
    Title = title
    Subtitle = subtitle
    X = x
    Y = y
    Curves = curves
    Contours = []
    ContourNote = ""
    Places = places
}

let along = [| -1.0 .. 0.01..1.0 |]
let shown = 5UL

let smooth name style (y: float[]) : Chart.Curve = {
    Name = name
    Style = style
    Points = Array.zip along (y |> Array.map (max -9.0 >> min 9.0))
    Marks = []
}

let polynomial (degree, style) =
    let _, _, w = fit degree shown
    smooth $"degree {degree}" style ((matmul (powers degree (Tensor.vector along)) w).ToArray<float>())

let measured =
    let x, y = draw 15 (Key.ofSeed shown |> Key.split 2 |> Array.head)
    let points = Array.zip (x.ToArray<float>()) (y.ToArray<float>()) |> Array.sortBy fst
    points

Chart.save "capacity.svg" "Polynomials of growing degree through 15 noisy points: under-fitting and over-fitting" [
    panel
        "Three of them"
        "1 is too stiff, 4 follows the wave, 14 follows the noise"
        (Chart.linear "x" (-1.0, 1.0))
        (Chart.linear "y" (-2.0, 2.0)) [
            smooth "the wave, without noise" 0 ((wave (Tensor.vector along)).ToArray<float>())
            yield! [ 1, 1; 4, 2; 14, 3 ] |> List.map polynomial
        ] [ for point in measured -> "", point ]
    panel
        "Error against degree"
        $"medians of {seeds.Length} draws of the points"
        (Chart.linear "degree of the polynomial" (0.5, 14.5))
        (Chart.logarithmic "mean squared error" (1e-4, 1e2)) [
            curve "on the 15 points that are fitted" 1 [|
                for degree, (train, _) in List.zip degrees errors -> float degree, max 1e-4 train
            |]
            curve "on other points" 2 [|
                for degree, (_, test) in List.zip degrees errors -> float degree, min 1e2 test
            |]
        ] []
]

let tests = errors |> List.map snd
let best = List.min tests
let bestDegree = degrees[List.findIndex ((=) best) tests]

Claim.check [
    "On the points that are fitted more degrees are always better.",
    errors |> List.map fst |> List.pairwise |> List.forall (fun (a, b) -> b <= a)
    $"On others degree {bestDegree} is best, between 3 and 6.", bestDegree >= 3 && bestDegree <= 6
    "A straight line has over twice its error: it under-fits.", tests.Head > 2.0 * best
    "Degree 14 has over a hundred times its error, and none on the points: it over-fits.",
    List.last tests > 100.0 * best && fst (List.last errors) < 1e-6
]
