namespace FuncNet

open System
open System.Collections.Generic

type ColumnImportance = { Column: string; Rise: float; Deviation: float }

[<Sealed>]
type TableImportance internal (measure: string, baseline: float, repetitions: int, columns: ColumnImportance[]) =

    static let barWidth = 20

    let bar (rise: float) =
        let largest = columns |> Array.map _.Rise |> Array.max

        String(
            '█',
            (if largest > 0.0 && rise > 0.0 then
                 int (round (float barWidth * rise / largest))
             else
                 0)
        )

    member _.Measure = measure
    member _.Baseline = baseline
    member _.Repetitions = repetitions
    member _.Columns: IReadOnlyList<ColumnImportance> = Array.AsReadOnly columns

    override _.ToString() =
        let left, right = TextTable.Side.Left, TextTable.Side.Right
        let number (x: float) = TextTable.number (if abs x < 5e-7 then 0.0 else x)

        let rows = [
            for column in columns ->
                [
                    TextTable.short 24 column.Column
                    number column.Rise
                    $"± {number column.Deviation}"
                    bar column.Rise
                ]
        ]

        let header = [ "column", left; $"rise of {measure}", right; "", left; "", left ]

        $"{TextTable.render header rows}\n{measure} {number baseline} with every column in place; each shuffled {repetitions} times"

[<AutoOpen>]
module TableImportances =

    let private shuffled (key: Key) (name: string) (table: Table) =
        let order = Key.permutation table.Count key
        Table.withColumn (Column.rows order table[name]) table

    [<RequireQualifiedAccess>]
    module TableModel =

        let importance (key: Key) repetitions (table: Table) (model: TableModel) =
            let repetitions = Argument.atLeast 2 "TableModel.importance" "the number of repetitions" repetitions

            if table.Count < 2 then
                Errors.data
                    "TableModel.importance: at least two rows are needed to shuffle a column; there is %d."
                    table.Count

            let baseline = TableModel.cost table model

            let ofColumn place name : ColumnImportance =
                let rises =
                    Array.init repetitions (fun repetition ->
                        let key = key |> Key.foldIn place |> Key.foldIn repetition
                        (TableModel.cost (shuffled key name table) model).Value - baseline.Value)

                let mean = Array.average rises
                let squares = rises |> Array.sumBy (fun rise -> (rise - mean) * (rise - mean))
                { Column = name; Rise = mean; Deviation = sqrt (squares / float (repetitions - 1)) }

            let columns = model.ColumnNames |> Seq.mapi ofColumn |> Seq.sortByDescending _.Rise |> Seq.toArray
            TableImportance(baseline.Name, baseline.Value, repetitions, columns)
