namespace FuncNet

open System
open System.Collections.Generic

/// How a table is read. TableOptions.Default finds everything itself.
type TableOptions = {
    /// Between the fields; '\000' finds the one of comma, semicolon and tab that the first line has most of.
    Separator: char
    /// The mark before the decimals of a number, '.' by default.
    Decimal: char
    /// Whether the first row holds names. Null finds out: it does if none of its fields is a number, a date or a truth value.
    HasHeader: Nullable<bool>
    /// Names for the columns of a file without a header; empty calls them column1, column2, ….
    Names: IReadOnlyList<string>
    /// Fields that say that there is no value, whatever their case. By default an empty one, "NA", "N/A", "NaN", "null", "?".
    Missing: IReadOnlyList<string>
    /// The types of some columns, by name; those of the others are found.
    Types: IReadOnlyDictionary<string, ColumnType>
} with

    /// Everything is found.
    static member Default: TableOptions

/// Tables from and to CSV files: text with a row in each line. Quotes are as in RFC 4180. Parsed by CsvHelper.
[<AutoOpen>]
module TableFile =

    [<RequireQualifiedAccess>]
    module Table =

        /// A table read as the options say. The type of a column is the first that all its fields have: truth values (true, false), whole
        /// numbers, numbers, dates (2024-05-31, with or without a time of the day); else they are texts. Numbers with leading zeros (007) are texts.
        /// A column with nothing but missing fields holds numbers. An empty file, a row with more or fewer fields than the first, a name that comes twice, a given
        /// type for a column that is not there, and a field that is not of its column's given type are DataExceptions that name file, line and column.
        val readWith: options: TableOptions -> path: string -> Table

        /// A table with everything found.
        val read: path: string -> Table

        /// A table read with types of which not every column need be there.
        val internal readTyped:
            options: TableOptions -> types: IReadOnlyDictionary<string, ColumnType> -> path: string -> Table

        /// Writes a table with a header, comma-separated; what is missing is empty. The file is replaced as a whole or not at all.
        val write: path: string -> table: Table -> unit
