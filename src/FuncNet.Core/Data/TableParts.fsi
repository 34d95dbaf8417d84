namespace FuncNet

/// Parts of tables. Each function gives a new table; a column that is not there is a DataException that lists those that are.
[<RequireQualifiedAccess; CompilationRepresentation(CompilationRepresentationFlags.ModuleSuffix)>]
module Table =

    /// A table of these columns, of one length, each with a name of its own.
    val ofColumns: columns: Column seq -> Table

    /// These columns, in this order.
    val select: names: string seq -> table: Table -> Table

    /// All but these columns.
    val drop: names: string seq -> table: Table -> Table

    /// The same table with another name for a column.
    val rename: name: string -> newName: string -> table: Table -> Table

    /// The table with a column in place of the one of its name, or behind the others.
    val withColumn: column: Column -> table: Table -> Table

    /// The same for several columns, such as those of a prediction.
    val withColumns: columns: Column seq -> table: Table -> Table

    /// The rows that satisfy a predicate.
    val where: keep: (Row -> bool) -> table: Table -> Table

    /// The rows in which none of these columns is missing.
    val withoutMissing: names: string seq -> table: Table -> Table

    /// The rows at these places, from 0, in this order; a place may come several times.
    val at: places: int[] -> table: Table -> Table

    /// The first rows, as many as there are at most.
    val take: count: int -> table: Table -> Table

    /// All but the first rows.
    val skip: count: int -> table: Table -> Table

    /// The rows in a random order.
    val shuffle: key: Key -> table: Table -> Table

    /// The first ⌊fraction · n + ½⌋ rows, and the others; 0 < fraction < 1, both parts have at least one row.
    val split: fraction: float -> table: Table -> Table * Table

    /// The same split of the rows in a random order.
    val splitRandomly: key: Key -> fraction: float -> table: Table -> Table * Table
