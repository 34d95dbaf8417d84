namespace FuncNet

open System
open System.Collections.Generic
open System.Formats.Tar
open System.IO
open System.IO.Compression

/// A file that is wanted of an archive, by its name, with the most bytes that it may have.
type internal WantedFile = { Name: string; LargestSize: int64 }

/// Files of a .tar.gz archive, by their names, read into memory: nothing is written anywhere, wherever a name points.
module internal Archive =

    /// What an archive may hold beside the wanted files: a page to read, headers, the padding at the end.
    let private slack = 1L <<< 20

    let private isFile (entry: TarEntry) =
        entry.EntryType = TarEntryType.RegularFile
        || entry.EntryType = TarEntryType.V7RegularFile
        || entry.EntryType = TarEntryType.ContiguousFile

    let private content path (wanted: WantedFile) (entry: TarEntry) =
        if not (isFile entry) then
            Errors.data "'%s' in the archive '%s' is no file, but a %O." wanted.Name path entry.EntryType

        if entry.Length > wanted.LargestSize then
            Errors.data
                "'%s' in the archive '%s' has %d bytes; at most %d are expected."
                wanted.Name
                path
                entry.Length
                wanted.LargestSize

        let bytes = Array.zeroCreate<byte>(int entry.Length)

        match entry.DataStream with
        | null -> ()
        | stream -> stream.ReadExactly(Span bytes)

        bytes

    /// Drains what is left, so that the length at the end of the gzip file can be held against all of it.
    let private drain (stream: Stream) =
        let buffer = Array.zeroCreate<byte>(1 <<< 16)

        while stream.Read(buffer, 0, buffer.Length) > 0 do
            ()

    let private entries path folder (wanted: WantedFile list) (stream: Stream) =
        let found = Dictionary<string, byte[]>()
        let others = List<string>()
        use reader = new TarReader(stream, true)
        let mutable entry = reader.GetNextEntry false

        while not (isNull entry) do
            match entry with
            | null -> ()
            | present ->
                let name = if present.Name.StartsWith "./" then present.Name[2..] else present.Name

                match wanted |> List.tryFind (fun file -> name = $"{folder}/{file.Name}") with
                | Some file ->
                    if not (found.TryAdd(file.Name, content path file present)) then
                        Errors.data "The archive '%s' holds '%s' twice." path name
                | None ->
                    if others.Count < 5 then
                        others.Add $"'{name.ReplaceLineEndings String.Empty}'"

            entry <- reader.GetNextEntry false

        for file in wanted do
            if not (found.ContainsKey file.Name) then
                Errors.data
                    "The archive '%s' lacks '%s/%s'%s."
                    path
                    folder
                    file.Name
                    (if others.Count = 0 then "" else $"""; it holds {String.Join(", ", others)}""")

        found

    /// The contents of the wanted files of a folder in the archive. An archive that is damaged, truncated, larger than
    /// they may be together, or lacks one, is a DataException.
    let read path (folder: string) (wanted: WantedFile list) : IReadOnlyDictionary<string, byte[]> =
        let limit = slack + (wanted |> List.sumBy _.LargestSize)

        Files.read path (fun file ->
            try
                use unpacked = new GZipStream(file, CompressionMode.Decompress, true)
                use tar = new BoundedTar(path, unpacked, limit)
                let found = entries path folder wanted tar
                drain tar
                Files.checkGzipEnd path file tar.Passed
                found
            with
            | :? InvalidDataException
            | :? EndOfStreamException
            | :? FormatException
            | :? ArgumentException
            | :? OverflowException as error ->
                raise (
                    DataException(
                        $"'{path}' is a damaged or truncated .tar.gz archive: {error.Message.ReplaceLineEndings String.Empty}",
                        error
                    )
                ))
