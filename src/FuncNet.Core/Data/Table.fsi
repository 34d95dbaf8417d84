namespace FuncNet

open System.Collections.Generic

/// Columns of one length, each with a name of its own. Where it was read from a file, errors about a row name file and line.
/// Immutable; the functions of the module of the same name give parts of it.
[<Sealed>]
type Table =
    internal new: columns: Column[] * count: int * source: string * lines: int[] -> Table

    /// A table of these columns. Different lengths, a name that comes twice, and no column at all are DataExceptions.
    new: columns: IReadOnlyList<Column> -> Table

    /// The columns, in order.
    member Columns: IReadOnlyList<Column>

    /// The names of the columns, in order.
    member Names: IReadOnlyList<string>

    /// The number of rows.
    member Count: int

    /// The column of that name; a DataException that lists the names where there is none.
    member Item: name: string -> Column with get

    /// True if there is a column of that name.
    member Contains: name: string -> bool

    /// The columns without what keeps others from writing.
    member internal Parts: Column[]

    /// The file it was read from, or "".
    member internal Source: string

    /// The line of each row in the file, or its number from 1.
    member internal Lines: int[]

    /// Where a row stands, for messages: 'people.csv', line 7.
    member internal Place: row: int -> string

    /// The first rows, and how many there are.
    override ToString: unit -> string

/// A row of a table, as a filter sees it.
[<Sealed>]
type Row =
    internal new: table: Table * place: int -> Row

    /// The number of the row, from 0.
    member Place: int

    /// The field of a column as a number: NaN if it is missing, 1 and 0 for truth values, days since 1970-01-01 for dates. Of a column
    /// of texts it is a DataException.
    member Number: column: string -> float

    /// The field of a column as it would be written: "" if it is missing.
    member Text: column: string -> string

    /// True if the field of a column is missing.
    member IsMissing: column: string -> bool
