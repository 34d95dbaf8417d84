namespace FuncNet

open System
open System.Buffers.Binary
open System.IO

/// TFRecord, the frame of TensorFlow's records: the length, a little-endian 64-bit number; its check sum; the bytes; their check sum.
module internal RecordFile =

    let private front, back = 12, 4

    let private sumOf (bytes: byte[]) first count = Crc32C.masked (ReadOnlySpan(bytes, first, count))

    /// A record with these bytes.
    let frame (content: byte[]) : byte[] =
        let record = Array.zeroCreate<byte>(front + content.Length + back)
        BinaryPrimitives.WriteInt64LittleEndian(Span(record, 0, 8), content.LongLength)
        BinaryPrimitives.WriteUInt32LittleEndian(Span(record, 8, 4), sumOf record 0 8)
        content.CopyTo(record, front)

        BinaryPrimitives.WriteUInt32LittleEndian(
            Span(record, front + content.Length, back),
            sumOf content 0 content.Length
        )

        record

    /// The contents of the records of a stream, from its beginning, while they are asked for; each with the words that say where it is, for messages.
    /// A record is no longer than what is left of the stream, or nothing is allocated for it.
    let read (file: string) (stream: Stream) : struct (string * byte[]) seq =
        let fail where problem : unit = Errors.data "'%s' is damaged: its record %s %s" file where problem

        seq {
            let prefix = Array.zeroCreate<byte> front
            let mutable number = 0

            while stream.Position < stream.Length do
                let where = $"{number} at byte {stream.Position}"
                let left = stream.Length - stream.Position

                if left < int64 (front + back) || Files.fill stream (Span prefix) < front then
                    fail where "is cut off; the file was not written to its end."

                if BinaryPrimitives.ReadUInt32LittleEndian(ReadOnlySpan(prefix, 8, 4)) <> sumOf prefix 0 8 then
                    fail where "has a length that does not fit its check sum."

                let length = BinaryPrimitives.ReadUInt64LittleEndian(ReadOnlySpan(prefix, 0, 8))
                let room = left - int64 (front + back)

                if length > uint64 room then
                    fail
                        where
                        $"claims {length} bytes, and {max 0L room} are left; the file was not written to its end."

                if length > uint64 (Array.MaxLength - back) then
                    fail where $"has {length} bytes; up to {Array.MaxLength - back} are readable."

                let bytes = Array.zeroCreate<byte>(int length + back)

                if Files.fill stream (Span bytes) < bytes.Length then
                    fail where "is cut off; the file was not written to its end."

                if
                    BinaryPrimitives.ReadUInt32LittleEndian(ReadOnlySpan(bytes, int length, back))
                    <> sumOf bytes 0 (int length)
                then
                    fail where "does not fit its check sum."

                struct (where, Array.truncate (int length) bytes)
                number <- number + 1
        }
