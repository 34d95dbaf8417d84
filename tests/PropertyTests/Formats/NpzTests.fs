module FuncNet.Tests.NpzTests

open System
open System.Collections.Generic
open System.IO
open System.IO.Compression
open Xunit
open FsCheck
open FsCheck.FSharp
open FsCheck.Xunit
open FuncNet
open FuncNet.Tests.DataFiles

/// Named tensors that an .npz file can hold.
type Tree = Tree of (string * Tensor) list

type Trees =
    static member Tree() : Arbitrary<Tree> =
        let letters = Gen.elements [ "a"; "kernel"; "block1.conv"; "größe"; "x y"; "arr_0"; "a/b"; "狐" ]

        Gen.zip letters (Arb.toGen (NpyTests.Arrays.Tensor()))
        |> Gen.listOf
        |> Gen.map (List.distinctBy fst >> Tree)
        |> Arb.fromGen

let private pairs tensors = tensors |> Seq.map (fun (name, tensor: Tensor) -> KeyValuePair(name, tensor))

let private written compressed tensors =
    use stream = new MemoryStream()
    Npz.writeStream compressed "x.npz" (pairs tensors) stream
    stream.ToArray()

let private limit = 1L <<< 30
let private read (bytes: byte[]) = Npz.readStream limit "x.npz" (new MemoryStream(bytes))
let private refusedBytes parts bytes = refused ("'x.npz'" :: parts) (fun () -> read bytes)

let private sample = [
    "features", Key.normal DType.Float32 [ 7; 5 ] (Key.ofSeed 1UL)
    "zeros", Tensor.zeros [ 40 ]
    "labels", Tensor.vector [ 3; 1; 2 ]
    "mask", Tensor.vector [ true; false ]
]

/// A zip file of these entries.
let private zip (entries: (string * byte[]) list) =
    use stream = new MemoryStream()

    using (new ZipArchive(stream, ZipArchiveMode.Create, true)) (fun archive ->
        for name, content in entries do
            use entry = archive.CreateEntry(name).Open()
            entry.Write(ReadOnlySpan content))

    stream.ToArray()

let private npy tensor =
    use stream = new MemoryStream()
    Npy.writeStream tensor stream
    stream.ToArray()

/// Where a sequence of bytes begins the last time.
let private lastOf (pattern: byte[]) (bytes: byte[]) =
    MemoryExtensions.LastIndexOf(ReadOnlySpan bytes, ReadOnlySpan pattern)

let private centralEntry = [| byte 'P'; byte 'K'; 1uy; 2uy |]

