namespace FuncNet

open System
open System.Collections.Generic

[<Sealed>]
type BufferPlan
    internal
    (program: Program, roots: int voption[], offsets: int[], elements: Dictionary<DType, int>, buffers: PlannedBuffer[])
    =

    let peak =
        Seq.sumBy (fun (entry: KeyValuePair<DType, int>) -> int64 entry.Value * int64 entry.Key.Bytes) elements

    let sum = buffers |> Array.sumBy _.Bytes

    member internal _.Program = program
    member internal _.Roots = roots
    member internal _.Offsets = offsets

    member internal _.Elements(dtype: DType) =
        match elements.TryGetValue dtype with
        | true, n -> n
        | _ -> 0

    member _.Buffers: IReadOnlyList<PlannedBuffer> = Array.AsReadOnly buffers
    member _.Peak = peak
    member _.Sum = sum

    member _.Mermaid = PlanDrawing.mermaid program roots buffers
    member _.Svg = PlanDrawing.svg program roots buffers

    member plan.ArenaSvg =
        ArenaChart.draw program buffers (fun dtype -> int64 (plan.Elements dtype) * int64 dtype.Bytes)

    override _.ToString() =
        let number = PlanDrawing.number

        let row buffer = [|
            buffer.Place
            string buffer.Spec
            number buffer.Bytes
            number buffer.Offset
            buffer.Needed
        |]

        let table =
            Drawing.aligned
                (fun column -> column = 2 || column = 3)
                ([| "place"; "shape"; "bytes"; "offset"; "needed" |] :: (buffers |> Array.map row |> List.ofArray))

        $"{table}\npeak {number peak} bytes, sum of all intermediates {number sum} bytes"

[<RequireQualifiedAccess>]
module internal Buffers =

    /// Elements to which buffers are aligned: a cache line of float.
    [<Literal>]
    let private Alignment = 16

    /// A reshape and a stopped gradient show the numbers of their operand.
    let private shows (entry: Entry) =
        match entry.Primitive with
        | Primitive.Shaping(Shaping.Reshape _)
        | Primitive.Control Control.StopGradient -> true
        | _ -> false

    let private rootsOf (program: Program) =
        let roots = Array.init program.Slots ValueSome

        for entry in program.Entries do
            if shows entry then
                roots[entry.First] <-
                    match entry.Operands[0] with
                    | Operand.Slot slot -> roots[slot]
                    | Operand.Constant _ -> ValueNone

        roots

    /// For each place, the operation that writes it and the last that reads it or what shows it, counted from 1.
    let private lifetimes (kept: int seq) (program: Program) (roots: int voption[]) =
        let first, last = Array.zeroCreate<int> program.Slots, Array.zeroCreate<int> program.Slots

        let read time operand =
            match operand with
            | Operand.Slot slot ->
                match roots[slot] with
                | ValueSome root -> last[root] <- time
                | ValueNone -> ()
            | Operand.Constant _ -> ()

        program.Entries
        |> Array.iteri (fun i entry ->
            Array.iter (read (i + 1)) entry.Operands

            for k in 0 .. entry.Outputs.Length - 1 do
                first[entry.First + k] <- i + 1
                // What nobody reads is written all the same.
                last[entry.First + k] <- max last[entry.First + k] (i + 1))

        Array.iter (read (program.Entries.Length + 1)) program.Outputs

        for input in kept do
            last[input] <- program.Entries.Length + 1

        first, last

    let planKeeping (kept: int seq) (program: Program) : BufferPlan =
        let specs = program.Specs
        let roots = rootsOf program
        let first, last = lifetimes kept program roots
        let own = [| for slot in 0 .. program.Slots - 1 -> roots[slot] = ValueSome slot |]
        let offsets = Array.zeroCreate<int> program.Slots
        let elements = Dictionary<DType, int>()

        let padded slot = (specs[slot].Shape.Size + Alignment - 1) / Alignment * Alignment

        let places =
            [| 0 .. program.Slots - 1 |]
            |> Array.filter (fun slot -> own[slot])
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

        let buffers = [|
            for slot in 0 .. program.Slots - 1 do
                if own[slot] then
                    let size = int64 specs[slot].DType.Bytes

                    {
                        Place = program.NameOf slot
                        Spec = specs[slot]
                        Offset = int64 offsets[slot] * size
                        Bytes = int64 specs[slot].Shape.Size * size
                        First = first[slot]
                        Last = last[slot]
                    }
        |]

        BufferPlan(program, roots, offsets, elements, buffers)

    let plan program = planKeeping [] program
