namespace FuncNet

open System.IO

/// NumPy's .npy format: one array. Float64, float32 and bool are read as they are, float16 as float32, and whole numbers of 8 to 64 bits as
/// int32, within whose range they must be. Nothing in a file can run code: arrays of Python objects are refused.
[<RequireQualifiedAccess>]
module Npy =

    /// Reads a stream of so many bytes; what: whose array it is, in messages.
    val internal readStream: what: string -> length: int64 -> stream: Stream -> Tensor

    /// Writes a tensor, row-major and little-endian.
    val internal writeStream: tensor: Tensor -> stream: Stream -> unit

    /// The array of a file, of version 1, 2 or 3, in either byte order, row-major or column-major (Fortran order). The header is checked
    /// against the length of the file before anything is allocated; what does not hold is one DataException that names the file.
    val read: path: string -> Tensor

    /// Writes a tensor to a file that is replaced as a whole or not at all, as numpy.save does.
    val write: path: string -> tensor: Tensor -> unit
