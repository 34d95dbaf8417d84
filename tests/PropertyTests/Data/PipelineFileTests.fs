module FuncNet.Tests.PipelineFiles

open System
open System.Buffers.Binary
open System.IO
open System.IO.Compression
open System.Threading
open Xunit
open FuncNet
open FuncNet.Tests.DataFiles

let private key = Key.ofSeed 13UL

let private header (sizes: uint32 list) =
    let number (n: uint32) =
        let bytes = Array.zeroCreate<byte> 4
        BinaryPrimitives.WriteUInt32BigEndian(Span bytes, n)
        bytes

    Array.concat [ [| 0uy; 0uy; 8uy; byte sizes.Length |]; yield! List.map number sizes ]

let private images n = Array.append (header [ uint32 n; 2u; 3u ]) (Array.init (n * 6) byte)
let private labels n = Array.append (header [ uint32 n ]) (Array.init n (fun i -> byte (i % 5)))

let private gzip (bytes: byte[]) =
    use target = new MemoryStream()
    using (new GZipStream(target, CompressionLevel.Fastest)) _.Write(ReadOnlySpan bytes)
    target.ToArray()

let private withPair (images: byte[]) (labels: byte[]) action =
    withFolder (fun folder ->
        let path name = Path.Combine(folder, name)
        File.WriteAllBytes(path "images", images)
        File.WriteAllBytes(path "labels", labels)
        action (path "images") (path "labels"))

[<Fact>]
let ``images in IDX files come one by one as they would all together`` () =
    for pack in [ id; gzip ] do
        withPair (pack (images 10)) (pack (labels 10)) (fun images labels ->
            let pipeline = Idx.samples images labels
            let whole = Idx.dataset images labels
            let batch = pipeline |> Pipeline.batch 10 |> Pipeline.toSeq key 0 |> Seq.exactlyOne
            Assert.Equal(whole.Inputs, batch.Inputs)
            Assert.Equal(whole.Targets, batch.Targets)

            let rest = pipeline |> Pipeline.toSeqFrom CancellationToken.None key 0 7 |> Seq.toList
            Assert.Equal<int list>([ 2; 3; 4 ], [ for sample in rest -> int (sample.Target.ToScalar()) ])
            Assert.Equal(Nullable 10, pipeline.Count))

[<Fact>]
let ``a file that no memory holds is read where it is needed`` () =
    withFolder (fun folder ->
        let count, side = 100_000, 1000
        let path name = Path.Combine(folder, name)

        // 100 GB, nearly all of them a hole in the file.
        using (new FileStream(path "images", FileMode.CreateNew)) (fun file ->
            file.Write(ReadOnlySpan(header [ uint32 count; uint32 side; uint32 side ]))
            file.SetLength(16L + int64 count * int64 side * int64 side)
            file.Position <- file.Length - 1L
            file.WriteByte 255uy)

        File.WriteAllBytes(path "labels", labels count)
        let pipeline = Idx.samples (path "images") (path "labels")
        let from place = pipeline |> Pipeline.toSeqFrom CancellationToken.None key 0 place
        Assert.Equal<Shape>(Shape(side, side, 1), (Seq.head (from 0)).Input.Shape)

        let last = Assert.Single(from (count - 1))
        Assert.Equal(1.0, (Tensor.sum last.Input).ToScalar())
        Assert.Equal(4.0, last.Target.ToScalar())

        // Nothing of what was read is kept.
        let before = GC.GetTotalMemory true

        let sum =
            pipeline
            |> Pipeline.take 50
            |> Pipeline.toSeq key 0
            |> Seq.sumBy (fun sample -> sample.Input.Shape.Size)

        Assert.Equal(50 * side * side, sum)
        Assert.InRange(GC.GetTotalMemory true - before, -100_000_000L, 20_000_000L))

[<Fact>]
let ``IDX files that are damaged or no images are refused by name`` () =
    let samples images labels = Idx.samples images labels |> Pipeline.toSeq key 0 |> Seq.length

    withPair (images 10) (labels 9) (fun images labels ->
        refused [ "10 images"; "9 labels" ] (fun () -> Idx.samples images labels))

    withPair (labels 10) (labels 10) (fun images labels ->
        refused [ "images"; "holds no images"; "3 axes" ] (fun () -> Idx.samples images labels))

    withPair (Array.truncate 41 (images 10)) (labels 10) (fun images labels ->
        refused [ "images"; "is truncated"; "promises 10"; "holds only 4" ] (fun () -> samples images labels))

    withFolder (fun folder ->
        let missing = Path.Combine(folder, "none")
        refused [ "none"; "does not exist" ] (fun () -> Idx.samples missing missing))

[<Fact>]
let ``rows of a table come while it is read`` () =
    // The quotation mark out of place would be an error for who reads that far.
    withText "table.csv" "a;b;class\n1;2;x\n\n3;\"4;5\";y\n6;7\"8;z\n" (fun path ->
        let rows = Csv.rows path |> Pipeline.skip 1
        let read = rows |> Pipeline.take 2 |> Pipeline.toSeq key 0 |> Seq.toList
        Assert.Equal<string[] list>([ [| "1"; "2"; "x" |]; [| "3"; "4;5"; "y" |] ], read)
        refused [ "table.csv"; "line 5"; "quotation mark" ] (fun () -> rows |> Pipeline.toSeq key 0 |> Seq.length)

        // Both epochs begin at the beginning, and the file is free when they have ended.
        Assert.Equal(2, rows |> Pipeline.take 1 |> Pipeline.repeat 2 |> Pipeline.toSeq key 0 |> Seq.length)

        using (File.Open(path, FileMode.Open, FileAccess.ReadWrite, FileShare.None)) (fun file ->
            Assert.True file.CanWrite))

    refused [ "nowhere.csv"; "does not exist" ] (fun () -> Csv.rows "nowhere.csv" |> Pipeline.toSeq key 0 |> Seq.length)
