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

    [<Fact>]
    member _.``has a layer for each operator, which can be cut off, replaced and trained``() =
        let case = networks |> List.find (fun case -> case.Name = "convolutions")
        let model = readBytes (bytesOf case)
        let network = model.Network
        let kinds = [ for row in (network.Summary()).Rows -> row.Kind ]
        Assert.Contains("Conv", kinds)
        Assert.Contains("MaxPool", kinds)
        Assert.Equal("Gemm", List.last kinds)
        Assert.Contains("conv1.conv2d1.kernel", network.Parameters.Paths)
        Assert.Equal((networkOf case).Parameters.Size, network.Parameters.Size)

        let headed =
            Layer.replaceHead 1 (Layer.dense 3) model.Layer |> Network.build (Key.ofSeed 2UL) [ 12; 12; 1 ]

        Assert.Equal("[3]", string headed.OutputShape)
        let x = Signal.values (case.Inputs 4) |> List.head
        let context = { Training = true; Key = Key.ofSeed 1UL }

        let objective variables =
            let parameters = Seq.zip network.Parameters.Paths variables |> Parameters.ofSeq
            let y, _ = Network.applyWith context parameters network.State (Signal.One x) network
            Tensor.sum (Tensor.square (Signal.values y).Head), [||]

        let variables = network.Parameters |> Parameters.toSeq |> Seq.map snd |> Seq.toArray
        let _, gradients, _ = Differentiate.valueAndGradBeside objective variables

        for gradient in gradients do
            let norm = (Tensor.norm gradient).ToScalar()
            Assert.True(norm > 0.0 && Double.IsFinite norm)

    [<Fact>]
    member _.``takes back the weights that it saved, although their names hold dots``() =
        let case = layers |> List.find (fun case -> case.Name = "batchNorm behind a convolution")
        let network = (readBytes (bytesOf case)).Network
        let path = Path.GetTempFileName()

        try
            let doubled (tree: Parameters) = tree |> Parameters.map (fun x -> x * 2.0)
            let saved = network |> Network.withParameters (doubled network.Parameters)
            Network.saveWeights path saved

            let check map (empty: Network) =
                let read = Network.loadWeights map path empty

                for (KeyValue(_, a)), (KeyValue(_, b)) in Seq.zip saved.Parameters read.Parameters do
                    Assert.Equal<float32>(a.ToArray<float32>(), b.ToArray<float32>())

            check WeightMap.own network
            check (WeightMap.inOrder WeightMap.own) network
        finally
            File.Delete path

    [<Fact>]
    member _.``keeps running statistics as its state, and constants as they are``() =
        let case = layers |> List.find (fun case -> case.Name = "batchNorm behind a convolution")
        let network = (readBytes (bytesOf case)).Network

        Assert.Equal<string list>(
            [ "batchnormalization1.batchnorm1.mean"; "batchnormalization1.batchnorm1.variance" ],
            List.ofSeq network.State.Paths
        )

        let fixed' =
            layers
            |> List.filter (fun case ->
                List.contains case.Name [ "positionalEncoding"; "standardize"; "averagePool2d, padded" ])

        for case in fixed' do
            Assert.Equal(0, (readBytes (bytesOf case)).Network.Parameters.Count)

    [<Fact>]
    member _.``in float64 computes what the network did, to the last digits``() =
        for name in [ "gelu"; "selu"; "layerNorm"; "batchNorm"; "attention"; "lstm" ] do
            let case = layers |> List.find (fun case -> case.Name = name)
            let sample (x: Tensor) = Shape(x.Shape.ToArray()[1..])

            let network =
                Network.buildFor DType.Float64 (Key.ofSeed 3UL) (Signal.map sample (case.Inputs 2)) case.Layer

            let read = (readBytes (exported Onnx.defaults network)).Network
            Assert.Equal(DType.Float64, read.DType)
            let inputs = Signal.map (Tensor.cast DType.Float64) (case.Inputs 3)

            let far =
                List.map2 distance (Signal.values (network.Apply inputs)) (Signal.values (read.Apply inputs))
                |> List.max

            Assert.True(far < 1e-13, $"{name}: {far}")

    [<Fact>]
    member _.``is written without a copy of its numbers, and read with one``() =
        withFolder (fun folder ->
            let path = Path.Combine(folder, "large.onnx")
            let network = Network.build (Key.ofSeed 1UL) [ 1000 ] (Layer.dense 4000)
            let bytes = 4L * int64 network.Parameters.Size
            let start = GC.GetAllocatedBytesForCurrentThread()
            Onnx.export path network
            let written = GC.GetAllocatedBytesForCurrentThread() - start
            let read = (Onnx.read path).Network
            let taken = GC.GetAllocatedBytesForCurrentThread() - start - written
            output.WriteLine $"{bytes} bytes of numbers: {written} allocated to write them, {taken} to read them"
            Assert.Equal(network.Parameters["dense1.kernel"], read.Parameters["gemm1.dense1.kernel"])
            Assert.True(written < bytes / 8L && taken < 9L * bytes / 4L))

    [<Fact>]
    member _.``keeps images in one order from the first convolution to the last``() =
        let transposes name =
            let case = networks |> List.find (fun case -> case.Name = name)
            let model = readBytes (bytesOf case)
            let inputs = [ for x in Signal.values (case.Inputs 2) -> x.Spec ]
            let program = Program.trace (OnnxImport.compute model.Content) inputs

            Executable.passes program
            |> List.find (fun (pass, _) -> pass = "dead code")
            |> snd
            |> fun program ->
                program.Entries
                |> Array.filter (fun entry ->
                    match entry.Primitive with
                    | Primitive.Shaping(Shaping.Transpose _) -> true
                    | _ -> false)
                |> Array.length

        Assert.Equal(0, transposes "residual network")
