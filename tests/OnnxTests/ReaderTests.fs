module FuncNet.Tests.``An ONNX file``

open System
open System.IO
open Google.Protobuf
open Xunit
open FuncNet
open FuncNet.Tests.Records

let private x = Tensor.matrix [ [ 1.0f; -2.0f; 3.0f ]; [ 0.5f; 4.0f; -1.0f ] ]
let private run (model: OnnxModel) = model.Run([ x ])[0]
let private relu = node "Relu" [ "x" ] [ "y" ] []
let private file = fileOf (graph [ relu ] [])

/// A message of Protocol Buffers, field by field.
let private message (write: CodedOutputStream -> unit) : byte[] =
    use stream = new MemoryStream()
    let output = new CodedOutputStream(stream)
    write output
    output.Flush()
    stream.ToArray()

let private bytesField (output: CodedOutputStream) (field: int) (bytes: byte[]) =
    output.WriteTag(field, WireFormat.WireType.LengthDelimited)
    output.WriteBytes(ByteString.CopyFrom bytes)

[<Fact>]
let ``says what it holds, and passes over what it does not know`` () =
    let unknown =
        message (fun output ->
            bytesField output 1000 [| 1uy; 2uy |]
            output.WriteTag(1001, WireFormat.WireType.Fixed64)
            output.WriteFixed64 7UL)

    let model = read (Array.append (bytesOf file) unknown)
    Assert.Equal("x: float32 [?; 3]", string model.Inputs[0])
    Assert.Equal("a hand", model.Producer)
    Assert.Equal(17, model.Opset)
    Assert.Equal(Tensor.relu x, run model)

[<Fact>]
let ``has numbers in lists of their own type, in half precision, and as 64-bit numbers`` () =
    let listed kind field (write: CodedOutputStream -> unit) =
        let constant =
            message (fun output ->
                output.WriteTag(1, WireFormat.WireType.Varint)
                output.WriteInt64 3L
                output.WriteTag(2, WireFormat.WireType.Varint)
                output.WriteInt64(int64 (kind: int))
                bytesField output field (message write)
                output.WriteTag(8, WireFormat.WireType.LengthDelimited)
                output.WriteString "c")

        let inner =
            bytesOf (
                fileOf (
                    graph [
                        node "Cast" [ "c" ] [ "d" ] [ "to", OnnxAttribute.Int 1L ]
                        node "Add" [ "x"; "d" ] [ "y" ] []
                    ] []
                )
            )
        // Fields of one graph in two pieces would be two graphs; the constant is put into the one there is.
        let parsed = OnnxReading.parse "memory" inner
        let bytes = message (fun output -> bytesField output 5 constant)
        let whole = OnnxReading.parse "memory" (message (fun output -> bytesField output 7 bytes))
        run (read (bytesOf { parsed with Graph = { parsed.Graph with Initializers = whole.Graph.Initializers } }))

    let expected = x + Tensor.vector [ 1.0f; -2.0f; 0.5f ]

    Assert.Equal(
        expected,
        listed OnnxType.float32 4 (fun output ->
            for x in [ 1f; -2f; 0.5f ] do
                output.WriteFloat x)
    )

    Assert.Equal(
        expected,
        listed OnnxType.float64 10 (fun output ->
            for x in [ 1.0; -2.0; 0.5 ] do
                output.WriteDouble x)
    )

    Assert.Equal(
        expected,
        listed OnnxType.float16 5 (fun output ->
            for x in [ 0x3C00L; 0xC000L; 0x3800L ] do
                output.WriteInt64 x)
    )

    Assert.Equal(
        x + Tensor.vector [ 1f; -2f; 7f ],
        listed OnnxType.int64 7 (fun output ->
            for n in [ 1L; -2L; 7L ] do
                output.WriteInt64 n)
    )

    Assert.Equal(
        x + Tensor.vector [ 1f; -2f; 7f ],
        listed OnnxType.int8 5 (fun output ->
            for n in [ 1L; -2L; 7L ] do
                output.WriteInt64 n)
    )

[<Fact>]
let ``of version 18 has axes as inputs and counts its parts`` () =
    let nodes = [
        node "Split" [ "x" ] [ "a"; "b" ] [ "axis", OnnxAttribute.Int 1L; "num_outputs", OnnxAttribute.Int 2L ]
        node "ReduceMean" [ "a"; "axes" ] [ "y" ] [ "keepdims", OnnxAttribute.Int 0L ]
    ]

    let model = read (bytesOf { fileOf (graph nodes [ longs "axes" [ -1L ] ]) with Opsets = [ "", 18L ] })
    Assert.Equal(Tensor.vector [ -0.5f; 2.25f ], run model)

