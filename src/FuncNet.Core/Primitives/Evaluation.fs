namespace FuncNet

/// Name, shape rule and evaluation of every primitive: a line a family.
[<RequireQualifiedAccess; CompilationRepresentation(CompilationRepresentationFlags.ModuleSuffix)>]
module internal Primitive =

    let rec name op =
        match op with
        | Primitive.Elementwise op -> Elementwise.name op
        | Primitive.Reduction op -> Reduction.name op
        | Primitive.Shaping op -> Shaping.name op
        | Primitive.LinearAlgebra op -> LinearAlgebra.name op
        | Primitive.Convolution op -> Convolution.name op
        | Primitive.Pooling op -> Pooling.name op
        | Primitive.Indexing op -> Indexing.name op
        | Primitive.Sampling op -> Sampling.name op
        | Primitive.RecurrentCell op -> RecurrentCell.name op
        | Primitive.Control Control.StopGradient -> "StopGradient"
        | Primitive.Control(Control.Scan scan) -> $"Scan of {scan.Steps} steps"
        | Primitive.Control(Control.Fused body) ->
            let parts = [
                for step in body.Steps do
                    match step.Primitive with
                    | Primitive.Shaping _ -> ()
                    | part -> name part
            ]

            "Fused " + String.concat ", " parts
        | Primitive.Custom op -> op.Name

    let private scanned (scan: Scan) = [|
        let specs = scan.Body.Specs

        for i, result in Seq.indexed scan.Body.Results do
            let spec =
                match result with
                | Source.Slot slot -> specs[slot]
                | Source.Number number -> number.Spec

            if i < scan.Carries then
                spec
            else
                { spec with Shape = spec.Shape.Prepend scan.Steps }
    |]

    /// The shapes and types of the results.
    let infer op (x: TensorSpec[]) =
        match op with
        | Primitive.Elementwise op -> [| Elementwise.infer op x |]
        | Primitive.Reduction op -> Reduction.infer op x[0]
        | Primitive.Shaping op -> [| Shaping.infer op x |]
        | Primitive.LinearAlgebra op -> [| LinearAlgebra.infer op x[0] x[1] |]
        | Primitive.Convolution op -> Convolution.infer op x
        | Primitive.Pooling op -> Pooling.infer op x
        | Primitive.Indexing op -> [| Indexing.infer op x[0] x[1] |]
        | Primitive.Sampling op -> [| Sampling.infer op x |]
        | Primitive.RecurrentCell op -> RecurrentCell.infer op x
        | Primitive.Control Control.StopGradient -> [| x[0] |]
        | Primitive.Control(Control.Scan scan) -> scanned scan
        | Primitive.Control(Control.Fused body) -> Fused.infer body
        | Primitive.Custom op -> [| op.Infer x |]

    let private custom (op: ICustomPrimitive) (x: NDArray[]) (y: NDArray) =
        let numbers = op.Evaluate x

        if numbers.Rank <> 1 || numbers.Length <> y.Shape.Size then
            Errors.shape
                "%s: Evaluate must give an array of one axis, in row-major order; it gave %d elements for the shape %O of Infer."
                op.Name
                numbers.Length
                y.Shape

        if NDArray.dtypeOf (nonNull (numbers.GetType().GetElementType())) <> y.DType then
            Errors.dtype "%s: Evaluate gave %s, but Infer promised %O." op.Name (numbers.GetType().Name) y.DType

        System.Array.Copy(numbers, 0, y.Data, y.Offset, numbers.Length)

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

    /// Room for the results of an operation. Where they are the numbers of the operand, they share them.
    let private room op (x: NDArray[]) (specs: TensorSpec[]) : NDArray[] =
        match op with
        | Primitive.Shaping(Shaping.Reshape shape) -> [| x[0].WithShape shape |]
        | Primitive.Control Control.StopGradient -> [| x[0] |]
        | _ -> specs |> Array.map NDArray.allocate

    /// What computes y from x, as often as it is run. Whatever follows from shapes, types and settings is worked out here,
    /// once; a run reads the numbers that x has by then, writes all of y, and allocates nothing (a custom operation may). y is
    /// no memory of x, except where the result is the operand's numbers: there nothing is left to do.
    let rec bind op (x: NDArray[]) (y: NDArray[]) : unit -> unit =
        match op with
        | Primitive.Elementwise op -> Elementwise.bind op x y[0]
        | Primitive.Reduction op -> Reduction.bind op x[0] y
        | Primitive.Shaping op -> Shaping.bind op x y[0]
        | Primitive.LinearAlgebra op -> LinearAlgebra.bind op x[0] x[1] y[0]
        | Primitive.Convolution op -> Convolution.bind op x y[0]
        | Primitive.Pooling op -> Pooling.bind op x y
        | Primitive.Indexing op -> Indexing.bind op x[0] x[1] y[0]
        | Primitive.Sampling op -> Sampling.bind op x y[0]
        | Primitive.RecurrentCell op -> RecurrentCell.bind op x y
        | Primitive.Control Control.StopGradient -> Shaping.same x[0] y[0]
        | Primitive.Control(Control.Scan op) -> scan op x y
        | Primitive.Control(Control.Fused body) -> Fused.bind body x y
        | Primitive.Custom op ->
            let y = y[0]
            fun () -> custom op x y

    /// All blocks of rows, side by side.
    and private scan op (x: NDArray[]) (y: NDArray[]) : unit -> unit =
        let blocks =
            ScanBlocks.split op
            |> List.map (fun block -> scanBlock op block x y)
            |> List.map (fun run -> System.Action run)
            |> List.toArray

        fun () -> Kernels.Parts.Run blocks

    /// Runs the steps for a block of rows one after the other, each in the same room: the body is bound once. What a step is handed
    /// lies in the room of the final carried values. A place that belongs to a sequence moves along it, if all who use it follow;
    /// otherwise it is copied.
    and private scanBlock op (struct (first, body)) (x: NDArray[]) (y: NDArray[]) : unit -> unit =
        let carries, perStep = op.Carries, op.Carries + op.Sequences

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
                bind step.Primitive operands results)

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

            for n in 0 .. op.Steps - 1 do
                let t = if op.Backwards then op.Steps - 1 - n else n

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

    /// The results on concrete operands: an operation bound, and run once.
    let evaluate op (x: NDArray[]) =
        let y = room op x (infer op (x |> Array.map _.Spec))
        bind op x y ()
        y
