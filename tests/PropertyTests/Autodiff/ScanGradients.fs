[<FsCheck.Xunit.Properties(Arbitrary = [| typeof<FuncNet.Tests.Draw> |], MaxTest = 30)>]
module FuncNet.Tests.``A scan``

open FsCheck.Xunit
open FuncNet
open Xunit

type private Step = Tensor[] -> Tensor[] -> Tensor[] * Tensor[]

/// A recurrence to be tested: a step that reads fixed tensors, and the sizes of everything for a batch.
type private Recurrence = {
    Name: string
    Fixed: int list list
    Carried: int list list
    Read: int list list
    Step: Tensor[] -> Step
}

let private recurrences batch = [
    {
        Name = "one state, which is the result"
        Fixed = [ [ 2; 3 ]; [ 3; 3 ]; [ 3 ] ]
        Carried = [ [ batch; 3 ] ]
        Read = [ [ batch; 2 ] ]
        Step =
            fun w c x ->
                let h = tanh (Tensor.matmul x[0] w[0] + Tensor.matmul c[0] w[1] + w[2])
                [| h |], [| h |]
    }
    {
        Name = "two states, gates cut out of one product, weights transposed"
        Fixed = [ [ 6; 2 ] ]
        Carried = [ [ batch; 2 ]; [ batch; 2 ] ]
        Read = [ [ batch; 6 ] ]
        Step =
            fun w c x ->
                let gates = x[0] + Tensor.matmulWith false true c[0] w[0]
                let gate i = Tensor.narrow 1 (2 * i) 2 gates
                let cell = Tensor.sigmoid (gate 0) * c[1] + tanh (gate 1)
                let h = Tensor.sigmoid (gate 2) * tanh cell
                [| h; cell |], [| h; cell * cell |]
    }
    {
        Name = "weights used twice, and in two ways"
        Fixed = [ [ 2; 2 ] ]
        Carried = [ [ batch; 2 ] ]
        Read = [ [ batch; 2 ] ]
        Step =
            fun w c x ->
                let h = sin (Tensor.matmul (Tensor.matmul c[0] w[0]) w[0] + x[0])
                [| h * 0.5 + Tensor.sum w[0] |], [| exp (-h) |]
    }
    {
        Name = "a result that does not depend on the state, and a state that stays"
        Fixed = [ [ 2 ] ]
        Carried = [ [ 2 ]; [ 2 ] ]
        Read = [ [ 2 ]; [ 2 ] ]
        Step = fun w c x -> [| c[0]; c[1] * x[0] |], [| x[1] * x[1] * w[0]; c[0] |]
    }
    {
        Name = "a mask"
        Fixed = [ [ 2 ] ]
        Carried = [ [ batch; 2 ] ]
        Read = [ [ batch; 1 ]; [ batch; 2 ] ]
        Step =
            fun w c x ->
                let h = tanh (c[0] * w[0] + x[1])
                [| Tensor.where (Tensor.greater x[0] (Tensor.number DType.Float64 0.0)) h c[0] |], [| h |]
    }
    {
        Name = "a derivative inside of the step"
        Fixed = [ [ 2 ] ]
        Carried = [ [ 2 ] ]
        Read = [ [ 2 ] ]
        Step =
            fun w c x ->
                let slope = grad (fun z -> sum (sin (z * w[0]) * x[0])) c[0]
                [| c[0] - 0.1 * slope |], [| slope |]
    }
    {
        Name = "a scan inside of the step"
        Fixed = [ [ 2 ] ]
        Carried = [ [ 2 ] ]
        Read = [ [ 3; 2 ] ]
        Step =
            fun w c x ->
                let last, all =
                    Tensor.scan (fun c x -> [| sin (c[0] * w[0]) + x[0] |], [| c[0] |]) [| c[0] |] [| x[0] |]

                [| last[0] |], [| Tensor.sumOver [ 0 ] all[0] |]
    }
]

