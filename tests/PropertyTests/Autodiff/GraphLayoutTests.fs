[<FsCheck.Xunit.Properties(Arbitrary = [| typeof<FuncNet.Tests.Draw> |], MaxTest = 200)>]
module FuncNet.Tests.``A layout``

open FsCheck.Xunit
open FuncNet
open Xunit

let private pageWidth = 800.0

/// Up to 25 boxes of drawn sizes, each reading up to three before it.
let private drawn (seed: Seed) =
    let rng = seed.Rng
    let n = rng.Next 26
    let sizes = Array.init n (fun _ -> float (rng.Next(20, 200)), float (rng.Next(20, 120)))

    let operands =
        Array.init n (fun v -> Array.init (if v = 0 then 0 else rng.Next 4) (fun _ -> rng.Next v))

    sizes, operands

let private placed seed =
    let sizes, operands = drawn seed
    sizes, operands, GraphLayout.place pageWidth sizes operands

/// Left, top, right, bottom.
let private rectangles sizes (layout: GraphLayout) =
    Array.map2 (fun (x, y) (w, h) -> x, y, x + w, y + h) layout.Corners sizes

let private overlap (l, t, r, b) (l', t', r', b') = l < r' && l' < r && t < b' && t' < b

[<Property>]
let ``keeps every box within the picture, and boxes apart`` (seed: Seed) =
    let sizes, _, layout = placed seed
    let boxes = rectangles sizes layout

    for l, t, r, b in boxes do
        Assert.True(l >= 0.0 && t >= 0.0 && r <= layout.Width && b <= layout.Height)

    for i in 0 .. boxes.Length - 1 do
        for j in 0 .. i - 1 do
            if overlap boxes[i] boxes[j] then
                failwith $"Box {i} at {boxes[i]} and box {j} at {boxes[j]} overlap."

/// The straight pieces of a line, as thin rectangles; ends that touch a box are not within it.
let private straight route =
    match route with
    | Route.Curve(x0, x1, y1, x2, y2, x3) -> [ x0, y1, x1, y1; x2, y2, x3, y2 ]
    | Route.Turn corners -> [ for (x, y), (x', y') in Array.pairwise corners -> min x x', min y y', max x x', max y y' ]

[<Property>]
let ``runs no line through a box`` (seed: Seed) =
    let sizes, _, layout = placed seed

    for route, _ in layout.Lines do
        for line in straight route do
            for box in rectangles sizes layout do
                if overlap line box then
                    failwith $"{route} crosses {box}"

[<Property>]
let ``leads a line into each box for each of its operands, from the left`` (seed: Seed) =
    let sizes, operands, layout = placed seed
    let ends = layout.Lines |> Array.filter snd |> Array.map fst

    let finish route =
        match route with
        | Route.Curve(_, _, _, _, y, x) -> x, y
        | Route.Turn corners -> Array.last corners

    for v in 0 .. sizes.Length - 1 do
        let (x, y), (_, h) = layout.Corners[v], sizes[v]
        let near (a, b) = abs (a - x) < 1e-6 && abs (b - (y + h / 2.0)) < 1e-6
        let coming = ends |> Array.filter (finish >> near) |> Array.length
        Assert.Equal((Array.distinct operands[v]).Length, coming)

[<Property>]
let ``puts a box to the right of its operands, or into a later row`` (seed: Seed) =
    let sizes, operands, layout = placed seed

    for v in 0 .. sizes.Length - 1 do
        for u in operands[v] do
            let (x, y), (x', y') = layout.Corners[u], layout.Corners[v]
            Assert.True(x + fst sizes[u] < x' || y + snd sizes[u] < y')

[<Fact>]
let ``breaks a long chain into rows`` () =
    let n = 40
    let chain = Array.init n (fun v -> if v = 0 then [||] else [| v - 1 |])
    let layout = GraphLayout.place pageWidth (Array.create n (100.0, 50.0)) chain
    Assert.InRange(layout.Width, pageWidth / 2.0, pageWidth + 100.0)

    let rows = layout.Corners |> Array.countBy snd
    // 5 · 100 and the gaps between them fit.
    Assert.Equal<int>([ 5; 5; 5; 5; 5; 5; 5; 5 ], rows |> Seq.map snd)

[<Fact>]
let ``breaks a row where few lines pass`` () =
    // Blocks of three, of which the third reads the first too: five boxes fit; two lines leave the fifth column, one the fourth.
    let operands =
        Array.init 9 (fun v ->
            if v = 0 then [||]
            elif v % 3 = 2 then [| v - 2; v - 1 |]
            else [| v - 1 |])

    let layout = GraphLayout.place pageWidth (Array.create 9 (100.0, 50.0)) operands
    // The first box of each row stands furthest to the left.
    let left = layout.Corners |> Seq.map fst |> Seq.min

    let first = [
        for v in 0..8 do
            if fst layout.Corners[v] = left then
                v
    ]

    Assert.Equal<int>([ 0; 4 ], first)

[<Fact>]
let ``keeps a short chain on one straight line`` () =
    let layout = GraphLayout.place pageWidth (Array.create 3 (100.0, 50.0)) [| [||]; [| 0 |]; [| 1 |] |]
    Assert.Single(layout.Corners |> Array.distinctBy snd) |> ignore

[<Fact>]
let ``uncrosses lines that need not cross`` () =
    // 2 reads 1, and 3 reads 0: in the order of the numbers their lines would cross.
    let layout =
        GraphLayout.place pageWidth (Array.create 5 (50.0, 50.0)) [| [||]; [||]; [| 1 |]; [| 0 |]; [| 2; 3 |] |]

    let y v = snd layout.Corners[v]
    Assert.Equal(y 0 < y 1, y 3 < y 2)

[<Fact>]
let ``puts what depends on nothing else beside the first that reads it`` () =
    // 0 → 1 → 2 → 5, and 3 → 4 → 5.
    let operands = [| [||]; [| 0 |]; [| 1 |]; [||]; [| 3 |]; [| 2; 4 |] |]
    let layout = GraphLayout.place pageWidth (Array.create 6 (40.0, 30.0)) operands
    let column v = fst layout.Corners[v]
    Assert.Equal(column 2, column 4)
    Assert.Equal(column 1, column 3)
