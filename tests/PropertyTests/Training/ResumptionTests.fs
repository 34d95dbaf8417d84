module FuncNet.Tests.Resumption

open System
open System.Diagnostics
open System.IO
open System.Threading
open System.Threading.Tasks
open Xunit
open FuncNet

let private start (folder: string) (seed: int) (what: string) =
    let program = Path.Combine(AppContext.BaseDirectory, "Resumption.dll")
    let arguments = [ program; folder; string seed; what ]

    nonNull (
        Process.Start(
            ProcessStartInfo("dotnet", arguments, RedirectStandardOutput = true, RedirectStandardError = true)
        )
    )

let private finish folder seed =
    use run = start folder seed "finish"
    let error = run.StandardError.ReadToEndAsync()
    let output = run.StandardOutput.ReadToEnd()
    run.WaitForExit()

    if run.ExitCode <> 0 then
        failwith $"{output}{error.Result}"

/// Begins the run, and ends the process a random time later: mostly after a step is done, and now and then before.
let private kill (random: Random) folder seed =
    use run = start folder seed "save"
    let error = run.StandardError.ReadToEndAsync()

    if random.Next 10 = 0 then
        Thread.Sleep(random.Next 500)
    elif isNull (run.StandardOutput.ReadLine()) then
        failwith $"The run has done no step: {error.Result}"
    else
        Thread.Sleep(random.Next 25)

    run.Kill()
    run.WaitForExit()

let private within (action: string -> 'T) =
    let folder = Directory.CreateTempSubdirectory "funcnet"

    try
        action folder.FullName
    finally
        folder.Delete true

let private steps folder =
    Checkpoint.latest folder
    |> Option.map (fun path -> (Safetensors.read path).Tensors |> Seq.find (fun entry -> entry.Key = "optimizer/step"))
    |> Option.map (fun entry -> int (entry.Value.ToScalar()))
    |> Option.defaultValue 0

let private number name path =
    let entry = (Safetensors.read path).Tensors |> Seq.find (fun entry -> entry.Key = name)
    entry.Value.ToScalar()

[<Fact>]
let ``a run that is killed 200 times and resumed each time ends as an unbroken one, bit for bit`` () =
    let seeds = [| 11; 12 |]

    let killed (seed: int) =
        Task.Run(fun () ->
            within (fun unbroken ->
                within (fun broken ->
                    let random = Random seed
                    let reached = ResizeArray<int>()

                    for _ in 1..100 do
                        kill random broken seed
                        reached.Add(steps broken)

                    finish broken seed
                    finish unbroken seed

                    // The run goes forwards, was killed on its way, and has done what there is to be remembered.
                    Assert.Equal<int>(Seq.sort reached, reached)
                    Assert.True(Seq.length (Seq.distinct reached) > 50, $"seed {seed}: {List.ofSeq reached}")
                    let last = Path.Combine(unbroken, "last.safetensors")
                    Assert.True(float reached[99] < number "optimizer/step" last)
                    Assert.True(number "optimizer/factor" last < 0.5)
                    Assert.True(number "callbacks/0/state/waited" last = 900.0)

                    for file in [ "last.safetensors"; "result.safetensors"; "log.csv" ] do
                        let bytes folder = File.ReadAllBytes(Path.Combine(folder, file))
                        Assert.True(bytes unbroken = bytes broken, $"seed {seed}: {file} differs"))))

    Task.WaitAll [| for seed in seeds -> killed seed |]
