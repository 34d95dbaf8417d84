namespace FuncNet

/// What a pooling over sequences can be told.
type Pool1DOptions = {
    /// Distance between neighbouring windows; the size of the pool, if none is given.
    Stride: int voption
    /// How the sequence is padded.
    Padding: Padding1D
}

/// What an average pooling over sequences can be told.
type AveragePool1DOptions = {
    /// Distance between neighbouring windows; the size of the pool, if none is given.
    Stride: int voption
    /// How the sequence is padded.
    Padding: Padding1D
    /// True if zeros of the padding count in the mean, as in PyTorch; Keras leaves them out.
    CountsPadding: bool
}

/// What a transposed convolution over sequences can be told. Stride, dilation and padding are those of the convolution that it turns around.
type TransposedConv1DOptions = {
    /// Steps of the result for each of the input.
    Stride: int
    /// Distance between neighbouring places of a window.
    Dilation: int
    /// Same gives time·stride steps; Valid (time − 1)·stride + (size − 1)·dilation + 1; Explicit and Causal take theirs away from that.
    Padding: Padding1D
    /// Steps more at the end; fewer than the stride, and none with Same.
    OutputPadding: int
    /// Into how many groups the channels are split.
    Groups: int
    /// How the filters are drawn; Glorot's uniform numbers by default.
    Kernel: Initializer
    /// How the bias is drawn, or none.
    Bias: Initializer option
}

/// Layers of images, over sequences [batch; time; channels] as images of one row.
[<AutoOpen>]
module OverTimeLayers =

    [<RequireQualifiedAccess>]
    module Pool1D =

        /// Windows side by side, no padding.
        val defaults: Pool1DOptions

    [<RequireQualifiedAccess>]
    module AveragePool1D =

        /// Windows side by side, no padding, and none of it counted, as in Keras.
        val defaults: AveragePool1DOptions

    [<RequireQualifiedAccess>]
    module TransposedConv1D =

        /// Stride 1, no dilation, no padding, one group, Glorot's uniform filters, a zero bias.
        val defaults: TransposedConv1DOptions

    [<RequireQualifiedAccess>]
    module Layer =

        /// The largest of each window: y[n, t, c] = max over a < size of x[n, t·s + a − p, c]; padding is never the largest.
        /// x: [batch; time; d], y: [batch; time′; d], time′ that of conv1d. A window longer than the padded sequence throws ShapeException.
        val maxPool1dWith: options: Pool1DOptions -> size: int -> Layer

        /// The largest of each window, side by side.
        val maxPool1d: size: int -> Layer

        /// The mean of each window. x: [batch; time; d], y: [batch; time′; d], time′ that of conv1d.
        val averagePool1dWith: options: AveragePool1DOptions -> size: int -> Layer

        /// The mean of each window, side by side.
        val averagePool1d: size: int -> Layer

        /// The adjoint of conv1d, and a bias: every step of x adds its multiple of the filter to y. x: [batch; time; d], "kernel": [size;
        /// filters / groups; d], "bias": [filters], y: [batch; time′; filters].
        val transposedConv1dWith: options: TransposedConv1DOptions -> filters: int -> size: int -> Layer

        /// The adjoint of a convolution along time without padding.
        val transposedConv1d: filters: int -> size: int -> Layer
