namespace FuncNet

open System.Collections.Generic

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

    /// The graph of the program in the notation of Mermaid, each place with its bytes, where they begin, and from which operation to which they
    /// are needed.
    member Mermaid: string

    /// The same graph as a picture: the text of an SVG file.
    member Svg: string

    /// Memory against time, as the text of an SVG file: each buffer is a rectangle as high as its bytes at their place in the arena, from the first
    /// operation that needs it to the last.
    member ArenaSvg: string

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
