namespace FuncNet

open System
open System.Collections.Generic
open System.IO
open System.IO.Compression
open System.Text

[<RequireQualifiedAccess>]
module Npz =

    /// Deflate needs at least one bit for 258 bytes in a run, so nothing grows more than 1032 times, but for the ends of a stream.
    let private largestExpansion, ends = 1032L, 64L

    let private defaultLimit = 8L <<< 30

    let private suffix = ".npy"

    /// The date of files without one in a zip: the same content gives the same bytes.
    let private noDate = DateTimeOffset(1980, 1, 1, 0, 0, 0, TimeSpan.Zero)

    let private fail file problem : 'T = Errors.data "'%s' is not a valid .npz file: %s" file problem

    // Reading.

    let private checkLengths (limit: int64) file total (entries: ZipArchiveEntry[]) =
        let mutable packed, unpacked = 0L, 0L

        for entry in entries do
            if entry.CompressedLength < 0L || entry.CompressedLength > total - packed then
                fail
                    file
                    $"'{NpyText.excerpt entry.FullName}' claims {entry.CompressedLength} bytes of the file, which has {total}."

            packed <- packed + entry.CompressedLength

            if entry.Length < 0L || entry.Length > largestExpansion * entry.CompressedLength + ends then
                fail
                    file
                    $"'{NpyText.excerpt entry.FullName}' claims to unpack {entry.CompressedLength} bytes to {entry.Length}, which cannot be."

            if entry.Length > limit - unpacked then
                fail file $"its arrays unpack to more than {limit} bytes; readWithin allows more."

            unpacked <- unpacked + entry.Length

    let private nameOf file (entry: ZipArchiveEntry) =
        if entry.IsEncrypted then
            fail file $"'{NpyText.excerpt entry.FullName}' is encrypted."

        if not (entry.FullName.EndsWith(suffix, StringComparison.Ordinal)) then
            fail
                file
                $"it holds '{NpyText.excerpt entry.FullName}', which is no array; the names of arrays end in {suffix}."

        entry.FullName[.. entry.FullName.Length - suffix.Length - 1]

    let private load file name (entry: ZipArchiveEntry) =
        let what = $"'{file}': the array '{NpyText.excerpt name}'"
        use unpacked = entry.Open()
        use stream = new CheckedStream(unpacked)
        let tensor = Npy.readStream what entry.Length stream

        if stream.ReadByte() >= 0 then
            fail file $"'{NpyText.excerpt name}' unpacks to more than the {entry.Length} bytes that it claims."

        if stream.Sum <> entry.Crc32 then
            fail file $"the check sum of '{NpyText.excerpt name}' does not hold; the file is damaged."

        tensor

    let internal readStream limit file (stream: Stream) : Parameters =
        try
            use archive = new ZipArchive(stream, ZipArchiveMode.Read, true)
            let entries = Seq.toArray archive.Entries
            let names = entries |> Array.map (nameOf file)

            match names |> Array.countBy id |> Array.tryFind (fun (_, count) -> count > 1) with
            | Some(name, _) -> fail file $"the name '{NpyText.excerpt name}' is there twice."
            | None -> ()

            checkLengths limit file stream.Length entries
            Array.map2 (fun name entry -> name, load file name entry) names entries |> Parameters.ofSeq
        with
        // What ZipArchive throws, depending on where the damage is.
        | :? InvalidDataException
        | :? EndOfStreamException
        | :? NotSupportedException
        | :? ArgumentException
        | :? OverflowException as error ->
            raise (
                DataException(
                    $"'{file}' is not a valid .npz file: {error.Message.ReplaceLineEndings(string (char 32)).TrimEnd(char 46)}.",
                    error
                )
            )

    let readWithin limit (path: string) : Parameters = Files.read path (readStream limit path)
    let read (path: string) : Parameters = readWithin defaultLimit path

    // Writing.

    let private checkName file (name: string) =
        if name = "" || name |> Seq.exists Char.IsControl || Encoding.UTF8.GetByteCount name > 60_000 then
            Errors.data
                "Cannot write '%s': the name of an array has 1 to 60,000 bytes and no control characters; one is '%s'."
                file
                (name |> Seq.truncate 40 |> Seq.filter (Char.IsControl >> not) |> Seq.toArray |> String)

        if Encoding.UTF8.GetString(Encoding.UTF8.GetBytes name) <> name then
            Errors.data "Cannot write '%s': a name in it is not valid Unicode." file

    let internal writeStream compressed file (tensors: KeyValuePair<string, Tensor> seq) (stream: Stream) =
        let level = if compressed then CompressionLevel.Optimal else CompressionLevel.NoCompression
        let names = HashSet<string>()
        use archive = new ZipArchive(stream, ZipArchiveMode.Create, true)

        for KeyValue(name, tensor) in tensors do
            checkName file name

            if not (names.Add name) then
                Errors.data "Cannot write '%s': the name '%s' is there twice." file name

            let entry = archive.CreateEntry(name + suffix, level)
            entry.LastWriteTime <- noDate
            use content = entry.Open()
            Npy.writeStream tensor content

    let private writeTo compressed path tensors = Files.writeAtomically path (writeStream compressed path tensors)

    let write (path: string) (tensors: KeyValuePair<string, Tensor> seq) : unit = writeTo false path tensors
    let writeCompressed (path: string) (tensors: KeyValuePair<string, Tensor> seq) : unit = writeTo true path tensors
