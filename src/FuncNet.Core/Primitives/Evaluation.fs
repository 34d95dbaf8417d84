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
        | Primitive.Control Control.StopGradient -> Shaping.same x[0] y[0]
        | Primitive.Control(Control.Scan op) -> scan op x y
        | Primitive.Control(Control.Fused body) -> Fused.bind body x y
        | Primitive.Custom op ->
            let y = y[0]
            fun () -> custom op x y

    /// Runs the steps one after the other, each in the same room: the body is bound once. What a step is handed lies in the
    /// room of the final carried values, and the places of the sequences that it reads are copied to where it looks for them.
    and private scan op (x: NDArray[]) (y: NDArray[]) : unit -> unit =
        let body, carries = op.Body, op.Carries
        let places = Array.zeroCreate<NDArray> body.Slots
        let inputs = body.Inputs.Length

        for i in 0 .. inputs - 1 do
            places[i] <-
                if i < carries then y[i]
                elif i < carries + op.Sequences then NDArray.allocate body.Inputs[i]
                else x[i]

        let read source =
            match source with
            | Source.Slot slot -> places[slot]
            | Source.Number number -> number

        let steps =
            body.Steps
            |> Array.map (fun step ->
                let operands = step.Operands |> Array.map read
                let results = room step.Primitive operands step.Specs
                results.CopyTo(places, step.First)
                bind step.Primitive operands results)

        let results = body.Results |> Array.map read

        // A value handed on may be another one that was handed over, which must not be written before it is read.
        let handed =
            results
            |> Array.truncate carries
            |> Array.map (fun result ->
                if y |> Array.truncate carries |> Array.exists result.SharesWith then
                    NDArray.allocate result.Spec
                else
                    result)

        fun () ->
            for k in 0 .. carries - 1 do
                NDArray.copy x[k] y[k]

            for n in 0 .. op.Steps - 1 do
                let t = if op.Backwards then op.Steps - 1 - n else n

                for j in carries .. carries + op.Sequences - 1 do
                    let row = places[j].Shape.Size
                    NDArray.copyRun x[j] (t * row) places[j] 0 row

                for run in steps do
                    run ()

                for j in carries .. y.Length - 1 do
                    let row = results[j].Shape.Size
                    NDArray.copyRun results[j] 0 y[j] (t * row) row

                for k in 0 .. carries - 1 do
                    if not (obj.ReferenceEquals(handed[k], results[k])) then
                        NDArray.copy results[k] handed[k]

                for k in 0 .. carries - 1 do
                    NDArray.copy handed[k] y[k]

    /// The results on concrete operands: an operation bound, and run once.
    let evaluate op (x: NDArray[]) =
        let y = room op x (infer op (x |> Array.map _.Spec))
        bind op x y ()
        y
