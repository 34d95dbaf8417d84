namespace FuncNet

/// What a transposed convolution can be told. Strides, dilation and padding are those of the convolution that it turns around.
type TransposedConv2DOptions = {
    /// Rows and columns of the result for each of the input.
    Strides: struct (int * int)
    /// Distance between neighbouring places of a window.
    Dilation: struct (int * int)
    /// Same gives height·stride rows; Valid (height − 1)·stride + reach, with reach = (kernel − 1)·dilation + 1; Explicit
    /// takes its rows and columns away from that.
    Padding: Padding
    /// Rows and columns more at the end; fewer than the strides, and none with Same.
    OutputPadding: struct (int * int)
    /// Into how many groups the channels are split.
    Groups: int
    /// How the filters are drawn; Glorot's uniform numbers by default.
    Kernel: Initializer
    /// How the bias is drawn, or none.
    Bias: Initializer option
}

/// Transposed convolution, which makes images larger.
[<AutoOpen>]
module TransposedConvolutionLayers =

    [<RequireQualifiedAccess>]
    module TransposedConv2D =

        /// Stride 1, no dilation, no padding, one group, Glorot's uniform filters, a zero bias.
        val defaults: TransposedConv2DOptions

    [<RequireQualifiedAccess>]
    module Layer =

        /// transposedConv2dWith under the name of a layer that is made of it.
        val internal transposedConvOf:
            kind: string -> options: TransposedConv2DOptions -> filters: int -> kernel: struct (int * int) -> Layer

        /// The adjoint of conv2d, that is, the gradient of its input (Dumoulin and Visin 2016), and a bias: every element of x
        /// adds its multiple of the filter to y. x: [batch; h; w; d], "kernel": [kh; kw; filters / groups; d], "bias":
        /// [filters], y: [batch; h′; w′; filters].
        val transposedConv2dWith:
            options: TransposedConv2DOptions -> filters: int -> kernel: struct (int * int) -> Layer

        /// The adjoint of a convolution with square filters and without padding.
        val transposedConv2d: filters: int -> size: int -> Layer
