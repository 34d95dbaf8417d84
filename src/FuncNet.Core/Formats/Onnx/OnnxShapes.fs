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

        Tensor.permute order x

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

    let private pad call =
        let x = OnnxCall.input call 0

        let pads =
            match OnnxCall.tryInts call "pads" |> Option.orElse (OnnxCall.numbers call 1) with
            | Some pads -> pads
            | None -> OnnxCall.fail call "it says not how much to pad."

        let axes =
            OnnxCall.numbers call 3
            |> Option.defaultValue (Array.init x.Rank id)
            |> Array.map (OnnxCall.axisOf call x.Rank)

        if pads.Length <> 2 * axes.Length then
            OnnxCall.fail call $"{pads.Length} sizes of padding do not fit {axes.Length} axes."

        let around =
            Array.init x.Rank (fun axis ->
                match Array.tryFindIndex ((=) axis) axes with
                | Some i -> pads[i], pads[i + axes.Length]
                | None -> 0, 0)

        OnnxCall.require call [
            for axis in 0 .. x.Rank - 1 -> int64 x.Shape[axis] + int64 (fst around[axis]) + int64 (snd around[axis])
        ]

        // What is taken away is a slice.
        let cut =
            x.Rearrange(
                Shaping.Slice(
                    Array.init x.Rank (fun axis ->
                        let before, after = around[axis]
                        let start = max 0 -before
                        { Start = start; Size = x.Shape[axis] - start - max 0 -after; Step = 1 })
                )
            )

        let more = around |> Array.map (fun (before, after) -> max 0 before, max 0 after)

        match OnnxCall.text call "mode" "constant" with
        | "constant" ->
            let value =
                match OnnxCall.tryReal call "value" with
                | Some value -> value
                | None -> OnnxCall.number call 2 |> Option.defaultValue 0.0

            if value = 0.0 then
                Tensor.pad more cut
            else
                let inside = Tensor.pad more (Tensor.full DType.Int32 cut.Shape 1.0) |> Tensor.cast DType.Bool
                Tensor.where inside (Tensor.pad more cut) (Tensor.number x.DType value)
        | "edge"
        | "reflect" as mode ->
            let along (x: Tensor) axis =
                let before, after = more[axis]
                let n = x.Shape[axis]

                if before = 0 && after = 0 then
                    x
                else
                    if n = 0 || (mode = "reflect" && (before >= n || after >= n)) then
                        OnnxCall.fail
                            call
                            $"axis {axis} of {x.Shape} is too short to be padded by {before} and {after}."

                    let source i =
                        if mode = "edge" then i |> max 0 |> min (n - 1)
                        elif i < 0 then -i
                        elif i >= n then 2 * n - 2 - i
                        else i

                    Tensor.gather axis (vector [ for i in -before .. n + after - 1 -> source i ]) x

            Seq.fold along cut (seq { 0 .. x.Rank - 1 })
        | other -> OnnxCall.fail call $"its mode is {other}; constant, reflect and edge are readable."

    let private tile call =
        let x = OnnxCall.input call 0
        let repeats = required call 1

        if repeats.Length <> x.Rank || Array.exists (fun n -> n < 0) repeats then
            OnnxCall.fail call $"{List.ofArray repeats} does not say how often each axis of {x.Shape} is repeated."

        OnnxCall.require call [ for axis in 0 .. x.Rank - 1 -> int64 x.Shape[axis] * int64 repeats[axis] ]

        Seq.fold
            (fun (x: Tensor) axis ->
                match repeats[axis] with
                | 1 -> x
                | n ->
                    let places = [
                        for _ in 1..n do
                            yield! seq { 0 .. x.Shape[axis] - 1 }
                    ]

                    Tensor.gather axis (vector places) x)
            x
            (seq { 0 .. x.Rank - 1 })

    let private constantOfShape file call =
        let sizes = required call 0
        OnnxCall.require call (Seq.map int64 sizes)

        match OnnxCall.attribute call "value" with
        | None -> Tensor.full call.Float sizes 0.0
        | Some(OnnxAttribute.Tensor tensor) ->
            let value: Tensor = OnnxReading.tensorOf file tensor

            if value.Size <> 1 then
                OnnxCall.fail call "its value is not one number."

            Tensor.full (if value.DType.IsFloat then call.Float else value.DType) sizes (value.ToScalar())
        | Some _ -> OnnxCall.fail call "its value is not a tensor."

    let private constant file call =
        let floats (numbers: float32[]) = Tensor.owning [ numbers.Length ] numbers |> Tensor.cast call.Float
        let narrow (n: int64) = n |> max (int64 System.Int32.MinValue) |> min (int64 System.Int32.MaxValue) |> int

        match call.Node.Attributes with
        | [ "value", OnnxAttribute.Tensor tensor ] ->
            let value: Tensor = OnnxReading.tensorOf file tensor
            if value.DType.IsFloat then Tensor.cast call.Float value else value
        | [ "value_float", OnnxAttribute.Float x ] -> Tensor.number call.Float (float x)
        | [ "value_int", OnnxAttribute.Int n ] -> Tensor.number DType.Int32 (float (narrow n))
        | [ "value_floats", OnnxAttribute.Floats list ] -> floats list
        | [ "value_ints", OnnxAttribute.Ints list ] -> vector (Array.map narrow list)
        | _ -> OnnxCall.fail call "a constant has one value: a tensor, a number or a list of numbers."

    let private range call =
        match OnnxCall.number call 0, OnnxCall.number call 1, OnnxCall.number call 2 with
        | Some first, Some limit, Some step when step <> 0.0 ->
            let count = max 0.0 (ceil ((limit - first) / step))

            if not (count <= float OnnxCall.largest) then
                OnnxCall.fail call $"it has {count} numbers; at most {OnnxCall.largest} are readable."

            let index = Tensor.range (int count)
            let dtype = (OnnxCall.input call 0).DType
            Tensor.number dtype first + Tensor.number dtype step * Tensor.cast dtype index
        | _ -> OnnxCall.fail call "it needs a first number, a limit and a step other than 0."

    let private oneHot call =
        let indices, values = OnnxCall.input call 0, OnnxCall.input call 2
        OnnxCall.expect call "axis" -1 (OnnxCall.int call "axis" -1)

        match OnnxCall.number call 1 with
        | Some depth when depth >= 1.0 && depth <= 65536.0 && values.Shape = Shape 2 ->
            OnnxCall.require call [ int64 indices.Size; int64 depth ]
            let off, on = values[0], values[1]
            let places = Tensor.range (int depth)
            Tensor.where (Tensor.equal (Tensor.expandAxis -1 indices) places) on off
        | _ -> OnnxCall.fail call "it needs a depth from 1 to 65536, and two values."

    let private trilu call =
        let x = OnnxCall.input call 0
        let k = OnnxCall.number call 1 |> Option.defaultValue 0.0

        if x.Rank < 2 then
            OnnxCall.fail call $"it takes matrices; the shape is {x.Shape}."

        let last = sizes x |> Array.skip (x.Rank - 2)
        OnnxCall.require call (Seq.map int64 last)
        let distance = Tensor.iota last 1 - Tensor.iota last 0
        let bound = Tensor.number DType.Int32 (max -1e9 (min 1e9 k))

        let kept =
            if OnnxCall.flag call "upper" true then
                Tensor.greaterOrEqual distance bound
            else
                Tensor.lessOrEqual distance bound

        Tensor.where kept x (Tensor.number x.DType 0.0)

    let private depthToSpace call =
        let x, b = OnnxCall.input call 0, OnnxCall.int call "blocksize" 0

        if x.Rank <> 4 || b < 1 || b > 4096 || x.Shape[1] % (b * b) <> 0 then
            OnnxCall.fail call $"blocks of {b} do not fit the shape {x.Shape}."

        let n, c, h, w = x.Shape[0], x.Shape[1] / (b * b), x.Shape[2], x.Shape[3]

        let split, order =
            match OnnxCall.text call "mode" "DCR" with
            | "DCR" -> [ n; b; b; c; h; w ], [ 0; 3; 4; 1; 5; 2 ]
            | "CRD" -> [ n; c; b; b; h; w ], [ 0; 1; 4; 2; 5; 3 ]
            | other -> OnnxCall.fail call $"its mode is {other}; DCR and CRD are readable."

        Tensor.reshape split x |> Tensor.permute order |> Tensor.reshape [ n; c; h * b; w * b ]

    let private spaceToDepth call =
        let x, b = OnnxCall.input call 0, OnnxCall.int call "blocksize" 0

        if x.Rank <> 4 || b < 1 || x.Shape[2] % b <> 0 || x.Shape[3] % b <> 0 then
            OnnxCall.fail call $"blocks of {b} do not fit the shape {x.Shape}."

        let n, c, h, w = x.Shape[0], x.Shape[1], x.Shape[2] / b, x.Shape[3] / b

        Tensor.reshape [ n; c; h; b; w; b ] x
        |> Tensor.permute [ 0; 3; 5; 1; 2; 4 ]
        |> Tensor.reshape [ n; c * b * b; h; w ]

    /// file: the name of the file in messages.
    let operators file : (string * Operation) list = [
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
        "Pad", one pad
        "Tile", one tile
        "ConstantOfShape", one (constantOfShape file)
        "Constant", one (constant file)
        "Range", one range
        "OneHot", one oneHot
        "Trilu", one trilu
        "DepthToSpace", one depthToSpace
        "SpaceToDepth", one spaceToDepth
    ]
