namespace FuncNet

/// Which of the two labels of an image of CIFAR-100.
[<RequireQualifiedAccess>]
type CifarLabels =
    /// One of 100 classes, such as maple tree.
    | Fine
    /// One of 20 groups of five classes, such as trees.
    | Coarse

/// The binary files of CIFAR-10 and CIFAR-100 (Krizhevsky, Learning multiple layers of features from tiny images, 2009): an image of
/// 32 × 32 points is a record of one label byte (CIFAR-100: a coarse one, then a fine one) and 3 × 1,024 bytes, the red plane,
/// the green and the blue, each in rows. Read from the .tar.gz archive as it is published, or from the folder that it unpacks to. A file that is
/// missing, truncated or damaged, and a label without a class, is a DataException that names the file. The inputs of all of CIFAR take 737 MB.
[<RequireQualifiedAccess>]
module Cifar =

    /// CIFAR-10 as (training set, test set). Inputs: float32 [n; 32; 32; 3], bytes divided by 255; targets: int32 [n]; ten classes
    /// with their names.
    val cifar10: path: string -> Dataset * Dataset

    /// CIFAR-100 as (training set, test set), with the fine or the coarse labels. Inputs and targets are those of cifar10.
    val cifar100: labels: CifarLabels -> path: string -> Dataset * Dataset
