namespace FuncNet.Tests

open System
open System.Diagnostics
open System.IO

/// The checkout that the tests are part of, and programs that are run for it.
module Repository =

    let root =
        let rec climb (folder: DirectoryInfo | null) =
            match folder with
            | null -> failwith "There is no FuncNet.sln above the tests."
            | folder when File.Exists(Path.Combine(folder.FullName, "FuncNet.sln")) -> folder.FullName
            | folder -> climb folder.Parent

        climb (DirectoryInfo AppContext.BaseDirectory)

    /// Debug or Release: the tests lie in bin/CONFIGURATION/FRAMEWORK.
    let configuration =
        match (DirectoryInfo AppContext.BaseDirectory).Parent with
        | null -> failwith "The tests lie in no folder of a configuration."
        | parent -> parent.Name

    /// The projects in src that are packed, by name.
    let projects =
        [
            for folder in Directory.GetDirectories(Path.Combine(root, "src")) do
                yield! Directory.GetFiles(folder, "*.*proj")
        ]
        |> List.sort

    /// A command that is installed, and no library.
    let isTool (project: string) = File.ReadAllText(project).Contains "<PackAsTool>true"

    let nameOf (project: string) = string (Path.GetFileNameWithoutExtension project)

    /// Runs a program to its end; its output, with its errors behind it. It fails where the program does.
    let run (folder: string) (environment: (string * string) list) (program: string) (arguments: string list) : string =
        let start =
            ProcessStartInfo(
                program,
                arguments,
                WorkingDirectory = folder,
                RedirectStandardInput = true,
                RedirectStandardOutput = true,
                RedirectStandardError = true
            )

        for name, value in environment do
            start.Environment[name] <- value

        use process' =
            match Process.Start start with
            | null -> failwith $"{program} does not start."
            | started -> started

        process'.StandardInput.Close()
        let error = process'.StandardError.ReadToEndAsync()
        let output = process'.StandardOutput.ReadToEnd()
        process'.WaitForExit()

        if process'.ExitCode <> 0 then
            let command = String.Join(" ", program :: arguments)
            failwith $"{command} ended with {process'.ExitCode}:\n{output}{error.Result}"

        output + error.Result

    /// Runs an action with an empty folder that is gone afterwards.
    let withFolder (action: string -> 'T) =
        let folder = Directory.CreateTempSubdirectory "funcnet"

        try
            action folder.FullName
        finally
            folder.Delete true
