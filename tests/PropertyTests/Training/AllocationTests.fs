module FuncNet.Tests.Allocations

open System
open System.Diagnostics
open System.IO
open Xunit

[<Fact>]
let ``a step between events and a prediction into the caller's memory allocate nothing`` () =
    let program = Path.Combine(AppContext.BaseDirectory, "Allocations.dll")

    let start =
        ProcessStartInfo("dotnet", [ program ], RedirectStandardOutput = true, RedirectStandardError = true)

    use run = nonNull (Process.Start start)
    let error = run.StandardError.ReadToEndAsync()
    let output = run.StandardOutput.ReadToEnd()
    run.WaitForExit()
    Assert.True((run.ExitCode = 0), $"{output}{error.Result}")
