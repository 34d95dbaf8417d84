module FuncNet.Tests.``A model that PyTorch exported``

open System
open System.IO
open Xunit
open Xunit.Abstractions
open FuncNet
open FuncNet.Tests.Foreign

type Tests(output: ITestOutputHelper) =

    [<TorchFact>]
    member _.``computes what PyTorch does, as it is and as a network``() =
        withFolder (fun folder ->
            let script = File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "torch_models.py"))
            let written = torch script [ folder ]

            // Beside what PyTorch warns of.
            let models =
                written.Split([| ' '; '\n' |])
                |> Array.filter (fun word -> System.Text.RegularExpressions.Regex.IsMatch(word, "^[a-z_]+:[0-9]+$"))

            Assert.True(models.Length >= 15, written)
            let load name = Npy.read (Path.Combine(folder, name))

            let faults = [
                for word in models do
                    let name = word.Split(':').[0]

                    try
                        let model = Onnx.read (Path.Combine(folder, $"{name}.onnx"))
                        let given = [ for k in 0..2 -> load $"{name}.in.{k}.npy" ]

                        let expected = [
                            for k in 0..2 ->
                                [ for i in 0 .. model.Outputs.Count - 1 -> load $"{name}.out.{k}.{i}.npy" ]
                        ]

                        let far results =
                            List.map2
                                (fun wanted found -> List.map2 distance wanted found |> List.max)
                                expected
                                results
                            |> List.max

                        let asItIs = given |> List.map (fun x -> List.ofSeq (model.Run [ x ])) |> far
                        let network = model.NetworkFor [ Shape(given.Head.Shape.ToArray()[1..]) ]
                        let asNetwork = given |> List.map (fun x -> Network.predictAll [ x ] network) |> far
                        let layers = (network.Summary()).Rows.Count
                        output.WriteLine $"{asItIs:E1} {asNetwork:E1}  {word}, {layers} layers, by {model.Producer}"

                        if not (asItIs <= 1e-5 && asNetwork <= 1e-5) then
                            $"{name}: the results differ by {asItIs:g3} and {asNetwork:g3}"
                    with error ->
                        $"{name}: {error.Message}"
            ]

            Assert.True(faults.IsEmpty, String.Join('\n', faults)))
