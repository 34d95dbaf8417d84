namespace FuncNet;

/// <summary>
/// Tables: typed columns, with missing values, from CSV files or from a program. Each function gives a new table; a column that is not there
/// is a DataException that lists those that are.
/// </summary>
public static class TableExtensions
{
    extension(Table)
    {
        /// <summary>
        /// A table read from a CSV file: <c>Table.Read("people.csv")</c>. The type of a column is the first that all its fields have: truth values
        /// (true, false), whole numbers, numbers, dates (2024-05-31, with or without a time of the day); else they are texts. Numbers with leading
        /// zeros (007) are texts. What does not fit is a DataException that names file, line and column.
        /// </summary>
        /// <param name="path">The file.</param>
        /// <param name="types">The types of some columns, by name; those of the others are found.</param>
        /// <param name="separator">Between the fields; '\0' finds the one of comma, semicolon and tab that the first line has most of.</param>
        /// <param name="decimalMark">The mark before the decimals of a number.</param>
        /// <param name="hasHeader">Whether the first row holds names; null finds out: it does if none of its fields is a number, a date or a truth value.</param>
        /// <param name="names">Names for the columns of a file without a header; otherwise they are column1, column2, ….</param>
        /// <param name="missing">Fields that say that there is no value, whatever their case: by default an empty one, "NA", "N/A", "NaN", "null", "?".</param>
        public static Table Read(
            string path,
            IReadOnlyDictionary<string, ColumnType>? types = null,
            char separator = '\0',
            char decimalMark = '.',
            bool? hasHeader = null,
            IReadOnlyList<string>? names = null,
            IReadOnlyList<string>? missing = null
        ) => TableFile.Table.readWith(Options(types, separator, decimalMark, hasHeader, names, missing), path);

        /// <summary>A table of these columns, of one length, each with a name of its own.</summary>
        public static Table Of(params IReadOnlyList<Column> columns) => new(columns);
    }

    internal static TableOptions Options(
        IReadOnlyDictionary<string, ColumnType>? types,
        char separator,
        char decimalMark,
        bool? hasHeader,
        IReadOnlyList<string>? names,
        IReadOnlyList<string>? missing
    )
    {
        TableOptions found = TableOptions.Default;
        return new TableOptions(
            separator,
            decimalMark,
            hasHeader,
            names ?? found.Names,
            missing ?? found.Missing,
            types ?? found.Types
        );
    }

    /// <summary>Writes the table to a CSV file with a header; what is missing is empty. The file is replaced as a whole or not at all.</summary>
    public static void Write(this Table table, string path) => TableFile.Table.write(path, table);

    /// <summary>What the table holds, column by column: print it before anything else.</summary>
    public static TableDescription Describe(this Table table) => TableDescriptions.Table.describe(table);

    /// <summary>These columns, in this order.</summary>
    public static Table Select(this Table table, params IReadOnlyList<string> names) =>
        TableModule.select(names, table);

    /// <summary>All but these columns.</summary>
    public static Table Drop(this Table table, params IReadOnlyList<string> names) => TableModule.drop(names, table);

    /// <summary>The same table with another name for a column.</summary>
    public static Table Rename(this Table table, string name, string newName) =>
        TableModule.rename(name, newName, table);

    /// <summary>The table with columns in place of those of their names, or behind the others, such as those of a prediction.</summary>
    public static Table With(this Table table, params IReadOnlyList<Column> columns) =>
        TableModule.withColumns(columns, table);

    /// <summary>The rows that satisfy a predicate: <c>table.Where(row => row.Number("age") >= 18)</c>.</summary>
    public static Table Where(this Table table, Func<Row, bool> keep) => TableModule.where(Functions.Of(keep), table);

    /// <summary>The rows in which none of these columns is missing.</summary>
    public static Table WithoutMissing(this Table table, params IReadOnlyList<string> names) =>
        TableModule.withoutMissing(names, table);

    /// <summary>The rows at these places, from 0, in this order; a place may come several times.</summary>
    public static Table At(this Table table, params int[] places) => TableModule.at(places, table);

    /// <summary>The first rows, as many as there are at most.</summary>
    public static Table Take(this Table table, int count) => TableModule.take(count, table);

    /// <summary>All but the first rows.</summary>
    public static Table Skip(this Table table, int count) => TableModule.skip(count, table);

    /// <summary>The rows in a random order.</summary>
    public static Table Shuffle(this Table table, long seed) => TableModule.shuffle(Functions.KeyOf(seed), table);

    /// <summary>The first ⌊fraction · n + ½⌋ rows, and the others; 0 &lt; fraction &lt; 1, both parts have at least one row.</summary>
    public static (Table First, Table Others) Split(this Table table, double fraction)
    {
        var (first, others) = TableModule.split(fraction, table);
        return (first, others);
    }

    /// <summary>The same split of the rows in a random order.</summary>
    public static (Table First, Table Others) SplitRandomly(this Table table, double fraction, long seed) =>
        table.Shuffle(seed).Split(fraction);
}
