namespace FuncNet

/// The loop over the steps of a scan.
[<RequireQualifiedAccess>]
module internal ScanLoop =

    /// True for an operation that, bound once, finds its operands and results wherever they lie when it runs.
    let private follows op =
        match op with
        | Primitive.LinearAlgebra _
        | Primitive.RecurrentCell _ -> true
        | Primitive.Elementwise _
        | Primitive.Reduction _
        | Primitive.Shaping _
        | Primitive.Convolution _
        | Primitive.Pooling _
        | Primitive.Indexing _
        | Primitive.Sampling _
        | Primitive.Control _
        | Primitive.Custom _ -> false

    /// What runs the steps for a block of rows one after the other, each in the same room: the body is bound once, by a function that
    /// binds an operation to its operands and results, after another has given room for the results. What a step is handed
    /// lies in the room of the final carried values. A place that belongs to a sequence moves along it, if all who use it follow;
    /// otherwise it is copied.
    let bind room bindStep (scan: Scan) (struct (first, body: LoopBody)) (x: NDArray[]) (y: NDArray[]) : unit -> unit =
        let carries, perStep = scan.Carries, scan.Carries + scan.Sequences

        /// Where the block's part of a value begins.
        let start (part: Shape) (whole: Shape) = if part = whole then 0 else first * part.WithoutFirst.Size
        let partOf (whole: NDArray) (part: Shape) = whole.Part(start part whole.Shape, part)

        /// A part of one step, its sequence, where its elements for the first step begin, and how far it is to those for the next.
        let along (sequence: NDArray) (part: NDArray) =
            let whole = sequence.Shape.WithoutFirst
            struct (part, sequence, start part.Shape whole, whole.Size)

        let isFollowed slot =
            body.Steps
            |> Array.forall (fun step ->
                let writes = step.First <= slot && slot < step.First + step.Specs.Length
                follows step.Primitive || not (writes || Array.contains (Source.Slot slot) step.Operands))

        /// The sequence along which a place moves, if it does.
        let path =
            Array.init body.Slots (fun slot ->
                if slot < carries || not (isFollowed slot) then
                    None
                elif slot < body.Inputs.Length then
                    if slot < perStep then Some x[slot] else None
                else
                    Seq.zip body.Results y
                    |> Seq.skip carries
                    |> Seq.tryPick (fun (result, y) -> if result = Source.Slot slot then Some y else None))

        let roomFor slot (spec: TensorSpec) =
            match path[slot] with
            | Some sequence -> sequence.Part(0, spec.Shape)
            | None -> NDArray.allocate spec

        let initial = Array.init carries (fun k -> partOf x[k] body.Inputs[k].Shape)
        let carried = Array.init carries (fun k -> partOf y[k] body.Inputs[k].Shape)
        let places = Array.zeroCreate<NDArray> body.Slots

        for i in 0 .. body.Inputs.Length - 1 do
            places[i] <-
                if i < carries then carried[i]
                elif i < perStep then roomFor i body.Inputs[i]
                else x[i]

        let read source =
            match source with
            | Source.Slot slot -> places[slot]
            | Source.Number number -> number

        let steps =
            body.Steps
            |> Array.map (fun step ->
                let operands = step.Operands |> Array.map read

                let results =
                    if follows step.Primitive then
                        step.Specs |> Array.mapi (fun k spec -> roomFor (step.First + k) spec)
                    else
                        room step.Primitive operands step.Specs

                results.CopyTo(places, step.First)
                bindStep step.Primitive operands results)

        let results = body.Results |> Array.map read

        // A value handed on may be another one that was handed over, which must not be written before it is read.
        let handed =
            results
            |> Array.truncate carries
            |> Array.map (fun result ->
                if Array.exists result.SharesWith carried then
                    NDArray.allocate result.Spec
                else
                    result)

        let moving = [|
            for slot in 0 .. body.Slots - 1 do
                match path[slot] with
                | Some sequence -> along sequence places[slot]
                | None -> ()
        |]

        let fetched = [|
            for j in carries .. perStep - 1 do
                if path[j].IsNone then
                    along x[j] places[j]
        |]

        let isAtHome j (moved: NDArray option) =
            moved |> Option.exists (fun sequence -> obj.ReferenceEquals(sequence, y[j]))

        let stored = [|
            for j in carries .. y.Length - 1 do
                match body.Results[j] with
                | Source.Slot slot when isAtHome j path[slot] -> ()
                | _ -> along y[j] results[j]
        |]

        fun () ->
            for k in 0 .. carries - 1 do
                NDArray.copy initial[k] carried[k]

            for n in 0 .. scan.Steps - 1 do
                let t = if scan.Backwards then scan.Steps - 1 - n else n

                for struct (part, sequence, start, step) in moving do
                    part.MoveTo(sequence.Offset + start + t * step)

                for struct (part, sequence, start, step) in fetched do
                    NDArray.copyRun sequence (start + t * step) part 0 part.Shape.Size

                for run in steps do
                    run ()

                for struct (part, sequence, start, step) in stored do
                    NDArray.copyRun part 0 sequence (start + t * step) part.Shape.Size

                for k in 0 .. carries - 1 do
                    if not (obj.ReferenceEquals(handed[k], results[k])) then
                        NDArray.copy results[k] handed[k]

                for k in 0 .. carries - 1 do
                    NDArray.copy handed[k] carried[k]
