[<FsCheck.Xunit.Properties(Arbitrary = [| typeof<FuncNet.Tests.Draw> |], MaxTest = 60)>]
module FuncNet.Tests.``A compiled function``

open System.Runtime.InteropServices
open System.Threading.Tasks
open FsCheck.Xunit
open FuncNet
open FuncNet.Tests.``Random programs``
open Xunit

/// Drawn functions of two tensors: a value, its gradients, its gradients of gradients, and a product of all of them.
let private functions (seed: Seed) : (Tensor[] -> Tensor[]) list =
    let f = drawn seed
    let gradients x = Differentiate.gradMany f x

    let second x = Differentiate.gradMany (fun x -> gradients x |> Array.map (sin >> sum) |> Array.reduce (+)) x

    [
        (fun x -> [| f x |])
        gradients
        second
        (fun x -> Array.concat [ [| f x; x[0] |]; gradients x; second x ])
    ]

[<Property>]
let ``gives bit for bit what the function gives, with nested gradients`` (seed: Seed) =
    let x = inputs seed

    for f in functions seed do
        let compiled = Compile.many f
        Assert.Equal<Tensor[]>(f x, compiled x)
        // Again, over the buffers of the first run, and with other numbers.
        Assert.Equal<Tensor[]>(f x, compiled x)
        let other = x |> Array.map (fun x -> 0.5 * x)
        Assert.Equal<Tensor[]>(f other, compiled other)

[<Property>]
let ``keeps every value through every pass`` (seed: Seed) =
    let x = inputs seed

    for f in functions seed do
        let traced = Program.trace f (x |> Array.map _.Spec)
        let expected = Program.run traced x

        for _, program in Executable.passes traced do
            Assert.Equal<Tensor[]>(expected, Program.run program x)
            Assert.True(program.Length <= traced.Length)

[<Property>]
let ``has the gradient of the function`` (seed: Seed) =
    let f, x = drawn seed, inputs seed
    let compiled = Compile.many (fun x -> [| f x |])
    let gradient f = Differentiate.gradMany f x
    Assert.Equal<Tensor[]>(gradient f, gradient (fun x -> (compiled x)[0]))

[<Property>]
let ``may stand in another`` (seed: Seed) =
    let f, x = drawn seed, inputs seed
    let inner = Compile.many (fun x -> [| f x |])
    let outer = Compile.many (fun x -> [| sin (Array.head (inner x)) * f x |])
    Assert.Equal(sin (f x) * f x, (outer x)[0])

[<Property>]
let ``has buffers that never share memory while both are needed`` (seed: Seed) =
    let x = inputs seed

    for f in functions seed do
        let plan = (Compile.executable f (x |> Array.map _.Spec)).Plan
        let buffers = Seq.toArray plan.Buffers

        for i in 0 .. buffers.Length - 1 do
            for j in 0 .. i - 1 do
                let a, b = buffers[i], buffers[j]
                let together = a.First <= b.Last && b.First <= a.Last
                let apart = a.Offset + a.Bytes <= b.Offset || b.Offset + b.Bytes <= a.Offset

                if together && not apart && a.Spec.DType = b.Spec.DType then
                    failwith $"{a.Place} and {b.Place} share memory in\n{plan}"

[<Fact>]
let ``computes once what is written twice, nothing that is not needed, and constants ahead`` () =
    let f (x: Tensor[]) =
        cos x[0] |> ignore
        let two = Tensor.number DType.Float64 2.0
        [| sin x[0] * two + sin x[0] * two |]

    let vector = [ { Shape = Shape 3; DType = DType.Float64 } ]
    let traced = Program.trace f vector
    Assert.Equal(6, traced.Length)
    let lengths = [ for name, program in Executable.passes traced -> name, program.Length ]

    Assert.Equal<(string * int) list>(
        [ "traced", 6; "constants", 6; "common subexpressions", 4; "dead code", 3; "fusion", 1 ],
        lengths
    )
    // A program may come to stand over constants that its own inputs were.
    let ofConstants =
        Program.trace (fun _ -> Program.run traced [| Tensor.vector [ 1.0; 2.0; 3.0 ] |]) vector

    let replayed = Executable.ofProgram ofConstants
    Assert.Equal(0, replayed.Program.Length)
    Assert.Equal<Tensor[]>(f [| Tensor.vector [ 1.0; 2.0; 3.0 ] |], replayed.Run [| Tensor.vector [ 0.0; 0.0; 0.0 ] |])

