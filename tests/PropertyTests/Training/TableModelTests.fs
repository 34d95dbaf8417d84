module FuncNet.Tests.TableModelTests

open System
open System.IO
open System.Collections.Generic
open Xunit
open FsCheck
open FsCheck.Xunit
open FuncNet
open FuncNet.Tests.DataFiles
open FuncNet.Tests.TableTests

let private key = Key.ofSeed 5UL

/// Flats: the rent follows from the area and the district, and says nothing of the colour. Some fields are missing.
let private flats n seed =
    let rng = Random(seed: int)
    let districts = [| "north"; "south"; "east" |]
    let area = Array.init n (fun _ -> 30.0 + 90.0 * rng.NextDouble())
    let district = Array.init n (fun _ -> rng.Next 3)

    let rent =
        Array.init n (fun i -> 10.0 * area[i] + (if district[i] = 1 then 400.0 else 0.0) + 10.0 * rng.NextDouble())

    Table.ofColumns [
        Column.numbers "area" (area |> Array.map (fun x -> if rng.NextDouble() < 0.05 then nan else x))
        Column.texts "district" (district |> Array.map (fun d -> if rng.NextDouble() < 0.05 then "" else districts[d]))
        Column.texts "colour" (Array.init n (fun _ -> if rng.Next 2 = 0 then "red" else "blue"))
        Column.numbers "rent" rent
        Column.texts "size" (area |> Array.map (fun x -> if x > 75.0 then "large" else "small"))
    ]

let private body = Layer.dense 16 >=> Layer.tanh

let private trainer target =
    TableTrainer.create target body (Optimizer.adam 0.01)
    |> TableTrainer.withPreprocessing (Preprocessing.without [ (if target = "rent" then "size" else "rent") ])

let private train = flats 300 1
let private test = flats 100 2
let private rents = lazy (trainer "rent" |> TableTrainer.fit key 60 train |> fst)
let private sizes = lazy (trainer "size" |> TableTrainer.fit key 30 train |> fst)

let private figure name (figures: IReadOnlyList<Figure>) =
    (figures |> Seq.find (fun figure -> figure.Name = name)).Value

let private sameModel (a: TableModel) (b: TableModel) =
    a.Network.Parameters = b.Network.Parameters
    && a.Network.State = b.Network.State
    && a.Preprocessor.State = b.Preprocessor.State
    && string a.Preprocessor = string b.Preprocessor

