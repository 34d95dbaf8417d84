module FuncNet.Tests.TableTests

open System
open System.IO
open Xunit
open FsCheck
open FsCheck.Xunit
open FuncNet
open FuncNet.Tests.DataFiles

let private load text = withText "people.csv" text Table.read
let private loadWith options text = withText "people.csv" text (Table.readWith options)
let private refusedTable parts text = refused ("people.csv" :: parts) (fun () -> load text)
let private types (table: Table) = [ for column in table.Columns -> column.Type ]

/// Tables of every type of column, with values missing here and there.
type Drawn = {
    Rows: int
    TableSeed: int
} with

    member drawn.Table =
        let rng = Random drawn.TableSeed
        let n = drawn.Rows
        let missing = rng.NextDouble() * 0.6
        let words = [| "a"; "b, c"; "say \"no\""; "ü"; "007"; "two\nlines"; "  x y"; "true story" |]
        let holes draw = Array.init n (fun _ -> if rng.NextDouble() < missing then nan else draw ())

        Table.ofColumns [
            Column.numbers "number" (holes (fun () -> (rng.NextDouble() - 0.5) * 10.0 ** float (rng.Next(-12, 12))))
            Column.wholes "whole" (Array.init n (fun _ -> rng.Next(-5, 5)))
            Column.truths "truth" (Array.init n (fun _ -> rng.Next 2 = 0))
            Column.dates
                "date"
                (Array.init n (fun _ -> DateTime(1900 + rng.Next 200, 1, 1).AddSeconds(float (rng.Next 30_000_000))))
            Column.texts
                "text"
                (Array.init n (fun _ -> if rng.NextDouble() < missing then "" else words[rng.Next words.Length].Trim()))
        ]

type DrawTables =
    static member Drawn() : Arbitrary<Drawn> =
        FSharp.Arb.fromGen (
            FSharp.Gen.map2
                (fun rows seed -> { Rows = rows; TableSeed = seed })
                (FSharp.Gen.choose (1, 30))
                (FSharp.Gen.choose (0, 1_000_000))
        )

let private sameColumn (a: Column) (b: Column) = a.Name = b.Name && a.Type = b.Type && a.ToTexts() = b.ToTexts()

