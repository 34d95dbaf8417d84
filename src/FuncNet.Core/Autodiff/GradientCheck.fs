namespace FuncNet

open System
open System.Globalization
open MathNet.Numerics.Differentiation

[<Sealed>]
type GradientReport internal (what: string, judge: string, compared: int, tolerance: float, worst: GradientDifference) =

    member _.Subject = what
    member _.Compared = compared
    member _.LargestError = worst.Error
    member _.Tolerance = tolerance
    member _.Passed = worst.Error <= tolerance
    member _.Place = worst.Place
    member _.Expected = worst.Expected
    member _.Actual = worst.Actual

    override report.ToString() =
        let number (x: float) = x.ToString("R", CultureInfo.InvariantCulture)
        let error = worst.Error.ToString("G3", CultureInfo.InvariantCulture)
        let allowed = tolerance.ToString("G3", CultureInfo.InvariantCulture)

        if compared = 0 then
            $"Gradient check, {what}: nothing to compare, as the inputs have no elements."
        elif report.Passed then
            $"Gradient check, {what}: {compared} derivatives agree with {judge}; the largest error is {error} (tolerance {allowed})."
        else
            $"Gradient check, {what}: the derivative by {worst.Place} should be {number worst.Expected} by {judge}; differentiation gives {number worst.Actual}. The error is {error} (tolerance {allowed}; {compared} derivatives compared)."

and internal GradientDifference = { Place: string; Expected: float; Actual: float; Error: float }

