namespace FuncNet;

// Data sets that are fetched once and then kept.
public static partial class Datasets
{
    /// <summary>
    /// MNIST (LeCun, Cortes, Burges): digits, 60,000 and 10,000 images, 12 MB. Inputs: float32 [n; 28; 28; 1] from 0 to 1. Fetched once
    /// into a folder of its own, checked, and kept: mirror is the address of a folder that has the files, instead of the publisher; folder
    /// is where they are kept, the cache by default (Download.CacheFolder). What is not to be had is a DataException.
    /// </summary>
    public static (Dataset Train, Dataset Test) FetchMnist(
        string? mirror = null,
        string? folder = null,
        DownloadLimits? limits = null,
        IProgress<DownloadEvent>? progress = null,
        CancellationToken cancellation = default
    )
    {
        var (train, test) = DatasetsModule.fetchMnist(Download.Options(mirror, folder, limits, progress, cancellation));
        return (train, test);
    }

    /// <summary>The same as FetchMnist, without a thread that waits.</summary>
    public static Task<(Dataset Train, Dataset Test)> FetchMnistAsync(
        string? mirror = null,
        string? folder = null,
        DownloadLimits? limits = null,
        IProgress<DownloadEvent>? progress = null,
        CancellationToken cancellation = default
    ) => DatasetsModule.fetchMnistTask(Download.Options(mirror, folder, limits, progress, cancellation));

    /// <summary>
    /// Fashion-MNIST (Xiao, Rasul, Vollgraf 2017): clothes in the form of MNIST, 31 MB; classes by name. Fetched once into a folder of its
    /// own, checked, and kept: mirror is the address of a folder that has the files, instead of the publisher; folder is where they are
    /// kept, the cache by default (Download.CacheFolder). What is not to be had is a DataException.
    /// </summary>
    public static (Dataset Train, Dataset Test) FetchFashionMnist(
        string? mirror = null,
        string? folder = null,
        DownloadLimits? limits = null,
        IProgress<DownloadEvent>? progress = null,
        CancellationToken cancellation = default
    )
    {
        var (train, test) = DatasetsModule.fetchFashionMnist(
            Download.Options(mirror, folder, limits, progress, cancellation)
        );
        return (train, test);
    }

    /// <summary>The same as FetchFashionMnist, without a thread that waits.</summary>
    public static Task<(Dataset Train, Dataset Test)> FetchFashionMnistAsync(
        string? mirror = null,
        string? folder = null,
        DownloadLimits? limits = null,
        IProgress<DownloadEvent>? progress = null,
        CancellationToken cancellation = default
    ) => DatasetsModule.fetchFashionMnistTask(Download.Options(mirror, folder, limits, progress, cancellation));

    /// <summary>
    /// CIFAR-10 (Krizhevsky 2009): 50,000 and 10,000 images of ten classes, 170 MB. Inputs: float32 [n; 32; 32; 3] from 0 to 1. Fetched
    /// once into a folder of its own, checked, and kept: mirror is the address of a folder that has the files, instead of the publisher;
    /// folder is where they are kept, the cache by default (Download.CacheFolder). What is not to be had is a DataException.
    /// </summary>
    public static (Dataset Train, Dataset Test) FetchCifar10(
        string? mirror = null,
        string? folder = null,
        DownloadLimits? limits = null,
        IProgress<DownloadEvent>? progress = null,
        CancellationToken cancellation = default
    )
    {
        var (train, test) = DatasetsModule.fetchCifar10(
            Download.Options(mirror, folder, limits, progress, cancellation)
        );
        return (train, test);
    }

    /// <summary>The same as FetchCifar10, without a thread that waits.</summary>
    public static Task<(Dataset Train, Dataset Test)> FetchCifar10Async(
        string? mirror = null,
        string? folder = null,
        DownloadLimits? limits = null,
        IProgress<DownloadEvent>? progress = null,
        CancellationToken cancellation = default
    ) => DatasetsModule.fetchCifar10Task(Download.Options(mirror, folder, limits, progress, cancellation));

    /// <summary>
    /// CIFAR-100 (Krizhevsky 2009): 50,000 and 10,000 images of 100 classes, or of 20 groups of them (coarse), 169 MB; inputs as those of
    /// CIFAR-10. Fetched once into a folder of its own, checked, and kept: mirror is the address of a folder that has the files, instead of
    /// the publisher; folder is where they are kept, the cache by default (Download.CacheFolder). What is not to be had is a DataException.
    /// </summary>
    public static (Dataset Train, Dataset Test) FetchCifar100(
        bool coarse = false,
        string? mirror = null,
        string? folder = null,
        DownloadLimits? limits = null,
        IProgress<DownloadEvent>? progress = null,
        CancellationToken cancellation = default
    )
    {
        var (train, test) = DatasetsModule.fetchCifar100(
            Labels(coarse),
            Download.Options(mirror, folder, limits, progress, cancellation)
        );
        return (train, test);
    }

    /// <summary>The same as FetchCifar100, without a thread that waits.</summary>
    public static Task<(Dataset Train, Dataset Test)> FetchCifar100Async(
        bool coarse = false,
        string? mirror = null,
        string? folder = null,
        DownloadLimits? limits = null,
        IProgress<DownloadEvent>? progress = null,
        CancellationToken cancellation = default
    ) =>
        DatasetsModule.fetchCifar100Task(
            Labels(coarse),
            Download.Options(mirror, folder, limits, progress, cancellation)
        );
}
