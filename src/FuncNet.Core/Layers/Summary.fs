namespace FuncNet

open System
open System.Collections.Generic

/// One line of a summary.
type SummaryRow = {
    /// The name of the layer in the network, such as "block1.conv2d1".
    Path: string
    /// What it is, such as "Conv2D".
    Kind: string
    /// The shape of its result for one sample; several in parentheses.
    OutputShape: string
    /// How many numbers it holds, learned and kept.
    Parameters: int
}

/// The table that users know from Keras: layer, output shape, parameters, totals. Nothing is drawn or run for it.
[<Sealed>]
type Summary internal (rows: SummaryRow[], trainable: int, total: int) =

    /// A row for each layer, in the order of the flattened network.
    member _.Rows: IReadOnlyList<SummaryRow> = Array.AsReadOnly rows

    /// All numbers, learned and kept.
    member _.TotalParameters = total

    /// The numbers that training changes by gradients.
    member _.TrainableParameters = trainable

    /// The numbers that it does not: frozen ones, and running statistics.
    member _.NonTrainableParameters = total - trainable

    /// The table as text.
    override _.ToString() =
        let number (n: int) = n.ToString("N0", Globalization.CultureInfo.InvariantCulture)

        let cells =
            rows |> Array.map (fun row -> $"{row.Path} ({row.Kind})", row.OutputShape, number row.Parameters)

        let header = "Layer (type)", "Output Shape", "Param #"
        let width column = Array.append [| header |] cells |> Seq.map (column >> String.length) |> Seq.max

        let first, second, third =
            width (fun (a, _, _) -> a), width (fun (_, b, _) -> b), width (fun (_, _, c) -> c)

        let line (a: string, b: string, c: string) = $"{a.PadRight first}   {b.PadRight second}   {c.PadLeft third}"
        let rule (c: char) = String(c, first + second + third + 6)

        String.concat "\n" [
            line header
            rule '═'
            yield! cells |> Seq.map line
            rule '─'
            $"Total params: {number total}"
            $"Trainable params: {number trainable}"
            $"Non-trainable params: {number (total - trainable)}"
        ]

module internal Summary =

    let private shapeText (shape: Signal<Shape>) =
        shape
        |> Signal.map (fun shape -> "(None" + (shape |> Seq.map (sprintf ", %d") |> String.concat "") + ")")
        |> string

    let ofPlan (plan: Plan) =
        let row (atom: BoundAtom) =
            let learned = atom.Parameters |> Array.sumBy _.Shape.Size
            let kept = atom.States |> Array.sumBy _.Shape.Size

            {
                Path = atom.Path
                Kind = atom.Atom.Kind
                OutputShape = shapeText atom.Output
                Parameters = learned + kept
            }

        let rows = plan.Atoms |> Array.map row
        let sizes = plan.Atoms |> Array.collect (fun atom -> atom.Parameters |> Array.map _.Shape.Size)

        let trainable =
            Array.map2 (fun size frozen -> if frozen then 0 else size) sizes plan.Frozen |> Array.sum

        Summary(rows, trainable, rows |> Array.sumBy _.Parameters)
