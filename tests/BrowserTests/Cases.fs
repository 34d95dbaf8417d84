/// Small trainings whose reports are looked at.
module FuncNet.Tests.Cases

open System
open System.Diagnostics
open System.IO
open System.Threading.Tasks
open FuncNet

/// Where pictures of pages are put, to be looked at: the folder artifacts of the checkout.
let artifacts =
    lazy
        (let rec root (folder: DirectoryInfo) =
            if File.Exists(Path.Combine(folder.FullName, "FuncNet.sln")) then
                folder.FullName
            else
                root (nonNull folder.Parent)

         let folder = Path.Combine(root (DirectoryInfo AppContext.BaseDirectory), "artifacts")
         Directory.CreateDirectory folder |> ignore
         folder)

let withFolder (body: string -> 'T) : 'T =
    let folder = Directory.CreateTempSubdirectory "funcnet-report-"

    try
        body folder.FullName
    finally
        folder.Delete true

/// Waits until something holds, for minutes at most.
let eventually (what: string) (holds: unit -> bool) : Task =
    task {
        let watch = Stopwatch.StartNew()

        while not (holds ()) do
            if watch.Elapsed > TimeSpan.FromMinutes 3.0 then
                failwith $"This did not come true in three minutes: {what}."

            do! Task.Delay 20
    }

let digits =
    lazy
        (let train, test = Synthetic.digits 500 (Key.ofSeed 1UL) |> Dataset.splitAt 350

         Trainer.create
             (Layer.conv2d 4 3 >=> Layer.relu >=> Layer.maxPool2d 4 >=> Layer.flatten >=> Layer.dense 10)
             Loss.softmaxCrossEntropy
             (Optimizer.adam 5e-3)
         |> Trainer.withValidation test
         |> Trainer.withCallback (Callback.rateByEpoch (fun epoch -> 1.0 / float epoch))
         |> Report.fit (Key.ofSeed 2UL) 3 train)

/// Names that would break a page that does not mind what it writes.
let hostile = "</script><img src=x onerror=alert(1)> \"it's\" & 價格\u2028"

/// Rents by size and city.
let rents =
    lazy
        (let random = Random 5
         let cities = [| "Graz"; "Bern"; "</script>" |]
         let rows = Array.init 240 (fun _ -> float (random.Next(20, 150)), random.Next 3)

         let table =
             Table.ofColumns [
                 Column.numbers "size" (rows |> Seq.map fst)
                 Column.texts "city & \"land\"" (rows |> Seq.map (fun (_, city) -> cities[city]))
                 Column.numbers
                     "rent"
                     (rows |> Seq.map (fun (size, city) -> 9.0 * size + 200.0 * float city + 30.0 * random.NextDouble()))
             ]

         let train, test = Table.split 0.75 table
         let recorder = Recorder()

         let model, result =
             TableTrainer.create "rent" (Layer.dense 16 >=> Layer.relu) (Optimizer.adam 0.02)
             |> TableTrainer.withValidation test
             |> TableTrainer.withTrainer (Recorder.attach recorder >> Trainer.withEarlyStopping 3)
             |> TableTrainer.fit (Key.ofSeed 3UL) 12 train

         Report.ofResult result
         |> Report.withTable model test
         |> Report.withRecord recorder.Record
         |> Report.titled hostile)

/// Points on two rings, in steps of one sample: much to tell of, and little to compute.
let ringTrainer, ringData =
    let data = Synthetic.circlesWith 0.5 500 0.1 (Key.ofSeed 4UL)

    Trainer.create (Layer.dense 8 >=> Layer.tanh >=> Layer.dense 2) Loss.softmaxCrossEntropy (Optimizer.sgd 0.05)
    |> Trainer.withBatchSize 1
    |> Trainer.withValidation data,
    data
