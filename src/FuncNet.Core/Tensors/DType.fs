namespace FuncNet

/// The type of a tensor's elements.
[<RequireQualifiedAccess>]
type DType =
    | Float32
    | Float64
    | Int32
    | Bool
