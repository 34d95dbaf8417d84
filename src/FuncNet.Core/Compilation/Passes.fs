namespace FuncNet

open System.Collections.Generic

/// Programs that give the same values with fewer operations. Every pass takes a program and gives one of the same signature.
[<RequireQualifiedAccess>]
module internal Passes =

    /// Leaves out what no result depends on, and the places of maxima that nobody reads.
    let deadCode (program: Program) : Program =
        let rewriting = Rewriting program
        let needed = Bodies.needed program.Entries program.Outputs

        let read =
            HashSet(
                Seq.append (needed |> Seq.collect _.Operands) program.Outputs
                |> Seq.map (fun operand -> Reading operand)
            )

        for entry in needed do
            match entry.Primitive with
            | Primitive.Pooling(Pooling.Max(window, pool)) when
                not (read.Contains(Reading(Operand.Slot(entry.First + 1))))
                ->
                let alone = {
                    entry with
                        Primitive = Primitive.Pooling(Pooling.MaxAlone(window, pool))
                        Outputs = [| entry.Outputs[0] |]
                }

                rewriting.Add(alone, [| entry.First |])
            | _ -> rewriting.Keep entry

        rewriting.Program

    /// Does once what is done twice: the same operation on the same operands.
    let commonSubexpressions (program: Program) : Program =
        let rewriting = Rewriting program
        let known = Dictionary<struct (Primitive * Reading list), Entry>()

        for entry in program.Entries do
            let key = struct (entry.Primitive, [ for operand in entry.Operands -> Reading(rewriting.Read operand) ])

            match known.TryGetValue key with
            | true, first ->
                for k in 0 .. entry.Outputs.Length - 1 do
                    rewriting.Replace(entry.First + k, rewriting.Read(Operand.Slot(first.First + k)))
            | _ ->
                known[key] <- entry
                rewriting.Keep entry

        rewriting.Program

    /// Computes now what depends on constants alone.
    let constants (program: Program) : Program =
        let rewriting = Rewriting program

        let constant operand =
            match rewriting.Read operand with
            | Operand.Constant tensor when tensor.Form.IsConcrete -> ValueSome tensor
            | _ -> ValueNone

        for entry in program.Entries do
            let operands = entry.Operands |> Array.map constant

            if operands |> Array.forall _.IsSome then
                Tensor.ApplyAll(entry.Primitive, operands |> Array.map _.Value)
                |> Array.iteri (fun k result -> rewriting.Replace(entry.First + k, Operand.Constant result))
            else
                rewriting.Keep entry

        rewriting.Program

    /// All passes by name, in their order.
    let all: (string * (Program -> Program)) list = [
        "constants", constants
        "common subexpressions", commonSubexpressions
        "dead code", deadCode
        "fusion", PooledMasks.program >> deadCode >> Fusion.program >> PooledEnds.program >> deadCode
    ]
