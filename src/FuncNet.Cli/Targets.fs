namespace FuncNet.Cli

open System
open System.IO

/// Files that will be written, looked at before any work is done.
module internal Targets =

    /// Throws unless the file can be written: its folder is there and lets itself be written to, and nothing is replaced that nobody wants to lose.
    let require (screen: Screen) (force: bool) (path: string) : unit =
        let full =
            try
                Path.GetFullPath path
            with :? ArgumentException ->
                wrongUsage "'%s' is not the name of a file." path

        let folder = Path.GetDirectoryName full |> Option.ofObj |> Option.defaultValue "."

        if Directory.Exists full then
            wrongUsage "'%s' is a folder; the name of a file is needed." path

        if not (Directory.Exists folder) then
            wrongUsage "The folder of '%s' does not exist; make it first: mkdir -p \"%s\"." path folder

        let trial = Path.Combine(folder, $".funcnet-{Guid.NewGuid():N}.tmp")

        try
            File.WriteAllBytes(trial, [||])
            File.Delete trial
        with
        | :? UnauthorizedAccessException
        | :? IOException -> wrongUsage "The folder '%s' cannot be written to." folder

        if File.Exists full && not force && not (screen.Confirms $"Replace {path}?") then
            wrongUsage "'%s' is there already; --force replaces it." path
