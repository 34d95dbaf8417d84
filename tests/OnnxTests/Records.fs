/// Models written by hand.
module internal FuncNet.Tests.Records

open System
open System.IO
open Xunit
open FuncNet

let node operator inputs outputs attributes : OnnxNode = {
    Name = $"the {operator}"
    Operator = operator
    Domain = ""
    Inputs = List.toArray inputs
    Outputs = List.toArray outputs
    Attributes = attributes
}

let info name (kind: int) (sizes: int64 list) : OnnxValueInfo = {
    Name = name
    Type = kind
    Sizes = Some [| yield OnnxSize.Named "batch"; yield! sizes |> Seq.map OnnxSize.Known |]
}

let raw (numbers: float32 list) =
    OnnxData.Raw(
        ArraySegment [|
            for x in numbers do
                yield! BitConverter.GetBytes x
        |]
    )

let tensor name (kind: int) (sizes: int64 list) data : OnnxTensor = {
    Name = name
    Type = kind
    Sizes = List.toArray sizes
    Data = data
}

let longs name (numbers: int64 list) =
    tensor name OnnxType.int64 [ int64 numbers.Length ] (OnnxData.Longs(List.toArray numbers))

let graph nodes initializers : OnnxGraph = {
    Name = "by hand"
    Nodes = List.toArray nodes
    Initializers = List.toArray initializers
    Inputs = [| info "x" OnnxType.float32 [ 3L ] |]
    Outputs = [| info "y" OnnxType.float32 [] |]
}

let fileOf graph : OnnxFile = {
    IrVersion = 8L
    Producer = "a hand"
    ProducerVersion = ""
    Opsets = [ "", 17L ]
    Metadata = []
    Graph = graph
}

let bytesOf (file: OnnxFile) : byte[] =
    use stream = new MemoryStream()
    OnnxWriting.writeStream "memory" file stream
    stream.ToArray()

let read (bytes: byte[]) : OnnxModel = Onnx.readStream "memory" (new MemoryStream(bytes))

/// The model of one graph of an input x [batch; 3] and a result y.
let model nodes initializers = read (bytesOf (fileOf (graph nodes initializers)))

/// Bytes that are refused, with a message that has these words.
let refused (words: string list) (bytes: byte[]) =
    let error = Assert.Throws<DataException>(fun () -> read bytes |> ignore)

    for word in "'memory' is not a valid ONNX file" :: words do
        Assert.Contains(word, error.Message)

let refusedGraph words nodes initializers = refused words (bytesOf (fileOf (graph nodes initializers)))
