[<FsCheck.Xunit.Properties(Arbitrary = [| typeof<FuncNet.Tests.Draw> |], MaxTest = 100)>]
module FuncNet.Tests.``Random programs``

open System
open FsCheck.Xunit
open FuncNet
open Xunit

/// A step takes earlier results, of which at least one is drawn, and gives a tensor with numbers of the same size.
let private step (rng: Random) (earlier: Tensor list) : Tensor =
    let any () = earlier[rng.Next earlier.Length]
    let x = any ()
    let axis () = rng.Next x.Rank

    let partner () =
        let fitting = earlier |> List.filter (fun y -> (Shape.tryBroadcast x.Shape y.Shape).IsSome)
        fitting[rng.Next fitting.Length]

    match rng.Next 18 with
    | 0 -> sin x
    | 1 -> tanh x
    | 2 -> Tensor.softplus x
    | 3 -> x / (1.0 + Tensor.square x)
    | 4 -> x + partner ()
    | 5 -> x - 0.5 * partner ()
    | 6 -> tanh (x * partner ())
    | 7 -> Tensor.Atan2(x, 2.0 + Tensor.square (partner ()))
    | 8 when x.Rank > 0 -> Tensor.softmax (axis ()) x
    | 9 when x.Rank > 0 -> Tensor.meanOver [ axis () ] x
    | 10 when x.Rank > 0 -> Tensor.logSumExpOver [ axis () ] x
    | 11 when x.Rank > 0 -> tanh (Tensor.cumulativeSum (axis ()) x)
    | 12 -> Tensor.permute (Draws.order rng x.Rank) x
    | 13 when x.Rank > 0 -> Tensor.reverse [ axis () ] x
    | 14 when x.Rank > 0 -> Tensor.gather (axis ()) (Draws.places rng 2 [ 2 ]) x
    | 15 when x.Rank > 0 && x.Rank < 4 -> Tensor.concatenate (axis ()) [ x; sin x ] |> Tensor.narrow 0 0 2
    | 16 when x.Rank >= 2 -> tanh (Tensor.matmulWith false true x x)
    | 17 when x.Rank < 4 -> Tensor.stack 0 [ x; cos x ]
    | _ -> Tensor.sigmoid x

/// A function of two tensors, [2; 3] and [3], that is the same whenever it is called.
let drawn (seed: Seed) : Tensor[] -> Tensor =
    fun inputs ->
        let rng = seed.Rng
        let steps = 3 + rng.Next 8

        let results =
            Seq.fold (fun earlier _ -> step rng earlier :: earlier) (List.ofArray inputs) (seq { 1..steps })
        // Every result counts, so that no step is without effect.
        results |> List.map (fun y -> sum (sin y)) |> List.reduce (+)

/// A function from [3] to [2; 3].
let drawnOf (seed: Seed) (x: Tensor) : Tensor =
    let rows = Tensor.stack 0 [ sin x; x ]
    rows * drawn seed [| rows; x |]

let inputs (seed: Seed) =
    let rng = Random(seed.Number + 1)
    [| Draws.tensor rng [ 2; 3 ]; Draws.tensor rng [ 3 ] |]

[<Property>]
let ``have right derivatives, once and twice`` (seed: Seed) = GradientCheck.require seed.Key (drawn seed) (inputs seed)

[<Property>]
let ``have right derivatives in the opinion of MathNet`` (seed: Seed) =
    GradientCheck.independent 1e-6 seed.Key (drawn seed) (inputs seed) |> GradientCheck.requirePassed

[<Property>]
let ``give the same numbers when they are traced and run`` (seed: Seed) =
    let f, x = drawn seed, inputs seed
    let program = Program.trace (fun x -> [| f x |]) (x |> Array.map _.Spec)
    Assert.Equal(f x, (Program.run program x)[0])

[<Property>]
let ``give the same gradients when they are traced and run`` (seed: Seed) =
    let f, x = drawn seed, inputs seed
    let program = Program.trace (fun x -> [| f x |]) (x |> Array.map _.Spec)
    Assert.Equal<Tensor[]>(Differentiate.gradMany f x, Differentiate.gradMany (fun x -> (Program.run program x)[0]) x)

[<Property>]
let ``give the same gradients when these are traced and run`` (seed: Seed) =
    let f, x = drawn seed, inputs seed
    let program = Program.trace (Differentiate.gradMany f) (x |> Array.map _.Spec)
    Assert.Equal<Tensor[]>(Differentiate.gradMany f x, Program.run program x)

[<Property>]
let ``are the same program when they are traced again through their program`` (seed: Seed) =
    let f, x = drawn seed, inputs seed
    let specs = x |> Array.map _.Spec
    let program = Program.trace (fun x -> [| f x |]) specs
    let again = Program.trace (Program.run program) specs
    Assert.Equal(program.Table, again.Table)

[<Property>]
let ``give nearly the same numbers and gradients in float32`` (seed: Seed) =
    let f, x = drawn seed, inputs seed
    let single = x |> Array.map (Tensor.cast DType.Float32)
    let value, gradients = Differentiate.valueAndGradMany f x
    let value', gradients' = Differentiate.valueAndGradMany f single
    Assert.All(Array.append [| value' |] gradients', (fun y -> Assert.Equal(DType.Float32, y.DType)))
    Reference.agree 1e-4 value value'
    Array.iter2 (Reference.agree 1e-3) gradients gradients'
