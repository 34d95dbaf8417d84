module FuncNet.Tests.``A damaged ONNX file``

open System
open System.IO
open Xunit
open Xunit.Abstractions
open FuncNet
open FuncNet.Tests.Cases
open FuncNet.Tests.Records

let private seeds = [
    for name in
        [
            "conv2d, strided, dilated and in groups"
            "transposedConv2d with output padding"
            "averagePool2d, padded"
            "upSample2d bilinear"
            "batchNorm behind a convolution"
            "activation, along axes"
            "gruSequence"
            "simpleRnn with sin"
            "lstm both ways with lengths"
            "attention with lengths"
            "embedding"
            "image and vector"
        ] do
        let case = layers @ networks |> List.find (fun case -> case.Name = name)
        use stream = new MemoryStream()
        Onnx.writeStream "memory" Onnx.defaults (networkOf case) stream
        stream.ToArray()
]

/// Bytes with something wrong in them.
let private damaged (random: Random) (bytes: byte[]) : byte[] =
    let place () = random.Next bytes.Length

    match random.Next 7 with
    | 0 -> Array.truncate (place ()) bytes
    | 1 ->
        let copy = Array.copy bytes

        for _ in 0 .. random.Next 4 do
            copy[place ()] <- byte (random.Next 256)

        copy
    | 2 ->
        let copy = Array.copy bytes

        for _ in 0 .. random.Next 4 do
            let i = place ()
            copy[i] <- copy[i] ^^^ (1uy <<< random.Next 8)

        copy
    | 3 ->
        // A part stands twice.
        let i, n = place (), random.Next 64
        Array.concat [ bytes[.. min (bytes.Length - 1) (i + n)]; bytes[i..] ]
    | 4 ->
        // A part is missing.
        let i, n = place (), random.Next 64
        Array.append bytes[.. i - 1] (if i + n < bytes.Length then bytes[i + n ..] else [||])
    | 5 ->
        // A number that claims much.
        let copy = Array.copy bytes
        let i = place ()
        let huge = [| 0xFFuy; 0xFFuy; 0xFFuy; 0xFFuy; 0x7Fuy |]
        Array.blit huge 0 copy i (min huge.Length (bytes.Length - i))
        copy
    | _ ->
        let i = place ()
        Array.concat [ bytes[.. i - 1]; Array.init (1 + random.Next 9) (fun _ -> byte (random.Next 256)); bytes[i..] ]

/// A model with something wrong in it that still is a model of its format.
let private distorted (random: Random) (bytes: byte[]) : byte[] =
    let file = OnnxReading.parse "memory" bytes
    let pick (items: 'T[]) = items[random.Next items.Length]
    let number () = pick [| 0L; 1L; -1L; 2L; 3L; 7L; 1000L; 1L <<< 20; 1L <<< 31; Int64.MaxValue; Int64.MinValue |]

    let names = [|
        yield! file.Graph.Nodes |> Seq.collect _.Outputs
        yield! file.Graph.Initializers |> Seq.map _.Name
        ""
        "input"
    |]

    let attribute value =
        match value with
        | OnnxAttribute.Int _ -> OnnxAttribute.Int(number ())
        | OnnxAttribute.Ints list ->
            OnnxAttribute.Ints(list |> Array.map (fun n -> if random.Next 2 = 0 then n else number ()))
        | OnnxAttribute.Float _ -> OnnxAttribute.Float(pick [| 0f; nanf; infinityf; -1f; 1e30f |])
        | OnnxAttribute.Text _ -> OnnxAttribute.Text(pick [| ""; "linear"; "reverse"; "SAME_UPPER"; "reflect" |])
        | other -> other

    let change (node: OnnxNode) =
        match random.Next 5 with
        | 0 -> { node with Operator = pick (List.toArray OnnxOperators.names) }
        | 1 when node.Inputs.Length > 0 ->
            let inputs = Array.copy node.Inputs
            inputs[random.Next inputs.Length] <- pick names
            { node with Inputs = inputs }
        | 2 -> { node with Inputs = Array.truncate (random.Next(node.Inputs.Length + 1)) node.Inputs }
        | 3 -> { node with Attributes = node.Attributes |> List.map (fun (name, value) -> name, attribute value) }
        | _ -> { node with Attributes = node.Attributes |> List.filter (fun _ -> random.Next 2 = 0) }

    let resize (tensor: OnnxTensor) =
        match tensor.Type, tensor.Data with
        | 7, OnnxData.Raw bytes -> {
            tensor with
                Data = OnnxData.Longs(Array.init (bytes.Count / 8) (fun _ -> number ()))
          }
        | _ -> {
            tensor with
                Sizes = tensor.Sizes |> Array.map (fun n -> if random.Next 3 = 0 then number () else n) |> Array.rev
          }

    let at (items: 'T[]) change =
        if items.Length = 0 then
            items
        else
            let copy = Array.copy items
            let i = random.Next items.Length
            copy[i] <- change copy[i]
            copy

    let mutable graph = file.Graph

    for _ in 0 .. random.Next 3 do
        graph <-
            match random.Next 4 with
            | 0 -> { graph with Initializers = at graph.Initializers resize }
            | 1 -> {
                graph with
                    Inputs =
                        at graph.Inputs (fun info -> {
                            info with
                                Sizes = Some(Array.init (random.Next 5) (fun _ -> OnnxSize.Known(number ())))
                        })
              }
            | _ -> { graph with Nodes = at graph.Nodes change }

    bytesOf { file with Graph = graph }

type Tests(output: ITestOutputHelper) =

    [<Fact>]
    member _.``ends in one clear error or is a model, and takes little memory: 10,000 files``() =
        let seed = 20_177
        let random = Random seed
        let mutable read, networks, refused, most = 0, 0, 0, 0L

        for i in 1..10_000 do
            let source = seeds[random.Next seeds.Length]
            let bytes = (if i % 2 = 0 then damaged else distorted) random source
            let before = GC.GetAllocatedBytesForCurrentThread()

            try
                try
                    let model = Records.read bytes
                    read <- read + 1
                    // What could be read may still be no network, for the same kinds of reasons.
                    try
                        model.Network.Summary() |> ignore
                        networks <- networks + 1
                    with :? FuncNetException ->
                        ()
                with :? DataException ->
                    refused <- refused + 1
            with error ->
                let kept = Path.Combine(Path.GetTempPath(), "funcnet-damaged.onnx")
                File.WriteAllBytes(kept, bytes)
                failwith $"file {i} of seed {seed}, kept as {kept}: {error}"

            let taken = GC.GetAllocatedBytesForCurrentThread() - before
            most <- max most taken
            Assert.True(taken <= (64L <<< 20), $"file {i} of seed {seed} took {taken} bytes")

        output.WriteLine
            $"{read} were read, {networks} of them as networks, {refused} refused; {float most / 1048576.0:F1} MiB at most"

        Assert.Equal(10_000, read + refused)
        Assert.True(refused > 5_000 && read > 500)
