namespace FuncNet

open System.Collections.Generic

/// Convolutions whose results nobody reads but a pooling take it to their end: it pools rows while they are in the cache.
[<RequireQualifiedAccess>]
module internal PooledEnds =

    let private join (program: Program) (convolution: Entry) (body: LoopBody) (pooling: Entry) : Entry =
        let step = {
            Primitive = pooling.Primitive
            Operands = body.Results
            First = body.Slots
            Specs = pooling.Outputs |> Array.mapi (fun k _ -> program.Specs[pooling.First + k])
        }

        let pooled = pooling.Outputs |> Array.mapi (fun k _ -> Source.Slot(body.Slots + k))
        let results = Array.append body.Results pooled

        {
            Primitive =
                Primitive.Control(Control.Fused(LoopBody(body.Inputs, Array.append body.Steps [| step |], results)))
            Operands = convolution.Operands
            Inputs = [||]
            Outputs = Array.append convolution.Outputs pooling.Outputs
            First = convolution.First
        }

    let program (program: Program) : Program =
        let specs = program.Specs

        let readers =
            Seq.append (program.Entries |> Seq.collect _.Operands) program.Outputs
            |> Seq.countBy Reading
            |> dict

        /// Fused convolutions of one result that is read once, by their places.
        let convolutions = Dictionary<int, struct (Entry * LoopBody)>()

        for entry in program.Entries do
            match entry.Primitive with
            | Primitive.Control(Control.Fused body) when
                entry.Outputs.Length = 1
                && (match body.Steps[0].Primitive with
                    | Primitive.Convolution _ -> true
                    | _ -> false)
                && (match readers.TryGetValue(Reading(Operand.Slot entry.First)) with
                    | true, 1 -> true
                    | _ -> false)
                ->
                convolutions[entry.First] <- struct (entry, body)
            | _ -> ()

        let joined = Dictionary<int, Entry>()

        for entry in program.Entries do
            match entry.Operands with
            | [| Operand.Slot slot |] when
                convolutions.ContainsKey slot
                && Fused.isPooledEnd entry.Primitive specs[slot].Shape specs[entry.First].Shape
                ->
                let struct (convolution, body) = convolutions[slot]
                joined[entry.First] <- join program convolution body entry
            | _ -> ()

        let absorbed = HashSet(joined.Values |> Seq.map _.First)
        let rewriting = Rewriting program

        for entry in program.Entries do
            match joined.TryGetValue entry.First with
            | true, both ->
                let pooled = entry.Outputs |> Array.mapi (fun k _ -> entry.First + k)
                rewriting.Add(both, Array.append [| both.First |] pooled)
            | _ ->
                if not (absorbed.Contains entry.First) then
                    rewriting.Keep entry

        rewriting.Program
