namespace FuncNet

open System
open System.Collections.Generic

[<Sealed>]
type Table(columns: Column[], count: int, source: string, lines: int[]) =

    /// Rows and columns that are shown, and characters of a field.
    static let shownRows, shownCharacters = 10, 24

    let places = columns |> Seq.mapi (fun place column -> KeyValuePair(column.Name, place)) |> Dictionary

    static let check (columns: Column[]) =
        if columns.Length = 0 then
            Errors.data "A table has at least one column; there is none."

        let first = columns[0]

        for column in columns do
            if column.Count <> first.Count then
                Errors.data
                    "The columns of a table have as many rows each; '%s' has %d, '%s' has %d."
                    first.Name
                    first.Count
                    column.Name
                    column.Count

        match columns |> Array.countBy _.Name |> Array.tryFind (fun (_, times) -> times > 1) with
        | Some(name, times) ->
            Errors.data "The columns of a table have names of their own; '%s' comes %d times." name times
        | None -> columns

    new(columns: IReadOnlyList<Column>) =
        let columns = check (Seq.toArray columns)
        let count = columns[0].Count
        Table(columns, count, "", Array.init count (fun row -> row + 1))

    member _.Parts = columns
    member _.Columns: IReadOnlyList<Column> = Array.AsReadOnly columns
    member _.Names: IReadOnlyList<string> = columns |> Array.map _.Name |> Array.AsReadOnly :> _
    member _.Count = count
    member _.Source = source
    member _.Lines = lines
    member _.Place(row: int) = if source = "" then $"row {lines[row]}" else $"'{source}', line {lines[row]}"
    member _.Contains(name: string) = places.ContainsKey name

    member _.Item
        with get (name: string) =
            match places.TryGetValue name with
            | true, place -> columns[place]
            | false, _ ->
                let known = columns |> Seq.map _.Name |> String.concat ", "
                let where = if source = "" then "The table" else $"'{source}'"
                Errors.data "%s has no column '%s'; there are %s." where name known

    override _.ToString() =
        let side (column: Column) =
            match column.Fields with
            | Fields.Numbers _ -> TextTable.Side.Right
            | Fields.Texts _ -> TextTable.Side.Left

        let cell (column: Column) row =
            let text = column.Text row

            match column.Fields with
            | Fields.Numbers numbers when column.Type.IsNumber && text.Length > 8 -> TextTable.number numbers[row]
            | Fields.Numbers _
            | Fields.Texts _ -> TextTable.short shownCharacters text

        let rows = [ for row in 0 .. min shownRows count - 1 -> [ for column in columns -> cell column row ] ]

        let header = [ for column in columns -> TextTable.short shownCharacters column.Name, side column ]
        let rest = if count > shownRows then "\n…" else ""
        $"{TextTable.render header rows}{rest}\n{count} rows, {columns.Length} columns"

[<Sealed>]
type Row(table: Table, place: int) =
    member _.Place = place
    member _.Number(column: string) = table[column].Number place
    member _.Text(column: string) = table[column].Text place
    member _.IsMissing(column: string) = table[column].IsMissing place
