module FuncNet.Tests.``An explanation``

open FuncNet
open Xunit

/// J = 3(a + b·c).
let private j (x: Tensor[]) = 3.0 * (x[0] + x[1] * x[2])

let private explanation =
    Explain.trace [ "a"; "b"; "c" ] j [| Tensor.scalar 5.0; Tensor.scalar 3.0; Tensor.scalar 2.0 |]

[<Fact>]
let ``of J = 3(a + b·c) gives 33, 3, 6 and 9`` () =
    Assert.Equal(Tensor.scalar 33.0, explanation.Value)
    Assert.Equal(Tensor.scalar 3.0, explanation.Gradients["a"])
    Assert.Equal(Tensor.scalar 6.0, explanation.Gradients["b"])
    Assert.Equal(Tensor.scalar 9.0, explanation.Gradients["c"])

[<Fact>]
let ``prints as a table of operation, operands, shape, value and adjoint`` () =
    let expected = [
        "place  operation  operands  shape       value  adjoint"
        "a      input                float32 []  5      3"
        "b      input                float32 []  3      6"
        "c      input                float32 []  2      9"
        "v1     Multiply   b, c      float32 []  6      3"
        "v2     Add        a, v1     float32 []  11     3"
        "v3     Multiply   3, v2     float32 []  33     1"
    ]

    Assert.Equal(String.concat "\n" expected, explanation.Table)
    Assert.Equal(explanation.Table, string explanation)

[<Fact>]
let ``is drawn as a Mermaid graph, each node with its value and gradient`` () =
    let expected = [
        "graph LR"
        "    n0([\"a<br/>value 5<br/>gradient 3\"])"
        "    n1([\"b<br/>value 3<br/>gradient 6\"])"
        "    n2([\"c<br/>value 2<br/>gradient 9\"])"
        "    n3[\"v1: Multiply<br/>value 6<br/>gradient 3\"]"
        "    n1 --> n3"
        "    n2 --> n3"
        "    n4[\"v2: Add<br/>value 11<br/>gradient 3\"]"
        "    n0 --> n4"
        "    n3 --> n4"
        "    n5[\"v3: Multiply<br/>value 33<br/>gradient 1\"]"
        "    c5_0([\"3\"])"
        "    c5_0 --> n5"
        "    n4 --> n5"
    ]

    Assert.Equal(String.concat "\n" expected, explanation.Mermaid)

[<Fact>]
let ``shows the first numbers of larger tensors, and quotes names`` () =
    let x = Tensor.vector [ 1.0; 2.0; 3.0; 4.0; 5.0 ]
    let e = Explain.trace [ "x \"<1>\"" ] (fun x -> sum (x[0] * x[0])) [| x |]
    Assert.Contains("[1, 2, 3, 4, …]", e.Table)
    Assert.Contains("[2, 4, 6, 8, …]", e.Table)
    Assert.Contains("n0([\"x &quot;&lt;1&gt;&quot;<br/>", e.Mermaid)
    Assert.Equal(2.0 * x, e.Gradients["x \"<1>\""])

[<Fact>]
let ``gives the adjoints of the sum when there is more than one number`` () =
    let x = Tensor.vector [ 1.0; 2.0 ]
    Assert.Equal(Tensor.vector [ 2.0; 4.0 ], (Explain.trace [ "x" ] (fun x -> x[0] * x[0]) [| x |]).Gradients["x"])

[<Fact>]
let ``gives zeros for an input that is not used`` () =
    let e = Explain.trace [ "a"; "b" ] (fun x -> x[0]) [| Tensor.scalar 1.0; Tensor.scalar 2.0 |]
    Assert.Equal(Tensor.scalar 0.0, e.Gradients["b"])
    Assert.Equal(Tensor.scalar 1.0, e.Gradients["a"])

[<Fact>]
let ``asks for a name for each input, and for float inputs`` () =
    let one = Tensor.scalar 1.0

    Assert.Throws<ConfigurationException>(fun () -> Explain.trace [ "a" ] j [| one; one |] |> ignore)
    |> ignore

    Assert.Throws<ConfigurationException>(fun () -> Explain.trace [ "a"; "a" ] j [| one; one |] |> ignore)
    |> ignore

    Assert.Throws<DTypeException>(fun () -> Explain.trace [ "a" ] (fun x -> x[0]) [| Tensor.range 3 |] |> ignore)
    |> ignore
