/// Programs of others that read and write ONNX: where they are, and what they say.
module FuncNet.Tests.Foreign

open System
open System.Collections.Generic
open System.Diagnostics
open System.IO
open System.Runtime.InteropServices
open System.Text.Json
open Xunit
open FuncNet

let private run (program: string) (arguments: string list) : int * string =
    let start =
        ProcessStartInfo(program, arguments, RedirectStandardOutput = true, RedirectStandardError = true)

    use running = nonNull (Process.Start start)
    let error = running.StandardError.ReadToEndAsync()
    let output = running.StandardOutput.ReadToEnd()
    running.WaitForExit()
    running.ExitCode, output + error.Result

let private succeeds program arguments =
    try
        fst (run program arguments) = 0
    with :? ComponentModel.Win32Exception ->
        false

/// The folder of onnxruntime-node, if node can load it.
let private runtime =
    lazy
        let rec upwards (folder: DirectoryInfo | null) =
            match folder with
            | null -> None
            | folder ->
                let candidate = Path.Combine(folder.FullName, "artifacts", "node", "node_modules", "onnxruntime-node")
                if Directory.Exists candidate then Some candidate else upwards folder.Parent

        upwards (DirectoryInfo AppContext.BaseDirectory)
        |> Option.filter (fun folder -> succeeds "node" [ "-e"; $"require('{folder}')" ])

let private python modules =
    lazy
        ([ "/usr/bin/python3"; "python3" ]
         |> List.tryFind (fun program -> succeeds program [ "-c"; $"import {modules}" ]))

let private pythonWithOnnx = python "onnx"
let private pythonWithTorch = python "torch, onnx"

/// A test that needs ONNX Runtime, and says so where it is missing.
type RuntimeFactAttribute() as this =
    inherit FactAttribute()

    do
        if runtime.Value.IsNone then
            this.Skip <-
                "There is no onnxruntime-node here: npm install --ignore-scripts --prefix artifacts/node onnxruntime-node@1.30.0"

/// A test that needs Python's onnx, and says so where it is missing.
type CheckerFactAttribute() as this =
    inherit FactAttribute()

    do
        if pythonWithOnnx.Value.IsNone then
            this.Skip <- "There is no python3 with onnx on this machine (Debian: python3-onnx)."

/// A test that needs PyTorch and its exporter, and says so where they are missing.
type TorchFactAttribute() as this =
    inherit FactAttribute()

    do
        if pythonWithTorch.Value.IsNone then
            this.Skip <-
                "There is no python3 with torch and onnx on this machine (Debian: python3-torch, python3-onnx)."

/// A folder that is gone afterwards.
let withFolder (action: string -> 'T) : 'T =
    let folder = Directory.CreateTempSubdirectory "funcnet-onnx"

    try
        action folder.FullName
    finally
        folder.Delete true

let bytesOf (tensor: Tensor) : byte[] = (StoredNumbers.bytesOf tensor.Value).ToArray()

let tensorOf (kind: string) (sizes: int list) (bytes: byte[]) : Tensor =
    match kind with
    | "float32" -> Tensor.ofArray sizes (MemoryMarshal.Cast<byte, float32>(ReadOnlySpan bytes).ToArray())
    | "float64" -> Tensor.ofArray sizes (MemoryMarshal.Cast<byte, float>(ReadOnlySpan bytes).ToArray())
    | "int32" -> Tensor.ofArray sizes (MemoryMarshal.Cast<byte, int>(ReadOnlySpan bytes).ToArray())
    | "int64" -> Tensor.ofArray sizes (MemoryMarshal.Cast<byte, int64>(ReadOnlySpan bytes).ToArray() |> Array.map int)
    | "bool" -> Tensor.ofArray sizes (bytes |> Array.map (fun b -> b <> 0uy))
    | other -> failwith $"a result of type {other}"

/// A model in a file of a folder, and inputs for which its results are wanted, run by run.
type Wanted = { File: string; Runs: (string * Tensor) list list }

/// What ONNX Runtime computes, model by model: the results run by run, or what it says instead. All models in one process.
let runAll (folder: string) (models: Wanted list) : Result<Tensor list list, string> list =
    let plan = Path.Combine(folder, "plan.json")

    let feed i k (name: string, tensor: Tensor) =
        let file = $"{i}.{k}.{name}.in"
        File.WriteAllBytes(Path.Combine(folder, file), bytesOf tensor)

        dict [
            "name", box name
            "type", box ((string tensor.DType).ToLowerInvariant())
            "dims", box (tensor.Shape.ToArray())
            "file", box file
        ]

    let described =
        models
        |> List.mapi (fun i model ->
            dict [
                "model", box model.File
                "runs",
                box [|
                    for k, feeds in List.indexed model.Runs ->
                        dict [
                            "feeds", box (feeds |> List.map (feed i k) |> List.toArray)
                            "results", box $"{i}.{k}.out"
                        ]
                |]
            ])

    File.WriteAllText(plan, JsonSerializer.Serialize described)

    let code, output =
        run "node" [ Path.Combine(AppContext.BaseDirectory, "run.js"); runtime.Value.Value; plan ]

    Assert.True((code = 0), output)
    use report = JsonDocument.Parse(File.ReadAllText(plan + ".report"))

    [
        for i, entry in Seq.indexed (report.RootElement.EnumerateArray()) do
            match entry.TryGetProperty "error" with
            | true, error -> Error(nonNull (error.GetString()))
            | _ ->
                Ok [
                    for k, results in Seq.indexed (entry.GetProperty("runs").EnumerateArray()) ->
                        [
                            for j, result in Seq.indexed (results.EnumerateArray()) ->
                                let sizes = [
                                    for size in result.GetProperty("dims").EnumerateArray() -> size.GetInt32()
                                ]

                                let kind = nonNull (result.GetProperty("type").GetString())
                                tensorOf kind sizes (File.ReadAllBytes(Path.Combine(folder, $"{i}.{k}.out.{j}")))
                        ]
                ]
    ]

/// What the checker of the standard says against files: nothing, or a line for each that does not hold.
let checkAll (files: string list) : string list =
    let script = Path.Combine(AppContext.BaseDirectory, "check.py")
    let code, output = run pythonWithOnnx.Value.Value (script :: files)
    Assert.True((code = 0), output)

    [
        for line in output.Split '\n' do
            if line.Contains '\t' then
                line
    ]

/// Runs a script of Python that has PyTorch.
let torch (script: string) (arguments: string list) : string =
    let code, output = run pythonWithTorch.Value.Value ("-c" :: script :: arguments)
    Assert.True((code = 0), output)
    output

/// The largest distance between corresponding elements, relative to those over 1; NaN if one has a NaN where the other has none.
let distance (a: Tensor) (b: Tensor) : float =
    if a.Shape <> b.Shape then
        infinity
    else
        let numbers (x: Tensor) = (Tensor.cast DType.Float64 x).ToArray<float>()

        Seq.zip (numbers a) (numbers b)
        |> Seq.fold (fun largest (x, y) -> if x = y then largest else max largest (abs (x - y) / max 1.0 (abs x))) 0.0
