namespace FuncNet

open System
open System.Collections.Generic

[<Sealed>]
type ImageSet
    internal
    (
        height: int,
        width: int,
        channels: int,
        bytes: byte[],
        places: int[],
        labels: int[],
        classNames: IReadOnlyList<string>
    ) =

    let size = height * width * channels

    member _.Count = places.Length
    member _.ImageShape = Shape(height, width, channels)
    member _.Labels: IReadOnlyList<int> = Array.AsReadOnly labels
    member _.ClassNames = classNames

    member _.Item
        with get (place: int): Image =
            if place < 0 || place >= places.Length then
                Errors.data "ImageSet: there is no image %d; images are 0 … %d." place (places.Length - 1)

            Image(height, width, channels, ReadOnlySpan(bytes, places[place] * size, size).ToArray())

    member internal _.BytesOf(place: int) = ReadOnlySpan(bytes, places[place] * size, size)
    member internal _.LabelOf(place: int) = labels[place]

    /// The same bytes at other places.
    member internal _.At(others: int[]) =
        let pick (values: int[]) = others |> Array.map (fun place -> values[place])
        ImageSet(height, width, channels, bytes, pick places, pick labels, classNames)

    override _.ToString() = $"{places.Length} images {height}×{width}×{channels}, {classNames.Count} classes"

type ImageFolder = {
    Channels: int
    Size: struct (int * int)
    ClassNames: IReadOnlyList<string>
} with

    static member Default: ImageFolder = { Channels = 0; Size = struct (0, 0); ClassNames = [||] }

