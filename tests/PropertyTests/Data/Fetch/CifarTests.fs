module FuncNet.Tests.CifarTests

open System
open System.Formats.Tar
open System.IO
open System.Text
open Xunit
open FsCheck
open FsCheck.FSharp
open FsCheck.Xunit
open FuncNet
open FuncNet.Tests.DataFiles
open FuncNet.Tests.PublishedFiles

let private packed files' = gzip (files TarEntryFormat.Ustar files')
let private read (archive: byte[]) = withFile "cifar.tar.gz" archive Cifar.cifar10
let private refusedArchive parts archive = refused ("cifar.tar.gz" :: parts) (fun () -> read archive)

/// The files of CIFAR-10 with one of them changed.
let private changed name (change: byte[] -> byte[]) =
    cifar10
    |> List.map (fun (path, bytes) -> path, (if path.EndsWith(name: string) then change bytes else bytes))

/// A header as POSIX.1-1988 has it, for what the framework's writer does not write; without a checksum where one is not needed.
let private header (kind: char) (name: string) (size: string) =
    let block = Array.zeroCreate<byte> 512
    let put (at: int) (text: string) = Encoding.ASCII.GetBytes(text, Span(block, at, text.Length)) |> ignore
    put 0 name
    put 100 "0000644\000"
    put 124 size
    put 136 "00000000000\000"
    put 148 "        "
    put 156 (string kind)
    put 257 "ustar\00000"
    put 148 (Convert.ToString(block |> Array.sumBy int, 8).PadLeft(6, '0') + "\000 ")
    block

let private octal (size: int64) = Convert.ToString(size, 8).PadLeft(11, '0')

module ``CIFAR-10`` =

    let private isRead (train: Dataset, test: Dataset) =
        Assert.Equal((5, 1), (train.Count, test.Count))
        Assert.True((train.InputShape = Shape(32, 32, 3)))
        Assert.Equal(DType.Float32, train.Inputs.DType)
        // In the order of the batches, whatever that of the archive.
        Assert.Equal<int>([| 1..5 |], train.Targets.ToArray<int>())
        Assert.Equal<int>([| 9 |], test.Targets.ToArray<int>())
        Assert.Equal<string>([ for i in 0..9 -> $"class{i}" ], train.ClassNames)
        Assert.Equal<string>(train.ClassNames, test.ClassNames)

        for seed, inputs, sample in [ 4, train.Inputs, 3; 100, test.Inputs, 0 ] do
            let values = inputs.ToArray<float32>()

            for row in 0..31 do
                for column in 0..31 do
                    for channel in 0..2 do
                        let expected = float32 (byte (seed + 3 * row + 5 * column + 7 * channel)) / 255.0f
                        Assert.Equal(expected, values[((sample * 32 + row) * 32 + column) * 3 + channel])

    [<Fact>]
    let ``is read from its archive, in each format of tar`` () =
        for format in [ TarEntryFormat.Ustar; TarEntryFormat.Pax; TarEntryFormat.Gnu ] do
            isRead (read (gzip (files format cifar10)))

        isRead (
            read (gzip (files TarEntryFormat.Ustar (cifar10 |> List.map (fun (name, bytes) -> "./" + name, bytes))))
        )

    [<Fact>]
    let ``is read from the folder of its files, and from the one around it`` () =
        withFolder (fun folder ->
            let inner = Directory.CreateDirectory(Path.Combine(folder, "cifar-10-batches-bin")).FullName

            for path, bytes in cifar10 do
                File.WriteAllBytes(Path.Combine(folder, path), bytes)

            isRead (Cifar.cifar10 folder)
            isRead (Cifar.cifar10 inner)
            File.Delete(Path.Combine(inner, "data_batch_3.bin"))
            refused [ "data_batch_3.bin"; "does not exist" ] (fun () -> Cifar.cifar10 folder)
            File.WriteAllBytes(Path.Combine(inner, "data_batch_3.bin"), Array.zeroCreate 30_730_001)
            refused [ "data_batch_3.bin"; "30730001 bytes"; "at most 30730000" ] (fun () -> Cifar.cifar10 inner))

        refused [ "no/such-archive" ] (fun () -> Cifar.cifar10 "no/such-archive")

