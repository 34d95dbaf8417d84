module FuncNet.Tests.PreprocessorTests

open System
open Xunit
open FsCheck
open FsCheck.Xunit
open FuncNet
open FuncNet.Tests.DataFiles
open FuncNet.Tests.TableTests

let private people =
    Table.ofColumns [
        Column.numbers "age" [ 20.0; nan; 40.0; 60.0 ]
        Column.texts "city" [ "Rome"; "Oslo"; ""; "Rome" ]
        Column.wholes "rooms" [ 1; 2; 3; 6 ]
        Column.texts "left" [ "yes"; "no"; "no"; "yes" ]
    ]

let private plan = Preprocessing.ofTarget "left"

let private only name rule =
    plan |> Preprocessing.without [ "age"; "city"; "rooms" ] |> Preprocessing.withRule [ name ] rule

let private number change = ColumnRule.Number(change NumberRule.Default)
let private categories change = change CategoryRule.Default
let private fit table plan = Preprocessor.fit plan table

let private features table (preprocessor: Preprocessor) =
    match Preprocessor.inputs table preprocessor with
    | Signal.One x -> [
        for row in 0 .. x.Shape[0] - 1 -> (x.Take [| Slice.At row |]).ToArray<float32>() |> Array.map float
      ]
    | Signal.Many _ -> failwith "one input was expected"

let private equal (expected: float list list) (actual: float[] list) =
    Assert.Equal(expected.Length, actual.Length)

    for expected, actual in List.zip expected actual do
        Assert.Equal(expected.Length, actual.Length)
        List.iteri (fun i x -> Assert.Equal(x, actual[i], 5)) expected

/// Drawn tables with a target of numbers.
let private withTarget (drawn: Drawn) =
    let rng = Random drawn.TableSeed
    Table.withColumn (Column.numbers "y" (Array.init drawn.Rows (fun _ -> rng.NextDouble()))) drawn.Table

/// Some drawn tables have no column that varies.
let private fitted table =
    try
        Some(Preprocessor.fit (Preprocessing.ofTarget "y") table)
    with :? DataException as error when error.Message.StartsWith "No column is left" ->
        None

module Numbers =

    [<Fact>]
    let ``are filled, marked and standardized`` () =
        let σ = sqrt (800.0 / 3.0)

        only "age" (number id)
        |> fit people
        |> features people
        |> equal [ [ -20.0 / σ; 0.0 ]; [ 0.0; 1.0 ]; [ 0.0; 0.0 ]; [ 20.0 / σ; 0.0 ] ]

    [<Fact>]
    let ``are filled with the median or a constant, without a mark`` () =
        let filled filling =
            only
                "age"
                (number (fun rule -> { rule with Filling = filling; MarksMissing = false; Scaling = Scaling.AsIs }))
            |> fit people
            |> features people

        equal [ [ 20.0 ]; [ 40.0 ]; [ 40.0 ]; [ 60.0 ] ] (filled Filling.Median)
        equal [ [ 20.0 ]; [ -1.0 ]; [ 40.0 ]; [ 60.0 ] ] (filled (Filling.Constant -1.0))

        let even =
            Table.ofColumns [
                Column.numbers "x" [ 1.0; nan; 2.0; 10.0; 4.0 ]
                Column.numbers "y" [ 1.0; 2.0; 3.0; 4.0; 5.0 ]
            ]

        let rule =
            number (fun rule -> { rule with Filling = Filling.Median; MarksMissing = false; Scaling = Scaling.AsIs })

        let prepared =
            Preprocessing.ofTarget "y" |> Preprocessing.withRule [ "x" ] rule |> fit even |> features even

        Assert.Equal(3.0, prepared[1][0])

    [<Fact>]
    let ``are brought to 0 … 1, or by their logarithm`` () =
        let scaled scaling =
            only "rooms" (number (fun rule -> { rule with Scaling = scaling })) |> fit people |> features people

        equal [ [ 0.0 ]; [ 0.2 ]; [ 0.4 ]; [ 1.0 ] ] (scaled Scaling.Range)
        let z = [ 2.0; 3.0; 4.0; 7.0 ] |> List.map log
        let μ = List.average z
        let σ = z |> List.averageBy (fun x -> (x - μ) ** 2.0) |> sqrt
        equal [ for x in z -> [ (x - μ) / σ ] ] (scaled Scaling.Log)

    [<Property(Arbitrary = [| typeof<DrawTables> |], MaxTest = 60)>]
    let ``have mean 0 and variance 1, but for rounding, where none is missing`` (drawn: Drawn) =
        let table = withTarget drawn

        match fitted table with
        | None -> true
        | Some preprocessor ->
            match Preprocessor.inputs table preprocessor, Seq.tryFindIndex ((=) "whole") preprocessor.FeatureNames with
            | Signal.One x, Some place ->
                let column = Tensor.narrow 1 place 1 x |> Tensor.cast DType.Float64
                abs ((mean column).ToScalar()) < 1e-5 && abs ((Tensor.variance column).ToScalar() - 1.0) < 1e-4
            | _, None -> true
            | Signal.Many _, _ -> false

