namespace FuncNet

/// A random mixture of the images of a batch, and of their targets in the same measure. Made with the functions of the module of the same name.
[<Sealed>]
type Mixing =
    /// What is mixed, and how.
    override ToString: unit -> string

/// Mixtures of images and one-hot targets [n; classes] (Dataset.oneHot, Tensor.oneHot). The partner of image i is image i + s of the batch, counted
/// around it, with one random s from 1 to n − 1: every image is a partner once. All of it is made of tensor operations.
[<RequireQualifiedAccess; CompilationRepresentation(CompilationRepresentationFlags.ModuleSuffix)>]
module Mixing =

    /// λ·x + (1 − λ)·x′ of an image x and its partner x′, with λ of each image from Beta(α, α), and the same of their targets (Zhang et al. 2018). α over 0; 0.2
    /// is usual, 1 makes every λ as likely.
    val mixUp: alpha: float -> Mixing

    /// A rectangle of the partner put into the image: its sides are √(1 − λ) of the image's, with λ of each image from Beta(α, α), and it lies within the
    /// image; the targets are mixed by the share of the area that was replaced (Yun et al. 2019). α over 0; 1 is usual.
    val cutMix: alpha: float -> Mixing

    /// The mixed images and targets. images: float32 or float64 [n; height; width; channels]; targets: one-hot rows or other numbers of a float type [n; …].
    val apply: mixing: Mixing -> key: Key -> images: Tensor -> targets: Tensor -> Tensor * Tensor

    /// The batch mixed; its weights stay those of its images. Labels in place of one-hot targets throw DTypeException.
    val batch: mixing: Mixing -> key: Key -> batch: Batch -> Batch

/// Augmentation of batches.
[<AutoOpen>]
module AugmentedBatches =

    [<RequireQualifiedAccess>]
    module Augmentation =

        /// The batch with its images changed, as apply does it; targets and weights are the same.
        val batch: augmentation: Augmentation -> key: Key -> batch: Batch -> Batch
