namespace FuncNet

open System.Globalization
open System.Text

/// The memory of a program against time: a rectangle for each buffer, a panel for the arena of each element type.
module internal ArenaChart =

    let private left, right, top, between, below = 84.0, 30.0, 84.0, 44.0, 48.0
    let private tallest, flattest = 420.0, 40.0

    let private style =
        let roles given between result grid =
            $".fn .fn-given{{{given}}}.fn .fn-between{{{between}}}.fn .fn-result{{{result}}}.fn .fn-grid{{stroke:{grid}}}"

        ".fn rect{stroke-width:.7}.fn .fn-end{text-anchor:end}.fn .fn-middle{text-anchor:middle}.fn .fn-inside{pointer-events:none}"
        + roles "fill:#d8e8ff;stroke:#2f81d6" "fill:#fff1d6;stroke:#b7791f" "fill:#d5f2dc;stroke:#1a7f37" "#e1e5ea"
        + "@media(prefers-color-scheme:dark){"
        + roles "fill:#12305a;stroke:#58a6ff" "fill:#3d2c10;stroke:#d29922" "fill:#12361f;stroke:#3fb950" "#272d35"
        + "}"

    /// 1, 2 or 5 times a power of ten: the least that is not less.
    let private round (least: float) =
        let power = 10.0 ** floor (log10 least)
        [ 1.0; 2.0; 5.0; 10.0 ] |> List.map ((*) power) |> List.find (fun step -> step >= 0.999 * least)

    /// Bytes as an axis up to so many of them has them.
    let private along (arena: int64) (n: float) =
        let size, name =
            Seq.find (fun (size, _) -> float arena >= 10.0 * size) [ 1e9, "GB"; 1e6, "MB"; 1e3, "kB"; 0.0, "B" ]

        (n / max 1.0 size).ToString("#,0.##", CultureInfo.InvariantCulture) + " " + name

    let private textAt kind (x: float) (y: float) text =
        $"<text class=\"{kind}\" x=\"{Svg.number x}\" y=\"{Svg.number y}\">{Svg.escaped text}</text>\n"

    let private rectangle role (x: float) (y: float) (width: float) (height: float) =
        $"<rect class=\"fn-{role}\" x=\"{Svg.number x}\" y=\"{Svg.number y}\" "
        + $"width=\"{Svg.number width}\" height=\"{Svg.number height}\"/>"

    let private legend y =
        [ "given", "input"; "between", "intermediate"; "result", "result" ]
        |> List.mapi (fun i (role, name) ->
            let x = left + 150.0 * float i
            rectangle role x (y - 10.0) 22.0 12.0 + textAt "fn-faint" (x + 30.0) y name)
        |> String.concat ""

    /// Lines at round numbers of bytes.
    let private grid (arena: int64) bottom height width =
        let step = round (max 1.0 (float arena / max 1.0 (floor (height / 40.0))))

        [
            for i in 0 .. int (float arena / step) do
                let y = bottom - float i * step / float arena * height
                $"<path class=\"fn-grid\" d=\"M{Svg.number left} {Svg.number y}h{Svg.number width}\"/>\n"
                textAt "fn-faint fn-end" (left - 8.0) (y + 4.0) (along arena (float i * step))
        ]
        |> String.concat ""

    /// The numbers of the operations, under the lowest panel.
    let private times operations bottom dx =
        let middle operation = left + (float operation + 0.5) * dx
        let step = int (round (max 1.0 (50.0 / dx)))
        let at = textAt "fn-faint fn-middle"

        [
            at (middle 0) (bottom + 18.0) "inputs"
            at (middle (operations + 1)) (bottom + 18.0) "results"
            at (middle (operations + 1) / 2.0 + middle 0 / 2.0) (bottom + 36.0) "operation"

            for operation in step..step..operations do
                let x = middle operation

                if x - middle 0 > 44.0 && middle (operations + 1) - x > 50.0 then
                    at x (bottom + 18.0) (string operation)
        ]
        |> String.concat ""

    let private drawn operations (title: string) (buffer: PlannedBuffer) bottom dx dy =
        let x, width = left + float buffer.First * dx, float (buffer.Last + 1 - buffer.First) * dx
        let height = max 0.5 (float buffer.Bytes * dy)
        let y = bottom - float buffer.Offset * dy - height

        let role =
            if buffer.First = 0 then "given"
            elif buffer.Last > operations then "result"
            else "between"

        let bytes = $"{PlanDrawing.number buffer.Bytes} bytes"

        let tip =
            $"{title}, {buffer.Spec}: {bytes} from {PlanDrawing.number buffer.Offset}, needed {buffer.Needed}"

        let label =
            [ $"{title}, {bytes}"; title; buffer.Place ]
            |> List.tryFind (fun text -> height >= 15.0 && Svg.width text + 8.0 <= width)
            |> Option.map (textAt "fn-inside fn-middle" (x + width / 2.0) (y + height / 2.0 + 4.0))
            |> Option.defaultValue ""

        $"<g><title>{Svg.escaped tip}</title>{rectangle role x y width height}{label}</g>\n"

    /// The picture of the buffers of a program, and of the bytes of its arenas.
    let draw (program: Program) (buffers: PlannedBuffer[]) (arena: DType -> int64) (sum: int64) : string =
        let operations = program.Length
        let dx = 1100.0 / float (operations + 2) |> min 90.0 |> max 1.0
        let width = float (operations + 2) * dx

        let titles =
            dict [
                for node in program.Nodes(fun _ -> [||]) ->
                    node.Name, (if node.IsInput then node.Name else $"{node.Name} {node.Operation}")
            ]

        let titleOf (buffer: PlannedBuffer) = buffer.Names |> Array.map (fun name -> titles[name]) |> String.concat ", "

        let panels =
            buffers
            |> Array.filter (fun buffer -> buffer.Bytes > 0L)
            |> Array.groupBy _.Spec.DType
            |> Array.sortByDescending (fun (dtype, _) -> arena dtype)

        let largest = panels |> Seq.map (fst >> arena) |> Seq.fold max 1L
        let peak = panels |> Array.sumBy (fst >> arena)

        let summary =
            $"peak {PlanDrawing.number peak} bytes, sum of all intermediates {PlanDrawing.number sum} bytes"

        let heading = $"Memory of a program of {PlanDrawing.number (int64 operations)} operations: {summary}"
        let svg = StringBuilder(textAt "fn-title" left 28.0 heading + legend 50.0)

        let panel above (dtype, own: PlannedBuffer[]) =
            let arena = arena dtype
            let height = max flattest (tallest * float arena / float largest)
            let bottom = above + height
            let together = own |> Array.sumBy _.Bytes

            let heading =
                $"{dtype}: {PlanDrawing.number arena} bytes; its buffers together {PlanDrawing.number together}"

            svg.Append(textAt "" left (above - 8.0) heading).Append(grid arena bottom height width) |> ignore

            for buffer in own do
                svg.Append(drawn operations (titleOf buffer) buffer bottom dx (height / float arena)) |> ignore

            bottom + between

        let bottom = Array.fold panel top panels - between
        svg.Append(times operations bottom dx) |> ignore
        let page = left + right + max width (Svg.width heading - left), bottom + below
        Svg.page "The memory of a program" summary style page (string svg)
