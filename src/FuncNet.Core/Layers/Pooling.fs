namespace FuncNet

type AveragePool2DOptions = { Strides: struct (int * int) voption; Padding: Padding; CountsPadding: bool }

[<AutoOpen>]
module PoolingLayers =

    [<RequireQualifiedAccess>]
    module AveragePool2D =

        let defaults: AveragePool2DOptions = { Strides = ValueNone; Padding = Padding.Valid; CountsPadding = false }

    let private one = struct (1, 1)

    let private pooled kind (struct (h, w) as pool) (struct (sh, sw) as strides) padding (x: Shape) =
        if x.Rank <> 3 then
            Errors.shape "%s: a sample must be an image [height; width; channels]; its shape is %O." kind x

        let window = TensorImages.fittingWindow kind pool strides one padding x[0] x[1]
        let height = Convolution.outputSize x[0] h sh 1 window.PadHeight
        let width = Convolution.outputSize x[1] w sw 1 window.PadWidth
        Shape(height, width, x[2])

    /// Sums, divided by the number of elements in each window.
    let private average countsPadding (struct (h, w)) strides padding (x: Tensor) =
        let sums = Tensor.sumPool2d (struct (h, w)) strides padding

        if countsPadding || padding = Padding.Valid then
            sums x / float (h * w)
        else
            let counts = sums (Tensor.full x.DType [ 1; x.Shape[1]; x.Shape[2]; 1 ] 1.0)
            sums x / Tensor.maximum counts (Tensor.number x.DType 1.0)

    let private overPlaces kind (reduce: int seq -> Tensor -> Tensor) =
        Atoms.plain
            kind
            []
            (fun x ->
                if x.Rank < 2 then
                    Errors.shape "%s: a sample has places and channels [place; …; channels]; its shape is %O." kind x

                Shape x[x.Rank - 1])
            (fun _ x -> reduce [ 1 .. x.Rank - 2 ] x)

    [<RequireQualifiedAccess>]
    module Layer =

        let internal averagePoolOf kind (options: AveragePool2DOptions) (pool: struct (int * int)) =
            let strides = options.Strides |> ValueOption.defaultValue pool

            let settings =
                poolSettings pool options.Strides options.Padding
                @ [ "countsPadding", Setting.Truth options.CountsPadding ]

            Atoms.plain kind settings (pooled kind pool strides options.Padding) (fun _ ->
                average options.CountsPadding pool strides options.Padding)

        let averagePool2dWith options pool = averagePoolOf "AveragePool2D" options pool
        let averagePool2d size = averagePool2dWith AveragePool2D.defaults (struct (size, size))
        let globalAveragePool = overPlaces "GlobalAveragePool" Tensor.meanOver
        let globalMaxPool = overPlaces "GlobalMaxPool" Tensor.maxOver
