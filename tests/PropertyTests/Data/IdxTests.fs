module FuncNet.Tests.IdxTests

open System
open System.Buffers.Binary
open System.IO
open System.IO.Compression
open Xunit
open FsCheck
open FsCheck.FSharp
open FsCheck.Xunit
open FuncNet
open FuncNet.Tests.DataFiles

let private size (n: uint32) =
    let bytes = Array.zeroCreate<byte> 4
    BinaryPrimitives.WriteUInt32BigEndian(Span bytes, n)
    bytes

/// An IDX file of that element type, with sizes and elements as given.
let private idx (element: byte) (sizes: uint32 list) (elements: byte[]) =
    Array.concat [ [| 0uy; 0uy; element; byte sizes.Length |]; sizes |> Seq.map size |> Array.concat; elements ]

let private gzip (bytes: byte[]) =
    use target = new MemoryStream()
    using (new GZipStream(target, CompressionLevel.Fastest)) _.Write(ReadOnlySpan bytes)
    target.ToArray()

let private read (bytes: byte[]) = withFile "file" bytes Idx.read
let private refusedFile parts (bytes: byte[]) = refused ("file" :: parts) (fun () -> read bytes)
let private images n = idx 8uy [ uint32 n; 2u; 3u ] (Array.init (n * 6) byte)
let private labels (values: byte[]) = idx 8uy [ uint32 values.Length ] values

/// A folder with these files.
let private withFiles (files: (string * byte[]) list) action =
    withFolder (fun folder ->
        files |> List.iter (fun (name, bytes) -> File.WriteAllBytes(Path.Combine(folder, name), bytes))
        action folder)

let private pairOf images labels =
    withFiles [ "images", images; "labels", labels ] (fun folder ->
        Idx.dataset (Path.Combine(folder, "images")) (Path.Combine(folder, "labels")))

module ``An IDX file`` =

    [<Fact>]
    let ``is read in each of its types`` () =
        Assert.Equal(Tensor.ofArray [ 2; 1 ] [| 1; 255 |], read (idx 0x08uy [ 2u; 1u ] [| 1uy; 255uy |]))
        Assert.Equal(Tensor.vector [ 1; -1 ], read (idx 0x09uy [ 2u ] [| 1uy; 255uy |]))
        Assert.Equal(Tensor.vector [ 258; -2 ], read (idx 0x0Buy [ 2u ] [| 1uy; 2uy; 255uy; 254uy |]))
        Assert.Equal(Tensor.vector [ 16909060 ], read (idx 0x0Cuy [ 1u ] [| 1uy; 2uy; 3uy; 4uy |]))
        Assert.Equal(Tensor.vector [ -1.5f ], read (idx 0x0Duy [ 1u ] [| 0xBFuy; 0xC0uy; 0uy; 0uy |]))
        Assert.Equal(Tensor.vector [ 1.0 ], read (idx 0x0Euy [ 1u ] [| 0x3Fuy; 0xF0uy; 0uy; 0uy; 0uy; 0uy; 0uy; 0uy |]))

    [<Property(MaxTest = 30)>]
    let ``is the same plain and compressed, whatever its name`` (bytes: byte[]) =
        let file = idx 8uy [ uint32 bytes.Length ] bytes
        let expected = Tensor.ofArray [ bytes.Length ] (Array.map int bytes)
        read file = expected && withFile "file.gz" file Idx.read = expected && read (gzip file) = expected

    [<Fact>]
    let ``that is missing is named`` () =
        refused [ "Cannot read"; "no/such-file"; "folder does not exist" ] (fun () -> Idx.read "no/such-file")

        withFolder (fun folder ->
            refused [ "such-file"; "does not exist" ] (fun () -> Idx.read (Path.Combine(folder, "such-file")))
            refused [ folder; "it is a folder" ] (fun () -> Idx.read folder))

        refused [ "not the name of a file" ] (fun () -> Idx.read "")

    [<Fact>]
    let ``with a wrong magic number is refused`` () =
        refusedFile [ "not an IDX file"; "89 50" ] [| 0x89uy; 0x50uy; 0x4Euy; 0x47uy |]
        refusedFile [ "type of the elements"; "0x07" ] (idx 7uy [ 1u ] [| 0uy |])
        refusedFile [ "0 axes" ] [| 0uy; 0uy; 8uy; 0uy; 1uy |]
        refusedFile [ "9 axes" ] (idx 8uy (List.replicate 9 1u) [| 0uy |])

    [<Fact>]
    let ``that is truncated anywhere is refused`` () =
        for file in [ images 2; gzip (images 2) ] do
            for length in 0 .. file.Length - 1 do
                refusedFile [] file[.. length - 1]

        refusedFile [ "truncated"; "holds 3" ] [| 0uy; 0uy; 8uy |]
        refusedFile [ "truncated in its header"; "3 axes"; "12 bytes" ] (images 2).[..9]
        refusedFile [ "promises 12 bytes"; "2 × 2 × 3"; "holds only 11" ] (images 2).[..26]
        refusedFile [ "promises 12 bytes"; "holds only 11" ] (gzip (images 2).[..26])

    [<Fact>]
    let ``that promises more than it holds is refused before anything is allocated`` () =
        let before = GC.GetAllocatedBytesForCurrentThread()
        refusedFile [ "promises 2000000000 bytes"; "holds only 1" ] (idx 8uy [ 2_000_000_000u ] [| 1uy |])
        refusedFile [ "promises 2000000000 bytes"; "cannot expand" ] (gzip (idx 8uy [ 2_000_000_000u ] [| 1uy |]))
        refusedFile [ "promises"; "4294967295 × 4294967295" ] (idx 8uy [ UInt32.MaxValue; UInt32.MaxValue ] [| 1uy |])
        refusedFile [ "promises"; "at most" ] (idx 0x0Euy [ 2_000_000_000u ] [| 1uy |])
        refusedFile [ "promises"; "at most" ] (idx 8uy [ UInt32.MaxValue; 0u ] [||])
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0L, 10_000_000L)

    [<Fact>]
    let ``with bytes behind its end is refused`` () =
        refusedFile [ "bytes behind its end" ] (Array.append (images 2) [| 0uy |])
        refusedFile [ "bytes behind its end" ] (gzip (Array.append (images 2) [| 0uy |]))

    [<Fact>]
    let ``that is a damaged archive is refused`` () =
        // In the middle, in the checksum and in the length at the end.
        let archive = gzip (images 20)
        let last = archive.Length - 1

        for place in [ archive.Length / 2; last - 7; last ] do
            let damaged = Array.copy archive
            damaged[place] <- damaged[place] ^^^ 0xFFuy
            refusedFile [ "gzip" ] damaged

    [<Property(MaxTest = 500)>]
    let ``with random bytes changed is read, or refused by a DataException``
        (changes: (NonNegativeInt * byte)[])
        (packed: bool)
        =
        let file = if packed then gzip (images 3) else images 3

        for NonNegativeInt place, value in changes do
            file[place % file.Length] <- value

        try
            (read file).Size > 0 || changes.Length > 0
        with :? DataException as error ->
            changes.Length > 0 && not (error.Message.Contains '\n')

