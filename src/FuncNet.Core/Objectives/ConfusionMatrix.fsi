namespace FuncNet

open System.Collections.Generic

/// How often each class was taken for each other: rows are true classes, columns predicted ones.
[<Sealed>]
type ConfusionMatrix =
    /// The matrix of predicted and true classes. predictions, labels: int32, of one shape, each a class from 0 on. A number
    /// that is not a class is an error.
    static member Of: predictions: Tensor * labels: Tensor * classNames: string seq -> ConfusionMatrix

    /// The counts: int32 [classes; classes].
    member Counts: Tensor

    /// The names of the classes, in order.
    member ClassNames: IReadOnlyList<string>

    /// The share of samples on the diagonal; NaN if there are none.
    member Accuracy: float

    /// Of the samples taken for a class, the share that is of it: n_cc / Σᵣ n_rc. 0 if none was taken for it.
    member Precision: label: int -> float

    /// Of the samples of a class, the share that was found: n_cc / Σⱼ n_cj. 0 if there is none.
    member Recall: label: int -> float

    /// F₁ = 2 · precision · recall / (precision + recall) = 2 n_cc / (Σᵣ n_rc + Σⱼ n_cj) of a class (van Rijsbergen 1979). 0 for 0/0.
    member F1: label: int -> float

    /// The intersection over the union of the samples of a class and those taken for it (Jaccard 1901):
    /// n_cc / (Σᵣ n_rc + Σⱼ n_cj − n_cc). 0 for 0/0. For images, of pixels.
    member IoU: label: int -> float

    /// The mean precision of the classes.
    member MacroPrecision: float

    /// The mean recall of the classes, which is also called balanced accuracy.
    member MacroRecall: float

    /// The mean F₁ of the classes.
    member MacroF1: float

    /// The mean IoU of the classes.
    member MeanIoU: float

    /// F₁ of the counts of all classes together. As every sample has one class, it is the accuracy, and so are precision and recall
    /// counted so.
    member MicroF1: float

    /// A table with the names of the classes.
    override ToString: unit -> string

/// Tables of right and wrong classifications.
[<RequireQualifiedAccess; CompilationRepresentation(CompilationRepresentationFlags.ModuleSuffix)>]
module ConfusionMatrix =

    /// The matrix of predicted and true classes. predictions, labels: int32, of one shape.
    val create: classNames: string seq -> predictions: Tensor -> labels: Tensor -> ConfusionMatrix
