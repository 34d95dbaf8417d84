namespace FuncNet

type Conv2DOptions = {
    Strides: struct (int * int)
    Dilation: struct (int * int)
    Padding: Padding
    Groups: int
    Kernel: Initializer
    Bias: Initializer option
}

[<RequireQualifiedAccess>]
type Padding1D =
    | Valid
    | Same
    | Causal
    | Explicit of before: int * after: int

type Conv1DOptions = {
    Stride: int
    Dilation: int
    Padding: Padding1D
    Groups: int
    Kernel: Initializer
    Bias: Initializer option
}

type Pool2DOptions = { Strides: struct (int * int) voption; Padding: Padding }

[<AutoOpen>]
module ConvolutionLayers =

    let internal alongTime (size: int) dilation padding =
        let columns before after = Padding.Explicit(struct (0, 0), struct (before, after))

        match padding with
        | Padding1D.Valid -> Padding.Valid
        | Padding1D.Same -> Padding.Same
        | Padding1D.Causal -> columns ((size - 1) * dilation) 0
        | Padding1D.Explicit(before, after) -> columns before after

    let internal paddingSetting padding =
        match padding with
        | Padding1D.Valid -> Setting.Text "valid"
        | Padding1D.Same -> Setting.Text "same"
        | Padding1D.Causal -> Setting.Text "causal"
        | Padding1D.Explicit(before, after) -> Setting.Call("explicit", [| Setting.Whole before; Setting.Whole after |])

    /// Strides that are not given are the size of the pool.
    let internal poolSettings size (strides: struct (int * int) voption) padding = [
        "size", Setting.pair size
        "strides", strides |> ValueOption.map Setting.pair |> ValueOption.defaultValue (Setting.Text "size")
        "padding", Setting.ofPadding padding
    ]

    let private imageSettings (options: Conv2DOptions) size = [
        "size", Setting.pair size
        "strides", Setting.pair options.Strides
        "dilation", Setting.pair options.Dilation
        "padding", Setting.ofPadding options.Padding
        "groups", Setting.Whole options.Groups
        "kernel", options.Kernel.Setting
        "bias", Initializer.settingOf options.Bias
    ]

    [<RequireQualifiedAccess>]
    module Conv2D =

        let defaults: Conv2DOptions = {
            Strides = struct (1, 1)
            Dilation = struct (1, 1)
            Padding = Padding.Valid
            Groups = 1
            Kernel = Initializer.glorotUniform
            Bias = Some Initializer.zeros
        }

    [<RequireQualifiedAccess>]
    module Conv1D =

        let defaults: Conv1DOptions = {
            Stride = 1
            Dilation = 1
            Padding = Padding1D.Valid
            Groups = 1
            Kernel = Initializer.glorotUniform
            Bias = Some Initializer.zeros
        }

    [<RequireQualifiedAccess>]
    module Pool2D =

        let defaults = { Strides = ValueNone; Padding = Padding.Valid }

    /// The shape that a primitive promises for one sample, found on a batch of one.
    let private sampleOutput (infer: TensorSpec -> TensorSpec) (x: Shape) =
        if x.Rank <> 3 then
            Errors.shape "A sample must be an image [height; width; channels]; its shape is %O." x

        Shape((infer { Shape = x.Prepend 1; DType = DType.Float32 }).Shape.ToArray()[1..])

    let private positive kind (filters: int) =
        if filters < 1 then
            Errors.configuration "Layer.%s: the number of filters must be at least 1; it is %d." kind filters

    let private divides kind filters groups =
        positive kind filters

        if groups < 1 || filters % groups <> 0 then
            Errors.configuration
                "Layer.%s: %d filters cannot be split into %d groups; take a divisor of %d, or another number of filters."
                kind
                filters
                groups
                filters

    /// [kh; kw; channels / groups; filters].
    let private filterShape kind (struct (kh, kw)) groups filters (x: Shape) =
        if x.Rank <> 3 then
            Errors.shape "%s: a sample must be an image [height; width; channels]; its shape is %O." kind x

        TensorImages.requireWindow kind (struct (kh, kw)) (struct (1, 1)) (struct (1, 1))

        if groups < 1 || x[2] % groups <> 0 then
            Errors.shape
                "%s: %d channels cannot be split into %d groups; take a divisor of %d, or another number of channels."
                kind
                x[2]
                groups
                x[2]

        Shape(kh, kw, x[2] / groups, filters)

    /// The kernel, and the bias with the kernel's fans.
    let private parameters (kernel: Initializer) (bias: Initializer option) (shape: Shape) = [
        let kernel = ParameterSpec.create "kernel" shape kernel
        kernel

        match bias with
        | Some bias -> { ParameterSpec.create "bias" (Shape shape[shape.Rank - 1]) bias with Fans = kernel.Fans }
        | None -> ()
    ]

    /// The shape of a correlation of one sample with filters.
    let private outputShape kind (options: Conv2DOptions) kernel groups (filter: Shape) =
        sampleOutput (fun spec ->
            let struct (strides, dilation, padding) = struct (options.Strides, options.Dilation, options.Padding)

            let window = TensorImages.fittingWindow kind kernel strides dilation padding spec.Shape[1] spec.Shape[2]
            let op = Primitive.Convolution(Convolution.Forward(window, groups))
            (Primitive.infer op [| spec; { spec with Shape = filter } |])[0])

    let private correlate (options: Conv2DOptions) groups kernel (own: Parameters) (x: Tensor) =
        let y = Tensor.conv2d options.Strides options.Dilation options.Padding groups kernel x
        if options.Bias.IsSome then y + own["bias"] else y

    /// A correlation whose groups and filters may follow from the number of channels.
    let private correlation kind settings (options: Conv2DOptions) (groups: int -> int) (filters: int -> int) kernel =
        let channels (x: Shape) = if x.Rank = 3 then x[2] else 0
        let filter (x: Shape) = filterShape kind kernel (groups (channels x)) (filters (channels x)) x

        Atoms.learned
            kind
            settings
            (filter >> parameters options.Kernel options.Bias)
            (fun x -> outputShape kind options kernel (groups (channels x)) (filter x) x)
            (fun own x -> correlate options (groups x.Shape[3]) own["kernel"] own x)

    /// A sequence as an image of one row.
    let private asImage (x: Shape) =
        if x.Rank <> 2 then
            Errors.shape "Conv1D: a sample must be a sequence [time; channels]; its shape is %O." x

        x.Prepend 1

    [<RequireQualifiedAccess>]
    module Layer =

        let conv2dWith (options: Conv2DOptions) (filters: int) (kernel: struct (int * int)) =
            divides "conv2d" filters options.Groups
            let settings = ("filters", Setting.Whole filters) :: imageSettings options kernel
            correlation "Conv2D" settings options (fun _ -> options.Groups) (fun _ -> filters) kernel

        let conv2d filters size = conv2dWith Conv2D.defaults filters (struct (size, size))

        let depthwiseConv2dWith (options: Conv2DOptions) (multiplier: int) (kernel: struct (int * int)) =
            let multiplier = Argument.atLeast 1 "Layer.depthwiseConv2d" "the multiplier" multiplier

            // Every channel is a group.
            let settings =
                imageSettings options kernel @ [ "multiplier", Setting.Whole multiplier ]
                |> List.filter (fun (name, _) -> name <> "groups")

            correlation "DepthwiseConv2D" settings options id (fun channels -> channels * multiplier) kernel

        let depthwiseConv2d size = depthwiseConv2dWith Conv2D.defaults 1 (struct (size, size))

        let separableConv2dWith (options: Conv2DOptions) (filters: int) (kernel: struct (int * int)) =
            positive "separableConv2d" filters
            let pointwise = { Conv2D.defaults with Kernel = options.Kernel; Bias = options.Bias }

            depthwiseConv2dWith { options with Bias = None } 1 kernel
            >=> conv2dWith pointwise filters (struct (1, 1))

        let separableConv2d filters size = separableConv2dWith Conv2D.defaults filters (struct (size, size))

        let conv1dWith (options: Conv1DOptions) (filters: int) (size: int) =
            divides "conv1d" filters options.Groups

            let image: Conv2DOptions = {
                Strides = struct (1, options.Stride)
                Dilation = struct (1, options.Dilation)
                Padding = alongTime size options.Dilation options.Padding
                Groups = options.Groups
                Kernel = options.Kernel
                Bias = options.Bias
            }

            let settings = [
                "filters", Setting.Whole filters
                "size", Setting.Whole size
                "stride", Setting.Whole options.Stride
                "dilation", Setting.Whole options.Dilation
                "padding", paddingSetting options.Padding
                "groups", Setting.Whole options.Groups
                "kernel", options.Kernel.Setting
                "bias", Initializer.settingOf options.Bias
            ]

            let kernel = struct (1, size)
            let filter (x: Shape) = filterShape "Conv1D" kernel options.Groups filters (asImage x)

            Atoms.learned
                "Conv1D"
                settings
                (fun x -> Shape((filter x).ToArray()[1..]) |> parameters options.Kernel options.Bias)
                (fun x ->
                    Shape((outputShape "Conv1D" image kernel options.Groups (filter x) (asImage x)).ToArray()[1..]))
                (fun own x ->
                    let y =
                        correlate image options.Groups (Tensor.expandAxis 0 own["kernel"]) own (Tensor.expandAxis 1 x)

                    Tensor.reshape [ y.Shape[0]; y.Shape[2]; y.Shape[3] ] y)

        let conv1d filters size = conv1dWith Conv1D.defaults filters size

        let internal maxPoolOf kind (options: Pool2DOptions) (pool: struct (int * int)) =
            let strides = options.Strides |> ValueOption.defaultValue pool

            let infer (spec: TensorSpec) =
                let window =
                    TensorImages.fittingWindow
                        kind
                        pool
                        strides
                        (struct (1, 1))
                        options.Padding
                        spec.Shape[1]
                        spec.Shape[2]

                (Primitive.infer (Primitive.Pooling(Pooling.Max(window, pool))) [| spec |])[0]

            Atoms.plain kind (poolSettings pool options.Strides options.Padding) (sampleOutput infer) (fun _ x ->
                Tensor.maxPool2d pool strides options.Padding x)

        let maxPool2dWith options pool = maxPoolOf "MaxPool2D" options pool
        let maxPool2d size = maxPool2dWith Pool2D.defaults (struct (size, size))
