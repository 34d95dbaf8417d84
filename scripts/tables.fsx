// From a CSV to a model that says rents in euros, and Iris by its table: dotnet fsi scripts/tables.fsx [FOLDER with iris.csv]
#load "reference/FuncNet.fsx"
#load "reference/Claim.fsx"

open System.IO
open FuncNet

let folder = Directory.CreateTempSubdirectory "funcnet-tables-"
let inFolder name = Path.Combine(folder.FullName, name)

/// Flats, made up: what the rent follows from, what it does not (the landlord's initial), and fields that are missing.
let flats n key =
    let drawn = (Key.uniform DType.Float64 [ n; 8 ] key).ToArray<float>()
    let draw flat what = drawn[8 * flat + what]
    let all = [ 0 .. n - 1 ]
    let districts = [| "old town", 5.0; "harbour", 3.0; "hill", 2.0; "station", -1.0; "north", 0.0 |]
    let district flat = districts[int (5.0 * draw flat 0)]
    let area flat = round (25.0 + 95.0 * draw flat 1)
    let built flat = 1900 + int (124.0 * draw flat 2)

    let perMetre flat =
        9.0
        + snd (district flat)
        + (if draw flat 3 < 0.3 then 1.5 else 0.0)
        + 0.02 * float (built flat - 1960)

    Table.ofColumns [
        Column.numbers "area" [ for flat in all -> if draw flat 4 < 0.06 then nan else area flat ]
        Column.texts "district" [ for flat in all -> if draw flat 5 < 0.06 then "" else fst (district flat) ]
        Column.wholes "built" [ for flat in all -> built flat ]
        Column.truths "balcony" [ for flat in all -> draw flat 3 < 0.3 ]
        Column.texts "landlord" [ for flat in all -> string (char (int 'A' + int (8.0 * draw flat 6))) ]
        Column.numbers "rent" [ for flat in all -> round (area flat * perMetre flat + 60.0 * (draw flat 7 - 0.5)) ]
    ]

Table.write (inFolder "flats.csv") (flats 1_500 (Key.ofSeed 1UL))
Table.write (inFolder "new.csv") (flats 4 (Key.ofSeed 2UL) |> Table.drop [ "rent" ])

// What is in it?
let table = Table.read (inFolder "flats.csv")
printfn $"{Table.describe table}\n"

// Learn on four fifths of it. Means, deviations and categories are those of this part.
let train, test = Table.splitRandomly (Key.ofSeed 1UL) 0.8 table
let body = Layer.dense 32 >=> Layer.relu

let model, run =
    TableTrainer.create "rent" body (Optimizer.adam 0.005)
    |> TableTrainer.withValidation test
    |> TableTrainer.withTrainer (Trainer.withEarlyStopping 10)
    |> TableTrainer.fit (Key.ofSeed 1UL) 100 train

printfn $"{model}\n\n{run.History.Count} epochs; {run.Reason}"

for figure in TableModel.evaluate test model do
    printfn $"{figure}"

// Save it, and go on with what was saved.
TableModel.save (inFolder "rent.safetensors") model
let loaded = TableModel.load (inFolder "rent.safetensors")

// Which columns does it need?
let importance = TableModel.importance (Key.ofSeed 1UL) 10 test loaded
printfn $"\n{importance}\n"

// What would new flats cost?
let flatsToLet = TableModel.read (inFolder "new.csv") loaded
let prediction = TableModel.predict flatsToLet loaded
printfn $"{Table.withColumns prediction.Table.Columns flatsToLet}\n"

let r2 = (TableModel.evaluate test loaded |> Seq.find (fun figure -> figure.Name = "r2")).Value

let rise name = (importance.Columns |> Seq.find (fun column -> column.Column = name)).Rise

/// The accuracy of softmax regression on one fold of a table, learned on the others.
let foldAccuracy (iris: Table) key fold =
    let test, train = [| 0 .. iris.Count - 1 |] |> Array.partition (fun row -> row % 5 = fold)

    let model, _ =
        TableTrainer.create "CLASS" Layer.identity (Optimizer.adam 0.05)
        |> TableTrainer.withTrainer (Trainer.withRegularizer (Regularizer.l2 1e-3))
        |> TableTrainer.fit key 100 (Table.at train iris)

    (TableModel.evaluate (Table.at test iris) model |> Seq.head).Value

let irisFile =
    match fsi.CommandLineArgs with
    | [| _; data |] -> Path.Combine(data, "iris.csv")
    | _ -> Path.Combine(__SOURCE_DIRECTORY__, "..", "..", "shared", "data", "iris.csv")

if File.Exists irisFile then
    let accuracies = [
        for seed in 1UL .. 3UL do
            let key = Key.ofSeed seed
            let iris = Table.read irisFile |> Table.shuffle key
            List.averageBy (foldAccuracy iris key) [ 0..4 ]
    ]

    let each = accuracies |> List.map (fun a -> $"%.2f{100.0 * a}") |> String.concat ", "
    printfn $"Iris, softmax regression, 5-fold, seeds 1–3: {each} %%; mean %.2f{100.0 * List.average accuracies} %%\n"

    List.singleton ("softmax regression tells at least 95 of 100 flowers apart", List.average accuracies >= 0.95)
    |> Claim.check
else
    printfn $"There is no {irisFile}; give a folder with an iris.csv.\n"

Claim.check [
    "the rent follows from the columns, but for what is missing: R² is over 0.9", r2 > 0.9
    "what was loaded says the same bits",
    prediction.Numbers |> Seq.toList = Seq.toList (TableModel.predict flatsToLet model).Numbers
    "the area decides most, then the district",
    importance.Columns[0].Column = "area" && importance.Columns[1].Column = "district"
    "the landlord's initial says nothing: its error rises by less than 3 euros", rise "landlord" < 3.0
]

folder.Delete true
