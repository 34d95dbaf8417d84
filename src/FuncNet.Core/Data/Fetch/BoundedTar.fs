namespace FuncNet

open System
open System.IO
open System.Text

/// The bytes of a tar archive on their way to System.Formats.Tar, which allocates what a header promises before it has seen any
/// of it. So the headers are looked at as they pass (POSIX.1-1988 ustar: blocks of 512 bytes; the size of an entry in octal
/// digits at 124, its kind at 156), and what is too large, or would make a reader disagree with this one, goes no further.
[<Sealed>]
type internal BoundedTar(path: string, source: Stream, limit: int64) =
    inherit Stream()

    static let block = 512
    static let largestAttributes = 65536L
    let header = Array.zeroCreate<byte> block
    let attributes = new MemoryStream()
    let mutable isAttributes = false
    let mutable filled = 0
    let mutable passed = 0L
    /// Bytes to come of the entry, then up to the next full block.
    let mutable content = 0L
    let mutable padding = 0L

    let refuse reason = Errors.data "'%s' is not a readable tar archive: %s." path reason

    let octal (field: ReadOnlySpan<byte>) =
        let text = Encoding.Latin1.GetString(field).Trim('\000', ' ')

        if text |> Seq.exists (fun digit -> digit < '0' || digit > '7') then
            refuse $"the size of an entry, '{text.ReplaceLineEndings String.Empty}', is no octal number"

        text |> Seq.fold (fun value digit -> value * 8L + int64 digit - int64 '0') 0L

    /// A header is complete.
    let see () =
        if header.AsSpan().IndexOfAnyExcept(0uy) >= 0 then
            let size = octal (ReadOnlySpan(header, 124, 12))
            let kind = char header[156]
            isAttributes <- kind = 'x' || kind = 'g'
            attributes.SetLength 0L

            match kind with
            | '\000'
            | '0'
            | '7' ->
                if size > limit then
                    refuse $"an entry of {size} bytes is more than the {limit} that are expected in all"
            | '1'
            | '2'
            | '3'
            | '4'
            | '5'
            | '6' ->
                if size > 0L then
                    refuse $"an entry that is no file has {size} bytes"
            | 'x'
            | 'g'
            | 'L'
            | 'K' ->
                if size > largestAttributes then
                    refuse $"the attributes of an entry have {size} bytes; at most {largestAttributes} are readable"
            | _ -> refuse $"an entry is of the unknown kind 0x{int kind:X2}"

            content <- size
            padding <- (int64 block - size % int64 block) % int64 block

        filled <- 0

    /// Attributes may give an entry another size than its header.
    let seeAttributes () =
        if
            isAttributes
            && Encoding.Latin1.GetString(attributes.GetBuffer(), 0, int attributes.Length).Contains " size="
        then
            refuse "an entry has its size in extended attributes"

        isAttributes <- false

    let watch (bytes: ReadOnlySpan<byte>) =
        let mutable at = 0

        while at < bytes.Length do
            let left = bytes.Length - at

            if content > 0L then
                let count = int (min content (int64 left))

                if isAttributes then
                    attributes.Write(bytes.Slice(at, count))

                content <- content - int64 count
                at <- at + count

                if content = 0L then
                    seeAttributes ()
            elif padding > 0L then
                let count = int (min padding (int64 left))
                padding <- padding - int64 count
                at <- at + count
            else
                let count = min (block - filled) left
                bytes.Slice(at, count).CopyTo(Span(header, filled, count))
                filled <- filled + count
                at <- at + count

                if filled = block then
                    see ()

    /// How many bytes have passed.
    member _.Passed = passed

    override _.Read(buffer: byte[], offset: int, count: int) =
        let count = source.Read(buffer, offset, count)
        passed <- passed + int64 count

        if passed > limit then
            refuse $"it unpacks to more than the {limit} bytes that are expected"

        watch (ReadOnlySpan(buffer, offset, count))
        count

    override _.CanRead = true
    override _.CanSeek = false
    override _.CanWrite = false
    override _.Length = raise (NotSupportedException())

    override _.Position
        with get () = passed
        and set _ = raise (NotSupportedException())

    override _.Flush() = ()
    override _.Seek(_, _) = raise (NotSupportedException())
    override _.SetLength _ = raise (NotSupportedException())
    override _.Write(_: byte[], _: int, _: int) = raise (NotSupportedException())
