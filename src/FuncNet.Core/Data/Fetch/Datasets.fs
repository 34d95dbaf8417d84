namespace FuncNet

open System.IO
open System.Threading.Tasks

[<RequireQualifiedAccess; CompilationRepresentation(CompilationRepresentationFlags.ModuleSuffix)>]
module Datasets =

    let internal fetch (options: DownloadOptions) (published: Publication) : Task<struct (Dataset * Dataset)> =
        let home = if options.Folder = "" then Download.cacheFolder () else options.Folder
        let folder = Path.Combine(home, published.Name)

        backgroundTask {
            for file in published.Files do
                let! _ = Download.fileTask { options with Folder = folder } file
                ()

            options.Cancellation.ThrowIfCancellationRequested()
            let train, test = published.Read folder
            return struct (train, test)
        }

    let private wait (task: Task<struct (Dataset * Dataset)>) =
        let struct (train, test) = task.GetAwaiter().GetResult()
        train, test

    let fetchMnistTask options = fetch options Publication.mnist
    let fetchMnist options = wait (fetchMnistTask options)
    let fetchFashionMnistTask options = fetch options Publication.fashionMnist
    let fetchFashionMnist options = wait (fetchFashionMnistTask options)
    let fetchCifar10Task options = fetch options Publication.cifar10
    let fetchCifar10 options = wait (fetchCifar10Task options)
    let fetchCifar100Task labels options = fetch options (Publication.cifar100 labels)
    let fetchCifar100 labels options = wait (fetchCifar100Task labels options)
