namespace FuncNet

open System

/// What the fields of a column are.
[<RequireQualifiedAccess>]
type ColumnType =
    /// Numbers.
    | Number
    /// Whole numbers, exact up to 2⁵³.
    | Whole
    /// Truth values: true and false, as the numbers 1 and 0.
    | Truth
    /// Dates, as numbers of days since 1970-01-01.
    | Date
    /// Texts, such as the names of categories.
    | Text

/// The fields of a column: numbers, of which a missing one is NaN, or texts, of which a missing one is empty.
[<RequireQualifiedAccess>]
type internal Fields =
    | Numbers of float[]
    | Texts of string[]

/// A column of a table: a name, a type, and a field for each row, which may be missing. Immutable.
[<Sealed>]
type Column =
    internal new: name: string * columnType: ColumnType * fields: Fields -> Column
    member internal Fields: Fields

    /// The name.
    member Name: string

    /// What the fields are.
    member Type: ColumnType

    /// The number of rows.
    member Count: int

    /// The number of rows in which the field is missing.
    member MissingCount: int

    /// True if the field of a row, from 0, is missing.
    member IsMissing: row: int -> bool

    /// The field of a row as a number: NaN if it is missing, 1 and 0 for truth values, days since 1970-01-01 for dates. Of a column
    /// of texts it is a DataException.
    member Number: row: int -> float

    /// The field of a row as it would be written: "" if it is missing.
    member Text: row: int -> string

    /// Every field as a number, as Number gives it.
    member ToNumbers: unit -> float[]

    /// Every field as a text, as Text gives it.
    member ToTexts: unit -> string[]

    /// Name, type, and how many rows are missing.
    override ToString: unit -> string

/// Making columns, and parts of them.
[<RequireQualifiedAccess; CompilationRepresentation(CompilationRepresentationFlags.ModuleSuffix)>]
module Column =

    /// Numbers; NaN is a missing one, and infinity is a DataException.
    val numbers: name: string -> values: float seq -> Column

    /// Whole numbers.
    val wholes: name: string -> values: int seq -> Column

    /// Truth values.
    val truths: name: string -> values: bool seq -> Column

    /// Dates, and times of the day.
    val dates: name: string -> values: DateTime seq -> Column

    /// Texts; an empty one, or null, is missing.
    val texts: name: string -> values: (string | null) seq -> Column

    /// The same column under another name.
    val rename: name: string -> column: Column -> Column

    /// The fields of these rows, in this order.
    val internal rows: places: int[] -> column: Column -> Column

    /// A field as a number of a type, or none if it is not written so; decimal: the mark before the decimals.
    val internal parse: columnType: ColumnType -> decimal: char -> field: string -> float voption

    /// "number", "text", …
    val internal typeName: columnType: ColumnType -> string

    /// "numbers", "texts", …, for messages.
    val internal plural: columnType: ColumnType -> string
