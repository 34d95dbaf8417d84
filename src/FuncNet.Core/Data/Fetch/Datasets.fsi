namespace FuncNet

open System.Threading.Tasks

/// Data sets that are fetched once and then kept, each as (training set, test set). They lie in a folder of their own (mnist, fashion-mnist,
/// cifar-10, cifar-100) under the folder of the options, with the names, lengths and sums of the publishers; files that
/// are put there by hand serve as well. What is not to be had is one DataException, as in Download.file.
[<RequireQualifiedAccess; CompilationRepresentation(CompilationRepresentationFlags.ModuleSuffix)>]
module Datasets =

    /// A published data set, fetched and read.
    val internal fetch: options: DownloadOptions -> published: Publication -> Task<struct (Dataset * Dataset)>

    /// MNIST (LeCun, Cortes, Burges): digits, 60,000 and 10,000 images, 12 MB. Inputs: float32 [n; 28; 28; 1] from 0 to 1; classes "0" … "9".
    val fetchMnist: options: DownloadOptions -> Dataset * Dataset

    /// The same as a task.
    val fetchMnistTask: options: DownloadOptions -> Task<struct (Dataset * Dataset)>

    /// Fashion-MNIST (Xiao, Rasul, Vollgraf 2017): clothes in the form of MNIST, 31 MB; classes by name.
    val fetchFashionMnist: options: DownloadOptions -> Dataset * Dataset

    /// The same as a task.
    val fetchFashionMnistTask: options: DownloadOptions -> Task<struct (Dataset * Dataset)>

    /// CIFAR-10 (Krizhevsky 2009): 50,000 and 10,000 images of ten classes, 170 MB. Inputs: float32 [n; 32; 32; 3] from 0 to 1.
    val fetchCifar10: options: DownloadOptions -> Dataset * Dataset

    /// The same as a task.
    val fetchCifar10Task: options: DownloadOptions -> Task<struct (Dataset * Dataset)>

    /// CIFAR-100 (Krizhevsky 2009): 50,000 and 10,000 images of 100 fine or 20 coarse classes, 169 MB; inputs as those of CIFAR-10.
    val fetchCifar100: labels: CifarLabels -> options: DownloadOptions -> Dataset * Dataset

    /// The same as a task.
    val fetchCifar100Task: labels: CifarLabels -> options: DownloadOptions -> Task<struct (Dataset * Dataset)>
