// What charts are drawn with: elements of SVG in a style that follows the page, dark or light. The colours can be told apart by the
// colour-blind, and each has a symbol too.
module Svg

open System.Xml.Linq

type Point = float * float

/// Seven colours on white and on black: after Okabe and Ito 2008, darker or lighter where they would be faint.
let private colours = [
    "#0072b2", "#56a8e8"
    "#d55e00", "#ff7f3f"
    "#00855f", "#1fc79a"
    "#b8518f", "#e69ac5"
    "#c98a00", "#f0b429"
    "#1b1f24", "#f0f3f6"
    "#37a5e0", "#a5dcff"
]

/// A symbol for each colour, around (0, 0).
let private symbols = [
    "M-5,0a5,5 0 1,0 10,0a5,5 0 1,0 -10,0z"
    "M-4.5,-4.5h9v9h-9z"
    "M0,-6L6,4.5H-6z"
    "M0,-6.5L5.5,0L0,6.5L-5.5,0z"
    "M0,6L6,-4.5H-6z"
    "M-2,-6h4v4h4v4h-4v4h-4v-4h-4v-4h4z"
    "M0,-7.5L2,-2.4L7.1,-2.3L3.1,0.9L4.4,6.1L0,3.1L-4.4,6.1L-3.1,0.9L-7.1,-2.3L-2,-2.4z"
]

/// The classes of all elements. They have a prefix of their own, since the style of a picture that is put into a page holds for the page.
let style =
    let theme page text faint grid choose =
        [
            $".chart-page{{fill:{page}}}.chart text{{fill:{text}}}.chart .chart-faint{{fill:{faint}}}"
            $".chart-halo,.chart-symbol{{stroke:{page}}}.chart-frame,.chart-ring{{stroke:{text}}}"
            $".chart-grid{{stroke:{grid}}}.chart-contour{{stroke:{faint}}}"
            yield! colours |> List.mapi (fun i both -> $".chart-{i}{{color:{choose both}}}")
        ]
        |> String.concat ""

    [
        ".chart text{font:13px system-ui,-apple-system,'Segoe UI',Roboto,'DejaVu Sans',sans-serif}"
        ".chart .chart-title{font-size:17px;font-weight:600}.chart .chart-small{font-size:11px}"
        ".chart .chart-place{font-weight:600}.chart-halo{stroke-width:4px;paint-order:stroke;stroke-linejoin:round}"
        ".chart-frame,.chart-ring,.chart-grid,.chart-contour,.chart-curve{fill:none}"
        ".chart-contour{stroke-opacity:.75;stroke-width:1.1}.chart-between{stroke-opacity:.4;stroke-width:.8}"
        ".chart-curve{stroke:currentColor;stroke-linejoin:round;stroke-linecap:round}"
        ".chart-area{fill:currentColor;fill-opacity:.2;shape-rendering:crispEdges}"
        ".chart-symbol{fill:currentColor;stroke-width:1.2}.chart-ring{stroke-width:2}"
        theme "#ffffff" "#1b1f24" "#59636e" "#e1e5ea" fst
        "@media(prefers-color-scheme:dark){" + theme "#0d1117" "#f0f3f6" "#9aa4af" "#272d35" snd + "}"
    ]
    |> String.concat ""

/// An attribute.
let (=>) name (value: string) = XAttribute(XName.Get name, value)

let element name (attributes: XAttribute list) (content: obj list) =
    XElement(XName.Get(name, "http://www.w3.org/2000/svg"), attributes, content)

let pixel (x: float) = $"%.1f{x}"

/// anchor: "start", "middle" or "end" of the text stands at the point.
let text classes anchor (x, y) (content: string) =
    element "text" [ "class" => classes; "text-anchor" => anchor; "x" => pixel x; "y" => pixel y ] [ content ]

let moved (x, y) = $"translate({pixel x},{pixel y})"

let path classes (points: Point[]) =
    let d = points |> Seq.map (fun (x, y) -> $"{pixel x},{pixel y}") |> String.concat "L"
    element "path" [ "class" => classes; "d" => "M" + d ] []

let symbol (style: int) at =
    element "path" [ "class" => $"chart-symbol chart-{style}"; "d" => symbols[style]; "transform" => moved at ] []
