[<FsCheck.Xunit.Properties(Arbitrary = [| typeof<FuncNet.Tests.Draw> |], MaxTest = 20)>]
module FuncNet.Tests.``A cell of a recurrence``

open FsCheck.Xunit
open FuncNet
open Xunit

/// The cells, with the widths of their operands in units.
let private cells = [
    RecurrentCell.Lstm, [ 4; 4; 1 ]
    RecurrentCell.LstmGradient, [ 4; 1; 1; 1; 1 ]
    RecurrentCell.Gru, [ 3; 3; 1 ]
    RecurrentCell.GruGradient, [ 3; 3; 1; 1 ]
]

let private apply op x = Tensor.ApplyAll(Primitive.RecurrentCell op, x)

let private drawn (rng: System.Random) widths =
    let batch, units = rng.Next 4, [| 0; 1; 2; 3; 9 |][rng.Next 5]
    [| for width in widths -> Draws.between rng -2.0 2.0 [ batch; width * units ] |]

let private together (results: Tensor[]) = results |> Array.map (Tensor.reshape [ -1 ]) |> Tensor.concatenate 0

[<Property>]
let ``computes its composition of single operations`` (seed: Seed) =
    let rng = seed.Rng

    for op, widths in cells do
        let x = drawn rng widths
        Array.iter2 (Reference.agree 1e-14) (RecurrentRules.composition op x) (apply op x)
        let single = x |> Array.map (Tensor.cast DType.Float32)

        Array.iter2
            (fun expected y -> Reference.agree 1e-5 expected (Tensor.cast DType.Float64 y))
            (RecurrentRules.composition op x)
            (apply op single)

[<Property>]
let ``has the derivatives of first and second order of its composition`` (seed: Seed) =
    let rng = seed.Rng

    for op, widths in cells do
        let x = drawn rng widths
        let results = RecurrentRules.composition op x
        let weights = results |> Array.map (fun y -> Draws.tensor rng (List.ofSeq y.Shape))
        // The states alone, or everything: the kernel's derivative, or the composition's.
        let count = if rng.Next 2 = 0 then results.Length else min results.Length 2

        let loss f x =
            Seq.zip weights (f op x)
            |> Seq.truncate count
            |> Seq.map (fun (w, y) -> sum (w * y * y))
            |> Seq.reduce (+)

        let first f = Differentiate.gradMany (loss f)

        let second f =
            Differentiate.gradMany (fun x -> first f x |> Array.map (fun g -> sum (sin g)) |> Array.reduce (+))

        Array.iter2 (Reference.agree 1e-11) (first RecurrentRules.composition x) (first apply x)
        Array.iter2 (Reference.agree 1e-10) (second RecurrentRules.composition x) (second apply x)

[<Property(MaxTest = 10)>]
let ``has derivatives that agree with differences`` (seed: Seed) =
    let rng = seed.Rng

    for op, widths in cells do
        GradientCheck.require seed.Key (apply op >> together) (drawn rng widths)

[<Property>]
let ``gives the same bits in a program, and a row the same bits alone`` (seed: Seed) =
    let rng = seed.Rng

    for op, widths in cells do
        let x = drawn rng widths |> Array.map (Tensor.cast DType.Float32)
        let y = apply op x
        Array.iter2 Reference.same y (Program.run (Program.trace (apply op) (x |> Array.map _.Spec)) x)

        for row in 0 .. x[0].Shape[0] - 1 do
            let part = Array.map (Tensor.narrow 0 row 1)
            Array.iter2 Reference.same (part y) (apply op (part x))

[<Fact>]
let ``says what does not fit`` () =
    let zeros (sizes: int list) = Tensor.zeros sizes

    let message op x = Assert.Throws<ShapeException>(fun () -> apply op (Array.ofList x) |> ignore).Message

    Assert.Contains(
        "LstmCell: for the state float32 [2; 3] an operand must be float32 [2; 12]; it is float32 [2; 9].",
        message RecurrentCell.Lstm [ zeros [ 2; 12 ]; zeros [ 2; 9 ]; zeros [ 2; 3 ] ]
    )

    Assert.Contains(
        "GruCell: the state must be [batch; units] of a float type; it is float32 [3].",
        message RecurrentCell.Gru [ zeros [ 9 ]; zeros [ 9 ]; zeros [ 3 ] ]
    )