[<Fact>]
let ``slices with ends far beyond the axis, and backwards`` () =
    let sliced first last step =
        let constants = [ longs "first" [ first ]; longs "last" [ last ]; longs "axis" [ 1L ]; longs "step" [ step ] ]
        run (model [ node "Slice" [ "x"; "first"; "last"; "axis"; "step" ] [ "y" ] [] ] constants)

    Assert.Equal(x.[*, 1..], sliced 1L Int64.MaxValue 1L)
    Assert.Equal(Tensor.reverse [ 1 ] x, sliced -1L Int64.MinValue -1L)
    Assert.Equal(Tensor.reverse [ 1 ] x, sliced 2L -99L -1L)
    Assert.Equal(Tensor.every 2 1 (Tensor.reverse [ 1 ] x), sliced 99L Int64.MinValue -2L)
    Assert.Equal<Shape>(Shape(2, 0), (sliced 2L 1L 1L).Shape)

[<Fact>]
let ``whose sizes of a sample are open becomes a network for shapes that are given`` () =
    let opened = {
        graph [ relu ] [] with
            Inputs = [| { info "x" 1 [] with Sizes = Some [| OnnxSize.Named "n"; OnnxSize.Named "" |] } |]
    }

    let model = read (bytesOf (fileOf opened))
    let error = Assert.Throws<ConfigurationException>(fun () -> model.Network |> ignore)
    Assert.Contains("x: float32 [?; ?]", error.Message)
    Assert.Equal(Tensor.relu x, (model.NetworkFor [ Shape 3 ]).Predict x)
    Assert.Throws<DTypeException>(fun () -> model.Run [ Tensor.range 3 ] |> ignore) |> ignore
    Assert.Throws<ShapeException>(fun () -> model.Run [] |> ignore) |> ignore

[<Fact>]
let ``that is none is refused`` () =
    refused [ "no graph" ] [||]
    refused [ "its head" ] [| 255uy; 255uy |]
    refused [ "its head" ] (Array.truncate ((bytesOf file).Length - 3) (bytesOf file))
    refused [ "its head" ] (bytesOf file |> Array.mapi (fun i b -> if i = 0 then 7uy else b))

    Assert.Contains(
        "does not exist",
        Assert.Throws<DataException>(fun () -> Onnx.read "no such file.onnx" |> ignore).Message
    )

[<Fact>]
let ``of another version, or with operators that are not understood, is refused by their names`` () =
    refused [ "IR version 99"; "3 to 10" ] (bytesOf { file with IrVersion = 99L })
    refused [ "version 21"; "versions 9 to 18"; "opset_version=17" ] (bytesOf { file with Opsets = [ "", 21L ] })
    refused [ "names no version" ] (bytesOf { file with Opsets = [ "ai.onnx.ml", 2L ] })

    refusedGraph [ "'the Relus'"; "Relus of version 17"; "nearest that is, is Relu."; "LayerNormalization" ] [
        node "Relus" [ "x" ] [ "y" ] []
    ] []

    refusedGraph [ "'the Relu'"; "domain 'com.example'" ] [ { relu with Domain = "com.example" } ] []

[<Fact>]
let ``whose graph has cycles, names that are given twice or never, is refused`` () =
    refusedGraph [ "reads \"z\", which nothing gives" ] [ node "Relu" [ "z" ] [ "y" ] [] ] []

    refusedGraph [ "before it is given"; "cycle" ] [
        node "Add" [ "x"; "y" ] [ "z" ] []
        node "Relu" [ "z" ] [ "y" ] []
    ] []

    refusedGraph [ "\"y\" is given twice" ] [ relu; relu ] []
    refusedGraph [ "\"x\" is given twice" ] [ relu; node "Abs" [ "y" ] [ "x" ] [] ] []
    refusedGraph [ "result \"y\" is given by no node" ] [ node "Relu" [ "x" ] [ "z" ] [] ] []
    refusedGraph [ "gives nothing" ] [ node "Relu" [ "x" ] [] []; relu ] []

    refusedGraph [ "attribute 'a' twice" ] [
        { relu with Attributes = [ "a", OnnxAttribute.Int 1L; "a", OnnxAttribute.Int 2L ] }
    ] []

    refused
        [ "no inputs" ]
        (bytesOf (
            fileOf { graph [ node "Relu" [ "c" ] [ "y" ] [] ] [ tensor "c" 1 [ 1L ] (raw [ 1f ]) ] with Inputs = [||] }
        ))

