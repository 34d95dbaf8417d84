namespace FuncNet

open System.Collections.Generic

/// Where the places of a program live, and how long. A home is a place whose buffer others may share: views of its numbers, and
/// results that are written over them once nobody needs them any more.
[<Sealed>]
type internal Homes(kept: int[], carried: struct (int * int)[], program: Program) =

    let entries, specs = program.Entries, program.Specs
    let finish = entries.Length + 1
    let homes = Array.init program.Slots ValueSome

    /// For each home, the operation that writes it and the last that reads what lives there, counted from 1.
    let first, last = Array.zeroCreate<int> program.Slots, Array.zeroCreate<int> program.Slots

    let homeOf operand =
        match operand with
        | Operand.Slot slot -> homes[slot]
        | Operand.Constant _ -> ValueNone

    let read time operand = homeOf operand |> ValueOption.iter (fun home -> last[home] <- max last[home] time)

    let findViews () =
        for entry in entries do
            if Homes.Shows entry then
                homes[entry.First] <- homeOf entry.Operands[0]

    let findLifetimes () =
        entries
        |> Array.iteri (fun i entry ->
            Array.iter (read (i + 1)) entry.Operands

            for k in 0 .. entry.Outputs.Length - 1 do
                first[entry.First + k] <- i + 1
                // What nobody reads is written all the same.
                last[entry.First + k] <- max last[entry.First + k] (i + 1))

        Array.iter (read finish) program.Outputs

        for input in kept do
            last[input] <- finish

    /// True if an entry may write a result over one of its operands.
    let mayOverwrite (entry: Entry) (home: int) result =
        match entry.Primitive with
        | Primitive.Control(Control.Fused body) ->
            match
                [
                    for i in 0 .. entry.Operands.Length - 1 do
                        if homeOf entry.Operands[i] = ValueSome home then
                            i
                ]
            with
            | [ operand ] ->
                body.Inputs[operand] = specs[entry.First + result] && Fused.mayOverwrite body operand result
            | _ -> false
        | _ -> false

    /// All that lives in a place lives in another from now on.
    let move place home =
        for slot in 0 .. homes.Length - 1 do
            if homes[slot] = ValueSome place then
                homes[slot] <- ValueSome home

        last[home] <- last[place]

    /// For each place that an entry gives: the entry's position, and the number of the result.
    let writers =
        let writers = Dictionary<int, struct (int * int)>()

        entries
        |> Array.iteri (fun i entry ->
            for k in 0 .. entry.Outputs.Length - 1 do
                writers[entry.First + k] <- struct (i, k))

        writers

    /// A result that is to be an input lives there, if the input is not needed any more when it is written.
    let settleCarried () =
        for struct (input, result) in carried do
            match homeOf program.Outputs[result] with
            | ValueSome place when
                place >= program.InputSpecs.Length
                && homes[place] = ValueSome place
                && specs[place].DType = specs[input].DType
                && specs[place].Shape.Size = specs[input].Shape.Size
                ->
                let struct (writer, k) = writers[place]

                if last[input] < writer + 1 || (last[input] = writer + 1 && mayOverwrite entries[writer] input k) then
                    move place input
                    last[input] <- finish
            | _ -> ()

    /// Results that take the place of an operand that nobody reads later.
    let settleOverwriting () =
        for i in 0 .. entries.Length - 1 do
            let entry = entries[i]

            for k in 0 .. entry.Outputs.Length - 1 do
                let place = entry.First + k

                if homes[place] = ValueSome place then
                    entry.Operands
                    |> Array.tryPick (fun operand ->
                        match homeOf operand with
                        | ValueSome home when last[home] = i + 1 && mayOverwrite entry home k -> Some home
                        | _ -> None)
                    |> Option.iter (move place)

    do
        findViews ()
        findLifetimes ()
        settleCarried ()
        settleOverwriting ()

    /// A reshape and a stopped gradient show the numbers of their operand.
    static member Shows(entry: Entry) =
        match entry.Primitive with
        | Primitive.Shaping(Shaping.Reshape _)
        | Primitive.Control Control.StopGradient -> true
        | _ -> false

    /// The home of each place, or none if it shows a constant.
    member _.Of = homes

    /// For each home, the operation that writes it first, counted from 1; 0 for an input.
    member _.First = first

    /// For each home, the last operation that reads it; one more than there are for a result of the program.
    member _.Last = last

/// Planning the memory of programs.
[<RequireQualifiedAccess>]
module internal Buffers =

    /// Elements to which buffers are aligned: a cache line of float.
    [<Literal>]
    let private Alignment = 16

    let private planned (kept: int[]) (carried: struct (int * int)[]) (program: Program) : BufferPlan =
        let specs = program.Specs
        let homes = Homes(kept, carried, program)
        let first, last = homes.First, homes.Last
        let offsets = Array.zeroCreate<int> program.Slots
        let elements = Dictionary<DType, int>()

        let padded slot = (specs[slot].Shape.Size + Alignment - 1) / Alignment * Alignment

        let places =
            [| 0 .. program.Slots - 1 |]
            |> Array.filter (fun slot -> homes.Of[slot] = ValueSome slot)
            |> Array.sortBy (fun slot -> struct (-(padded slot), slot))

        for dtype, places in Array.groupBy (fun slot -> specs[slot].DType) places do
            // Buffers that stand already, by their offset.
            let standing = List<int>()

            for slot in places do
                let mutable offset = 0

                for other in standing do
                    let together = first[other] <= last[slot] && first[slot] <= last[other]

                    if together && offsets[other] < offset + padded slot && offset < offsets[other] + padded other then
                        offset <- offsets[other] + padded other

                offsets[slot] <- offset
                let place = standing.FindIndex(fun other -> offsets[other] > offset)
                standing.Insert((if place < 0 then standing.Count else place), slot)

            elements[dtype] <- places |> Seq.map (fun slot -> offsets[slot] + padded slot) |> Seq.fold max 0

        /// The places that are written there: all that live there but views.
        let written = Array.init program.Slots (fun _ -> List<int>())

        let write slot = homes.Of[slot] |> ValueOption.iter (fun home -> written[home].Add slot)

        for input in 0 .. program.InputSpecs.Length - 1 do
            write input

        for entry in program.Entries do
            if not (Homes.Shows entry) then
                Seq.iter write (seq { entry.First .. entry.First + entry.Outputs.Length - 1 })

        let bytes slot = int64 specs[slot].Shape.Size * int64 specs[slot].DType.Bytes

        let buffers = [|
            for slot in 0 .. program.Slots - 1 do
                if homes.Of[slot] = ValueSome slot then
                    {
                        Place = written[slot] |> Seq.map program.NameOf |> String.concat ", "
                        Spec = specs[slot]
                        Offset = int64 offsets[slot] * int64 specs[slot].DType.Bytes
                        Bytes = bytes slot
                        First = first[slot]
                        Last = last[slot]
                    }
        |]

        BufferPlan(program, homes.Of, offsets, elements, buffers, written |> Seq.concat |> Seq.sumBy bytes)

    /// The plan of a program: each buffer, the largest first, at the lowest place that is free as long as it is needed.
    let plan program = planned [||] [||] program

    /// The plan of a program whose results take the place of inputs, given as pairs of an input and a result. The other inputs stay
    /// what they are.
    let planLoop (carried: struct (int * int)[]) (program: Program) =
        let isCarried input = carried |> Array.exists (fun struct (other, _) -> other = input)
        let kept = [| 0 .. program.InputSpecs.Length - 1 |] |> Array.filter (isCarried >> not)
        planned kept carried program
