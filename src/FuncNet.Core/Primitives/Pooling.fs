namespace FuncNet

open FuncNet.Kernels

/// One number for each window of images, channel by channel, and what the derivatives need. Windows are not dilated.
/// x: [n; h; w; c], y: [n; h′; w′; c].
[<RequireQualifiedAccess>]
type Pooling =
    /// The largest element of each window, and its place in the flattened input; two results.
    | Max of Window * pool: struct (int * int)
    /// The largest element of each window alone, where nobody reads its place. Programs that are made ready to run contain it; no
    /// function records it.
    | MaxAlone of Window * pool: struct (int * int)
    /// The gradient of the input of that shape, from the gradient of the maxima and their places: each is added at its place.
    | MaxGradient of Window * pool: struct (int * int) * input: Shape
    /// The sum of each window; the padding is 0.
    | Sum of Window * pool: struct (int * int)
    /// The gradient of the input of that shape, from the gradient of the sums: each is added at every place of its window.
    | SumGradient of Window * pool: struct (int * int) * input: Shape

[<RequireQualifiedAccess; CompilationRepresentation(CompilationRepresentationFlags.ModuleSuffix)>]
module internal Pooling =

    let name op =
        match op with
        | Pooling.Max(_, struct (h, w))
        | Pooling.MaxAlone(_, struct (h, w)) -> $"MaxPool {h}×{w}"
        | Pooling.MaxGradient(_, struct (h, w), _) -> $"MaxPoolGradient {h}×{w}"
        | Pooling.Sum(_, struct (h, w)) -> $"SumPool {h}×{w}"
        | Pooling.SumGradient(_, struct (h, w), _) -> $"SumPoolGradient {h}×{w}"

    let private pooled op window (struct (ph, pw)) (x: Shape) =
        if x.Rank <> 4 then
            Errors.shape "%s: images are [batch; height; width; channels]; the shape is %O." (name op) x

        let struct (sh, sw) = window.Stride
        let height = Convolution.outputSize x[1] ph sh 1 window.PadHeight
        let width = Convolution.outputSize x[2] pw sw 1 window.PadWidth

        if height = 0 || width = 0 then
            Errors.shape "%s: the window is larger than the padded image %O." (name op) x

        Shape(x[0], height, width, x[3])

    let infer op (x: TensorSpec[]) =
        if not x[0].DType.IsFloat then
            Errors.dtype "%s: images must be of a float type; these are %O." (name op) x[0].DType

        let expect expected (given: Shape) =
            if given <> expected then
                Errors.shape "%s: the gradient of the output has the shape %O, not %O." (name op) given expected

        match op with
        | Pooling.Max(window, pool) ->
            let shape = pooled op window pool x[0].Shape
            [| { x[0] with Shape = shape }; { Shape = shape; DType = DType.Int32 } |]
        | Pooling.MaxGradient(window, pool, input) ->
            let shape = pooled op window pool input
            expect shape x[0].Shape

            if x[1] <> { Shape = shape; DType = DType.Int32 } then
                Errors.shape "%s: the places must be int32 %O; they are %O." (name op) shape x[1]

            [| { x[0] with Shape = input } |]
        | Pooling.MaxAlone(window, pool)
        | Pooling.Sum(window, pool) -> [| { x[0] with Shape = pooled op window pool x[0].Shape } |]
        | Pooling.SumGradient(window, pool, input) ->
            expect (pooled op window pool input) x[0].Shape
            [| { x[0] with Shape = input } |]

    let geometry window (struct (ph, pw)) (x: Shape) (y: Shape) =
        let struct (sh, sw) = window.Stride
        let struct (top, _), struct (left, _) = window.PadHeight, window.PadWidth
        PoolShape(x[0], x[1], x[2], x[3], ph, pw, sh, sw, top, left, y[1], y[2])

    let private along<'T when 'T: unmanaged and 'T: (new: unit -> 'T) and 'T: struct and 'T :> System.ValueType>
        op
        (x: NDArray[])
        (y: NDArray[])
        : unit -> unit =
        let operand, result = x[0], y[0]

        match op with
        | Pooling.Max(window, pool) ->
            let shape, places = geometry window pool operand.Shape result.Shape, y[1]
            fun () -> Kernels.Pooling.Max(&shape, operand.AsSpan<'T>(), result.Target(), places.Target())
        | Pooling.MaxAlone(window, pool) ->
            let shape = geometry window pool operand.Shape result.Shape
            fun () -> Kernels.Pooling.Max(&shape, operand.AsSpan<'T>(), result.Target())
        | Pooling.MaxGradient(window, pool, input) ->
            let shape, places = geometry window pool input operand.Shape, x[1]
            fun () -> Kernels.Pooling.MaxGradient(&shape, operand.AsSpan<'T>(), places.AsSpan(), result.Target())
        | Pooling.Sum(window, pool) ->
            let shape = geometry window pool operand.Shape result.Shape
            fun () -> Kernels.Pooling.Sum(&shape, operand.AsSpan<'T>(), result.Target())
        | Pooling.SumGradient(window, pool, input) ->
            let shape = geometry window pool input operand.Shape
            fun () -> Kernels.Pooling.SumGradient(&shape, operand.AsSpan<'T>(), result.Target())

    /// What computes y from x, as often as it is run.
    let bind op (x: NDArray[]) (y: NDArray[]) : unit -> unit =
        match y[0].DType with
        | DType.Float32 -> along<float32> op x y
        | DType.Float64
        | DType.Int32
        | DType.Bool -> along<float> op x y
