namespace FuncNet

open FuncNet.Kernels

/// Operations along axes. The reduced axes, in ascending order, are gone from the result.
[<RequireQualifiedAccess>]
type Reduction =
    /// y = Σ x; the sum of nothing is 0.
    | Sum of axes: int[]
    /// y = max x; the maximum of nothing is an error.
    | Max of axes: int[]
    /// y = min x.
    | Min of axes: int[]
    /// y = ln Σ eˣ, without overflow.
    | LogSumExp of axes: int[]
    /// The place of the first maximum, int32.
    | ArgMax of axis: int
    /// The place of the first minimum, int32.
    | ArgMin of axis: int
    /// y = eˣ / Σ eˣ along an axis, which stays.
    | Softmax of axis: int
    /// yᵢ = Σ xⱼ over j ≤ i, or over j ≥ i if reversed.
    | CumulativeSum of axis: int * reverse: bool
    /// The elements along an axis in order (stable, NaN last), and the places they came from; two results.
    | Sort of axis: int * descending: bool

[<RequireQualifiedAccess; CompilationRepresentation(CompilationRepresentationFlags.ModuleSuffix)>]
module internal Reduction =

    let name op =
        let list axes = axes |> Array.map string |> String.concat ","

        match op with
        | Reduction.Sum axes -> $"Sum {list axes}"
        | Reduction.Max axes -> $"Max {list axes}"
        | Reduction.Min axes -> $"Min {list axes}"
        | Reduction.LogSumExp axes -> $"LogSumExp {list axes}"
        | Reduction.ArgMax axis -> $"ArgMax {axis}"
        | Reduction.ArgMin axis -> $"ArgMin {axis}"
        | Reduction.Softmax axis -> $"Softmax {axis}"
        | Reduction.CumulativeSum(axis, reverse) ->
            if reverse then $"CumulativeSum {axis} reversed" else $"CumulativeSum {axis}"
        | Reduction.Sort(axis, descending) -> if descending then $"Sort {axis} descending" else $"Sort {axis}"

    let infer op (x: TensorSpec) =
        let numbers () =
            if x.DType = DType.Bool then
                Errors.dtype "%s: is not defined for bool; cast to a number type first." (name op)

        let floats () =
            if not x.DType.IsFloat then
                Errors.dtype "%s: is not defined for %O; cast to a float type first." (name op) x.DType

        let notEmpty axes =
            if x.Shape.Size = 0 && (Shape.without axes x.Shape).Size > 0 then
                Errors.shape "%s: the shape %O leaves nothing to choose from." (name op) x.Shape

        match op with
        | Reduction.Sum axes ->
            numbers ()
            [| { x with Shape = Shape.without axes x.Shape } |]
        | Reduction.Max axes
        | Reduction.Min axes ->
            numbers ()
            notEmpty axes
            [| { x with Shape = Shape.without axes x.Shape } |]
        | Reduction.LogSumExp axes ->
            floats ()
            [| { x with Shape = Shape.without axes x.Shape } |]
        | Reduction.ArgMax axis
        | Reduction.ArgMin axis ->
            numbers ()
            notEmpty [| axis |]
            [| { Shape = Shape.without [| axis |] x.Shape; DType = DType.Int32 } |]
        | Reduction.Softmax _ ->
            floats ()
            [| x |]
        | Reduction.CumulativeSum _ ->
            numbers ()
            [| x |]
        | Reduction.Sort _ ->
            numbers ()
            [| x; { x with DType = DType.Int32 } |]

    /// The array as [outer; length; inner] around one axis, or around a run of neighbouring axes.
    let private around first last shape =
        struct (Shape.sizeBetween 0 first shape,
                Shape.sizeBetween first (last + 1) shape,
                Shape.sizeBetween (last + 1) shape.Rank shape)

    /// Folds over runs of neighbouring axes, the last run first; only scattered axes need more than one pass.
    let rec private overAxes
        (fold: NDArray -> struct (int * int * int) -> NDArray -> (unit -> unit))
        (axes: int[])
        (x: NDArray)
        (y: NDArray)
        =
        if axes.Length = 0 then
            fold x (struct (x.Shape.Size, 1, 1)) y
        else
            let last = axes[axes.Length - 1]
            let mutable i = axes.Length - 1

            while i > 0 && axes[i - 1] = axes[i] - 1 do
                i <- i - 1

            let sizes = around axes[i] last x.Shape

            if i = 0 then
                fold x sizes y
            else
                let between = NDArray.allocate { Shape = Shape.without axes[i..] x.Shape; DType = y.DType }
                let foldLast = fold x sizes between
                let foldOthers = overAxes fold axes[.. i - 1] between y

                fun () ->
                    foldLast ()
                    foldOthers ()

    let private folded kind (x: NDArray) (struct (outer, length, inner)) (y: NDArray) : unit -> unit =
        match x.DType with
        | DType.Float32 ->
            fun () -> Kernels.Reduction.Reduce(kind, x.AsSpan<float32>(), outer, length, inner, y.Target())
        | DType.Float64 -> fun () -> Kernels.Reduction.Reduce(kind, x.AsSpan<float>(), outer, length, inner, y.Target())
        | DType.Int32
        | DType.Bool -> fun () -> Kernels.Reduction.Reduce(kind, x.AsSpan<int>(), outer, length, inner, y.Target())

    let private logSumExp (x: NDArray) (struct (outer, length, inner)) (y: NDArray) : unit -> unit =
        match x.DType with
        | DType.Float32 -> fun () -> Kernels.Reduction.LogSumExp(x.AsSpan<float32>(), outer, length, inner, y.Target())
        | DType.Float64
        | DType.Int32
        | DType.Bool -> fun () -> Kernels.Reduction.LogSumExp(x.AsSpan<float>(), outer, length, inner, y.Target())

    let private argMax (x: NDArray) (struct (outer, length, inner)) (y: NDArray) : unit -> unit =
        match x.DType with
        | DType.Float32 -> fun () -> Kernels.Reduction.ArgMax(x.AsSpan<float32>(), outer, length, inner, y.Target())
        | DType.Float64 -> fun () -> Kernels.Reduction.ArgMax(x.AsSpan<float>(), outer, length, inner, y.Target())
        | DType.Int32
        | DType.Bool -> fun () -> Kernels.Reduction.ArgMax(x.AsSpan<int>(), outer, length, inner, y.Target())

    let private argMin (x: NDArray) (struct (outer, length, inner)) (y: NDArray) : unit -> unit =
        match x.DType with
        | DType.Float32 -> fun () -> Kernels.Reduction.ArgMin(x.AsSpan<float32>(), outer, length, inner, y.Target())
        | DType.Float64 -> fun () -> Kernels.Reduction.ArgMin(x.AsSpan<float>(), outer, length, inner, y.Target())
        | DType.Int32
        | DType.Bool -> fun () -> Kernels.Reduction.ArgMin(x.AsSpan<int>(), outer, length, inner, y.Target())

    let private softmax (x: NDArray) (struct (outer, length, inner)) (y: NDArray) : unit -> unit =
        match x.DType with
        | DType.Float32 -> fun () -> Kernels.Reduction.Softmax(x.AsSpan<float32>(), outer, length, inner, y.Target())
        | DType.Float64
        | DType.Int32
        | DType.Bool -> fun () -> Kernels.Reduction.Softmax(x.AsSpan<float>(), outer, length, inner, y.Target())

    let private cumulativeSum reverse (x: NDArray) (struct (outer, length, inner)) (y: NDArray) : unit -> unit =
        match x.DType with
        | DType.Float32 ->
            fun () -> Kernels.Reduction.CumulativeSum(x.AsSpan<float32>(), outer, length, inner, y.Target(), reverse)
        | DType.Float64 ->
            fun () -> Kernels.Reduction.CumulativeSum(x.AsSpan<float>(), outer, length, inner, y.Target(), reverse)
        | DType.Int32
        | DType.Bool ->
            fun () -> Kernels.Reduction.CumulativeSum(x.AsSpan<int>(), outer, length, inner, y.Target(), reverse)

    let private sorted<'T when 'T: unmanaged and 'T: (new: unit -> 'T) and 'T: struct and 'T :> System.ValueType>
        descending
        (x: NDArray)
        (struct (outer, length, inner))
        (values: NDArray)
        (places: NDArray)
        ()
        =
        Kernels.Reduction.ArgSort(x.AsSpan<'T>(), outer, length, inner, places.Target(), descending)
        Indexing.GatherAlong(x.AsSpan<'T>(), outer, length, inner, places.AsSpan(), length, values.Target())

    let private sort descending (x: NDArray) sizes (values: NDArray) (places: NDArray) : unit -> unit =
        match x.DType with
        | DType.Float32 -> sorted<float32> descending x sizes values places
        | DType.Float64 -> sorted<float> descending x sizes values places
        | DType.Int32
        | DType.Bool -> sorted<int> descending x sizes values places

    /// What computes y from x, as often as it is run.
    let bind op (x: NDArray) (y: NDArray[]) : unit -> unit =
        match op with
        | Reduction.Sum axes -> overAxes (folded Fold.Sum) axes x y[0]
        | Reduction.Max axes -> overAxes (folded Fold.Maximum) axes x y[0]
        | Reduction.Min axes -> overAxes (folded Fold.Minimum) axes x y[0]
        | Reduction.LogSumExp axes -> overAxes logSumExp axes x y[0]
        | Reduction.ArgMax axis -> argMax x (around axis axis x.Shape) y[0]
        | Reduction.ArgMin axis -> argMin x (around axis axis x.Shape) y[0]
        | Reduction.Softmax axis -> softmax x (around axis axis x.Shape) y[0]
        | Reduction.CumulativeSum(axis, reverse) -> cumulativeSum reverse x (around axis axis x.Shape) y[0]
        | Reduction.Sort(axis, descending) -> sort descending x (around axis axis x.Shape) y[0] y[1]