/// The same by a loop over the steps.
let private unrolled backwards (step: Step) (initial: Tensor[]) (sequences: Tensor[]) =
    let steps = sequences[0].Shape[0]
    let order = if backwards then [ steps - 1 .. -1 .. 0 ] else [ 0 .. steps - 1 ]

    let results, final =
        List.mapFold
            (fun c t ->
                let c, y = step c (sequences |> Array.map (fun (x: Tensor) -> x[(t: int)]))
                y, c)
            initial
            order

    let results = if backwards then List.rev results else results
    final, List.transpose (results |> List.map List.ofArray) |> List.map (Tensor.stack 0) |> List.toArray

let private scan backwards = if backwards then Tensor.scanBack else Tensor.scan

/// A recurrence as a function of its fixed tensors, its first state and its sequences, all of whose results count.
let private asFunction (recurrence: Recurrence) run (x: Tensor[]) =
    let w, rest = Array.splitAt recurrence.Fixed.Length x
    let initial, sequences = Array.splitAt recurrence.Carried.Length rest
    let final, results = run (recurrence.Step w) initial sequences
    Array.append final results

/// Numbers between −1 and 1: larger ones grow from step to step until differences are no judge. None is so near to 0 that a difference
/// would reach over the jump of the mask.
let private drawn (rng: System.Random) steps recurrence = [|
    for sizes in recurrence.Fixed @ recurrence.Carried @ (recurrence.Read |> List.map (fun sizes -> steps :: sizes)) do
        let x = Draws.between rng -1.0 1.0 sizes
        Tensor.where (Tensor.less (abs x) (Tensor.number DType.Float64 0.01)) (x + 0.5) x
|]

let private together (results: Tensor[]) = results |> Array.map (Tensor.reshape [ -1 ]) |> Tensor.concatenate 0

[<Property>]
let ``is the loop over its steps, with its derivatives of first and second order`` (seed: Seed) =
    let rng = seed.Rng

    for recurrence in recurrences (1 + rng.Next 3) do
        let backwards = rng.Next 2 = 0
        let x = drawn rng (1 + rng.Next 5) recurrence
        let scanned x = asFunction recurrence (scan backwards) x |> together
        let looped x = asFunction recurrence (unrolled backwards) x |> together
        Reference.agree 1e-12 (looped x) (scanned x)
        let weights = Draws.tensor rng [ (looped x).Size ]
        let first f x = Differentiate.gradMany (fun x -> sum (weights * f x * f x)) x
        Array.iter2 (Reference.agree 1e-10) (first looped x) (first scanned x)

        let second f =
            Differentiate.gradMany (fun x -> first f x |> Array.map (fun g -> sum (sin g)) |> Array.reduce (+)) x

        Array.iter2 (Reference.agree 1e-9) (second looped) (second scanned)

[<Property(MaxTest = 10)>]
let ``has derivatives that agree with differences`` (seed: Seed) =
    let rng = seed.Rng

    for recurrence in recurrences (1 + rng.Next 2) do
        let backwards = rng.Next 2 = 0
        let x = drawn rng (rng.Next 4) recurrence
        GradientCheck.require seed.Key (asFunction recurrence (scan backwards) >> together) x

[<Property>]
let ``has the derivative by some operands alone, from some results alone`` (seed: Seed) =
    let rng = seed.Rng

    for recurrence in recurrences 2 do
        let x = drawn rng 3 recurrence
        let wanted = x |> Array.map (fun _ -> rng.Next 2 = 0)
        let places = [| 0 .. x.Length - 1 |] |> Array.filter (fun i -> wanted[i])
        let result = rng.Next (asFunction recurrence Tensor.scan x).Length

        let gradients run =
            Differentiate.gradMany
                (fun some ->
                    let x = Array.copy x
                    places |> Array.iteri (fun n place -> x[place] <- some[n])
                    sum (sin (Array.item result (asFunction recurrence run x))))
                (places |> Array.map (fun place -> x[place]))

        Array.iter2 (Reference.agree 1e-10) (gradients (unrolled false)) (gradients Tensor.scan)

