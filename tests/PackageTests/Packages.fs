namespace FuncNet.Tests

open System
open System.IO
open System.IO.Compression
open System.Xml.Linq

/// A package, unpacked in memory.
type Package = {
    Id: string
    Version: string
    /// Names with contents.
    Files: Map<string, byte[]>
    /// What it is described by, element by element.
    Description: Map<string, string>
    /// Other packages that it needs: names and versions.
    Dependencies: Map<string, string>
}

module Packages =

    let private filesOf (path: string) =
        use archive = ZipFile.OpenRead path

        Map [
            for entry in archive.Entries do
                use content = new MemoryStream()
                using (entry.Open()) _.CopyTo(content)
                entry.FullName, content.ToArray()
        ]

    let private elements (name: string) (parent: XElement) =
        parent.Descendants() |> Seq.filter (fun element -> element.Name.LocalName = name) |> Seq.toList

    let private attribute (name: string) (element: XElement) =
        match element.Attribute(XName.Get name) with
        | null -> ""
        | found -> found.Value

    /// What lies in a .nupkg file.
    let read (path: string) : Package =
        let files = filesOf path
        let name = files.Keys |> Seq.find (fun name -> name.EndsWith(".nuspec", StringComparison.Ordinal))
        use stream = new MemoryStream(files[name])

        let metadata =
            XDocument.Load stream |> fun document -> (elements "metadata" (nonNull document.Root)).Head

        let description = Map [ for element in metadata.Elements() -> element.Name.LocalName, element.Value ]

        {
            Id = description["id"]
            Version = description["version"]
            Files = files
            Description = description
            Dependencies =
                Map [
                    for element in elements "dependency" metadata -> attribute "id" element, attribute "version" element
                ]
        }

    /// The files of a .snupkg file.
    let readSymbols (path: string) = filesOf path

    /// Packs every project of src into a folder; they are built already.
    let pack (folder: string) : unit =
        for project in Repository.projects do
            Repository.run Repository.root [] "dotnet" [
                "pack"
                project
                "--no-build"
                "-c"
                Repository.configuration
                "-o"
                folder
                "--nologo"
            ]
            |> ignore

    /// The packages, packed once for all tests.
    let all =
        lazy
            (let folder = (Directory.CreateTempSubdirectory "funcnet-packages").FullName
             AppDomain.CurrentDomain.ProcessExit.Add(fun _ -> Directory.Delete(folder, true))
             pack folder
             folder)

    let listed () = [ for path in Directory.GetFiles(all.Value, "*.nupkg") |> Array.sort -> read path ]
