[<FsCheck.Xunit.Properties(Arbitrary = [| typeof<FuncNet.Tests.Draw> |], MaxTest = 100)>]
module FuncNet.Tests.``A program``

open FsCheck.Xunit
open FuncNet
open Xunit

let private float64 (sizes: int list) = { Shape = Shape.ofSeq sizes; DType = DType.Float64 }
let private f (x: Tensor[]) = [| sin x[0] * 2.0 + x[1]; x[1] |]
let private program = Program.trace f [ float64 [ 2; 3 ]; float64 [ 3 ] ]

let private a, b =
    Tensor.matrix [ [ 1.0; 2.0; 3.0 ]; [ 0.5; 0.1; -1.0 ] ], Tensor.vector [ 1.0; -1.0; 0.0 ]

[<Fact>]
let ``knows its inputs, operations and results`` () =
    Assert.Equal<TensorSpec[]>([| float64 [ 2; 3 ]; float64 [ 3 ] |], program.InputSpecs)
    Assert.Equal<TensorSpec[]>([| float64 [ 2; 3 ]; float64 [ 3 ] |], program.OutputSpecs)
    Assert.Equal(3, program.Length)

[<Fact>]
let ``prints as a table`` () =
    let expected = [
        "place  operation  operands  shape           result"
        "x1     input                float64 [2; 3]"
        "x2     input                float64 [3]     2"
        "v1     Sin        x1        float64 [2; 3]"
        "v2     Multiply   v1, 2     float64 [2; 3]"
        "v3     Add        v2, x2    float64 [2; 3]  1"
    ]

    Assert.Equal(String.concat "\n" expected, string program)

[<Fact>]
let ``is drawn as a Mermaid graph`` () =
    let lines = program.Mermaid.Split('\n') |> Array.map _.Trim()
    Assert.Equal("graph LR", lines[0])
    Assert.Contains("n4[\"v3: Add<br/>float64 [2; 3]<br/>result 1\"]", lines)
    Assert.Contains("n3 --> n4", lines)
    Assert.Contains("n1 --> n4", lines)
    Assert.Contains("c3_1([\"2\"])", lines)

[<Fact>]
let ``gives what its function gives, bit for bit`` () =
    Assert.Equal<Tensor[]>(f [| a; b |], Program.run program [| a; b |])

[<Fact>]
let ``holds the tensors that its function read as constants`` () =
    let p = Program.trace (fun x -> [| x[0] + a; a |]) [ float64 [ 2; 3 ] ]
    Assert.Equal<Tensor[]>([| b + a; a |], Program.run p [| Tensor.broadcastTo [ 2; 3 ] b |])

[<Fact>]
let ``that is traced inside a gradient lets the gradient through to its constants`` () =
    let through (y: Tensor) =
        let p = Program.trace (fun x -> [| x[0] * y * y |]) [ float64 [ 3 ] ]
        (Program.run p [| b |])[0] |> sum

    Assert.Equal(2.0 * b * b, grad through b)

[<Fact>]
let ``has operations with several results`` () =
    let p =
        Program.trace (fun x -> let values, places = Tensor.sort 0 x[0] in [| places; values |]) [ float64 [ 3 ] ]

    let values, places = Tensor.sort 0 b
    Assert.Equal<Tensor[]>([| places; values |], Program.run p [| b |])
    Assert.Contains("Sort 0 (2 of 2)", p.Table)

[<Fact>]
let ``runs on an input's own place as a result`` () =
    let p = Program.trace id [ float64 [ 3 ] ]
    Assert.Equal(0, p.Length)
    Assert.Equal<Tensor[]>([| b |], Program.run p [| b |])

[<Fact>]
let ``refuses inputs of another signature`` () =
    let error = Assert.Throws<ShapeException>(fun () -> Program.run program [| b; b |] |> ignore)
    Assert.Contains("input 1 is traced as float64 [2; 3]; float64 [3] was given", error.Message)
    let error = Assert.Throws<ShapeException>(fun () -> Program.run program [| a |] |> ignore)
    Assert.Contains("takes 2 inputs; 1 were given", error.Message)

[<Fact>]
let ``has no numbers while it is traced, and the message names the eager way`` () =
    let asks (x: Tensor[]) = if x[0].ToScalar() > 0.0 then x else [| -x[0] |]
    let error = Assert.Throws<FuncNetException>(fun () -> Program.trace asks [ float64 [] ] |> ignore)
    Assert.Contains("float64 []", error.Message)
    Assert.Contains("run the function eagerly", error.Message)

[<Fact>]
let ``checks shapes while it is traced`` () =
    let wrong (x: Tensor[]) = [| x[0] + x[1] |]

    let error =
        Assert.Throws<ShapeException>(fun () -> Program.trace wrong [ float64 [ 2; 3 ]; float64 [ 2 ] ] |> ignore)

    Assert.Contains("Add: the shapes [2; 3] and [2] do not broadcast", error.Message)

[<Fact>]
let ``stops gradients where its function did`` () =
    let p = Program.trace (fun x -> [| sum (x[0] * Tensor.stopGradient x[0]) |]) [ float64 [ 3 ] ]
    Assert.Equal(b, grad (fun x -> (Program.run p [| x |])[0]) b)

[<Fact>]
let ``can be differentiated twice, and its gradient is a program again`` () =
    let specs = [ float64 [ 3 ] ]
    let cube = Program.trace (fun x -> [| sum (x[0] * x[0] * x[0]) |]) specs
    let run p x = (Program.run p [| x |])[0]
    let gradient = Program.trace (fun x -> [| grad (run cube) x[0] |]) specs
    Assert.Equal(3.0 * b * b, run gradient b)
    Assert.Equal(6.0 * b, grad (run gradient >> sum) b)

[<Property>]
let ``draws random numbers from the key it is given`` (seed: Seed) =
    let p =
        Program.trace (fun x -> [| Key.normal DType.Float64 [ 4 ] (Key.ofTensor x[0]) |]) [ seed.Key.Tensor.Spec ]

    Assert.Equal(Key.normal DType.Float64 [ 4 ] seed.Key, (Program.run p [| seed.Key.Tensor |])[0])
