// Two reports, as pages for a browser: drawn digits, and the rents of flats (artifacts/report-digits.html, artifacts/report-rents.html). With an
// argument, a port or 0 for any that is free, the digits are shown while they are learned, and stay until the return key is pressed.
#load "reference/Report.fsx"

open System
open System.IO
open FuncNet

let quick = Environment.GetEnvironmentVariable "FUNCNET_QUICK" = "1"
let artifacts = Path.Combine(__SOURCE_DIRECTORY__, "..", "artifacts")
Directory.CreateDirectory artifacts |> ignore
let save name report = report |> Report.save (Path.Combine(artifacts, name))

// Digits: the trainer knows its validation data, so the report shows everything.
let keys = Key.split 2 (Key.ofSeed 42UL)
let count, epochs = if quick then 1_200, 2 else 6_000, 12
let train, test = Synthetic.digits count keys[0] |> Dataset.splitAt (count * 5 / 6)

let trainer =
    Trainer.create
        (Layer.conv2d 8 3
         >=> Layer.relu
         >=> Layer.maxPool2d 2
         >=> Layer.flatten
         >=> Layer.dense 64
         >=> Layer.relu
         >=> Layer.dropout 0.2
         >=> Layer.dense 10)
        Loss.softmaxCrossEntropy
        (Optimizer.adam 2e-3)
    |> Trainer.withValidation test
    |> Trainer.withCallback (Callback.reduceOnPlateau 0.5 1)
    |> Trainer.withEarlyStopping 3

match fsi.CommandLineArgs with
| [| _; port |] ->
    use page = Report.empty |> Report.titled "Drawn digits" |> LivePage.serve (int port)
    printfn $"{page.Url}"
    let trained = trainer |> LivePage.attach page |> Trainer.fit keys[1] epochs train

    let report =
        Report.ofTraining trainer trained |> Report.withRecord page.Record |> Report.titled "Drawn digits"

    page.Show report
    save "report-digits.html" report
    printfn $"{trained.Reason}; the page stays until the return key is pressed"
    Console.ReadLine() |> ignore
| _ ->
    let trained, report = trainer |> Report.fit keys[1] epochs train
    report |> Report.titled "Drawn digits" |> save "report-digits.html"
    printfn $"digits: {trained.History.Count} epochs, {(Seq.last trained.History).ValidationMetrics[0]}"

// Rents: a model of a table is judged in euros, and its samples are rows.
let random = Random 7
let cities = [ "Bern", 420.0; "Graz", 90.0; "Leipzig", 0.0; "Turin", -60.0 ]

let flats =
    Array.init 900 (fun _ ->
        let size, distance, place =
            float (random.Next(20, 160)), random.NextDouble() * 12.0, random.Next cities.Length

        let noise = 60.0 * (random.NextDouble() + random.NextDouble() + random.NextDouble() - 1.5)
        size, distance, fst cities[place], 200.0 + 9.5 * size - 14.0 * distance + snd cities[place] + noise)

let table =
    Table.ofColumns [
        Column.numbers "size in m²" (flats |> Seq.map (fun (size, _, _, _) -> size))
        Column.numbers "km to the centre" (flats |> Seq.map (fun (_, distance, _, _) -> Math.Round(distance, 1)))
        Column.texts "city" (flats |> Seq.map (fun (_, _, city, _) -> city))
        Column.numbers "rent" (flats |> Seq.map (fun (_, _, _, rent) -> Math.Round rent))
    ]

let known, others = Table.split 0.8 table
let recorder = Recorder()

let model, result =
    TableTrainer.create "rent" (Layer.dense 32 >=> Layer.relu >=> Layer.dense 16 >=> Layer.relu) (Optimizer.adam 3e-3)
    |> TableTrainer.withValidation others
    |> TableTrainer.withTrainer (Trainer.withEarlyStopping 10 >> Recorder.attach recorder)
    |> TableTrainer.fit (Key.ofSeed 3UL) 60 known

Report.ofResult result
|> Report.withTable model others
|> Report.withRecord recorder.Record
|> Report.titled "Rents of flats"
|> save "report-rents.html"

printfn $"rents: {result.Reason}"