[<RequireQualifiedAccess; CompilationRepresentation(CompilationRepresentationFlags.ModuleSuffix)>]
module GradientCheck =

    [<Literal>]
    let Tolerance = 1e-7

    [<Literal>]
    let ToleranceNearKinks = 1e-5

    /// Inputs of more elements than this together are checked along drawn directions.
    [<Literal>]
    let private Small = 32

    [<Literal>]
    let private Directions = 4

    let private requireFloat64 what (x: Tensor) =
        if x.DType <> DType.Float64 then
            Errors.dtype
                "GradientCheck: %s must be float64, in which differences are exact enough; it is %O."
                what
                x.DType

    let private normal (key: Key) (shape: Shape) = Key.normal DType.Float64 shape key

    /// A drawn tensor for each input, in its shape.
    let private drawnLike (draw: Key -> Shape -> Tensor) key (inputs: Tensor[]) =
        inputs |> Array.mapi (fun i x -> draw (Key.foldIn i key) x.Shape)

    let private dot (a: Tensor) (b: Tensor) = Tensor.sum (a * b)

    /// s(x) = Σ u·f(x) for a drawn u.
    let private projected key (f: Tensor[] -> Tensor) (inputs: Tensor[]) =
        inputs |> Array.iteri (fun i x -> requireFloat64 $"input {i + 1}" x)
        let y = f inputs
        requireFloat64 "the result" y
        let cotangent = normal key y.Shape
        fun x -> dot cotangent (f x)

    /// s′(0) by the central difference of fourth order.
    let private slope (h: float) (s: float -> float) =
        (-(s (2.0 * h)) + 8.0 * s h - 8.0 * s (-h) + s (-2.0 * h)) / (12.0 * h)

    let private step x = Math.ScaleB(max 1.0 (abs x), -12)

    let private difference place expected actual =
        let error = abs (actual - expected) / max 1.0 (max (abs actual) (abs expected))

        {
            Place = place
            Expected = expected
            Actual = actual
            Error = (if Double.IsFinite error then error else Double.PositiveInfinity)
        }

    let private report what judge tolerance (differences: GradientDifference[]) =
        let none = { Place = ""; Expected = 0.0; Actual = 0.0; Error = 0.0 }
        let worst = if differences.Length = 0 then none else differences |> Array.maxBy _.Error
        GradientReport(what, judge, differences.Length, tolerance, worst)

    /// The inputs with one element of one of them moved.
    let private moved (inputs: Tensor[]) input element (distance: float) =
        let numbers = inputs[input].ToArray<float>()
        numbers[element] <- numbers[element] + distance
        let result = Array.copy inputs
        result[input] <- Tensor.owning inputs[input].Shape numbers
        result

    let private placeOf (inputs: Tensor[]) input element =
        let shape = inputs[input].Shape
        let strides = Shape.strides shape
        let position = Shape(Array.init shape.Rank (fun axis -> element / strides[axis] % shape[axis]))

        if shape.Rank = 0 then
            $"input {input + 1}"
        else
            $"input {input + 1} at {position}"

    /// Compares every partial derivative with what the judge says of it.
    let private byElement (partial: int -> int -> float) (inputs: Tensor[]) (gradients: Tensor[]) = [|
        for i in 0 .. inputs.Length - 1 do
            let gradient = gradients[i].ToArray<float>()

            for j in 0 .. inputs[i].Size - 1 do
                difference (placeOf inputs i j) (partial i j) gradient[j]
    |]

    /// Compares derivatives along drawn directions, whose elements lie in [−1, 1).
    let private byDirection key (s: Tensor[] -> Tensor) (inputs: Tensor[]) (gradients: Tensor[]) =
        Key.split Directions key
        |> Array.mapi (fun n key ->
            let uniform key shape = 2.0 * Key.uniform DType.Float64 shape key - 1.0
            let direction = drawnLike uniform key inputs
            let along t = (s (Array.map2 (fun x v -> x + t * v) inputs direction)).ToScalar()
            let actual = Array.fold2 (fun sum g v -> sum + (dot g v).ToScalar()) 0.0 gradients direction
            difference $"direction {n + 1}" (slope (step 1.0) along) actual)

    let private centralDifferences = "central differences"

    let private compare what tolerance key (s: Tensor[] -> Tensor) (inputs: Tensor[]) =
        let gradients = Differentiate.gradMany s inputs

        for x, gradient in Array.zip inputs gradients do
            if gradient.Spec <> x.Spec then
                Errors.shape "GradientCheck: the gradient is %O, the input is %O." gradient.Spec x.Spec

        let partial i j =
            let x = inputs[i].AsSpan<float>()[j]
            slope (step x) (fun distance -> (s (moved inputs i j distance)).ToScalar())

        let differences =
            if inputs |> Array.sumBy _.Size <= Small then
                byElement partial inputs gradients
            else
                byDirection key s inputs gradients

        report what centralDifferences tolerance differences

    let private keys key =
        let keys = Key.split 3 key
        keys[0], keys[1], keys[2]

    let first tolerance (key: Key) (f: Tensor[] -> Tensor) (inputs: Tensor[]) : GradientReport =
        let forCotangent, forDirections, _ = keys key
        compare "first order" tolerance forDirections (projected forCotangent f inputs) inputs

    let second tolerance (key: Key) (f: Tensor[] -> Tensor) (inputs: Tensor[]) : GradientReport =
        let forCotangent, forDirections, forGradient = keys key
        let s = projected forCotangent f inputs

        let weights = drawnLike normal forGradient inputs

        let alongWeights x =
            Array.fold2
                (fun sum g w -> sum + dot g w)
                (Tensor.number DType.Float64 0.0)
                (Differentiate.gradMany s x)
                weights

        compare "second order" tolerance forDirections alongWeights inputs

    let independent tolerance (key: Key) (f: Tensor[] -> Tensor) (inputs: Tensor[]) : GradientReport =
        let forCotangent, _, _ = keys key
        let s = projected forCotangent f inputs
        let judge = NumericalDerivative(5, 2)

        let partial i j =
            let at (x: float) = (s (moved inputs i j (x - inputs[i].AsSpan<float>()[j]))).ToScalar()
            judge.EvaluateDerivative(Func<float, float> at, inputs[i].AsSpan<float>()[j], 1)

        report "first order" "MathNet.Numerics" tolerance (byElement partial inputs (Differentiate.gradMany s inputs))

    let requirePassed (report: GradientReport) =
        if not report.Passed then
            raise (FuncNetException(string report))

    let requireWithin tolerance (key: Key) (f: Tensor[] -> Tensor) (inputs: Tensor[]) =
        requirePassed (first tolerance key f inputs)
        requirePassed (second tolerance key f inputs)

    let require key f inputs = requireWithin Tolerance key f inputs
