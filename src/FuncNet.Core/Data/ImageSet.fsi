namespace FuncNet

open System
open System.Collections.Generic

/// Images of one size with their class labels. The pixels stay bytes, a quarter of the room of a float32 tensor, until a batch is made of them.
/// Immutable; parts of it share the bytes.
[<Sealed>]
type ImageSet =
    internal new:
        height: int *
        width: int *
        channels: int *
        bytes: byte[] *
        places: int[] *
        labels: int[] *
        classNames: IReadOnlyList<string> ->
            ImageSet

    /// The number of images, at least 1.
    member Count: int

    /// [height; width; channels] of each image.
    member ImageShape: Shape

    /// The class of each image.
    member Labels: IReadOnlyList<int>

    /// The names of the classes.
    member ClassNames: IReadOnlyList<string>

    /// One of the images. A place outside of them throws DataException.
    member Item: place: int -> Image with get

    /// The bytes of one of the images.
    member internal BytesOf: place: int -> ReadOnlySpan<byte>

    member internal LabelOf: place: int -> int

    /// The same bytes at other places.
    member internal At: others: int[] -> ImageSet

    /// Count, size and classes.
    override ToString: unit -> string

/// How images are read from folders. ImageFolder.Default takes them as they are.
type ImageFolder = {
    /// 1 for grey, 3 for colour, 0 as the first image is.
    Channels: int
    /// Height and width that every image is brought to (Image.resize); (0, 0) if all have one size, and others are an error.
    Size: struct (int * int)
    /// The classes in the order of their labels, such as those of the training set when a test set is read; empty takes the names of the
    /// folders, in the order of their characters.
    ClassNames: IReadOnlyList<string>
} with

    /// Channels and size as the first image has them, classes as the folders are.
    static member Default: ImageFolder

/// Images of bytes with labels. Every function gives a new set; an empty one is a DataException.
[<RequireQualifiedAccess; CompilationRepresentation(CompilationRepresentationFlags.ModuleSuffix)>]
module ImageSet =

    /// Images of one size with their labels, each of which has a name in classNames.
    val ofImages: classNames: string seq -> images: (Image * int) seq -> ImageSet

    /// Images in one array of bytes [n; height; width; channels], which is copied; a label from 0 to the number of names − 1 for each.
    val ofBytes: shape: Shape -> bytes: byte[] -> labels: int seq -> classNames: string seq -> ImageSet

    /// Images of a folder with a folder for each class: FOLDER/CLASS/name.png, .pgm, .ppm or .pnm, classes and files in the order of their characters;
    /// other files are ignored, but for images of a format that is not read. All images that cannot be used are named in one DataException.
    val ofFolderWith: options: ImageFolder -> folder: string -> ImageSet

    /// Images of a folder as they are: of one size, all grey or all in colour.
    val ofFolder: folder: string -> ImageSet

    /// Images and labels of the IDX format (MNIST), as Idx.dataset reads them; the pixels stay bytes.
    val ofIdx: imagesPath: string -> labelsPath: string -> ImageSet

    /// The images at these places, in this order; a place may come several times.
    val select: places: int[] -> images: ImageSet -> ImageSet

    /// The first images, that many, and the others. Both parts have at least one.
    val splitAt: count: int -> images: ImageSet -> ImageSet * ImageSet

    /// The first ⌊fraction · n + ½⌋ images of a random order, and the others; 0 < fraction < 1.
    val splitRandomly: key: Key -> fraction: float -> images: ImageSet -> ImageSet * ImageSet

    /// The order of the images in one epoch: random, and a function of the key and the epoch alone.
    val order: key: Key -> epoch: int -> images: ImageSet -> int[]

    /// The images at these places as float32 [n; height; width; channels], bytes divided by 255, with int32 labels [n].
    val batch: images: ImageSet -> places: int[] -> Batch

    /// Batches of the images at these places, made one by one as they are asked for; the last may be shorter.
    val batchesOf: places: int[] -> size: int -> images: ImageSet -> Batch seq

    /// Batches in the order of the images; the last may be shorter.
    val batches: size: int -> images: ImageSet -> Batch seq

    /// Batches in a random order, in which every image comes once. Give each epoch its own key (Key.foldIn epoch key).
    val shuffledBatches: size: int -> key: Key -> images: ImageSet -> Batch seq

    /// All images as float32 [n; height; width; channels]: four times the bytes.
    val toDataset: images: ImageSet -> Dataset

    /// How many images each class has.
    val classSizes: images: ImageSet -> IReadOnlyList<int>
