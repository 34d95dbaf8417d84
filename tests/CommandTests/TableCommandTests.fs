module FuncNet.Tests.``The command line, from a table to a prediction,``

open System.IO
open FuncNet.Tests.Tool
open Xunit

let private network = [ "--network"; "dense 16, relu"; "--rate"; "0.01" ]

[<Fact>]
let ``trains, evaluates, predicts, sums up, inspects, exports and reports`` () =
    inFolder (fun folder ->
        let run arguments = funcnet folder arguments |> succeeds
        let file name = Path.Combine(folder, name)
        flats folder "flats.csv" 300
        flats folder "new.csv" 20

        let trained =
            run (
                [ "train"; "flats.csv"; "--target"; "size"; "--without"; "rent"; "--epochs"; "20" ]
                @ [ "--report"; "run.html"; "--log"; "run.csv" ]
                @ network
            )

        Assert.Contains("240 samples to train on, 60 to validate on", trained.Output)
        Assert.Contains("output (Dense)", trained.Output)
        Assert.Contains("epoch 20/20", trained.Output)
        Assert.Contains("model: model.safetensors", trained.Output)
        Assert.Equal(21, (File.ReadAllLines(file "run.csv")).Length)
        Assert.Contains("<html", File.ReadAllText(file "run.html"))

        let evaluated = run [ "evaluate"; "model.safetensors"; "flats.csv"; "--json" ]
        let figures = evaluated.Json.GetProperty "figures"
        Assert.True((figures.GetProperty "accuracy").GetDouble() > 0.85, evaluated.Output)
        Assert.Equal(300, (evaluated.Json.GetProperty "samples").GetInt32())
        Assert.Contains("true \\ predicted", (run [ "evaluate"; "model.safetensors"; "flats.csv" ]).Output)

        let predicted = run [ "predict"; "model.safetensors"; "new.csv" ]
        let lines = predicted.Output.TrimEnd().Split '\n'
        Assert.Equal("district,area,garden,rent,size,predicted size,size=large,size=small", lines[0])
        Assert.Equal(21, lines.Length)
        run [ "predict"; "model.safetensors"; "new.csv"; "--output"; "p.csv" ] |> ignore
        Assert.Equal(predicted.Output.TrimEnd(), (File.ReadAllText(file "p.csv")).ReplaceLineEndings("\n").TrimEnd())
        let rows = (run [ "predict"; "model.safetensors"; "new.csv"; "--json" ]).Json
        Assert.Equal(20, rows.GetArrayLength())
        Assert.Contains((rows[0].GetProperty "predicted size").GetString(), [ "large"; "small" ])

        Assert.Contains("dense1 (Dense)", (run [ "summary"; "model.safetensors" ]).Output)
        let summary = (run [ "summary"; "model.safetensors"; "--json" ]).Json
        Assert.Equal("dense 16, relu, named output (dense 2)", (summary.GetProperty "network").GetString())

        Assert.Contains("a model of tables", (run [ "inspect"; "model.safetensors" ]).Output)
        let inspected = (run [ "inspect"; "model.safetensors"; "--json" ]).Json

        let layers = ((inspected.GetProperty "metadata").GetProperty "funcnet.network").GetProperty "layers"
        Assert.Equal("Dense", (layers[0].GetProperty "kind").GetString())

        run [ "export"; "model.safetensors"; "weights.npz" ] |> ignore
        Assert.Contains("output.kernel", (run [ "inspect"; "weights.npz" ]).Output)
        let exported = run [ "export"; "model.safetensors"; "model.onnx" ]
        Assert.Contains("in this order: district=east", exported.Output)
        Assert.Contains("a graph of ONNX, operators of version 17", (run [ "inspect"; "model.onnx" ]).Output)
        run [ "report"; "model.safetensors"; "new.csv"; "--output"; "new.html" ] |> ignore
        Assert.True(File.Exists(file "new.html")))

[<Fact>]
let ``predicts numbers in their own units, and tells training as one document`` () =
    inFolder (fun folder ->
        flats folder "flats.csv" 300

        let trained =
            funcnet folder ([ "train"; "flats.csv"; "--target"; "rent"; "--epochs"; "40"; "--json" ] @ network)
            |> succeeds

        Assert.Equal(40, (trained.Json.GetProperty "history").GetArrayLength())
        Assert.False((trained.Json.GetProperty "interrupted").GetBoolean())
        let evaluated = funcnet folder [ "evaluate"; "model.safetensors"; "flats.csv"; "--json" ] |> succeeds
        Assert.True(((evaluated.Json.GetProperty "figures").GetProperty "r2").GetDouble() > 0.8, evaluated.Output)

        let rows = (funcnet folder [ "predict"; "model.safetensors"; "flats.csv"; "--json" ] |> succeeds).Json
        Assert.InRange((rows[0].GetProperty "predicted rent").GetDouble(), 100.0, 1500.0))

[<Fact>]
let ``says which line of a table is wrong, and which file is missing`` () =
    inFolder (fun folder ->
        let write name lines = File.WriteAllLines(Path.Combine(folder, name), (lines: string list))
        flats folder "flats.csv" 60

        funcnet folder ([ "train"; "flats.csv"; "--target"; "size"; "--epochs"; "1" ] @ network)
        |> succeeds
        |> ignore

        write "bad.csv" [ "district,area,garden,rent"; "north,50,true,600"; "north,big,true,600" ]
        write "torn.csv" [ "a,b"; "1,2"; "1,2,3" ]

        funcnet folder [ "predict"; "model.safetensors"; "bad.csv" ]
        |> fails 1 [ "'bad.csv', line 3"; "'area'" ]

        funcnet folder ([ "train"; "torn.csv"; "--target"; "a"; "--output"; "n.safetensors" ] @ network)
        |> fails 1 [ "torn.csv"; "line 3" ]

        funcnet folder [ "predict"; "model.safetensors"; "none.csv" ] |> fails 1 [ "none.csv" ]
        funcnet folder [ "evaluate"; "none.safetensors"; "flats.csv" ] |> fails 1 [ "none.safetensors" ]
        funcnet folder [ "inspect"; "none.npz" ] |> fails 1 [ "none.npz" ]
        write "fake.safetensors" [ "no tensors" ]
        funcnet folder [ "inspect"; "fake.safetensors" ] |> fails 1 [ "fake.safetensors"; "safetensors" ]
        let failed = funcnet folder [ "inspect"; "none.npz"; "--json" ]
        Assert.Equal(1, failed.Code)
        Assert.Contains("none.npz", (failed.Json.GetProperty "error").GetString()))
