namespace FuncNet

open System
open System.Collections
open System.Collections.Generic

/// The sizes of a tensor's axes, outermost first. A scalar has rank 0; the largest rank is 8.
[<Sealed>]
type Shape([<ParamArray>] sizes: int[]) =
    let sizes = Array.copy sizes

    let size =
        if sizes.Length > 8 then
            Errors.shape "A tensor has at most 8 axes; this shape has %d." sizes.Length

        if Array.exists (fun n -> n < 0) sizes then
            Errors.shape "The size of an axis is at least 0; the sizes given are [%s]." (String.Join("; ", sizes))

        // The sizes that are not 0 must be countable too, or [2³¹−1; 2; 0] would pass here and overflow elsewhere.
        let count = sizes |> Array.fold (fun product n -> Int64.Min(product * int64 (max n 1), 1L <<< 32)) 1L

        if count > int64 Int32.MaxValue then
            Errors.shape "A tensor has at most 2^31 - 1 elements; the sizes given are [%s]." (String.Join("; ", sizes))

        Array.fold (*) 1 sizes

    static let scalar = Shape()

    /// The shape of a scalar.
    static member Scalar = scalar

    /// The number of axes.
    member _.Rank = sizes.Length

    /// The number of elements: the product of the sizes.
    member _.Size = size

    /// The size of an axis.
    member _.Item
        with get (axis: int) = sizes[axis]

    /// The sizes, to be read only.
    member _.Sizes = ReadOnlySpan<int> sizes

    member internal _.Array = sizes

    /// A copy of the sizes.
    member _.ToArray() = Array.copy sizes

    /// The same shape with one axis more at the front, such as a batch.
    member _.Prepend(n: int) = Shape(Array.append [| n |] sizes)

    /// The same shape without its first axis: that of one place of it.
    member internal _.WithoutFirst = Shape sizes[1..]

    /// An array of sizes is a shape.
    static member op_Implicit(sizes: int[]) = Shape sizes

    /// Two shapes are equal when their sizes are.
    override _.Equals(other) =
        match other with
        | :? Shape as other -> other.Sizes.SequenceEqual(ReadOnlySpan sizes)
        | _ -> false

    /// A hash of the sizes.
    override _.GetHashCode() = sizes |> Array.fold (fun hash n -> HashCode.Combine(hash, n)) sizes.Length

    /// True if the sizes are equal, for C#.
    static member op_Equality(a: Shape | null, b: Shape | null) = obj.Equals(a, b)

    /// False if the sizes are equal, for C#.
    static member op_Inequality(a: Shape | null, b: Shape | null) = not (obj.Equals(a, b))

    /// The sizes as they are written: [2; 3].
    override _.ToString() = "[" + String.Join("; ", sizes) + "]"

    interface IEquatable<Shape> with
        member this.Equals(other) = this.Equals(box other)

    interface IReadOnlyList<int> with
        member _.Count = sizes.Length

        member _.Item
            with get axis = sizes[axis]

        member _.GetEnumerator() : IEnumerator<int> = (sizes :> seq<int>).GetEnumerator()
        member _.GetEnumerator() : IEnumerator = sizes.GetEnumerator()

/// What is known of a tensor before its numbers are: the shape and the type of its elements.
[<Struct>]
type TensorSpec = {
    /// The sizes of the axes.
    Shape: Shape
    /// The type of the elements.
    DType: DType
} with

    /// As it is written in messages: float32 [2; 3].
    override spec.ToString() = $"{spec.DType} {spec.Shape}"

/// Arithmetic of shapes.
[<RequireQualifiedAccess; CompilationRepresentation(CompilationRepresentationFlags.ModuleSuffix)>]
module Shape =

    /// The shape with these sizes.
    let ofSeq (sizes: int seq) =
        match sizes with
        | :? Shape as shape -> shape
        | sizes -> Shape(Seq.toArray sizes)

    /// The number of elements from one axis to another, the last not included.
    let internal sizeBetween first last (shape: Shape) =
        let mutable n = 1

        for axis in first .. last - 1 do
            n <- n * shape[axis]

        n

    /// The distance in memory between neighbours along each axis, for row-major storage.
    let internal strides (shape: Shape) =
        let strides = Array.create shape.Rank 1

        for axis in shape.Rank - 2 .. -1 .. 0 do
            strides[axis] <- strides[axis + 1] * shape[axis + 1]

        strides

    /// An axis counted from the end when it is negative; an error that names the operation when there is none such.
    let internal axis operation (shape: Shape) axis =
        let found = if axis < 0 then axis + shape.Rank else axis

        if found < 0 || found >= shape.Rank then
            Errors.shape "%s: there is no axis %d in the shape %O of rank %d." operation axis shape shape.Rank

        found

    /// Several axes, each named once, in ascending order.
    let internal axes operation (shape: Shape) (axes: int seq) =
        let found = axes |> Seq.map (axis operation shape) |> Seq.toArray |> Array.sort

        if Array.distinct found <> found then
            Errors.shape "%s: an axis is named twice in %A, for the shape %O." operation (Seq.toList axes) shape

        found

    /// NumPy's rule: sizes are aligned at the right, and a size of 1 is repeated.
    let tryBroadcast (a: Shape) (b: Shape) =
        if a.Equals b then
            ValueSome a
        else
            let rank = max a.Rank b.Rank
            let size (s: Shape) axis = if axis < rank - s.Rank then 1 else s[axis - rank + s.Rank]
            let mutable fits = true

            let sizes =
                Array.init rank (fun axis ->
                    match size a axis, size b axis with
                    | n, m when n = m -> n
                    | 1, n
                    | n, 1 -> n
                    | _ ->
                        fits <- false
                        0)

            if fits then ValueSome(Shape sizes) else ValueNone

    /// The common shape of two operands under NumPy's rule; an error that names the operation when there is none.
    let broadcast operation a b =
        match tryBroadcast a b with
        | ValueSome shape -> shape
        | ValueNone ->
            Errors.shape
                "%s: the shapes %O and %O do not broadcast; aligned at the right, sizes must be equal or 1."
                operation
                a
                b

    /// The shape without some axes, which are given in ascending order.
    let internal without (axes: int[]) (shape: Shape) =
        Shape [|
            for axis in 0 .. shape.Rank - 1 do
                if Array.BinarySearch(axes, axis) < 0 then
                    shape[axis]
        |]

    /// The shape with some axes shrunk to 1.
    let internal keeping (axes: int[]) (shape: Shape) =
        Shape [|
            for axis in 0 .. shape.Rank - 1 -> if Array.BinarySearch(axes, axis) < 0 then shape[axis] else 1
        |]