[<Properties(Arbitrary = [| typeof<Trees> |])>]
module ``An archive of arrays`` =

    [<Property>]
    let ``gives back what was written, in its order, stored or deflated`` (Tree tensors) compressed =
        let back =
            withFolder (fun folder ->
                let path = Path.Combine(folder, "x.npz")
                (if compressed then Npz.writeCompressed else Npz.write) path (pairs tensors)
                Npz.read path)

        List.ofSeq (Parameters.toSeq back) = tensors

    [<Fact>]
    let ``of the same tensors has the same bytes, and is smaller when it is deflated`` () =
        Assert.Equal<byte>(written false sample, written false sample)
        let many = [ "x", Tensor.zeros [ 1000 ] ]
        Assert.True((written true many).Length < (written false many).Length / 10)

    [<Fact>]
    let ``is replaced as a whole or not at all`` () =
        withFolder (fun folder ->
            let path = Path.Combine(folder, "x.npz")
            Npz.write path (pairs sample)

            let failing =
                seq {
                    yield KeyValuePair("x", Tensor.scalar 1.0)
                    failwith "the source of the tensors fails"
                }

            Assert.ThrowsAny<exn>(fun () -> Npz.write path failing) |> ignore
            Assert.Equal<(string * Tensor) list>(sample, List.ofSeq (Parameters.toSeq (Npz.read path)))
            Assert.Equal(1, Directory.GetFileSystemEntries(folder).Length))

    [<Fact>]
    let ``is not written with names that nothing could read`` () =
        let x = Tensor.scalar 1.0
        refused [ "'x.npz'"; "'x'"; "twice" ] (fun () -> written false [ "x", x; "x", x ])
        refused [ "1 to 60,000 bytes" ] (fun () -> written false [ "", x ])
        refused [ "control characters" ] (fun () -> written false [ "a\nb", x ])
        refused [ "1 to 60,000 bytes" ] (fun () -> written false [ String('x', 70_000), x ])
        refused [ "Unicode" ] (fun () -> written false [ string (char 0xD800), x ])

    [<Fact>]
    let ``with a name twice, or something that is no array, is refused`` () =
        let x = npy (Tensor.scalar 1.0)
        refusedBytes [ "'x' is there twice" ] (zip [ "x.npy", x; "x.npy", x ])
        refusedBytes [ "'readme.txt', which is no array" ] (zip [ "x.npy", x; "readme.txt", [| 1uy |] ])
        refusedBytes [ "'x'"; "does not begin with" ] (zip [ "x.npy", [| 1uy; 2uy |] ])
        refusedBytes [ "'x'"; "there are 5" ] (zip [ "x.npy", Array.append x [| 0uy |] ])

    [<Fact>]
    let ``that is no zip file, or truncated anywhere, is refused`` () =
        refusedBytes [ "not a valid .npz file" ] [||]
        refusedBytes [ "not a valid .npz file" ] (npy (Tensor.scalar 1.0))
        let bytes = written true sample

        for length in 0 .. bytes.Length - 1 do
            refusedBytes [] bytes[.. length - 1]

    [<Fact>]
    let ``with a number changed does not hold its check sum`` () =
        let bytes = written false [ "x", Tensor.zeros [ 100 ] ]
        let place = lastOf centralEntry bytes - 20
        bytes[place] <- 1uy
        refusedBytes [ "'x'"; "check sum" ] bytes

    [<Fact>]
    let ``that unpacks to more than it can, or more than is allowed, is refused before it is unpacked`` () =
        let bytes = written true [ "x", Tensor.zeros [ 100_000 ] ]
        // The length, unpacked, stands 24 bytes behind the start of an entry of the directory.
        let claimed = Array.copy bytes
        BitConverter.TryWriteBytes(Span(claimed, lastOf centralEntry bytes + 24, 4), 0x7FFFFFFF) |> ignore
        let before = GC.GetAllocatedBytesForCurrentThread()
        refusedBytes [ "'x.npy' claims to unpack"; "to 2147483647, which cannot be" ] claimed
        let packed = Array.copy bytes
        BitConverter.TryWriteBytes(Span(packed, lastOf centralEntry bytes + 20, 4), 0x7FFFFFFF) |> ignore
        refusedBytes [ "claims 2147483647 bytes of the file" ] packed

        refused [ "'x.npz'"; "more than 399999 bytes"; "readWithin" ] (fun () ->
            Npz.readStream 399_999L "x.npz" (new MemoryStream(bytes)))

        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0L, 1_000_000L)
        let two = written true [ "x", Tensor.zeros [ 100_000 ]; "y", Tensor.zeros [ 100_000 ] ]
        refused [ "more than 600000 bytes" ] (fun () -> Npz.readStream 600_000L "x.npz" (new MemoryStream(two)))

    [<Fact>]
    let ``keeps a data set with its weights`` () =
        let data =
            Dataset.ofLabelled
                [ "cat"; "dog" ]
                (Key.normal DType.Float32 [ 6; 2 ] (Key.ofSeed 3UL))
                (Tensor.vector [ 0; 1; 1; 0; 1; 0 ])

        let weighted = data |> Dataset.withWeights [ 1.0; 2.0; 0.0; 1.0; 1.0; 3.0 ]

        withFolder (fun folder ->
            let path = Path.Combine(folder, "data.npz")

            for data in [ data; weighted ] do
                Dataset.saveNpz path data
                let back = Dataset.loadNpz [ "cat"; "dog" ] path
                Assert.Equal(data.Inputs, back.Inputs)
                Assert.Equal(data.Targets, back.Targets)
                Assert.Equal(data.Weights, back.Weights)
                Assert.Equal<string>([ "cat"; "dog" ], back.ClassNames)

            Npz.write path [ KeyValuePair("inputs", data.Inputs) ]
            refused [ path; "no array \"targets\""; "inputs" ] (fun () -> Dataset.loadNpz [] path))
