namespace FuncNet

open System.Collections.Generic

/// The operations of two traces, one for each of two sizes of the batch, as nodes of a graph.
[<Sealed>]
type internal OnnxEmission(nameOfConstant: Tensor -> string option) =

    /// By the name of a value that one operation alone reads: what gave it.
    let made = Dictionary<string, struct (Primitive * GraphValue list)>()

    let path (builder: OnnxBuilder) = builder.Scope

    let fail (builder: OnnxBuilder) problem : 'T = raise (ConfigurationException(problem, path builder))

    let sizesOf builder what (a: Shape) (b: Shape) : Dim[] =
        match BatchTrace.dims a b with
        | Some sizes -> sizes
        | None ->
            fail
                builder
                $"{what} has the shape {a} for a batch of 2 and {b} for a batch of 3; in a graph for any batch, sizes are fixed or a multiple of the batch. Compute without mixing the samples of a batch."

    let constantOf (builder: OnnxBuilder) what (a: Tensor) (b: Tensor) : GraphValue =
        match BatchTrace.constant a b with
        | Some tensor ->
            let learned = nameOfConstant tensor
            let other = if builder.Scope = "" then "constant" else $"{builder.Scope}.constant"
            let value = OnnxLayout.constant (defaultArg learned other) tensor (sizesOf builder what a.Shape b.Shape)
            { value with Learned = learned.IsSome }
        | None ->
            fail
                builder
                $"{what} is made of numbers that follow the size of the batch, {a.Spec} for 2 samples and {b.Spec} for 3; a graph for any batch cannot hold them."

    /// True if two operations are one, but for shapes that follow the batch.
    let rec agree (a: Primitive) (b: Primitive) =
        match a, b with
        | Primitive.Shaping(Shaping.Reshape _), Primitive.Shaping(Shaping.Reshape _)
        | Primitive.Shaping(Shaping.Broadcast _), Primitive.Shaping(Shaping.Broadcast _) -> true
        | Primitive.Shaping(Shaping.Slice a), Primitive.Shaping(Shaping.Slice b) ->
            a.Length = b.Length
            && Array.forall2 (fun (a: SliceRange) (b: SliceRange) -> a.Start = b.Start && a.Step = b.Step) a b
        | Primitive.Convolution(Convolution.InputGradient(a, n, _)),
          Primitive.Convolution(Convolution.InputGradient(b, m, _)) -> a = b && n = m
        | Primitive.Control(Control.Scan a), Primitive.Control(Control.Scan b) ->
            a.Steps = b.Steps
            && a.Carries = b.Carries
            && a.Sequences = b.Sequences
            && a.Backwards = b.Backwards
            && a.Body.Steps.Length = b.Body.Steps.Length
            && Array.forall2 (fun (a: Step) (b: Step) -> agree a.Primitive b.Primitive) a.Body.Steps b.Body.Steps
        | _ -> a = b

    /// What an operation gave that nothing else reads.
    let madeBy (x: GraphValue) =
        match made.TryGetValue x.Name with
        | true, found -> Some found
        | _ -> None

    let isNumber (x: GraphValue) number =
        match x.Constant with
        | Some tensor -> tensor.Size = 1 && tensor.ToScalar() = number
        | None -> false

    /// The numbers of elements of windows that are not padding, as a divisor of their sums.
    let isCount (window: Window) pool (x: GraphValue) (divisor: GraphValue) =
        match divisor.Constant, x.Sizes with
        | Some tensor, [| _; Dim.Fixed h; Dim.Fixed w; _ |] when tensor.Rank = 4 ->
            let ones = Tensor.full tensor.DType [ 1; h; w; 1 ] 1.0
            let counts = Tensor.Apply(Primitive.Pooling(Pooling.Sum(window, pool)), ones)
            Tensor.maximum counts (Tensor.number tensor.DType 1.0) = tensor
        | _ -> false

    let product (sizes: Dim[]) (axes: int[]) =
        axes
        |> Array.fold
            (fun product axis ->
                match sizes[axis] with
                | Dim.Fixed n -> product * float n
                | Dim.Batch _ -> nan)
            1.0

    let isVector length (x: GraphValue) = x.Constant.IsSome && x.Sizes.Length = 1 && x.Stored = [| length |]

    /// Two operations that ONNX has as one operator.
    let together (builder: OnnxBuilder) op (operands: GraphValue list) (sizes: Dim[]) : GraphValue option =
        let last = Array.last

        match op, operands with
        | Elementwise.Binary Binary.Add, [ x; bias ]
        | Elementwise.Binary Binary.Add, [ bias; x ] when
            x.Sizes.Length > 0 && x.Sizes = sizes && isVector (last sizes) bias
            ->
            match madeBy x with
            | Some(struct (Primitive.LinearAlgebra product, [ a; b ])) when a.Sizes.Length = 2 && b.Sizes.Length = 2 ->
                Some(OnnxProducts.gemm builder product a b bias sizes)
            | Some(struct (Primitive.Convolution op, [ image; filters ])) ->
                OnnxProducts.convolution builder op image filters (Some bias) sizes
            | _ -> None
        | Elementwise.Binary Binary.Divide, [ x; divisor ] ->
            match madeBy x with
            | Some(struct (Primitive.Reduction(Reduction.Sum axes), [ summed ])) when
                isNumber divisor (product summed.Sizes axes)
                ->
                Some(OnnxMovement.reduce builder "ReduceMean" axes summed sizes)
            | Some(struct (Primitive.Pooling(Pooling.Sum(window, (struct (h, w) as pool))), [ summed ])) ->
                if isNumber divisor (float (h * w)) then
                    Some(OnnxProducts.averagePool builder window pool true summed sizes)
                elif isCount window pool summed divisor then
                    Some(OnnxProducts.averagePool builder window pool false summed sizes)
                else
                    None
            | _ -> None
        | _ -> None

    /// The results of one operation.
    let rec emit
        (builder: OnnxBuilder)
        (a: Primitive)
        (b: Primitive)
        (operands: GraphValue list)
        (dtypes: DType[])
        (sizes: Dim[][])
        : GraphValue list =
        let hasNone what = fail builder $"ONNX has no operator for {what}."
        let orNone = Option.defaultWith (fun () -> hasNone $"{Primitive.name a}, which only derivatives need")

        if not (agree a b) then
            fail
                builder
                $"the operation {Primitive.name a} for a batch of 2 is {Primitive.name b} for a batch of 3; a graph for any batch cannot hold it."

        match a with
        | Primitive.Elementwise op -> [
            match together builder op operands sizes[0] with
            | Some result -> result
            | None -> OnnxElementwise.emit builder op operands dtypes[0] sizes[0]
          ]
        | Primitive.Reduction op -> OnnxMovement.reduction builder op operands.Head sizes
        | Primitive.Shaping op -> [ OnnxMovement.shaping hasNone builder op operands sizes[0] ]
        | Primitive.LinearAlgebra op -> [ OnnxProducts.matmul builder op operands[0] operands[1] sizes[0] ]
        | Primitive.Convolution op -> [
            OnnxProducts.convolution builder op operands[0] operands[1] None sizes[0] |> orNone
          ]
        | Primitive.Pooling op ->
            // The places of the maxima are for derivatives, and nothing else reads them.
            let result = OnnxProducts.pooling builder op operands[0] sizes[0] |> orNone
            List.replicate sizes.Length result
        | Primitive.Indexing op -> [ OnnxProducts.indexing builder op operands[0] operands[1] sizes[0] |> orNone ]
        | Primitive.RecurrentCell op ->
            match OnnxProducts.cell builder op operands sizes with
            | Some results -> results
            | None -> hasNone $"{Primitive.name a}, which only derivatives need"
        | Primitive.Sampling op ->
            hasNone $"random numbers that are the same everywhere ({Sampling.name op}); a graph is for inference"
        | Primitive.Control Control.StopGradient -> [ operands.Head ]
        | Primitive.Control(Control.Scan scan) ->
            match b with
            | Primitive.Control(Control.Scan other) -> repeated builder scan other operands dtypes sizes
            | _ -> hasNone (Primitive.name b)
        | Primitive.Control(Control.Fused _) -> hasNone (Primitive.name a)
        | Primitive.Custom op -> hasNone $"the operation '{op.Name}' of your own; express it with operations of tensors"

    /// A recurrence as the operator Scan, whose body is a graph of its own.
    and repeated (builder: OnnxBuilder) (scan: Scan) (other: Scan) operands dtypes sizes : GraphValue list =
        let body, body' = scan.Body, other.Body
        let inner = builder.Within()
        let specs, specs' = body.Specs, body'.Specs
        let perStep = scan.Carries + scan.Sequences
        let sizesAt slot = sizesOf builder "a value of a step" specs[slot].Shape specs'[slot].Shape
        let places = Array.zeroCreate<GraphValue> specs.Length
        let nameIn what = builder.Fresh(if builder.Scope = "" then what else $"{builder.Scope}/{what}")

        for i in 0 .. body.Inputs.Length - 1 do
            places[i] <-
                if i < perStep then
                    OnnxLayout.value
                        (nameIn (if i < scan.Carries then "carried" else "step"))
                        specs[i].DType
                        (sizesAt i)
                else
                    // From the graph around it, as the network has it.
                    OnnxLayout.plain builder (List.item i operands)

        let read (a: Source) (b: Source) =
            match a, b with
            | Source.Slot slot, _ -> places[slot]
            | Source.Number x, Source.Number y ->
                constantOf builder "a number of a step" (Tensor.OfValue x) (Tensor.OfValue y)
            | Source.Number _, Source.Slot _ ->
                fail builder "a step reads a number for a batch of 2 and a value for a batch of 3."

        for step, step' in Array.zip body.Steps body'.Steps do
            let operands = Array.map2 read step.Operands step'.Operands |> Array.toList

            emit inner step.Primitive step'.Primitive operands (step.Specs |> Array.map _.DType) [|
                for k in 0 .. step.Specs.Length - 1 -> sizesAt (step.First + k)
            |]
            |> List.iteri (fun k result -> places[step.First + k] <- result)

        let used = HashSet<string>(Seq.init perStep (fun i -> places[i].Name))

        let results = [
            for a, b in Array.zip body.Results body'.Results do
                let result = OnnxLayout.plain inner (read a b)
                let name = OnnxLayout.name inner result
                // A graph gives each result once, and no input as it is.
                if
                    result.Constant.IsSome
                    || (inner.Nodes |> Seq.forall (fun node -> not (Array.contains name node.Outputs)))
                    || not (used.Add name)
                then
                    { result with Name = inner.Node1("Identity", [ name ], []); Constant = None }
                else
                    result
        ]

        let info (value: GraphValue) : OnnxValueInfo = {
            Name = value.Name
            Type = OnnxType.ofDType value.DType
            Sizes = None
        }

        let graph: OnnxGraph = {
            Name = nameIn "body"
            Nodes = Seq.toArray inner.Nodes
            Initializers = [||]
            Inputs = Array.init perStep (fun i -> info places[i])
            Outputs = results |> List.map info |> List.toArray
        }

        let direction = if scan.Backwards then 1L else 0L
        let directions count = OnnxAttribute.Ints(Array.create count direction)
        let sequencesOut = results.Length - scan.Carries

        let names =
            builder.Node(
                "Scan",
                operands |> List.truncate perStep |> List.map (OnnxLayout.plainName builder),
                [
                    "body", OnnxAttribute.Graph graph
                    "num_scan_inputs", OnnxAttribute.Int(int64 scan.Sequences)

                    if scan.Backwards then
                        "scan_input_directions", directions scan.Sequences

                        if sequencesOut > 0 then
                            "scan_output_directions", directions sequencesOut
                ],
                results.Length
            )

        [ for k in 0 .. names.Length - 1 -> OnnxLayout.value names[k] dtypes[k] sizes[k] ]

    member _.Fail(builder, problem) : 'T = fail builder problem
    member _.SizesOf(builder, what, a, b) = sizesOf builder what a b
    member _.ConstantOf(builder, what, a, b) = constantOf builder what a b
    member _.Emit(builder, a, b, operands, dtypes, sizes) = emit builder a b operands dtypes sizes

    /// Notes that a value is read by one operation alone, and what gave it.
    member _.Note(value: GraphValue, primitive, operands) = made[value.Name] <- struct (primitive, operands)
