module FuncNet.Tests.``A network from ONNX in a file of its own``

open System
open System.Collections.Generic
open System.IO
open System.Text.RegularExpressions
open Xunit
open FuncNet
open FuncNet.Tests.Cases

let private imported (case: Case) : Network =
    let types = if case.Name = "perStep" then [ DType.Float32; DType.Int32 ] else []
    use stream = new MemoryStream()
    Onnx.writeStream "memory" { Onnx.defaults with InputTypes = types } (networkOf case) stream
    (Onnx.readStream "memory" (new MemoryStream(stream.ToArray()))).Network

let private named name = layers @ networks |> List.find (fun case -> case.Name = name)

let private inFile (action: string -> 'T) : 'T =
    let path = Path.GetTempFileName()

    try
        action path
    finally
        File.Delete path

let private saved (network: Network) : Network =
    inFile (fun path ->
        Network.save path network
        Network.load path)

let private sameBits (a: Tensor) (b: Tensor) = a.Spec = b.Spec && NDArray.equal a.Value b.Value

[<Fact>]
let ``is loaded without the ONNX file, predicts the same bits, and is saved again with the same bytes`` () =
    let faults = [
        for case in layers @ networks do
            try
                let network = imported case
                let loaded = saved network
                let inputs = case.Inputs 3
                let a, b = Signal.values (network.Apply inputs), Signal.values (loaded.Apply inputs)

                if not (a.Length = b.Length && List.forall2 sameBits a b) then
                    $"{case.Name}: the results differ"

                let written network =
                    inFile (fun path ->
                        Network.save path network
                        File.ReadAllBytes path)

                if written network <> written loaded then
                    $"{case.Name}: the files differ"
            with error ->
                $"{case.Name}: {error.Message}"
    ]

    Assert.True(faults.IsEmpty, String.Join('\n', faults))

[<Fact>]
let ``keeps what was learned since, and its layers can be cut and written as ONNX`` () =
    let case = named "convolutions"
    let network = imported case
    let doubled = network.Parameters |> Parameters.map (fun x -> x * 2.0)
    let loaded = saved (network |> Network.withParameters doubled)

    for KeyValue(name, value) in loaded.Parameters do
        Assert.True(sameBits doubled[name] value, name)

    let error =
        Assert.Throws<ConfigurationException>(fun () ->
            Network.build (Key.ofSeed 1UL) [ 12; 12; 1 ] loaded.Layer |> ignore)

    Assert.Contains("Go on from the network that was loaded", error.Message)
    use stream = new MemoryStream()
    Onnx.writeStream "memory" Onnx.defaults loaded stream
    let again = (Onnx.readStream "memory" (new MemoryStream(stream.ToArray()))).Network
    let x = case.Inputs 2
    let far = Foreign.distance (Signal.values (loaded.Apply x)).Head (Signal.values (again.Apply x)).Head
    Assert.True(far <= 1e-5, $"{far}")

let private graphs = Regex "\"onnxGraph\":\"([^\"]*)\""

/// Reads a network, in memory, from the texts of its file and its values.
let private read (network: Network) text =
    let metadata = Dictionary(dict [ NetworkJson.metadataName, text ])
    Network.rebuilt "memory" "" LayerCatalog.standard metadata (Seq.append network.Parameters network.State)

[<Fact>]
let ``says what is wrong with the graph of a layer`` () =
    let network = imported (named "convolutions")
    let text = NetworkJson.write network

    let message (changed: string) =
        Assert.NotEqual<string>(text, changed)
        Assert.Throws<DataException>(fun () -> read network changed |> ignore).Message

    let first (graph: string) = graphs.Replace(text, $"\"onnxGraph\":\"{graph}\"", 1)
    Assert.Contains("layers[1] has a wrong \"onnxGraph\"", message (first "?"))
    Assert.Contains("it is not base64", message (first "?"))
    Assert.Contains("it has no graph", message (first ""))

    Assert.Contains(
        "its graph is one of the kind",
        message (Regex("\"kind\":\"[^\"]*\"").Replace(text, "\"kind\":\"Own\"", 1))
    )

[<Fact>]
let ``with a damaged graph is a DataException or another network, and nothing else`` () =
    let seed = 7
    let random = Random seed
    let mutable refused, accepted = 0, 0

    let sources = [
        for name in [ "convolutions"; "batchNorm behind a convolution"; "attention with lengths"; "simpleRnn with sin" ] do
            let network = imported (named name)
            network, NetworkJson.write network
    ]

    for i in 1..2_000 do
        let network, text = sources[random.Next sources.Length]
        let found = graphs.Matches text
        let one = found[random.Next found.Count].Groups[1]
        let bytes = Convert.FromBase64String(Regex.Unescape one.Value)

        for _ in 0 .. random.Next 4 do
            bytes[random.Next bytes.Length] <- byte (random.Next 256)

        let bytes = if i % 4 = 0 then Array.truncate (random.Next bytes.Length) bytes else bytes
        let damaged = text[.. one.Index - 1] + Convert.ToBase64String bytes + text[one.Index + one.Length ..]

        try
            read network damaged |> ignore
            accepted <- accepted + 1
        with
        | :? DataException -> refused <- refused + 1
        | error -> failwith $"number {i} of seed {seed}: {error}"

    Assert.True(refused > 500 && accepted > 10, $"{refused} refused, {accepted} accepted")
