namespace FuncNet

[<Sealed>]
type Program internal (inputs: TensorSpec[], entries: Entry[], outputs: Operand[]) =

    let specs = [|
        yield! inputs

        for entry in entries do
            for output in entry.Outputs do
                output.Spec
    |]

    let spec output =
        match output with
        | Operand.Slot slot -> specs[slot]
        | Operand.Constant tensor -> tensor.Spec

    let isClosed =
        Seq.append (entries |> Seq.collect _.Operands) outputs
        |> Seq.forall (fun operand ->
            match operand with
            | Operand.Slot _ -> true
            | Operand.Constant tensor -> tensor.Form.IsConcrete)

    let nameOf slot = if slot < inputs.Length then $"x{slot + 1}" else $"v{slot - inputs.Length + 1}"

    /// "1" for the place of the first result, and so on; "" for a place that is none.
    let resultAt slot =
        outputs
        |> Seq.indexed
        |> Seq.filter (fun (_, output) ->
            match output with
            | Operand.Slot place -> place = slot
            | Operand.Constant _ -> false)
        |> Seq.map (fun (i, _) -> string (i + 1))
        |> String.concat ", "

    let nodes facts =
        let names = Array.init inputs.Length nameOf
        Drawing.nodes names inputs entries (fun slot -> [| resultAt slot; yield! facts slot |])

    member internal _.Entries = entries
    member internal _.Outputs = outputs

    /// The number of places: the inputs, and the results of every operation.
    member internal _.Slots = specs.Length

    /// Shape and type of every place.
    member internal _.Specs = specs

    /// True if every constant has numbers: none belongs to a tape or to another program.
    member internal _.IsClosed = isClosed

    /// The name of a place, as tables have it.
    member internal _.NameOf(slot: int) = nameOf slot

    /// Every place as it is drawn, with the number of the result if it is one, and further facts.
    member internal _.Nodes(facts: int -> string[]) = nodes facts

    member _.InputSpecs = Array.copy inputs
    member _.OutputSpecs = outputs |> Array.map spec
    member _.Length = entries.Length

    member _.Table =
        Drawing.table [| "place"; "operation"; "operands"; "shape"; "result" |] (nodes (fun _ -> [||]))

    member _.Mermaid =
        let withSpec (node: DrawnNode) = { node with Facts = [| node.Shape; yield! node.Facts |] }
        Drawing.mermaid [| ""; "result" |] (nodes (fun _ -> [||]) |> Array.map withSpec)

    member _.Svg =
        let places = $"{inputs.Length} inputs and {entries.Length} operations give {outputs.Length} results."
        Svg.draw "A program" places [| "result" |] (nodes (fun _ -> [||]))

    override program.ToString() = program.Table

[<RequireQualifiedAccess; CompilationRepresentation(CompilationRepresentationFlags.ModuleSuffix)>]
module Program =

    let trace (f: Tensor[] -> Tensor[]) (inputs: TensorSpec seq) : Program =
        let inputs = Seq.toArray inputs
        let tape = Tape.Program inputs
        let outputs = f tape.Inputs |> Array.map (tape.Settle >> tape.Find)
        Program(inputs, tape.Entries.ToArray(), outputs)

    let requireFitting (program: Program) (inputs: Tensor[]) =
        let expected = program.InputSpecs

        if inputs.Length <> expected.Length then
            Errors.shape "Program: it takes %d inputs; %d were given." expected.Length inputs.Length

        for i in 0 .. inputs.Length - 1 do
            if inputs[i].Spec <> expected[i] then
                Errors.shape
                    "Program: input %d is traced as %O; %O was given. Trace it again for this signature."
                    (i + 1)
                    expected[i]
                    inputs[i].Spec

    let run (program: Program) (inputs: Tensor[]) : Tensor[] =
        requireFitting program inputs
        let places = Array.zeroCreate<Tensor> program.Slots
        inputs.CopyTo(places, 0)

        let read operand =
            match operand with
            | Operand.Slot slot -> places[slot]
            | Operand.Constant tensor -> tensor

        for entry in program.Entries do
            let results = Tensor.ApplyAll(entry.Primitive, entry.Operands |> Array.map read)
            results.CopyTo(places, entry.First)

        program.Outputs |> Array.map read