[<Properties(Arbitrary = [| typeof<DrawTables> |], MaxTest = 60)>]
module ``A table`` =

    [<Fact>]
    let ``finds the type of each column, and what is missing`` () =
        let table =
            load
                "name,age,height,member,joined,zip\nAnn,31,1.70,true,2020-02-29,01234\n,NA,?,FALSE,2021-12-01 08:30,98765\n\"Bo, Jr\",-2,2e1,,NaN,10115\n"

        Assert.Equal<ColumnType list>(
            [
                ColumnType.Text
                ColumnType.Whole
                ColumnType.Number
                ColumnType.Truth
                ColumnType.Date
                ColumnType.Text
            ],
            types table
        )

        Assert.Equal<int list>([ 1; 1; 1; 1; 1; 0 ], [ for column in table.Columns -> column.MissingCount ])
        Assert.Equal<string[]>([| "Ann"; ""; "Bo, Jr" |], table["name"].ToTexts())
        Assert.Equal<float[]>([| 31.0; nan; -2.0 |], table["age"].ToNumbers())
        Assert.Equal<string[]>([| "2020-02-29"; "2021-12-01 08:30:00"; "" |], table["joined"].ToTexts())
        Assert.Equal<string[]>([| "true"; "false"; "" |], table["member"].ToTexts())
        Assert.Equal<string[]>([| "01234"; "98765"; "10115" |], table["zip"].ToTexts())
        // 2020-02-29 is day 18,321 of Unix time.
        Assert.Equal(18321.0, table["joined"].Number 0)

    [<Fact>]
    let ``takes types, names, marks and missing fields that are given`` () =
        let options = {
            TableOptions.Default with
                Decimal = ','
                Names = [| "x"; "code" |]
                Missing = [| "-" |]
                Types = dict [ "code", ColumnType.Text ] |> System.Collections.Generic.Dictionary
        }

        let table = loadWith options "1,5;7\n-;8\n"
        Assert.Equal<string list>([ "x"; "code" ], Seq.toList table.Names)
        Assert.Equal<float[]>([| 1.5; nan |], table["x"].ToNumbers())
        Assert.Equal<string[]>([| "7"; "8" |], table["code"].ToTexts())

    [<Fact>]
    let ``has a header if nothing in its first row is a value`` () =
        Assert.Equal<string list>([ "column1"; "b" ], Seq.toList (load ",b\n1,x\n").Names)
        Assert.Equal<string list>([ "column1"; "column2" ], Seq.toList (load "1,x\n2,y\n").Names)
        let years = { TableOptions.Default with HasHeader = Nullable true }
        Assert.Equal<string list>([ "2010"; "2011" ], Seq.toList (loadWith years "2010,2011\n1,2\n").Names)

    [<Fact>]
    let ``of nothing but missing fields holds numbers`` () =
        let column = (load "x,y\nNA,1\n,2\n")["x"]
        Assert.Equal(ColumnType.Number, column.Type)
        Assert.Equal(2, column.MissingCount)

    [<Property>]
    let ``that is written and read is the same`` (drawn: Drawn) =
        let table = drawn.Table
        let given = dict [ for column in table.Columns -> column.Name, column.Type ]

        let options = { TableOptions.Default with Types = System.Collections.Generic.Dictionary given }

        withText "t.csv" "" (fun path ->
            Table.write path table
            let back = Table.readWith options path
            Seq.forall2 sameColumn table.Columns back.Columns && back.Count = table.Count)

    [<Property>]
    let ``splits into parts that have each row once`` (drawn: Drawn) =
        let table = Table.withColumn (Column.wholes "row" [ 0 .. drawn.Rows - 1 ]) drawn.Table

        let first, others =
            Table.splitRandomly (Key.ofSeed 1UL) 0.5 (Table.at [| 0; yield! [ 0 .. drawn.Rows - 1 ] |] table)

        let rows (part: Table) = part["row"].ToNumbers()
        Array.sort (Array.append (rows first) (rows others)) = Array.append [| 0.0 |] (table["row"].ToNumbers())

    [<Fact>]
    let ``gives parts of itself by column and by row`` () =
        let table = load "name,age,city\nAnn,31,Rome\nBo,12,\nCy,,Oslo\n"
        Assert.Equal<string list>([ "city"; "name" ], Seq.toList (Table.select [ "city"; "name" ] table).Names)
        Assert.Equal<string list>([ "name"; "city" ], Seq.toList (Table.drop [ "age" ] table).Names)
        Assert.Equal<string list>([ "name"; "years"; "city" ], Seq.toList (Table.rename "age" "years" table).Names)
        let names (part: Table) = part["name"].ToTexts()
        Assert.Equal<string[]>([| "Ann" |], names (Table.where (fun row -> row.Number "age" > 20.0) table))
        Assert.Equal<string[]>([| "Bo"; "Cy" |], names (Table.where (fun row -> row.Text "city" <> "Rome") table))
        Assert.Equal<string[]>([| "Ann"; "Cy" |], names (Table.withoutMissing [ "city" ] table))
        Assert.Equal<string[]>([| "Cy"; "Ann"; "Cy" |], names (Table.at [| 2; 0; 2 |] table))
        Assert.Equal<string[]>([| "Bo"; "Cy" |], names (Table.skip 1 table))

        let older =
            Table.withColumns
                [ Column.numbers "age" [ 1.0; 2.0; 3.0 ]; Column.truths "new" [ true; true; false ] ]
                table

        Assert.Equal<string list>([ "name"; "age"; "city"; "new" ], Seq.toList older.Names)
        Assert.Equal<float[]>([| 1.0; 2.0; 3.0 |], older["age"].ToNumbers())

    [<Fact>]
    let ``describes itself`` () =
        let description =
            load "age,city,born\n20,Rome,2000-01-01\n40,Rome,2000-01-03\n,Oslo,\n30,,2000-01-02\n"
            |> Table.describe

        let age, city = description.Columns[0], description.Columns[1]
        Assert.Equal(4, description.Rows)

        Assert.Equal<float list>(
            [ 30.0; sqrt (200.0 / 3.0); 20.0; 30.0; 40.0 ],
            [ age.Mean; age.Deviation; age.Minimum; age.Median; age.Maximum ]
        )

        Assert.Equal((1, 3), (age.Missing, age.Distinct))

        Assert.Equal<(string * int) list>(
            [ "Rome", 2; "Oslo", 1 ],
            [ for entry in city.Commonest -> entry.Key, entry.Value ]
        )

        let text = string description
        Assert.Contains("Rome 2, Oslo 1", text)
        Assert.Contains("2000-01-02", text)
        Assert.Contains("4 rows, 3 columns", text)

    [<Fact>]
    let ``shows its first rows`` () =
        let text =
            string (Table.ofColumns [ Column.wholes "x" [ 1..30 ]; Column.texts "y" (Seq.replicate 30 "a") ])

        Assert.Equal(13, text.Split('\n').Length)
        Assert.EndsWith("30 rows, 2 columns", text)

