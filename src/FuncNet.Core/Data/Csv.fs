namespace FuncNet

open System
open System.Collections.Generic
open System.Globalization
open System.IO

[<RequireQualifiedAccess>]
type CsvTargets =
    | Classes
    | Numbers

type CsvOptions = {
    Separator: char
    HasHeader: Nullable<bool>
    TargetColumn: int
    TargetName: string
    Targets: CsvTargets
    ClassNames: IReadOnlyList<string>
} with

    static member Default = {
        Separator = '\000'
        HasHeader = Nullable()
        TargetColumn = -1
        TargetName = ""
        Targets = CsvTargets.Classes
        ClassNames = [||]
    }

[<RequireQualifiedAccess>]
module Csv =

    /// What the rows say, gathered one by one.
    type private Gathered = {
        Path: string
        /// The names of the columns, or their numbers from 1.
        Columns: string[]
        Target: int
        Numbers: ResizeArray<float32>
        /// For each sample its target as it is written, and the line.
        Targets: ResizeArray<struct (string * int)>
    }

    let private fail path line problem : 'T = CsvRows.fail path line problem

    let private listed (names: string seq) = String.Join(", ", names)

    let private number (field: string) =
        match Single.TryParse(field, NumberStyles.Float, CultureInfo.InvariantCulture) with
        | true, x -> ValueSome x
        | false, _ -> ValueNone

    let private targetColumn path (options: CsvOptions) line (first: string[]) =
        if first.Length < 2 then
            fail path line "at least two columns are needed, numbers and a target; is the separator another one?"

        if options.TargetName <> "" then
            match first |> Seq.indexed |> Seq.filter (fun (_, name) -> name = options.TargetName) |> Seq.toList with
            | [ column, _ ] -> column
            | [] -> fail path line $"no column is named '{options.TargetName}'; there are {listed first}."
            | _ -> fail path line $"more than one column is named '{options.TargetName}'."
        else
            let column = options.TargetColumn + (if options.TargetColumn < 0 then first.Length else 0)

            if column < 0 || column >= first.Length then
                fail path line $"there is no column {options.TargetColumn} among {first.Length}."

            column

    let private isHeader (options: CsvOptions) target (first: string[]) =
        let detected () = first |> Seq.indexed |> Seq.forall (fun (i, field) -> i = target || (number field).IsNone)

        options.TargetName <> ""
        || (if options.HasHeader.HasValue then options.HasHeader.Value else detected ())

    let private add (table: Gathered) (line: int, fields: string[]) =
        if fields.Length <> table.Columns.Length then
            fail table.Path line $"{fields.Length} fields; the first row has {table.Columns.Length}."

        for i in 0 .. fields.Length - 1 do
            let what () = $"'{fields[i]}' in column {table.Columns[i]}"

            if i <> table.Target then
                match number fields[i] with
                | ValueSome x when Single.IsFinite x -> table.Numbers.Add x
                | ValueSome _ -> fail table.Path line $"{what ()} is not a finite float32."
                | ValueNone when fields[i] = "" -> fail table.Path line $"column {table.Columns[i]} is empty."
                | ValueNone -> fail table.Path line $"{what ()} is not a number."

        if fields[table.Target] = "" then
            fail table.Path line $"the target, column {table.Columns[table.Target]}, is empty."

        table.Targets.Add(struct (fields[table.Target], line))

    let private readTable path (options: CsvOptions) (file: Stream) =
        let rows = CsvRows.ofFile path options.Separator file
        use rows = rows.GetEnumerator()

        if not (rows.MoveNext()) then
            Errors.data "'%s' is empty: a table with a sample in each row is expected." path

        let line, first = rows.Current
        let target = targetColumn path options line first
        let header = isHeader options target first

        let table = {
            Path = path
            Columns = first |> Array.mapi (fun i name -> if header then $"'{name}'" else string (i + 1))
            Target = target
            Numbers = ResizeArray()
            Targets = ResizeArray()
        }

        if not header then
            add table (line, first)

        while rows.MoveNext() do
            add table rows.Current

        if table.Targets.Count = 0 then
            Errors.data "Empty data set: '%s' has a header but no rows." path

        table

    /// Integers up to here are labels as they stand, so that files of one kind agree even if one of them lacks a class.
    let private largestLabel = 999

    let private integer (text: string) =
        match Int32.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture) with
        | true, value -> Some value
        | false, _ -> None

    /// The classes in the order of their labels, and the label of each text.
    let private findClasses (texts: string[]) : string[] * IDictionary<string, int> =
        let integers = texts |> Array.choose integer

        if integers.Length < texts.Length then
            let names = Array.sortWith (fun a b -> String.CompareOrdinal(a, b)) texts
            names, dict (names |> Seq.mapi (fun label name -> name, label))
        elif Array.min integers >= 0 && Array.max integers <= largestLabel then
            Array.init (Array.max integers + 1) string, dict (Array.zip texts integers)
        else
            let order = integers |> Array.distinct |> Array.sort
            order |> Array.map string, dict (texts |> Seq.map (fun text -> text, Array.BinarySearch(order, int text)))

    let private classes (options: CsvOptions) (table: Gathered) =
        let names, labels =
            if options.ClassNames.Count > 0 then
                Seq.toArray options.ClassNames, dict (options.ClassNames |> Seq.mapi (fun label name -> name, label))
            else
                table.Targets
                |> Seq.map (fun struct (text, _) -> text)
                |> Seq.distinct
                |> Seq.toArray
                |> findClasses

        let label (struct (text, line)) =
            match labels.TryGetValue text with
            | true, label -> label
            | false, _ -> fail table.Path line $"the class '{text}' is none of {listed names}."

        names, Tensor.owning [ table.Targets.Count ] (table.Targets |> Seq.map label |> Seq.toArray)

    let private numbers (table: Gathered) =
        let target (struct (text, line)) =
            match number text with
            | ValueSome x when Single.IsFinite x -> x
            | _ ->
                fail
                    table.Path
                    line
                    $"the target '{text}' in column {table.Columns[table.Target]} is not a finite number."

        Tensor.owning [ table.Targets.Count; 1 ] (table.Targets |> Seq.map target |> Seq.toArray)

    let rows (path: string) : Pipeline<string[]> =
        let fields () =
            seq {
                use file = Files.guard "read" path (fun () -> File.OpenRead path)

                for _, fields in CsvRows.ofFile path '\000' file do
                    yield fields
            }

        Pipeline.ofSeq (Seq.delay fields)

    let datasetWith (options: CsvOptions) (path: string) : Dataset =
        let table = Files.read path (readTable path options)
        let n = table.Targets.Count
        let inputs = Tensor.owning [ n; table.Columns.Length - 1 ] (table.Numbers.ToArray())

        match options.Targets with
        | CsvTargets.Classes ->
            let names, labels = classes options table
            Dataset.ofLabelled names inputs labels
        | CsvTargets.Numbers -> Dataset.ofTensors inputs (numbers table)

    let dataset (path: string) : Dataset = datasetWith CsvOptions.Default path