module ``A model of a table`` =

    [<Fact>]
    let ``predicts numbers in their own units`` () =
        let figures = TableModel.evaluate test rents.Value
        // The rents go from 300 to 1,600, and where the area or the district is missing nobody can know them.
        Assert.InRange(figure "r2" figures, 0.8, 1.0)
        Assert.InRange(figure "meanAbsoluteError" figures, 0.0, 60.0)
        let prediction = TableModel.predict test rents.Value
        let errors = Seq.map2 (fun y t -> (y - t) ** 2.0) prediction.Numbers (test["rent"].ToNumbers())
        Assert.Equal(sqrt (Seq.average errors), figure "rootMeanSquaredError" figures, 6)
        Assert.Equal<string list>([ "rent" ], Seq.toList prediction.Table.Names)
        Assert.Equal(100, prediction.Count)

    [<Fact>]
    let ``predicts classes by their names, with probabilities`` () =
        let prediction = TableModel.predict test sizes.Value
        let truth = test["size"].ToTexts()
        let hits = Seq.map2 (fun a b -> if a = b then 1.0 else 0.0) prediction.Classes truth |> Seq.average
        let figures = TableModel.evaluate test sizes.Value
        Assert.Equal(hits, figure "accuracy" figures, 6)
        Assert.InRange(hits, 0.9, 1.0)
        Assert.Equal<string list>([ "size"; "size=large"; "size=small" ], Seq.toList prediction.Table.Names)
        let sums = Tensor.sumOver [ 1 ] prediction.Probabilities
        Assert.True((Tensor.max (abs (sums - Tensor.onesLike sums))).ToScalar() < 1e-6)
        let confusion = TableModel.confusionMatrix test sizes.Value
        Assert.Equal(hits, confusion.Accuracy, 6)
        Assert.Equal<string list>([ "large"; "small" ], Seq.toList sizes.Value.Network.ClassNames)

    [<Fact>]
    let ``learns nothing from what it is validated on, outliers or not`` () =
        let outliers =
            test
            |> Table.withColumns [
                Column.numbers "area" (Seq.replicate 100 1e6)
                Column.texts "district" (Seq.replicate 100 "nowhere")
                Column.numbers "rent" (Seq.replicate 100 -1e6)
            ]

        let fit validation =
            trainer "rent" |> TableTrainer.withValidation validation |> TableTrainer.fit key 3 train |> fst

        let one, other = fit test, fit outliers
        Assert.True(sameModel one other)
        Assert.Equal<Parameters>(one.Preprocessor.State, rents.Value.Preprocessor.State)
        // The mean of the training part alone.
        let present = train["area"].ToNumbers() |> Array.filter (Double.IsNaN >> not)
        Assert.Equal(Array.average present, one.Preprocessor.State["area.fill"].ToScalar(), 9)

    [<Fact>]
    let ``is the same for the same key`` () =
        let fit () = trainer "size" |> TableTrainer.fit key 3 train |> fst
        Assert.True(sameModel (fit ()) (fit ()))

    [<Fact>]
    let ``embeds categories that are indices`` () =
        let model, result =
            trainer "rent"
            |> TableTrainer.withPreprocessing (
                Preprocessing.withRule [ "district"; "colour" ] (ColumnRule.Index(CategoryRule.Default, 3))
            )
            |> TableTrainer.withTrainer (Trainer.withBatchSize 16)
            |> TableTrainer.fit key 60 train

        Assert.Equal(60, result.History.Count)
        Assert.Equal<Shape>(Shape(5, 3), model.Network.Parameters["embedding1.table"].Shape)
        Assert.InRange(figure "r2" (TableModel.evaluate test model), 0.8, 1.0)
        // Nobody has seen such a district, which is no error.
        let unknown = Table.withColumn (Column.texts "district" (Seq.replicate 100 "nowhere")) test
        Assert.Equal(100, (TableModel.predict unknown model).Count)

    [<Fact>]
    let ``says which words go with it`` () =
        let says (part: string) (action: unit -> obj) =
            let error = Assert.ThrowsAny<FuncNetException>(fun () -> action () |> ignore)
            Assert.Contains(part, error.Message)

        says "numbers of 'rent'" (fun () -> (TableModel.predict test rents.Value).Classes)
        says "classes of 'size'" (fun () -> (TableModel.predict test sizes.Value).Numbers)
        says "confusion matrix" (fun () -> TableModel.confusionMatrix test rents.Value)
        says "no column 'district'" (fun () -> TableModel.predict (Table.drop [ "district" ] test) rents.Value)
        says "no column 'rent'" (fun () -> TableModel.evaluate (Table.drop [ "rent" ] test) rents.Value)
        let wrong = Network.build key [ 3 ] (Layer.dense 1)
        says "takes [3]" (fun () -> TableModel.create rents.Value.Preprocessor wrong)

        let double = Network.buildFor DType.Float64 key rents.Value.Network.InputShape rents.Value.Network.Layer

        says "float64" (fun () -> TableModel.create rents.Value.Preprocessor double)

    [<DataFact>]
    let ``tells Iris flowers apart as well as softmax regression at its minimum`` () =
        let iris = Table.read (path "iris.csv") |> Table.shuffle (Key.ofSeed 1UL)
        Assert.Equal<string list>([ "SL"; "SW"; "PL"; "PW"; "CLASS" ], Seq.toList iris.Names)

        let accuracy fold =
            let test, train = [| 0 .. iris.Count - 1 |] |> Array.partition (fun row -> row % 5 = fold)

            let model, _ =
                TableTrainer.create "CLASS" Layer.identity (Optimizer.adam 0.05)
                |> TableTrainer.withTrainer (Trainer.withRegularizer (Regularizer.l2 1e-3))
                |> TableTrainer.fit (Key.ofSeed 1UL) 100 (Table.at train iris)

            figure "accuracy" (TableModel.evaluate (Table.at test iris) model)

        Assert.InRange(List.averageBy accuracy [ 0..4 ], 0.95, 1.0)