module ``CIFAR-100`` =

    [<Fact>]
    let ``has fine and coarse labels`` () =
        withFile "cifar.tar.gz" (packed cifar100) (fun path ->
            let train, test = Cifar.cifar100 CifarLabels.Fine path
            Assert.Equal<int>([| 42; 99 |], train.Targets.ToArray<int>())
            Assert.Equal<int>([| 7 |], test.Targets.ToArray<int>())
            Assert.Equal((100, "fine99"), (train.ClassCount, train.ClassNames[99]))
            let coarse, _ = Cifar.cifar100 CifarLabels.Coarse path
            Assert.Equal<int>([| 3; 19 |], coarse.Targets.ToArray<int>())
            Assert.Equal((20, "coarse19"), (coarse.ClassCount, coarse.ClassNames[19]))
            Assert.Equal(train.Inputs, coarse.Inputs)
            Assert.Equal(2.0f / 255.0f, train.Inputs.ToArray<float32>()[32 * 32 * 3]))

    [<Fact>]
    let ``with a label out of range is refused, whichever label was asked for`` () =
        let damaged = [
            yield! cifar100 |> List.filter (fun (name, _) -> not (name.EndsWith "test.bin"))
            "cifar-100-binary/test.bin", record [ 20uy; 7uy ] 3
        ]

        withFile "cifar.tar.gz" (packed damaged) (fun path ->
            for labels in [ CifarLabels.Fine; CifarLabels.Coarse ] do
                refused [ "test.bin"; path; "label 20"; "0 … 19" ] (fun () -> Cifar.cifar100 labels path))

