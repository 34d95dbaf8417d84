namespace FuncNet

open System.Globalization

/// The graph of a program with the buffer of each place.
module internal PlanDrawing =

    /// 12,096.
    let number (n: int64) = n.ToString("N0", CultureInfo.InvariantCulture)

    let private headings = [| "result"; "bytes"; "offset"; "needed"; "shows" |]

    let private nodes (program: Program) (roots: int voption[]) (buffers: PlannedBuffer[]) =
        let bufferOf = dict [ for buffer in buffers -> buffer.Place, buffer ]

        program.Nodes(fun slot ->
            match roots[slot] with
            | ValueSome root when root = slot ->
                let buffer = bufferOf[program.NameOf slot]
                [| number buffer.Bytes; number buffer.Offset; buffer.Needed; "" |]
            | ValueSome root -> [| ""; ""; ""; program.NameOf root |]
            | ValueNone -> [| ""; ""; ""; "a constant" |])

    let mermaid program roots buffers =
        let withSpec (node: DrawnNode) = { node with Facts = [| node.Shape; yield! node.Facts |] }
        nodes program roots buffers |> Array.map withSpec |> Drawing.mermaid [| ""; yield! headings |]

    let svg (program: Program) roots (buffers: PlannedBuffer[]) =
        let description = $"{program.Length} operations with {buffers.Length} buffers."
        Svg.draw "A planned program" description headings (nodes program roots buffers)