[<Fact>]
let ``notes the places of maxima where a gradient reads them, and only there`` () =
    let x = Key.normal DType.Float32 [ 2; 6; 5; 3 ] (Key.ofSeed 5UL)
    let pooled (x: Tensor[]) = [| Tensor.maxPool2d (struct (2, 2)) (struct (2, 2)) Padding.Valid x[0] |]
    let slope (x: Tensor[]) = [| grad (fun x -> pooled [| x |] |> Array.head |> sum) x[0] |]

    for f, notes in [ pooled, false; slope, true ] do
        let executable = Compile.executable f [ x.Spec ]
        Assert.Equal(notes, executable.Program.Table.Contains "int32")
        Assert.Equal<Tensor[]>(f [| x |], executable.Run [| x |])

[<Fact>]
let ``reads constants where they begin at cache lines`` () =
    let weights = Array.init 5 (fun i -> Key.normal DType.Float32 [ 9; 7 + i ] (Key.ofSeed (uint64 i)))
    let f (x: Tensor[]) = weights |> Array.map (fun weights -> Tensor.matmul x[0] weights)
    let x = Key.normal DType.Float32 [ 2; 9 ] (Key.ofSeed 6UL)
    let executable = Compile.executable f [ x.Spec ]

    for entry in executable.Program.Entries do
        match entry.Operands[1] with
        | Operand.Constant tensor ->
            let value = tensor.Value
            let address = Marshal.UnsafeAddrOfPinnedArrayElement(value.Data, value.Offset)
            Assert.Equal(0n, address % 64n)
        | Operand.Slot _ -> failwith "The weights are constants."

    Assert.Equal<Tensor[]>(f [| x |], executable.Run [| x |])

[<Fact>]
let ``may give its inputs, constants, views of them, and the same result twice`` () =
    let constant = Tensor.matrix [ [ 1.0; 2.0 ]; [ 3.0; 4.0 ] ]

    let f (x: Tensor[]) =
        let y = Tensor.stopGradient (Tensor.reshape [ 4 ] x[0])
        [| x[0]; y; y; Tensor.reshape [ 4; 1 ] y; constant; x[0] + constant |]

    let compiled = Compile.many f
    let x = [| Tensor.matrix [ [ 5.0; 6.0 ]; [ 7.0; 8.0 ] ] |]
    let results = compiled x
    Assert.Equal<Tensor[]>(f x, results)
    // What was given is not touched by a later run.
    compiled [| 10.0 * x[0] |] |> ignore
    Assert.Equal<Tensor[]>(f x, results)

[<Fact>]
let ``uses far less memory for a chain than its intermediates have together`` () =
    let chain (x: Tensor[]) = [| Seq.fold (fun y _ -> Tensor.reverse [ 0 ] (sin y)) x[0] (seq { 1..50 }) |]
    let plan = (Compile.executable chain [ { Shape = Shape 1000; DType = DType.Float32 } ]).Plan
    Assert.Equal(101L * 4000L, plan.Sum)
    Assert.InRange(plan.Peak, 8000L, 2L * 4096L)
    Assert.EndsWith("peak 8,064 bytes, sum of all intermediates 404,000 bytes", string plan)

[<Fact>]
let ``may be run by several threads at once`` () =
    let f (x: Tensor[]) = [| Seq.fold (fun y _ -> tanh (Tensor.matmul y x[0])) x[0] (seq { 1..10 }) |]
    let compiled = Compile.many f
    let inputs = [| for i in 1..8 -> [| Key.normal DType.Float32 [ 40; 40 ] (Key.ofSeed (uint64 i)) |] |]
    let expected = inputs |> Array.map f

    Parallel.For(0, 400, (fun i -> Assert.Equal<Tensor[]>(expected[i % 8], compiled inputs[i % 8])))
    |> ignore

