namespace FuncNet

open System.Collections.Generic

[<Sealed>]
type Explanation internal (nodes: DrawnNode[], value: Tensor, gradients: IReadOnlyDictionary<string, Tensor>) =

    static let headings = [| "value"; "adjoint" |]

    let description () =
        let many n (noun: string) = if n = 1 then $"1 {noun}" else $"{n} {noun}s"
        let inputs = nodes |> Seq.filter _.IsInput |> Seq.length

        let operations = nodes.Length - inputs
        let result = Excerpt.brief value.Value
        $"""{many inputs "input"} and {many operations "operation"}; the result is {result}."""

    member _.Value = value
    member _.Gradients = gradients
    member _.Table = Drawing.table [| "place"; "operation"; "operands"; "shape"; yield! headings |] nodes
    member _.Mermaid = Drawing.mermaid [| "value"; "gradient" |] nodes

    member _.Svg =
        Svg.draw "A computation, with the value and the adjoint of each place" (description ()) headings nodes

    override explanation.ToString() = explanation.Table

[<RequireQualifiedAccess; CompilationRepresentation(CompilationRepresentationFlags.ModuleSuffix)>]
module Explain =

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
        let result = tape.Settle(f tape.Inputs)
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
