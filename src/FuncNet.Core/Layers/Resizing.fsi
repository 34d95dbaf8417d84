namespace FuncNet

/// How an image is read between its places.
[<RequireQualifiedAccess>]
type Interpolation =
    /// The nearest place: every pixel is repeated.
    | Nearest
    /// Linear between the centres of neighbouring pixels in both directions; beyond the outermost centres, constant. As in
    /// Keras, and in PyTorch without align_corners.
    | Bilinear

/// Layers that give images [batch; height; width; channels] another size.
[<AutoOpen>]
module ResizingLayers =

    [<RequireQualifiedAccess>]
    module Layer =

        /// The image, larger by a whole factor in height and width. x: [batch; h; w; d], y: [batch; h·fh; w·fw; d].
        val upSample2d: interpolation: Interpolation -> factor: struct (int * int) -> Layer

        /// The means of windows that share the image out evenly: window i of n spans the places ⌊i·h/n⌋ to ⌈(i + 1)·h/n⌉ − 1,
        /// as in PyTorch. x: [batch; h; w; d], y: [batch; height; width; d].
        val adaptiveAveragePool2d: size: struct (int * int) -> Layer

        /// The largest of the same windows, as in PyTorch; equal ones share the derivative. x: [batch; h; w; d], y: [batch; height; width; d].
        val adaptiveMaxPool2d: size: struct (int * int) -> Layer

        /// Zeros around the image: rows above and below, columns left and right.
        val zeroPad2d: rows: struct (int * int) -> columns: struct (int * int) -> Layer
