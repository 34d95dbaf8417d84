module FuncNet.Tests.``A file given to the command line``

open System.IO
open FuncNet
open FuncNet.Tests.Tool
open Xunit

/// Points of the plane with a class by the sign of their first coordinate.
let private points folder =
    let inputs = Array.init 200 (fun i -> (if i / 2 % 2 = 0 then 1.0f else -1.0f) * float32 (1 + i % 7))
    let labels = Array.init 100 (fun i -> if inputs[2 * i] > 0.0f then 1 else 0)
    let data = Dataset(Tensor.ofArray [ 100; 2 ] inputs, Tensor.ofArray [ 100 ] labels)
    Dataset.saveNpz (Path.Combine(folder, "points.npz")) data

let private trained folder =
    points folder

    funcnet folder [ "train"; "points.npz"; "--network"; "dense 8, relu"; "--rate"; "0.05"; "--epochs"; "20" ]
    |> succeeds
    |> ignore

[<Fact>]
let ``of NumPy is trained on, measured and predicted, by a model and by its ONNX file alike`` () =
    inFolder (fun folder ->
        trained folder
        funcnet folder [ "export"; "model.safetensors"; "model.onnx" ] |> succeeds |> ignore

        for model in [ "model.safetensors"; "model.onnx" ] do
            let evaluated = funcnet folder [ "evaluate"; model; "points.npz"; "--json" ] |> succeeds
            Assert.Equal(1.0, ((evaluated.Json.GetProperty "figures").GetProperty "accuracy").GetDouble())
            let predicted = funcnet folder [ "predict"; model; "points.npz"; "--json" ] |> succeeds
            Assert.Equal(100, predicted.Json.GetArrayLength())
            let summed = funcnet folder [ "summary"; model; "--json" ] |> succeeds
            Assert.Equal(42, (summed.Json.GetProperty "parameters").GetInt32())
            let inspected = funcnet folder [ "inspect"; model; "--json" ] |> succeeds
            Assert.Equal(4, (inspected.Json.GetProperty "tensors").GetArrayLength()))

[<Fact>]
let ``that is a folder, a table, a checkpoint or damaged is named for what it is`` () =
    inFolder (fun folder ->
        trained folder
        let file name = Path.Combine(folder, name)
        flats folder "flats.csv" 60
        Directory.CreateDirectory(file "folder") |> ignore
        File.WriteAllBytes(file "cut.safetensors", (File.ReadAllBytes(file "model.safetensors"))[..199])
        File.WriteAllText(file "empty.csv", "")
        File.WriteAllText(file "header.csv", "district,area,garden,rent,size\n")

        funcnet folder [
            "train"
            "flats.csv"
            "--target"
            "size"
            "--network"
            "dense 4"
            "--epochs"
            "1"
            "--output"
            "flats.safetensors"
            "--checkpoint"
            "run"
        ]
        |> succeeds
        |> ignore

        let checkpoint = Directory.GetFiles(file "run", "step-*.safetensors")[0]

        let commands model = [
            [ "evaluate"; model; "flats.csv" ]
            [ "predict"; model; "flats.csv" ]
            [ "summary"; model ]
        ]

        for words in commands "folder" do
            funcnet folder words |> fails 1 [ "'folder' is a folder" ]

        for words in commands "flats.csv" do
            funcnet folder words |> fails 1 [ "'flats.csv' is no model" ]

        for words in commands checkpoint do
            funcnet folder words |> fails 1 [ "is a checkpoint"; "--resume" ]

        for words in commands "cut.safetensors" do
            funcnet folder words |> fails 1 [ "cut.safetensors"; "truncated" ]

        funcnet folder [ "inspect"; "folder" ] |> fails 1 [ "'folder' is a folder" ]
        funcnet folder [ "evaluate"; "model.safetensors"; "flats.csv" ] |> fails 2 [ "is a table" ]
        funcnet folder [ "predict"; "model.safetensors"; "flats.csv" ] |> fails 2 [ "is a table" ]
        funcnet folder [ "predict"; "flats.safetensors"; "empty.csv" ] |> fails 1 [ "'empty.csv' is empty" ]

        funcnet folder [ "predict"; "flats.safetensors"; "header.csv" ]
        |> fails 1 [ "has a header but no rows" ])
