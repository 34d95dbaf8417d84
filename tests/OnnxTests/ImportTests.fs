module FuncNet.Tests.``A network read from ONNX``

open System
open System.IO
open Xunit
open Xunit.Abstractions
open FuncNet
open FuncNet.Tests.Foreign
open FuncNet.Tests.Cases

let private exported (options: OnnxOptions) network =
    use stream = new MemoryStream()
    Onnx.writeStream "memory" options network stream
    stream.ToArray()

let private readBytes (bytes: byte[]) = Onnx.readStream "memory" (new MemoryStream(bytes))

let private bytesOf (case: Case) =
    let types = if case.Name = "perStep" then [ DType.Float32; DType.Int32 ] else []
    exported { Onnx.defaults with InputTypes = types } (networkOf case)

/// The largest distance between the results of two networks for the inputs of a case.
let private apart (case: Case) (a: Network) (b: Network) =
    [ 1; 2; 5 ]
    |> List.map (fun batch ->
        let inputs = case.Inputs batch
        let x, y = Signal.values (a.Apply inputs), Signal.values (b.Apply inputs)
        if x.Length = y.Length then List.map2 distance x y |> List.max else infinity)
    |> List.max

type Tests(output: ITestOutputHelper) =

    [<Fact>]
    member _.``computes what the network did that was written, layer by layer and as a chain that can be written again``
        ()
        =
        let faults = [
            for case in layers @ networks do
                try
                    let network = networkOf case
                    let model = readBytes (bytesOf case)
                    let read = model.Network
                    let far = apart case network read

                    let again =
                        readBytes (
                            exported
                                { Onnx.defaults with InputTypes = [ for input in model.Inputs -> input.DType ] }
                                read
                        )

                    let farther = apart case network again.Network
                    output.WriteLine $"{far:E1} {farther:E1}  {case.Name}"

                    if not (far <= 1e-5 && farther <= 1e-5) then
                        $"{case.Name}: the results differ by {far:g3} and {farther:g3}"
                with error ->
                    $"{case.Name}: {error.Message}"
        ]

        Assert.True(faults.IsEmpty, String.Join('\n', faults))
