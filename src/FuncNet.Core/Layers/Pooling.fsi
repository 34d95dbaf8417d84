namespace FuncNet

/// What an average pooling can be told.
type AveragePool2DOptions = {
    /// Distance between neighbouring windows; the size of the pool, if none is given.
    Strides: struct (int * int) voption
    /// How the image is padded.
    Padding: Padding
    /// True if zeros of the padding count in the mean, as in PyTorch; Keras leaves them out.
    CountsPadding: bool
}

/// Layers that average or take the largest over places: images [batch; height; width; channels].
[<AutoOpen>]
module PoolingLayers =

    [<RequireQualifiedAccess>]
    module AveragePool2D =

        /// Windows side by side, no padding, and none of it counted, as in Keras.
        val defaults: AveragePool2DOptions

    [<RequireQualifiedAccess>]
    module Layer =

        /// averagePool2dWith under the name of a layer that is made of it.
        val internal averagePoolOf: kind: string -> options: AveragePool2DOptions -> pool: struct (int * int) -> Layer

        /// The mean of each window of the given height and width. x: [batch; h; w; d], y: [batch; h′; w′; d], where h′ and w′
        /// are those of conv2d. A window larger than the padded image throws ShapeException.
        val averagePool2dWith: options: AveragePool2DOptions -> pool: struct (int * int) -> Layer

        /// The mean of each square window, side by side.
        val averagePool2d: size: int -> Layer

        /// The mean of each channel over every place (Lin et al. 2013). x: [batch; …; d], y: [batch; d].
        val globalAveragePool: Layer

        /// The largest of each channel over every place; equal ones share the derivative. x: [batch; …; d], y: [batch; d].
        val globalMaxPool: Layer
