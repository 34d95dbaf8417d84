namespace FuncNet

/// Image files: PNG (every type and depth, interlaced or not; alpha is left out, of 16 bits the upper 8 are kept) and PGM and PPM (text or
/// bytes). What a file is follows from its content. A file that is missing, damaged, truncated or of another format is a DataException that names it;
/// none takes more memory than its size allows.
[<RequireQualifiedAccess>]
module ImageFile =

    /// The image of a file.
    val read: path: string -> Image

    /// Writes an image as a PNG file or, by the name's ending, as .pgm or .ppm, whole or not at all. Another ending, grey as .ppm and colour as .pgm
    /// are DataExceptions.
    val write: path: string -> image: Image -> unit

    /// Endings of names under which images are read, and under which they are known but not read.
    val internal endings: string list * string list
