module FuncNet.Tests.SurfaceTests

open System
open System.IO
open System.Reflection
open Xunit

/// Set to 1, the tests write the files anew instead of comparing.
let private renewal = "FUNCNET_RENEW_SURFACE"

type Packed() =
    inherit TheoryData<string>()

    do
        for project in Repository.projects |> List.filter (Repository.isTool >> not) do
            base.Add(Repository.nameOf project)

let private fileOf (name: string) = Path.Combine(Repository.root, "src", name, "Surface.txt")

/// What one text has and the other has not.
let private differences (old: string list) (now: string list) =
    let gone, fresh = Set.ofList old - Set.ofList now, Set.ofList now - Set.ofList old
    [ for line in gone -> "- " + line ] @ [ for line in fresh -> "+ " + line ]

[<Theory>]
[<ClassData(typeof<Packed>)>]
let ``the public surface is the one that is written down`` (name: string) =
    let lines = Surface.lines (Assembly.Load name)

    if Environment.GetEnvironmentVariable renewal = "1" then
        File.WriteAllText(fileOf name, String.Join("\n", lines) + "\n")

    let written =
        if File.Exists(fileOf name) then
            List.ofArray (File.ReadAllLines(fileOf name))
        else
            []

    let differences = differences written lines

    Assert.True(
        differences.IsEmpty,
        String.Join(
            "\n",
            [
                $"The public surface of {name} differs from src/{name}/Surface.txt (− there, + now). If that is meant, renew the file:"
                $"{renewal}=1 dotnet test tests/PackageTests -c Release --filter FullyQualifiedName~SurfaceTests"
                yield! differences
            ]
        )
    )

/// What the text of a type should show.
type Shown = { Name: string; Weight: float option }

[<RequireQualifiedAccess>]
type Case =
    | Empty
    | Full of Count: int * Names: string list

type Seen(first: int) =
    member _.First = first
    member _.Maybe(text: string | null, f: int -> string -> bool, ?extra: float) = isNull text && f 1 "" && extra.IsNone
    static member (+)(a: Seen, _: Seen) = a
    member internal _.Inner = 1

module Functions =
    let curried (a: int) (b: string, c: float[]) : struct (int * float) = struct (a + b.Length, c[0])
    let private hidden = 3

[<Fact>]
let ``members are shown as one reads them, and those that nobody sees are not`` () =
    let lines = Surface.lines (Assembly.GetExecutingAssembly())

    let shown (part: string) =
        lines |> List.filter (fun line -> line.StartsWith($"SurfaceTests.{part}", StringComparison.Ordinal))

    let contains part (line: string) = Assert.Contains($"SurfaceTests.{line}", shown part)
    contains "Functions" "Functions (module)"
    contains "Functions" "Functions · curried(a: int) (b: string, c: double[]): struct (int * double)"
    Assert.DoesNotContain(lines, fun line -> line.Contains "hidden" || line.Contains "Inner")
    contains "Shown" "Shown · Weight: double option { get }"
    Assert.Contains(shown "Shown", fun line -> line.StartsWith "SurfaceTests.Shown (record)")

    contains "Case" "Case · static NewFull(count: int, names: string list): SurfaceTests.Case"
    contains "Seen" "Seen · new(first: int)"
    contains "Seen" "Seen · First: int { get }"

    Assert.Contains(
        shown "Seen",
        fun line -> line.Contains "Maybe(text: string?, f: (int -> string -> bool), extra: double option"
    )

[<Fact>]
let ``differences tell what is gone and what is new`` () =
    Assert.Equal<string list>([ "- b"; "+ c" ], differences [ "a"; "b" ] [ "a"; "c" ])