module Categories =

    [<Fact>]
    let ``are one-hot, and a missing one is a category where the training part has it`` () =
        let preprocessor = only "city" (ColumnRule.OneHot(categories id)) |> fit people

        Assert.Equal<string list>([ "city=(missing)"; "city=Oslo"; "city=Rome" ], Seq.toList preprocessor.FeatureNames)

        equal [ [ 0; 0; 1 ]; [ 0; 1; 0 ]; [ 1; 0; 0 ]; [ 0; 0; 1 ] ] (features people preprocessor)

    [<Fact>]
    let ``that are rare have one place together, and unknown ones none, or that place, or are refused`` () =
        let other = Table.ofColumns [ Column.texts "city" [ "Bonn"; "Oslo"; "Rome"; "" ] ]

        let prepared unknown =
            only "city" (ColumnRule.OneHot(categories (fun rule -> { rule with MinimumCount = 2; Unknown = unknown })))
            |> fit people

        let preprocessor = prepared UnknownCategory.None
        Assert.Equal<string list>([ "city=Rome"; "city=(rare)" ], Seq.toList preprocessor.FeatureNames)
        equal [ [ 0; 0 ]; [ 0; 1 ]; [ 1; 0 ]; [ 0; 1 ] ] (features other preprocessor)
        equal [ [ 0; 1 ]; [ 0; 1 ]; [ 1; 0 ]; [ 0; 1 ] ] (features other (prepared UnknownCategory.Rare))

        refused [ "row 1"; "'Bonn'"; "column 'city'"; "there are Rome" ] (fun () ->
            features other (prepared UnknownCategory.Refused))

    [<Fact>]
    let ``that are more than there is room for are rare, the commonest stay`` () =
        let preprocessor =
            only "city" (ColumnRule.OneHot(categories (fun rule -> { rule with MaximumCount = 1 })))
            |> fit people

        Assert.Equal<string list>([ "city=Rome"; "city=(rare)" ], Seq.toList preprocessor.FeatureNames)

    [<Fact>]
    let ``are indices, and an unknown one is 0`` () =
        let preprocessor =
            plan
            |> Preprocessing.without [ "age" ]
            |> Preprocessing.withRule [ "city"; "rooms" ] (ColumnRule.Index(CategoryRule.Default, 0))
            |> fit people

        let other =
            Table.ofColumns [ Column.texts "city" [ "Rome"; "Bonn"; "" ]; Column.wholes "rooms" [ 6; 1; 5 ] ]

        let indices = [ for x in Signal.values (Preprocessor.inputs other preprocessor) -> x.ToArray<int>() ]
        // The numbers of rooms come in the order of numbers.
        Assert.Equal<int[] list>([ [| 3; 0; 1 |]; [| 4; 1; 0 |] ], indices)

        Assert.Equal<(string * int) list>(
            [ "city", 4; "rooms", 5 ],
            [ for entry in preprocessor.Indices -> entry.Key, entry.Value ]
        )

        let network =
            Preprocessor.layer Layer.relu preprocessor
            |> Network.buildFor
                DType.Float32
                (Key.ofSeed 1UL)
                (Signal.Many [| Signal.One(Shape [||]); Signal.One(Shape [||]) |])

        Assert.Equal(Signal.One(Shape 2), network.OutputShape)
        Assert.Equal<Shape>(Shape(5, 3), network.Parameters["embedding2.table"].Shape)

