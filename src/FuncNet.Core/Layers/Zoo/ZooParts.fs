namespace FuncNet

/// What ready models are put together from.
module internal ZooParts =

    let classes model (count: int) = Argument.atLeast 1 $"Zoo.{model}" "the number of classes" count

    /// Sizes that are all at least 1.
    let sizes model what (values: int seq) = [ for value in values -> Argument.atLeast 1 $"Zoo.{model}" what value ]

    /// Layers named by their places, "0", "1", …, as PyTorch's nn.Sequential names them.
    let numbered (layers: Layer seq) =
        layers |> Seq.mapi (fun place layer -> Layer.named (string place) layer) |> Layer.sequence

    /// A first layer that looks at the shape of a sample before it takes it.
    let requiring (require: Shape -> unit) (first: Layer) =
        let check (atom: Atom) = {
            atom with
                OutputShape =
                    fun input ->
                        require (Signal.shape atom.Kind input)
                        atom.OutputShape input
        }

        Layer.mapAtoms check first

    let private requireImage model (x: Shape) =
        if x.Rank <> 3 || x.Size = 0 then
            Errors.shape "%s takes images [height; width; channels]; the shape of a sample is %O." model x

    /// The first layer of a model that takes images of at least this height and width.
    let takingImages model (least: int) (first: Layer) =
        first
        |> requiring (fun x ->
            requireImage model x

            if x[0] < least || x[1] < least then
                Errors.shape
                    "%s takes images of at least %d × %d; these are %d × %d. Enlarge them, as with Layer.upSample2d, or take a model that halves them less often."
                    model
                    least
                    least
                    x[0]
                    x[1])

    /// The first layer of a model that halves images several times and makes as large ones of them again.
    let takingHalves model (halvings: int) (channels: int) (first: Layer) =
        let step = pown 2 halvings

        first
        |> requiring (fun x ->
            requireImage model x

            if x[0] % step <> 0 || x[1] % step <> 0 || x[2] <> channels then
                Errors.shape
                    "%s halves images %d times: it takes heights and widths that are multiples of %d, at least %d × %d, and %d channels; the shape of a sample is %O. Pad them, as with Layer.zeroPad2d, or take fewer layers."
                    model
                    halvings
                    step
                    step
                    step
                    channels
                    x)

    /// The first layer of a model that is made for samples of one shape.
    let takingSamples model (shape: Shape) (first: Layer) =
        first
        |> requiring (fun x ->
            if x <> shape then
                Errors.shape "%s was made for samples of the shape %O; the shape of a sample is %O." model shape x)

    /// A dense layer whose weights He's rule draws, for the ReLU behind it.
    let heDense units = Layer.denseWith { Dense.defaults with Kernel = Initializer.heNormal } units

    /// Dense layers, each with its activation behind it.
    let denseStack activation (hidden: int list) =
        hidden |> List.map (fun units -> heDense units >=> activation) |> Layer.sequence

    /// The shape of samples that a model makes.
    let shape model (sizes: int seq) =
        let shape = Seq.toList sizes

        if List.isEmpty shape then
            Errors.configuration "Zoo.%s: the shape of a sample has at least one axis; it is empty." model

        Shape.ofSeq [ for size in shape -> Argument.atLeast 1 $"Zoo.{model}" "a size of the samples" size ]
