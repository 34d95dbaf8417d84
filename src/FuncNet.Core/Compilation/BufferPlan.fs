namespace FuncNet

open System
open System.Collections.Generic
open System.Globalization

type PlannedBuffer = { Place: string; Spec: TensorSpec; Offset: int64; Bytes: int64; First: int; Last: int }

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

    override _.ToString() =
        let number (n: int64) = n.ToString("N0", CultureInfo.InvariantCulture)

        let row buffer = [|
            buffer.Place
            string buffer.Spec
            number buffer.Bytes
            number buffer.Offset
            $"{buffer.First}–{buffer.Last}"
        |]

        let table =
            Drawing.aligned
                (fun column -> column = 2 || column = 3)
                ([| "place"; "shape"; "bytes"; "offset"; "needed" |] :: (buffers |> Array.map row |> List.ofArray))

        $"{table}\npeak {number peak} bytes, sum of all intermediates {number sum} bytes"