module Targets =

    let private target rule = plan |> Preprocessing.withTarget rule |> fit people

    [<Fact>]
    let ``are classes in the order of their characters, or in a given one`` () =
        let labels (preprocessor: Preprocessor) = (Preprocessor.apply people preprocessor).Targets.ToArray<int>()
        Assert.Equal<string list>([ "no"; "yes" ], Seq.toList (target TargetRule.Found).ClassNames)
        Assert.Equal<int[]>([| 1; 0; 0; 1 |], labels (target TargetRule.Found))
        let given = target (TargetRule.Classes [| "yes"; "no"; "maybe" |])
        Assert.Equal<int[]>([| 0; 1; 1; 0 |], labels given)
        Assert.Equal(3, (Preprocessor.apply people given).ClassCount)

    [<Fact>]
    let ``that are numbers are classes where they are 0 and 1, or where it is said`` () =
        let table values = Table.ofColumns [ Column.wholes "x" [ 1; 2; 3 ]; Column.wholes "y" values ]

        let fit rule values =
            Preprocessor.fit (Preprocessing.ofTarget "y" |> Preprocessing.withTarget rule) (table values)

        Assert.Equal<string list>([ "0"; "1" ], Seq.toList (fit TargetRule.Found [ 1; 0; 1 ]).ClassNames)
        Assert.Empty((fit TargetRule.Found [ 1; 0; 2 ]).ClassNames)
        Assert.Empty((fit TargetRule.Numbers [ 1; 0; 1 ]).ClassNames)
        Assert.Equal<string list>([ "2"; "10" ], Seq.toList (fit (TargetRule.Classes [||]) [ 10; 2; 10 ]).ClassNames)

    [<Fact>]
    let ``that are numbers are standardized`` () =
        let preprocessor = Preprocessing.ofTarget "rooms" |> fit people
        let data = Preprocessor.apply people preprocessor
        let σ = sqrt (14.0 / 4.0)
        Assert.Equal<Shape>(Shape(4, 1), data.Targets.Shape)
        Assert.Equal(-2.0 / σ, float (data.Targets.ToArray<float32>()[0]), 5)
        Assert.Equal(3.0, preprocessor.State["rooms.center"].ToScalar())

    [<Fact>]
    let ``that cannot be used are errors that say where`` () =
        let missing = Table.withColumn (Column.texts "left" [ "yes"; ""; "no"; "" ]) people
        refused [ "row 2"; "'left' is missing"; "2 of 4"; "withoutMissing" ] (fun () -> fit missing plan)

        refused [ "'left' is yes in all 4 rows" ] (fun () ->
            fit (Table.withColumn (Column.texts "left" (Seq.replicate 4 "yes")) people) plan)

        refused [ "row 1"; "'left' is 'yes'"; "a text" ] (fun () -> target TargetRule.Numbers)

        refused [ "row 1"; "'left' is 'yes'"; "none of the classes a, no" ] (fun () ->
            target (TargetRule.Classes [| "a"; "no" |]))

        refused [ "no column 'leaves'"; "age, city, rooms, left" ] (fun () ->
            fit people (Preprocessing.ofTarget "leaves"))

        let unseen = Table.withColumn (Column.texts "left" [ "yes"; "no"; "maybe"; "no" ]) people
        refused [ "row 3"; "'maybe'"; "no, yes" ] (fun () -> Preprocessor.apply unseen (fit people plan))
        refused [ "no column 'left'" ] (fun () -> Preprocessor.apply (Table.drop [ "left" ] people) (fit people plan))

