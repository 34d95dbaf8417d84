// Pictures that the scripts make.
module Picture

open System.IO

/// Writes the text of an SVG file into the folder artifacts of the repository, which git ignores, and says so.
let save name (svg: string) =
    let folder = Directory.CreateDirectory(Path.Combine(__SOURCE_DIRECTORY__, "..", "..", "artifacts"))

    File.WriteAllText(Path.Combine(folder.FullName, name), svg)
    printfn "artifacts/%s" name
