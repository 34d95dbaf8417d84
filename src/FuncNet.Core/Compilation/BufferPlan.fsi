namespace FuncNet

open System.Collections.Generic

/// Where the numbers of one place of a program stand in the arena, and from which operation to which they are needed.
type PlannedBuffer = {
    /// What stands there: x1, x2, … for inputs, v1, v2, … for results; several if one is written over another.
    Place: string
    /// Type and shape.
    Spec: TensorSpec
    /// Bytes from the beginning of the arena of its type.
    Offset: int64
    /// Its size in bytes.
    Bytes: int64
    /// The operation that writes it, from 1; 0 for an input.
    First: int
    /// The last operation that reads it; one more than there are for a result of the program.
    Last: int
}

/// The memory of a program: every intermediate at its place in one arena for each element type, where those share memory that are never needed
/// at the same time. What shows the numbers of another place under another shape needs no buffer of its own.
[<Sealed>]
type BufferPlan =
    /// The buffers, in the order in which they are written.
    member Buffers: IReadOnlyList<PlannedBuffer>

    /// The bytes of the arena.
    member Peak: int64

    /// The bytes that all intermediates would take side by side.
    member Sum: int64

    /// A line for each buffer, and peak and sum.
    override ToString: unit -> string

    /// The program that is planned for.
    member internal Program: Program

    /// For each place: the place whose buffer holds its numbers, or none if they are those of a constant.
    member internal Homes: int voption[]

    /// For each place that is its own home: elements from the beginning of the arena of its type.
    member internal Offsets: int[]

    /// The elements of the arena of a type.
    member internal Elements: dtype: DType -> int

    internal new:
        program: Program *
        homes: int voption[] *
        offsets: int[] *
        elements: Dictionary<DType, int> *
        buffers: PlannedBuffer[] *
        sum: int64 ->
            BufferPlan
