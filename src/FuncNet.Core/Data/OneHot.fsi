namespace FuncNet

/// Class labels as vectors: label c of k classes is the c-th unit vector of length k.
[<RequireQualifiedAccess>]
module OneHot =

    /// yᵢⱼ = 1 if j = labelsᵢ, else 0. labels: int32 [n]; result: float32 [n; classes]. A label outside of
    /// 0 … classes − 1 is an error that names its place.
    val encode: classes: int -> labels: Tensor -> Tensor

    /// The place of the 1 in each row; the inverse of encode. rows: [n; classes] of any type; result: int32 [n]. A row
    /// that is not one 1 among zeros is an error; of probabilities take Tensor.argMax.
    val decode: rows: Tensor -> Tensor