[<RequireQualifiedAccess; CompilationRepresentation(CompilationRepresentationFlags.ModuleSuffix)>]
module ImageSet =

    let private checkLabels (names: string[]) (labels: int[]) =
        labels
        |> Array.iteri (fun i label ->
            if label < 0 || label >= names.Length then
                Errors.data
                    "The label %d of image %d is out of range; labels are 0 … %d, one for each class name."
                    label
                    i
                    (names.Length - 1))

    let private create (shape: Shape) (bytes: byte[]) (labels: int[]) (names: string[]) =
        if labels.Length = 0 then
            Errors.data "Empty set of images: at least one is needed."

        checkLabels names labels

        ImageSet(shape[0], shape[1], shape[2], bytes, Array.init labels.Length id, labels, Array.AsReadOnly names)

    let private requireRoom (shape: Shape) count =
        if int64 shape.Size * int64 count > int64 Array.MaxLength then
            Errors.data
                "%d images of %O have more bytes than one array holds (2³¹); read them smaller, or in parts."
                count
                shape

    let ofBytes (shape: Shape) (bytes: byte[]) (labels: int seq) (classNames: string seq) =
        let labels = Seq.toArray labels

        if shape.Rank <> 3 || (shape[2] <> 1 && shape[2] <> 3) || shape.Size = 0 then
            Errors.data "ImageSet.ofBytes: the shape of an image is [height; width; 1 or 3]; it is %O." shape

        if int64 labels.Length * int64 shape.Size <> bytes.LongLength then
            Errors.data
                "ImageSet.ofBytes: %d images of %O have %d bytes; %d were given."
                labels.Length
                shape
                (int64 labels.Length * int64 shape.Size)
                bytes.Length

        create shape (Array.copy bytes) labels (Seq.toArray classNames)

    let ofImages (classNames: string seq) (images: (Image * int) seq) =
        let images = Seq.toArray images

        if images.Length = 0 then
            Errors.data "Empty set of images: at least one is needed."

        let shapeOf (image: Image) = Shape(image.Height, image.Width, image.Channels)
        let shape = shapeOf (fst images[0])
        requireRoom shape images.Length
        let bytes = Array.zeroCreate<byte>(shape.Size * images.Length)

        images
        |> Array.iteri (fun i (image, _) ->
            if shapeOf image <> shape then
                Errors.data
                    "ImageSet.ofImages: image %d is %O, the first %O; bring them to one size with Image.resize."
                    i
                    (shapeOf image)
                    shape

            image.Pixels.CopyTo(Span(bytes, i * shape.Size, shape.Size)))

        create shape bytes (Array.map snd images) (Seq.toArray classNames)

    let ofFolderWith (options: ImageFolder) (folder: string) =
        let struct (names, labels, shape, bytes) =
            Folders.read options.Channels options.Size (Seq.toArray options.ClassNames) requireRoom folder

        create shape bytes labels names

    let ofFolder folder = ofFolderWith ImageFolder.Default folder

    let ofIdx (imagesPath: string) (labelsPath: string) =
        let struct (count, height, width, bytes, labels) = Idx.bytes imagesPath labelsPath

        if count = 0 then
            Errors.data "Empty data set: '%s' holds no images." imagesPath

        create (Shape(height, width, 1)) bytes labels (Array.init (1 + Array.max labels) string)

    let private requirePlaces operation (places: int[]) (images: ImageSet) =
        let bad = Kernels.Indexing.FirstOutside(ReadOnlySpan places, images.Count)

        if bad >= 0 then
            Errors.data
                "%s: place %d asks for image %d; images are 0 … %d."
                operation
                bad
                places[bad]
                (images.Count - 1)

    let private part operation (places: int[]) (images: ImageSet) =
        if places.Length = 0 then
            Errors.data "%s: the part would be empty; take at least 1 of the %d images." operation images.Count

        images.At places

    let select (places: int[]) (images: ImageSet) =
        requirePlaces "ImageSet.select" places images
        part "ImageSet.select" places images

    let private splitIn operation (places: int[]) count (images: ImageSet) =
        if count < 1 || count >= images.Count then
            Errors.data
                "%s: both parts have at least one of the %d images; %d in the first leaves none."
                operation
                images.Count
                count

        images.At places[.. count - 1], images.At places[count..]

    let splitAt count (images: ImageSet) = splitIn "ImageSet.splitAt" (Array.init images.Count id) count images

    let splitRandomly (key: Key) (fraction: float) (images: ImageSet) =
        if not (fraction > 0.0 && fraction < 1.0) then
            Errors.data "ImageSet.splitRandomly: the fraction lies between 0 and 1; it is %g." fraction

        let count = int (floor (fraction * float images.Count + 0.5))
        splitIn "ImageSet.splitRandomly" (Key.permutation images.Count key) count images

    let order (key: Key) (epoch: int) (images: ImageSet) : int[] = Key.permutation images.Count (Key.foldIn epoch key)

    let private gather (images: ImageSet) (places: int[]) =
        let shape = images.ImageShape.Prepend places.Length
        let inputs = NDArray.allocate { Shape = shape; DType = DType.Float32 }
        let size = images.ImageShape.Size

        for i in 0 .. places.Length - 1 do
            Bytes.toNumbers (images.BytesOf places[i]) (inputs.Target<float32>().Slice(i * size, size))

        Tensor.OfValue inputs, Tensor.owning [ places.Length ] (Array.map images.LabelOf places)

    let batch (images: ImageSet) (places: int[]) =
        requirePlaces "ImageSet.batch" places images

        if places.Length = 0 then
            Errors.data "ImageSet.batch: at least one place is needed."

        let inputs, labels = gather images places
        Batch(inputs, labels)

    let batchesOf (places: int[]) size (images: ImageSet) : Batch seq =
        requirePlaces "ImageSet.batchesOf" places images

        if size < 1 then
            Errors.data "The batch size is at least 1; it is %d." size

        Seq.init ((places.Length + size - 1) / size) (fun i ->
            batch images places[i * size .. min places.Length ((i + 1) * size) - 1])

    let batches size (images: ImageSet) = batchesOf (Array.init images.Count id) size images
    let shuffledBatches size (key: Key) (images: ImageSet) = batchesOf (Key.permutation images.Count key) size images

    let toDataset (images: ImageSet) =
        let inputs, labels = gather images (Array.init images.Count id)
        Dataset.ofLabelled images.ClassNames inputs labels

    let classSizes (images: ImageSet) : IReadOnlyList<int> =
        let sizes = Array.zeroCreate<int> images.ClassNames.Count

        for label in images.Labels do
            sizes[label] <- sizes[label] + 1

        Array.AsReadOnly sizes
