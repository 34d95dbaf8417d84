namespace FuncNet

/// What a convolution can be told.
type Conv2DOptions = {
    /// Distance between neighbouring windows: height, width.
    Strides: struct (int * int)
    /// Distance between neighbouring places of a window.
    Dilation: struct (int * int)
    /// How the image is padded.
    Padding: Padding
    /// Into how many groups the channels are split; each filter sees one.
    Groups: int
    /// How the filters are drawn; Glorot's uniform numbers by default.
    Kernel: Initializer
    /// How the bias is drawn, or none.
    Bias: Initializer option
}

/// How a sequence is padded.
[<RequireQualifiedAccess>]
type Padding1D =
    /// No padding.
    | Valid
    /// Zeros on both sides so that there are ⌈time / stride⌉ steps; an odd one goes to the end, as in Keras.
    | Same
    /// Zeros before the first step, so that no result sees a later step than its own.
    | Causal
    /// That many zeros before and after.
    | Explicit of before: int * after: int

/// What a convolution over sequences can be told.
type Conv1DOptions = {
    /// Distance between neighbouring windows.
    Stride: int
    /// Distance between neighbouring places of a window.
    Dilation: int
    /// How the sequence is padded.
    Padding: Padding1D
    /// Into how many groups the channels are split; each filter sees one.
    Groups: int
    /// How the filters are drawn; Glorot's uniform numbers by default.
    Kernel: Initializer
    /// How the bias is drawn, or none.
    Bias: Initializer option
}

/// What a pooling can be told.
type Pool2DOptions = {
    /// Distance between neighbouring windows; the size of the pool, if none is given.
    Strides: struct (int * int) voption
    /// How the image is padded.
    Padding: Padding
}

/// Layers over images [batch; height; width; channels].
[<AutoOpen>]
module ConvolutionLayers =

    /// The padding of a sequence under a window as that of an image of one row.
    val internal alongTime: size: int -> dilation: int -> padding: Padding1D -> Padding

    /// As files have it.
    val internal paddingSetting: padding: Padding1D -> Setting

    /// What a pool was made with, as files have it.
    val internal poolSettings:
        size: struct (int * int) -> strides: struct (int * int) voption -> padding: Padding -> (string * Setting) list

    [<RequireQualifiedAccess>]
    module Conv2D =

        /// Stride 1, no dilation, no padding, one group, Glorot's uniform filters, a zero bias.
        val defaults: Conv2DOptions

    [<RequireQualifiedAccess>]
    module Conv1D =

        /// Stride 1, no dilation, no padding, one group, Glorot's uniform filters, a zero bias.
        val defaults: Conv1DOptions

    [<RequireQualifiedAccess>]
    module Pool2D =

        /// Windows side by side, no padding.
        val defaults: Pool2DOptions

    [<RequireQualifiedAccess>]
    module Layer =

        /// Correlation with learned filters, and a bias: K·(F·F·D/groups) + K parameters.
        /// x: [batch; h; w; d], kernel: [kh; kw; d / groups; filters], y: [batch; h′; w′; filters].
        val conv2dWith: options: Conv2DOptions -> filters: int -> kernel: struct (int * int) -> Layer

        /// Correlation with learned square filters, without padding: conv2d filters size.
        val conv2d: filters: int -> size: int -> Layer

        /// Correlation of each channel with learned filters of its own, multiplier of them, and a bias; Groups is not looked at.
        /// x: [batch; h; w; d], "kernel": [kh; kw; 1; d·multiplier], y: [batch; h′; w′; d·multiplier], the results of a channel
        /// side by side.
        val depthwiseConv2dWith: options: Conv2DOptions -> multiplier: int -> kernel: struct (int * int) -> Layer

        /// Correlation of each channel with one square filter of its own, without padding.
        val depthwiseConv2d: size: int -> Layer

        /// A depthwise convolution without bias, with the strides, dilation and padding of the options, and then a convolution
        /// of size 1×1 with the bias (Chollet 2017). x: [batch; h; w; d], y: [batch; h′; w′; filters]; kernels [kh; kw; 1; d]
        /// and [1; 1; d; filters].
        val separableConv2dWith: options: Conv2DOptions -> filters: int -> kernel: struct (int * int) -> Layer

        /// A depthwise convolution with square filters, and then one of size 1×1, without padding.
        val separableConv2d: filters: int -> size: int -> Layer

        /// Correlation along time: y[n, t, k] = Σ x[n, t·s + a·d − p, c] · w[a, c, k] + b[k]. x: [batch; time; d], "kernel":
        /// [size; d / groups; filters], "bias": [filters], y: [batch; time′; filters].
        val conv1dWith: options: Conv1DOptions -> filters: int -> size: int -> Layer

        /// Correlation along time, without padding.
        val conv1d: filters: int -> size: int -> Layer

        /// maxPool2dWith under the name of a layer that is made of it.
        val internal maxPoolOf: kind: string -> options: Pool2DOptions -> pool: struct (int * int) -> Layer

        /// The largest element of each window of the given height and width.
        val maxPool2dWith: options: Pool2DOptions -> pool: struct (int * int) -> Layer

        /// The largest element of each square window, side by side.
        val maxPool2d: size: int -> Layer
