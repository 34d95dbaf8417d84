namespace FuncNet

/// The type of a tensor's elements.
[<RequireQualifiedAccess>]
type DType =
    /// IEEE 754 single precision, the default.
    | Float32
    /// IEEE 754 double precision, in which gradients are checked.
    | Float64
    /// 32-bit integers: labels, indices, random keys, step counts.
    | Int32
    /// Truth values: the results of comparisons.
    | Bool

    /// True for float32 and float64, the types that carry gradients.
    member dtype.IsFloat =
        match dtype with
        | Float32
        | Float64 -> true
        | Int32
        | Bool -> false

    /// The size of one element in bytes.
    member dtype.Bytes =
        match dtype with
        | Float32
        | Int32 -> 4
        | Float64 -> 8
        | Bool -> 1

    /// The name that is used in messages and files: float32, float64, int32, bool.
    override dtype.ToString() =
        match dtype with
        | Float32 -> "float32"
        | Float64 -> "float64"
        | Int32 -> "int32"
        | Bool -> "bool"
