namespace FuncNet

open System.Collections.Generic

/// Chains of element-wise operations become one operation each, which goes over them tile by tile.
[<RequireQualifiedAccess>]
module internal Fusion =

    /// Numbers stand in the body; all else is an operand.
    let private isNumber operand =
        match operand with
        | Operand.Slot _ -> false
        | Operand.Constant tensor -> tensor.Rank = 0 && tensor.Form.IsConcrete

    let private specOf (program: Program) operand =
        match operand with
        | Operand.Slot slot -> program.Specs[slot]
        | Operand.Constant tensor -> tensor.Spec

    /// A chain as an entry, of which these places are read by others.
    let private fused (program: Program) (chains: Chains) (chain: Chain) (given: int[]) : Entry =
        let entries = program.Entries
        let places = Dictionary<int, int>()
        let inputs = Dictionary<Reading, int>()
        let operands = List<Operand>()
        let own = HashSet(chains.Steps chain |> Seq.map (fun position -> entries[position].First))

        let isOwn operand =
            match operand with
            | Operand.Slot slot -> own.Contains slot
            | Operand.Constant _ -> false

        for position in chains.Steps chain do
            for operand in entries[position].Operands do
                let read =
                    match chains.Viewed(position, operand) with
                    | ValueSome view -> view.Operands[0]
                    | ValueNone -> operand

                if not (isOwn read) && not (isNumber read) && inputs.TryAdd(Reading read, operands.Count) then
                    operands.Add read

        let source operand =
            match operand with
            | Operand.Constant tensor when isNumber operand -> Source.Number tensor.Value
            | Operand.Slot slot when own.Contains slot -> Source.Slot places[slot]
            | _ -> Source.Slot inputs[Reading operand]

        let steps = List<Step>()

        let add primitive sources spec =
            let place = operands.Count + steps.Count
            steps.Add { Primitive = primitive; Operands = sources; First = place; Specs = [| spec |] }
            place

        for position in chains.Steps chain do
            let entry = entries[position]

            let sources =
                entry.Operands
                |> Array.map (fun operand ->
                    match chains.Viewed(position, operand) with
                    | ValueSome view ->
                        let viewed = source view.Operands[0]
                        Source.Slot(add view.Primitive [| viewed |] program.Specs[view.First])
                    | ValueNone -> source operand)

            places[entry.First] <- add entry.Primitive sources program.Specs[entry.First]

        let results = given |> Array.map (fun slot -> Source.Slot places[slot])

        let outputs =
            chain.Members
            |> Seq.map (fun position -> entries[position])
            |> Seq.filter (fun entry -> Array.contains entry.First given)
            |> Seq.map (fun entry -> entry.Outputs[0])

        {
            Primitive =
                Primitive.Control(
                    Control.Fused(
                        LoopBody(operands |> Seq.map (specOf program) |> Seq.toArray, steps.ToArray(), results)
                    )
                )
            Operands = operands.ToArray()
            Inputs = [||]
            Outputs = Seq.toArray outputs
            First = given[0]
        }

    let rec program (program: Program) : Program =
        let chains = Chains program
        let rewriting = Rewriting program

        for chain in chains.Ordered do
            let first = program.Entries[chain.First]

            if chains.IsFused chain then
                let given = chains.Given chain |> Array.map (fun position -> program.Entries[position].First)

                // What nobody reads is left out.
                if given.Length > 0 then
                    rewriting.Add(fused program chains chain given, given)
            else
                match first.Primitive with
                | Primitive.Control(Control.Scan scan) ->
                    let scan = { scan with Body = body scan.Body }
                    rewriting.Keep { first with Primitive = Primitive.Control(Control.Scan scan) }
                | _ -> rewriting.Keep first

        rewriting.Program

    /// The body of a scan, in which the same is done.
    and private body (body: LoopBody) : LoopBody =
        let fused = Program.trace (Bodies.replay body >> snd) body.Inputs |> program

        let source operand =
            match operand with
            | Operand.Slot slot -> Source.Slot slot
            | Operand.Constant tensor -> Source.Number tensor.Value

        let step (entry: Entry) : Step = {
            Primitive = entry.Primitive
            Operands = entry.Operands |> Array.map source
            First = entry.First
            Specs = Array.sub fused.Specs entry.First entry.Outputs.Length
        }

        LoopBody(body.Inputs, fused.Entries |> Array.map step, fused.Outputs |> Array.map source)
