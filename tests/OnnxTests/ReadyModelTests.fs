/// The ready models, written to ONNX and read again, one at a time: two of them have hundreds of megabytes of numbers.
module FuncNet.Tests.``A ready model written to ONNX``

open System
open System.IO
open Xunit
open Xunit.Abstractions
open FuncNet
open FuncNet.Tests.Foreign
open FuncNet.Tests.Cases

/// The largest distance between corresponding elements, relative to the largest of them.
let private apart (expected: Signal<Tensor>) (found: Tensor list) =
    let pairs = List.zip (Signal.values expected) found

    [
        for a, b in pairs do
            if a.Shape <> b.Shape then
                infinity
            else
                let largest = max 1.0 ((Tensor.max (abs a)).ToScalar())
                (Tensor.max (abs (a - b))).ToScalar() / largest
    ]
    |> List.max

let private feeds (inputs: Signal<Tensor>) =
    match Signal.values inputs with
    | [ x ] -> [ "input", x ]
    | several -> several |> List.mapi (fun i x -> $"input_{i + 1}", x)

/// Holds a file of each model, in a folder of its own, to a check that says how far it is off.
let private holdAll (output: ITestOutputHelper) (check: string -> string -> Network -> Case -> float) =
    let faults = [
        for case in readyModels do
            try
                withFolder (fun folder ->
                    let network = readyNetworkOf case
                    Onnx.export (Path.Combine(folder, "model.onnx")) network
                    let far = check folder "model.onnx" network case
                    output.WriteLine $"{far:E1}  {case.Name}"
                    if far <= 1e-5 then [] else [ $"{case.Name}: the results differ by {far:g3}" ])
            with error -> [ $"{case.Name}: {error.Message}" ]
    ]

    Assert.True(List.forall List.isEmpty faults, String.Join('\n', List.concat faults))

type Tests(output: ITestOutputHelper) =

    [<RuntimeFact>]
    member _.``gives the same results in ONNX Runtime``() =
        holdAll output (fun folder file network case ->
            let batches = [ 1; 3 ]

            match runAll folder [ { File = file; Runs = [ for n in batches -> feeds (case.Inputs n) ] } ] with
            | [ Ok runs ] ->
                List.map2 (fun n found -> apart (network.Apply(case.Inputs n)) found) batches runs |> List.max
            | [ Error text ] -> failwith text
            | results -> failwith $"{results.Length} results of one model")

    [<CheckerFact>]
    member _.``holds against the standard``() =
        holdAll output (fun folder file _ _ ->
            match checkAll [ Path.Combine(folder, file) ] with
            | [] -> 0.0
            | faults -> failwith (String.Join('\n', faults)))

    [<Fact>]
    member _.``computes the same when it is read again``() =
        holdAll output (fun folder file network case ->
            let read = (Onnx.read (Path.Combine(folder, file))).Network
            apart (network.Apply(case.Inputs 3)) (Signal.values (read.Apply(case.Inputs 3))))
