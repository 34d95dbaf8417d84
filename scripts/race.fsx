// The race of the optimizers (note 000): seven of them, each with one rate, go down two valleys that are hard for gradients. The
// picture shows their paths over the contours, the table how far they come.
#load "reference/FuncNet.fsx" "reference/Contour.fsx" "reference/Chart.fsx" "reference/Claim.fsx"

open FuncNet

let steps = 1_000

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

let number x = Tensor.number DType.Float64 x

/// The points that an optimizer comes through: θ ← θ + Δ, Δ from ∇f(θ).
let run course optimizer =
    let f (point: Parameters) = course.F point["x"] point["y"]

    let step (point, state) =
        let updates, state = Optimizer.update optimizer (Parameters.grad f point) state point
        Optimizer.apply updates point, state

    let start = Parameters.ofSeq [ "x", number (fst course.Start); "y", number (snd course.Start) ]

    Seq.unfold (fun state -> Some(fst state, step state)) (start, Optimizer.init optimizer start)
    |> Seq.take (steps + 1)
    |> Seq.map (fun point -> point["x"].ToScalar(), point["y"].ToScalar())
    |> Array.ofSeq

let value course (x, y) = (course.F (number x) (number y)).ToScalar()
let distance (x1, y1) (x2, y2) = sqrt ((x1 - x2) ** 2.0 + (y1 - y2) ** 2.0)

/// The contours f = 10^(k/2), from one evaluation: a row of x and a column of y make a grid.
let contours course : Chart.Contour list =
    let grid count (low, high) = Array.init count (fun i -> low + (high - low) * float i / float (count - 1))
    let xs, ys = grid 201 course.X, grid 151 course.Y

    let values =
        course.F (Tensor.ofArray [ 1; xs.Length ] xs) (Tensor.ofArray [ ys.Length; 1 ] ys)
        |> _.AsSpan<float>().ToArray()
        |> Array.chunkBySize xs.Length

    [
        for k in -4 .. 8 do
            let level = 10.0 ** (float k / 2.0)

            {
                Chart.Contour.Label = if k % 2 = 0 then string level else ""
                Lines = Contour.lines xs ys values level
            }
    ]

let picture course paths : Chart.Panel = {
    Title = $"{course.Name} after 10, 100 and 1,000 steps"
    Subtitle = course.Formula
    X = Chart.linear "x" course.X
    Y = Chart.linear "y" course.Y
    Curves =
        (runners, paths)
        ||> List.mapi2 (fun i (name, _) points -> {
            Name = name
            Style = i
            Points = points
            Marks = [ 10; 100; steps ]
        })
    Contours = contours course
    ContourNote = "contours, a factor √10 apart"
    Places = [ "start", course.Start; "minimum", course.Minimum ]
}

type Result = { Final: float; Reached: int option; Length: float }

/// Runs all, prints the table, and gives the panel and the result of each by its name.
let race course =
    let paths = [ for _, optimizer in runners -> run course optimizer ]
    let goal = 1e-3
    printfn "%s from %A, f = %.1f\n" course.Name course.Start (value course course.Start)
    printfn "%-30s f after %d   to the minimum   steps to f < %g" "" steps goal

    let results = [
        for (name, _), points in List.zip runners paths do
            let result = {
                Final = value course points[steps]
                Reached = points |> Array.tryFindIndex (fun point -> value course point < goal)
                Length = points |> Seq.pairwise |> Seq.sumBy (fun (a, b) -> distance a b)
            }

            let reached = result.Reached |> Option.map string |> Option.defaultValue "–"
            printfn "%-30s %12.1e %16.1e %19s" name result.Final (distance points[steps] course.Minimum) reached
            name.Split(',')[0], result
    ]

    printfn ""
    picture course paths, Map results

let panels, results = [ beale; rosenbrock ] |> List.map race |> List.unzip
Chart.save "race.svg" "The paths of seven optimizers over the contours of two functions" panels

/// True on both courses.
let always claim = results |> List.forall (fun (results: Map<string, Result>) -> claim (fun name -> results[name]))

printfn ""

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
