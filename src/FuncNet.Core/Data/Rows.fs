namespace FuncNet

open System
open FuncNet.Kernels

/// The rows of a tensor, which are what it has along its first axis.
module internal Rows =

    /// y[i, …] = x[order[i], …], into memory that is there already.
    let gather (order: ReadOnlySpan<int>) (x: NDArray) (y: NDArray) =
        let n = x.Shape[0]
        let inner = Shape.sizeBetween 1 x.Shape.Rank x.Shape

        match x.DType with
        | DType.Float32 -> Kernels.Indexing.Gather(x.AsSpan<float32>(), 1, n, inner, order, y.Target())
        | DType.Float64 -> Kernels.Indexing.Gather(x.AsSpan<float>(), 1, n, inner, order, y.Target())
        | DType.Int32 -> Kernels.Indexing.Gather(x.AsSpan<int>(), 1, n, inner, order, y.Target())
        | DType.Bool -> Kernels.Indexing.Gather(x.AsSpan<bool>(), 1, n, inner, order, y.Target())

    /// The rows at these places.
    let at (places: ReadOnlyMemory<int>) (x: Tensor) =
        let sizes = x.Shape.ToArray()
        sizes[0] <- places.Length
        let y = NDArray.allocate { x.Spec with Shape = Shape sizes }
        gather places.Span x.Value y
        Tensor.OfValue y
