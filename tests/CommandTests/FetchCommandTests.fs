module FuncNet.Tests.``Data that are fetched by the command line``

open System.IO
open FuncNet.Tests
open FuncNet.Tests.Tool
open Microsoft.AspNetCore.Http
open Xunit

let private fetch folder (server: LoopbackServer) =
    funcnet folder [ "data"; "fetch"; "mnist"; "--folder"; "data"; "--mirror"; server.Address ]

/// As they are published.
let private sizes = [
    "train-images-idx3-ubyte.gz", 9_912_422
    "train-labels-idx1-ubyte.gz", 28_881
    "t10k-images-idx3-ubyte.gz", 1_648_877
    "t10k-labels-idx1-ubyte.gz", 4_542
]

/// What stays of a download that failed: files in the folder for data sets.
let private left folder =
    let data = Path.Combine(folder, "data")

    if Directory.Exists data then
        Directory.GetFiles(data, "*.gz", SearchOption.AllDirectories)
    else
        [||]

[<Fact>]
let ``are asked for by their names, and where the mirror has none it is told which is missing`` () =
    inFolder (fun folder ->
        use server = new LoopbackServer(fun _ -> FuncNet.Tests.Answer.status 404)
        fetch folder server |> fails 1 [ "404"; server.Address; "idx3-ubyte.gz" ]
        Assert.Empty(left folder)
        Assert.All(server.Asked, (fun asked -> Assert.EndsWith("-ubyte.gz", asked.Path))))

[<Fact>]
let ``are refused if their sums are not those that are known, and nothing stays`` () =
    inFolder (fun folder ->
        let answer _ (context: HttpContext) =
            let asked = string context.Request.Path
            let _, size = sizes |> List.find (fun (name, _) -> asked.EndsWith name)
            FuncNet.Tests.Answer.plain (Array.zeroCreate size) context

        use server = new LoopbackServer(answer)
        fetch folder server |> fails 1 [ "its MD5 is"; "idx3-ubyte.gz" ]
        Assert.Empty(left folder))

[<Fact>]
let ``are listed with the size of their download, and a wrong name gets the nearest`` () =
    inFolder (fun folder ->
        let listed = funcnet folder [ "data"; "list"; "--json" ] |> succeeds

        let names = [ for item in listed.Json.EnumerateArray() -> string ((item.GetProperty "name").GetString()) ]

        Assert.Equal<string list>([ "mnist"; "fashion-mnist"; "cifar-10"; "cifar-100" ], names)
        funcnet folder [ "data"; "fetch"; "minst" ] |> fails 2 [ "'minst'"; "mnist" ])
