namespace FuncNet

/// Operators of ONNX on images [n; c; h; w] and sequences [n; c; time], in operations of tensors, whose images are [n; h; w; c].
module internal OnnxImages =

    type private Operation = OnnxCall -> Tensor list

    let private one (f: OnnxCall -> Tensor) : Operation = fun call -> [ f call ]
    /// No size of a window, a stride or an image is larger.
    let private most = 1 <<< 20

    let private channelsLast (x: Tensor) = Tensor.permute [ 0; 2; 3; 1 ] x
    let private channelsFirst (x: Tensor) = Tensor.permute [ 0; 3; 1; 2 ] x

    /// Applies a function of images [n; h; w; c] to images, or to sequences as images of one row.
    let private asImages call (f: Tensor -> Tensor) (x: Tensor) =
        match x.Rank with
        | 4 -> x |> channelsLast |> f |> channelsFirst
        | 3 ->
            let y = Tensor.permute [ 0; 2; 1 ] x |> Tensor.expandAxis 1 |> f
            Tensor.reshape [ y.Shape[0]; y.Shape[2]; y.Shape[3] ] y |> Tensor.permute [ 0; 2; 1 ]
        | rank ->
            OnnxCall.fail call $"it takes images [n; c; h; w] or sequences [n; c; time]; the input has {rank} axes."

    /// A pair of numbers for height and width; one for a sequence, whose height is 1.
    let private both call name otherwise rank (given: int[] option) : struct (int * int) =
        match given, rank with
        | None, _ -> struct (otherwise, otherwise)
        | Some [| w |], 3 -> struct ((if otherwise = 0 then 0 else 1), w)
        | Some [| h; w |], 4 -> struct (h, w)
        | Some list, _ -> OnnxCall.fail call $"its {name} {List.ofArray list} do not fit {rank - 2} axes of space."

    let private pairOf call name otherwise rank = both call name otherwise rank (OnnxCall.tryInts call name)

    /// Padding of height and width, from an attribute, or from the sizes of the image and the window.
    let private padding call (x: Tensor) (struct (kh, kw)) (struct (sh, sw)) (struct (dh, dw)) =
        let rank = x.Rank
        let h, w = (if rank = 4 then x.Shape[2] else 1), x.Shape[rank - 1]

        let same upper size kernel stride dilation =
            let reach = (kernel - 1) * dilation + 1
            let needed = max 0 ((size - 1) / stride * stride + reach - size)

            if upper then
                struct (needed / 2, needed - needed / 2)
            else
                struct (needed - needed / 2, needed / 2)

        match OnnxCall.text call "auto_pad" "NOTSET" with
        | "VALID" -> struct (struct (0, 0), struct (0, 0))
        | "SAME_UPPER"
        | "SAME_LOWER" as mode ->
            let upper = (mode = "SAME_UPPER")
            struct (same upper h kh sh dh, same upper w kw sw dw)
        | "NOTSET" ->
            match OnnxCall.tryInts call "pads", rank with
            | None, _ -> struct (struct (0, 0), struct (0, 0))
            | Some [| left; right |], 3 -> struct (struct (0, 0), struct (left, right))
            | Some [| top; left; bottom; right |], 4 -> struct (struct (top, bottom), struct (left, right))
            | Some pads, _ -> OnnxCall.fail call $"its pads {List.ofArray pads} do not fit {rank - 2} axes of space."
        | other -> OnnxCall.fail call $"its auto_pad is {other}; NOTSET, VALID, SAME_UPPER and SAME_LOWER are readable."

    let private requireSmall call (numbers: int seq) =
        if numbers |> Seq.exists (fun n -> n < 0 || n > most) then
            OnnxCall.fail
                call
                $"sizes of windows, strides, dilations and padding are from 0 to 2²⁰; they are {List.ofSeq numbers}."

    let private requireImages call (x: Tensor) =
        if x.Rank <> 3 && x.Rank <> 4 then
            OnnxCall.fail call $"it takes images [n; c; h; w] or sequences [n; c; time]; the input is {x.Shape}."

    /// A window with the setting that ONNX has for it, checked.
    let private window call (x: Tensor) (struct (kh, kw) as kernel) =
        requireImages call x
        let struct (sh, sw) as strides = pairOf call "strides" 1 x.Rank
        let struct (dh, dw) as dilations = pairOf call "dilations" 1 x.Rank
        requireSmall call [ kh; kw; sh; sw; dh; dw ]
        TensorImages.requireWindow call.Node.Operator kernel strides dilations

        let struct (struct (top, bottom), struct (left, right)) as around =
            padding call x kernel strides dilations

        requireSmall call [ top; bottom; left; right ]
        struct (strides, dilations, around)

    let private withBias call (y: Tensor) =
        match OnnxCall.optional call 2 with
        | Some bias -> y + bias
        | None -> y

    let private groups call = OnnxCall.int call "group" 1

    /// Filters of one row for sequences; their last axes are those of space.
    let private imageFilters call (x: Tensor) (w: Tensor) =
        requireImages call x

        if w.Rank <> x.Rank then
            OnnxCall.fail call $"its filters are {w.Shape}; for an input {x.Shape} they have {x.Rank} axes."

        if w.Rank = 3 then Tensor.expandAxis 2 w else w

    let private conv call =
        let x = OnnxCall.input call 0
        let filters = imageFilters call x (OnnxCall.input call 1)

        let struct (strides, dilations, struct (rows, columns)) =
            window call x (struct (filters.Shape[2], filters.Shape[3]))

        let filters = Tensor.permute [ 2; 3; 1; 0 ] filters

        x
        |> asImages call (fun x ->
            Tensor.conv2d strides dilations (Padding.Explicit(rows, columns)) (groups call) filters x
            |> withBias call)

    let private convTranspose call =
        let x = OnnxCall.input call 0
        let filters = imageFilters call x (OnnxCall.input call 1)
        let struct (kh, kw) as kernel = struct (filters.Shape[2], filters.Shape[3])
        OnnxCall.expect call "auto_pad" "NOTSET" (OnnxCall.text call "auto_pad" "NOTSET")

        if (OnnxCall.attribute call "output_shape").IsSome then
            OnnxCall.fail
                call
                "its attribute 'output_shape' is not readable; the size of the result must follow from pads and output_padding."

        let struct (strides, dilations, struct (rows, columns)) = window call x kernel
        let struct (sh, sw), struct (dh, dw) = strides, dilations
        let struct (top, bottom), struct (left, right) = rows, columns
        let struct (moreRows, moreColumns) = pairOf call "output_padding" 0 x.Rank
        requireSmall call [ moreRows; moreColumns ]
        let groups = groups call

        x
        |> asImages call (fun x ->
            let full size kernel stride dilation before after more =
                (int64 size - 1L) * int64 stride + (int64 kernel - 1L) * int64 dilation + 1L
                - int64 before
                - int64 after
                + int64 more

            let h = full x.Shape[1] kh sh dh top bottom moreRows
            let w = full x.Shape[2] kw sw dw left right moreColumns

            if
                h < 1L
                || w < 1L
                || h > int64 System.Int32.MaxValue
                || w > int64 System.Int32.MaxValue
                || groups < 1
                || groups > most
            then
                OnnxCall.fail call $"its result would have {h}×{w} places in {groups} groups."

            let window = { Stride = strides; Dilation = dilations; PadHeight = rows; PadWidth = columns }
            let target = Shape(x.Shape[0], int h, int w, filters.Shape[1] * groups)
            let op = Primitive.Convolution(Convolution.InputGradient(window, groups, target))
            Tensor.Apply(op, x, Tensor.permute [ 2; 3; 1; 0 ] filters) |> withBias call)

    /// Zeros behind the end so that no place is left over, if the last window begins within the image.
    let private ceiled call size kernel stride (struct (before, after)) =
        if not (OnnxCall.flag call "ceil_mode" false) then
            struct (before, after)
        else
            let room = size + before + after - kernel
            let count = (room + stride - 1) / stride + 1
            let count = if (count - 1) * stride >= size + before then count - 1 else count
            struct (before, max after ((count - 1) * stride + kernel - size - before))

    /// Pools images with the window that the node describes.
    let private pooled call (pool: struct (int * int) -> struct (int * int) -> Padding -> bool -> Tensor -> Tensor) =
        let x = OnnxCall.input call 0

        let struct (kh, kw) as kernel =
            match OnnxCall.tryInts call "kernel_shape" with
            | None -> OnnxCall.fail call "it has no kernel_shape."
            | given -> both call "kernel_shape" 1 x.Rank given

        let struct (strides, dilations, struct (rows, columns)) = window call x kernel
        let struct (sh, sw) = strides

        if dilations <> struct (1, 1) then
            OnnxCall.fail call "its windows are dilated; poolings without dilation are readable."

        x
        |> asImages call (fun x ->
            let rows', columns' = ceiled call x.Shape[1] kh sh rows, ceiled call x.Shape[2] kw sw columns
            pool kernel strides (Padding.Explicit(rows', columns')) (rows' <> rows || columns' <> columns) x)

    let private maxPool call = pooled call (fun kernel strides padding _ -> Tensor.maxPool2d kernel strides padding)

    let private averagePool call =
        let countsPadding = OnnxCall.flag call "count_include_pad" false

        pooled call (fun (struct (h, w) as kernel) strides padding isCeiled x ->
            let sums = Tensor.sumPool2d kernel strides padding

            if countsPadding && isCeiled then
                OnnxCall.fail call "ceil_mode together with count_include_pad is not readable."

            if countsPadding || padding = Padding.Explicit(struct (0, 0), struct (0, 0)) then
                sums x / float (h * w)
            else
                OnnxCall.require call [ int64 x.Shape[1]; int64 x.Shape[2] ]
                let counts = sums (Tensor.full x.DType [ 1; x.Shape[1]; x.Shape[2]; 1 ] 1.0)
                sums x / Tensor.maximum counts (Tensor.number x.DType 1.0))

    let private overSpace (reduce: int seq -> Tensor -> Tensor) =
        one (fun call ->
            let x = OnnxCall.input call 0

            if x.Rank < 3 then
                OnnxCall.fail call $"it takes images [n; c; h; w]; the shape is {x.Shape}."

            let axes = [ 2 .. x.Rank - 1 ]
            Tensor.keepAxes axes x (reduce axes x))

    /// A tensor for each channel, beside images.
    let private ofChannels call (x: Tensor) i =
        let v = OnnxCall.input call i

        if x.Rank < 2 || v.Shape <> Shape x.Shape[1] then
            OnnxCall.fail
                call
                $"its input number {i + 1} is {v.Shape}, for an input {x.Shape}; it has a number for each channel."

        Tensor.reshape [ yield x.Shape[1]; for _ in 3 .. x.Rank -> 1 ] v

    let private batchNorm call =
        let x = OnnxCall.input call 0
        OnnxCall.expect call "training_mode" 0 (OnnxCall.int call "training_mode" 0)
        let v = ofChannels call x
        let scale = v 1 * Tensor.reciprocal (sqrt (v 4 + OnnxCall.real call "epsilon" 1e-5))
        (x - v 3) * scale + v 2

    let private standardized ε axes (x: Tensor) =
        let centred = x - Tensor.keepAxes axes x (Tensor.meanOver axes x)
        let variance = Tensor.keepAxes axes x (Tensor.meanOver axes (Tensor.square centred))
        centred * Tensor.reciprocal (sqrt (variance + (ε: float)))

    let private instanceNorm call =
        let x = OnnxCall.input call 0
        let v = ofChannels call x
        standardized (OnnxCall.real call "epsilon" 1e-5) [ 2 .. x.Rank - 1 ] x * v 1 + v 2

    let private layerNorm call =
        let x = OnnxCall.input call 0
        let axis = OnnxCall.axisOf call x.Rank (OnnxCall.int call "axis" -1)

        let y =
            standardized (OnnxCall.real call "epsilon" 1e-5) [ axis .. x.Rank - 1 ] x * OnnxCall.input call 1

        OnnxCall.optional call 2 |> Option.fold (+) y

    /// Along one axis: where each place of the result lies in the input.
    let private resized call (linear: bool) size target scale axis (x: Tensor) =
        let mode =
            OnnxCall.text
                call
                "coordinate_transformation_mode"
                (if call.Node.Operator = "Upsample" then "asymmetric" else "half_pixel")

        let at i =
            let i = float i

            match mode with
            | "asymmetric" -> i / scale
            | "half_pixel" -> (i + 0.5) / scale - 0.5
            | "pytorch_half_pixel" -> if target > 1 then (i + 0.5) / scale - 0.5 else 0.0
            | "align_corners" -> if target > 1 then i * float (size - 1) / float (target - 1) else 0.0
            | other ->
                OnnxCall.fail
                    call
                    $"its coordinate_transformation_mode is {other}; asymmetric, half_pixel, pytorch_half_pixel and align_corners are readable."

        let within place = place |> max 0 |> min (size - 1)
        let places f = Tensor.vector [ for i in 0 .. target - 1 -> within (f (at i)) ]

        if linear then
            let share = [
                for i in 0 .. target - 1 -> let place = at i |> max 0.0 |> min (float (size - 1)) in place - floor place
            ]

            let shape = [ for k in 0 .. x.Rank - 1 -> if k = axis then target else 1 ]
            let weight = Tensor.vector share |> Tensor.cast x.DType |> Tensor.reshape shape
            let inside place = place |> max 0.0 |> min (float (size - 1))
            let before = Tensor.gather axis (places (fun at -> int (floor (inside at)))) x
            let behind = Tensor.gather axis (places (fun at -> int (floor (inside at)) + 1)) x
            (1.0 - weight) * before + weight * behind
        else
            let round (at: float) =
                match
                    OnnxCall.text
                        call
                        "nearest_mode"
                        (if call.Node.Operator = "Upsample" then "floor" else "round_prefer_floor")
                with
                | "floor" -> int (floor at)
                | "ceil" -> int (ceil at)
                | "round_prefer_floor" -> int (ceil (at - 0.5))
                | "round_prefer_ceil" -> int (floor (at + 0.5))
                | other ->
                    OnnxCall.fail
                        call
                        $"its nearest_mode is {other}; floor, ceil, round_prefer_floor and round_prefer_ceil are readable."

            Tensor.gather axis (places round) x

    let private resize call =
        let x = OnnxCall.input call 0
        let scalesAt, sizesAt = if call.Node.Operator = "Upsample" || call.Opset < 11L then 1, 3 else 2, 3

        let linear =
            match OnnxCall.text call "mode" "nearest" with
            | "nearest" -> false
            | "linear" -> true
            | other -> OnnxCall.fail call $"its mode is {other}; nearest and linear are readable."

        OnnxCall.expect call "antialias" 0 (OnnxCall.int call "antialias" 0)

        if (OnnxCall.attribute call "axes").IsSome then
            OnnxCall.fail call "its attribute 'axes' is not readable; sizes or scales of all axes are."

        let scales =
            match OnnxCall.optional call scalesAt with
            | Some scales when scales.Form.IsConcrete && scales.Size > 0 ->
                Some((Tensor.cast DType.Float64 scales).ToArray<float>())
            | _ -> None

        let targets, scales =
            match OnnxCall.numbers call sizesAt, scales with
            | Some sizes, _ when sizes.Length = x.Rank ->
                sizes, Array.init x.Rank (fun axis -> float sizes[axis] / float (max 1 x.Shape[axis]))
            | _, Some scales when scales.Length = x.Rank ->
                scales
                |> Array.mapi (fun axis scale -> int (max -1.0 (min 1e9 (floor (float x.Shape[axis] * scale))))),
                scales
            | _ -> OnnxCall.fail call "it needs known scales or sizes, one for each axis."

        if targets |> Array.exists (fun n -> n < 1 || n > most) || x.Size = 0 then
            OnnxCall.fail call $"an image {x.Shape} cannot become {List.ofArray targets}."

        OnnxCall.require call (Seq.map int64 targets)

        Seq.fold
            (fun (x: Tensor) axis ->
                if targets[axis] = x.Shape[axis] && scales[axis] = 1.0 then
                    x
                else
                    resized call linear x.Shape[axis] targets[axis] scales[axis] axis x)
            x
            (seq { 0 .. x.Rank - 1 })

    let operators: (string * Operation) list = [
        "Conv", one conv
        "ConvTranspose", one convTranspose
        "MaxPool", one maxPool
        "AveragePool", one averagePool
        "GlobalAveragePool", overSpace Tensor.meanOver
        "GlobalMaxPool", overSpace Tensor.maxOver
        "BatchNormalization", one batchNorm
        "InstanceNormalization", one instanceNorm
        "LayerNormalization", one layerNorm
        "Resize", one resize
        "Upsample", one resize
    ]
