namespace FuncNet

open System.Globalization

/// The graph of a program with the buffer of each place.
module internal PlanDrawing =

    /// 12,096.
    let number (n: int64) = n.ToString("N0", CultureInfo.InvariantCulture)

    let private headings = [| "result"; "bytes"; "offset"; "needed"; "shares" |]

    let private nodes (program: Program) (homes: int voption[]) (buffers: PlannedBuffer[]) =
        let bufferOf = dict [ for buffer in buffers -> Array.head buffer.Names, buffer ]

        program.Nodes(fun slot ->
            match homes[slot] with
            | ValueSome home when home = slot ->
                let buffer = bufferOf[program.NameOf slot]
                [| number buffer.Bytes; number buffer.Offset; buffer.Needed; "" |]
            | ValueSome home -> [| ""; ""; ""; program.NameOf home |]
            | ValueNone -> [| ""; ""; ""; "a constant" |])

    let mermaid program homes buffers =
        let withSpec (node: DrawnNode) = { node with Facts = [| node.Shape; yield! node.Facts |] }
        nodes program homes buffers |> Array.map withSpec |> Drawing.mermaid [| ""; yield! headings |]

    let svg (program: Program) homes (buffers: PlannedBuffer[]) =
        let description = $"{program.Length} operations with {buffers.Length} buffers."
        Svg.draw "A planned program" description headings (nodes program homes buffers)
