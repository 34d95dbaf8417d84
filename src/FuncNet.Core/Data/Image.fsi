namespace FuncNet

open System

/// An image of bytes, grey (one channel) or red, green and blue (three), rows from above. Immutable.
[<Sealed>]
type Image =
    /// An image over bytes that nobody else will write.
    internal new: height: int * width: int * channels: int * pixels: byte[] -> Image

    /// The bytes are copied: height · width · channels of them, the channels of a pixel side by side. Another number of them, and other
    /// channels than 1 or 3, throw DataException.
    static member Of: height: int * width: int * channels: int * pixels: ReadOnlySpan<byte> -> Image

    /// The number of rows.
    member Height: int

    /// The number of columns.
    member Width: int

    /// 1 for grey, 3 for red, green and blue.
    member Channels: int

    /// The bytes, row by row, the channels of a pixel side by side.
    member Pixels: ReadOnlySpan<byte>

    /// Height, width and channels.
    override ToString: unit -> string

    /// Images are equal when their sizes and bytes are.
    override Equals: other: (obj | null) -> bool

    /// A hash of sizes and bytes.
    override GetHashCode: unit -> int

/// Images of bytes, and what becomes of them.
[<RequireQualifiedAccess; CompilationRepresentation(CompilationRepresentationFlags.ModuleSuffix)>]
module Image =

    /// float32 [height; width; channels] from 0 to 1: bytes divided by 255.
    val toTensor: image: Image -> Tensor

    /// The image of a tensor [height; width] or [height; width; 1 or 3] of numbers from 0 to 1, rounded to bytes; numbers outside are brought to 0
    /// or 1, NaN to 0. Another shape throws ShapeException.
    val ofTensor: tensor: Tensor -> Image

    /// The image in grey: 0.299 red + 0.587 green + 0.114 blue, rounded (ITU-R BT.601).
    val grey: image: Image -> Image

    /// The image with three channels; those of a grey one are alike.
    val colour: image: Image -> Image

    /// The image in another size, by a triangle filter that is as wide as the pixels of the smaller of both: linear where it is enlarged, and the mean
    /// of what falls together, without moiré, where it becomes smaller. A size under 1 throws DataException.
    val resize: height: int -> width: int -> image: Image -> Image
