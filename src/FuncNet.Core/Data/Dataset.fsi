namespace FuncNet

open System.Collections.Generic

/// A few samples with their targets, on which one step of training is made.
[<Sealed>]
type Batch =
    new: inputs: Tensor * targets: Tensor -> Batch

    /// The samples along the first axis: [size; …].
    member Inputs: Tensor

    /// The targets in the same order: int32 [size] of class labels, or [size; …] of numbers.
    member Targets: Tensor

    /// The number of samples.
    member Size: int

    /// Both shapes.
    override ToString: unit -> string

/// Samples with their targets, checked once and immutable: counts agree, there is at least one sample, every number is
/// finite, and class labels are in range. Parts of it are made by the functions of the module of the same name.
[<Sealed>]
type Dataset =
    internal new: inputs: Tensor * targets: Tensor * classNames: IReadOnlyList<string> * classCount: int -> Dataset

    /// Checks the samples and their targets. inputs: [n; …] of numbers; targets: int32 [n] of class labels, or numbers
    /// [n; …]; classNames: a name for each label, or none. Anything wrong is a DataException that names the sample.
    new: inputs: Tensor * targets: Tensor * classNames: IReadOnlyList<string> -> Dataset

    /// The same without class names.
    new: inputs: Tensor * targets: Tensor -> Dataset

    /// The samples along the first axis: [n; …].
    member Inputs: Tensor

    /// The targets: int32 [n] of class labels, or numbers [n; …].
    member Targets: Tensor

    /// The number of samples, at least 1.
    member Count: int

    /// The shape of one sample.
    member InputShape: Shape

    /// The shape of one target; a scalar for class labels.
    member TargetShape: Shape

    /// A name for each class; may be empty.
    member ClassNames: IReadOnlyList<string>

    /// The number of classes, of which some may have no sample; 0 if the targets are no class labels.
    member ClassCount: int

    /// Count, shapes and classes.
    override ToString: unit -> string
