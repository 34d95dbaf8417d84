namespace FuncNet

open System
open System.Runtime.CompilerServices
open System.Runtime.InteropServices
open FuncNet.Kernels

/// A concrete value: numbers in row-major order, with their shape and type. Whoever made it may write it, a primitive or a
/// program that owns its buffers; everyone else only reads.
[<Sealed>]
type NDArray internal (spec: TensorSpec, data: Array, first: int) =

    let mutable offset = first

    /// The sizes of the axes.
    member _.Shape = spec.Shape

    /// The type of the elements.
    member _.DType = spec.DType

    member internal _.Spec = spec

    /// The elements in row-major order; 'T is float32, double, int or bool, as the dtype says.
    member _.AsSpan<'T>() : ReadOnlySpan<'T> =
        if not (data :? ('T[])) then
            Errors.dtype
                "This tensor is %O; it cannot be read as %s. Read it as what it is, or cast it first."
                spec.DType
                typeof<'T>.Name

        ReadOnlySpan<'T>(Unsafe.As<'T[]> data, offset, spec.Shape.Size)

    /// The elements, for the primitive that writes them.
    member internal _.Target<'T>() : Span<'T> = Span<'T>(Unsafe.As<'T[]> data, offset, spec.Shape.Size)

    /// The same numbers under another shape of the same size. Nothing is copied.
    member internal _.WithShape(shape) = NDArray({ spec with Shape = shape }, data, offset)

    /// Elements from a place on, under a shape; they share the numbers.
    member internal _.Part(start: int, shape) = NDArray({ spec with Shape = shape }, data, offset + start)

    /// From now on shows the elements from another place of its memory on. Only who made it may do this, and only before those who
    /// look where it lies whenever they run.
    member internal _.MoveTo(place: int) = offset <- place

    member internal _.Data = data
    member internal _.Offset = offset

    /// True if both begin at the same place of the same memory: they are views of the same numbers.
    member internal _.SharesWith(other: NDArray) = obj.ReferenceEquals(data, other.Data) && offset = other.Offset

/// Making and reading concrete values.
[<RequireQualifiedAccess; CompilationRepresentation(CompilationRepresentationFlags.ModuleSuffix)>]
module internal NDArray =

    let private room (spec: TensorSpec) pinned =
        let size = spec.Shape.Size
        let mutable first = 0

        let data: Array =
            match spec.DType with
            | DType.Float32 -> AlignedArray.Allocate<float32>(size, pinned, &first)
            | DType.Float64 -> AlignedArray.Allocate<float>(size, pinned, &first)
            | DType.Int32 -> AlignedArray.Allocate<int>(size, pinned, &first)
            | DType.Bool -> AlignedArray.Allocate<bool>(size, pinned, &first)

        NDArray(spec, data, first)

    /// Room for the result of a primitive, which writes every element. Where it is large, it begins at a cache line.
    let allocate spec = room spec false

    /// Room that begins at a cache line and never moves, whatever its size.
    let allocatePinned spec = room spec true

    let dtypeOf (t: Type) =
        if t = typeof<float32> then
            DType.Float32
        elif t = typeof<float> then
            DType.Float64
        elif t = typeof<int> then
            DType.Int32
        elif t = typeof<bool> then
            DType.Bool
        else
            Errors.dtype "A tensor holds float32, float64, int32 or bool; %s is none of them." t.Name

    /// A value over an array that nobody else will write.
    let owning (shape: Shape) (data: 'T[]) =
        if data.Length <> shape.Size then
            Errors.shape "The shape %O has %d elements; %d were given." shape shape.Size data.Length

        NDArray({ Shape = shape; DType = dtypeOf typeof<'T> }, data, 0)

    /// Copies so many elements, from a place of one value to a place of another of the same type.
    let copyRun (source: NDArray) from (target: NDArray) at (count: int) =
        Array.Copy(source.Data, source.Offset + from, target.Data, target.Offset + at, count)

    /// Copies the elements into a value of the same size and type.
    let copy (source: NDArray) (target: NDArray) = copyRun source 0 target 0 source.Shape.Size

    /// A value of its own with the same numbers.
    let duplicate (source: NDArray) =
        let result = allocate source.Spec
        copy source result
        result

    /// True if a value begins at a cache line and is so large that it stays there.
    let isSettled (array: NDArray) =
        match array.DType with
        | DType.Float32 -> AlignedArray.IsSettled(array.Data :?> float32[], array.Offset)
        | DType.Float64 -> AlignedArray.IsSettled(array.Data :?> float[], array.Offset)
        | DType.Int32 -> AlignedArray.IsSettled(array.Data :?> int[], array.Offset)
        | DType.Bool -> AlignedArray.IsSettled(array.Data :?> bool[], array.Offset)

    /// A copy that begins at a cache line and stays there.
    let pinned (source: NDArray) =
        let result = allocatePinned source.Spec
        copy source result
        result

    /// The same number in every place, rounded to a float type; an error if an int32 cannot hold it.
    let filled (spec: TensorSpec) (value: float) =
        if spec.DType = DType.Int32 && float (int value) <> value then
            Errors.dtype
                "The number %g is not an int32; give a whole number, or use a float type (a tensor can be cast)."
                value

        let result = allocate spec

        match spec.DType with
        | DType.Float32 -> result.Target<float32>().Fill(float32 value)
        | DType.Float64 -> result.Target<float>().Fill value
        | DType.Int32 -> result.Target<int>().Fill(int value)
        | DType.Bool -> result.Target<bool>().Fill((value <> 0.0))

        result

    /// One element as a float64; true is 1.
    let element (array: NDArray) index =
        match array.DType with
        | DType.Float32 -> float (array.AsSpan<float32>()[index])
        | DType.Float64 -> array.AsSpan<float>()[index]
        | DType.Int32 -> float (array.AsSpan<int>()[index])
        | DType.Bool -> if array.AsSpan<bool>()[index] then 1.0 else 0.0

    let private sameBits<'T when 'T: (new: unit -> 'T) and 'T: struct and 'T :> ValueType> (a: NDArray) (b: NDArray) =
        MemoryMarshal.AsBytes(a.AsSpan<'T>()).SequenceEqual(MemoryMarshal.AsBytes(b.AsSpan<'T>()))

    /// Same shape, same type, same bits.
    let equal (a: NDArray) (b: NDArray) =
        a.Spec = b.Spec
        && match a.DType with
           | DType.Float32 -> sameBits<float32> a b
           | DType.Float64 -> sameBits<float> a b
           | DType.Int32 -> sameBits<int> a b
           | DType.Bool -> sameBits<bool> a b
