// Charts that move: each curve is drawn as if it were run along, step by step, with its symbol in front; the steps pass ever faster, as on a
// logarithmic clock. On paper, and for whoever asks for less motion, the picture is the finished one.
module Motion

#load "Svg.fsx" "Chart.fsx"

open Svg
open Chart

let private stops = 60

/// The share of the time for which the finished picture stays.
let private rest = 0.15

/// The step at each stop: 0, 1, …, to the last one.
let private step steps stop = if stop = 0 then 0 else int (round (float steps ** (float stop / float stops)))

let private percent stop = $"%.1f{100.0 * (1.0 - rest) * float stop / float stops}%%"

let private keyframes name (at: int -> string) =
    let frames = [ for stop in 0..stops -> $"{percent stop}{{{at stop}}}" ] |> String.concat ""
    $"@keyframes {name}{{{frames}100%%{{{at stops}}}}}"

let private runner number i = $"chart-runner-{number}-{i}"
let private clock decade = $"chart-clock-{decade}"

/// The rules for one curve: how far its line is drawn, and where its symbol stands.
let private rules seconds steps number panel i (curve: Curve) =
    let places = curve.Points |> Array.map (place panel)

    let lengths =
        places
        |> Array.pairwise
        |> Array.map (fun ((x1, y1), (x2, y2)) -> sqrt ((x1 - x2) ** 2.0 + (y1 - y2) ** 2.0))
        |> Array.scan (+) 0.0

    let at stop = min (step steps stop) (places.Length - 1)
    let left stop = 1.0 - lengths[at stop] / max 1e-9 (Array.last lengths)

    let moved stop =
        let x, y = places[at stop]
        $"transform:translate({pixel x}px,{pixel y}px)"

    let play name = $"animation:{name} {seconds}s linear infinite"
    let line, runner = lineClass number i, runner number i

    [
        for mark in curve.Marks do
            let name = markClass number i mark
            keyframes name (fun stop -> if at stop >= mark then "opacity:1" else "opacity:0")
            $".{name}{{animation:{name} {seconds}s step-end infinite}}"

        keyframes line (fun stop -> $"stroke-dashoffset:%.4f{left stop}")
        keyframes runner moved
        $".{line}{{stroke-dasharray:1 1;{play line}}}.{runner}{{{play runner}}}"
    ]

let private decades steps = [ 1 .. int (round (log10 (float steps))) ]

/// The panels with their curves run through, point after point, steps of them, in so many seconds.
let save name title (seconds: float) steps (panels: Panel list) =
    let style =
        [
            for number, panel in List.indexed (List.map bounded panels) do
                for i, curve in List.indexed panel.Curves do
                    yield! rules seconds steps number panel i curve

            for decade in decades steps do
                let passed stop = step steps stop >= pown 10 decade

                keyframes (clock decade) (fun stop -> if passed stop then "opacity:1" else "opacity:.25")
                $".{clock decade}{{animation:{clock decade} {seconds}s step-end infinite}}"
        ]
        |> String.concat ""

    let more number panel : obj list = [
        let panel = bounded panel

        for i, curve in List.indexed panel.Curves do
            let symbol = symbol curve.Style (place panel (Array.last curve.Points))

            symbol.SetAttributeValue(
                System.Xml.Linq.XName.Get "class",
                $"chart-symbol chart-{curve.Style} {runner number i}"
            )

            symbol

        for decade in decades steps do
            let x = width - 62.0 * float (decades steps).Length + 62.0 * float decade
            text $"chart-faint {clock decade}" "end" (x, height + 44.0) ((pown 10 decade).ToString "N0")

        text "chart-faint" "end" (width - 62.0 * float (decades steps).Length + 10.0, height + 44.0) "steps:"
    ]

    saveWith 2 $"@media screen and (prefers-reduced-motion:no-preference){{{style}}}" more name title panels
