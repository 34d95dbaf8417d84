namespace FuncNet

open System.Collections.Generic

/// Programs that give the same values with fewer operations. Every pass takes a program and gives one of the same signature.
[<RequireQualifiedAccess>]
module internal Passes =

    /// A program under construction: entries are taken over one by one, at new places.
    type private Rewriting(program: Program) =
        let inputs = program.InputSpecs
        let entries = ResizeArray<Entry>()
        let moved = Array.init program.Slots (fun slot -> Operand.Slot slot)
        let mutable next = inputs.Length

        /// Where what stood at a place of the old program is to be read now.
        member _.Read(operand: Operand) =
            match operand with
            | Operand.Slot slot -> moved[slot]
            | Operand.Constant _ -> operand

        /// The result k of an old entry is read here.
        member _.Replace(entry: Entry, k: int, operand: Operand) = moved[entry.First + k] <- operand

        /// Takes an entry over, with the operands that it reads now.
        member rewriting.Keep(entry: Entry) =
            entries.Add { entry with Operands = entry.Operands |> Array.map rewriting.Read; First = next }

            for k in 0 .. entry.Outputs.Length - 1 do
                rewriting.Replace(entry, k, Operand.Slot(next + k))

            next <- next + entry.Outputs.Length

        member rewriting.Program = Program(inputs, entries.ToArray(), program.Outputs |> Array.map rewriting.Read)

    /// Leaves out what no result depends on.
    let deadCode (program: Program) : Program =
        let rewriting = Rewriting program

        for entry in Bodies.needed program.Entries program.Outputs do
            rewriting.Keep entry

        rewriting.Program

    /// What an entry reads, as a key: places and numbers by value, other tensors by identity.
    [<Struct; CustomEquality; NoComparison>]
    type private Reading(operand: Operand) =
        member _.Operand = operand

        override _.Equals(other) =
            match other with
            | :? Reading as other ->
                match operand, other.Operand with
                | Operand.Slot a, Operand.Slot b -> a = b
                | Operand.Constant a, Operand.Constant b ->
                    obj.ReferenceEquals(a, b) || (a.Rank = 0 && b.Rank = 0 && a.Form.IsConcrete && a = b)
                | _ -> false
            | _ -> false

        override _.GetHashCode() =
            match operand with
            | Operand.Slot slot -> slot
            | Operand.Constant tensor when tensor.Rank = 0 && tensor.Form.IsConcrete -> hash tensor
            | Operand.Constant tensor -> LanguagePrimitives.PhysicalHash tensor

    /// Does once what is done twice: the same operation on the same operands.
    let commonSubexpressions (program: Program) : Program =
        let rewriting = Rewriting program
        let known = Dictionary<struct (Primitive * Reading list), Entry>()

        for entry in program.Entries do
            let key = struct (entry.Primitive, [ for operand in entry.Operands -> Reading(rewriting.Read operand) ])

            match known.TryGetValue key with
            | true, first ->
                for k in 0 .. entry.Outputs.Length - 1 do
                    rewriting.Replace(entry, k, rewriting.Read(Operand.Slot(first.First + k)))
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
                |> Array.iteri (fun k result -> rewriting.Replace(entry, k, Operand.Constant result))
            else
                rewriting.Keep entry

        rewriting.Program

    /// All passes by name, in their order.
    let all: (string * (Program -> Program)) list = [
        "constants", constants
        "common subexpressions", commonSubexpressions
        "dead code", deadCode
    ]
