namespace FuncNet

open System.Collections.Generic
open System.IO

/// The safetensors format (Hugging Face): the length of the header as a little-endian 64-bit number; the header, a JSON
/// object {"name": {"dtype": "F32", "shape": [2, 3], "data_offsets": [0, 24]}, …, "__metadata__": {"key": "text"}}, padded
/// with spaces to 8 bytes; the numbers, little-endian and row-major, without holes. Nothing in a file can run code.
[<RequireQualifiedAccess>]
module Safetensors =

    /// Reads a stream of known length from its beginning; file is its name in messages.
    val internal readStream: file: string -> stream: Stream -> SafetensorsContent

    /// The tensors and the metadata of a file. The header is checked against the length of the file before anything is
    /// allocated: ranges without holes and overlaps, sizes that fit shapes and types, names once each. F32, F64, I32 and BOOL are read
    /// as they are, F16 and BF16 as float32, other whole numbers as int32, within whose range they must be. What does not hold is one
    /// DataException that names the file and the tensor.
    val read: path: string -> SafetensorsContent

    /// Writes tensors to a stream; file is its name in messages.
    val internal writeStream:
        file: string ->
        metadata: KeyValuePair<string, string> seq ->
        tensors: KeyValuePair<string, Tensor> seq ->
        stream: Stream ->
            unit

    /// Writes tensors with their names, each in the type that typeOf says for its name and itself, and texts beside them, to a file that is replaced as a whole
    /// or not at all. Numbers with fractions are rounded to the nearest of F16 or BF16, of two equally near ones to the even; a finite number that
    /// would become infinite, and a whole number outside of U8, are DataExceptions that name the tensor and the number. A type that is not for
    /// the tensor's is a DTypeException.
    val writeAs:
        typeOf: (string -> Tensor -> SafetensorsType) ->
        metadata: KeyValuePair<string, string> seq ->
        path: string ->
        tensors: KeyValuePair<string, Tensor> seq ->
            unit

    /// Writes tensors with their names, and texts beside them, to a file that is replaced as a whole or not at all.
    val writeWith:
        metadata: KeyValuePair<string, string> seq -> path: string -> tensors: KeyValuePair<string, Tensor> seq -> unit

    /// Writes tensors with their names to a file that is replaced as a whole or not at all. A name that comes twice is an error.
    val write: path: string -> tensors: KeyValuePair<string, Tensor> seq -> unit
