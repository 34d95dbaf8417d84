namespace FuncNet;

/// <summary>Making columns of tables, each with a name and a field for each row.</summary>
public static class Columns
{
    /// <summary>Numbers; NaN is a missing one, and infinity is a DataException.</summary>
    public static Column Numbers(string name, IEnumerable<double> values) => ColumnModule.numbers(name, values);

    /// <summary>Whole numbers.</summary>
    public static Column Wholes(string name, IEnumerable<int> values) => ColumnModule.wholes(name, values);

    /// <summary>Truth values.</summary>
    public static Column Truths(string name, IEnumerable<bool> values) => ColumnModule.truths(name, values);

    /// <summary>Dates, and times of the day.</summary>
    public static Column Dates(string name, IEnumerable<DateTime> values) => ColumnModule.dates(name, values);

    /// <summary>Texts; an empty one, or null, is missing.</summary>
    public static Column Texts(string name, IEnumerable<string?> values) => ColumnModule.texts(name, values);

    /// <summary>The same column under another name.</summary>
    public static Column Renamed(this Column column, string name) => ColumnModule.rename(name, column);
}
