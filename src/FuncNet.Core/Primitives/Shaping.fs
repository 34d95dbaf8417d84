namespace FuncNet

open System
open FuncNet.Kernels

/// The zeros that a padding puts around and between the elements along one axis.
[<Struct>]
type PadRange = {
    /// Zeros before the first element.
    Before: int
    /// Zeros after the last element.
    After: int
    /// Zeros between neighbours.
    Interior: int
}

/// Operations that move elements and change none.
[<RequireQualifiedAccess>]
type Shaping =
    /// NumPy's broadcast to a larger shape.
    | Broadcast of Shape
    /// The same elements in the same order under another shape.
    | Reshape of Shape
    /// Axis i of the result is axis permutation[i] of the operand.
    | Transpose of permutation: int[]
    /// A part of every axis.
    | Slice of SliceRange[]
    /// Zeros around and between; the adjoint of Slice.
    | Pad of PadRange[]
    /// The opposite order along some axes.
    | Reverse of axes: int[]
    /// One behind the other along an axis; any number of operands.
    | Concatenate of axis: int

[<RequireQualifiedAccess; CompilationRepresentation(CompilationRepresentationFlags.ModuleSuffix)>]
module internal Shaping =

    let private list (numbers: int[]) = numbers |> Array.map string |> String.concat ","

    let name op =
        match op with
        | Shaping.Broadcast shape -> $"Broadcast {shape}"
        | Shaping.Reshape shape -> $"Reshape {shape}"
        | Shaping.Transpose permutation -> $"Transpose {list permutation}"
        | Shaping.Slice ranges ->
            let range r =
                if r.Step = 1 then
                    $"{r.Start}..{r.Start + r.Size - 1}"
                else
                    $"{r.Start}..{r.Step}..{r.Start + (r.Size - 1) * r.Step}"

            "Slice " + (ranges |> Array.map range |> String.concat ",")
        | Shaping.Pad ranges ->
            let range r =
                if r.Interior = 0 then
                    $"{r.Before}+{r.After}"
                else
                    $"{r.Before}+{r.After} every {r.Interior + 1}"

            "Pad " + (ranges |> Array.map range |> String.concat ",")
        | Shaping.Reverse axes -> $"Reverse {list axes}"
        | Shaping.Concatenate axis -> $"Concatenate {axis}"

    /// True if the result is the operand, element for element under the same shape; then there is nothing to record.
    let changesNothing op (shape: Shape) =
        match op with
        | Shaping.Broadcast target
        | Shaping.Reshape target -> target.Equals shape
        | Shaping.Transpose permutation -> permutation.AsSpan().SequenceEqual(Array.init shape.Rank id)
        | Shaping.Slice ranges ->
            let whole r size = r.Start = 0 && r.Size = size && r.Step = 1
            ranges.Length = shape.Rank && Array.forall2 whole ranges shape.Array
        | Shaping.Pad ranges ->
            let none (r: PadRange) = r.Before = 0 && r.After = 0 && r.Interior = 0
            ranges.Length = shape.Rank && Array.forall none ranges
        | Shaping.Reverse axes -> axes |> Array.forall (fun axis -> shape[axis] <= 1)
        | Shaping.Concatenate _ -> false

    let private concatenated axis (x: TensorSpec[]) =
        let first = x[0]

        for next in x do
            let fits =
                next.Shape.Rank = first.Shape.Rank
                && Seq.forall (fun i -> i = axis || next.Shape[i] = first.Shape[i]) (seq { 0 .. first.Shape.Rank - 1 })

            if not fits then
                Errors.shape
                    "Concatenate: the shapes %O and %O differ elsewhere than along axis %d."
                    first.Shape
                    next.Shape
                    axis

            if next.DType <> first.DType then
                Errors.dtype
                    "Concatenate: the operands are %O and %O; bring them to one type with cast."
                    first.DType
                    next.DType

        let sizes = first.Shape.ToArray()
        sizes[axis] <- x |> Array.sumBy (fun operand -> operand.Shape[axis])
        { first with Shape = Shape sizes }

    let infer op (x: TensorSpec[]) =
        let shape = x[0].Shape

        match op with
        | Shaping.Broadcast target ->
            match Shape.tryBroadcast shape target with
            | ValueSome common when common.Equals target -> { x[0] with Shape = target }
            | _ -> Errors.shape "Broadcast: the shape %O cannot be repeated to %O." shape target
        | Shaping.Reshape target ->
            if target.Size <> shape.Size then
                Errors.shape
                    "Reshape: the shape %O has %d elements, the shape %O has %d."
                    shape
                    shape.Size
                    target
                    target.Size

            { x[0] with Shape = target }
        | Shaping.Transpose permutation ->
            if Array.sort permutation <> Array.init shape.Rank id then
                Errors.shape
                    "Transpose: %A is not an order of the %d axes of %O."
                    (Array.toList permutation)
                    shape.Rank
                    shape

            { x[0] with Shape = Shape(permutation |> Array.map (fun axis -> shape[axis])) }
        | Shaping.Slice ranges ->
            if ranges.Length <> shape.Rank then
                Errors.shape "Slice: %d ranges were given for the shape %O." ranges.Length shape

            ranges
            |> Array.iteri (fun axis r ->
                let last = r.Start + (r.Size - 1) * r.Step

                if r.Size < 0 || r.Step < 1 || r.Start < 0 || (r.Size > 0 && last >= shape[axis]) then
                    Errors.shape
                        "Slice: places %d to %d of axis %d are outside of the shape %O."
                        r.Start
                        last
                        axis
                        shape)

            { x[0] with Shape = Shape(ranges |> Array.map _.Size) }
        | Shaping.Pad ranges ->
            if ranges.Length <> shape.Rank then
                Errors.shape "Pad: %d ranges were given for the shape %O." ranges.Length shape

            if ranges |> Array.exists (fun r -> r.Before < 0 || r.After < 0 || r.Interior < 0) then
                Errors.shape "Pad: the numbers of zeros must be at least 0; they are %s." ((name op)[4..])

            let size axis r = r.Before + shape[axis] + max 0 (shape[axis] - 1) * r.Interior + r.After
            { x[0] with Shape = Shape(ranges |> Array.mapi size) }
        | Shaping.Reverse _ -> x[0]
        | Shaping.Concatenate axis -> concatenated axis x

    /// y[i] = x[offset + Σ iₖ·stridesₖ].
    let private read (x: NDArray) (offset: int) (strides: int[]) (y: NDArray) : unit -> unit =
        let view = StridedView(y.Shape.Sizes, strides, offset)

        match x.DType with
        | DType.Float32 -> fun () -> Movement.Read(&view, x.AsSpan<float32>(), y.Target())
        | DType.Float64 -> fun () -> Movement.Read(&view, x.AsSpan<float>(), y.Target())
        | DType.Int32 -> fun () -> Movement.Read(&view, x.AsSpan<int>(), y.Target())
        | DType.Bool -> fun () -> Movement.Read(&view, x.AsSpan<bool>(), y.Target())

    /// y[offset + Σ iₖ·stridesₖ] = x[i].
    let private write (x: NDArray) (y: NDArray) (offset: int) (strides: int[]) : unit -> unit =
        let view = StridedView(x.Shape.Sizes, strides, offset)

        match x.DType with
        | DType.Float32 -> fun () -> Movement.Write(&view, x.AsSpan<float32>(), y.Target())
        | DType.Float64 -> fun () -> Movement.Write(&view, x.AsSpan<float>(), y.Target())
        | DType.Int32 -> fun () -> Movement.Write(&view, x.AsSpan<int>(), y.Target())
        | DType.Bool -> fun () -> Movement.Write(&view, x.AsSpan<bool>(), y.Target())

    let private clear (y: NDArray) =
        match y.DType with
        | DType.Float32 -> y.Target<float32>().Clear()
        | DType.Float64 -> y.Target<float>().Clear()
        | DType.Int32 -> y.Target<int>().Clear()
        | DType.Bool -> y.Target<bool>().Clear()

    let private dot (a: int[]) (b: int[]) = Array.fold2 (fun sum i j -> sum + i * j) 0 a b

    /// The same numbers in the same order; nothing, where y is another view of x.
    let same (x: NDArray) (y: NDArray) : unit -> unit = if x.SharesWith y then ignore else fun () -> NDArray.copy x y

    /// What computes y from x, as often as it is run.
    let bind op (x: NDArray[]) (y: NDArray) : unit -> unit =
        let operand = x[0]

        match op with
        // Of nothing there is no first element, at which the strides could begin.
        | _ when y.Shape.Size = 0 -> ignore
        | Shaping.Reshape _ -> same operand y
        | Shaping.Broadcast target ->
            let strides = Shape.strides operand.Shape
            let missing = target.Rank - operand.Shape.Rank

            let repeated =
                Array.init target.Rank (fun axis ->
                    if axis < missing || operand.Shape[axis - missing] = 1 then
                        0
                    else
                        strides[axis - missing])

            read operand 0 repeated y
        | Shaping.Transpose permutation ->
            let strides = Shape.strides operand.Shape
            read operand 0 (permutation |> Array.map (fun axis -> strides[axis])) y
        | Shaping.Slice ranges ->
            let strides = Shape.strides operand.Shape
            let offset = dot strides (ranges |> Array.map _.Start)
            read operand offset (Array.map2 (fun r stride -> r.Step * stride) ranges strides) y
        | Shaping.Pad _ when operand.Shape.Size = 0 -> fun () -> clear y
        | Shaping.Pad ranges ->
            let strides = Shape.strides y.Shape
            let offset = dot strides (ranges |> Array.map _.Before)

            let fill =
                write operand y offset (Array.map2 (fun r stride -> (r.Interior + 1) * stride) ranges strides)

            fun () ->
                clear y
                fill ()
        | Shaping.Reverse axes ->
            let strides = Shape.strides operand.Shape
            let isReversed axis = Array.contains axis axes
            let offset = axes |> Array.sumBy (fun axis -> (operand.Shape[axis] - 1) * strides[axis])
            read operand offset (strides |> Array.mapi (fun axis s -> if isReversed axis then -s else s)) y
        | Shaping.Concatenate axis ->
            let strides = Shape.strides y.Shape
            let starts = x |> Array.scan (fun start part -> start + part.Shape[axis]) 0
            let writes = x |> Array.mapi (fun i part -> write part y (starts[i] * strides[axis]) strides)

            fun () ->
                for write in writes do
                    write ()
