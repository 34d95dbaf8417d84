namespace FuncNet.Tests

open System
open FsCheck
open FsCheck.FSharp
open FuncNet

/// A drawn shape (ranks 0 to 4, sizes 0, 1, 2, 3, 5), and a seed for whatever else a property draws. Only the shape shrinks.
type Drawn = {
    Sizes: int list
    Seed: int
} with

    member drawn.Rng = Random drawn.Seed
    member drawn.Key = Key.ofSeed (uint64 drawn.Seed)

/// Two drawn shapes that broadcast.
type DrawnPair = {
    Left: int list
    Right: int list
    PairSeed: int
} with

    member drawn.Rng = Random drawn.PairSeed
    member drawn.Key = Key.ofSeed (uint64 drawn.PairSeed)

/// A seed for a property whose shapes follow from it.
type Seed = {
    Number: int
} with

    member drawn.Rng = Random drawn.Number
    member drawn.Key = Key.ofSeed (uint64 drawn.Number)

/// What FsCheck draws for the tests of tensors.
type Draw =

    static let size =
        Gen.frequency [ 1, Gen.constant 0; 3, Gen.constant 1; 4, Gen.constant 2; 4, Gen.constant 3; 2, Gen.constant 5 ]

    static let sizes =
        gen {
            let! rank = Gen.choose (0, 4)
            return! Gen.listOfLength rank size
        }

    static let seed = Gen.choose (0, 1_000_000)

    /// One axis less, or one size smaller.
    static let smaller (sizes: int list) =
        seq {
            for axis in 0 .. sizes.Length - 1 do
                List.removeAt axis sizes

            for axis in 0 .. sizes.Length - 1 do
                if sizes[axis] > 1 then
                    List.updateAt axis (sizes[axis] - 1) sizes
        }

    /// One operand of a result of these sizes: leading axes may be missing, sizes may be 1.
    static let operandOf (sizes: int list) =
        gen {
            let! skipped = Gen.frequency [ 3, Gen.constant 0; 1, Gen.choose (0, sizes.Length) ]

            let! flags =
                Gen.listOfLength sizes.Length (Gen.frequency [ 3, Gen.constant false; 1, Gen.constant true ])

            return List.map2 (fun n flag -> if flag then 1 else n) sizes flags |> List.skip skipped
        }

    static member Drawn() : Arbitrary<Drawn> =
        let drawn = Gen.map2 (fun sizes seed -> { Sizes = sizes; Seed = seed }) sizes seed

        Arb.fromGenShrink (
            drawn,
            (fun drawn -> smaller drawn.Sizes |> Seq.map (fun sizes -> { drawn with Sizes = sizes }))
        )

    static member DrawnPair() : Arbitrary<DrawnPair> =
        gen {
            let! sizes = sizes
            let! left = operandOf sizes
            let! right = operandOf sizes
            let! seed = seed
            return { Left = left; Right = right; PairSeed = seed }
        }
        |> Arb.fromGen

    static member Seed() : Arbitrary<Seed> = seed |> Gen.map (fun seed -> { Number = seed }) |> Arb.fromGen

/// Tensors that properties need, drawn from a generator of their own; float64.
module Draws =

    let sizeOf (sizes: int list) = List.fold (*) 1 sizes

    /// Uniform between two bounds, and not within 0.05 of a kink.
    let rec private number (rng: Random) low high kinks =
        let x = low + (high - low) * rng.NextDouble()

        if kinks |> List.exists (fun kink -> abs (x - kink) < 0.05) then
            number rng low high kinks
        else
            x

    let between (rng: Random) low high (sizes: int list) =
        Tensor.ofArray sizes (Array.init (sizeOf sizes) (fun _ -> number rng low high []))

    let internal within (rng: Random) (info: UnaryInfo) (sizes: int list) =
        Tensor.ofArray sizes (Array.init (sizeOf sizes) (fun _ -> number rng info.Low info.High info.Kinks))

    /// Uniform on [−2, 2).
    let tensor (rng: Random) (sizes: int list) = between rng -2.0 2.0 sizes

    /// Numbers of which no two are closer than 0.37.
    let distinct (rng: Random) (sizes: int list) =
        let n = sizeOf sizes
        let order = Array.init n id
        rng.Shuffle order
        Tensor.ofArray sizes (order |> Array.map (fun i -> 0.37 * float (i - n / 2)))

    /// Whole numbers from 0 to limit − 1.
    let places (rng: Random) limit (sizes: int list) =
        Tensor.ofArray sizes (Array.init (sizeOf sizes) (fun _ -> rng.Next limit))

    let truths (rng: Random) (sizes: int list) =
        Tensor.ofArray sizes (Array.init (sizeOf sizes) (fun _ -> rng.Next 2 = 0))

    /// Some of the axes, in ascending order.
    let axes (rng: Random) (sizes: int list) = [
        for axis in 0 .. sizes.Length - 1 do
            if rng.Next 2 = 0 then
                axis
    ]

    let order (rng: Random) n =
        let order = Array.init n id
        rng.Shuffle order
        order

    /// The shape with at least one axis.
    let atLeastVector sizes = if List.isEmpty sizes then [ 3 ] else sizes

    /// The shape without axes of size 0.
    let nonEmpty (sizes: int list) = sizes |> List.map (max 1)

/// What operations should give, element by element.
module Reference =

    /// Every index of a shape, in row-major order.
    let indices (shape: int seq) : int[] list =
        let rec all sizes =
            match sizes with
            | [] -> [ [] ]
            | n :: rest -> [
                for i in 0 .. n - 1 do
                    for tail in all rest do
                        i :: tail
              ]

        all (List.ofSeq shape) |> List.map Array.ofList

    /// The number at an index.
    let at (x: Tensor) (index: int[]) =
        let offset = Array.fold2 (fun sum i stride -> sum + i * stride) 0 index (Shape.strides x.Shape)
        NDArray.element x.Value offset

    /// The float64 tensor with f of the index in every place.
    let tabulate (shape: int seq) (f: int[] -> float) =
        Tensor.ofArray shape (indices shape |> List.map f |> Array.ofList)

    /// The index of an operand that broadcasting reads for an index of the result.
    let broadcastIndex (operand: Shape) (index: int[]) =
        let missing = index.Length - operand.Rank
        Array.init operand.Rank (fun axis -> if operand[axis] = 1 then 0 else index[axis + missing])

    /// The index with some places removed, or put in.
    let without (axes: int list) (index: int[]) = [|
        for axis in 0 .. index.Length - 1 do
            if not (List.contains axis axes) then
                index[axis]
    |]

    let replaced axis value (index: int[]) = Array.updateAt axis value index

    /// Fails unless shapes are equal and numbers agree to a relative error; NaN agrees with NaN.
    let agree tolerance (expected: Tensor) (actual: Tensor) =
        if expected.Shape <> actual.Shape then
            failwith $"The shape should be {expected.Shape}; it is {actual.Shape}."

        for index in indices expected.Shape do
            let e, a = at expected index, at actual index
            let fits = e = a || (Double.IsNaN e && Double.IsNaN a) || abs (e - a) <= tolerance * max 1.0 (abs e)

            if not fits then
                failwith $"The number at {Shape index} should be {e}; it is {a}."

    let same expected actual = agree 0.0 expected actual
