using System.Formats.Tar;
using System.IO.Compression;
using System.Security.Cryptography;
using FuncNet;

namespace CSharpTests.Facade;

public sealed class DownloadTests : IDisposable
{
    private static readonly byte[] content = [.. Enumerable.Range(0, 100_000).Select(i => (byte)(i / 7))];
    private static readonly Checksum sum = Checksum.Sha256(Convert.ToHexString(SHA256.HashData(content)));

    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("funcnet-download-");
    private readonly LoopbackServer server = new(new Dictionary<string, byte[]> { ["/data.bin"] = content });

    public void Dispose()
    {
        server.Dispose();
        folder.Delete(recursive: true);
    }

    [Fact]
    public async Task A_file_is_fetched_once_with_its_progress()
    {
        List<DownloadEvent> events = [];
        string path = await Download.FileAsync(
            $"{server.Address}/data.bin",
            size: content.Length,
            checksums: [sum],
            folder: folder.FullName,
            progress: DownloadProgress.To(events.Add)
        );
        Assert.Equal(Path.Combine(folder.FullName, "data.bin"), path);
        Assert.Equal(content, await File.ReadAllBytesAsync(path));
        var started = Assert.IsType<DownloadEvent.Started>(events[0]);
        Assert.Equal((0, content.Length), (started.Received, started.Total));
        Assert.Contains(events, seen => seen is DownloadEvent.Received { Received: 100_000, Total: 100_000 });
        Assert.True(Assert.IsType<DownloadEvent.Finished>(events[^1]).IsNew);

        Assert.Equal(path, Download.File($"{server.Address}/data.bin", checksums: [sum], folder: folder.FullName));
        Assert.Equal(["/data.bin"], server.Asked);
    }

    [Fact]
    public void A_file_comes_from_a_mirror_under_another_name()
    {
        using StringWriter lines = new();
        string path = Download.File(
            $"{server.Address}/nothing",
            name: "mine.bin",
            mirrors: [$"{server.Address}/data.bin"],
            folder: folder.FullName,
            progress: DownloadProgress.Lines(lines)
        );
        Assert.Equal("mine.bin", Path.GetFileName(path));
        Assert.Equal(["/nothing", "/data.bin"], server.Asked);
        Assert.Contains("mine.bin: done, kept in", lines.ToString());
    }

    [Fact]
    public void Limits_and_cancellation_end_a_download()
    {
        var small = DownloadLimits.Of(largestSize: 10, retries: 0);
        Assert.Equal((0, 10, DownloadLimits.Default.Idle), (small.Retries, small.LargestSize, small.Idle));
        var error = Assert.Throws<DataException>(() =>
            Download.File($"{server.Address}/data.bin", folder: folder.FullName, limits: small)
        );
        Assert.Contains("at most 10 bytes are allowed", error.Message);
        Assert.Throws<OperationCanceledException>(() =>
            Download.File($"{server.Address}/data.bin", folder: folder.FullName, cancellation: new(canceled: true))
        );
    }

    [Fact]
    public async Task Each_data_set_is_asked_for_at_the_mirror()
    {
        string mirror = $"{server.Address}/mirror";
        string kept = folder.FullName;
        (string File, Func<object> Fetch, Func<Task> FetchAsync)[] sets =
        [
            (
                "train-images-idx3-ubyte.gz",
                () => Datasets.FetchMnist(mirror, kept),
                () => Datasets.FetchMnistAsync(mirror, kept)
            ),
            (
                "train-images-idx3-ubyte.gz",
                () => Datasets.FetchFashionMnist(mirror, kept),
                () => Datasets.FetchFashionMnistAsync(mirror, kept)
            ),
            (
                "cifar-10-binary.tar.gz",
                () => Datasets.FetchCifar10(mirror, kept),
                () => Datasets.FetchCifar10Async(mirror, kept)
            ),
            (
                "cifar-100-binary.tar.gz",
                () => Datasets.FetchCifar100(coarse: true, mirror, kept),
                () => Datasets.FetchCifar100Async(coarse: true, mirror, kept)
            ),
        ];

        foreach (var (file, fetch, fetchAsync) in sets)
        {
            string expected = $"{mirror}/{file}: the file is not there (404 Not Found)";
            Assert.Contains(expected, Assert.Throws<DataException>(fetch).Message);
            Assert.Contains(expected, (await Assert.ThrowsAsync<DataException>(fetchAsync)).Message);
        }
        Assert.Equal(8, server.Asked.Count);
    }

    [Fact]
    public void Cifar_is_read_from_an_archive()
    {
        static byte[] Record(params byte[] labels) => [.. labels, .. Enumerable.Repeat((byte)51, 3072)];
        static byte[] Names(int count) =>
            [.. Enumerable.Range(0, count).SelectMany(i => $"class {i}\n").Select(character => (byte)character)];

        string ten = Archive(
            "cifar-10-batches-bin",
            [
                .. Enumerable.Range(1, 5).Select(i => ($"data_batch_{i}.bin", Record((byte)i))),
                ("test_batch.bin", Record(0)),
                ("batches.meta.txt", Names(10)),
            ]
        );
        var (train, test) = Datasets.Cifar10(ten);
        Assert.Equal((5, 1, 10), (train.Count, test.Count, train.ClassCount));
        Assert.Equal([32, 32, 3], train.InputShape);
        Assert.All(test.Inputs.ToArray<float>(), value => Assert.Equal(0.2f, value));

        string hundred = Archive(
            "cifar-100-binary",
            [
                ("train.bin", Record(3, 42)),
                ("test.bin", Record(4, 43)),
                ("coarse_label_names.txt", Names(20)),
                ("fine_label_names.txt", Names(100)),
            ]
        );
        Assert.Equal([42], Datasets.Cifar100(hundred).Train.Targets.ToArray<int>());
        Assert.Equal([4], Datasets.Cifar100(hundred, coarse: true).Test.Targets.ToArray<int>());
        Assert.Contains(
            "lacks 'cifar-10-batches-bin/data_batch_1.bin'",
            Assert.Throws<DataException>(() => Datasets.Cifar10(hundred)).Message
        );
    }

    private string Archive(string inner, (string Name, byte[] Bytes)[] files)
    {
        string path = Path.Combine(folder.FullName, $"{inner}.tar.gz");
        using FileStream target = File.Create(path);
        using GZipStream packed = new(target, CompressionLevel.Fastest);
        using TarWriter writer = new(packed);
        foreach (var (name, bytes) in files)
        {
            writer.WriteEntry(
                new PaxTarEntry(TarEntryType.RegularFile, $"{inner}/{name}") { DataStream = new MemoryStream(bytes) }
            );
        }
        return path;
    }
}