module ``A preprocessing`` =

    [<Fact>]
    let ``leaves out what says nothing, and says why`` () =
        let n = 60

        let table =
            Table.ofColumns [
                Column.texts "name" (Seq.init n (fun i -> $"person {i}"))
                Column.numbers "empty" (Seq.replicate n nan)
                Column.texts "blank" (Seq.replicate n "")
                Column.wholes "same" (Seq.replicate n 7)
                Column.texts "land" (Seq.replicate n "Italy")
                Column.numbers "once" (Seq.init n (fun i -> if i % 2 = 0 then nan else 3.0))
                Column.wholes "x" [ 1..n ]
                Column.wholes "y" [ 1..n ]
            ]

        let preprocessor = fit table (Preprocessing.ofTarget "y")
        Assert.Equal<string list>([ "once (missing)"; "x" ], Seq.toList preprocessor.FeatureNames)
        Assert.Equal<string list>([ "once"; "x" ], Seq.toList preprocessor.ColumnNames)
        let text = string preprocessor

        for line in [ "name    left out: a text of its own"; "empty   left out: missing"; "land    left out: the same" ] do
            Assert.Contains(line, text)

        // They need not be there, and whatever they hold counts for nothing.
        let other =
            Table.ofColumns [ Column.numbers "once" [ nan ]; Column.wholes "x" [ 1 ]; Column.texts "same" [ "?" ] ]

        Assert.Equal(2, (features other preprocessor |> List.head).Length)

    [<Fact>]
    let ``prints what becomes of each column`` () =
        let text = string (fit people plan)
        Assert.Contains("age     (x − 40)/16.33, missing ones 40", text)
        Assert.Contains("age, age (missing)", text)
        Assert.Contains("one-hot: 3 categories, unknown ones none of them", text)
        Assert.Contains("target: 2 classes", text)
        Assert.Contains("6 features", text)

    [<Property(Arbitrary = [| typeof<DrawTables> |], MaxTest = 60)>]
    let ``gives finite features with a name each, and each row its own`` (drawn: Drawn) (seed: int) =
        let table = withTarget drawn

        match fitted table with
        | None -> true
        | Some preprocessor ->
            let all = features table preprocessor
            let places = Key.permutation drawn.Rows (Key.ofSeed (uint64 seed))

            all
            |> List.forall (fun row -> row.Length = preprocessor.FeatureNames.Count && Array.forall Double.IsFinite row)
            && [ for place in places -> all[place] ] = features (Table.at places table) preprocessor

    [<Fact>]
    let ``takes a new table as far as it fits`` () =
        let preprocessor = plan |> Preprocessing.without [ "city" ] |> fit people
        let column name values = Table.withColumn (Column.texts name values) (Table.drop [ "city" ] people)
        // Nothing but missing values fits every type.
        Assert.Equal(4, (features (column "age" (Seq.replicate 4 "")) preprocessor).Length)

        refused [ "row 2"; "'x' in column 'age' is a text"; "numbers" ] (fun () ->
            features (column "age" [ ""; "x"; ""; "" ]) preprocessor)

        refused [ "no column 'rooms'" ] (fun () -> features (Table.drop [ "rooms" ] people) preprocessor)

        let dates = Table.withColumn (Column.dates "age" (Seq.replicate 4 DateTime.UnixEpoch)) people
        refused [ "'age' holds dates"; "fitted to numbers" ] (fun () -> features dates preprocessor)
        refused [ "no rows" ] (fun () -> features (Table.take 0 people) preprocessor)
        let huge = Table.withColumn (Column.numbers "age" (Seq.replicate 4 1e300)) people
        refused [ "row 1"; "column 'age' is too large" ] (fun () -> features huge preprocessor)
        let log = only "rooms" (number (fun rule -> { rule with Scaling = Scaling.Log })) |> fit people
        let negative = Table.withColumn (Column.wholes "rooms" [ 1; 2; -1; 3 ]) people
        refused [ "row 3"; "-1 in column 'rooms'"; "ln(1 + x)" ] (fun () -> features negative log)

    [<Fact>]
    let ``that does not fit its table is refused`` () =
        refused [ "row 1"; "'Rome' in column 'city'"; "rule for categories" ] (fun () ->
            only "city" (number id) |> fit people)

        refused [ "no column 'town'" ] (fun () -> plan |> Preprocessing.without [ "town" ] |> fit people)

        refused [ "No column is left"; "age (left out: by its rule)" ] (fun () ->
            plan |> Preprocessing.without [ "age"; "city"; "rooms" ] |> fit people)

        refused [ "there is no other" ] (fun () -> plan |> fit (Table.select [ "left" ] people))
        refused [ "empty" ] (fun () -> plan |> fit (Table.take 0 people))

        let says (part: string) (action: unit -> Preprocessing) =
            let error = Assert.Throws<ConfigurationException>(fun () -> action () |> ignore)
            Assert.Contains(part, error.Message)

        says "'left' is the target" (fun () -> Preprocessing.without [ "left" ] plan)

        says "at least 1; it is 0" (fun () ->
            plan |> Preprocessing.withCategories { CategoryRule.Default with MinimumCount = 0 })

        says "NaN" (fun () ->
            plan |> Preprocessing.withNumbers { NumberRule.Default with Filling = Filling.Constant nan })

        says "'a' is empty or comes twice" (fun () ->
            plan |> Preprocessing.withTarget (TargetRule.Classes [| "a"; "a" |]))
