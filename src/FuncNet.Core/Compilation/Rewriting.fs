namespace FuncNet

/// A program under construction: entries are taken over from another one by one, at new places.
[<Sealed>]
type internal Rewriting(program: Program) =

    let inputs = program.InputSpecs
    let entries = ResizeArray<Entry>()
    let moved = Array.init program.Slots Operand.Slot
    let mutable next = inputs.Length

    /// Where what stood at a place of the old program is to be read now.
    member _.Read(operand: Operand) =
        match operand with
        | Operand.Slot slot -> moved[slot]
        | Operand.Constant _ -> operand

    /// What stood at a place is read here from now on.
    member _.Replace(place: int, operand: Operand) = moved[place] <- operand

    /// Takes an entry over that gives what stood at these places, with the operands that it reads now.
    member rewriting.Add(entry: Entry, places: int[]) =
        entries.Add { entry with Operands = entry.Operands |> Array.map rewriting.Read; First = next }

        for k in 0 .. places.Length - 1 do
            rewriting.Replace(places[k], Operand.Slot(next + k))

        next <- next + places.Length

    /// Takes an entry over as it is.
    member rewriting.Keep(entry: Entry) =
        rewriting.Add(entry, Array.init entry.Outputs.Length (fun k -> entry.First + k))

    member rewriting.Program = Program(inputs, entries.ToArray(), program.Outputs |> Array.map rewriting.Read)

/// What an entry reads, as a key: places and numbers by value, other tensors by identity.
[<Struct; CustomEquality; NoComparison>]
type internal Reading(operand: Operand) =

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
