namespace FuncNet

open System

[<AutoOpen>]
module TensorCreation =

    [<RequireQualifiedAccess>]
    module Tensor =

        let full (dtype: DType) (shape: int seq) (value: float) =
            Tensor.OfValue(NDArray.filled { Shape = Shape.ofSeq shape; DType = dtype } value)

        let zeros (shape: int seq) = full DType.Float32 shape 0.0
        let ones (shape: int seq) = full DType.Float32 shape 1.0
        let fullLike (tensor: Tensor) (value: float) = full tensor.DType tensor.Shape value
        let zerosLike tensor = fullLike tensor 0.0
        let onesLike tensor = fullLike tensor 1.0
        let number (dtype: DType) (value: float) = Tensor.Number(value, dtype)
        let scalar (value: float) = number DType.Float32 value

        let ofArray (shape: int seq) (elements: 'T[]) =
            Tensor.OfValue(NDArray.owning (Shape.ofSeq shape) (Array.copy elements))

        let internal owning (shape: int seq) (elements: 'T[]) =
            Tensor.OfValue(NDArray.owning (Shape.ofSeq shape) elements)

        let vector (elements: 'T seq) =
            let elements = Seq.toArray elements
            owning [ elements.Length ] elements

        let matrix (rows: 'T seq seq) =
            let rows = rows |> Seq.map Seq.toArray |> Seq.toArray
            let width = if rows.Length = 0 then 0 else rows[0].Length

            rows
            |> Array.iteri (fun i row ->
                if row.Length <> width then
                    Errors.shape "matrix: row %d has %d elements, the first has %d." i row.Length width)

            owning [ rows.Length; width ] (Array.concat rows)

        let range n = owning [ n ] (Array.init n id)

        let linspace (first: float) (last: float) n =
            let step = if n > 1 then (last - first) / float (n - 1) else 0.0
            owning [ n ] (Array.init n (fun i -> float32 (if i = n - 1 && n > 1 then last else first + float i * step)))

        let iota (shape: int seq) axis =
            let shape = Shape.ofSeq shape
            let axis = Shape.axis "iota" shape axis
            let stride = (Shape.strides shape)[axis]
            owning shape (Array.init shape.Size (fun i -> i / stride % shape[axis]))

        let eye (dtype: DType) n =
            let one i = if i / n = i % n then 1.0 else 0.0

            match dtype with
            | DType.Float64 -> owning [ n; n ] (Array.init (n * n) one)
            | DType.Float32 -> owning [ n; n ] (Array.init (n * n) (one >> float32))
            | DType.Int32 -> owning [ n; n ] (Array.init (n * n) (one >> int))
            | DType.Bool -> owning [ n; n ] (Array.init (n * n) (fun i -> one i = 1.0))

        let ofDotNet (tensor: System.Numerics.Tensors.Tensor<'T>) =
            let shape = Shape [| for axis in 0 .. tensor.Rank - 1 -> int (tensor.Lengths[axis]) |]
            let elements = Array.zeroCreate<'T> shape.Size
            tensor.FlattenTo(Span elements)
            owning shape elements

        let toDotNet<'T> (tensor: Tensor) : System.Numerics.Tensors.Tensor<'T> =
            let sizes = if tensor.Rank = 0 then [| 1 |] else tensor.Shape.ToArray()
            let lengths = sizes |> Array.map nativeint
            System.Numerics.Tensors.Tensor.Create<'T>(tensor.ToArray<'T>(), ReadOnlySpan lengths)