[<Property>]
let ``gives the same in a program, and its derivative through the program`` (seed: Seed) =
    let rng = seed.Rng

    for recurrence in recurrences 2 do
        let x = drawn rng 3 recurrence
        let f = asFunction recurrence Tensor.scan
        let program = Program.trace f (x |> Array.map _.Spec)
        Array.iter2 Reference.same (f x) (Program.run program x)
        let loss f x = sum (sin (together (f x)))

        Array.iter2
            (Reference.agree 1e-12)
            (Differentiate.gradMany (loss f) x)
            (Differentiate.gradMany (loss (Program.run program)) x)

        let gradients = Program.trace (Differentiate.gradMany (loss f)) (x |> Array.map _.Spec)
        Array.iter2 Reference.same (Differentiate.gradMany (loss f) x) (Program.run gradients x)

[<Fact>]
let ``is one operation, however many steps it has`` () =
    let cumulative x =
        Tensor.scan (fun c x -> [| c[0] + x[0] |], [| c[0] + x[0] |]) [| Tensor.number DType.Float64 0.0 |] [| x |]
        |> snd
        |> Array.head

    let length steps =
        (Program.trace (fun x -> Differentiate.gradMany (fun x -> sum (Tensor.square (cumulative x[0]))) x) [
            { Shape = Shape [| steps |]; DType = DType.Float64 }
        ])
            .Length

    Assert.Equal(length 5, length 5000)
    let x = Tensor.vector [ 1.0; 2.0; 3.0 ]
    Assert.Equal(Tensor.vector [ 1.0; 3.0; 6.0 ], cumulative x)
    Assert.Equal(Tensor.vector [ 20.0; 18.0; 12.0 ], grad (fun x -> sum (Tensor.square (cumulative x))) x)

[<Fact>]
let ``carries whole numbers and truth values beside what is differentiated`` () =
    let evens x =
        Tensor.scan
            (fun c x ->
                [| c[0] + Tensor.number DType.Int32 1.0; Tensor.logicalNot c[1] |],
                [| Tensor.where c[1] x[0] (0.0 * x[0]) |]) [|
                Tensor.number DType.Int32 0.0
                Tensor.ofArray [] [| true |]
            |] [| x |]

    let x = Tensor.vector [ 1.0; 2.0; 3.0 ]
    let final, results = evens x
    Assert.Equal<int[]>([| 3 |], final[0].ToArray())
    Assert.Equal(Tensor.vector [ 1.0; 0.0; 3.0 ], results[0])

    Assert.Equal(
        Tensor.vector [ 2.0; 0.0; 6.0 ],
        grad (fun x -> evens x |> snd |> Array.head |> Tensor.square |> sum) x
    )

[<Fact>]
let ``of no steps gives back what it was handed`` () =
    let start = Tensor.vector [ 1.0; 2.0 ]
    let none = Tensor.zeros [ 0; 2 ] |> Tensor.cast DType.Float64
    let run start = Tensor.scan (fun c x -> [| c[0] * x[0] |], [| c[0] |]) [| start |] [| none |]
    let final, results: Tensor[] * Tensor[] = run start
    Assert.Equal(start, final[0])
    Assert.Equal<Shape>(Shape(0, 2), results[0].Shape)
    Assert.Equal(Tensor.vector [ 1.0; 1.0 ], grad (fun start -> sum (Array.head (fst (run start)))) start)

[<Fact>]
let ``says what does not fit`` () =
    let x, y = Tensor.zeros [ 3; 2 ], Tensor.zeros [ 4; 2 ]
    let start = Tensor.zeros [ 2 ]

    let message (f: unit -> Tensor[] * Tensor[]) = Assert.Throws<ShapeException>(fun () -> f () |> ignore).Message

    Assert.Contains("at least one sequence", message (fun () -> Tensor.scan (fun c _ -> c, c) [| start |] [||]))
    Assert.Contains("[3; 2] and [4; 2]", message (fun () -> Tensor.scan (fun c _ -> c, c) [| start |] [| x; y |]))

    Assert.Contains(
        "it is float32 [2] at first, and float32 [] after a step",
        message (fun () -> Tensor.scan (fun c _ -> [| sum c[0] |], c) [| start |] [| x |])
    )

    Assert.Contains(
        "gives 2 carried values; 1",
        message (fun () -> Tensor.scan (fun c x -> [| c[0]; x[0] |], c) [| start |] [| x |])
    )