module Importance =

    [<Fact>]
    let ``is large for what decides, and about 0 for what says nothing`` () =
        let importance = TableModel.importance key 5 test rents.Value

        Assert.Equal<string list>(
            [ "area"; "district"; "colour" ],
            [ for column in importance.Columns -> column.Column ]
        )

        let rise place = importance.Columns[place].Rise
        Assert.InRange(rise 0, 150.0, 1000.0)
        Assert.InRange(rise 1, 50.0, 300.0)
        Assert.InRange(rise 2, -10.0, 10.0)
        Assert.All(importance.Columns, (fun column -> Assert.InRange(column.Deviation, 0.0, 60.0)))
        let figures = TableModel.evaluate test rents.Value
        Assert.Equal(figure "rootMeanSquaredError" figures, importance.Baseline, 9)
        Assert.Contains("area", (string importance).Split('\n')[1])
        Assert.Equal(string importance, string (TableModel.importance key 5 test rents.Value))
        Assert.Equal("crossEntropy", (TableModel.importance key 2 test sizes.Value).Measure)

    [<Fact>]
    let ``needs rows to shuffle, and repetitions`` () =
        refused [ "two rows"; "there is 1" ] (fun () -> TableModel.importance key 2 (Table.take 1 test) rents.Value)

        let error =
            Assert.Throws<ConfigurationException>(fun () -> TableModel.importance key 1 test rents.Value |> ignore)

        Assert.Contains("at least 2; it is 1", error.Message)

