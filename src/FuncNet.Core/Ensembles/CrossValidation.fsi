namespace FuncNet

open System.Collections.Generic

/// What was measured on one fold.
[<NoComparison; ReferenceEquality>]
type FoldFigures = {
    /// Which fold it is, from 1.
    Fold: int
    /// The number of samples that were trained on.
    Trained: int
    /// The number of samples that were measured on.
    Tested: int
    /// What was measured on the fold's test part.
    Figures: IReadOnlyList<Figure>
}

/// How well training does on samples that it has not seen, fold by fold.
[<Sealed>]
type CrossValidation =
    internal new: folds: FoldFigures[] -> CrossValidation

    /// What was measured on each fold, in order.
    member Folds: IReadOnlyList<FoldFigures>

    /// What was measured, by name: "loss", and the metrics.
    member Names: IReadOnlyList<string>

    /// The values of a figure, fold by fold. A name that was not measured is a ConfigurationException that lists those that were.
    member Values: name: string -> float[]

    /// The mean of a figure over the folds, each of which counts alike.
    member Mean: name: string -> float

    /// The standard deviation of a figure between the folds: √(Σ (x − mean)² / (k − 1)).
    member Deviation: name: string -> float

    /// A table: a line for each fold, then means and deviations.
    override ToString: unit -> string

/// Training and measuring in folds. The folds run on all processors at once, with the same bits.
[<RequireQualifiedAccess; CompilationRepresentation(CompilationRepresentationFlags.ModuleSuffix)>]
module CrossValidation =

    /// Measures a method of your own: from a key, the training part and the test part to figures, all with the same names. What it is fitted with, such
    /// as a Standardization, then belongs to the training part alone. Fold i = 1, 2, … has the key Key.foldIn i key. The function is called from
    /// several threads. No folds at all are a ConfigurationException.
    val measure:
        method: (Key -> Dataset -> Dataset -> Figure seq) ->
        key: Key ->
        folds: (Dataset * Dataset) seq ->
            CrossValidation

    /// Trains and measures on pairs of a training part and a test part, such as those of Dataset.groupKFold: loss and metrics of the
    /// trainer. Validation data of the trainer are the same for every fold; Trainer.withValidationSplit sets apart some of each training part. Where
    /// the trainer has observers, one fold comes after the other; a cancelled training is an OperationCanceledException.
    val runOn: folds: (Dataset * Dataset) seq -> key: Key -> epochs: int -> trainer: Trainer -> CrossValidation

    /// k-fold cross-validation (Dataset.kFold) of that many epochs each. Of the two parts of the key (Key.split 2), the first deals out the samples;
    /// fold i trains with Key.foldIn i of the second.
    val run: k: int -> key: Key -> epochs: int -> data: Dataset -> trainer: Trainer -> CrossValidation

    /// The same with every class dealt out evenly (Dataset.stratifiedKFold). Targets that are no class labels are a DataException.
    val runStratified: k: int -> key: Key -> epochs: int -> data: Dataset -> trainer: Trainer -> CrossValidation
