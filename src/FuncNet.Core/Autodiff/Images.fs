namespace FuncNet

[<RequireQualifiedAccess>]
type Padding =
    | Valid
    | Same
    | Explicit of height: struct (int * int) * width: struct (int * int)

[<AutoOpen>]
module TensorImages =

    /// Zeros before and after that give ⌈size / stride⌉ places.
    let private same size kernel stride dilation =
        let reach = (kernel - 1) * dilation + 1
        let needed = max 0 ((size - 1) / stride * stride + reach - size)
        struct (needed / 2, needed - needed / 2)

    let internal requireWindow operation (kernel: struct (int * int)) stride dilation =
        for name, struct (h, w) in [ "kernel", kernel; "strides", stride; "dilation", dilation ] do
            if h < 1 || w < 1 then
                Errors.configuration "%s: the %s must be at least 1×1; it was given %d and %d." operation name h w

    let internal window operation (kernel: struct (int * int)) stride dilation padding height width =
        requireWindow operation kernel stride dilation
        let struct (kh, kw), struct (sh, sw), struct (dh, dw) = kernel, stride, dilation

        let struct (rows, columns) =
            match padding with
            | Padding.Valid -> struct (struct (0, 0), struct (0, 0))
            | Padding.Same -> struct (same height kh sh dh, same width kw sw dw)
            | Padding.Explicit(rows, columns) -> struct (rows, columns)

        for struct (before, after) in [ rows; columns ] do
            if before < 0 || after < 0 then
                Errors.configuration "%s: the padding must be at least 0; it is %d and %d." operation before after

        { Stride = stride; Dilation = dilation; PadHeight = rows; PadWidth = columns }

    let internal fittingWindow operation kernel stride dilation padding height width =
        let window = window operation kernel stride dilation padding height width
        let struct (kh, kw), struct (dh, dw) = kernel, dilation
        let struct (above, below), struct (left, right) = window.PadHeight, window.PadWidth
        let rows, columns = height + above + below, width + left + right
        let reach kernel dilation = (kernel - 1) * dilation + 1

        if reach kh dh > rows || reach kw dw > columns then
            Errors.shape
                "%s: the window reaches over %d×%d places, and the padded input has only %d×%d; take a smaller window or dilation, or more padding (Same)."
                operation
                (reach kh dh)
                (reach kw dw)
                rows
                columns

        window

    let private images operation (x: Tensor) =
        if x.Rank <> 4 then
            Errors.shape "%s: images are [batch; height; width; channels]; the shape is %O." operation x.Shape

    [<RequireQualifiedAccess>]
    module Tensor =

        let conv2d
            (strides: struct (int * int))
            (dilation: struct (int * int))
            padding
            groups
            (filter: Tensor)
            (x: Tensor)
            =
            images "conv2d" x

            if filter.Rank <> 4 then
                Errors.shape
                    "conv2d: filters are [height; width; channels / groups; filters]; the shape is %O."
                    filter.Shape

            let kernel = struct (filter.Shape[0], filter.Shape[1])
            let window = window "conv2d" kernel strides dilation padding x.Shape[1] x.Shape[2]
            Tensor.Apply(Primitive.Convolution(Convolution.Forward(window, groups)), x, filter)

        let maxPool2d (pool: struct (int * int)) (strides: struct (int * int)) padding (x: Tensor) =
            images "maxPool2d" x
            let window = window "maxPool2d" pool strides (struct (1, 1)) padding x.Shape[1] x.Shape[2]
            Tensor.Apply(Primitive.Pooling(Pooling.Max(window, pool)), x)

        let sumPool2d (pool: struct (int * int)) (strides: struct (int * int)) padding (x: Tensor) =
            images "sumPool2d" x
            let window = window "sumPool2d" pool strides (struct (1, 1)) padding x.Shape[1] x.Shape[2]
            Tensor.Apply(Primitive.Pooling(Pooling.Sum(window, pool)), x)
