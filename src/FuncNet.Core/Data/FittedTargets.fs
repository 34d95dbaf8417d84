namespace FuncNet

open System
open System.Collections.Generic

/// Targets: fitted to the training part, and read from any table.
[<CompilationRepresentation(CompilationRepresentationFlags.ModuleSuffix)>]
module internal FittedTarget =

    let private requirePresent (table: Table) (column: Column) =
        if column.MissingCount > 0 then
            let row = seq { 0 .. column.Count - 1 } |> Seq.find column.IsMissing

            Errors.data
                "%s: the target '%s' is missing (in %d of %d rows); leave such rows out with Table.withoutMissing."
                (table.Place row)
                column.Name
                column.MissingCount
                column.Count

    let private classesOf (column: Column) =
        let names = column.ToTexts() |> Array.distinct

        match column.Type with
        | ColumnType.Number
        | ColumnType.Whole -> names |> Array.sortBy float
        | ColumnType.Truth
        | ColumnType.Date
        | ColumnType.Text -> names |> Array.sortWith (fun a b -> String.CompareOrdinal(a, b))

    /// The classes of a column, or the mean and the deviation of its numbers.
    let fit (rule: TargetRule) (table: Table) (column: Column) =
        requirePresent table column

        let classes (names: string[]) =
            if names.Length < 2 then
                Errors.data
                    "The target '%s' is %s in all %d rows; there is nothing to tell apart."
                    column.Name
                    (column.Text 0)
                    column.Count

            FittedTarget.Classes(column.Type, names)

        let numbers () =
            match column.Fields with
            | Fields.Numbers numbers ->
                let struct (center, scale) = Moments.ofValues numbers
                FittedTarget.Numbers(column.Type, center, scale)
            | Fields.Texts texts ->
                Errors.data
                    "%s: the target '%s' is '%s', a text; numbers were asked for."
                    (table.Place 0)
                    column.Name
                    texts[0]

        match rule, column.Type with
        | TargetRule.Classes names, _ when names.Count > 0 -> classes (Seq.toArray names)
        | TargetRule.Classes _, _
        | TargetRule.Found, (ColumnType.Text | ColumnType.Truth) -> classes (classesOf column)
        | TargetRule.Found, ColumnType.Whole when classesOf column = [| "0"; "1" |] -> classes [| "0"; "1" |]
        | TargetRule.Found, (ColumnType.Whole | ColumnType.Number | ColumnType.Date)
        | TargetRule.Numbers, _ -> numbers ()

    let private labels (table: Table) (column: Column) (names: string[]) =
        let labels = Dictionary<string, int>()
        names |> Array.iteri (fun label name -> labels[name] <- label)

        column.ToTexts()
        |> Array.mapi (fun row name ->
            match labels.TryGetValue name with
            | true, label -> label
            | false, _ ->
                let known = String.Join(", ", names)

                Errors.data
                    "%s: the target '%s' is '%s', which is none of the classes %s."
                    (table.Place row)
                    column.Name
                    name
                    known)

    /// The label, or the number in its own units, of each row.
    let values (table: Table) (column: Column) (target: FittedTarget) : float[] =
        requirePresent table column

        match target, column.Fields with
        | FittedTarget.Classes(_, names), _ -> labels table column names |> Array.map float
        | FittedTarget.Numbers _, Fields.Numbers numbers -> numbers
        | FittedTarget.Numbers _, Fields.Texts texts ->
            Errors.data "%s: the target '%s' is '%s'; numbers are expected." (table.Place 0) column.Name texts[0]
