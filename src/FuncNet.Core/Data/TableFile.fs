namespace FuncNet

open System
open System.Collections.Generic
open System.Globalization
open System.IO
open CsvHelper

type TableOptions = {
    Separator: char
    Decimal: char
    HasHeader: Nullable<bool>
    Names: IReadOnlyList<string>
    Missing: IReadOnlyList<string>
    Types: IReadOnlyDictionary<string, ColumnType>
} with

    static member Default = {
        Separator = '\000'
        Decimal = '.'
        HasHeader = Nullable()
        Names = [||]
        Missing = [| ""; "NA"; "N/A"; "NaN"; "null"; "?" |]
        Types = Dictionary()
    }

[<AutoOpen>]
module TableFile =

    /// In the order in which they are tried.
    let private found = [ ColumnType.Truth; ColumnType.Whole; ColumnType.Number; ColumnType.Date ]

    let private header path (options: TableOptions) line (first: string[]) =
        let isValue field =
            found |> List.exists (fun columnType -> (Column.parse columnType options.Decimal field).IsSome)

        let isHeader =
            if options.HasHeader.HasValue then
                options.HasHeader.Value
            else
                options.Names.Count = 0 && not (Array.exists isValue first)

        let names =
            if options.Names.Count > 0 then
                if options.Names.Count <> first.Length then
                    CsvRows.fail
                        path
                        line
                        $"{first.Length} fields, for which {options.Names.Count} names were given; is the separator another one?"

                Seq.toArray options.Names
            elif isHeader then
                first |> Array.mapi (fun i name -> if name = "" then $"column{i + 1}" else name)
            else
                first |> Array.mapi (fun i _ -> $"column{i + 1}")

        match names |> Array.countBy id |> Array.tryFind (fun (_, times) -> times > 1) with
        | Some(name, times) -> CsvRows.fail path line $"{times} columns have the name '{name}'; give each its own."
        | None -> isHeader, names

    /// The fields of a column, of which missing ones are null, in the type that was given or that all of them have.
    let private column
        path
        (options: TableOptions)
        (given: ColumnType option)
        (lines: int[])
        name
        (fields: (string | null)[])
        =
        let numbers columnType =
            fields
            |> Array.map (fun field ->
                match field with
                | null -> nan
                | field ->
                    match Column.parse columnType options.Decimal field with
                    | ValueSome x -> x
                    | ValueNone -> infinity)

        let texts () = Fields.Texts(fields |> Array.map (Option.ofObj >> Option.defaultValue ""))

        match given with
        | Some ColumnType.Text -> Column(name, ColumnType.Text, texts ())
        | Some columnType ->
            let numbers = numbers columnType

            match numbers |> Array.tryFindIndex Double.IsInfinity with
            | Some row ->
                CsvRows.fail
                    path
                    lines[row]
                    $"'{fields[row]}' in column '{name}' does not fit its type, {Column.plural columnType}."
            | None -> Column(name, columnType, Fields.Numbers numbers)
        | None when Array.forall isNull fields ->
            Column(name, ColumnType.Number, Fields.Numbers(numbers ColumnType.Number))
        | None ->
            found
            |> List.tryPick (fun columnType ->
                let fits (field: string | null) =
                    match field with
                    | null -> true
                    | field -> (Column.parse columnType options.Decimal field).IsSome

                if Array.forall fits fields then
                    Some(Column(name, columnType, Fields.Numbers(numbers columnType)))
                else
                    None)
            |> Option.defaultWith (fun () -> Column(name, ColumnType.Text, texts ()))

    let private parse (options: TableOptions) (types: IReadOnlyDictionary<string, ColumnType>) path (file: Stream) =
        let missing = HashSet(options.Missing, StringComparer.OrdinalIgnoreCase)
        let rows = CsvRows.ofFile path options.Separator file
        use rows = rows.GetEnumerator()

        if not (rows.MoveNext()) then
            Errors.data "'%s' is empty: a table with a sample in each row is expected." path

        let line, first = rows.Current
        let isHeader, names = header path options line first

        for name in options.Types.Keys do
            if not (Array.contains name names) then
                let known = String.Join(", ", names)
                CsvRows.fail path line $"there is no column '{name}', of which the type was given; there are {known}."

        let lines = ResizeArray<int>()
        let columns = names |> Array.map (fun _ -> ResizeArray<string | null>())

        let add (line, fields: string[]) =
            if fields.Length <> names.Length then
                CsvRows.fail path line $"{fields.Length} fields; the first row has {names.Length}."

            lines.Add line

            fields
            |> Array.iteri (fun i field -> columns[i].Add(if missing.Contains field then null else field))

        if not isHeader then
            add (line, first)

        while rows.MoveNext() do
            add rows.Current

        if lines.Count = 0 then
            Errors.data "Empty table: '%s' has a header but no rows." path

        let lines = lines.ToArray()

        let columnOf name (fields: ResizeArray<string | null>) =
            let given =
                match types.TryGetValue name with
                | true, columnType -> Some columnType
                | false, _ -> None

            column path options given lines name (fields.ToArray())

        Table(Array.map2 columnOf names columns, lines.Length, path, lines)

    [<RequireQualifiedAccess>]
    module Table =

        let readTyped (options: TableOptions) types (path: string) : Table = Files.read path (parse options types path)
        let readWith (options: TableOptions) (path: string) : Table = readTyped options options.Types path
        let read (path: string) : Table = readWith TableOptions.Default path

        let write (path: string) (table: Table) : unit =
            Files.writeAtomically path (fun file ->
                use writer = new CsvWriter(new StreamWriter(file, leaveOpen = true), CultureInfo.InvariantCulture)

                for name in table.Names do
                    writer.WriteField name

                writer.NextRecord()

                for row in 0 .. table.Count - 1 do
                    for column in table.Parts do
                        // A lone missing field would be a blank line, which is no row.
                        if table.Parts.Length = 1 && column.IsMissing row then
                            writer.WriteField("", true)
                        else
                            writer.WriteField(column.Text row)

                    writer.NextRecord())
