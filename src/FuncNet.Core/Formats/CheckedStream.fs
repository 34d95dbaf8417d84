namespace FuncNet

open System
open System.IO

/// The check sum of zip files: the remainder of the bits by the polynomial 04C11DB7, bit by bit from the lowest (CRC-32).
module internal Crc32 =

    /// What each byte does to the sum.
    let private table =
        Array.init 256 (fun n ->
            let halved (c: uint32) = if c &&& 1u = 1u then 0xEDB88320u ^^^ (c >>> 1) else c >>> 1
            Seq.fold (fun c _ -> halved c) (uint32 n) [ 1..8 ])

    /// The sum of what was summed up before and these bytes; 0 of nothing.
    let add (sum: uint32) (bytes: ReadOnlySpan<byte>) =
        let mutable c = ~~~sum

        for i in 0 .. bytes.Length - 1 do
            c <- table[int ((c ^^^ uint32 bytes[i]) &&& 0xFFu)] ^^^ (c >>> 8)

        ~~~c

/// A stream that is read once, from its beginning, and sums up what is read.
[<Sealed>]
type internal CheckedStream(inner: Stream) =
    inherit Stream()

    let mutable sum = 0u

    /// The check sum of what has been read.
    member _.Sum = sum

    override _.CanRead = true
    override _.CanSeek = false
    override _.CanWrite = false
    override _.Length = raise (NotSupportedException())

    override _.Position
        with get () = raise (NotSupportedException())
        and set _ = raise (NotSupportedException())

    override _.Read(buffer: Span<byte>) =
        let count = inner.Read buffer
        sum <- Crc32.add sum (Span.op_Implicit (buffer.Slice(0, count)): ReadOnlySpan<byte>)
        count

    override stream.Read(buffer: byte[], offset, count) = stream.Read(Span(buffer, offset, count))
    override _.Flush() = ()
    override _.Seek(_, _) = raise (NotSupportedException())
    override _.SetLength _ = raise (NotSupportedException())
    override _.Write(_: byte[], _, _) = raise (NotSupportedException())
