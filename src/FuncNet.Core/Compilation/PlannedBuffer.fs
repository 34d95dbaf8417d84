namespace FuncNet

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
} with

    /// Its lifetime as it is written.
    member internal buffer.Needed = $"{buffer.First}–{buffer.Last}"

    /// The names of what stands there, in the order in which it is written.
    member internal buffer.Names = buffer.Place.Split ", "
