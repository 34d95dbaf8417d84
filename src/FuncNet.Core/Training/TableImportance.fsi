namespace FuncNet

open System.Collections.Generic

/// How much a model needs a column.
type ColumnImportance = {
    /// The name of the column.
    Column: string
    /// How much worse the model is where the column is shuffled: the rise of what is measured, its mean over the repetitions. About 0, or under
    /// it, where the column says nothing.
    Rise: float
    /// How much that varies: √(Σ (x − μ)² / (r − 1)) over the r repetitions.
    Deviation: float
}

/// How much a model needs each column, on a table that it was not trained on.
[<Sealed>]
type TableImportance =
    /// What is measured: crossEntropy (in nats) for classes, rootMeanSquaredError in the target's own units for numbers.
    member Measure: string

    /// It, on the table as it is.
    member Baseline: float

    /// How often each column was shuffled.
    member Repetitions: int

    /// The columns, the most important first.
    member Columns: IReadOnlyList<ColumnImportance>

    /// A line for each column, with a bar.
    override ToString: unit -> string

/// Models of tables, explained.
[<AutoOpen>]
module TableImportances =

    [<RequireQualifiedAccess>]
    module TableModel =

        /// Permutation importance (Breiman 2001; Fisher, Rudin and Dominici 2019): what the model loses where the fields of one column are dealt to the rows at random, so that
        /// they say no more about each row than about any other. table: held out of the training, with its target, at least two rows; repetitions: at
        /// least two, or it is a ConfigurationException. The same key gives the same figures. Columns that say the same stand in for one another: each alone then looks unimportant.
        val importance: key: Key -> repetitions: int -> table: Table -> model: TableModel -> TableImportance
