module FuncNet.Tests.``A wrong word on the command line``

open FuncNet.Tests.Tool
open Xunit

[<Fact>]
let ``is named with the nearest right one, and nothing is done`` () =
    inFolder (fun folder ->
        flats folder "flats.csv" 60

        let wrong arguments parts =
            funcnet folder arguments |> fails 2 parts
            Assert.Single(System.IO.Directory.GetFileSystemEntries folder) |> ignore

        let train = [ "train"; "flats.csv"; "--target"; "size"; "--network" ]
        wrong [ "trian" ] [ "no command 'trian'"; "Did you mean train?" ]
        wrong [ "train"; "flats.csv"; "--epoch"; "3" ] [ "Unknown option --epoch. Did you mean --epochs?"; "--help" ]
        wrong [ "train" ] [ "DATA is missing" ]
        wrong [ "train"; "flats.csv"; "--target"; "size" ] [ "Which network?"; "--network" ]
        wrong [ "train"; "flats.csv"; "--network"; "dense 3" ] [ "--target"; "district, area, garden, rent, size" ]
        wrong (train @ [ "dense 3, rleu" ]) [ "Line 1, column 10"; "Did you mean \"relu\"?" ]
        wrong (train @ [ "dense" ]) [ "dense lacks units"; "It takes: dense units" ]
        wrong (train @ [ "conv2d 3 3" ]) [ "image" ]
        wrong (train @ [ "dense 3"; "--optimizer"; "adm" ]) [ "no optimizer 'adm'"; "\"adam\"" ]
        wrong (train @ [ "dense 3"; "--epochs"; "many" ]) [ "--epochs: a whole number is expected; it is 'many'" ]
        wrong (train @ [ "dense 3"; "--epochs"; "0" ]) [ "--epochs must be at least 1; it is 0" ]
        wrong (train @ [ "dense 3"; "--split"; "1.5" ]) [ "--split" ]
        wrong (train @ [ "dense 3"; "--without"; "ara" ]) [ "no column 'ara'"; "\"area\"" ]
        wrong (train @ [ "dense 3"; "--as"; "words" ]) [ "classes or numbers" ]
        wrong [ "train"; "flats.csv"; "--target"; "sise"; "--network"; "relu" ] [ "no column 'sise'"; "\"size\"" ]
        wrong [ "data"; "fetch"; "mnst" ] [ "no data set 'mnst'"; "\"mnist\"" ]
        wrong [ "data"; "fetch" ] [ "NAME is missing"; "See: funcnet data fetch --help" ]
        wrong [] [ "Which command?"; "train, evaluate" ]
        wrong [ "data" ] [ "Which command? They are: list, fetch" ]
        wrong [ "export"; "m.safetensors"; "m.npx" ] [ ".npx"; ".npz" ]
        wrong [ "summary"; "--network"; "dense 3" ] [ "--input" ]
        wrong [ "summary"; "--network"; "dense 3"; "--input"; "4xa" ] [ "--input 4xa" ])

[<Fact>]
let ``is one document, where documents are asked for`` () =
    inFolder (fun folder ->
        for arguments in
            [
                []
                [ "trian" ]
                [ "train" ]
                [ "data" ]
                [ "data"; "fetch" ]
                [ "report" ]
                [ "summary"; "x" ]
                [ "predict"; "a"; "b"; "c" ]
            ] do
            let answer = funcnet folder (arguments @ [ "--json" ])
            Assert.NotEqual(0, answer.Code)
            Assert.Equal(answer.Code, (answer.Json.GetProperty "exitCode").GetInt32())
            Assert.DoesNotContain("--json", (answer.Json.GetProperty "error").GetString()))

[<Fact>]
let ``is not needed to learn the right ones`` () =
    inFolder (fun folder ->
        let help = funcnet folder [ "--help" ] |> succeeds

        for command in [ "train"; "evaluate"; "predict"; "summary"; "inspect"; "export"; "data"; "report" ] do
            Assert.Contains($"\n  {command}", help.Output)
            let own = funcnet folder ([ command; "--help" ]) |> succeeds
            Assert.Contains("Usage:", own.Output)

            if command <> "data" then
                Assert.Contains("Examples:\n  funcnet " + command, own.Output)

        Assert.Contains("130", help.Output)
        let listed = funcnet folder [ "data"; "list"; "--json" ] |> succeeds
        Assert.Equal(4, listed.Json.GetArrayLength())

        let summed =
            funcnet folder [ "summary"; "--network"; "flatten, dense 10"; "--input"; "28x28x1" ] |> succeeds

        Assert.Contains("7,850", summed.Output))
