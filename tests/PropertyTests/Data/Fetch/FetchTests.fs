module FuncNet.Tests.FetchTests

open System
open System.Collections.Generic
open System.Formats.Tar
open System.IO
open System.Security.Cryptography
open System.Threading
open Xunit
open FuncNet
open FuncNet.Tests.DataFiles
open FuncNet.Tests.PublishedFiles

/// A published set with made-up files in place of its own: their lengths and their sums are those of the made-up ones.
let private madeUp (published: Publication) (contents: byte[] list) = {
    published with
        Files =
            List.map2
                (fun (file: RemoteFile) (bytes: byte[]) -> {
                    file with
                        Size = bytes.LongLength
                        Checksums = [| Checksum.Md5(Convert.ToHexString(MD5.HashData bytes)) |]
                })
                published.Files
                contents
}

/// Serves the files of a set under /data, and runs an action with the options that fetch them from there.
let private served (published: Publication) (contents: byte[] list) (action: LoopbackServer -> DownloadOptions -> 'T) =
    let files =
        dict (List.map2 (fun (file: RemoteFile) bytes -> $"/data/{file.Name}", bytes) published.Files contents)

    withFolder (fun folder ->
        use server =
            new LoopbackServer(fun _ context ->
                match files.TryGetValue(string context.Request.Path) with
                | true, bytes -> Answer.file "\"1\"" bytes context
                | false, _ -> Answer.status 404 context)

        action server { DownloadOptions.Default with Folder = folder; Mirror = $"{server.Address}/data/" })

let private fetch options published =
    let struct (train, test) = (Datasets.fetch options published).GetAwaiter().GetResult()
    train, test

/// Train images, train labels, test images, test labels of 28 × 28 points: image i is full of the value i.
let private images (train: byte list) (test: byte list) = [
    for labels in [ train; test ] do
        idx [ labels.Length; 28; 28 ] (Array.init (labels.Length * 784) (fun i -> byte (i / 784)))
        idx [ labels.Length ] (List.toArray labels)
]

let private isFetched (published: Publication) contents (check: Dataset * Dataset -> unit) =
    let published = madeUp published contents

    served published contents (fun server options ->
        check (fetch options published)
        let count = published.Files.Length
        Assert.Equal(count, server.Asked.Length)

        let kept =
            Directory.GetFiles(Path.Combine(options.Folder, published.Name))
            |> Array.map (fun path -> string (Path.GetFileName path))

        Assert.Equal<string seq>(published.Files |> List.map _.Name |> List.sort, Array.sort kept)
        // Once more: nothing is asked for.
        check (fetch options published)
        Assert.Equal(count, server.Asked.Length))

module ``A fetched data set`` =

    [<Fact>]
    let ``is MNIST`` () =
        isFetched Publication.mnist (images [ 5uy; 0uy; 4uy ] [ 7uy ]) (fun (train, test) ->
            Assert.Equal((3, 1), (train.Count, test.Count))
            Assert.Equal<int>([| 5; 0; 4 |], train.Targets.ToArray<int>())
            Assert.True((train.InputShape = Shape(28, 28, 1)))
            Assert.Equal(2.0f / 255.0f, train.Inputs.ToArray<float32>()[2 * 784])
            // All ten, though not every digit comes.
            Assert.Equal<string>([ for i in 0..9 -> string i ], train.ClassNames)
            Assert.Equal(10, test.ClassCount))

    [<Fact>]
    let ``is Fashion-MNIST`` () =
        isFetched Publication.fashionMnist (images [ 9uy; 0uy ] [ 2uy ]) (fun (train, test) ->
            Assert.Equal<string>(
                [ "Ankle boot"; "T-shirt/top" ],
                train.Targets.ToArray<int>() |> Seq.map (fun i -> train.ClassNames[i])
            )

            Assert.Equal("Pullover", test.ClassNames[test.Targets.ToArray<int>()[0]]))

    [<Fact>]
    let ``is CIFAR-10`` () =
        isFetched Publication.cifar10 [ gzip (files TarEntryFormat.Gnu cifar10) ] (fun (train, test) ->
            Assert.Equal<int>([| 1..5 |], train.Targets.ToArray<int>())
            Assert.Equal("class9", test.ClassNames[9])
            Assert.True((test.InputShape = Shape(32, 32, 3))))

    [<Fact>]
    let ``is CIFAR-100`` () =
        isFetched
            (Publication.cifar100 CifarLabels.Coarse)
            [ gzip (files TarEntryFormat.Ustar cifar100) ]
            (fun (train, _) ->
                Assert.Equal<int>([| 3; 19 |], train.Targets.ToArray<int>())
                Assert.Equal(20, train.ClassCount))

    [<Fact>]
    let ``of images of another size is refused by the name of its file`` () =
        let contents = [
            idx [ 1; 27; 28 ] (Array.zeroCreate 756)
            idx [ 1 ] [| 0uy |]
            idx [ 1; 28; 28 ] (Array.zeroCreate 784)
            idx [ 1 ] [| 0uy |]
        ]

        let published = madeUp Publication.mnist contents

        served published contents (fun _ options ->
            refused [ "train-images-idx3-ubyte.gz"; "28 × 28" ] (fun () -> fetch options published))

    [<Fact>]
    let ``with other files than the published ones is refused`` () =
        let contents = images [ 1uy ] [ 1uy ]

        served Publication.mnist contents (fun server options ->
            refused [ "train-images-idx3-ubyte.gz"; server.Address; "9,912,422 bytes are expected" ] (fun () ->
                Datasets.fetchMnist options)

            Assert.Empty(Directory.GetFiles(options.Folder, "*.gz", SearchOption.AllDirectories)))

    [<Fact>]
    let ``that the mirror lacks is refused, whichever it is`` () =
        served Publication.mnist (images [ 1uy ] [ 1uy ]) (fun server options ->
            let elsewhere = { options with Mirror = $"{server.Address}/nothing" }

            for file, fetch in
                [
                    "train-images-idx3-ubyte.gz", Datasets.fetchMnist
                    "train-images-idx3-ubyte.gz", Datasets.fetchFashionMnist
                    "cifar-10-binary.tar.gz", Datasets.fetchCifar10
                    "cifar-100-binary.tar.gz", Datasets.fetchCifar100 CifarLabels.Fine
                ] do
                refused [ $"{server.Address}/nothing/{file}: the file is not there (404 Not Found)" ] (fun () ->
                    fetch elsewhere))

    [<Fact>]
    let ``is not fetched once it was cancelled`` () =
        withFolder (fun folder ->
            let cancelled = { DownloadOptions.Default with Folder = folder; Cancellation = CancellationToken true }

            let task = Datasets.fetchCifar10Task cancelled

            Assert.ThrowsAny<OperationCanceledException>(fun () -> task.GetAwaiter().GetResult() |> ignore)
            |> ignore

            Assert.True task.IsCanceled
            Assert.Empty(Directory.GetFileSystemEntries folder))

    [<DataFact>]
    let ``has the published sums of MNIST's test files`` () =
        for file in Publication.mnist.Files |> List.filter (fun file -> file.Name.StartsWith "t10k") do
            let real = path $"mnist-{file.Name}"
            Assert.Equal(file.Size, FileInfo(real).Length)
            Assert.Equal(2, file.Checksums.Count)
            Assert.Equal(None, Checksum.Mismatch(file.Checksums, real))
            let wrong = Checksum.Md5(String('0', 32))
            Assert.True((Checksum.Mismatch([ wrong ], real)).IsSome)
