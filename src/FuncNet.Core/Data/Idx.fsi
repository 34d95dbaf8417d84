namespace FuncNet

open System.IO

/// The IDX format of the MNIST files (LeCun, Cortes, Burges): two zero bytes, a byte for the type of the elements, a byte
/// for the number of axes, their sizes as big-endian 32-bit numbers, then the elements, big-endian, in row-major order.
/// Files compressed with gzip are read as they are; it is the content that says so, not the name.
[<RequireQualifiedAccess>]
module Idx =

    /// The numbers of an IDX file in the shape that it states: int32 for the whole types, float32 or float64. A file that
    /// is missing, truncated, damaged or not IDX is a DataException.
    val read: path: string -> Tensor

    /// Reads the header of a file of bytes along so many axes, and gives their sizes. what: what it should hold, for the error.
    val internal bytesHeader: path: string -> what: string -> rank: int -> stream: Stream -> int[]

    /// Images and their labels. Inputs: float32 [n; height; width; 1], bytes divided by 255; targets: int32 [n]; the
    /// classes are named "0", "1", … up to the largest label. Counts that disagree are an error.
    val dataset: imagesPath: string -> labelsPath: string -> Dataset

    /// Count, height and width of images, their bytes, and their labels.
    val internal bytes: imagesPath: string -> labelsPath: string -> struct (int * int * int * byte[] * int[])

    /// The MNIST files of a folder as (training set, test set), by their usual names: train-images-idx3-ubyte,
    /// train-labels-idx1-ubyte, t10k-images-idx3-ubyte, t10k-labels-idx1-ubyte; with or without .gz, with - or . before
    /// idx, with or without mnist- in front. Where only the t10k files are, their first four fifths are the training
    /// set: 8,000 and 2,000 of 10,000.
    val mnist: folder: string -> Dataset * Dataset
