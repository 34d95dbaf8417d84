namespace FuncNet

type Conv2DOptions = {
    Strides: struct (int * int)
    Dilation: struct (int * int)
    Padding: Padding
    Groups: int
    Kernel: Initializer
    Bias: Initializer option
}

type Pool2DOptions = { Strides: struct (int * int) voption; Padding: Padding }

[<AutoOpen>]
module ConvolutionLayers =

    [<RequireQualifiedAccess>]
    module Conv2D =

        let defaults = {
            Strides = struct (1, 1)
            Dilation = struct (1, 1)
            Padding = Padding.Valid
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

    [<RequireQualifiedAccess>]
    module Layer =

        let conv2dWith (options: Conv2DOptions) (filters: int) (kernel: struct (int * int)) =
            if filters < 1 then
                Errors.configuration "Layer.conv2d: the number of filters must be at least 1; it is %d." filters

            if options.Groups < 1 || filters % options.Groups <> 0 then
                Errors.configuration "Layer.conv2d: %d filters cannot be split into %d groups." filters options.Groups

            let struct (kh, kw) = kernel

            let filterShape (x: Shape) =
                if x[2] % options.Groups <> 0 then
                    Errors.shape "Conv2D: %d channels cannot be split into %d groups." x[2] options.Groups

                Shape(kh, kw, x[2] / options.Groups, filters)

            let infer (spec: TensorSpec) =
                let window =
                    TensorImages.window
                        "Conv2D"
                        kernel
                        options.Strides
                        options.Dilation
                        options.Padding
                        spec.Shape[1]
                        spec.Shape[2]

                let filter = { spec with Shape = filterShape (Shape(spec.Shape.ToArray()[1..])) }
                (Primitive.infer (Primitive.Convolution(Convolution.Forward(window, options.Groups))) [| spec; filter |])[0]

            Atoms.learned
                "Conv2D"
                [ "filters", string filters; "kernel", $"{kh}×{kw}" ]
                (fun x ->
                    let kernel = ParameterSpec.create "kernel" (filterShape x) options.Kernel

                    [
                        kernel

                        match options.Bias with
                        | Some bias -> { ParameterSpec.create "bias" (Shape filters) bias with Fans = kernel.Fans }
                        | None -> ()
                    ])
                (sampleOutput infer)
                (fun own x ->
                    let y =
                        Tensor.conv2d options.Strides options.Dilation options.Padding options.Groups own["kernel"] x

                    if options.Bias.IsSome then y + own["bias"] else y)

        let conv2d filters size = conv2dWith Conv2D.defaults filters (struct (size, size))

        let maxPool2dWith (options: Pool2DOptions) (pool: struct (int * int)) =
            let strides = options.Strides |> ValueOption.defaultValue pool
            let struct (h, w) = pool

            let infer (spec: TensorSpec) =
                let window =
                    TensorImages.window
                        "MaxPool2D"
                        pool
                        strides
                        (struct (1, 1))
                        options.Padding
                        spec.Shape[1]
                        spec.Shape[2]

                (Primitive.infer (Primitive.Convolution(Convolution.MaxPool(window, pool))) [| spec |])[0]

            Atoms.plain "MaxPool2D" [ "pool", $"{h}×{w}" ] (sampleOutput infer) (fun _ x ->
                Tensor.maxPool2d pool strides options.Padding x)

        let maxPool2d size = maxPool2dWith Pool2D.defaults (struct (size, size))
