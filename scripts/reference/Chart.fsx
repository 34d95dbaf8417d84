// Charts to look at or to print: panels side by side, each with axes, curves, contours and a legend.
module Chart

#load "Picture.fsx" "Svg.fsx"

open System
open System.Xml.Linq
open Svg

type Curve = {
    /// As it stands in the legend.
    Name: string
    /// Which of the seven colours and symbols.
    Style: int
    Points: Point[]
    /// The places in Points at which the symbol stands.
    Marks: int list
    /// False for symbols alone.
    HasLine: bool
}

type Contour = {
    /// Written on the line; "" for a thin one between those with labels.
    Label: string
    Lines: Point[] list
}

type Axis = { Label: string; Low: float; High: float; Logarithmic: bool }

type Panel = {
    Title: string
    Subtitle: string
    X: Axis
    Y: Axis
    Curves: Curve list
    Contours: Contour list
    /// What the legend says of them.
    ContourNote: string
    /// Points with a ring and a name.
    Places: (string * Point) list
    /// Rectangles in one of the colours, from one corner to the other.
    Areas: (int * Point * Point) list
}

let linear label (low, high) = { Label = label; Low = low; High = high; Logarithmic = false }
let logarithmic label (low, high) = { linear label (low, high) with Logarithmic = true }

/// A line without symbols.
let line name style points = { Name = name; Style = style; Points = points; Marks = []; HasLine = true }

/// A line with a symbol at every point.
let curve name style (points: Point[]) = { line name style points with Marks = [ 0 .. points.Length - 1 ] }

/// Symbols without a line.
let dots name style points = { curve name style points with HasLine = false }

/// The lines of one level, with its label.
let contour label lines : Contour = { Label = label; Lines = lines }

/// Axes and curves, without contours, names of places, and areas.
let panel title subtitle x y curves = {
    Title = title
    Subtitle = subtitle
    X = x
    Y = y
    Curves = curves
    Contours = []
    ContourNote = ""
    Places = []
    Areas = []
}

// ── Sizes, in pixels

let width, height = 520.0, 390.0
let private left, right, top, bottom = 76.0, 24.0, 66.0, 62.0
let private legendRow = 23.0

// ── From numbers to places

let private along axis value =
    let scale x = if axis.Logarithmic then log10 x else x
    (scale value - scale axis.Low) / (scale axis.High - scale axis.Low)

/// Where a point stands in its panel, in pixels.
let place panel (x, y) = width * along panel.X x, height * (1.0 - along panel.Y y)

let private distance (x1, y1) (x2, y2) = sqrt ((x1 - x2) ** 2.0 + (y1 - y2) ** 2.0)

/// The line with as few of its points as are needed to stay within a third of a pixel (Douglas and Peucker 1973).
let rec private simplified (points: Point[]) =
    let (ax, ay), (bx, by) = points[0], points[points.Length - 1]
    let square = (bx - ax) ** 2.0 + (by - ay) ** 2.0

    let offset (x, y) =
        let t =
            if square = 0.0 then
                0.0
            else
                ((x - ax) * (bx - ax) + (y - ay) * (by - ay)) / square

        let t = Math.Clamp(t, 0.0, 1.0)
        distance (x, y) (ax + t * (bx - ax), ay + t * (by - ay))

    let farthest = Seq.maxBy (fun i -> offset points[i]) (seq { 0 .. points.Length - 1 })

    if offset points[farthest] < 0.33 then
        [| points[0]; points[points.Length - 1] |]
    else
        let before, after = simplified points[..farthest], simplified points[farthest..]
        Array.append before after[1..]

// ── Axes

let private superscript (k: int) =
    string k |> String.map (fun c -> if c = '-' then '⁻' else "⁰¹²³⁴⁵⁶⁷⁸⁹"[int c - int '0'])

let private ticks axis =
    if axis.Logarithmic then
        let low, high = int (ceil (log10 axis.Low)), int (floor (log10 axis.High))
        [ for k in low .. max 1 ((high - low + 9) / 10) .. high -> 10.0 ** float k, "10" + superscript k ]
    else
        let least = (axis.High - axis.Low) / 10.0
        let unit = 10.0 ** floor (log10 least)
        let step = unit * List.find (fun step -> step * unit >= least) [ 1.0; 2.0; 5.0; 10.0 ]

        [
            for k in ceil (axis.Low / step) .. floor (axis.High / step) do
                let value = Math.Round(k * step, 10)
                value, (string value).Replace('-', '−')
        ]