module ``An archive of CIFAR`` =

    [<Fact>]
    let ``with a short record is refused`` () =
        refusedArchive
            [ "data_batch_2.bin"; "3072 bytes"; "records of 3073" ]
            (packed (changed "data_batch_2.bin" (fun bytes -> bytes[1..])))

        refusedArchive [ "test_batch.bin"; "0 bytes" ] (packed (changed "test_batch.bin" (fun _ -> [||])))

    [<Fact>]
    let ``with a label out of range is refused`` () =
        let second = record [ 10uy ] 0

        refusedArchive
            [ "Record 1 of 'data_batch_1.bin'"; "label 10"; "0 … 9" ]
            (packed (changed "data_batch_1.bin" (fun first -> Array.append first second)))

    [<Fact>]
    let ``with another number of names is refused`` () =
        refusedArchive
            [ "batches.meta.txt"; "1 lines"; "10 classes" ]
            (packed (changed "batches.meta.txt" (fun _ -> "cat\n"B)))

        refusedArchive
            [ "batches.meta.txt" ]
            (packed (changed "batches.meta.txt" (fun _ -> "a\nb\nc\n\ne\nf\ng\nh\ni\nj\n"B)))

    [<Fact>]
    let ``that holds something else says what is missing and what is there`` () =
        refusedArchive
            [ "lacks 'cifar-10-batches-bin/data_batch_1.bin'"; "it holds 'cifar-100-binary/train.bin', " ]
            (packed (cifar100 |> List.sortByDescending fst))

        refusedArchive [ "lacks 'cifar-10-batches-bin/data_batch_1.bin'." ] (gzip (Array.zeroCreate 1024))

        refusedArchive [] (packed [])

    [<Fact>]
    let ``with a file twice is refused`` () =
        refusedArchive [ "'cifar-10-batches-bin/test_batch.bin' twice" ] (packed (cifar10 @ [ List.last cifar10 ]))

    [<Fact>]
    let ``with a link in the place of a file is refused`` () =
        let entries = [
            for name, bytes in cifar10 do
                let kind =
                    if name.EndsWith "test_batch.bin" then
                        TarEntryType.SymbolicLink
                    else
                        TarEntryType.RegularFile

                entry TarEntryFormat.Ustar kind name bytes
        ]

        refusedArchive [ "test_batch.bin"; "is no file, but a SymbolicLink" ] (gzip (tar entries))

    [<Fact>]
    let ``with names that lead elsewhere writes nothing there`` () =
        withFolder (fun folder ->
            let path = Path.Combine(folder, "inner", "cifar.tar.gz")
            Directory.CreateDirectory(Path.Combine(folder, "inner")) |> ignore
            let absolute = Path.Combine(folder, "absolute.bin")

            let astray = [
                "../cifar-10-batches-bin/test_batch.bin", [| 1uy |]
                "../astray.bin", [| 1uy |]
                absolute, [| 1uy |]
            ]

            File.WriteAllBytes(path, packed (astray @ cifar10))
            let _, test = Cifar.cifar10 path
            Assert.Equal<int>([| 9 |], test.Targets.ToArray<int>())
            Assert.Equal<string[]>([| path |], Directory.GetFiles(folder, "*", SearchOption.AllDirectories)))

    [<Fact>]
    let ``that is cut off anywhere is refused`` () =
        let archive = packed cifar10

        for length in
            [ 0; 1; 5; 18; 200; archive.Length / 2; archive.Length - 9; archive.Length - 8; archive.Length - 1 ] do
            refusedArchive [] archive[.. length - 1]

        let plain = files TarEntryFormat.Ustar cifar10
        refusedArchive [ "damaged or truncated" ] (gzip plain[.. plain.Length / 2])

    [<Fact>]
    let ``that is no archive is refused`` () =
        refusedArchive [ "damaged or truncated" ] "these are no bytes of gzip"B
        refusedArchive [] (gzip (Array.create 2000 (byte 'x')))

    [<Fact>]
    let ``that unpacks without end is refused before it fills the memory`` () =
        // Wanted is a file of up to 1,000 bytes, so that small bombs do.
        let wanted = [ { WantedFile.Name = "a"; LargestSize = 1000L } ]
        let file = "folder/a", [| 1uy |]
        let unpack archive = withFile "bomb.tar.gz" archive (fun path -> Archive.read path "folder" wanted)
        let zeros = Array.zeroCreate<byte>(2 <<< 20)
        Assert.Equal<byte[]>([| 1uy |], (unpack (packed [ file; "other", zeros[.. (1 <<< 19) - 1] ]))["a"])
        let refusedBomb parts archive = refused ("bomb.tar.gz" :: parts) (fun () -> unpack archive)
        refusedBomb [ "an entry of 2097152 bytes"; "1049576" ] (packed [ "other", zeros; file ])

        refusedBomb
            [ "unpacks to more than the 1049576 bytes" ]
            (gzip (Array.append (files TarEntryFormat.Ustar [ file ]) zeros))

        refusedBomb [ "unpacks to more than" ] (packed [ for i in 0..4 -> $"other{i}", zeros[.. (1 <<< 19) - 1] ])
        let before = GC.GetAllocatedBytesForCurrentThread()
        let huge = header '0' "cifar-10-batches-bin/test_batch.bin" (octal 100_000_000L)
        refusedArchive [ "test_batch.bin"; "100000000 bytes"; "at most 30730000" ] (gzip huge)
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0L, 10_000_000L)

    [<Fact>]
    let ``that promises large attributes is refused before anything is allocated for them`` () =
        let before = GC.GetAllocatedBytesForCurrentThread()

        for kind in [ 'x'; 'g'; 'L'; 'K' ] do
            refusedArchive [ "attributes"; "2000000000 bytes" ] (gzip (header kind "long" (octal 2_000_000_000L)))

        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0L, 10_000_000L)

    [<Fact>]
    let ``with a header that can be read in two ways is refused`` () =
        refusedArchive
            [ "no file has 5 bytes" ]
            (gzip (Array.append (header '2' "link" (octal 5L)) (Array.zeroCreate 512)))

        refusedArchive [ "unknown kind 0x53" ] (gzip (header 'S' "sparse" (octal 0L)))
        refusedArchive [ "no octal number" ] (gzip (header '0' "name" "0000000009x"))
        refusedArchive [ "no octal number" ] (gzip (header '0' "name" "\127\000\000\000\000\000\000\000\000\000\001"))
        let attributes = "20 size=12345678901\n"B
        let block = Array.append attributes (Array.zeroCreate (512 - attributes.Length))

        refusedArchive
            [ "extended attributes" ]
            (gzip (Array.append (header 'x' "pax" (octal attributes.LongLength)) block))

    [<Property(MaxTest = 200)>]
    let ``with random bytes changed is read, or refused by a DataException``
        (changes: (NonNegativeInt * byte)[])
        (isPacked: bool)
        =
        let damage (bytes: byte[]) =
            let bytes = Array.copy bytes

            for NonNegativeInt place, value in changes do
                bytes[(place * 7919) % bytes.Length] <- value

            bytes

        let plain = files TarEntryFormat.Ustar cifar10
        let archive = if isPacked then damage (gzip plain) else gzip (damage plain)

        try
            let train, test = read archive
            train.Count + test.Count = 6
        with :? DataException as error ->
            changes.Length > 0 && not (error.Message.Contains '\n')
