namespace FuncNet

open System.IO

/// A data set as it is published: its files, and how they are read from the folder that they were fetched to.
[<NoEquality; NoComparison>]
type internal Publication = {
    /// Its folder in the cache.
    Name: string
    Files: RemoteFile list
    Read: string -> Dataset * Dataset
}

/// The published data sets. MD5 sums are those of the publishers; SHA-256 sums and lengths those of TensorFlow Datasets (url_checksums).
module internal Publication =

    let private file (addresses: string list) (name, size, md5, sha256) = {
        Name = name
        Addresses = addresses |> List.map (fun address -> address + name) |> List.toArray
        Size = size
        Checksums = [| Checksum.Md5 md5; Checksum.Sha256 sha256 |]
    }

    let private trainImages, trainLabels, testImages, testLabels =
        "train-images-idx3-ubyte.gz",
        "train-labels-idx1-ubyte.gz",
        "t10k-images-idx3-ubyte.gz",
        "t10k-labels-idx1-ubyte.gz"

    /// Images of 28 × 28 points in ten classes, in IDX files.
    let private images (names: string[]) folder =
        let read images labels =
            let imagesPath = Path.Combine(folder, images)
            let data = Idx.dataset imagesPath (Path.Combine(folder, labels))

            if data.InputShape <> Shape(28, 28, 1) then
                Errors.data "'%s' holds images of %O; 28 × 28 points are expected." imagesPath data.InputShape

            Dataset(data.Inputs, data.Targets, names)

        read trainImages trainLabels, read testImages testLabels

    /// LeCun, Cortes, Burges.
    let mnist = {
        Name = "mnist"
        Files =
            [
                trainImages,
                9_912_422L,
                "f68b3c2dcbeaaa9fbdd348bbdeb94873",
                "440fcabf73cc546fa21475e81ea370265605f56be210a4024d2ca8f203523609"
                trainLabels,
                28_881L,
                "d53e105ee54ea40749a09fcbcd1e9432",
                "3552534a0a558bbed6aed32b30c495cca23d567ec52cac8be1a0730e8010255c"
                testImages,
                1_648_877L,
                "9fb629c4189551a2d022fa330f9573f3",
                "8d422c7b0a1c1c79245a5bcf07fe86e33eeafee792b84584aec276f5a2dbc4e6"
                testLabels,
                4_542L,
                "ec29112dd5afa0611ce80d1b7f02629c",
                "f7ae60f92e00ec6debd23a6088c31dbd2371eca3ffa0defaefb259924204aec6"
            ]
            |> List.map (
                file [
                    "https://ossci-datasets.s3.amazonaws.com/mnist/"
                    "https://storage.googleapis.com/cvdf-datasets/mnist/"
                ]
            )
        Read = images (Array.init 10 string)
    }

    /// Xiao, Rasul, Vollgraf: Fashion-MNIST (arXiv 1708.07747).
    let fashionMnist = {
        Name = "fashion-mnist"
        Files =
            [
                trainImages,
                26_421_880L,
                "8d4fb7e6c68d591d4c3dfef9ec88bf0d",
                "3aede38d61863908ad78613f6a32ed271626dd12800ba2636569512369268a84"
                trainLabels,
                29_515L,
                "25c81989df183df01b3e8a0aad5dffbe",
                "a04f17134ac03560a47e3764e11b92fc97de4d1bfaf8ba1a3aa29af54cc90845"
                testImages,
                4_422_102L,
                "bef4ecab320f06d8554ea6380940ec79",
                "346e55b948d973a97e58d2351dde16a484bd415d4595297633bb08f03db6a073"
                testLabels,
                5_148L,
                "bb300cfdad3c16e7a12a480ee83cd310",
                "67da17c76eaffca5446c3361aaab5c3cd6d1c2608764d35dfb1850b086bf8dd5"
            ]
            |> List.map (
                file [
                    "http://fashion-mnist.s3-website.eu-central-1.amazonaws.com/"
                    "https://raw.githubusercontent.com/zalandoresearch/fashion-mnist/master/data/fashion/"
                ]
            )
        Read =
            images [|
                "T-shirt/top"
                "Trouser"
                "Pullover"
                "Dress"
                "Coat"
                "Sandal"
                "Shirt"
                "Sneaker"
                "Bag"
                "Ankle boot"
            |]
    }

    let private krizhevsky = file [ "https://www.cs.toronto.edu/~kriz/" ]

    let private archive name (published: RemoteFile) read = {
        Name = name
        Files = [ published ]
        Read = fun folder -> read (Path.Combine(folder, published.Name))
    }

    /// Krizhevsky.
    let cifar10 =
        archive
            "cifar-10"
            (krizhevsky (
                "cifar-10-binary.tar.gz",
                170_052_171L,
                "c32a1d4ab5d03f1284b67883e8d87530",
                "c4a38c50a1bc5f3a1c5537f2155ab9d68f9f25eb1ed8d9ddda3db29a59bca1dd"
            ))
            Cifar.cifar10

    /// Krizhevsky.
    let cifar100 labels =
        archive
            "cifar-100"
            (krizhevsky (
                "cifar-100-binary.tar.gz",
                168_513_733L,
                "03b5dce01913d631647c71ecec9e9cb8",
                "58a81ae192c23a4be8b1804d68e518ed807d710a4eb253b1f2a199162a40d8ec"
            ))
            (Cifar.cifar100 labels)
