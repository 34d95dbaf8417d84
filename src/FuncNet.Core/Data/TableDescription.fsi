namespace FuncNet

open System.Collections.Generic

/// What a column holds, in figures. Those of numbers are NaN for texts and where every field is missing.
type ColumnDescription = {
    /// The name.
    Name: string
    /// What the fields are.
    Type: ColumnType
    /// How many rows have no value.
    Missing: int
    /// How many values differ.
    Distinct: int
    /// The mean.
    Mean: float
    /// The deviation √(Σ (x − μ)² / n).
    Deviation: float
    /// The least number.
    Minimum: float
    /// The number in the middle.
    Median: float
    /// The largest number.
    Maximum: float
    /// The commonest values with their counts, five at most, the commonest first; of equals the first in order.
    Commonest: IReadOnlyList<KeyValuePair<string, int>>
}

/// What a table holds, column by column.
[<Sealed>]
type TableDescription =
    /// The number of rows.
    member Rows: int

    /// A description of each column, in order.
    member Columns: IReadOnlyList<ColumnDescription>

    /// A line for each column: type, missing, distinct; mean, deviation, minimum, median and maximum of numbers and dates, the commonest values of
    /// texts and truth values.
    override ToString: unit -> string

/// Looking at a table.
[<AutoOpen>]
module TableDescriptions =

    [<RequireQualifiedAccess>]
    module Table =

        /// What a table holds, column by column: print it before anything else.
        val describe: table: Table -> TableDescription
