namespace FuncNet;

/// <summary>
/// Files from the network, fetched once and kept: a file that is there and has its length and its sums is not fetched again.
/// </summary>
public static class Download
{
    /// <summary>
    /// Where files are kept by default: the folder that the environment variable FUNCNET_DATA names; else funcnet in XDG_CACHE_HOME;
    /// else the user's own folder for such files on this system.
    /// </summary>
    public static string CacheFolder => DownloadModule.cacheFolder();

    /// <summary>
    /// Fetches a file into a folder (the cache by default), and gives its path. It is kept as name (the last segment of the address by default);
    /// size and checksums are what it must have, if they are known; mirrors are other addresses of the same file. Bytes go to a .part beside it until they
    /// are all there and checked; what breaks off is tried again and goes on from where it stopped, in a later call, too. What does not end
    /// well is one DataException that says what to do; a cancellation is an OperationCanceledException.
    /// </summary>
    public static string File(
        string address,
        string? name = null,
        long? size = null,
        IReadOnlyList<Checksum>? checksums = null,
        IReadOnlyList<string>? mirrors = null,
        string? folder = null,
        DownloadLimits? limits = null,
        IProgress<DownloadEvent>? progress = null,
        CancellationToken cancellation = default
    ) =>
        DownloadModule.file(
            Options(null, folder, limits, progress, cancellation),
            Remote(address, name, size, checksums, mirrors)
        );

    /// <summary>The same as File, without a thread that waits.</summary>
    public static Task<string> FileAsync(
        string address,
        string? name = null,
        long? size = null,
        IReadOnlyList<Checksum>? checksums = null,
        IReadOnlyList<string>? mirrors = null,
        string? folder = null,
        DownloadLimits? limits = null,
        IProgress<DownloadEvent>? progress = null,
        CancellationToken cancellation = default
    ) =>
        DownloadModule.fileTask(
            Options(null, folder, limits, progress, cancellation),
            Remote(address, name, size, checksums, mirrors)
        );

    extension(DownloadLimits)
    {
        /// <summary>
        /// How patient a download is. retries: how often in a row it is tried again without a new byte; firstWait: before the first of them, the next
        /// are twice as long each, up to a minute; idle: how long a server may send nothing; total: how long all of it may take, for
        /// each file; largestSize: the most bytes of a file of unknown size. What is left out is as in DownloadLimits.Default.
        /// </summary>
        public static DownloadLimits Of(
            int? retries = null,
            TimeSpan? firstWait = null,
            TimeSpan? idle = null,
            TimeSpan? total = null,
            long? largestSize = null
        )
        {
            DownloadLimits usual = DownloadLimits.Default;
            return new(
                retries ?? usual.Retries,
                firstWait ?? usual.FirstWait,
                idle ?? usual.Idle,
                total ?? usual.Total,
                largestSize ?? usual.LargestSize
            );
        }
    }

    private static RemoteFile Remote(
        string address,
        string? name,
        long? size,
        IReadOnlyList<Checksum>? checksums,
        IReadOnlyList<string>? mirrors
    ) => new(name ?? RemoteFile.Of(address).Name, [address, .. mirrors ?? []], size ?? -1, checksums ?? []);

    internal static DownloadOptions Options(
        string? mirror,
        string? folder,
        DownloadLimits? limits,
        IProgress<DownloadEvent>? progress,
        CancellationToken cancellation
    ) =>
        new(
            folder ?? "",
            mirror ?? "",
            limits ?? DownloadLimits.Default,
            progress ?? DownloadOptions.Default.Progress,
            cancellation
        );
}