let private axes panel : obj list = [
    let line classes (x1, y1) (x2, y2) = path classes [| x1, y1; x2, y2 |]
    let hasGrid = panel.Contours.IsEmpty

    for value, label in ticks panel.X do
        let x = width * along panel.X value

        if hasGrid then
            line "chart-grid" (x, 0.0) (x, height)

        line "chart-frame" (x, height) (x, height + 5.0)
        text "" "middle" (x, height + 21.0) label

    for value, label in ticks panel.Y do
        let y = height * (1.0 - along panel.Y value)

        if hasGrid then
            line "chart-grid" (0.0, y) (width, y)

        line "chart-frame" (-5.0, y) (0.0, y)
        text "" "end" (-10.0, y + 4.5) label

    text "" "middle" (width / 2.0, height + 44.0) panel.X.Label

    element "g" [ "transform" => moved (-54.0, height / 2.0) + " rotate(-90)" ] [
        text "" "middle" (0.0, 0.0) panel.Y.Label
    ]
]

// ── Curves and contours

/// Later curves are thinner, so that those under them can be seen.
let private thick i (curve: XElement) =
    curve.Add("stroke-width" => pixel (4.0 - 0.4 * float i))
    curve

let private drawn panel classes (points: Point[]) = points |> Array.map (place panel) |> simplified |> path classes

/// How far a place is from the frame and from the nearest of some others.
let private freedom others (x, y) =
    let inside = List.min [ x; width - x; y; height - y ]
    others |> Seq.map (distance (x, y)) |> Seq.fold min inside

/// Points of lines, one of those that are within four pixels.
let private sampled panel lines =
    Seq.concat lines
    |> Seq.map (place panel)
    |> Seq.distinctBy (fun (x, y) -> round (x / 4.0), round (y / 4.0))
    |> List.ofSeq

/// The labels of the contours, each where it is farthest from everything else; none where all is crowded.
let private contourLabels panel =
    let curves = sampled panel [ for curve in panel.Curves -> curve.Points ]
    let places = [ for _, point in panel.Places -> place panel point ]
    let lines = [ for contour in panel.Contours -> contour, sampled panel contour.Lines ]

    let label taken (contour, line) =
        let others = [
            for other, points in lines do
                if other <> contour then
                    yield! points
        ]

        let free = freedom (taken @ others)
        let x, y = line |> Seq.maxBy free

        if free (x, y) < 9.0 then
            None, taken
        else
            Some(contour.Label, (x, y)), (x, y) :: taken

    lines
    |> List.filter (fun (contour, line) -> contour.Label <> "" && not line.IsEmpty)
    |> List.mapFold label (places @ curves)
    |> fst
    |> List.choose id
    |> List.map (fun (label, (x, y)) -> text "chart-small chart-faint chart-halo" "middle" (x, y + 4.0) label)

/// A ring with its name, on that side where fewest curves are.
let private ring panel (name, point) =
    let x, y = place panel point
    let curves = sampled panel [ for curve in panel.Curves -> curve.Points ]

    let side, below =
        List.allPairs [ 1.0; -1.0 ] [ -1.0; 1.0 ]
        |> List.maxBy (fun (side, below) -> freedom curves (x + 42.0 * side, y + 15.0 * below))

    element "g" [] [
        element "circle" [ "class" => "chart-ring"; "r" => "8"; "cx" => pixel x; "cy" => pixel y ] []

        text
            "chart-place chart-halo"
            (if side > 0.0 then "start" else "end")
            (x + 10.0 * side, y + 5.0 + 15.0 * below)
            name
    ]

/// The class of a curve's line, for those who move it.
let lineClass number i = $"chart-line-{number}-{i}"

/// The class of one of its symbols.
let markClass number i mark = $"{lineClass number i}-{mark}"

