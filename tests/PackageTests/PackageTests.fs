module FuncNet.Tests.PackageTests

open System
open System.IO
open System.Text
open Xunit

let private libraries () =
    Packages.listed ()
    |> List.filter (fun package -> package.Files.ContainsKey $"lib/net10.0/{package.Id}.dll")

let private find id = Packages.listed () |> List.find (fun package -> package.Id = id)

[<Fact>]
let ``every project of src makes a package, and its symbols another`` () =
    let ids = Packages.listed () |> List.map _.Id
    Assert.Equal(Repository.projects.Length, ids.Length)

    for id in [ "FuncNet.CSharp"; "FuncNet.Core"; "FuncNet.Kernels" ] do
        Assert.Contains(id, ids)

    for package in Packages.listed () do
        let symbols =
            Packages.readSymbols (Path.Combine(Packages.all.Value, $"{package.Id}.{package.Version}.snupkg"))

        Assert.Contains(symbols.Keys, fun name -> name.EndsWith(".pdb", StringComparison.Ordinal))

[<Fact>]
let ``a package tells what it is: readme, licence, description, tags`` () =
    for package in Packages.listed () do
        Assert.StartsWith("MIT", package.Description["license"])
        Assert.Equal("README.md", package.Description["readme"])
        Assert.Contains("# FuncNet", Encoding.UTF8.GetString package.Files["README.md"])
        Assert.True(package.Description["description"].Length > 40, package.Description["description"])
        Assert.Contains("neural-network", package.Description["tags"])
        Assert.Equal("The FuncNet authors", package.Description["authors"])
        Assert.True(Version.TryParse(package.Version) |> fst, package.Version)

[<Fact>]
let ``a library brings its documentation comments, and nothing else that it need not`` () =
    for package in libraries () do
        let inside =
            package.Files.Keys
            |> Seq.filter (fun name -> name.StartsWith("lib/", StringComparison.Ordinal))
            |> Seq.sort

        Assert.Equal<string>([ $"lib/net10.0/{package.Id}.dll"; $"lib/net10.0/{package.Id}.xml" ], inside)
        Assert.True(package.Files[$"lib/net10.0/{package.Id}.xml"].Length > 10_000)

[<Fact>]
let ``dependencies are those of the project, with the versions that are locked`` () =
    let locked =
        File.ReadAllLines(Path.Combine(Repository.root, "paket.lock"))
        |> Array.filter (fun line -> line.StartsWith "    " && not (line.StartsWith "     "))
        |> Array.map (fun line ->
            // Name (1.2.3) and, perhaps, more.
            match line.Trim().Split([| ' '; '('; ')' |], StringSplitOptions.RemoveEmptyEntries) with
            | parts when parts.Length >= 2 -> parts[0], parts[1]
            | _ -> failwith $"paket.lock has the line '{line}'.")
        |> Map

    for package in libraries () do
        let ours, theirs =
            package.Dependencies
            |> Map.partition (fun id _ -> id.StartsWith("FuncNet.", StringComparison.Ordinal))

        for KeyValue(id, version) in theirs do
            Assert.True(version.Contains locked[id], $"{package.Id} needs {id} {version}; {locked[id]} is locked.")

        for KeyValue(_, version) in ours do
            Assert.Contains(package.Version, version)

        let wanted =
            File.ReadAllLines(Path.Combine(Repository.root, "src", package.Id, "paket.references"))
            |> Array.map _.Trim()
            |> Array.filter ((<>) "")

        for id in wanted do
            Assert.True(
                theirs.ContainsKey id,
                $"{package.Id} does not tell that it needs {id}; it needs {List.ofSeq package.Dependencies.Keys}."
            )

    Assert.True((find "FuncNet.Core").Dependencies.ContainsKey "FuncNet.Kernels")
    Assert.True((find "FuncNet.CSharp").Dependencies.ContainsKey "FuncNet.Core")

/// True if bytes hold a text, as UTF-8 or UTF-16.
let private holds (text: string) (bytes: byte[]) =
    let find (pattern: byte[]) = MemoryExtensions.IndexOf(ReadOnlySpan bytes, ReadOnlySpan pattern) >= 0
    find (Encoding.UTF8.GetBytes text) || find (Encoding.Unicode.GetBytes text)

[<Fact>]
let ``no path of this machine is in a package, nor the address of a feed`` () =
    let home = Environment.GetFolderPath Environment.SpecialFolder.UserProfile

    let sources =
        (Repository.run Repository.root [] "dotnet" [ "nuget"; "list"; "source"; "--format"; "Short" ]).Split '\n'
        |> Array.map _.Trim()
        |> Array.filter (fun line -> line.StartsWith "E ")
        |> Array.map (fun line -> line[2..].Trim())

    let forbidden = [ Repository.root; home + "/"; yield! sources ]

    let requireClean where (files: Map<string, byte[]>) =
        for KeyValue(name, content) in files do
            for text in forbidden do
                // What a short name of a folder would be found in everywhere is no path.
                if text.Length > 6 then
                    Assert.False(holds text content, $"{where}: {name} holds '{text}'.")

    for package in Packages.listed () do
        requireClean package.Id package.Files

        requireClean
            package.Id
            (Packages.readSymbols (Path.Combine(Packages.all.Value, $"{package.Id}.{package.Version}.snupkg")))

[<Fact>]
let ``packages hold the assemblies that were built`` () =
    for package in libraries () do
        let built =
            Path.Combine(
                Repository.root,
                "src",
                package.Id,
                "bin",
                Repository.configuration,
                "net10.0",
                $"{package.Id}.dll"
            )

        Assert.Equal<byte>(File.ReadAllBytes built, package.Files[$"lib/net10.0/{package.Id}.dll"])
