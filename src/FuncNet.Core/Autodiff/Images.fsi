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

    /// Throws unless kernel, strides and dilation are at least 1.
    val internal requireWindow:
        operation: string ->
        kernel: struct (int * int) ->
        stride: struct (int * int) ->
        dilation: struct (int * int) ->
            unit

    /// The window for an image of that height and width under a kernel.
    val internal window:
        operation: string ->
        kernel: struct (int * int) ->
        stride: struct (int * int) ->
        dilation: struct (int * int) ->
        padding: Padding ->
        height: int ->
        width: int ->
            Window

    /// The same, or an error if the window is larger than the padded image.
    val internal fittingWindow:
        operation: string ->
        kernel: struct (int * int) ->
        stride: struct (int * int) ->
        dilation: struct (int * int) ->
        padding: Padding ->
        height: int ->
        width: int ->
            Window

    [<RequireQualifiedAccess>]
    module Tensor =

        /// Correlation with filters [kh; kw; channels / groups; filters]:
        /// y[n, i, j, k] = Σ x[n, i·s + a·d − p, j·s + b·d − p, c] · w[a, b, c, k].
        val conv2d:
            strides: struct (int * int) ->
            dilation: struct (int * int) ->
            padding: Padding ->
            groups: int ->
            filter: Tensor ->
            x: Tensor ->
                Tensor

        /// The largest element of each window; padding is never the largest. The derivative goes to the first of equal ones.
        val maxPool2d:
            pool: struct (int * int) -> strides: struct (int * int) -> padding: Padding -> x: Tensor -> Tensor

        /// The sum of each window; padding is 0.
        val sumPool2d:
            pool: struct (int * int) -> strides: struct (int * int) -> padding: Padding -> x: Tensor -> Tensor
