namespace FuncNet.Tests

open System
open System.Buffers.Binary
open System.Formats.Tar
open System.IO
open System.IO.Compression

/// Small files that are made up, in the formats in which data sets are published.
module PublishedFiles =

    let gzip (bytes: byte[]) =
        use target = new MemoryStream()
        using (new GZipStream(target, CompressionLevel.Fastest)) _.Write(ReadOnlySpan bytes)
        target.ToArray()

    /// A packed IDX file of bytes.
    let idx (sizes: int list) (elements: byte[]) =
        let size (n: int) =
            let bytes = Array.zeroCreate<byte> 4
            BinaryPrimitives.WriteInt32BigEndian(Span bytes, n)
            bytes

        gzip (Array.concat [ [| 0uy; 0uy; 8uy; byte sizes.Length |]; sizes |> Seq.map size |> Array.concat; elements ])

    /// An entry of an archive: a file with its bytes.
    let entry (format: TarEntryFormat) (kind: TarEntryType) (name: string) (bytes: byte[]) : TarEntry =
        let entry: TarEntry =
            match format with
            | TarEntryFormat.Pax -> PaxTarEntry(kind, name)
            | TarEntryFormat.Gnu -> GnuTarEntry(kind, name)
            | _ -> UstarTarEntry(kind, name)

        if kind = TarEntryType.RegularFile then
            entry.DataStream <- new MemoryStream(bytes)
        elif kind = TarEntryType.SymbolicLink then
            entry.LinkName <- "/etc/passwd"

        entry

    let tar (entries: TarEntry seq) =
        use target = new MemoryStream()

        using (new TarWriter(target, TarEntryFormat.Pax, true)) (fun writer ->
            for entry in entries do
                writer.WriteEntry entry)

        target.ToArray()

    let files (format: TarEntryFormat) (files: (string * byte[]) seq) =
        tar [
            for name, bytes in files do
                entry format TarEntryType.RegularFile name bytes
        ]

    /// A record of CIFAR: labels, then a point (row, column) of channel c with the value seed + 3·row + 5·column + 7·c.
    let record (labels: byte list) (seed: int) = [|
        yield! labels

        for channel in 0..2 do
            for row in 0..31 do
                for column in 0..31 do
                    byte (seed + 3 * row + 5 * column + 7 * channel)
    |]

    let private names prefix count =
        Text.Encoding.UTF8.GetBytes(String.Join('\n', Seq.init count (fun i -> $"{prefix}{i}")) + "\n\n")

    /// The files of CIFAR-10, of one record each, whose labels are 1 … 5 and 9.
    let cifar10 = [
        "cifar-10-batches-bin/batches.meta.txt", names "class" 10
        for i in 5..-1..1 do
            $"cifar-10-batches-bin/data_batch_{i}.bin", record [ byte i ] i
        "cifar-10-batches-bin/readme.html", "<html>"B
        "cifar-10-batches-bin/test_batch.bin", record [ 9uy ] 100
    ]

    /// The files of CIFAR-100: two records to train, one to test.
    let cifar100 = [
        "cifar-100-binary/train.bin", Array.append (record [ 3uy; 42uy ] 1) (record [ 19uy; 99uy ] 2)
        "cifar-100-binary/test.bin", record [ 0uy; 7uy ] 3
        "cifar-100-binary/fine_label_names.txt", names "fine" 100
        "cifar-100-binary/coarse_label_names.txt", names "coarse" 20
    ]
