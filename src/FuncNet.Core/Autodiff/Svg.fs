namespace FuncNet

open System
open System.Globalization
open System.Text

/// A computation as a picture: the text of an SVG file.
module internal Svg =

    /// Widths of texts are reckoned, not measured: all type is monospaced, and a little room is left for wider fonts.
    let private characterWidth = 7.5

    let private lineHeight = 17.0
    let private padding = 11.0

    /// Longer texts are cut; the whole one is shown under the pointer.
    let private longest = 54

    /// Lines of boxes are broken at this width.
    let private pageWidth = 1500.0

    /// Colours by role, for light and dark. The classes have a prefix of their own, since the style of a picture that is put
    /// into a page holds for the page.
    let private style =
        ".fn text{font:12px ui-monospace,SFMono-Regular,Menlo,Consolas,'DejaVu Sans Mono',monospace;fill:#1f2328}"
        + ".fn .fn-page{fill:#ffffff}.fn .fn-box{fill:#f6f8fa;stroke:#8c959f}.fn .fn-given{fill:#eef4ff;stroke:#54aeff}"
        + ".fn .fn-rule{stroke:#d0d7de}.fn .fn-line{fill:none;stroke:#6e7781;stroke-width:1.3}.fn .fn-tip{fill:#6e7781}"
        + ".fn .fn-title{font-weight:600}.fn .fn-faint{fill:#59636e}.fn .fn-fact0{fill:#0550ae}.fn .fn-fact1{fill:#a0430a}"
        + "@media(prefers-color-scheme:dark){.fn text{fill:#e6edf3}"
        + ".fn .fn-page{fill:#0d1117}.fn .fn-box{fill:#161b22;stroke:#6e7681}.fn .fn-given{fill:#101d33;stroke:#388bfd}"
        + ".fn .fn-rule{stroke:#3d444d}.fn .fn-line{stroke:#9198a1}.fn .fn-tip{fill:#9198a1}"
        + ".fn .fn-faint{fill:#9198a1}.fn .fn-fact0{fill:#79c0ff}.fn .fn-fact1{fill:#ffa657}}"

    /// Text in an element or attribute. XML has no way to write control characters, so they are shown as �.
    let escaped (text: string) =
        let clean = text |> String.map (fun c -> if Char.IsControl c || Char.IsSurrogate c then '\uFFFD' else c)
        clean.Replace("&", "&amp;").Replace("<", "&lt;").Replace(">", "&gt;").Replace("\"", "&quot;")

    let private cut (text: string) = if text.Length <= longest then text else text[.. longest - 2] + "…"

    /// Chinese, Japanese and Korean characters are twice as wide as others.
    let width (text: string) = text |> Seq.sumBy (fun c -> if c >= '\u2E80' then 2.0 else 1.0) |> (*) characterWidth

    let number (x: float) = x.ToString("0.#", CultureInfo.InvariantCulture)

    /// A picture of this size that is complete in itself. What stands on its page may have a style of its own.
    let page (title: string) (description: string) (ownStyle: string) (width: float, height: float) (content: string) =
        let width, height = number width, number height

        String.concat "\n" [
            $"<svg xmlns=\"http://www.w3.org/2000/svg\" class=\"fn\" role=\"img\" width=\"{width}\" height=\"{height}\" "
            + $"viewBox=\"0 0 {width} {height}\">"
            $"<title>{escaped title}</title>"
            $"<desc>{escaped description}</desc>"
            $"<style>{style}{ownStyle}</style>"
            $"<rect class=\"fn-page\" width=\"{width}\" height=\"{height}\"/>"
            content + "</svg>"
        ]

    /// What is written on one line of a box, as pieces with their classes.
    [<RequireQualifiedAccess>]
    type private Line =
        | Text of (string * string) list
        | Rule

    [<NoEquality; NoComparison>]
    type private Box = { IsGiven: bool; Lines: Line list; Tip: string; Operands: int[] }

    let private facts indent (headings: string[]) (facts: string[]) = [
        let labels = headings |> Array.map String.length |> Array.max

        for i in 0 .. facts.Length - 1 do
            if facts[i] <> "" then
                Line.Text [ "fn-faint", indent + headings[i].PadRight labels + " "; $"fn-fact{i}", cut facts[i] ]
    ]

    let private boxOf headings (node: DrawnNode) (tip: string) operands =
        let title =
            if node.IsInput then
                [ "fn-title", cut node.Name ]
            else
                [ "fn-title", cut node.Operation; "fn-faint", "  " + cut node.Name ]

        {
            IsGiven = node.IsInput
            Lines = [
                Line.Text title
                Line.Text [ "fn-faint", cut node.Shape ]
                yield! facts "" headings node.Facts

                for part in node.Parts do
                    Line.Rule
                    Line.Text [ "", cut part.Name; "fn-faint", "  " + cut part.Shape ]
                    yield! facts "" headings part.Facts
            ]
            Tip = tip
            Operands = operands
        }

    /// The nodes in order, each constant just before the node that reads it.
    let private boxes headings (nodes: DrawnNode[]) =
        let boxes = ResizeArray<Box>()
        let place = Array.zeroCreate<int> nodes.Length

        nodes
        |> Array.iteri (fun i node ->
            let operands =
                node.Operands
                |> Array.map (fun operand ->
                    match operand with
                    | DrawnOperand.Node from -> place[from]
                    | DrawnOperand.Constant tensor ->
                        let text = Drawing.brief tensor

                        boxes.Add {
                            IsGiven = true
                            Lines = [ Line.Text [ "", cut text ] ]
                            Tip = $"constant {tensor.Spec}: {text}"
                            Operands = [||]
                        }

                        boxes.Count - 1)

            let tip = [
                $"{node.Name}: {node.Operation} {node.Shape}"

                for heading, fact in Array.zip headings node.Facts do
                    if fact <> "" then
                        $"{heading} {fact}"
            ]

            place[i] <- boxes.Count
            boxes.Add(boxOf headings node (String.concat "; " tip) operands))

        boxes.ToArray()

    let private heightOf line =
        match line with
        | Line.Text _ -> lineHeight
        | Line.Rule -> 9.0

    let private size (box: Box) =
        let lineWidth line =
            match line with
            | Line.Text pieces -> pieces |> List.sumBy (snd >> width)
            | Line.Rule -> 0.0

        (box.Lines |> Seq.map lineWidth |> Seq.max) + 2.0 * padding,
        (box.Lines |> List.sumBy heightOf) + 2.0 * padding - 5.0

    let private drawBox (svg: StringBuilder) box (width: float, height: float) (x: float, y: float) =
        let append (text: string) = svg.Append text |> ignore
        let kind, radius = if box.IsGiven then "fn-given", min 18.0 (height / 2.0) else "fn-box", 5.0
        append $"<g><title>{escaped box.Tip}</title>"
        append $"<rect class=\"{kind}\" x=\"{number x}\" y=\"{number y}\" "
        append $"width=\"{number width}\" height=\"{number height}\" rx=\"{number radius}\"/>"
        let mutable top = y + padding - 2.5

        for line in box.Lines do
            match line with
            | Line.Text pieces ->
                let baseline = number (top + 12.0)
                append $"<text x=\"{number (x + padding)}\" y=\"{baseline}\" xml:space=\"preserve\">"

                for kind, text in pieces do
                    append (
                        if kind = "" then
                            escaped text
                        else
                            $"<tspan class=\"{kind}\">{escaped text}</tspan>"
                    )

                append "</text>"
            | Line.Rule ->
                let middle = number (top + 4.5)
                append $"<path class=\"fn-rule\" d=\"M{number x} {middle}h{number width}\"/>"

            top <- top + heightOf line

        append "</g>\n"

    /// A line in the notation of paths.
    let private path route =
        match route with
        | Route.Curve(x0, x1, y1, x2, y2, x3) ->
            let middle = number ((x1 + x2) / 2.0)

            $"M{number x0} {number y1}H{number x1}"
            + (if abs (y1 - y2) < 0.05 then
                   ""
               else
                   $"C{middle} {number y1} {middle} {number y2} {number x2} {number y2}")
            + $"H{number x3}"
        | Route.Turn corners ->
            let text = StringBuilder()
            let x, y = corners[0]
            text.Append($"M{number x} {number y}") |> ignore

            for i in 1 .. corners.Length - 2 do
                let (x0, y0), (x, y), (x1, y1) = corners[i - 1], corners[i], corners[i + 1]
                let radius = 6.0
                let dx, dy = radius * float (sign (x - x0)), radius * float (sign (y - y0))
                let ex, ey = radius * float (sign (x1 - x)), radius * float (sign (y1 - y))

                text.Append(
                    $"L{number (x - dx)} {number (y - dy)}Q{number x} {number y} {number (x + ex)} {number (y + ey)}"
                )
                |> ignore

            let x, y = Array.last corners
            text.Append($"L{number x} {number y}") |> ignore
            string text

    /// Where a line ends: the point of its arrow.
    let private tip route =
        match route with
        | Route.Curve(_, _, _, _, y, x) -> x, y
        | Route.Turn corners -> Array.last corners

    /// The picture of the nodes, from left to right, in lines of a width: rounded boxes for what is given, other boxes for what
    /// is computed, each with its facts under their headings.
    let drawWithin
        (lineWidth: float)
        (title: string)
        (description: string)
        (headings: string[])
        (nodes: DrawnNode[])
        : string =
        let boxes = boxes headings nodes
        let sizes = boxes |> Array.map size
        let layout = GraphLayout.place lineWidth sizes (boxes |> Array.map _.Operands)
        let svg = StringBuilder()
        let line (text: string) = svg.Append(text).Append '\n' |> ignore

        for route, ends in layout.Lines do
            line $"<path class=\"fn-line\" d=\"{path route}\"/>"

            if ends then
                let x, y = tip route
                line $"<path class=\"fn-tip\" d=\"M{number x} {number y}l-8 -3.6v7.2z\"/>"

        Array.iteri2 (fun i box size -> drawBox svg box size layout.Corners[i]) boxes sizes
        page title description "" (layout.Width, layout.Height) (string svg)

    let draw title description headings nodes = drawWithin pageWidth title description headings nodes
