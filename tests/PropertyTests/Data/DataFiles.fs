namespace FuncNet.Tests

open System
open System.IO
open Xunit
open FuncNet

/// Files for tests: the real data beside the project, and temporary ones.
module DataFiles =

    /// The root of the checkout, where FuncNet.sln is.
    let root =
        let rec climb (folder: DirectoryInfo | null) =
            match folder with
            | null -> None
            | folder when File.Exists(Path.Combine(folder.FullName, "FuncNet.sln")) -> Some folder.FullName
            | folder -> climb folder.Parent

        climb (DirectoryInfo AppContext.BaseDirectory)

    /// The folder ../shared/data from the project's root, if it is there.
    let folder =
        root
        |> Option.map (fun root -> Path.GetFullPath(Path.Combine(root, "..", "shared", "data")))
        |> Option.filter Directory.Exists

    /// A file of the real data, in a test that is a DataFact.
    let path name = Path.Combine(folder.Value, name)

    /// Runs an action with the name of a file that is gone afterwards.
    let withFile (name: string) (content: byte[]) (action: string -> 'T) =
        let folder = Directory.CreateTempSubdirectory "funcnet"

        try
            let path = Path.Combine(folder.FullName, name)
            File.WriteAllBytes(path, content)
            action path
        finally
            folder.Delete true

    let withText name (content: string) action = withFile name (Text.Encoding.UTF8.GetBytes content) action

    /// Runs an action with an empty folder that is gone afterwards.
    let withFolder (action: string -> 'T) =
        let folder = Directory.CreateTempSubdirectory "funcnet"

        try
            action folder.FullName
        finally
            folder.Delete true

    /// The action throws a DataException with each of these texts in its message, which is one line.
    let refused (parts: string list) (action: unit -> 'T) =
        let error = Assert.Throws<DataException>(fun () -> action () |> ignore)
        parts |> List.iter (fun part -> Assert.Contains(part, error.Message))
        Assert.DoesNotContain("\n", error.Message)

/// A test that needs the real data, and says that it is skipped where they are missing.
type DataFactAttribute() as this =
    inherit FactAttribute()

    do
        if DataFiles.folder.IsNone then
            this.Skip <- "The folder ../shared/data with the real data is missing."