module ``Images and labels`` =

    [<Fact>]
    let ``make a data set`` () =
        let data = pairOf (images 2) (labels [| 4uy; 0uy |])
        Assert.True((data.Inputs.Shape = Shape(2, 2, 3, 1)))
        Assert.Equal(11.0f / 255.0f, data.Inputs.ToArray<float32>()[11])
        Assert.Equal<int>([| 4; 0 |], data.Targets.ToArray<int>())
        Assert.Equal<string>([| "0"; "1"; "2"; "3"; "4" |], Seq.toArray data.ClassNames)

    [<Fact>]
    let ``of different counts are refused with both names`` () =
        refused [ "images' holds 2 images"; "labels' 3 labels" ] (fun () ->
            pairOf (images 2) (labels [| 0uy; 1uy; 2uy |]))

    [<Fact>]
    let ``that are something else are refused`` () =
        refused [ "images"; "1 axes"; "images" ] (fun () -> pairOf (labels [| 0uy |]) (labels [| 0uy |]))
        refused [ "labels"; "3 axes" ] (fun () -> pairOf (images 1) (images 1))
        refused [ "Empty data set"; "images" ] (fun () -> pairOf (images 0) (labels [||]))

module ``MNIST's usual names`` =

    [<Fact>]
    let ``are found in their spellings`` () =
        withFiles
            [
                "train-images.idx3-ubyte", images 3
                "train-labels-idx1-ubyte.gz", gzip (labels [| 0uy; 1uy; 0uy |])
                "mnist-t10k-images-idx3-ubyte", images 1
                "t10k-labels.idx1-ubyte.gz", gzip (labels [| 1uy |])
            ]
            (fun folder ->
                let train, test = Idx.mnist folder
                Assert.Equal((3, 1), (train.Count, test.Count)))

    [<Fact>]
    let ``are split four to one where there is only t10k`` () =
        withFiles
            [ "t10k-images-idx3-ubyte", images 10; "t10k-labels-idx1-ubyte", labels [| 0uy .. 9uy |] ]
            (fun folder ->
                let train, test = Idx.mnist folder
                Assert.Equal<int>([| 0..7 |], train.Targets.ToArray<int>())
                Assert.Equal<int>([| 8; 9 |], test.Targets.ToArray<int>())
                Assert.Equal(10, test.ClassCount))

    [<Fact>]
    let ``are asked for when they are missing`` () =
        refused [ "no/folder" ] (fun () -> Idx.mnist "no/folder")

        withFiles [] (fun folder ->
            refused [ folder; "no MNIST files"; "t10k-images-idx3-ubyte" ] (fun () -> Idx.mnist folder))

        withFiles [ "t10k-images-idx3-ubyte", images 1 ] (fun folder ->
            refused [ "no labels beside it"; "t10k-labels-idx1-ubyte" ] (fun () -> Idx.mnist folder))

        withFiles [ "train-images-idx3-ubyte", images 1; "train-labels-idx1-ubyte", labels [| 0uy |] ] (fun folder ->
            refused [ folder; "no t10k files" ] (fun () -> Idx.mnist folder))

    [<DataFact>]
    let ``are the real test set of MNIST`` () =
        let train, test = Idx.mnist folder.Value
        Assert.Equal((8000, 2000), (train.Count, test.Count))
        Assert.True((train.InputShape = Shape(28, 28, 1)))
        // The published beginning and the published counts of the labels.
        Assert.Equal<int>([| 7; 2; 1; 0; 4; 1; 4; 9; 5; 9 |], (train.Targets.ToArray<int>()).[..9])

        Assert.Equal<int seq>(
            [ 980; 1135; 1032; 1010; 982; 892; 958; 1028; 974; 1009 ],
            Dataset.classSizes (Dataset.concat [ train; test ])
        )

        let pixels = train.Inputs.ToArray<float32>()
        Assert.Equal((0.0f, 1.0f), (Array.min pixels, Array.max pixels))