[<Fact>]
let ``whose constants do not hold is refused by their names`` () =
    let constant kind sizes data =
        refusedGraph
        >> fun refuse -> refuse [ node "Add" [ "x"; "c" ] [ "y" ] [] ] [ tensor "c" kind sizes data ]

    constant 1 [ 3L ] (raw [ 1f; 2f ]) [ "'c'"; "needs 12 bytes; 8 are there" ]
    constant 1 [ -1L ] (raw []) [ "'c'"; "negative" ]
    constant 1 [ 4611686018427387905L; 4L ] (raw [ 1f ]) [ "'c'"; "at most 2³¹ − 1" ]
    constant 1 [ 1L; 1L; 1L; 1L; 1L; 1L; 1L; 1L; 1L ] (raw [ 1f ]) [ "'c'"; "9 axes" ]
    constant 14 [ 1L ] (raw [ 1f; 2f ]) [ "'c'"; "type 14" ]
    constant OnnxType.int64 [ 1L ] (OnnxData.Longs [| 1L <<< 40 |]) [ "'c'"; "1099511627776" ]
    constant OnnxType.bool [ 4L ] (raw [ 1f ]) [ "'c'"; "other than 0 and 1" ]

[<Fact>]
let ``with data in another file is refused`` () =
    let away =
        message (fun output ->
            output.WriteTag(8, WireFormat.WireType.LengthDelimited)
            output.WriteString "c"
            output.WriteTag(14, WireFormat.WireType.Varint)
            output.WriteInt64 1L)

    let inGraph = message (fun output -> bytesField output 5 away)
    refused [ "'c'"; "another file" ] (message (fun output -> bytesField output 7 inGraph))

[<Fact>]
let ``with graphs within graphs without end is refused`` () =
    let rec nested depth =
        if depth = 0 then
            graph [ relu ] []
        else
            graph [ { relu with Attributes = [ "body", OnnxAttribute.Graph(nested (depth - 1)) ] } ] []

    refused [ "more than 8 deep" ] (bytesOf (fileOf (nested 9)))

[<Fact>]
let ``whose shapes do not fit each other is refused by the node`` () =
    let weights = tensor "w" 1 [ 2L; 1L ] (raw [ 1f; 2f ])
    refusedGraph [ "'the MatMul' (MatMul)" ] [ node "MatMul" [ "x"; "w" ] [ "y" ] [] ] [ weights ]
    refusedGraph [ "'the Conv'"; "[n; c; h; w]" ] [ node "Conv" [ "x"; "w" ] [ "y" ] [] ] [ weights ]
    refusedGraph [ "'the Relu'"; "input number 1 is missing" ] [ node "Relu" [ "" ] [ "y" ] [] ] []

    refusedGraph [ "'the Reshape'"; "must follow from the shapes alone" ] [
        node "Cast" [ "x" ] [ "s" ] [ "to", OnnxAttribute.Int 7L ]
        node "Reshape" [ "x"; "s" ] [ "y" ] []
    ] []

[<Fact>]
let ``that makes much of little is refused before it is made`` () =
    let sizes = longs "s" [ 1L <<< 20; 1L <<< 10 ]

    refusedGraph [ "'the ConstantOfShape'"; "1073741824 elements" ] [ node "ConstantOfShape" [ "s" ] [ "c" ] []; relu ] [
        sizes
    ]

    refusedGraph [ "'the Tile'" ] [ node "Tile" [ "c"; "s" ] [ "d" ] []; relu ] [
        tensor "c" OnnxType.int32 [ 1L; 1L ] (raw [ 0f ])
        sizes
    ]

    let doubling = [
        for i in 0..40 -> node "Concat" [ $"c{i}"; $"c{i}" ] [ $"c{i + 1}" ] [ "axis", OnnxAttribute.Int 0L ]
    ]

    let before = GC.GetAllocatedBytesForCurrentThread()
    refusedGraph [ "constant" ] [ yield! doubling; relu ] [ longs "c0" [ 1L; 2L ] ]
    Assert.True(GC.GetAllocatedBytesForCurrentThread() - before < (64L <<< 20))
