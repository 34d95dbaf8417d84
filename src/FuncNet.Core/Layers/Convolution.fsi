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

    [<RequireQualifiedAccess>]
    module Conv2D =

        /// Stride 1, no dilation, no padding, one group, Glorot's uniform filters, a zero bias.
        val defaults: Conv2DOptions

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

        /// The largest element of each window of the given height and width.
        val maxPool2dWith: options: Pool2DOptions -> pool: struct (int * int) -> Layer

        /// The largest element of each square window, side by side.
        val maxPool2d: size: int -> Layer
