namespace FuncNet

open FuncNet.Kernels

/// How a window moves over the two spatial axes of an image [batch; height; width; channels].
[<Struct>]
type Window = {
    /// Distance between neighbouring windows: height, width.
    Stride: struct (int * int)
    /// Distance between neighbouring places of the window.
    Dilation: struct (int * int)
    /// Rows of padding above and below.
    PadHeight: struct (int * int)
    /// Columns of padding left and right.
    PadWidth: struct (int * int)
}

/// Correlation of images with filters, and what its derivatives need: the three are closed under differentiation.
/// x: [n; h; w; c], filter: [kh; kw; c / groups; k], y: [n; h′; w′; k].
[<RequireQualifiedAccess>]
type Convolution =
    /// y[n, i, j, k] = Σ x[n, i·s + a·d − p, j·s + b·d − p, c] · w[a, b, c, k].
    | Forward of Window * groups: int
    /// The gradient of the input of that shape, from the gradient of the output and the filter.
    | InputGradient of Window * groups: int * input: Shape
    /// The gradient of the filter of that shape, from the input and the gradient of the output.
    | FilterGradient of Window * groups: int * filter: Shape

[<RequireQualifiedAccess; CompilationRepresentation(CompilationRepresentationFlags.ModuleSuffix)>]
module internal Convolution =

    let name op =
        match op with
        | Convolution.Forward _ -> "Convolution"
        | Convolution.InputGradient _ -> "ConvolutionInputGradient"
        | Convolution.FilterGradient _ -> "ConvolutionFilterGradient"

    /// ⌊(size + padding − reach) / stride⌋ + 1, where the window reaches over (kernel − 1)·dilation + 1 places.
    let outputSize size kernel stride dilation (struct (before: int, after: int)) =
        let reach = (kernel - 1) * dilation + 1
        let room = size + before + after - reach
        if room < 0 then 0 else room / stride + 1

    let private images op (shape: Shape) =
        if shape.Rank <> 4 then
            Errors.shape "%s: images are [batch; height; width; channels]; the shape is %O." (name op) shape

    let private outputShape op window groups (x: Shape) (filter: Shape) =
        images op x

        if filter.Rank <> 4 || filter[2] * groups <> x[3] || groups < 1 || filter[3] % groups <> 0 then
            Errors.shape
                "%s: filters are [height; width; channels / groups; filters]; the shape %O does not fit %O with %d groups."
                (name op)
                filter
                x
                groups

        let struct (sh, sw), struct (dh, dw) = window.Stride, window.Dilation
        let height = outputSize x[1] filter[0] sh dh window.PadHeight
        let width = outputSize x[2] filter[1] sw dw window.PadWidth

        if height = 0 || width = 0 then
            Errors.shape "%s: the window of the filter %O is larger than the padded image %O." (name op) filter x

        Shape(x[0], height, width, filter[3])

    let infer op (x: TensorSpec[]) =
        for operand in x do
            if not operand.DType.IsFloat || operand.DType <> x[0].DType then
                Errors.dtype "%s: the operands must be of one float type; one is %O." (name op) operand.DType

        let expect expected (given: Shape) =
            if given <> expected then
                Errors.shape "%s: the gradient of the output has the shape %O, not %O." (name op) given expected

        match op with
        | Convolution.Forward(window, groups) -> [|
            { x[0] with Shape = outputShape op window groups x[0].Shape x[1].Shape }
          |]
        | Convolution.InputGradient(window, groups, input) ->
            expect (outputShape op window groups input x[1].Shape) x[0].Shape
            [| { x[0] with Shape = input } |]
        | Convolution.FilterGradient(window, groups, filter) ->
            expect (outputShape op window groups x[0].Shape filter) x[1].Shape
            [| { x[0] with Shape = filter } |]

    let private geometry window groups (x: Shape) (filter: Shape) (y: Shape) =
        let struct (sh, sw), struct (dh, dw) = window.Stride, window.Dilation
        let struct (top, _), struct (left, _) = window.PadHeight, window.PadWidth

        ConvolutionShape(
            x[0],
            x[1],
            x[2],
            x[3],
            filter[3],
            filter[0],
            filter[1],
            sh,
            sw,
            dh,
            dw,
            top,
            left,
            y[1],
            y[2],
            groups
        )

    /// What convolves images with filters and then runs the tail, if there is one, as often as it is run.
    let bindForward (tail: TileProgram | null) window groups (images: NDArray) (filters: NDArray) (y: NDArray) =
        let shape = geometry window groups images.Shape filters.Shape y.Shape

        match y.DType with
        | DType.Float32 ->
            fun () -> Kernels.Convolution.Forward(&shape, images.AsSpan<float32>(), filters.AsSpan(), y.Target(), tail)
        | DType.Float64
        | DType.Int32
        | DType.Bool ->
            fun () -> Kernels.Convolution.Forward(&shape, images.AsSpan<float>(), filters.AsSpan(), y.Target(), tail)

    /// What convolves images with filters, runs the tail, and takes the maxima of what that leaves, with their places if there is room for
    /// these, as often as it is run.
    let bindPooled
        (tail: TileProgram)
        window
        groups
        (images: NDArray)
        (filters: NDArray)
        (y: NDArray)
        (pool: PoolShape)
        (pooled: NDArray)
        (places: NDArray)
        =
        let shape = geometry window groups images.Shape filters.Shape y.Shape

        match y.DType with
        | DType.Float32 ->
            fun () ->
                Kernels.Convolution.ForwardPooled(
                    &shape,
                    images.AsSpan<float32>(),
                    filters.AsSpan(),
                    y.Target(),
                    tail,
                    &pool,
                    pooled.Target(),
                    places.Target()
                )
        | DType.Float64
        | DType.Int32
        | DType.Bool ->
            fun () ->
                Kernels.Convolution.ForwardPooled(
                    &shape,
                    images.AsSpan<float>(),
                    filters.AsSpan(),
                    y.Target(),
                    tail,
                    &pool,
                    pooled.Target(),
                    places.Target()
                )

    /// What computes the result from x, as often as it is run.
    let bind op (x: NDArray[]) (result: NDArray) : unit -> unit =
        match op with
        | Convolution.Forward(window, groups) -> bindForward null window groups x[0] x[1] result
        | Convolution.InputGradient(window, groups, input) ->
            let gradient, filters = x[0], x[1]
            let shape = geometry window groups input filters.Shape gradient.Shape

            match result.DType with
            | DType.Float32 ->
                fun () ->
                    Kernels.Convolution.InputGradient(
                        &shape,
                        gradient.AsSpan<float32>(),
                        filters.AsSpan(),
                        result.Target()
                    )
            | DType.Float64
            | DType.Int32
            | DType.Bool ->
                fun () ->
                    Kernels.Convolution.InputGradient(
                        &shape,
                        gradient.AsSpan<float>(),
                        filters.AsSpan(),
                        result.Target()
                    )
        | Convolution.FilterGradient(window, groups, filter) ->
            let images, gradient = x[0], x[1]
            let shape = geometry window groups images.Shape filter gradient.Shape

            match result.DType with
            | DType.Float32 ->
                fun () ->
                    Kernels.Convolution.FilterGradient(
                        &shape,
                        images.AsSpan<float32>(),
                        gradient.AsSpan(),
                        result.Target()
                    )
            | DType.Float64
            | DType.Int32
            | DType.Bool ->
                fun () ->
                    Kernels.Convolution.FilterGradient(
                        &shape,
                        images.AsSpan<float>(),
                        gradient.AsSpan(),
                        result.Target()
                    )