[<Fact>]
let ``is traced once for each signature, of which eight are kept`` () =
    let mutable traced = 0

    let compiled =
        compile (fun x ->
            traced <- traced + 1
            x + x)

    let call n = Assert.Equal(2.0 * Tensor.range n |> Tensor.cast DType.Int32, compiled (Tensor.range n))

    for n in [ 1; 2; 1; 2; 2 ] do
        call n

    Assert.Equal(2, traced)

    for n in 1..8 do
        call n

    Assert.Equal(8, traced)
    call 9
    Assert.Equal(9, traced)
    call 8
    Assert.Equal(9, traced)
    // The one that was not used for the longest time.
    call 1
    Assert.Equal(10, traced)

[<Fact>]
let ``that asks for numbers says what to do`` () =
    let compiled = compile (fun x -> if x.ToScalar() > 0.0 then x else -x)
    let error = Assert.Throws<FuncNetException>(fun () -> compiled (Tensor.scalar 1.0) |> ignore)
    Assert.Contains("without branching on numbers", error.Message)
    let executable = Compile.executable (fun x -> x) [ { Shape = Shape 3; DType = DType.Float64 } ]
    let error = Assert.Throws<ShapeException>(fun () -> executable.Run [| Tensor.scalar 1.0 |] |> ignore)
    Assert.Contains("input 1 is traced as float64 [3]; float32 [] was given", error.Message)

let private networks: (string * int list * Layer) list = [
    "dense", [ 5 ], Layer.dense 7 >=> Layer.relu >=> Layer.dropout 0.3 >=> Layer.dense 3
    "convolution",
    [ 6; 6; 2 ],
    Layer.conv2d 4 3
    >=> Layer.batchNorm
    >=> Layer.relu
    >=> Layer.maxPool2d 2
    >=> Layer.flatten
    >=> Layer.dense 3
    "LSTM", [ 5; 3 ], Layer.lstmSequence 4 >=> Layer.gru 3 >=> Layer.dense 3
    "attention",
    [ 4; 6 ],
    Layer.positionalEncoding >=> Layer.transformerBlock 6 2 8 >=> Layer.meanOverTime >=> Layer.dense 3
]

[<Fact>]
let ``of a network in training gives its loss, its gradients and its state, bit for bit`` () =
    for name, shape, layer in networks do
        for dtype in [ DType.Float32; DType.Float64 ] do
            let network = Network.buildFor dtype (Key.ofSeed 3UL) (Signal.One(Shape.ofSeq shape)) layer
            let paths = Seq.toArray network.Parameters.Paths
            let states = network.State |> Parameters.toSeq |> Seq.map snd |> Seq.toArray
            let weights = network.Parameters |> Parameters.toSeq |> Seq.map snd |> Seq.toArray
            let x = Key.normal dtype [ 8; yield! shape ] (Key.ofSeed 4UL)
            let labels = Tensor.vector [ 0; 1; 2; 0; 1; 2; 0; 1 ]

            /// Loss, state and gradients from weights, input, labels and key.
            let step (inputs: Tensor[]) =
                let weights, rest = Array.splitAt paths.Length inputs
                let context = { Training = true; Key = Key.ofTensor rest[2] }

                let loss (weights: Tensor[]) =
                    let parameters = Seq.zip paths weights |> Parameters.ofSeq
                    let y, next = Network.applyWith context parameters network.State (Signal.One rest[0]) network
                    let value = Loss.value Loss.softmaxCrossEntropy (Signal.values y).Head rest[1]
                    value, next |> Parameters.toSeq |> Seq.map snd |> Seq.toArray

                let value, gradients, next = Differentiate.valueAndGradBeside loss weights
                Array.concat [ [| value |]; next; gradients ]

            let inputs = [| yield! weights; x; labels; (Key.ofSeed 9UL).Tensor |]
            let compiled = Compile.many step

            if step inputs <> compiled inputs || step inputs <> compiled inputs then
                failwith $"{name}, {dtype}: compiled and eager differ."

            Assert.Equal(1 + states.Length + paths.Length, (compiled inputs).Length)

