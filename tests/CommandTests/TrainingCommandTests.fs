module FuncNet.Tests.``A training by the command line``

open System.IO
open FuncNet
open FuncNet.Tests.Tool
open Xunit

/// Images of bars that lie and that stand, in a folder for each class.
let private bars folder =
    for kind in [ "lying"; "standing" ] do
        Directory.CreateDirectory(Path.Combine(folder, kind)) |> ignore

        for i in 0..19 do
            let at (y: int) (x: int) = if (if kind = "lying" then y else x) = i % 8 then 1.0f else 0.0f
            let pixels = Tensor.ofArray [ 8; 8 ] (Array.init 64 (fun p -> at (p / 8) (p % 8)))
            ImageFile.write (Path.Combine(folder, kind, $"{i}.png")) (Image.ofTensor pixels)

[<Fact>]
let ``learns images of a folder, and predicts single ones and folders`` () =
    inFolder (fun folder ->
        bars (Path.Combine(folder, "bars"))

        let trained =
            funcnet folder [
                "train"
                "bars"
                "--network"
                "conv2d 8 3, relu, globalMaxPool, dense 16, relu"
                "--epochs"
                "40"
                "--rate"
                "0.01"
                "--split"
                "1"
            ]
            |> succeeds

        Assert.Contains("40 samples to train on", trained.Output)
        Assert.DoesNotContain("to validate on", trained.Output)
        let predicted = funcnet folder [ "predict"; "model.safetensors"; "bars"; "--json" ] |> succeeds

        let right = [
            for row in predicted.Json.EnumerateArray() do
                let name = (row.GetProperty "input").GetString() |> Option.ofObj |> Option.defaultValue ""
                let said = (row.GetProperty "class").GetString() |> Option.ofObj |> Option.defaultValue "?"

                if name.StartsWith said then
                    said
        ]

        Assert.Equal(40, predicted.Json.GetArrayLength())
        Assert.True(right.Length >= 36, predicted.Output)

        let one = funcnet folder [ "predict"; "model.safetensors"; "bars/lying/3.png"; "--json" ] |> succeeds
        Assert.Equal("lying", (one.Json[0].GetProperty "class").GetString())
        let evaluated = funcnet folder [ "evaluate"; "model.safetensors"; "bars" ] |> succeeds
        Assert.Contains("true \\ predicted", evaluated.Output))

[<Fact>]
let ``that is interrupted saves what there is, and goes on to the same end`` () =
    inFolder (fun folder ->
        flats folder "flats.csv" 4000

        let words output = [
            "train"
            "flats.csv"
            "--target"
            "size"
            "--network"
            "dense 64, relu, dropout 0.2, dense 64, relu"
            "--epochs"
            "300"
            "--batch-size"
            "4"
            "--patience"
            "299"
            "--output"
            output
        ]

        let broken = interrupted folder "epoch   2/300" (words "a.safetensors")
        Assert.Equal(130, broken.Code)
        Assert.Contains("Interrupted in epoch", broken.Output)
        Assert.Contains("--resume \"a.checkpoint.safetensors\"", broken.Output)
        // The model so far is whole.
        funcnet folder [ "evaluate"; "a.safetensors"; "flats.csv" ] |> succeeds |> ignore

        let resume = [ "--resume"; "a.checkpoint.safetensors"; "--force" ]
        funcnet folder (words "a.safetensors" @ resume) |> succeeds |> ignore
        funcnet folder (words "b.safetensors") |> succeeds |> ignore
        let values name = (Safetensors.read (Path.Combine(folder, name))).Tensors |> Seq.toList
        Assert.Equal<_ list>(values "b.safetensors", values "a.safetensors"))

[<Fact>]
let ``whose numbers become infinite fails, and says why`` () =
    inFolder (fun folder ->
        flats folder "flats.csv" 100
        let words = [ "train"; "flats.csv"; "--target"; "rent"; "--network"; "dense 8, relu" ]

        funcnet folder (words @ [ "--optimizer"; "sgd"; "--rate"; "1e15" ])
        |> fails 1 [ "the loss of step"; "--rate" ])

[<Fact>]
let ``writes checkpoints, from whose folder it goes on`` () =
    inFolder (fun folder ->
        flats folder "flats.csv" 100

        let words epochs output = [
            "train"
            "flats.csv"
            "--target"
            "size"
            "--network"
            "dense 8, relu"
            "--epochs"
            string epochs
            "--output"
            output
        ]

        funcnet folder (words 3 "a.safetensors" @ [ "--checkpoint"; "run" ]) |> succeeds |> ignore

        let resumed =
            funcnet folder (words 6 "b.safetensors" @ [ "--checkpoint"; "run"; "--resume"; "run" ]) |> succeeds

        Assert.DoesNotContain("epoch 3/6", resumed.Output)
        Assert.Contains("epoch 4/6", resumed.Output)
        funcnet folder (words 6 "c.safetensors") |> succeeds |> ignore

        Assert.Equal<byte>(
            File.ReadAllBytes(Path.Combine(folder, "c.safetensors")),
            File.ReadAllBytes(Path.Combine(folder, "b.safetensors"))
        ))

[<Fact>]
let ``replaces nothing unasked, and looks at what it will write before it begins`` () =
    inFolder (fun folder ->
        flats folder "flats.csv" 60
        let words = [ "train"; "flats.csv"; "--target"; "size"; "--network"; "dense 4"; "--epochs"; "1" ]
        funcnet folder words |> succeeds |> ignore
        let before = File.ReadAllBytes(Path.Combine(folder, "model.safetensors"))
        funcnet folder words |> fails 2 [ "'model.safetensors' is there already"; "--force" ]
        Assert.Equal<byte>(before, File.ReadAllBytes(Path.Combine(folder, "model.safetensors")))
        funcnet folder (words @ [ "--force" ]) |> succeeds |> ignore

        funcnet folder (words @ [ "--output"; "no/m.safetensors" ])
        |> fails 2 [ "folder of 'no/m.safetensors'"; "mkdir" ]

        funcnet folder (words @ [ "--output"; "." ]) |> fails 2 [ "is a folder" ]
        funcnet folder (words @ [ "--force"; "--log"; "run.txt" ]) |> fails 2 [ ".csv or .jsonl" ]
        funcnet folder (words @ [ "--force"; "--resume"; "run" ]) |> fails 2 [ "--resume run" ])
