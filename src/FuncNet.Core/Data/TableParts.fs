namespace FuncNet

[<RequireQualifiedAccess; CompilationRepresentation(CompilationRepresentationFlags.ModuleSuffix)>]
module Table =

    let ofColumns (columns: Column seq) = Table(Seq.toArray columns)

    /// Columns of the same rows.
    let private ofSameRows (columns: Column[]) (table: Table) =
        let checkedColumns = Table columns
        Table(checkedColumns.Parts, table.Count, table.Source, table.Lines)

    let select (names: string seq) (table: Table) = ofSameRows [| for name in names -> table[name] |] table

    let drop (names: string seq) (table: Table) =
        let dropped = Set names

        for name in dropped do
            table[name] |> ignore

        ofSameRows (table.Parts |> Array.filter (fun column -> not (dropped.Contains column.Name))) table

    let rename name (newName: string) (table: Table) =
        table[name] |> ignore

        ofSameRows
            (table.Parts
             |> Array.map (fun column -> if column.Name = name then Column.rename newName column else column))
            table

    let withColumn (column: Column) (table: Table) =
        if column.Count <> table.Count then
            Errors.data
                "Table.withColumn: the table has %d rows, the column '%s' %d."
                table.Count
                column.Name
                column.Count

        if table.Contains column.Name then
            ofSameRows (table.Parts |> Array.map (fun old -> if old.Name = column.Name then column else old)) table
        else
            ofSameRows (Array.append table.Parts [| column |]) table

    let withColumns (columns: Column seq) (table: Table) =
        Seq.fold (fun table column -> withColumn column table) table columns

    let at (places: int[]) (table: Table) =
        match places |> Array.tryFind (fun place -> place < 0 || place >= table.Count) with
        | Some place -> Errors.data "Table.at: row %d was asked for; the rows are 0 … %d." place (table.Count - 1)
        | None -> ()

        Table(
            table.Parts |> Array.map (Column.rows places),
            places.Length,
            table.Source,
            places |> Array.map (fun place -> table.Lines[place])
        )

    let where (keep: Row -> bool) (table: Table) =
        at (Array.init table.Count id |> Array.filter (fun place -> keep (Row(table, place)))) table

    let withoutMissing (names: string seq) (table: Table) =
        let names = Seq.toArray names

        for name in names do
            table[name] |> ignore

        where (fun row -> not (names |> Array.exists row.IsMissing)) table

    let take count (table: Table) = at [| 0 .. min count table.Count - 1 |] table
    let skip count (table: Table) = at [| max 0 count .. table.Count - 1 |] table
    let shuffle (key: Key) (table: Table) = at (Key.permutation table.Count key) table

    let split (fraction: float) (table: Table) =
        let first = int (floor (fraction * float table.Count + 0.5))

        if not (fraction > 0.0 && fraction < 1.0) || first < 1 || first >= table.Count then
            Errors.data
                "Table.split: the fraction lies between 0 and 1, and leaves both parts at least one row; it is %g of %d rows."
                fraction
                table.Count

        take first table, skip first table

    let splitRandomly (key: Key) fraction table = table |> shuffle key |> split fraction
