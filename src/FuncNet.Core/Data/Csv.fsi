namespace FuncNet

open System
open System.Collections.Generic

/// What the target column of a table holds.
[<RequireQualifiedAccess>]
type CsvTargets =
    /// Classes, by name or by number.
    | Classes
    /// Numbers, for regression.
    | Numbers

/// How a table is read. CsvOptions.Default finds everything itself.
type CsvOptions = {
    /// Between the fields; '\000' finds the one of comma, semicolon and tab that the first line has most of.
    Separator: char
    /// Whether the first row holds names. Null finds out: it does if none of its fields but the target is a number.
    HasHeader: Nullable<bool>
    /// The column of the targets, from 0; negative ones count from the end: −1 is the last.
    TargetColumn: int
    /// The column of the targets by its name in the header; "" goes by TargetColumn.
    TargetName: string
    /// What the target column holds.
    Targets: CsvTargets
    /// The classes in the order of their labels, such as those of the training set when a test set is read; empty
    /// finds them.
    ClassNames: IReadOnlyList<string>
} with

    /// Everything is found, and the last column holds classes.
    static member Default: CsvOptions

/// Tables in text: a sample each row, a number each column, the target in one of them. Quotes are as in RFC 4180, numbers
/// with a decimal point. Parsed by CsvHelper.
[<RequireQualifiedAccess>]
module Csv =

    /// A table read as the options say. Inputs: float32 [n; columns − 1] in the order of the columns. Targets: int32 [n]
    /// labels with class names, or float32 [n; 1]. Classes that are integers from 0 to 999 are labels as they stand; others
    /// are labelled in the order of their numbers or, for text, of their characters. An empty file, a row with more or
    /// fewer fields than the first, and a field that is no finite number are DataExceptions that name file and line.
    val datasetWith: options: CsvOptions -> path: string -> Dataset

    /// The fields of each row that is not blank, the header included, as texts, while the file is read: a table that is larger than the memory.
    /// Pipeline.skip 1 leaves the header out. The separator is found.
    val rows: path: string -> Pipeline<string[]>

    /// A table with classes in its last column; separator and header are found.
    val dataset: path: string -> Dataset
