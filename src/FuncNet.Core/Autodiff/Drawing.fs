namespace FuncNet

open System
open System.Text

/// One place of a computation, as it is drawn.
type internal DrawnNode = {
    /// The name of the place: that of an input, or v1, v2, … for results.
    Name: string
    /// The name of the operation that gave it, or "input".
    Operation: string
    Operands: DrawnOperand[]
    Spec: TensorSpec
    /// What is known of it beyond its type and shape, one text for each column that the drawing has.
    Facts: string[]
}

and [<RequireQualifiedAccess>] internal DrawnOperand =
    /// An earlier node.
    | Node of int
    /// A tensor that does not depend on the inputs.
    | Constant of Tensor

/// How a computation is shown: as a table, and as a graph in the notation of Mermaid.
module internal Drawing =

    /// The numbers of a tensor on one line, or its type and shape if they are not known yet.
    let rec private brief (tensor: Tensor) =
        match tensor.Form with
        | Concrete array -> Excerpt.brief array
        | Traced(_, _, primal) -> brief primal
        | Abstract(_, _, spec) -> string spec

    /// The nodes of a tape: its inputs by name, then every result. Facts of a place come from its slot.
    let nodes (names: string[]) (inputs: TensorSpec[]) (entries: Entry seq) (facts: int -> string[]) =
        let input slot (spec: TensorSpec) = {
            Name = names[slot]
            Operation = "input"
            Operands = [||]
            Spec = spec
            Facts = facts slot
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
                Operands = entry.Operands |> Array.map operand
                Spec = output.Spec
                Facts = facts (entry.First + k)
            })

        Seq.append (Seq.mapi input inputs) (entries |> Seq.collect results) |> Seq.toArray

    /// Columns under their headings, as wide as their longest text.
    let private aligned (rows: string[] list) =
        let width column = rows |> Seq.map (fun row -> row[column].Length) |> Seq.max
        let widths = Array.init rows.Head.Length width

        let line (row: string[]) =
            String.Join("  ", Array.map2 (fun (text: string) (n: int) -> text.PadRight n) row widths).TrimEnd()

        rows |> List.map line |> String.concat "\n"

    /// A line for each node: place, operation, operands, type and shape, and the facts under their headings.
    let table (headings: string[]) (nodes: DrawnNode[]) =
        let operand source =
            match source with
            | DrawnOperand.Node slot -> nodes[slot].Name
            | DrawnOperand.Constant tensor -> brief tensor

        let row node =
            Array.append
                [|
                    node.Name
                    node.Operation
                    node.Operands |> Array.map operand |> String.concat ", "
                    string node.Spec
                |]
                node.Facts

        let head = Array.append [| "place"; "operation"; "operands"; "shape" |] headings
        aligned (head :: List.ofArray (nodes |> Array.map row))

    /// A text inside the quotes of a Mermaid label.
    let private escaped (text: string) =
        text.Replace("&", "&amp;").Replace("\"", "&quot;").Replace("<", "&lt;").Replace(">", "&gt;")

    /// A graph from left to right: a box for each node with its facts, rounded boxes for inputs and constants.
    let mermaid (headings: string[]) (nodes: DrawnNode[]) =
        let text = StringBuilder "graph LR\n"
        let line (content: string) = text.Append("    ").Append(content).Append '\n' |> ignore

        nodes
        |> Array.iteri (fun place node ->
            let title = if node.Operation = "input" then node.Name else $"{node.Name}: {node.Operation}"
            let facts = Array.zip headings node.Facts |> Array.filter (fun (_, fact) -> fact <> "")
            let lines = facts |> Array.map (fun (heading, fact) -> ($"{heading} {fact}").Trim())
            let label = Array.append [| title |] lines |> Array.map escaped |> String.concat "<br/>"

            line (
                if node.Operation = "input" then
                    $"n{place}([\"{label}\"])"
                else
                    $"n{place}[\"{label}\"]"
            )

            node.Operands
            |> Array.iteri (fun i operand ->
                match operand with
                | DrawnOperand.Node from -> line $"n{from} --> n{place}"
                | DrawnOperand.Constant tensor ->
                    line $"c{place}_{i}([\"{escaped (brief tensor)}\"])"
                    line $"c{place}_{i} --> n{place}"))

        text.ToString().TrimEnd()
