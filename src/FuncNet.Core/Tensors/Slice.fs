namespace FuncNet

open System

/// What a slice takes along one axis: start, start + step, … (size of them).
[<Struct>]
type SliceRange = {
    /// The first place taken.
    Start: int
    /// How many places are taken.
    Size: int
    /// The distance between neighbours, at least 1.
    Step: int
}

/// A place or a range along one axis, as it stands between the brackets: t[1, 2..5, ^1].
[<Struct; CustomEquality; NoComparison>]
type Slice private (place: Index, range: Range, isPlace: bool) =

    /// One place; the axis is gone from the result. Negative places count from the end.
    static member At(place: int) = Slice((if place < 0 then Index(-place, true) else Index place), Range.All, true)

    /// One place; the axis is gone from the result.
    static member At(place: Index) = Slice(place, Range.All, true)

    /// A range of places; the axis stays.
    static member Between(range: Range) = Slice(Index.Start, range, false)

    /// Every place.
    static member All = Slice(Index.Start, Range.All, false)

    /// A number is a place.
    static member op_Implicit(place: int) : Slice = Slice.At place

    /// An index is a place, counted from the end if it says so.
    static member op_Implicit(place: Index) : Slice = Slice.At place

    /// A range is a range.
    static member op_Implicit(range: Range) : Slice = Slice.Between range

    /// True if the axis is gone from the result.
    member _.IsPlace = isPlace

    /// The places taken along an axis of that size; an error when they are outside of it.
    member internal _.Resolve(shape: Shape, axis: int) : SliceRange =
        let size = shape[axis]
        let offset (index: Index) = if index.IsFromEnd then size - index.Value else index.Value
        let first = offset (if isPlace then place else range.Start)
        let last = if isPlace then first + 1 else offset range.End

        if first < 0 || last > size || last < first then
            if isPlace then
                Errors.shape "Slice: there is no place %O along axis %d of the shape %O." place axis shape
            else
                Errors.shape "Slice: the range %O is outside of axis %d of the shape %O." range axis shape

        { Start = first; Size = last - first; Step = 1 }

    member private _.Parts = struct (place, range, isPlace)

    /// Equal if they take the same places.
    override this.Equals(other) =
        match other with
        | :? Slice as other -> this.Parts = other.Parts
        | _ -> false

    /// A hash of the places.
    override _.GetHashCode() = HashCode.Combine(place, range, isPlace)
