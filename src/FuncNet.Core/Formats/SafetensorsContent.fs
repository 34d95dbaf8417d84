namespace FuncNet

open System.Collections.Generic

/// What a safetensors file holds.
[<Sealed>]
type SafetensorsContent
    internal (tensors: IReadOnlyList<KeyValuePair<string, Tensor>>, metadata: IReadOnlyDictionary<string, string>) =

    /// The tensors with their names, in the order of the header.
    member _.Tensors = tensors

    /// What was written beside the tensors, text by text.
    member _.Metadata = metadata

/// The type of numbers in which a tensor is written.
[<RequireQualifiedAccess>]
type SafetensorsType =
    /// The tensor's own: F32, F64, I32 or BOOL. It is read back bit for bit.
    | Same
    /// F16, IEEE half precision: 11 binary digits, up to 65504, for float32 and float64.
    | Float16
    /// BF16, the upper half of a float32: 8 binary digits, with the range of float32, for float32 and float64.
    | BFloat16
    /// I64, for int32 and bool (0 and 1): the type of labels and indices in NumPy and PyTorch.
    | Int64
    /// U8, for int32 from 0 to 255 and bool (0 and 1).
    | UInt8

/// What readers and writers of safetensors files agree on.
[<RequireQualifiedAccess>]
module internal SafetensorsHeader =

    /// As in the reference implementation: no header that is read or written is longer.
    let largestHeader = 100_000_000L

    let metadataName = "__metadata__"

    let types = [
        "F32", StoredType.Float32
        "F64", StoredType.Float64
        "F16", StoredType.Float16
        "BF16", StoredType.BFloat16
        "I64", StoredType.Int64
        "I32", StoredType.Int32
        "I16", StoredType.Int16
        "I8", StoredType.Int8
        "U64", StoredType.UInt64
        "U32", StoredType.UInt32
        "U16", StoredType.UInt16
        "U8", StoredType.UInt8
        "BOOL", StoredType.Bool
    ]

    let nameOf (stored: StoredType) = types |> List.find (fun (_, known) -> known = stored) |> fst
