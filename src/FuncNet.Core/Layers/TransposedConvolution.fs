namespace FuncNet

type TransposedConv2DOptions = {
    Strides: struct (int * int)
    Dilation: struct (int * int)
    Padding: Padding
    OutputPadding: struct (int * int)
    Groups: int
    Kernel: Initializer
    Bias: Initializer option
}

[<AutoOpen>]
module TransposedConvolutionLayers =

    [<RequireQualifiedAccess>]
    module TransposedConv2D =

        let defaults: TransposedConv2DOptions = {
            Strides = struct (1, 1)
            Dilation = struct (1, 1)
            Padding = Padding.Valid
            OutputPadding = struct (0, 0)
            Groups = 1
            Kernel = Initializer.glorotUniform
            Bias = Some Initializer.zeros
        }

    /// The height and width of the image whose convolution has the height and width given.
    let private outputSize (options: TransposedConv2DOptions) (struct (kh, kw)) height width =
        let struct (sh, sw), struct (dh, dw) = options.Strides, options.Dilation
        let struct (moreRows, moreColumns) = options.OutputPadding
        let full size stride kernel dilation = (size - 1) * stride + (kernel - 1) * dilation + 1
        let rows, columns = full height sh kh dh + moreRows, full width sw kw dw + moreColumns

        match options.Padding with
        | Padding.Same -> struct (height * sh, width * sw)
        | Padding.Valid -> struct (rows, columns)
        | Padding.Explicit(struct (above, below), struct (left, right)) ->
            struct (rows - above - below, columns - left - right)

    /// The adjoint of a convolution, as an operation of a gradient [n; h; w; d] and a filter.
    let private adjoint kind (options: TransposedConv2DOptions) kernel filters (x: Shape) =
        let struct (height, width) = outputSize options kernel x[1] x[2]

        if height < 1 || width < 1 then
            Errors.shape "%s: the padding takes all of the result of the image %O away." kind x

        let window =
            TensorImages.window kind kernel options.Strides options.Dilation options.Padding height width

        Primitive.Convolution(Convolution.InputGradient(window, options.Groups, Shape(x[0], height, width, filters)))

    let private filterShape kind (options: TransposedConv2DOptions) (struct (kh, kw)) filters (x: Shape) =
        if x.Rank <> 3 then
            Errors.shape "%s: a sample must be an image [height; width; channels]; its shape is %O." kind x

        TensorImages.requireWindow kind (struct (kh, kw)) options.Strides options.Dilation

        if x[2] % options.Groups <> 0 then
            Errors.shape
                "%s: %d channels cannot be split into %d groups; take a divisor of %d, or another number of channels."
                kind
                x[2]
                options.Groups
                x[2]

        Shape(kh, kw, filters / options.Groups, x[2])

    let private checkOptions operation (options: TransposedConv2DOptions) filters =
        Argument.atLeast 1 operation "the number of filters" filters |> ignore

        if options.Groups < 1 || filters % options.Groups <> 0 then
            Errors.configuration
                "%s: %d filters cannot be split into %d groups; take a divisor of %d, or another number of filters."
                operation
                filters
                options.Groups
                filters

        let struct (sh, sw), struct (rows, columns) = options.Strides, options.OutputPadding
        let none = options.Padding = Padding.Same && (rows <> 0 || columns <> 0)

        if none || rows < 0 || columns < 0 || rows >= max 1 sh || columns >= max 1 sw then
            Errors.configuration
                "%s: the output padding must be at least 0 and under the strides %d and %d, and 0 with Same; it is %d and %d."
                operation
                sh
                sw
                rows
                columns

    [<RequireQualifiedAccess>]
    module Layer =

        let internal transposedConvOf kind (options: TransposedConv2DOptions) filters (kernel: struct (int * int)) =
            checkOptions $"Layer.{kind}" options filters
            let struct (kh, kw) = kernel
            let filter = filterShape kind options kernel filters

            Atoms.learned
                kind
                [
                    "filters", Setting.Whole filters
                    "size", Setting.pair kernel
                    "strides", Setting.pair options.Strides
                    "dilation", Setting.pair options.Dilation
                    "padding", Setting.ofPadding options.Padding
                    "outputPadding", Setting.pair options.OutputPadding
                    "groups", Setting.Whole options.Groups
                    "kernel", options.Kernel.Setting
                    "bias", Initializer.settingOf options.Bias
                ]
                (fun x ->
                    let fans = Initializer.fans (Shape(kh, kw, x[2] / options.Groups, filters))

                    [
                        { ParameterSpec.create "kernel" (filter x) options.Kernel with Fans = fans }

                        match options.Bias with
                        | Some bias -> { ParameterSpec.create "bias" (Shape filters) bias with Fans = fans }
                        | None -> ()
                    ])
                (fun x ->
                    let image, weights = { Shape = x.Prepend 1; DType = DType.Float32 }, filter x
                    let op = adjoint kind options kernel filters image.Shape
                    let y = (Primitive.infer op [| image; { image with Shape = weights } |])[0]
                    Shape(y.Shape.ToArray()[1..]))
                (fun own x ->
                    let y = Tensor.Apply(adjoint kind options kernel filters x.Shape, x, own["kernel"])
                    if options.Bias.IsSome then y + own["bias"] else y)

        let transposedConv2dWith options filters kernel = transposedConvOf "TransposedConv2D" options filters kernel

        let transposedConv2d filters size = transposedConv2dWith TransposedConv2D.defaults filters (struct (size, size))
