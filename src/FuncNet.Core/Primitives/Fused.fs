namespace FuncNet

open FuncNet.Kernels

/// The evaluation of element-wise operations in one pass.
[<RequireQualifiedAccess>]
module internal Fused =

    let infer (body: LoopBody) : TensorSpec[] =
        let specs = body.Specs

        body.Results
        |> Array.map (fun result ->
            match result with
            | Source.Slot slot -> specs[slot]
            | Source.Number number -> number.Spec)

    let private reads slot (step: Step) =
        step.Operands
        |> Array.exists (fun operand ->
            match operand with
            | Source.Slot other -> other = slot
            | Source.Number _ -> false)

    /// True if a primitive only says where elements lie: who reads its result can read its operand. A part must be contiguous along
    /// the last axis.
    let isView primitive =
        match primitive with
        | Primitive.Shaping(Shaping.Broadcast _) -> true
        | Primitive.Shaping(Shaping.Slice ranges) ->
            ranges.Length > 0 && (Array.last ranges).Step = 1 && (Array.last ranges).Size > 1
        | _ -> false

    /// True if a primitive may stand at the beginning of a body: its results are passed on while they are in the cache.
    let isHead primitive =
        match primitive with
        | Primitive.LinearAlgebra _
        | Primitive.Convolution(Convolution.Forward _) -> true
        | _ -> false

    /// True if the result of a head may be pooled, on images of this shape, as soon as some rows of it are done.
    let isPooledEnd primitive (x: Shape) (y: Shape) =
        match primitive with
        | Primitive.Pooling(Pooling.Max(window, pool))
        | Primitive.Pooling(Pooling.MaxAlone(window, pool)) -> (Pooling.geometry window pool x y).IsTiled
        | _ -> false

    /// True if a primitive may end a body: sums over all but the innermost axes, taken from the tiles of a value that a step gives.
    let isSum primitive (x: TensorSpec) =
        match primitive with
        | Primitive.Reduction(Reduction.Sum axes) ->
            let columns = Shape.sizeBetween axes.Length x.Shape.Rank x.Shape

            x.DType.IsFloat
            && axes = [| 0 .. axes.Length - 1 |]
            && axes.Length > 0
            && columns > 1
            && columns <= TileBuilder.MostColumns
        | _ -> false

    let private hasHead (body: LoopBody) = isHead body.Steps[0].Primitive

    /// The result in whose memory the head of a body leaves its own: the first one of its spec that no step reads the head after.
    let private host (body: LoopBody) =
        let head = body.Steps[0].First
        let specs = body.Specs

        body.Results
        |> Array.tryFindIndex (fun result ->
            match result with
            | Source.Slot slot ->
                specs[slot] = specs[head]
                && (slot = head || body.Steps |> Array.forall (fun step -> step.First <= slot || not (reads head step)))
            | Source.Number _ -> false)

    /// True if a result may be written over an operand of its spec: no step after the one that gives it reads the operand (a view stands
    /// right before its reader), nor does the head, whose own result does not lie there first.
    let mayOverwrite (body: LoopBody) input result =
        match body.Results[result] with
        | Source.Number _ -> false
        | Source.Slot slot ->
            body.Steps |> Array.forall (fun step -> step.First <= slot || not (reads input step))
            && (not (hasHead body) || (host body <> Some result && not (reads input body.Steps[0])))

    /// What computes y from x, as often as it is run.
    let bind (body: LoopBody) (x: NDArray[]) (y: NDArray[]) : unit -> unit =
        // Sums have another shape than the steps.
        let shape = body.Steps[0].Specs[0].Shape
        let builder = TileBuilder shape.Sizes
        let values = Array.create body.Slots -1

        let read (array: NDArray) =
            builder.Read(Elementwise.elementType array.DType, array.Data, array.Offset, array.Shape.Sizes)

        let part (array: NDArray) (ranges: SliceRange[]) =
            let strides = Shape.strides array.Shape
            let first = Array.fold2 (fun sum range stride -> sum + range.Start * stride) array.Offset ranges strides
            let steps = Array.map2 (fun range stride -> range.Step * stride) ranges strides
            builder.ReadPart(Elementwise.elementType array.DType, array.Data, first, steps)

        let value source =
            match source with
            | Source.Number number -> read number
            | Source.Slot slot ->
                if values[slot] < 0 then
                    values[slot] <- read x[slot]

                values[slot]

        let head = if hasHead body then host body else None

        /// Element-wise, but for what may stand at the beginning and at the end.
        let steps, pooling =
            let steps = if head.IsSome then Array.tail body.Steps else body.Steps

            match Array.tryLast steps with
            | Some({ Primitive = Primitive.Pooling op } as last) ->
                steps[.. steps.Length - 2], ValueSome(struct (op, last.Specs.Length))
            | _ -> steps, ValueNone

        let pooledResults =
            match pooling with
            | ValueSome(struct (_, count)) -> count
            | ValueNone -> 0

        head |> Option.iter (fun result -> values[body.Steps[0].First] <- read y[result])

        for step in steps do
            values[step.First] <-
                match step.Primitive, step.Operands[0] with
                | Primitive.Elementwise op, _ -> Elementwise.tile builder op (step.Operands |> Array.map value)
                | Primitive.Reduction _, operand -> value operand
                | Primitive.Shaping(Shaping.Slice ranges), Source.Slot slot when slot < x.Length -> part x[slot] ranges
                // What is repeated is read where it lies.
                | _, operand -> value operand

        for k in 0 .. y.Length - 1 - pooledResults do
            if y[k].Shape <> shape then
                builder.WriteSums(value body.Results[k], y[k].Data, y[k].Offset, y[k].Shape.Size)
            elif body.Results[k] <> Source.Slot body.Steps[0].First || head.IsNone then
                builder.Write(value body.Results[k], y[k].Data, y[k].Offset)

        let tail = builder.Build()

        let step = body.Steps[0]

        let operand i =
            match step.Operands[i] with
            | Source.Slot slot -> x[slot]
            | Source.Number number -> number

        match step.Primitive, head, pooling with
        | Primitive.Convolution(Convolution.Forward(window, groups)),
          Some result,
          ValueSome(struct (Pooling.Max(tiles, pool), count))
        | Primitive.Convolution(Convolution.Forward(window, groups)),
          Some result,
          ValueSome(struct (Pooling.MaxAlone(tiles, pool), count)) ->
            let pooled = y[y.Length - count]
            let shape = Pooling.geometry tiles pool y[result].Shape pooled.Shape

            let places =
                if count = 2 then
                    Array.last y
                else
                    NDArray.allocate { Shape = Shape 0; DType = DType.Int32 }

            Convolution.bindPooled tail window groups (operand 0) (operand 1) y[result] shape pooled places
        | Primitive.Convolution(Convolution.Forward(window, groups)), Some result, _ ->
            Convolution.bindForward tail window groups (operand 0) (operand 1) y[result]
        | Primitive.LinearAlgebra op, Some result, _ -> LinearAlgebra.bindWith tail op (operand 0) (operand 1) y[result]
        | _ -> tail.Run
