namespace FuncNet

[<RequireQualifiedAccess>]
type Interpolation =
    | Nearest
    | Bilinear

[<AutoOpen>]
module ResizingLayers =

    let private image kind (x: Shape) =
        if x.Rank <> 3 || x.Size = 0 then
            Errors.shape "%s: a sample must be an image [height; width; channels]; its shape is %O." kind x

        x

    /// Both axes of the image under linear maps: y = rows · x · columnsᵀ for each channel.
    let private resample (rows: float[,]) (columns: float[,]) (x: Tensor) =
        let matrix (weights: float[,]) =
            Tensor.owning [ Array2D.length1 weights; Array2D.length2 weights ] (Seq.toArray (Seq.cast<float> weights))
            |> Tensor.cast x.DType

        Tensor.einsum "ph,nhwc->npwc" [ matrix rows; x ]
        |> fun x -> Tensor.einsum "qw,npwc->npqc" [ matrix columns; x ]

    /// The first place of window i of those that share n places out, and the first behind it.
    let private window count n i = i * n / count, ((i + 1) * n + count - 1) / count

    /// The largest of each window along an axis.
    let private largest axis count (x: Tensor) =
        Tensor.stack axis [
            for i in 0 .. count - 1 do
                let first, next = window count x.Shape[axis] i
                Tensor.maxOver [ axis ] (Tensor.narrow axis first (next - first) x)
        ]

    /// The weights of n places in windows that share them out.
    let private shares count n =
        Array2D.init count n (fun i j ->
            let first, next = window count n i
            if first <= j && j < next then 1.0 / float (next - first) else 0.0)

    /// The weights of n places in n·factor places between them: place i lies at (i + ½)/factor − ½.
    let private between factor n =
        Array2D.init (n * factor) n (fun i j ->
            let at = (float i + 0.5) / float factor - 0.5 |> max 0.0 |> min (float (n - 1))
            max 0.0 (1.0 - abs (at - float j)))

    let private repeated (struct (fh, fw)) (x: Tensor) =
        let n, h, w, d = x.Shape[0], x.Shape[1], x.Shape[2], x.Shape[3]

        x
        |> Tensor.reshape [ n; h; 1; w; 1; d ]
        |> Tensor.broadcastTo [ n; h; fh; w; fw; d ]
        |> Tensor.reshape [ n; h * fh; w * fw; d ]

    /// A layer whose results have one size, whatever that of the image.
    let private adaptive kind (struct (height, width): struct (int * int)) (pool: int -> int -> Tensor -> Tensor) =
        for n in [ height; width ] do
            Argument.atLeast 1 $"Layer.{kind}" "the size" n |> ignore

        Atoms.plain
            kind
            [ "size", Setting.pair (struct (height, width)) ]
            (fun x -> Shape(height, width, (image kind x)[2]))
            (fun _ -> pool height width)

    [<RequireQualifiedAccess>]
    module Layer =

        let upSample2d (interpolation: Interpolation) (struct (fh, fw) as factor: struct (int * int)) =
            for f in [ fh; fw ] do
                Argument.atLeast 1 "Layer.upSample2d" "the factor" f |> ignore

            Atoms.plain
                "UpSample2D"
                [
                    "interpolation", Setting.Text((string interpolation).ToLowerInvariant())
                    "factor", Setting.pair factor
                ]
                (fun x ->
                    let x = image "UpSample2D" x
                    Shape(x[0] * fh, x[1] * fw, x[2]))
                (fun _ x ->
                    match interpolation with
                    | Interpolation.Nearest -> repeated factor x
                    | Interpolation.Bilinear -> resample (between fh x.Shape[1]) (between fw x.Shape[2]) x)

        let adaptiveAveragePool2d size =
            adaptive "AdaptiveAveragePool2D" size (fun height width x ->
                resample (shares height x.Shape[1]) (shares width x.Shape[2]) x)

        let adaptiveMaxPool2d size =
            adaptive "AdaptiveMaxPool2D" size (fun height width -> largest 1 height >> largest 2 width)

        let zeroPad2d (struct (above, below): struct (int * int)) (struct (left, right): struct (int * int)) =
            for n in [ above; below; left; right ] do
                Argument.atLeast 0 "Layer.zeroPad2d" "the padding" n |> ignore

            Atoms.plain
                "ZeroPad2D"
                [ "rows", Setting.pair (struct (above, below)); "columns", Setting.pair (struct (left, right)) ]
                (fun x ->
                    let x = image "ZeroPad2D" x
                    Shape(x[0] + above + below, x[1] + left + right, x[2]))
                (fun _ -> Tensor.pad [ 0, 0; above, below; left, right; 0, 0 ])
