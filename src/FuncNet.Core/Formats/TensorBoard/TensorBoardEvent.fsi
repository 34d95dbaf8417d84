namespace FuncNet

open System
open System.Collections.Generic

/// How numbers are spread: how many of them lie in each of a row of intervals.
[<NoEquality; NoComparison>]
type TensorBoardHistogram = {
    /// The smallest number.
    Minimum: float
    /// The largest number.
    Maximum: float
    /// How many numbers there are.
    Count: float
    /// Σ x.
    Sum: float
    /// Σ x².
    SumOfSquares: float
    /// Where each interval ends, ascending; it begins where the one before ends.
    Limits: IReadOnlyList<float>
    /// How many numbers lie in each interval.
    Counts: IReadOnlyList<float>
}

/// An operation of a graph.
[<NoEquality; NoComparison>]
type TensorBoardNode = {
    /// Its name; parts that are separated by slashes are groups of the drawing: "block1/dense1".
    Name: string
    /// What it does, such as "Dense".
    Operation: string
    /// The names of the nodes that it reads.
    Inputs: IReadOnlyList<string>
    /// The shape of each result; −1 where a size is not known, as that of the batch.
    OutputShapes: IReadOnlyList<IReadOnlyList<int64>>
    /// What else is known of it, by name.
    Attributes: IReadOnlyList<KeyValuePair<string, string>>
}

/// What an event file of TensorBoard can hold.
[<RequireQualifiedAccess; NoEquality; NoComparison>]
type TensorBoardEntry =
    /// A number, stored as float32.
    | Scalar of Tag: string * Value: float
    /// How numbers are spread.
    | Histogram of Tag: string * Spread: TensorBoardHistogram
    /// An image, stored as PNG.
    | Picture of Tag: string * Image: Image
    /// A text, which TensorBoard reads as Markdown.
    | Text of Tag: string * Content: string
    /// A graph of operations.
    | Graph of Nodes: IReadOnlyList<TensorBoardNode>
    /// A run begins, or goes on: what other files of the folder say of this step and later ones does not count any more.
    | Begin
    /// Something that other programs write; what it is. It cannot be written.
    | Other of What: string

/// An entry with its place in the run.
[<NoEquality; NoComparison>]
type TensorBoardEvent = {
    /// When it was written.
    Time: DateTimeOffset
    /// The step of the run to which it belongs.
    Step: int64
    /// What is told.
    Entry: TensorBoardEntry
}
