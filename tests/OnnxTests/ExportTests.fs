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

let private bytesOf (network: Network) =
    use stream = new MemoryStream()
    Onnx.writeStream "memory" Onnx.defaults network stream
    stream.ToArray()

let private graphOf (network: Network) = (OnnxReading.parse "memory" (bytesOf network)).Graph

let private doubles =
    cases
    |> List.filter (fun case ->
        List.contains case.Name [
            "gelu"
            "selu"
            "batchNorm behind a convolution"
            "layerNorm"
            "lstm"
            "attention"
            "averagePool2d"
            "activation, along axes"
        ])

/// The network of a case in float64.
let private doubleOf (case: Case) =
    let sample (x: Tensor) = Shape(x.Shape.ToArray()[1..])
    Network.buildFor DType.Float64 (Key.ofSeed 3UL) (Signal.map sample (case.Inputs 2)) case.Layer

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

    [<CheckerFact>]
    member _.``holds against the standard, with every shape inferred, in float32 and in float64``() =
        withFolder (fun folder ->
            let files = [
                for i, case in List.indexed cases do
                    let file = Path.Combine(folder, $"{i}.onnx")
                    Onnx.export file (networkOf case)
                    file

                for i, case in List.indexed doubles do
                    let file = Path.Combine(folder, $"double{i}.onnx")
                    Onnx.export file (doubleOf case)
                    file
            ]

            let nameOf (line: string) =
                let name = nonNull (Path.GetFileNameWithoutExtension((line.Split(char 9)).[0]))

                if name.StartsWith "double" then
                    $"float64 {doubles[int name[6..]].Name}"
                else
                    cases[int name].Name

            let faults = checkAll files |> List.map (fun line -> $"{nameOf line}: {(line.Split '\t').[1]}")
            Assert.True(faults.IsEmpty, String.Join('\n', faults)))

    [<Fact>]
    member _.``is tried for every function that makes a layer``() =
        let isLayers (holder: Type) = holder.Name = "Layer" || holder.Name = "LayerModule"

        let made =
            typeof<Layer>.Assembly.GetExportedTypes()
            |> Seq.filter isLayers
            |> Seq.collect (fun holder ->
                holder.GetMethods(BindingFlags.Public ||| BindingFlags.Static ||| BindingFlags.DeclaredOnly))
            |> Seq.filter (fun maker -> maker.ReturnType = typeof<Layer> && not (maker.Name.StartsWith "op_"))
            |> Seq.map (fun maker ->
                let name = if maker.IsSpecialName then maker.Name.Replace("get_", "") else maker.Name
                if name.EndsWith "With" then name[.. name.Length - 5] else name)
            |> Seq.filter (fun name -> not (List.contains name [ "ofAtom"; "parse" ]))
            |> Set.ofSeq

        let tried = layers |> List.map (fun case -> (case.Name.Split(' ', ',')).[0]) |> Set.ofList
        Assert.Contains("crossAttention", made)
        Assert.Empty(made - tried)

    [<Fact>]
    member _.``keeps images in one order from the first convolution to the last``() =
        let count name =
            let case = cases |> List.find (fun case -> case.Name = name)
            let nodes = (graphOf (networkOf case)).Nodes
            let transposes = nodes |> Array.filter (fun node -> node.Operator = "Transpose")
            output.WriteLine $"{transposes.Length} transposes among {nodes.Length} nodes: {name}"
            transposes.Length

        // An image of one channel needs none in front, and one that ends in a mean over its places none behind.
        Assert.Equal(1, count "convolutions")
        Assert.Equal(1, count "residual network")
        Assert.Equal(1, count "convolutions side by side")
        Assert.Equal(2, count "autoencoder of images")
        Assert.Equal(1, count "convolutions over time")
        Assert.Equal(2, count "image and vector")
        Assert.Equal(2, count "upSample2d nearest")
        // The first and the last for the order of time and batch.
        Assert.Equal(2, count "LSTM of words")

    [<Fact>]
    member _.``has names of its layers, and operators of its kinds``() =
        let case = networks |> List.find (fun case -> case.Name = "residual network")
        let network = networkOf case
        let graph = graphOf network
        let names = graph.Nodes |> Array.map _.Name
        Assert.Contains("conv2d1/Conv", names)
        Assert.Contains("batchnorm1/BatchNormalization", names)
        Assert.Contains("globalaveragepool1/ReduceMean", names)
        Assert.Contains("dense1/Gemm", names)
        let constants = graph.Initializers |> Array.map _.Name
        Assert.Contains("conv2d1.kernel", constants)
        Assert.Contains("batchnorm1.variance", constants)
        let parameters = network.Parameters.Size + network.State.Size

        let written =
            graph.Initializers
            |> Seq.filter (fun t -> t.Type = 1)
            |> Seq.sumBy (fun t -> t.Sizes |> Seq.fold (*) 1L)

        Assert.Equal(int64 parameters, written)

    [<Fact>]
    member _.``is the same bytes each time, with names of classes beside the graph``() =
        let network = (networkOf cases.Head).WithClassNames [ "één"; "zwei" ]
        Assert.Equal<byte[]>(bytesOf network, bytesOf network)
        let model = Onnx.readStream "memory" (new MemoryStream(bytesOf network))
        Assert.Equal<string[]>([| "één"; "zwei" |], Seq.toArray model.Network.ClassNames)
        Assert.StartsWith("FuncNet ", model.Producer)

    [<Fact>]
    member _.``has inputs and results of names and types that are given``() =
        let case = networks |> List.find (fun case -> case.Name = "image and vector")
        let options = { Onnx.defaults with InputNames = [ "image"; "facts" ]; OutputNames = [ "a"; "batch_size" ] }

        withFolder (fun folder ->
            let file = Path.Combine(folder, "named.onnx")
            Onnx.exportWith options file (networkOf case)
            let model = Onnx.read file

            Assert.Equal<string list>(
                [ "image: float32 [?; 6; 5; 4]"; "facts: float32 [?; 6]" ],
                [ for input in model.Inputs -> string input ]
            )

            Assert.Equal<string list>(
                [ "a: float32 [?; 2]"; "batch_size: float32 [?; 1]" ],
                [ for result in model.Outputs -> string result ]
            )

            let refused options =
                Assert.Throws<ConfigurationException>(fun () -> Onnx.exportWith options file (networkOf case)).Message

            Assert.Contains("2 inputs; 1 names", refused { options with InputNames = [ "image" ] })
            Assert.Contains("must differ", refused { options with OutputNames = [ "a"; "a" ] })
            Assert.Contains("names an input and an output", refused { options with OutputNames = [ "a"; "image" ] }))

    [<Fact>]
    member _.``cannot have what ONNX has no operator for, and the layer is named``() =
        let refused layer =
            Assert
                .Throws<ConfigurationException>(fun () ->
                    bytesOf (Network.build (Key.ofSeed 1UL) [ 3 ] layer) |> ignore)
                .Message

        let doubled = {
            new ICustomPrimitive with
                member _.Name = "Double"
                member _.Infer operands = operands[0]

                member _.Evaluate operands =
                    operands[0].AsSpan<float32>().ToArray() |> Array.map (fun x -> 2.0f * x) :> Array
        }

        let own = Layer.activation "Own" (fun x -> Tensor.Apply(Primitive.Custom doubled, x))
        Assert.Contains("In layer 'own1': ONNX has no operator for the operation 'Double'", refused own)

        let noisy =
            Layer.activation "Noisy" (fun x ->
                x
                + Key.normal
                    x.DType
                    [ 3 ]
                    (Key.ofTensor (Tensor.cast DType.Int32 (Tensor.reshape [ 2 ] (x.[0..0, 0..1])))))

        Assert.Contains("In layer 'noisy1': ONNX has no operator for random numbers", refused noisy)
        let mixing = Layer.activation "Mixing" (fun x -> x - Tensor.meanOver [ 0 ] x)
        Assert.Contains("In layer 'mixing1'", refused mixing)
        Assert.Contains("follow the size of the batch", refused mixing)

        let square =
            Layer.activation "Square" (fun x ->
                Tensor.concatenate 0 [ x; Tensor.ones [ 1; 3 ] ] |> Tensor.narrow 0 0 x.Shape[0])

        Assert.Contains("[3; 3] for a batch of 2 and [4; 3] for a batch of 3", refused square)

    [<Fact>]
    member _.``is written as a whole or not at all``() =
        withFolder (fun folder ->
            let error = Assert.Throws<DataException>(fun () -> Onnx.export folder (networkOf cases.Head))
            Assert.Contains("it is a folder", error.Message)
            Assert.Empty(Directory.EnumerateFiles folder))
