// Pictures that the scripts make.
module Picture

open System.IO

/// Where a picture goes: into the folder artifacts of the repository, which git ignores. name: such as "race.svg" or "notes/race.svg".
let path (name: string) =
    let file = FileInfo(Path.GetFullPath(Path.Combine(__SOURCE_DIRECTORY__, "..", "..", "artifacts", name)))
    Directory.CreateDirectory(Path.GetDirectoryName file.FullName) |> ignore
    file.FullName

/// Writes the text of an SVG file there, and says so.
let save name (svg: string) =
    File.WriteAllText(path name, svg)
    printfn "artifacts/%s" name