module ``A wrong table`` =

    [<Fact>]
    let ``names file, line and column`` () =
        let options = {
            TableOptions.Default with
                Types = System.Collections.Generic.Dictionary(dict [ "age", ColumnType.Whole ])
        }

        refused [ "people.csv"; "line 3"; "'12b'"; "column 'age'"; "whole numbers" ] (fun () ->
            loadWith options "name,age\nAnn,31\nBo,12b\n")

        refused [ "line 1"; "'age'"; "there are a, b" ] (fun () -> loadWith options "a,b\nx,y\n")
        refusedTable [ "line 3"; "3 fields"; "first row has 2" ] "a,b\n1,2\n1,2,3\n"
        refusedTable [ "line 1"; "2 columns"; "'a'" ] "a,a\n1,2\n"
        refusedTable [ "line 2"; "quotation mark" ] "a,b\n1,x\"y\n"
        refusedTable [ "header but no rows" ] "a,b\n"
        refusedTable [ "is empty" ] "\n"
        refused [ "missing.csv"; "does not exist" ] (fun () -> Table.read "missing.csv")
        let names = { TableOptions.Default with Names = [| "a" |] }
        refused [ "line 1"; "2 fields"; "1 names" ] (fun () -> loadWith names "1,2\n")

    [<Fact>]
    let ``is not made`` () =
        refused [ "'a' has 2, 'b' has 1" ] (fun () ->
            Table.ofColumns [ Column.wholes "a" [ 1; 2 ]; Column.wholes "b" [ 1 ] ])

        refused [ "'a' comes 2 times" ] (fun () -> Table.ofColumns [ Column.wholes "a" [ 1 ]; Column.wholes "a" [ 1 ] ])
        refused [ "at least one column" ] (fun () -> Table.ofColumns [])
        refused [ "needs a name" ] (fun () -> Column.wholes " " [ 1 ])
        refused [ "infinity in row 1" ] (fun () -> Column.numbers "x" [ 1.0; infinity ])

    [<Fact>]
    let ``says what there is instead`` () =
        let table = load "name,age\nAnn,31\nBo,12\n"
        refused [ "no column 'agee'"; "name, age" ] (fun () -> table["agee"])
        refused [ "no column 'x'" ] (fun () -> Table.select [ "x" ] table)
        refused [ "no column 'x'" ] (fun () -> Table.drop [ "x" ] table)
        refused [ "no column 'x'" ] (fun () -> Table.withoutMissing [ "x" ] table)
        refused [ "'name' comes 2 times" ] (fun () -> Table.rename "age" "name" table)
        refused [ "'name' holds texts"; "'Ann'" ] (fun () -> Table.where (fun row -> row.Number "name" > 0.0) table)
        refused [ "row 2 was asked for"; "0 … 1" ] (fun () -> Table.at [| 2 |] table)
        refused [ "2 rows"; "'z' 1" ] (fun () -> Table.withColumn (Column.wholes "z" [ 1 ]) table)
        refused [ "0.1 of 2 rows" ] (fun () -> Table.split 0.1 table)

    [<Property(MaxTest = 200)>]
    let ``of any text is read, or refused by a DataException`` (text: string) (insert: NonNegativeInt) =
        let table = "name,age\nAnn,31\nBo,12\n"

        try
            (load (table.Insert(insert.Get % table.Length, string text))).Count > 0
        with :? DataException ->
            true
