namespace FuncNet

open System
open System.Collections.Generic

[<Sealed>]
type BufferPlan
    internal
    (
        program: Program,
        homes: int voption[],
        offsets: int[],
        elements: Dictionary<DType, int>,
        buffers: PlannedBuffer[],
        sum
    ) =

    let peak =
        Seq.sumBy (fun (entry: KeyValuePair<DType, int>) -> int64 entry.Value * int64 entry.Key.Bytes) elements

    member internal _.Program = program
    member internal _.Homes = homes
    member internal _.Offsets = offsets

    member internal _.Elements(dtype: DType) =
        match elements.TryGetValue dtype with
        | true, n -> n
        | _ -> 0

    member _.Buffers: IReadOnlyList<PlannedBuffer> = Array.AsReadOnly buffers
    member _.Peak = peak
    member _.Sum: int64 = sum

    member _.Mermaid = PlanDrawing.mermaid program homes buffers
    member _.Svg = PlanDrawing.svg program homes buffers

    member plan.ArenaSvg =
        ArenaChart.draw program buffers (fun dtype -> int64 (plan.Elements dtype) * int64 dtype.Bytes) sum

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
