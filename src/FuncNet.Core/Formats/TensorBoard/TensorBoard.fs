namespace FuncNet

open System
open System.Collections.Generic
open System.IO

[<RequireQualifiedAccess; CompilationRepresentation(CompilationRepresentationFlags.ModuleSuffix)>]
module TensorBoard =

    /// Where TensorFlow's intervals end: −10⁻¹²·1.1ᵏ from −10²⁰ on, 0, and 10⁻¹²·1.1ᵏ up to 10²⁰, and the largest number there is.
    let private limits =
        let positive = [|
            yield! Seq.unfold (fun x -> if x < 1e20 then Some(x, x * 1.1) else None) 1e-12
            Double.MaxValue
        |]

        Array.concat [ Array.rev (Array.map (~-) positive); [| 0.0 |]; positive ]

    /// The first limit that is greater than a number; the last for the largest number there is.
    let private placeOf (x: float) =
        let found = Array.BinarySearch(limits, x)
        min (limits.Length - 1) (if found >= 0 then found + 1 else ~~~found)

    let histogram (tensor: Tensor) : TensorBoardHistogram =
        let numbers = (Tensor.cast DType.Float64 tensor).ToArray<float>() |> Array.filter Double.IsFinite
        let counts = Array.zeroCreate<float> limits.Length

        for x in numbers do
            let place = placeOf x
            counts[place] <- counts[place] + 1.0

        // An empty interval stays only where a full one follows, which would begin too early without it.
        let kept = [|
            for place in 0 .. limits.Length - 1 do
                if counts[place] > 0.0 || place + 1 < limits.Length && counts[place + 1] > 0.0 then
                    place
        |]

        {
            Minimum = if numbers.Length = 0 then 0.0 else Array.min numbers
            Maximum = if numbers.Length = 0 then 0.0 else Array.max numbers
            Count = float numbers.Length
            Sum = Array.sum numbers
            SumOfSquares = numbers |> Array.sumBy (fun x -> x * x)
            Limits = kept |> Array.map (fun place -> limits[place]) |> Array.AsReadOnly
            Counts = kept |> Array.map (fun place -> counts[place]) |> Array.AsReadOnly
        }

    let graph (network: Network) : IReadOnlyList<TensorBoardNode> = Array.AsReadOnly(NetworkGraph.ofNetwork network)

    let newPath (time: DateTimeOffset) (folder: string) : string =
        Seq.initInfinite (fun later ->
            Path.Combine(folder, $"events.out.tfevents.{time.ToUnixTimeSeconds() + int64 later:D10}.funcnet"))
        |> Seq.find (File.Exists >> not)

    let private writeTo path (stream: Stream) (events: TensorBoardEvent seq) =
        for event in events do
            stream.Write(ReadOnlySpan(RecordFile.frame (EventMessage.write path event)))

    let private begin' (stream: Stream) (events: TensorBoardEvent[]) =
        let time = if events.Length > 0 then events[0].Time else DateTimeOffset.UnixEpoch
        stream.Write(ReadOnlySpan(RecordFile.frame (EventMessage.first time)))

    let write (path: string) (events: TensorBoardEvent seq) : unit =
        let events = Seq.toArray events

        Files.writeAtomically path (fun stream ->
            begin' stream events
            writeTo path stream events)

    let append (path: string) (events: TensorBoardEvent seq) : unit =
        let events = Seq.toArray events
        use buffer = new MemoryStream()
        writeTo path buffer events

        Files.guard "write" path (fun () ->
            use stream = new FileStream(path, FileMode.Append, FileAccess.Write, FileShare.ReadWrite)

            if stream.Length = 0L then
                begin' stream events

            buffer.WriteTo stream
            stream.Flush())

    let internal readStream (file: string) (stream: Stream) : TensorBoardEvent[] =
        if stream.Length = 0L then
            Errors.data "'%s' is empty; an event file of TensorBoard begins with its version." file

        RecordFile.read file stream
        |> Seq.indexed
        |> Seq.collect (fun (number, struct (where, content)) ->
            let fail problem : exn =
                DataException $"'{file}' is no event file that can be read: of its record {where}, {problem}"

            if number = 0 then
                EventMessage.requireVersion fail content
                [||]
            else
                EventMessage.read file fail content)
        |> Seq.toArray

    let read (path: string) : IReadOnlyList<TensorBoardEvent> =
        Array.AsReadOnly(Files.read path (readStream path)) :> IReadOnlyList<TensorBoardEvent>
