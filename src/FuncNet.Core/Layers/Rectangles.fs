namespace FuncNet

open System

/// Rectangles within images, at random.
module internal Rectangles =

    /// The number of a row or a column, along its axis.
    let private lines shape axis = Tensor.cast DType.Float32 (Tensor.iota shape axis)

    /// True from the first of some lines on, for a length.
    let private covers first length at =
        Tensor.logicalAnd (Tensor.greaterOrEqual at first) (Tensor.less at (first + length))

    /// True within rectangles of these heights and widths, [n; 1; 1], whose top left corners are drawn so that they lie within the image: [n; h; w; 1].
    let inside h w (height: Tensor) (width: Tensor) key =
        let place size length key =
            floor ((float size - length + 1.0) * Key.uniform DType.Float32 (length: Tensor).Shape key)
            |> fun first -> Tensor.minimum first (float size - length)

        let rows = lines [ 1; h; 1 ] 1 |> covers (place h height (Key.foldIn 0 key)) height
        let columns = lines [ 1; 1; w ] 2 |> covers (place w width (Key.foldIn 1 key)) width
        Tensor.expandAxis -1 (Tensor.logicalAnd rows columns)

    /// A whole number of lines from 0 to size.
    let private whole size (length: Tensor) = Tensor.clamp 0.0 (float size) (round length)

    /// True within a rectangle of each image that is chosen: its area is a share of the image, its height 0.3 to 1/0.3 times its width.
    let drawn probability area key (x: Tensor) =
        let n, h, w = x.Shape[0], x.Shape[1], x.Shape[2]
        let area = float (h * w) * Moves.draw n area (Key.foldIn 0 key)
        let ratio = exp (Moves.draw n { Low = log 0.3; High = -(log 0.3) } (Key.foldIn 1 key))
        let height, width = whole h (sqrt (area * ratio)), whole w (sqrt (area / ratio))
        let chosen = Moves.chosen n probability (Key.foldIn 2 key)
        Tensor.logicalAnd (Tensor.expandAxis -1 chosen) (inside h w height width (Key.foldIn 3 key))

    /// The part of each image of that height and width, at a place of its own.
    let crop (struct (height, width): struct (int * int)) key (x: Tensor) =
        let n, h, w, channels = x.Shape[0], x.Shape[1], x.Shape[2], x.Shape[3]

        /// A whole number from 0 to the rest, and the lines from there on.
        let places shape axis rest key =
            let first = floor (Moves.draw n { Low = 0.0; High = float (rest + 1) } key)
            Tensor.cast DType.Int32 (Tensor.minimum first (Tensor.scalar (float rest))) + Tensor.iota shape axis

        if x.Size = 0 then
            Tensor.full x.DType [ n; height; width; channels ] 0.0
        else
            let rows = places [ 1; height; 1 ] 1 (h - height) (Key.foldIn 0 key)
            let columns = places [ 1; 1; width ] 2 (w - width) (Key.foldIn 1 key)
            let image = Tensor.iota [ n; 1; 1 ] 0 * float (h * w)
            Tensor.gather 0 (image + rows * float w + columns) (Tensor.reshape [ n * h * w; channels ] x)
