namespace FuncNet

/// How an image is padded before a window moves over it.
[<RequireQualifiedAccess>]
type Padding =
    /// No padding: ⌈(size − reach + 1) / stride⌉ places.
    | Valid
    /// Zeros on both sides so that there are ⌈size / stride⌉ places; an odd one goes to the end, as in Keras.
    | Same
    /// That many rows above and below, and columns left and right.
    | Explicit of height: struct (int * int) * width: struct (int * int)

/// Convolution and pooling over images [batch; height; width; channels].
[<AutoOpen>]
module TensorImages =

    /// Zeros before and after that give ⌈size / stride⌉ places.
    let private same size kernel stride dilation =
        let reach = (kernel - 1) * dilation + 1
        let needed = max 0 ((size - 1) / stride * stride + reach - size)
        struct (needed / 2, needed - needed / 2)

    /// The window for an image of that height and width under a kernel.
    let internal window operation (kernel: struct (int * int)) stride dilation padding height width =
        for name, struct (h, w) in [ "kernel", kernel; "strides", stride; "dilation", dilation ] do
            if h < 1 || w < 1 then
                Errors.configuration "%s: the %s must be at least 1; they are %d and %d." operation name h w

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

    let private images operation (x: Tensor) =
        if x.Rank <> 4 then
            Errors.shape "%s: images are [batch; height; width; channels]; the shape is %O." operation x.Shape

    [<RequireQualifiedAccess>]
    module Tensor =

        /// Correlation with filters [kh; kw; channels / groups; filters]:
        /// y[n, i, j, k] = Σ x[n, i·s + a·d − p, j·s + b·d − p, c] · w[a, b, c, k].
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

        /// The largest element of each window; padding is never the largest. The derivative goes to the first of equal ones.
        let maxPool2d (pool: struct (int * int)) (strides: struct (int * int)) padding (x: Tensor) =
            images "maxPool2d" x
            let window = window "maxPool2d" pool strides (struct (1, 1)) padding x.Shape[1] x.Shape[2]
            Tensor.Apply(Primitive.Convolution(Convolution.MaxPool(window, pool)), x)
