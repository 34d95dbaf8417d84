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

    /// A table with the names of the classes.
    override ToString: unit -> string

/// Tables of right and wrong classifications.
[<RequireQualifiedAccess; CompilationRepresentation(CompilationRepresentationFlags.ModuleSuffix)>]
module ConfusionMatrix =

    /// The matrix of predicted and true classes. predictions, labels: int32, of one shape.
    val create: classNames: string seq -> predictions: Tensor -> labels: Tensor -> ConfusionMatrix
