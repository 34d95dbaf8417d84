namespace FuncNet

open System.Collections.Generic
open System.IO

/// NumPy's .npz format: a zip file with a .npy array for each name, stored or deflated.
[<RequireQualifiedAccess>]
module Npz =

    /// Reads a stream that can seek; file is its name in messages.
    val internal readStream: limit: int64 -> file: string -> stream: Stream -> Parameters

    /// The arrays of a file by their names, in its order, converted as Npy.read does. A name that stands twice, an entry that is no array,
    /// a check sum that does not hold, and entries that unpack to more than the zip format can pack, or to more than 8 GiB in all, are one
    /// DataException that names the file and the array; each array's header is held against the length of its entry before anything is allocated.
    val read: path: string -> Parameters

    /// The same with another bound for the bytes of all arrays, unpacked.
    val readWithin: limit: int64 -> path: string -> Parameters

    /// Writes arrays to a stream; file is its name in messages.
    val internal writeStream:
        compressed: bool -> file: string -> tensors: KeyValuePair<string, Tensor> seq -> stream: Stream -> unit

    /// Writes tensors with their names, such as network.Parameters, to a file that is replaced as a whole or not at all, as numpy.savez
    /// does: not compressed. The same tensors give the same bytes. A name that comes twice, or is empty, is a DataException.
    val write: path: string -> tensors: KeyValuePair<string, Tensor> seq -> unit

    /// The same, deflated, as numpy.savez_compressed does.
    val writeCompressed: path: string -> tensors: KeyValuePair<string, Tensor> seq -> unit
