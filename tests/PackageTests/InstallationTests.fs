module FuncNet.Tests.InstallationTests

open System
open System.IO
open Xunit

/// What NuGet is told in a folder: the packages that were just packed, and the machine's own sources behind them.
let private configuration =
    $"""<?xml version="1.0" encoding="utf-8"?>
<configuration>
  <packageSources>
    <add key="packed" value="{Packages.all.Value}" />
  </packageSources>
</configuration>
"""

/// Nothing that was installed before can take the place of what was just packed.
let private environment (folder: string) = [
    "NUGET_PACKAGES", Path.Combine(folder, "packages")
    "DOTNET_NOLOGO", "1"
    "DOTNET_CLI_TELEMETRY_OPTOUT", "1"
    // The tests' own host says which version of the framework its children take.
    "MSBUILDDISABLENODEREUSE", "1"
]

let private version id = (Packages.listed () |> List.find (fun package -> package.Id = id)).Version

let private write (folder: string) files =
    for name: string, content: string in files do
        File.WriteAllText(Path.Combine(folder, name), content)

[<Fact>]
let ``a new console project in C# installs the package, trains, saves and predicts`` () =
    Repository.withFolder (fun folder ->
        write folder [
            "nuget.config", configuration
            "App.csproj",
            $"""<Project Sdk="Microsoft.NET.Sdk">
  <PropertyGroup>
    <OutputType>Exe</OutputType>
    <TargetFramework>net10.0</TargetFramework>
    <Nullable>enable</Nullable>
    <ImplicitUsings>enable</ImplicitUsings>
    <TreatWarningsAsErrors>true</TreatWarningsAsErrors>
  </PropertyGroup>
  <ItemGroup>
    <PackageReference Include="FuncNet.CSharp" Version="[{version "FuncNet.CSharp"}]" />
  </ItemGroup>
</Project>
"""
            "Program.cs",
            """using FuncNet;

var data = Datasets.Blobs(classes: 3, count: 150, noise: 0.3, seed: 1);
var network = Network.Input(2).Dense(8).Relu().Dense(3).Build(seed: 42);
var run = network.Train(data).Minimize(Losses.SoftmaxCrossEntropy).With(Optimizers.Adam(learningRate: 0.05)).Epochs(20).Seed(1).Run();
run.Network.Save("blobs.safetensors");
var loaded = Network.Load("blobs.safetensors");
Console.WriteLine($"epochs {run.History.Count}, accuracy over 0.9: {run.History[^1].Metrics[0].Value > 0.9}");
Console.WriteLine($"the same prediction: {loaded.Predict(data.Inputs).Equals(run.Network.Predict(data.Inputs))}");
"""
        ]

        let output = Repository.run folder (environment folder) "dotnet" [ "run"; "-c"; "Release" ]
        Assert.Contains("epochs 20, accuracy over 0.9: True", output)
        Assert.Contains("the same prediction: True", output)

        Assert.True(
            Directory.Exists(Path.Combine(folder, "packages", "funcnet.kernels")),
            "The packages lie elsewhere."
        ))

[<Fact>]
let ``a new script in F# refers to the package, differentiates and trains`` () =
    Repository.withFolder (fun folder ->
        write folder [
            "nuget.config", configuration
            "first.fsx",
            $"""#i "nuget: {Packages.all.Value}"
#r "nuget: FuncNet.Core, {version "FuncNet.Core"}"
open FuncNet

let g = grad (fun (x: Tensor) -> sum (x * x)) (Tensor.vector [ 1.0; 2.0 ])
printfn "gradient %%A" (g.ToArray<float>())

let data = Synthetic.blobs 3 150 0.3 (Key.ofSeed 1UL)

let run =
    Trainer.create (Layer.dense 8 >=> Layer.relu >=> Layer.dense 3) Loss.softmaxCrossEntropy (Optimizer.adam 0.05)
    |> Trainer.fit (Key.ofSeed 42UL) 20 data

printfn "epochs %%d, accuracy over 0.9: %%b" run.History.Count (run.History[19].Metrics[0].Value > 0.9)
"""
        ]

        let output = Repository.run folder (environment folder) "dotnet" [ "fsi"; "--quiet"; "first.fsx" ]
        Assert.Contains("gradient [|2.0; 4.0|]", output)
        Assert.Contains("epochs 20, accuracy over 0.9: true", output)
        Assert.True(Directory.Exists(Path.Combine(folder, "packages", "funcnet.core")), "The packages lie elsewhere."))

[<Fact>]
let ``each tool is installed into a folder, and tells how it is used`` () =
    let tools = Repository.projects |> List.filter Repository.isTool |> List.map Repository.nameOf

    let packed =
        Packages.listed ()
        |> List.filter (fun package ->
            package.Files.Keys |> Seq.exists (fun name -> name.EndsWith "DotnetToolSettings.xml"))

    Assert.Equal<string>(List.sort tools, packed |> List.map _.Id |> List.sort)

    for name in tools do
        Repository.withFolder (fun folder ->
            write folder [ "nuget.config", configuration ]
            let home = Path.Combine(folder, "tools")
            let install = [ "tool"; "install"; name; "--version"; version name; "--tool-path"; home ]
            Repository.run folder (environment folder) "dotnet" install |> ignore

            let command =
                Directory.GetFiles home
                |> Array.find (fun path -> Path.GetFileNameWithoutExtension path = "funcnet")

            Assert.Contains("train", Repository.run folder (environment folder) command [ "--help" ]))
