namespace FuncNet

open System
open System.Buffers.Binary
open System.IO

/// Reading and writing files so that whatever goes wrong is one DataException that names the file.
module internal Files =

    /// Runs an action on a file; what the operating system refuses becomes a DataException.
    let guard verb path (action: unit -> 'T) : 'T =
        let refuse reason error = raise (DataException($"Cannot {verb} the file '{path}': {reason}.", error))

        if String.IsNullOrWhiteSpace path || path.Contains '\000' then
            Errors.data "Cannot %s the file '%s': this is not the name of a file." verb path

        try
            action ()
        with
        | :? FileNotFoundException as error -> refuse "it does not exist" error
        | :? DirectoryNotFoundException as error -> refuse "its folder does not exist" error
        | :? UnauthorizedAccessException as error ->
            refuse (if Directory.Exists path then "it is a folder" else "access is denied") error
        | :? IOException as error ->
            refuse (if Directory.Exists path then "it is a folder" else error.Message.TrimEnd '.') error
        | :? NotSupportedException as error -> refuse "it is not an ordinary file" error

    /// Reads a file from its beginning.
    let read path (action: FileStream -> 'T) : 'T =
        guard "read" path (fun () ->
            use stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read)
            action stream)

    /// Writes a file as a whole or not at all: into a temporary file of the same folder, which is flushed to the disk
    /// and then takes the name.
    let writeAtomically path (action: Stream -> unit) =
        guard "write" path (fun () ->
            let full = Path.GetFullPath path
            let temporary = $"{full}.{Guid.NewGuid():N}.tmp"

            try
                using (new FileStream(temporary, FileMode.CreateNew, FileAccess.Write)) (fun stream ->
                    action stream
                    stream.Flush true)

                File.Move(temporary, full, true)
            finally
                // After the move there is none; File.Delete does not mind, but does mind a folder that is missing.
                if File.Exists temporary then
                    File.Delete temporary)

    /// Reads until the buffer is full or the stream ends; the number of bytes read.
    let fill (stream: Stream) (buffer: Span<byte>) = stream.ReadAtLeast(buffer, buffer.Length, false)

    /// A gzip file ends with the length of what was compressed, modulo 2³²; the decompressor does not miss it if it is cut off.
    let checkGzipEnd path (file: FileStream) (bytes: int64) =
        let ending = Array.zeroCreate<byte> 4
        file.Seek(-4L, SeekOrigin.End) |> ignore
        file.ReadExactly(Span ending)

        if BinaryPrimitives.ReadUInt32LittleEndian(ReadOnlySpan ending) <> uint32 bytes then
            Errors.data "'%s' is a gzip file that is truncated or has bytes behind its end." path
