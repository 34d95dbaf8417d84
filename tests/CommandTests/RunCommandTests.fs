module FuncNet.Tests.``What a training leaves behind``

open System.IO
open System.Net
open System.Net.Http
open System.Net.Sockets
open System.Text.RegularExpressions
open FuncNet
open FuncNet.Tests.Tool
open Xunit

let private words = [ "train"; "flats.csv"; "--target"; "size"; "--network"; "dense 8, relu" ]

let private trained folder (more: string list) =
    flats folder "flats.csv" 100
    funcnet folder (words @ [ "--epochs"; "3" ] @ more) |> succeeds |> ignore

[<Fact>]
let ``for TensorBoard is its losses by epoch, which are those of its log`` () =
    inFolder (fun folder ->
        trained folder [ "--tensorboard"; "board"; "--log"; "run.csv" ]

        let scalars = [
            for file in Directory.GetFiles(Path.Combine(folder, "board"), "*tfevents*", SearchOption.AllDirectories) do
                let part = string (Path.GetFileName(Path.GetDirectoryName file))

                for event in TensorBoard.read file do
                    match event.Entry with
                    | TensorBoardEntry.Scalar(tag, value) -> part, tag, value
                    | _ -> ()
        ]

        let rows = File.ReadAllLines(Path.Combine(folder, "run.csv"))[1..] |> Array.map _.Split(',')

        for part, column in [ "train", 1; "validation", 3 ] do
            let told = [
                for name, tag, value in scalars do
                    if name = part && tag.Contains "loss" then
                        value
            ]

            for row in rows do
                Assert.Contains(told, fun value -> abs (value - float row[column]) < 1e-6))

[<Fact>]
let ``becomes a page: checkpoints, logs, with a model and data and without`` () =
    inFolder (fun folder ->
        trained folder [ "--checkpoint"; "run"; "--log"; "run.csv" ]
        funcnet folder (words @ [ "--epochs"; "3"; "--force"; "--log"; "run.jsonl" ]) |> succeeds |> ignore
        let last = (File.ReadAllLines(Path.Combine(folder, "run.csv"))[3]).Split ','

        let page (arguments: string list) =
            let answer =
                funcnet folder ([ "report" ] @ arguments @ [ "--output"; "p.html"; "--force"; "--json" ])
                |> succeeds

            Assert.Equal("p.html", (answer.Json.GetProperty "report").GetString())
            File.ReadAllText(Path.Combine(folder, "p.html"))

        // The three are of one seed, and so of the same numbers.
        let loss = $"\"loss\":{last[1]}"

        for path in [ "run"; "run.csv"; "run.jsonl" ] do
            let html = page [ path ]
            Assert.Contains(loss, html)
            Assert.DoesNotContain("\"classification\":", html)
            let whole = page [ "model.safetensors"; "flats.csv"; "--run"; path ]
            Assert.Contains(loss, whole)
            Assert.Contains("\"classification\":", whole)

        // Times are told where they were written down, and nowhere else.
        Assert.Contains("\"samplesPerSecond\":", page [ "run.jsonl" ])
        Assert.DoesNotContain("\"samplesPerSecond\":", page [ "run" ])

        // A log of epochs knows nothing of steps, so that the time of an epoch is one.
        let numbers (name: string) (html: string) =
            Regex.Matches(html, $"\"{name}\":([0-9.e-]+)") |> Seq.map (fun found -> float found.Groups[1].Value)

        let timed = page [ "run.jsonl" ]
        Assert.All(numbers "validationSeconds" timed, (fun seconds -> Assert.Equal(0.0, seconds)))
        Assert.True((numbers "seconds" timed |> Seq.filter (fun seconds -> seconds > 0.0) |> Seq.length) >= 2)
        Assert.Contains(loss, page [ "model.safetensors"; "--run"; "run.csv" ])
        Assert.Contains("\"network\":", page [ "model.safetensors" ]))

[<Fact>]
let ``that is damaged, empty or something else makes no page, and it is said why`` () =
    inFolder (fun folder ->
        let write name (text: string) = File.WriteAllText(Path.Combine(folder, name), text)
        trained folder []
        Directory.CreateDirectory(Path.Combine(folder, "bare")) |> ignore
        write "bad.jsonl" "{\"event\":\"started\"}\n"
        write "torn.jsonl" "{\"event\":\n"
        write "none.jsonl" ""
        write "text.csv" "epoch,loss\n1,good\n"
        let report arguments = funcnet folder ("report" :: arguments)
        report [ "bare" ] |> fails 1 [ "'bare' has no whole checkpoint" ]
        report [ "bad.jsonl" ] |> fails 1 [ "'bad.jsonl', line 1" ]
        report [ "torn.jsonl" ] |> fails 1 [ "'torn.jsonl', line 1" ]
        report [ "none.jsonl" ] |> fails 1 [ "no epoch" ]
        report [ "text.csv" ] |> fails 1 [ "line 2"; "'good'" ]
        report [ "flats.csv" ] |> fails 1 [ "no log of a training"; "'epoch'" ]
        report [ "gone.jsonl" ] |> fails 1 [ "gone.jsonl" ]
        report [ "bare"; "flats.csv" ] |> fails 2 [ "Give the model first"; "--run" ]

        report [ "model.safetensors"; "--run"; "model.safetensors" ]
        |> fails 2 [ "none of a folder of checkpoints" ]

        Assert.False(File.Exists(Path.Combine(folder, "report.html"))))

[<Fact>]
let ``is shown while it comes about, on a page of this machine`` () =
    inFolder (fun folder ->
        flats folder "flats.csv" 2000
        let more = [ "--epochs"; "40"; "--batch-size"; "4"; "--live"; "0" ]

        let answer =
            meanwhile folder "live page: " (words @ more) (fun line ->
                let address = line[line.IndexOf "http" ..].Trim()
                Assert.StartsWith("http://127.0.0.1:", address)
                use client = new HttpClient()
                Assert.Contains("<html", client.GetStringAsync(address).Result))

        answer |> succeeds |> ignore
        Assert.Contains("finished", answer.Output))

[<Fact>]
let ``is not shown at a port that is taken, and no model is written`` () =
    inFolder (fun folder ->
        flats folder "flats.csv" 60
        use taken = new TcpListener(IPAddress.Loopback, 0)
        taken.Start()
        let port = string (taken.LocalEndpoint :?> IPEndPoint).Port
        let answer = funcnet folder (words @ [ "--live"; port ])
        Assert.Contains(answer.Code, [ 1; 2 ])
        answer |> fails answer.Code [ port ]
        Assert.False(File.Exists(Path.Combine(folder, "model.safetensors"))))
