module FuncNet.Tests.``A network written to ONNX``

open System
open System.IO
open System.Reflection
open Xunit
open Xunit.Abstractions
open FuncNet
open FuncNet.Tests.Foreign
open FuncNet.Tests.Cases

let private cases = layers @ networks

/// Sizes of the batch other than the two with which a network is traced, too.
let private batches = [ 1; 2; 5 ]

let private feeds (inputs: Signal<Tensor>) =
    match Signal.values inputs with
    | [ x ] -> [ "input", x ]
    | several -> several |> List.mapi (fun i x -> $"input_{i + 1}", x)

type Tests(output: ITestOutputHelper) =

    [<RuntimeFact>]
    member _.``gives the same results in ONNX Runtime, for batches of every size``() =
        withFolder (fun folder ->
            let networks = cases |> List.map networkOf

            let failures, wanted =
                List.zip cases networks
                |> List.indexed
                |> List.map (fun (i, (case, network)) ->
                    try
                        // What only passes through could be of any type: it has to be said.
                        let types = if case.Name = "perStep" then [ DType.Float32; DType.Int32 ] else []

                        Onnx.exportWith
                            { Onnx.defaults with InputTypes = types }
                            (Path.Combine(folder, $"{i}.onnx"))
                            network

                        None, Some { File = $"{i}.onnx"; Runs = [ for n in batches -> feeds (case.Inputs n) ] }
                    with error ->
                        Some $"{case.Name}: cannot be written: {error.Message}", None)
                |> List.unzip

            let results = wanted |> List.choose id |> runAll folder |> System.Collections.Generic.Queue

            let faults = [
                yield! List.choose id failures

                for case, network, wanted in List.zip3 cases networks wanted do
                    if wanted.IsSome then
                        match results.Dequeue() with
                        | Error text -> $"{case.Name}: {text}"
                        | Ok runs ->
                            let far =
                                List.zip batches runs
                                |> List.map (fun (n, found) ->
                                    let expected = Signal.values (network.Apply(case.Inputs n))

                                    if expected.Length <> found.Length then
                                        infinity
                                    else
                                        List.map2 distance expected found |> List.max)
                                |> List.max

                            output.WriteLine $"{far:E1}  {case.Name}"

                            if not (far <= 1e-5) then
                                $"{case.Name}: the results differ by {far:g3}"
            ]

            Assert.True(faults.IsEmpty, String.Join('\n', faults)))