module ``A saved model`` =

    let private withSaved (model: TableModel) action =
        withFolder (fun folder ->
            let path = Path.Combine(folder, "m.safetensors")
            TableModel.save path model
            action path)

    [<Fact>]
    let ``is loaded, and predicts the same bits`` () =
        for model in [ rents.Value; sizes.Value ] do
            withSaved model (fun path ->
                let loaded = TableModel.load path
                Assert.True(sameModel model loaded)
                Assert.Equal<string list>(Seq.toList model.ClassNames, Seq.toList loaded.ClassNames)
                let inputs = Preprocessor.inputs test model.Preprocessor
                Assert.Equal(model.Network.Apply inputs, loaded.Network.Apply inputs)
                Assert.Equal(string (TableModel.predict test model), string (TableModel.predict test loaded)))

    [<Property(Arbitrary = [| typeof<DrawTables> |], MaxTest = 40)>]
    let ``of a drawn table, with any rules, is loaded as it was`` (drawn: Drawn) =
        let rng = Random drawn.TableSeed
        let pick (choices: 'T[]) = choices[rng.Next choices.Length]

        let category () = {
            MinimumCount = rng.Next(1, 3)
            MaximumCount = rng.Next(1, 6)
            Unknown = pick [| UnknownCategory.None; UnknownCategory.Rare; UnknownCategory.Refused |]
        }

        let number () = {
            Filling = pick [| Filling.Mean; Filling.Median; Filling.Constant 0.1 |]
            MarksMissing = pick [| true; false |]
            Scaling = pick [| Scaling.Standardize; Scaling.Range; Scaling.AsIs |]
        }

        let any () =
            pick [| ColumnRule.OneHot(category ()); ColumnRule.Index(category (), rng.Next 4); ColumnRule.LeftOut |]

        let table = Table.withColumn (Column.wholes "y" (Array.init drawn.Rows id)) drawn.Table

        let preprocessing =
            Preprocessing.ofTarget "y"
            |> Preprocessing.withTarget (
                pick [| TargetRule.Numbers; (if drawn.Rows > 1 then TargetRule.Classes [||] else TargetRule.Numbers) |]
            )
            |> Preprocessing.withNumbers (number ())
            |> Preprocessing.withRule [ "text" ] (any ())
            |> Preprocessing.withRule [ "whole" ] (any ())

        try
            let preprocessor = Preprocessor.fit preprocessing table
            let layer = Preprocessor.layer body preprocessor

            let network =
                Network.buildFor
                    DType.Float32
                    key
                    (Signal.map
                        (fun (x: Tensor) -> Shape(x.Shape.ToArray()[1..]))
                        (Preprocessor.inputs table preprocessor))
                    layer

            let model = TableModel.create preprocessor network

            withSaved model (fun path ->
                let loaded = TableModel.load path

                sameModel model loaded
                && string (TableModel.predict table model) = string (TableModel.predict table loaded))
        with :? DataException as error when error.Message.StartsWith "No column is left" ->
            true

    [<Fact>]
    let ``reads a new file with the types that it was fitted to`` () =
        let read text = withText "new.csv" text (fun path -> TableModel.read path sizes.Value)
        // Nothing but digits, and nothing at all, would be found to be numbers.
        let table = read "area,district,colour\n50,,7\n60.5,,8\n"
        Assert.Equal(ColumnType.Text, table["colour"].Type)
        Assert.Equal(ColumnType.Text, table["district"].Type)
        Assert.Equal(2, (TableModel.predict table sizes.Value).Count)

        refused [ "new.csv"; "line 3"; "'big'"; "column 'area'"; "numbers" ] (fun () ->
            read "area,district,colour\n50,north,red\nbig,north,red\n")

        refused [ "new.csv"; "no column 'colour'" ] (fun () ->
            TableModel.predict (read "area,district\n50,north\n") sizes.Value)

    /// Changes the metadata and the tensors of a saved model, and loads it.
    let private loadChanged (text: string -> string) (tensors: (string * Tensor) list -> (string * Tensor) list) =
        withSaved rents.Value (fun path ->
            let content = Safetensors.read path
            let metadata = content.Metadata |> Seq.map (fun entry -> KeyValuePair(entry.Key, text entry.Value))
            let kept = content.Tensors |> Seq.map (fun entry -> entry.Key, entry.Value) |> Seq.toList |> tensors
            Safetensors.writeWith metadata path (kept |> Seq.map KeyValuePair)
            TableModel.load path)

    [<Fact>]
    let ``is refused where it does not fit, by name`` () =
        let refusedText parts (old: string) (changed: string) =
            refused ("m.safetensors" :: parts) (fun () ->
                loadChanged
                    (fun text ->
                        Assert.Contains(old, text)
                        text.Replace(old, changed))
                    id)

        refusedText [ "version 2"; "reads version 1" ] "\"version\":1" "\"version\":2"
        refusedText [ "its preprocessing has no \"version\"" ] "\"version\":1," ""
        refusedText [ "its preprocessing has the unknown field \"more\"" ] "\"version\":1" "\"version\":1,\"more\":2"
        refusedText [ "not valid JSON" ] "\"version\":1,\"target" "\"version\":,\"target"

        refusedText
            [ "column 1"; "\"scaling\" squeezed"; "standardize, range" ]
            "\"scaling\":\"standardize\""
            "\"scaling\":\"squeezed\""

        refusedText [ "column 1"; "kind folded" ] "\"kind\":\"numbers\",\"filling\"" "\"kind\":\"folded\",\"filling\""
        refusedText [ "column 2"; "a list in \"kept\"" ] "\"kept\":[\"\",\"east\",\"north\",\"south\"]" "\"kept\":7"
        refusedText [ "column 2"; "'east' twice" ] "\"north\"" "\"east\""
        refusedText [ "the column 'rent' twice" ] "\"name\":\"colour\"" "\"name\":\"rent\""
        refusedText [ "does not fit its preprocessing"; "[8]"; "[10]" ] "\"rare\":[]" "\"rare\":[\"x\"]"

        let refusedTensors parts change = refused ("m.safetensors" :: parts) (fun () -> loadChanged id change)
        let without name = List.filter (fun (known, _) -> known <> name)
        let replaced name value = List.map (fun (known, tensor) -> known, (if known = name then value else tensor))
        refusedTensors [ "no tensor \"preprocessing.area.fill\"" ] (without "preprocessing.area.fill")
        refusedTensors [ "no tensor \"network.output.bias\"" ] (without "network.output.bias")

        refusedTensors [ "\"preprocessing.area.more\"" ] (fun all ->
            ("preprocessing.area.more", Tensor.scalar 1.0) :: all)

        refusedTensors [ "\"elsewhere\"" ] (fun all -> ("elsewhere", Tensor.scalar 1.0) :: all)

        refusedTensors
            [ "preprocessing.area.scale"; "over 0" ]
            (replaced "preprocessing.area.scale" (Tensor.number DType.Float64 0.0))

        refusedTensors
            [ "preprocessing.area.center"; "float64" ]
            (replaced "preprocessing.area.center" (Tensor.scalar 0.0))

        withFolder (fun folder ->
            let path = Path.Combine(folder, "n.safetensors")
            Network.save path rents.Value.Network
            refused [ "n.safetensors"; "no preprocessing" ] (fun () -> TableModel.load path))

    [<Property(MaxTest = 100)>]
    let ``with any byte changed is loaded, or refused by a DataException`` (at: NonNegativeInt) (value: byte) =
        withSaved rents.Value (fun path ->
            let bytes = File.ReadAllBytes path
            // Most of a file are numbers; the header is what can go wrong.
            bytes[at.Get * 37 % min bytes.Length 4000] <- value
            File.WriteAllBytes(path, bytes)

            try
                (TableModel.load path).Target <> "\000"
            with :? DataException ->
                true)
