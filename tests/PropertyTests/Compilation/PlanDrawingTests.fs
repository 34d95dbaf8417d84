module FuncNet.Tests.``A picture of a plan``

open System.Xml.Linq
open FuncNet
open Xunit

let private ns = XNamespace.Get "http://www.w3.org/2000/svg"
let private parse (svg: string) = XDocument.Parse(svg, LoadOptions.PreserveWhitespace).Root |> nonNull
let private attribute (name: string) (e: XElement) = (e.Attribute(XName.Get name) |> nonNull).Value
let private number name e = float (attribute name e)
let private elements name (e: XElement) = e.Descendants(ns + name)
let private texts svg = elements "text" svg |> Seq.map _.Value |> Seq.toList

let private spec dtype (sizes: int list) = { Shape = Shape.ofSeq sizes; DType = dtype }
let private planOf f specs = (Compile.executable f specs).Plan

let private plan =
    // What moves numbers about cannot be fused with what reads it.
    planOf
        (fun x ->
            let square = Tensor.reshape [ 10; 100 ] x[0]
            let y = sin x[0]
            [| square; Tensor.reverse [ 0 ] y + Tensor.cumulativeSum 0 y |])
        [ spec DType.Float32 [ 1000 ] ]

let private twoArenas =
    planOf (fun x -> [| Tensor.argMax 1 (x[0] * 2.0); exp x[0] |]) [ spec DType.Float64 [ 3; 40 ] ]

/// Each buffer with its rectangle.
let private rectangles (plan: BufferPlan) svg =
    let drawn = elements "g" svg |> Seq.toArray

    plan.Buffers
    |> Seq.map (fun buffer ->
        let words (g: XElement) = (elements "title" g |> Seq.head).Value.Split ' '
        let title g = (Array.head (words g)).TrimEnd ','
        let g = drawn |> Array.find (fun g -> title g = buffer.Place)
        buffer, elements "rect" g |> Seq.exactlyOne)
    |> Seq.toArray

[<Fact>]
let ``shows bytes, place and lifetime of every buffer, and what shows another's numbers`` () =
    let lines = texts (parse plan.Svg)

    for line in [ "Reshape [10; 100]  v1"; "shares x1"; "bytes  4,000"; "needed 0–6"; "Add  v5"; "result 2" ] do
        Assert.Contains(line, lines)

    let mermaid = plan.Mermaid.Split '\n' |> Array.map _.Trim()

    let buffer = plan.Buffers |> Seq.find (fun buffer -> buffer.Place = "v5")

    Assert.Contains(
        $"n5[\"v5: Add<br/>float32 [1000]<br/>result 2<br/>bytes 4,000<br/>offset {buffer.Offset:N0}<br/>needed 5–6\"]",
        mermaid
    )

    Assert.Contains("n0 --> n1", mermaid)

[<Fact>]
let ``of the arena has a rectangle for each buffer, as wide as it is needed and as high as it is large`` () =
    let svg = parse plan.ArenaSvg
    let drawn = rectangles plan svg
    Assert.Equal(plan.Buffers.Count, drawn.Length)
    let first, rectangle = drawn[0]
    let perOperation = number "width" rectangle / float (first.Last - first.First + 1)
    let perByte = number "height" rectangle / float first.Bytes
    let bottom = number "y" rectangle + number "height" rectangle + float first.Offset * perByte

    for buffer, rectangle in drawn do
        let near (expected: float) name = Assert.InRange(number name rectangle, expected - 0.11, expected + 0.11)
        near (number "x" (snd drawn[0]) + float buffer.First * perOperation) "x"
        near (float (buffer.Last - buffer.First + 1) * perOperation) "width"
        near (float buffer.Bytes * perByte) "height"
        near (bottom - float (buffer.Offset + buffer.Bytes) * perByte) "y"

[<Fact>]
let ``of the arena says peak and sum, and each buffer's name, shape and bytes under the pointer`` () =
    let svg = parse plan.ArenaSvg
    let words = $"peak {plan.Peak:N0} bytes, sum of all intermediates {plan.Sum:N0} bytes"
    Assert.Contains(texts svg, fun text -> text.EndsWith words)
    let reversed = plan.Buffers |> Seq.find (fun buffer -> buffer.Place = "v3")
    let title = $"v3 Reverse 0, float32 [1000]: 4,000 bytes from {reversed.Offset:N0}, needed 3–5"
    Assert.Contains(title, elements "title" svg |> Seq.map _.Value)

[<Fact>]
let ``of several arenas has a panel for each, the largest first, and no two overlap`` () =
    let svg = parse twoArenas.ArenaSvg
    let headings = texts svg |> List.filter (fun text -> text.Contains "together")
    Assert.Equal<string>([ "float64"; "int32" ], headings |> List.map (fun text -> text[.. text.IndexOf ':' - 1]))
    let drawn = rectangles twoArenas svg

    for (a, p), (b, q) in Seq.allPairs drawn drawn do
        let beside name size =
            number name p + number size p <= number name q + 0.11
            || number name q + number size q <= number name p + 0.11

        if a.Place <> b.Place && not (beside "x" "width" || beside "y" "height") then
            failwith $"{a.Place} and {b.Place} overlap in the picture."

[<Fact>]
let ``is complete in itself, for light and dark`` () =
    for svg in [ plan.Svg; plan.ArenaSvg ] do
        let root = parse svg
        Assert.Equal($"""0 0 {attribute "width" root} {attribute "height" root}""", attribute "viewBox" root)
        Assert.Contains("prefers-color-scheme:dark", (elements "style" root |> Seq.head).Value)

        for foreign in [ "href"; "url("; "@import"; "<script"; "<image" ] do
            Assert.DoesNotContain(foreign, svg)

[<Fact>]
let ``of nothing is a page with its axis`` () =
    let nothing = planOf (fun _ -> [||]) []
    Assert.Empty(elements "g" (parse nothing.ArenaSvg))
    Assert.Contains("results", texts (parse nothing.ArenaSvg))
    Assert.Empty(texts (parse nothing.Svg))
