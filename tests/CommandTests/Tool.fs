/// The command line as a process of its own, in a folder of its own.
module FuncNet.Tests.Tool

open System
open System.Diagnostics
open System.IO
open System.Runtime.InteropServices
open System.Text.Json
open Xunit

type Answer = {
    Code: int
    Output: string
    Error: string
} with

    /// The document on the standard output, which holds nothing else.
    member answer.Json = (JsonDocument.Parse answer.Output).RootElement

let private start (folder: string) (arguments: string list) =
    let info = ProcessStartInfo("dotnet", WorkingDirectory = folder)
    info.RedirectStandardOutput <- true
    info.RedirectStandardError <- true
    info.RedirectStandardInput <- true
    info.ArgumentList.Add(Path.Combine(AppContext.BaseDirectory, "FuncNet.Cli.dll"))
    arguments |> List.iter info.ArgumentList.Add
    let running = nonNull (Process.Start info)
    running.StandardInput.Close()
    running

let private finish (running: Process) : Answer =
    let output = running.StandardOutput.ReadToEndAsync()
    let error = running.StandardError.ReadToEndAsync()
    running.WaitForExit()

    {
        Code = running.ExitCode
        Output = output.Result.Replace("\r\n", "\n")
        Error = error.Result.Replace("\r\n", "\n")
    }

/// Runs funcnet with these words.
let funcnet folder (arguments: string list) : Answer =
    use running = start folder arguments
    finish running

[<DllImport("libc", SetLastError = true)>]
extern int private kill(int pid, int signal)

/// Runs funcnet and presses Ctrl-C once it has written a line with this text.
let interrupted folder (text: string) (arguments: string list) : Answer =
    use running = start folder arguments
    let mutable line: string | null = ""
    let seen = Text.StringBuilder()

    while not (isNull line) && not ((nonNull line).Contains text) do
        line <- running.StandardOutput.ReadLine()
        seen.AppendLine line |> ignore

    // SIGINT, to this process alone.
    kill (running.Id, 2) |> ignore
    let answer = finish running
    { answer with Output = string seen + answer.Output }

/// Runs funcnet, and an action with the line that has this text once it is written; the action does not end the run.
let meanwhile folder (text: string) (arguments: string list) (action: string -> unit) : Answer =
    use running = start folder arguments
    let mutable line: string | null = ""

    while not (isNull line) && not ((nonNull line).Contains text) do
        line <- running.StandardOutput.ReadLine()

    try
        match line with
        | null -> Assert.Fail $"no line with '{text}'\n{running.StandardError.ReadToEnd()}"
        | line -> action line

        finish running
    finally
        if not running.HasExited then
            running.Kill()

let inFolder (action: string -> unit) =
    let folder = Path.Combine(Path.GetTempPath(), $"funcnet-{Guid.NewGuid():N}")
    Directory.CreateDirectory folder |> ignore

    try
        action folder
    finally
        Directory.Delete(folder, true)

let succeeds (answer: Answer) =
    Assert.True((answer.Code = 0), $"exit code {answer.Code}\n{answer.Output}\n{answer.Error}")
    answer

/// It ends with this code, and its one error has these parts and no trace of a stack.
let fails code (parts: string list) (answer: Answer) =
    Assert.True((answer.Code = code), $"exit code {answer.Code}\n{answer.Output}\n{answer.Error}")

    for part in parts do
        Assert.Contains(part, answer.Error)

    Assert.DoesNotContain("   at ", answer.Error)

/// Flats with a text, a number with gaps and a truth value; their size and their rent follow from them.
let flats folder name rows =
    let random = Random 1

    File.WriteAllLines(
        Path.Combine(folder, name),
        [
            "district,area,garden,rent,size"
            for _ in 1..rows do
                let area = random.Next(30, 120)
                let district = [| "north"; "south"; "east" |][random.Next 3]
                let rent = 8 * area + (if district = "north" then 200 else 0) + random.Next 40
                let written = if random.Next 20 = 0 then "" else string area
                let garden = if random.Next 2 = 0 then "true" else "false"
                let size = if area > 75 then "large" else "small"
                $"{district},{written},{garden},{rent},{size}"
        ]
    )
