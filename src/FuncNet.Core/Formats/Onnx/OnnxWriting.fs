namespace FuncNet

open System
open System.IO
open System.Runtime.InteropServices
open Google.Protobuf

/// A part of a message that knows its length before it is written.
[<NoComparison; NoEquality>]
type internal ProtoPart = { Length: int64; Write: CodedOutputStream -> Stream -> unit }

/// Records of the ONNX format to bytes, in one pass over the numbers.
module internal OnnxWriting =

    let private tagged field wire length write = {
        Length = int64 (CodedOutputStream.ComputeTagSize field) + length
        Write =
            fun output stream ->
                output.WriteTag(field, wire)
                write output stream
    }

    let private int field (value: int64) =
        tagged field WireFormat.WireType.Varint (int64 (CodedOutputStream.ComputeInt64Size value)) (fun output _ ->
            output.WriteInt64 value)

    let private float field (value: float32) =
        tagged field WireFormat.WireType.Fixed32 4L (fun output _ -> output.WriteFloat value)

    let private text field (value: string) =
        tagged
            field
            WireFormat.WireType.LengthDelimited
            (int64 (CodedOutputStream.ComputeStringSize value))
            (fun output _ -> output.WriteString value)

    /// Nothing where the text is empty.
    let private optional field value = if value = "" then [] else [ text field value ]

    let private sized field length write =
        tagged
            field
            WireFormat.WireType.LengthDelimited
            (int64 (CodedOutputStream.ComputeInt64Size length) + length)
            (fun output stream ->
                output.WriteInt64 length
                write output stream)

    let private message field (parts: ProtoPart list) =
        sized field (parts |> List.sumBy _.Length) (fun output stream ->
            for part in parts do
                part.Write output stream)

    /// Numbers of many bytes, written from where they lie.
    let private raw field length (write: Stream -> unit) =
        sized field length (fun output stream ->
            output.Flush()
            write stream)

    let private bytes (stream: Stream) (numbers: Span<byte>) =
        stream.Write(Span.op_Implicit numbers: ReadOnlySpan<byte>)

    let private tensor field (tensor: OnnxTensor) =
        message field [
            for size in tensor.Sizes do
                int 1 size

            int 2 (int64 tensor.Type)
            yield! optional 8 tensor.Name

            match tensor.Data with
            | OnnxData.Numbers numbers ->
                raw 9 (int64 numbers.Size * int64 numbers.DType.Bytes) (fun stream ->
                    bytes stream (StoredNumbers.bytesOf numbers.Value))
            | OnnxData.Longs numbers ->
                raw 9 (8L * numbers.LongLength) (fun stream -> bytes stream (MemoryMarshal.AsBytes(Span numbers)))
            | OnnxData.Raw stored -> raw 9 (int64 stored.Count) (fun stream -> bytes stream (stored.AsSpan()))
        ]

    let private valueInfo field (info: OnnxValueInfo) =
        message field [
            text 1 info.Name

            message 2 [
                message 1 [
                    int 1 (int64 info.Type)

                    match info.Sizes with
                    | Some sizes ->
                        message 2 [
                            for size in sizes do
                                match size with
                                | OnnxSize.Known n -> message 1 [ int 1 n ]
                                | OnnxSize.Named name -> message 1 (optional 2 name)
                        ]
                    | None -> ()
                ]
            ]
        ]

    let rec private attribute field (name: string, value: OnnxAttribute) : ProtoPart =
        message field [
            text 1 name

            match value with
            | OnnxAttribute.Float x ->
                float 2 x
                int 20 1L
            | OnnxAttribute.Int n ->
                int 3 n
                int 20 2L
            | OnnxAttribute.Text s ->
                text 4 s
                int 20 3L
            | OnnxAttribute.Tensor t ->
                tensor 5 t
                int 20 4L
            | OnnxAttribute.Graph g ->
                graph 6 g
                int 20 5L
            | OnnxAttribute.Floats list ->
                for x in list do
                    float 7 x

                int 20 6L
            | OnnxAttribute.Ints list ->
                for n in list do
                    int 8 n

                int 20 7L
            | OnnxAttribute.Texts list ->
                for s in list do
                    text 9 s

                int 20 8L
            | OnnxAttribute.Other _ -> ()
        ]

    and private graph field (graph: OnnxGraph) : ProtoPart =
        message field [
            for node in graph.Nodes do
                message 1 [
                    for input in node.Inputs do
                        text 1 input

                    for output in node.Outputs do
                        text 2 output

                    yield! optional 3 node.Name
                    text 4 node.Operator

                    for pair in node.Attributes do
                        attribute 5 pair

                    yield! optional 7 node.Domain
                ]

            text 2 graph.Name

            for constant in graph.Initializers do
                tensor 5 constant

            for input in graph.Inputs do
                valueInfo 11 input

            for output in graph.Outputs do
                valueInfo 12 output
        ]

    let private model (file: OnnxFile) = [
        int 1 file.IrVersion
        yield! optional 2 file.Producer
        yield! optional 3 file.ProducerVersion
        graph 7 file.Graph

        for domain, version in file.Opsets do
            message 8 [ yield! optional 1 domain; int 2 version ]

        for key, value in file.Metadata do
            message 14 [ text 1 key; text 2 value ]
    ]

    /// Writes a model to a stream; file is its name in messages.
    let writeStream file (content: OnnxFile) (stream: Stream) =
        let parts = model content
        let length = parts |> List.sumBy _.Length

        if length > int64 Int32.MaxValue then
            Errors.data "Cannot write '%s': the model has %d bytes; the format allows 2 GiB." file length

        use output = new CodedOutputStream(stream, true)

        for part in parts do
            part.Write output stream

        output.Flush()
