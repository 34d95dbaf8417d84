namespace FuncNet

open System
open System.Collections.Generic

type ColumnDescription = {
    Name: string
    Type: ColumnType
    Missing: int
    Distinct: int
    Mean: float
    Deviation: float
    Minimum: float
    Median: float
    Maximum: float
    Commonest: IReadOnlyList<KeyValuePair<string, int>>
}

[<Sealed>]
type TableDescription internal (rows: int, columns: ColumnDescription[]) =

    /// A figure of a column in the form of its fields.
    let figure (column: ColumnDescription) (x: float) =
        match column.Type with
        | ColumnType.Date -> Column("", ColumnType.Date, Fields.Numbers [| round x |]).Text 0
        | ColumnType.Number
        | ColumnType.Whole -> TextTable.number x
        | ColumnType.Truth
        | ColumnType.Text -> ""

    let deviation (column: ColumnDescription) =
        match column.Type with
        | ColumnType.Date when Double.IsNaN column.Deviation -> ""
        | ColumnType.Date -> $"{TextTable.number column.Deviation} days"
        | ColumnType.Number
        | ColumnType.Whole -> TextTable.number column.Deviation
        | ColumnType.Truth
        | ColumnType.Text -> ""

    let commonest (column: ColumnDescription) =
        match column.Type with
        | ColumnType.Text
        | ColumnType.Truth ->
            let shown = column.Commonest |> Seq.map (fun entry -> $"{TextTable.short 24 entry.Key} {entry.Value}")
            String.Join(", ", shown) + (if column.Distinct > column.Commonest.Count then ", …" else "")
        | ColumnType.Number
        | ColumnType.Whole
        | ColumnType.Date -> ""

    member _.Rows = rows
    member _.Columns: IReadOnlyList<ColumnDescription> = Array.AsReadOnly columns

    override _.ToString() =
        let left, right = TextTable.Side.Left, TextTable.Side.Right

        let header = [
            "column", left
            "type", left
            "missing", right
            "distinct", right
            "mean", right
            "deviation", right
            "min", right
            "median", right
            "max", right
            "commonest", left
        ]

        let line (column: ColumnDescription) = [
            TextTable.short 24 column.Name
            Column.typeName column.Type
            string column.Missing
            string column.Distinct
            figure column column.Mean
            deviation column
            figure column column.Minimum
            figure column column.Median
            figure column column.Maximum
            commonest column
        ]

        $"{TextTable.render header [ for column in columns -> line column ]}\n{rows} rows, {columns.Length} columns"

[<AutoOpen>]
module TableDescriptions =

    let private shown = 5

    let private describe (column: Column) : ColumnDescription =
        let present = [| 0 .. column.Count - 1 |] |> Array.filter (column.IsMissing >> not)
        let values = present |> Array.map column.Text |> Array.countBy id

        let commonest =
            values
            |> Array.sortWith (fun (a, m) (b, n) -> if m <> n then compare n m else String.CompareOrdinal(a, b))
            |> Seq.truncate shown
            |> Seq.map KeyValuePair
            |> Seq.toArray

        let numbers =
            match column.Fields with
            | Fields.Numbers numbers -> present |> Array.map (fun row -> numbers[row])
            | Fields.Texts _ -> [||]

        let ofNumbers figure = if numbers.Length = 0 then nan else figure numbers

        {
            Name = column.Name
            Type = column.Type
            Missing = column.MissingCount
            Distinct = values.Length
            Mean = ofNumbers Array.average
            Deviation =
                ofNumbers (fun numbers ->
                    if Moments.isConstant numbers then
                        0.0
                    else
                        let struct (_, deviation) = Moments.ofValues numbers
                        deviation)
            Minimum = ofNumbers Array.min
            Median = ofNumbers Moments.median
            Maximum = ofNumbers Array.max
            Commonest = Array.AsReadOnly commonest
        }

    [<RequireQualifiedAccess>]
    module Table =

        let describe (table: Table) = TableDescription(table.Count, table.Parts |> Array.map describe)
