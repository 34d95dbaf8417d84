namespace FuncNet

open System
open System.Text

/// A part of a node, such as a parameter of a layer.
type internal DrawnPart = {
    Name: string
    /// Its type and shape.
    Shape: string
    Facts: string[]
}

/// One place of a computation, as it is drawn.
type internal DrawnNode = {
    /// The name of the place: that of an input, or v1, v2, … for results.
    Name: string
    /// The name of the operation that gave it.
    Operation: string
    /// True for what is given and not computed.
    IsInput: bool
    Operands: DrawnOperand[]
    /// Its type and shape.
    Shape: string
    /// What is known of it beyond its type and shape, one text for each column that the drawing has.
    Facts: string[]
    Parts: DrawnPart[]
}

and [<RequireQualifiedAccess>] internal DrawnOperand =
    /// An earlier node.
    | Node of int
    /// A tensor that does not depend on the inputs.
    | Constant of Tensor

/// How a computation is shown: as a table, and as a graph in the notation of Mermaid; Svg draws it.
module internal Drawing =

    /// The numbers of a tensor on one line, or its type and shape if they are not known yet.
    let rec brief (tensor: Tensor) =
        match tensor.Form with
        | Concrete array -> Excerpt.brief array
        | Traced(_, _, primal) -> brief primal
        | Abstract(_, _, spec) -> string spec

    /// The nodes of a tape: its inputs by name, then every result. Facts of a place come from its slot.
    let nodes (names: string[]) (inputs: TensorSpec[]) (entries: Entry seq) (facts: int -> string[]) =
        let input slot (spec: TensorSpec) = {
            Name = names[slot]
            Operation = "input"
            IsInput = true
            Operands = [||]
            Shape = string spec
            Facts = facts slot
            Parts = [||]
        }

        let operand source =
            match source with
            | Operand.Slot slot -> DrawnOperand.Node slot
            | Operand.Constant tensor -> DrawnOperand.Constant tensor

        let results (entry: Entry) =
            entry.Outputs
            |> Array.mapi (fun k output -> {
                Name = $"v{entry.First + k - inputs.Length + 1}"
                Operation =
                    Primitive.name entry.Primitive
                    + if entry.Outputs.Length > 1 then $" ({k + 1} of {entry.Outputs.Length})" else ""
                IsInput = false
                Operands = entry.Operands |> Array.map operand
                Shape = string output.Spec
                Facts = facts (entry.First + k)
                Parts = [||]
            })

        Seq.append (Seq.mapi input inputs) (entries |> Seq.collect results) |> Seq.toArray

    /// Columns under their headings, as wide as their longest text; numbers may stand on the right.
    let aligned (onTheRight: int -> bool) (rows: string[] list) =
        let width column = rows |> Seq.map (fun row -> row[column].Length) |> Seq.max
        let widths = Array.init rows.Head.Length width

        let cell column (text: string) =
            if onTheRight column then
                text.PadLeft widths[column]
            else
                text.PadRight widths[column]

        let line (row: string[]) = String.Join("  ", Array.mapi cell row).TrimEnd()
        rows |> List.map line |> String.concat "\n"

    /// What a node reads, as it is written in a table.
    let operand (nodes: DrawnNode[]) source =
        match source with
        | DrawnOperand.Node place -> nodes[place].Name
        | DrawnOperand.Constant tensor -> brief tensor

    /// A line for each node under these headings: place, operation, operands, type and shape, and the facts. The parts of a
    /// node stand under it.
    let table (headings: string[]) (nodes: DrawnNode[]) =
        let rows (node: DrawnNode) = [
            let operands = node.Operands |> Array.map (operand nodes) |> String.concat ", "
            [| node.Name; node.Operation; operands; node.Shape; yield! node.Facts |]

            for part in node.Parts do
                [| $"  {part.Name}"; "parameter"; ""; part.Shape; yield! part.Facts |]
        ]

        aligned (fun _ -> false) (headings :: (nodes |> Seq.collect rows |> Seq.toList))

    /// A text inside the quotes of a Mermaid label.
    let private escaped (text: string) =
        text.Replace("&", "&amp;").Replace("\"", "&quot;").Replace("<", "&lt;").Replace(">", "&gt;")

    /// A graph from left to right: a box for each node with its facts, rounded boxes for inputs and constants.
    let mermaid (headings: string[]) (nodes: DrawnNode[]) =
        let text = StringBuilder "graph LR\n"
        let line (content: string) = text.Append("    ").Append(content).Append '\n' |> ignore

        nodes
        |> Array.iteri (fun place node ->
            let title = if node.IsInput then node.Name else $"{node.Name}: {node.Operation}"

            let lines name (facts: string[]) =
                Array.zip headings facts
                |> Array.filter (fun (_, fact) -> fact <> "")
                |> Array.map (fun (heading, fact) ->
                    [ name; heading; fact ] |> List.filter (fun text -> text <> "") |> String.concat " ")

            let label =
                [|
                    title
                    yield! lines "" node.Facts
                    for part in node.Parts do
                        yield! lines part.Name part.Facts
                |]
                |> Array.map escaped
                |> String.concat "<br/>"

            line (if node.IsInput then $"n{place}([\"{label}\"])" else $"n{place}[\"{label}\"]")

            node.Operands
            |> Array.iteri (fun i operand ->
                match operand with
                | DrawnOperand.Node from -> line $"n{from} --> n{place}"
                | DrawnOperand.Constant tensor ->
                    line $"c{place}_{i}([\"{escaped (brief tensor)}\"])"
                    line $"c{place}_{i} --> n{place}"))

        text.ToString().TrimEnd()
