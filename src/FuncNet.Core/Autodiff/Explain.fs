namespace FuncNet

open System.Collections.Generic

/// A computation that was recorded with its values and with the adjoint of every place: the derivative of the result by
/// the value at that place.
[<Sealed>]
type Explanation internal (nodes: DrawnNode[], value: Tensor, gradients: IReadOnlyDictionary<string, Tensor>) =

    static let headings = [| "value"; "adjoint" |]

    /// The result of the computation.
    member _.Value = value

    /// The gradient of the result with respect to each input, by the input's name and in its shape.
    member _.Gradients = gradients

    /// A line for each place: the operation, its operands, type and shape, value, and adjoint. Larger tensors show their
    /// first numbers.
    member _.Table = Drawing.table headings nodes

    /// The graph in the notation of Mermaid, each node with its value and its gradient.
    member _.Mermaid = Drawing.mermaid [| "value"; "gradient" |] nodes

    /// The table.
    override explanation.ToString() = explanation.Table

/// Showing how a computation goes forward, and how its derivative comes back.
[<RequireQualifiedAccess; CompilationRepresentation(CompilationRepresentationFlags.ModuleSuffix)>]
module Explain =

    /// Records f at the given inputs (float32 or float64), and goes back over what was recorded. When the result has
    /// more than one number, the adjoints are those of its sum. Operations that the inputs do not reach are not recorded.
    ///
    /// The first example: J = 3(a + b·c) at a = 5, b = 3, c = 2.
    ///
    /// <code>
    /// let j = Explain.trace [ "a"; "b"; "c" ] (fun x -> 3.0 * (x[0] + x[1] * x[2])) [| Tensor.scalar 5.0; Tensor.scalar 3.0; Tensor.scalar 2.0 |]
    /// printfn "%s" j.Table
    ///
    /// place  operation  operands  shape       value  adjoint
    /// a      input                float32 []  5      3
    /// b      input                float32 []  3      6
    /// c      input                float32 []  2      9
    /// v1     Multiply   b, c      float32 []  6      3
    /// v2     Add        a, v1     float32 []  11     3
    /// v3     Multiply   3, v2     float32 []  33     1
    /// </code>
    ///
    /// So J = 33, ∂J/∂a = 3, ∂J/∂b = 6 and ∂J/∂c = 9.
    let trace (names: string seq) (f: Tensor[] -> Tensor) (inputs: Tensor[]) : Explanation =
        let names = Seq.toArray names

        if names.Length <> inputs.Length then
            Errors.configuration "Explain: %d names were given for %d inputs." names.Length inputs.Length

        if (Array.distinct names).Length <> names.Length then
            Errors.configuration "Explain: each input needs a name of its own; they are %s." (String.concat ", " names)

        for x in inputs do
            if not x.DType.IsFloat then
                Errors.dtype "Explain: the inputs must be float32 or float64; one is %O." x.DType

        let tape = Tape.Over inputs
        let result = f tape.Inputs
        let value = tape.Peel result

        let seeds =
            match tape.Find result with
            | Operand.Slot slot -> [ slot, Tensor.onesLike value ]
            | Operand.Constant _ -> []

        let adjoints = Backward.run true tape seeds

        let values =
            Array.append inputs [|
                for entry in tape.Entries do
                    yield! entry.Outputs
            |]

        let adjoint slot =
            match adjoints[slot] with
            | ValueSome g -> g
            | ValueNone -> Tensor.zerosLike values[slot]

        let facts slot =
            let adjoint = if values[slot].DType.IsFloat then Excerpt.brief (adjoint slot).Value else "–"
            [| Excerpt.brief values[slot].Value; adjoint |]

        let gradients = names |> Array.mapi (fun slot name -> KeyValuePair(name, adjoint slot)) |> Dictionary
        Explanation(Drawing.nodes names (inputs |> Array.map _.Spec) tape.Entries facts, value, gradients)
