namespace FuncNet

open System
open System.Collections.Generic

[<NoEquality; NoComparison>]
type TensorBoardHistogram = {
    Minimum: float
    Maximum: float
    Count: float
    Sum: float
    SumOfSquares: float
    Limits: IReadOnlyList<float>
    Counts: IReadOnlyList<float>
}

[<NoEquality; NoComparison>]
type TensorBoardNode = {
    Name: string
    Operation: string
    Inputs: IReadOnlyList<string>
    OutputShapes: IReadOnlyList<IReadOnlyList<int64>>
    Attributes: IReadOnlyList<KeyValuePair<string, string>>
}

[<RequireQualifiedAccess; NoEquality; NoComparison>]
type TensorBoardEntry =
    | Scalar of Tag: string * Value: float
    | Histogram of Tag: string * Spread: TensorBoardHistogram
    | Picture of Tag: string * Image: Image
    | Text of Tag: string * Content: string
    | Graph of Nodes: IReadOnlyList<TensorBoardNode>
    | Begin
    | Other of What: string

[<NoEquality; NoComparison>]
type TensorBoardEvent = { Time: DateTimeOffset; Step: int64; Entry: TensorBoardEntry }
