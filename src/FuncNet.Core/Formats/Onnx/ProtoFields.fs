namespace FuncNet

open System
open System.Text
open Google.Protobuf

/// A field of a message of Protocol Buffers: its number, how it is stored, and its value: a number or a range of bytes.
[<Struct; NoComparison; NoEquality>]
type internal ProtoField = { Number: int; Wire: WireFormat.WireType; Bits: uint64; Bytes: ArraySegment<byte> }

/// Messages of Protocol Buffers, read field by field where they lie: nothing is copied, and no length is believed that goes past the end.
module internal ProtoFields =

    let private strict = UTF8Encoding(false, true)

    /// Applies a function to each field of a message, in order. fail: what to do with a problem.
    let each (fail: string -> unit) (message: ArraySegment<byte>) (f: ProtoField -> unit) =
        let none = ArraySegment<byte>()
        let array = nonNull message.Array

        try
            use input = new CodedInputStream(array, message.Offset, message.Count)
            let mutable tag = input.ReadTag()

            while tag <> 0u do
                let number, wire = WireFormat.GetTagFieldNumber tag, WireFormat.GetTagWireType tag

                match wire with
                | WireFormat.WireType.Varint ->
                    f { Number = number; Wire = wire; Bits = input.ReadUInt64(); Bytes = none }
                | WireFormat.WireType.Fixed64 ->
                    f { Number = number; Wire = wire; Bits = input.ReadFixed64(); Bytes = none }
                | WireFormat.WireType.Fixed32 ->
                    f { Number = number; Wire = wire; Bits = uint64 (input.ReadFixed32()); Bytes = none }
                | WireFormat.WireType.LengthDelimited ->
                    let start = int input.Position
                    input.SkipLastField()
                    let last = int input.Position

                    // The length is a number of seven bits a byte, with the eighth set in all but the last.
                    let mutable first = start

                    while array[first] >= 128uy do
                        first <- first + 1

                    f {
                        Number = number
                        Wire = wire
                        Bits = 0UL
                        Bytes = ArraySegment(array, first + 1, last - first - 1)
                    }
                | _ -> fail $"field {number} is stored in a way that the format does not use."

                tag <- input.ReadTag()
        with :? InvalidProtocolBufferException as error ->
            fail $"its fields are broken ({error.Message.TrimEnd '.'})."

    /// The numbers of a packed field of varints.
    let packed (fail: string -> unit) (bytes: ArraySegment<byte>) (f: uint64 -> unit) =
        try
            use input = new CodedInputStream(nonNull bytes.Array, bytes.Offset, bytes.Count)

            while not input.IsAtEnd do
                f (input.ReadUInt64())
        with :? InvalidProtocolBufferException as error ->
            fail $"a list of numbers is broken ({error.Message.TrimEnd '.'})."

    /// The text in bytes, or None if they are not UTF-8.
    let text (bytes: ArraySegment<byte>) : string option =
        try
            Some(strict.GetString(nonNull bytes.Array, bytes.Offset, bytes.Count))
        with :? DecoderFallbackException ->
            None
