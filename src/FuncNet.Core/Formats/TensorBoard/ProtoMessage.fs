namespace FuncNet

open System
open System.Buffers.Binary
open System.IO
open System.Text
open Google.Protobuf

/// What a field of a message of Protocol Buffers holds, as it lies there.
[<RequireQualifiedAccess>]
type internal ProtoValue =
    | Varint of uint64
    | Fixed64 of uint64
    | Fixed32 of uint32
    | Bytes of byte[]

/// Messages of Protocol Buffers, field by field: no code is generated for them, and nothing is found by reflection.
module internal ProtoMessage =

    // Writing.

    /// The bytes of a message.
    let write (fields: CodedOutputStream -> unit) : byte[] =
        use buffer = new MemoryStream()

        using (new CodedOutputStream(buffer, true)) (fun output ->
            fields output
            output.Flush())

        buffer.ToArray()

    let bytes number (value: byte[]) (output: CodedOutputStream) =
        output.WriteTag(number, WireFormat.WireType.LengthDelimited)
        output.WriteBytes(ByteString.CopyFrom value)

    /// A message within the message.
    let message number (fields: CodedOutputStream -> unit) (output: CodedOutputStream) =
        bytes number (write fields) output

    let text number (value: string) (output: CodedOutputStream) = bytes number (Encoding.UTF8.GetBytes value) output

    let whole number (value: int64) (output: CodedOutputStream) =
        output.WriteTag(number, WireFormat.WireType.Varint)
        output.WriteInt64 value

    let float64 number (value: float) (output: CodedOutputStream) =
        output.WriteTag(number, WireFormat.WireType.Fixed64)
        output.WriteDouble value

    let float32 number (value: float32) (output: CodedOutputStream) =
        output.WriteTag(number, WireFormat.WireType.Fixed32)
        output.WriteFloat value

    /// Numbers one behind the other.
    let packed number (values: float seq) (output: CodedOutputStream) =
        let values = Seq.toArray values
        let content = Array.zeroCreate<byte>(8 * values.Length)

        values
        |> Array.iteri (fun i value -> BinaryPrimitives.WriteDoubleLittleEndian(Span(content, 8 * i, 8), value))

        bytes number content output

    // Reading. fail: throws what is wrong with the message.

    /// The fields with their numbers, in order.
    let read (fail: string -> exn) (content: byte[]) : struct (int * ProtoValue)[] =
        try
            use input = new CodedInputStream(content)

            [|
                let mutable tag = input.ReadTag()

                while tag <> 0u do
                    let number = WireFormat.GetTagFieldNumber tag

                    match WireFormat.GetTagWireType tag with
                    | WireFormat.WireType.Varint -> struct (number, ProtoValue.Varint(input.ReadUInt64()))
                    | WireFormat.WireType.Fixed64 -> struct (number, ProtoValue.Fixed64(input.ReadFixed64()))
                    | WireFormat.WireType.Fixed32 -> struct (number, ProtoValue.Fixed32(input.ReadFixed32()))
                    | WireFormat.WireType.LengthDelimited ->
                        struct (number, ProtoValue.Bytes(input.ReadBytes().ToByteArray()))
                    | WireFormat.WireType.StartGroup
                    | WireFormat.WireType.EndGroup
                    | _ -> raise (fail $"its field {number} is a group, which no message of this kind has.")

                    tag <- input.ReadTag()
            |]
        with :? InvalidProtocolBufferException as error ->
            raise (fail $"it is no message of Protocol Buffers: {error.Message.ReplaceLineEndings(string ' ')}")

    let private other (fail: string -> exn) (what: string) : 'T =
        raise (fail $"{what} has another type than it should have.")

    let asBytes fail what value =
        match value with
        | ProtoValue.Bytes content -> content
        | ProtoValue.Varint _
        | ProtoValue.Fixed64 _
        | ProtoValue.Fixed32 _ -> other fail what

    let private strict = UTF8Encoding(false, true)

    let asText fail what value : string =
        try
            strict.GetString(asBytes fail what value)
        with :? DecoderFallbackException ->
            raise (fail $"{what} is no text.")

    let asWhole fail what value : int64 =
        match value with
        | ProtoValue.Varint number -> int64 number
        | ProtoValue.Bytes _
        | ProtoValue.Fixed64 _
        | ProtoValue.Fixed32 _ -> other fail what

    let asFloat fail what value : float =
        match value with
        | ProtoValue.Fixed64 bits -> BitConverter.UInt64BitsToDouble bits
        | ProtoValue.Fixed32 bits -> float (BitConverter.UInt32BitsToSingle bits)
        | ProtoValue.Bytes _
        | ProtoValue.Varint _ -> other fail what

    /// One number, or several that are packed.
    let asFloats (fail: string -> exn) what value : float[] =
        match value with
        | ProtoValue.Fixed64 bits -> [| BitConverter.UInt64BitsToDouble bits |]
        | ProtoValue.Bytes content ->
            if content.Length % 8 <> 0 then
                raise (fail $"{what} has {content.Length} bytes, which are no whole number of float64.")

            Array.init (content.Length / 8) (fun i ->
                BinaryPrimitives.ReadDoubleLittleEndian(ReadOnlySpan(content, 8 * i, 8)))
        | ProtoValue.Varint _
        | ProtoValue.Fixed32 _ -> other fail what
