module FuncNet.Tests.``A picture of a computation``

open System.Xml.Linq
open FuncNet
open Xunit

let private ns = XNamespace.Get "http://www.w3.org/2000/svg"
let private parse (svg: string) = XDocument.Parse(svg, LoadOptions.PreserveWhitespace).Root |> nonNull
let private attribute (name: string) (e: XElement) = (e.Attribute(XName.Get name) |> nonNull).Value
let private elements name (e: XElement) = e.Descendants(ns + name)
let private ofClass kind name e = elements name e |> Seq.filter (fun e -> attribute "class" e = kind)
let private texts svg = elements "text" svg |> Seq.map _.Value |> Seq.toList

let private j =
    Explain.trace [ "a"; "b"; "c" ] (fun x -> 3.0 * (x[0] + x[1] * x[2])) [|
        Tensor.scalar 5.0
        Tensor.scalar 3.0
        Tensor.scalar 2.0
    |]

[<Fact>]
let ``shows each node with operation, shape, value and adjoint`` () =
    let svg = parse j.Svg
    let expected = [ "Multiply  v3"; "float32 []"; "value   33"; "adjoint 1" ]
    Assert.Equal<string>(expected, List.rev (texts svg) |> List.take 4 |> List.rev)

    for line in [ "a"; "b"; "c"; "3"; "Multiply  v1"; "Add  v2"; "value   11"; "adjoint 9" ] do
        Assert.Contains(line, texts svg)

    // a, b, c and the constant 3 are given; three operations are not; each reads two.
    Assert.Equal(4, ofClass "fn-given" "rect" svg |> Seq.length)
    Assert.Equal(3, ofClass "fn-box" "rect" svg |> Seq.length)
    Assert.Equal(6, ofClass "fn-tip" "path" svg |> Seq.length)

[<Fact>]
let ``is complete in itself, for light and dark, with a title`` () =
    let svg = parse j.Svg
    let width, height = attribute "width" svg, attribute "height" svg
    Assert.Equal($"0 0 {width} {height}", attribute "viewBox" svg)
    Assert.Equal("img", attribute "role" svg)
    let first = svg.Elements() |> Seq.map _.Name.LocalName |> Seq.take 3
    Assert.Equal<string>([ "title"; "desc"; "style" ], first)
    Assert.Contains("the result is 33", (elements "desc" svg |> Seq.head).Value)
    Assert.Contains("prefers-color-scheme:dark", (elements "style" svg |> Seq.head).Value)

    for foreign in [ "href"; "url("; "@import"; "<script"; "<image" ] do
        Assert.DoesNotContain(foreign, j.Svg)

[<Fact>]
let ``quotes names, cuts long ones, and shows them whole under the pointer`` () =
    let name = "</text>&\"'\u0001 " + String.replicate 30 "long "
    let svg = parse (Explain.trace [ name ] (fun x -> sum x[0]) [| Tensor.vector [ 1.0; 2.0 ] |]).Svg
    let shown = name.Replace('\u0001', '\uFFFD')
    let written = texts svg |> List.find _.StartsWith("</text>&\"'")
    Assert.EndsWith("…", written)
    Assert.StartsWith(written.TrimEnd '…', shown)
    Assert.Contains(elements "title" svg |> Seq.map _.Value, fun title -> title.StartsWith shown)

[<Fact>]
let ``of nothing is an empty page`` () =
    let svg = parse (Explain.trace [] (fun _ -> Tensor.scalar 1.0) [||]).Svg
    Assert.Empty(texts svg)
    Assert.True(float (attribute "height" svg) > 0.0)

[<Fact>]
let ``of a program shows shapes and results`` () =
    let input: TensorSpec = { Shape = Shape.ofSeq [ 3 ]; DType = DType.Float32 }
    let program = Program.trace (fun x -> [| sin x[0]; exp x[0] |]) [ input ]
    let lines = texts (parse program.Svg)

    for line in [ "x1"; "Sin  v1"; "Exp  v2"; "float32 [3]"; "result 1"; "result 2" ] do
        Assert.Contains(line, lines)