let private content number panel : obj list = [
    for style, low, high in panel.Areas do
        let (x1, y1), (x2, y2) = place panel low, place panel high

        element "rect" [
            "class" => $"chart-area chart-{style}"
            "x" => pixel (min x1 x2)
            "y" => pixel (min y1 y2)
            "width" => pixel (abs (x2 - x1))
            "height" => pixel (abs (y2 - y1))
        ] []

    for contour in panel.Contours do
        let classes = if contour.Label = "" then "chart-contour chart-between" else "chart-contour"

        for line in contour.Lines do
            drawn panel classes line

    for label in contourLabels panel do
        label

    for i, curve in List.indexed panel.Curves do
        if curve.HasLine then
            let path = drawn panel $"chart-curve chart-{curve.Style} {lineClass number i}" curve.Points |> thick i

            path.Add("pathLength" => "1")
            path

    for i, curve in List.indexed panel.Curves do
        for mark in curve.Marks do
            let symbol = symbol curve.Style (place panel curve.Points[mark])
            symbol.SetAttributeValue(XName.Get "class", $"chart-symbol chart-{curve.Style} {markClass number i mark}")
            symbol

    for place in panel.Places do
        ring panel place
]

/// Two entries in a row: the curves, and the contours where there are any.
let private legend panel : obj list =
    let sample classes (x, y) = path classes [| x, y; x + 36.0, y |]

    let curves = [
        for i, curve in List.indexed panel.Curves ->
            curve.Name,
            fun (x, y) -> [
                if curve.HasLine then
                    sample $"chart-curve chart-{curve.Style}" (x, y) |> thick i

                if not curve.Marks.IsEmpty then
                    symbol curve.Style (x + 18.0, y)
            ]
    ]

    let contours =
        if panel.Contours.IsEmpty || panel.ContourNote = "" then
            []
        else
            [ (panel.ContourNote, (fun at -> [ sample "chart-contour" at ])) ]

    [
        for i, (name, draw) in List.indexed (curves @ contours) do
            let x, y = width / 2.0 * float (i % 2), height + bottom + 12.0 + legendRow * float (i / 2)

            for part in draw (x, y) do
                part

            text "" "start" (x + 46.0, y + 4.5) name
    ]

/// A path that leaves all bounds is drawn as far as it can be.
let bounded panel =
    let isNear (x, y) = abs (along panel.X x) < 100.0 && abs (along panel.Y y) < 100.0

    let bounded curve =
        let points = Array.takeWhile isNear curve.Points

        {
            curve with
                Points = points
                Marks = curve.Marks |> List.filter (fun mark -> mark < points.Length)
        }

    { panel with Curves = List.map bounded panel.Curves }

/// The panels, so many in a row, as an SVG file in the folder artifacts. title: for those who hear the picture. style: more rules for it.
/// more: what else stands in a panel, from its number and the panel.
let saveWith columns style (more: int -> Panel -> obj list) (name: string) (title: string) (panels: Panel list) =
    let entries panel = panel.Curves.Length + (if panel.Contours.IsEmpty || panel.ContourNote = "" then 0 else 1)
    let rows = panels |> Seq.map (fun panel -> (entries panel + 1) / 2) |> Seq.max
    let panelWidth = left + width + right
    let panelHeight = top + height + bottom + legendRow * float rows + 12.0
    let wholeWidth = panelWidth * float (min columns panels.Length)
    let wholeHeight = panelHeight * float ((panels.Length + columns - 1) / columns)
    let frame = [ "width" => pixel width; "height" => pixel height ]
    let clip = IO.Path.GetFileNameWithoutExtension name + "-frame"

    let draw i panel =
        let panel = bounded panel
        let corner = left + panelWidth * float (i % columns), top + panelHeight * float (i / columns)

        element "g" [ "transform" => moved corner ] [
            text "chart-title" "start" (0.0, -36.0) panel.Title
            text "chart-faint" "start" (0.0, -14.0) panel.Subtitle
            yield! axes panel
            element "g" [ "clip-path" => $"url(#{clip})" ] (content i panel)
            element "rect" (("class" => "chart-frame") :: frame) []
            yield! legend panel
            yield! more i panel
        ]

    element "svg" [
        "class" => "chart"
        "viewBox" => $"0 0 {wholeWidth} {wholeHeight}"
        "width" => pixel wholeWidth
        "height" => pixel wholeHeight
        "role" => "img"
    ] [
        element "title" [] [ title ]
        element "style" [] [ Svg.style + style ]
        element "clipPath" [ "id" => clip ] [ element "rect" frame [] ]
        element "rect" [ "class" => "chart-page"; "width" => pixel wholeWidth; "height" => pixel wholeHeight ] []
        yield! panels |> List.mapi (fun i panel -> box (draw i panel))
    ]
    |> string
    |> Picture.save name

/// The panels, two in a row.
let save name title panels = saveWith 2 "" (fun _ _ -> []) name title panels
