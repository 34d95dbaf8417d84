namespace FuncNet

open System
open System.Collections.Generic
open System.Linq
open System.Threading

[<Sealed>]
type Pipeline<'T> internal (extent: Extent, isRandom: bool, enumerate: Walk -> int -> 'T seq) =

    member internal _.Extent = extent

    /// True if its elements may depend on key and epoch.
    member internal _.IsRandom = isRandom

    /// The elements of a walk, from a place on.
    member internal _.Elements(walk: Walk, from: int) = enumerate walk from

    member _.Count =
        match extent with
        | Extent.Finite count -> Nullable count
        | Extent.Unknown
        | Extent.Endless -> Nullable()

    override _.ToString() =
        match extent with
        | Extent.Finite count -> $"Pipeline of {count} elements"
        | Extent.Unknown -> "Pipeline whose length is not known"
        | Extent.Endless -> "Pipeline without end"

[<RequireQualifiedAccess; CompilationRepresentation(CompilationRepresentationFlags.ModuleSuffix)>]
module Pipeline =

    let internal atLeast least operation what value =
        if value < least then
            Errors.configuration "Pipeline.%s: the %s must be at least %d; it is %d." operation what least value

    // ---- Sources

    let ofArray (elements: 'T[]) =
        let elements = Array.copy elements

        Pipeline(
            Extent.Finite elements.Length,
            false,
            fun walk from -> Seq.init (max 0 (elements.Length - from)) (fun i -> elements[from + i]) |> Walk.watch walk
        )

    let ofSeq (elements: 'T seq) =
        let extent =
            match elements with
            | :? IReadOnlyCollection<'T> as known -> Extent.Finite known.Count
            | _ -> Extent.Unknown

        Pipeline(extent, false, fun walk from -> elements.Skip from |> Walk.watch walk)

    let create (elements: Key -> int -> 'T seq) =
        Pipeline(
            Extent.Unknown,
            true,
            fun walk from -> (elements (Walk.key walk) walk.Epoch).Skip from |> Walk.watch walk
        )

    let private generated extent (element: Key -> int -> 'T) =
        Pipeline(
            extent,
            true,
            fun walk from ->
                let key = Walk.key walk
                let make i = element (Key.foldIn i key) i

                match extent with
                | Extent.Finite count -> Seq.init (max 0 (count - from)) (fun i -> make (from + i))
                | Extent.Unknown
                | Extent.Endless -> Seq.initInfinite (fun i -> make (from + i))
                |> Walk.watch walk
        )

    let generate (count: int) (element: Key -> int -> 'T) =
        atLeast 0 "generate" "number of elements" count
        generated (Extent.Finite count) element

    let generateForever (element: Key -> int -> 'T) = generated Extent.Endless element

    // ---- Element by element

    let map (f: 'T -> 'U) (source: Pipeline<'T>) =
        Pipeline(source.Extent, source.IsRandom, fun walk from -> source.Elements(walk, from) |> Seq.map f)

    let mapKeyed (f: Key -> 'T -> 'U) (source: Pipeline<'T>) =
        Pipeline(
            source.Extent,
            true,
            fun walk from ->
                let key = Walk.key walk

                source.Elements(Walk.before walk, from)
                |> Seq.mapi (fun i element -> f (Key.foldIn (from + i) key) element)
        )

    let filter (holds: 'T -> bool) (source: Pipeline<'T>) =
        Pipeline(
            Extent.Unknown,
            source.IsRandom,
            fun walk from -> (source.Elements(walk, 0) |> Seq.filter holds).Skip from
        )

    let collect (f: 'T -> 'U seq) (source: Pipeline<'T>) =
        Pipeline(
            Extent.Unknown,
            source.IsRandom,
            fun walk from -> (source.Elements(walk, 0) |> Seq.collect f).Skip from
        )

    // ---- Parts and repetitions

    let take (count: int) (source: Pipeline<'T>) =
        atLeast 0 "take" "number of elements" count

        let extent =
            match source.Extent with
            | Extent.Finite known -> Extent.Finite(min known count)
            | Extent.Unknown -> Extent.Unknown
            | Extent.Endless -> Extent.Finite count

        Pipeline(extent, source.IsRandom, fun walk from -> source.Elements(walk, from).Take(count - from))

    let skip (count: int) (source: Pipeline<'T>) =
        atLeast 0 "skip" "number of elements" count
        let extent = source.Extent |> Extent.map (fun known -> max 0 (known - count))
        Pipeline(extent, source.IsRandom, fun walk from -> source.Elements(walk, Checked.(+) count from))

    /// The elements of rounds, each with a key of its own, from a place on: whole rounds are passed over where their length is known.
    let private rounds (numbers: int seq) (source: Pipeline<'T>) walk from =
        let round number from = source.Elements(Walk.part number walk, from)

        match source.Extent with
        | Extent.Finite count when count > 0 ->
            numbers.Skip(from / count)
            |> Seq.mapi (fun i number -> round number (if i = 0 then from % count else 0))
            |> Seq.concat
        | Extent.Finite _
        | Extent.Unknown -> (numbers |> Seq.collect (fun number -> round number 0)).Skip from
        | Extent.Endless -> round 0 from

    let repeat (times: int) (source: Pipeline<'T>) =
        atLeast 0 "repeat" "number of rounds" times

        Pipeline(
            (if times = 0 then
                 Extent.Finite 0
             else
                 source.Extent |> Extent.map (Checked.(*) times)),
            source.IsRandom,
            rounds (Seq.init times id) source
        )

    let repeatForever (source: Pipeline<'T>) =
        // Rounds without an element would go on for ever.
        let watched =
            Pipeline(
                source.Extent,
                source.IsRandom,
                fun walk from ->
                    seq {
                        let mutable isEmpty = from = 0

                        for element in source.Elements(walk, from) do
                            isEmpty <- false
                            yield element

                        if isEmpty then
                            Errors.data "Pipeline.repeatForever: the pipeline that is repeated has no elements."
                    }
            )

        Pipeline(Extent.Endless, source.IsRandom, rounds (Seq.initInfinite id) watched)

    // ---- Several pipelines

    let zipWith (f: 'T -> 'U -> 'V) (a: Pipeline<'T>) (b: Pipeline<'U>) =
        Pipeline(
            Extent.min a.Extent b.Extent,
            a.IsRandom || b.IsRandom,
            fun walk from -> Seq.map2 f (a.Elements(Walk.part 0 walk, from)) (b.Elements(Walk.part 1 walk, from))
        )

    let zip (a: Pipeline<'T>) (b: Pipeline<'U>) = zipWith (fun x y -> x, y) a b

    let concat (parts: Pipeline<'T> seq) =
        let parts = Seq.toArray parts

        /// Whole parts are passed over where their length is known.
        let rec behind number from (walk: Walk) : 'T seq =
            if number = parts.Length then
                Seq.empty
            else
                match parts[number].Extent with
                | Extent.Finite count when from >= count -> behind (number + 1) (from - count) walk
                | Extent.Finite _
                | Extent.Endless ->
                    Seq.append
                        (parts[number].Elements(Walk.part number walk, from))
                        (Seq.delay (fun () -> behind (number + 1) 0 walk))
                | Extent.Unknown ->
                    let rest = Seq.delay (fun () -> behind (number + 1) 0 walk)
                    (Seq.append (parts[number].Elements(Walk.part number walk, 0)) rest).Skip from

        Pipeline(
            parts |> Seq.map _.Extent |> Seq.fold Extent.add (Extent.Finite 0),
            parts |> Array.exists _.IsRandom,
            fun walk from -> behind 0 from walk
        )

    let interleave (parts: Pipeline<'T> seq) =
        let parts = Seq.toArray parts

        let elements walk =
            seq {
                let sources = [|
                    for i, part in Array.indexed parts -> part.Elements(Walk.part i walk, 0).GetEnumerator()
                |]

                try
                    let mutable going = Array.indexed sources

                    while going.Length > 0 do
                        let ended = HashSet<int>()

                        for i, source in going do
                            if source.MoveNext() then yield source.Current else ended.Add i |> ignore

                        if ended.Count > 0 then
                            going <- going |> Array.filter (fun (i, _) -> not (ended.Contains i))
                finally
                    for source in sources do
                        source.Dispose()
            }

        Pipeline(
            parts |> Seq.map _.Extent |> Seq.fold Extent.add (Extent.Finite 0),
            parts |> Array.exists _.IsRandom,
            fun walk from -> (elements walk).Skip from
        )

    // ---- Groups

    let window (size: int) (stride: int) (source: Pipeline<'T>) =
        atLeast 1 "window" "size" size
        atLeast 1 "window" "stride" stride

        Pipeline(
            source.Extent |> Extent.map (fun n -> if n < size then 0 else (n - size) / stride + 1),
            source.IsRandom,
            fun walk from ->
                seq {
                    let window = Queue<'T>(size)
                    let mutable passedOver = 0

                    for element in source.Elements(walk, Checked.(*) from stride) do
                        if passedOver > 0 then
                            passedOver <- passedOver - 1
                        else
                            window.Enqueue element

                            if window.Count = size then
                                yield window.ToArray()

                                for _ in 1 .. min stride size do
                                    window.Dequeue() |> ignore

                                passedOver <- max 0 (stride - size)
                }
        )

    let chunk (size: int) (dropLast: bool) (source: Pipeline<'T>) =
        atLeast 1 "chunk" "size" size

        Pipeline(
            source.Extent |> Extent.map (fun n -> if dropLast then n / size else (n + size - 1) / size),
            source.IsRandom,
            fun walk from ->
                let chunks = source.Elements(walk, Checked.(*) from size).Chunk size

                if dropLast then
                    chunks |> Seq.filter (fun part -> part.Length = size)
                else
                    chunks
        )

    // ---- Order

    /// How many places are drawn at once.
    let private block = 256

    let private shuffled size (key: Key) (elements: 'T seq) =
        seq {
            use source = elements.GetEnumerator()
            let buffer = List<'T>()

            while buffer.Count < size && source.MoveNext() do
                buffer.Add source.Current

            let mutable places: int[] = [||]
            let mutable drawn = 0

            while buffer.Count = size && source.MoveNext() do
                if drawn % block = 0 then
                    places <- Key.integers size block (Key.foldIn (drawn / block) key)

                let place = places[drawn % block]
                drawn <- drawn + 1
                let element = buffer[place]
                buffer[place] <- source.Current
                yield element

            for place in Key.permutation buffer.Count (Key.foldIn -1 key) do
                yield buffer[place]
        }

    let shuffle (buffer: int) (source: Pipeline<'T>) =
        atLeast 1 "shuffle" "buffer" buffer

        Pipeline(
            source.Extent,
            true,
            fun walk from ->
                let elements = source.Elements(Walk.before walk, 0)

                if walk.Peeks then
                    elements
                else
                    (shuffled buffer (Walk.key walk) elements).Skip from
        )

    // ---- Results

    let toSeqFrom (cancellation: CancellationToken) (key: Key) (epoch: int) (from: int) (pipeline: Pipeline<'T>) =
        atLeast 0 "toSeq" "epoch" epoch
        atLeast 0 "toSeq" "first place" from
        Seq.delay (fun () -> pipeline.Elements(Walk.start key epoch cancellation, from))

    let toSeq (key: Key) (epoch: int) (pipeline: Pipeline<'T>) = toSeqFrom CancellationToken.None key epoch 0 pipeline
