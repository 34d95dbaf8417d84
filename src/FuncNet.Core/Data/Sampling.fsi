namespace FuncNet

open System
open System.Collections.Generic

/// Parts, orders and batches of data sets. Every function gives a new data set; an empty one is an error.
[<RequireQualifiedAccess; CompilationRepresentation(CompilationRepresentationFlags.ModuleSuffix)>]
module Dataset =

    /// Inputs [n; …] and targets: int32 [n] of class labels 0, 1, …, or numbers [n; …].
    val ofTensors: inputs: Tensor -> targets: Tensor -> Dataset

    /// The inputs of a network with several, in order, and its targets, one for each output: each tensor has all n samples along its
    /// first axis, and is checked as a single one is.
    val ofMany: inputs: Tensor seq -> targets: Tensor seq -> Dataset

    /// Inputs [n; …] and int32 labels [n], with a name for each class.
    val ofLabelled: classNames: string seq -> inputs: Tensor -> labels: Tensor -> Dataset

    /// Samples start, start + 1, …, count of them.
    val range: start: int -> count: int -> data: Dataset -> Dataset

    /// The first samples.
    val take: count: int -> data: Dataset -> Dataset

    /// All but the first samples.
    val skip: count: int -> data: Dataset -> Dataset

    /// The samples at these places, in this order; a place may come several times (a bootstrap sample, for one).
    val select: places: int[] -> data: Dataset -> Dataset

    /// The samples in a random order.
    val shuffle: key: Key -> data: Dataset -> Dataset

    /// The first samples, that many, and the others. Both parts have at least one.
    val splitAt: count: int -> data: Dataset -> Dataset * Dataset

    /// The first ⌊fraction · n + ½⌋ samples, and the others; 0 < fraction < 1, both parts have at least one sample.
    val split: fraction: float -> data: Dataset -> Dataset * Dataset

    /// The same split of the samples in a random order, for files that are sorted by class.
    val splitRandomly: key: Key -> fraction: float -> data: Dataset -> Dataset * Dataset

    /// One data set behind the other. Shapes, types and class names must be the same; where some have weights, those of the others
    /// are 1.
    val concat: parts: Dataset seq -> Dataset

    /// The same targets with other inputs [n; …], such as a reshaped or a cast tensor. The result is checked anew.
    val mapInputs: f: (Tensor -> Tensor) -> data: Dataset -> Dataset

    /// The same inputs with other targets: int32 labels of the same classes, or numbers [n; …].
    val mapTargets: f: (Tensor -> Tensor) -> data: Dataset -> Dataset

    /// Every input multiplied by a number: 1/16 brings optdigits to 0 … 1.
    val scaleInputs: factor: float -> data: Dataset -> Dataset

    /// The same data with its labels as one-hot rows, float32 [n; classes].
    val oneHot: data: Dataset -> Dataset

    /// The order of the samples in one epoch: random, and a function of the key and the epoch alone.
    val order: key: Key -> epoch: int -> data: Dataset -> int[]

    /// The number of batches of an epoch; a last, shorter one is counted unless it is dropped. A size under 1 or over the
    /// number of samples is an error.
    val batchCount: size: int -> dropLast: bool -> data: Dataset -> int

    /// Batches of the samples at these places, made one by one as they are asked for. A last, shorter batch is kept or dropped.
    val batchesOf: places: int[] -> size: int -> dropLast: bool -> data: Dataset -> Batch seq

    /// Batches in the order of the data; the last may be shorter.
    val batches: size: int -> data: Dataset -> Batch seq

    /// Batches in a random order, in which every sample comes once; the last may be shorter. Give each epoch its own key
    /// (Key.foldIn epoch key).
    val shuffledBatches: size: int -> key: Key -> data: Dataset -> Batch seq

    /// How many samples each class has.
    val classSizes: data: Dataset -> IReadOnlyList<int>
