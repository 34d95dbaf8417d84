namespace FuncNet

open System
open System.Numerics.Tensors

/// Bytes as numbers from 0 to 1.
module internal Bytes =

    /// yᵢ = xᵢ / 255.
    let toNumbers (x: ReadOnlySpan<byte>) (y: Span<float32>) =
        TensorPrimitives.ConvertTruncating<byte, float32>(x, y)
        TensorPrimitives.Divide(Span<float32>.op_Implicit y, 255.0f, y)
