namespace FuncNet

/// Operators of ONNX that move elements or make them of shapes, in operations of tensors.
module internal OnnxShapes =

    type private Operation = OnnxCall -> Tensor list

    let private one (f: OnnxCall -> Tensor) : Operation = fun call -> [ f call ]
    let private vector (numbers: int seq) = Tensor.vector numbers
    let private sizes (x: Tensor) = x.Shape.ToArray()

    let private required call i =
        match OnnxCall.numbers call i with
        | Some numbers -> numbers
        | None -> OnnxCall.fail call $"its input number {i + 1} is missing."

    let private shape call =
        let all = sizes (OnnxCall.input call 0)
        let place n = (if n < 0 then n + all.Length else n) |> max 0 |> min all.Length
        let first, last = place (OnnxCall.int call "start" 0), place (OnnxCall.int call "end" all.Length)
        vector all[first .. last - 1]

    let private reshape call =
        let x = OnnxCall.input call 0
        let allowsZero = OnnxCall.flag call "allowzero" false

        let target =
            required call 1
            |> Array.mapi (fun axis n ->
                if n = 0 && not allowsZero then
                    if axis < x.Rank then
                        x.Shape[axis]
                    else
                        OnnxCall.fail call $"size {axis + 1} is to be that of the input, which has {x.Rank} axes."
                else
                    n)

        Tensor.reshape target x

    let private flatten call =
        let x = OnnxCall.input call 0
        let axis = OnnxCall.int call "axis" 1
        let axis = if axis = x.Rank then axis else OnnxCall.axisOf call (x.Rank + 1) axis
        Tensor.reshape [ Shape.sizeBetween 0 axis x.Shape; Shape.sizeBetween axis x.Rank x.Shape ] x

    let private squeeze call =
        let x = OnnxCall.input call 0

        let axes =
            match OnnxCall.axes call 1 with
            | Some axes -> OnnxCall.axesOf call x.Rank axes
            | None -> [
                for axis in 0 .. x.Rank - 1 do
                    if x.Shape[axis] = 1 then
                        axis
              ]

        for axis in axes do
            if x.Shape[axis] <> 1 then
                OnnxCall.fail call $"axis {axis} of {x.Shape} is not 1 and cannot be left out."

        Tensor.reshape
            [
                for axis in 0 .. x.Rank - 1 do
                    if not (List.contains axis axes) then
                        x.Shape[axis]
            ]
            x

    let private unsqueeze call =
        let x = OnnxCall.input call 0

        match OnnxCall.axes call 1 with
        | None -> OnnxCall.fail call "it names no axes."
        | Some axes ->
            let axes = OnnxCall.axesOf call (x.Rank + axes.Length) axes
            let rest = System.Collections.Generic.Queue(sizes x)

            Tensor.reshape
                [
                    for axis in 0 .. x.Rank + axes.Length - 1 -> if List.contains axis axes then 1 else rest.Dequeue()
                ]
                x

    let private transpose call =
        let x = OnnxCall.input call 0
        let order = OnnxCall.ints call "perm" (Array.init x.Rank (fun axis -> x.Rank - 1 - axis))

        if Array.sort order <> Array.init x.Rank id then
            OnnxCall.fail call $"{List.ofArray order} is no order of the axes of {x.Shape}."

        match order with
        | [| 0; 3; 1; 2 |] -> ImageOrders.channelsFirst x
        | [| 0; 2; 3; 1 |] -> ImageOrders.channelsLast x
        | _ -> Tensor.permute order x

    let private expand call =
        let x = OnnxCall.input call 0
        let wanted = required call 1
        OnnxCall.require call (Seq.map int64 wanted)
        OnnxCall.require call (Seq.map int64 x.Shape)

        match Shape.tryBroadcast x.Shape (Shape wanted) with
        | ValueSome shape ->
            OnnxCall.require call (Seq.map int64 shape)
            Tensor.broadcastTo shape x
        | ValueNone -> OnnxCall.fail call $"the shape {x.Shape} cannot be repeated to {Shape wanted}."

    let private concatenate call =
        match OnnxCall.inputs call with
        | [] -> OnnxCall.fail call "it has no inputs."
        | parts ->
            let axis = OnnxCall.axisOf call parts.Head.Rank (OnnxCall.int call "axis" 0)
            OnnxCall.require call [ parts |> List.sumBy (fun part -> int64 part.Size) ]
            let lasts = parts |> List.choose ImageOrders.tryLast

            if lasts.Length = parts.Length then
                // Where the axis is among [n; h; w; c].
                let place = [| 0; 3; 1; 2 |]
                ImageOrders.channelsFirst (Tensor.concatenate place[axis] lasts)
            else
                Tensor.concatenate axis parts

    let private split call =
        let x = OnnxCall.input call 0
        let axis = OnnxCall.axisOf call x.Rank (OnnxCall.int call "axis" 0)
        let count = OnnxCall.int call "num_outputs" call.Node.Outputs.Length

        let parts =
            match OnnxCall.tryInts call "split" |> Option.orElse (OnnxCall.numbers call 1) with
            | Some sizes -> sizes
            | None ->
                if count < 1 || count > 10_000 then
                    OnnxCall.fail call $"it makes {count} parts."

                // The last one is smaller where they cannot be equal.
                let size = (x.Shape[axis] + count - 1) / count
                Array.init count (fun i -> if i < count - 1 then size else x.Shape[axis] - (count - 1) * size)

        if Array.exists (fun n -> n < 0) parts || Seq.sumBy int64 parts <> int64 x.Shape[axis] then
            OnnxCall.fail call $"parts of {List.ofArray parts} do not make up axis {axis} of {x.Shape}."

        Tensor.split parts axis x

    let private slice call =
        let x = OnnxCall.input call 0
        let get name i = OnnxCall.tryInts call name |> Option.orElse (OnnxCall.numbers call i)

        match get "starts" 1, get "ends" 2 with
        | Some starts, Some ends when starts.Length = ends.Length ->
            let axes =
                get "axes" 3
                |> Option.defaultValue (Array.init starts.Length id)
                |> Array.map (OnnxCall.axisOf call x.Rank)

            let steps = OnnxCall.numbers call 4 |> Option.defaultValue (Array.create starts.Length 1)

            if
                axes.Length <> starts.Length
                || steps.Length <> starts.Length
                || (Array.distinct axes).Length <> axes.Length
            then
                OnnxCall.fail call "its starts, ends, axes and steps do not fit each other."

            let along (x: Tensor) i =
                let axis, step = axes[i], steps[i]
                let n = x.Shape[axis]

                if step = 0 || step = System.Int32.MinValue then
                    OnnxCall.fail call "a step is 0."

                let place last value =
                    let value = if value < 0 then int64 value + int64 n else int64 value
                    value |> max (if step > 0 then 0L else -1L) |> min (if step > 0 then int64 n else last) |> int

                let first = place (int64 n - 1L) starts[i] |> fun first -> if step < 0 then max 0 first else first

                if step > 0 then
                    let last = place (int64 n) ends[i]

                    let range axis' = {
                        Start = (if axis' = axis then first else 0)
                        Size =
                            (if axis' = axis then
                                 (if last > first then (last - first - 1) / step + 1 else 0)
                             else
                                 x.Shape[axis'])
                        Step = (if axis' = axis then step else 1)
                    }

                    x.Rearrange(Shaping.Slice(Array.init x.Rank range))
                else
                    // Backwards is forwards from the end.
                    let last =
                        if ends[i] < 0 && int64 ends[i] + int64 n < 0L then
                            -1
                        else
                            place (int64 n - 1L) ends[i]

                    let backwards = Tensor.reverse [ axis ] x
                    let first, last, step = n - 1 - first, n - 1 - last, -step
                    let count = if n > 0 && last > first then (last - first - 1) / step + 1 else 0

                    let range axis' = {
                        Start = (if axis' = axis then (if count = 0 then 0 else first) else 0)
                        Size = (if axis' = axis then count else x.Shape[axis'])
                        Step = (if axis' = axis then step else 1)
                    }

                    backwards.Rearrange(Shaping.Slice(Array.init x.Rank range))

            Seq.fold along x (seq { 0 .. axes.Length - 1 })
        | _ -> OnnxCall.fail call "it has no starts and ends that fit each other."

    /// Indices counted from the end where they are negative and known.
    let private fromFront (size: int) (indices: Tensor) =
        if indices.Form.IsConcrete && indices.DType = DType.Int32 then
            let numbers = indices.ToArray<int>() |> Array.map (fun i -> if i < 0 then i + size else i)
            Tensor.owning indices.Shape numbers
        else
            indices

    let private gather call =
        let x, indices = OnnxCall.input call 0, OnnxCall.input call 1
        let axis = OnnxCall.axisOf call x.Rank (OnnxCall.int call "axis" 0)

        OnnxCall.require call [
            int64 (Shape.sizeBetween 0 axis x.Shape)
            int64 indices.Size
            int64 (Shape.sizeBetween (axis + 1) x.Rank x.Shape)
        ]

        Tensor.gather axis (fromFront x.Shape[axis] indices) x

    let private gatherElements call =
        let x, indices = OnnxCall.input call 0, OnnxCall.input call 1
        let axis = OnnxCall.axisOf call x.Rank (OnnxCall.int call "axis" 0)
        Tensor.gatherAlong axis (fromFront x.Shape[axis] indices) x

    let operators: (string * Operation) list = [
        "Shape", one shape
        "Size", one (fun call -> Tensor.number DType.Int32 (float (OnnxCall.input call 0).Size))
        "Reshape", one reshape
        "Flatten", one flatten
        "Squeeze", one squeeze
        "Unsqueeze", one unsqueeze
        "Transpose", one transpose
        "Expand", one expand
        "Concat", one concatenate
        "Split", split
        "Slice", one slice
        "Gather", one gather
        "GatherElements", one gatherElements
    ]