[<Fact>]
let ``of a network gives two threads that run it at once what it gives one`` () =
    let network =
        Network.build (Key.ofSeed 3UL) [ 6; 6; 2 ] (Layer.conv2d 4 3 >=> Layer.relu >=> Layer.flatten >=> Layer.dense 3)

    let context = { Training = true; Key = Key.ofSeed 4UL }

    let loss (x: Tensor[]) =
        let y, _ = Network.applyWith context network.Parameters network.State (Signal.One x[0]) network
        sum (tanh (Signal.values y).Head)

    let executable =
        Compile.executable (Differentiate.gradMany loss) [ { Shape = Shape [| 8; 6; 6; 2 |]; DType = DType.Float32 } ]

    let inputs = [| for i in 1..2 -> [| Key.normal DType.Float32 [ 8; 6; 6; 2 ] (Key.ofSeed (uint64 i)) |] |]
    let expected = inputs |> Array.map executable.Run
    use together = new System.Threading.Barrier 2

    let again i =
        Task.Run(fun () ->
            for _ in 1..100 do
                together.SignalAndWait()
                let results = executable.Run inputs[i]
                together.SignalAndWait()
                Assert.Equal<Tensor[]>(expected[i], results))

    Task.WaitAll(again 0, again 1)

[<Fact>]
let ``of an LSTM has as many operations for 5 steps as for 50 and for 500`` () =
    let lengthOf steps =
        let network = Network.build (Key.ofSeed 3UL) [ steps; 3 ] (Layer.lstm 4 >=> Layer.dense 2)
        let paths = Seq.toArray network.Parameters.Paths
        let weights = network.Parameters |> Parameters.toSeq |> Seq.map snd |> Seq.toArray
        let input = { Shape = Shape [| 8; steps; 3 |]; DType = DType.Float32 }

        let step (x: Tensor[]) =
            let loss weights =
                let context = { Training = true; Key = Key.ofSeed 4UL }
                let parameters = Seq.zip paths weights |> Parameters.ofSeq
                let y, _ = Network.applyWith context parameters network.State (Signal.One(Array.last x)) network
                sum (tanh (Signal.values y).Head)

            Differentiate.gradMany loss x[.. weights.Length - 1]

        (Compile.executable step [ yield! weights |> Array.map _.Spec; input ]).Program.Length

    Assert.Equal(lengthOf 5, lengthOf 50)
    Assert.Equal(lengthOf 5, lengthOf 500)
    Assert.InRange(lengthOf 5, 1, 100)

[<Property>]
let ``iterates as it is called again and again`` (seed: Seed) =
    let f, x = drawn seed, inputs seed

    // A step down the gradient; a pair that changes places; an input that stays.
    let step (x: Tensor[]) =
        let gradients = Differentiate.gradMany f x[0..1]
        [| x[0] - 0.01 * gradients[0] * x[4]; x[1] - 0.01 * gradients[1]; x[3]; x[2] |]

    let start = [| x[0]; x[1]; Tensor.vector [ 1.0 ]; Tensor.vector [ 2.0 ]; Tensor.vector [ 0.5 ] |]
    let executable = Compile.executable step (start |> Array.map _.Spec)

    for steps in [ 0; 1; 2; 5 ] do
        let mutable expected = start

        for _ in 1..steps do
            expected <- Array.append (executable.Run expected) start[4..]

        Assert.Equal<Tensor[]>(expected[..3], Executable.iterate steps executable start)

[<Fact>]
let ``does not iterate where a result does not fit its input`` () =
    let executable f = Compile.executable f [ { Shape = Shape 3; DType = DType.Float64 } ]

    let start = [| Tensor.ofArray [ 3 ] [| 1.0; 2.0; 3.0 |] |]

    let message f =
        Assert.Throws<ShapeException>(fun () -> Executable.iterate 2 (executable f) start |> ignore).Message

    Assert.Contains("result 1 is float64 [] and cannot take the place of input 1", message (fun x -> [| sum x[0] |]))
    Assert.Contains("2 results and 1 inputs", message (fun x -> [| x[0]; x[0] |]))
