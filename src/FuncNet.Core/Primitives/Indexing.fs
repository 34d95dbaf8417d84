namespace FuncNet

open FuncNet.Kernels

/// Reading and adding at places that are numbers themselves. Indices are int32, from 0.
[<RequireQualifiedAccess>]
type Indexing =
    /// y[…, j…, …] = x[…, indices[j…], …]: the axis is replaced by the axes of the indices.
    | Gather of axis: int
    /// The adjoint of Gather: adds each part of the operand into zeros, at its index along an axis of that size.
    | ScatterAdd of axis: int * size: int
    /// y[…, j, …] = x[…, indices[…, j, …], …]; the other axes are the same.
    | GatherAlong of axis: int
    /// The adjoint of GatherAlong, along an axis of that size.
    | ScatterAddAlong of axis: int * size: int

[<RequireQualifiedAccess; CompilationRepresentation(CompilationRepresentationFlags.ModuleSuffix)>]
module internal Indexing =

    let name op =
        match op with
        | Indexing.Gather axis -> $"Gather {axis}"
        | Indexing.ScatterAdd(axis, size) -> $"ScatterAdd {axis} of {size}"
        | Indexing.GatherAlong axis -> $"GatherAlong {axis}"
        | Indexing.ScatterAddAlong(axis, size) -> $"ScatterAddAlong {axis} of {size}"

    let private replaced axis count (by: int[]) (shape: Shape) =
        let sizes = shape.ToArray()
        Shape(Array.concat [ sizes[.. axis - 1]; by; sizes[axis + count ..] ])

    let infer op (x: TensorSpec) (indices: TensorSpec) =
        if indices.DType <> DType.Int32 then
            Errors.dtype "%s: indices must be int32; they are %O." (name op) indices.DType

        if x.DType = DType.Bool then
            Errors.dtype "%s: is not defined for bool; cast to a number type first." (name op)

        let sameElsewhere axis =
            let differs i = i <> axis && x.Shape[i] <> indices.Shape[i]

            if x.Shape.Rank <> indices.Shape.Rank || Seq.exists differs (seq { 0 .. x.Shape.Rank - 1 }) then
                Errors.shape
                    "%s: the shapes %O and %O differ elsewhere than along axis %d."
                    (name op)
                    x.Shape
                    indices.Shape
                    axis

        match op with
        | Indexing.Gather axis -> { x with Shape = replaced axis 1 (indices.Shape.ToArray()) x.Shape }
        | Indexing.ScatterAdd(axis, size) ->
            let count = indices.Shape.Rank

            if
                x.Shape.Rank < axis + count
                || x.Shape.ToArray()[axis .. axis + count - 1] <> indices.Shape.ToArray()
            then
                Errors.shape
                    "ScatterAdd: the shape %O does not have the axes %O of the indices at axis %d."
                    x.Shape
                    indices.Shape
                    axis

            { x with Shape = replaced axis count [| size |] x.Shape }
        | Indexing.GatherAlong axis ->
            sameElsewhere axis
            { x with Shape = indices.Shape }
        | Indexing.ScatterAddAlong(axis, size) ->
            sameElsewhere axis

            if x.Shape[axis] <> indices.Shape[axis] then
                Errors.shape "ScatterAddAlong: the shapes %O and %O differ." x.Shape indices.Shape

            { x with Shape = replaced axis 1 [| size |] x.Shape }

    let private inside op (indices: NDArray) size =
        let bad = Indexing.FirstOutside(indices.AsSpan(), size)

        if bad >= 0 then
            Errors.shape
                "%s: the index %d at place %d is outside of 0 … %d."
                (name op)
                (indices.AsSpan<int>()[bad])
                bad
                (size - 1)

    let private before axis shape = Shape.sizeBetween 0 axis shape
    let private behind axis (shape: Shape) = Shape.sizeBetween axis shape.Rank shape

    let private along<'T when 'T: unmanaged and 'T: (new: unit -> 'T) and 'T: struct and 'T :> System.ValueType>
        op
        (x: NDArray)
        (indices: NDArray)
        (y: NDArray)
        : unit -> unit =
        match op with
        | Indexing.Gather axis ->
            let outer, size, inner = before axis y.Shape, x.Shape[axis], behind (axis + 1) x.Shape

            fun () ->
                inside op indices size
                Kernels.Indexing.Gather(x.AsSpan<'T>(), outer, size, inner, indices.AsSpan(), y.Target())
        | Indexing.ScatterAdd(axis, size) ->
            let outer, inner = before axis y.Shape, behind (axis + 1) y.Shape

            fun () ->
                inside op indices size
                Kernels.Indexing.ScatterAdd(x.AsSpan<'T>(), outer, size, inner, indices.AsSpan(), y.Target())
        | Indexing.GatherAlong axis ->
            let outer, size, inner = before axis y.Shape, x.Shape[axis], behind (axis + 1) x.Shape
            let count = indices.Shape[axis]

            fun () ->
                inside op indices size
                Kernels.Indexing.GatherAlong(x.AsSpan<'T>(), outer, size, inner, indices.AsSpan(), count, y.Target())
        | Indexing.ScatterAddAlong(axis, size) ->
            let outer, inner, count = before axis y.Shape, behind (axis + 1) y.Shape, indices.Shape[axis]

            fun () ->
                inside op indices size

                Kernels.Indexing.ScatterAddAlong(
                    x.AsSpan<'T>(),
                    outer,
                    size,
                    inner,
                    indices.AsSpan(),
                    count,
                    y.Target()
                )

    /// What computes y from x, as often as it is run. The indices are looked at in each run: they are numbers too.
    let bind op (x: NDArray) (indices: NDArray) (y: NDArray) : unit -> unit =
        match y.DType with
        | DType.Float32 -> along<float32> op x indices y
        | DType.Float64 -> along<float> op x indices y
        | DType.Int32
        | DType.Bool -> along<int> op x indices y
