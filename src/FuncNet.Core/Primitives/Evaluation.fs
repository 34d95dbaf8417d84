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
            |> List.map (fun block -> ScanLoop.bind room bind op block x y)
            |> List.map (fun run -> System.Action run)
            |> List.toArray

        fun () -> Kernels.Parts.Run blocks

    /// The results on concrete operands: an operation bound, and run once.
    let evaluate op (x: NDArray[]) =
        let y = room op x (infer op (x |> Array.map _.Spec))
        bind op x y ()
        y
