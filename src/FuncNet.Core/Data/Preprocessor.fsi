namespace FuncNet

open System.Collections.Generic

/// What has become of a column: one line of a fitted preprocessing.
type PreparedColumn = {
    /// The name of the column.
    Column: string
    /// What is done with it, such as "numbers: missing ones 38.6, (x − 38.6)/13.2".
    How: string
    /// The features that it gives; none for an index, which is an input of its own, and for a column that is left out.
    Features: IReadOnlyList<string>
}

/// Preprocessing that was fitted to the training part: it makes the inputs and targets of a network from any table that has the same
/// columns. Immutable; it is saved and loaded with the network, as a TableModel.
[<Sealed>]
type Preprocessor =
    internal new: target: string * fittedTarget: FittedTarget * columns: FittedColumn[] -> Preprocessor

    member internal FittedTarget: FittedTarget
    member internal Fitted: FittedColumn[]

    /// The column that is to be predicted.
    member Target: string

    /// The classes in the order of their labels; empty if the target holds numbers.
    member ClassNames: IReadOnlyList<string>

    /// What has become of each column, in order.
    member Columns: IReadOnlyList<PreparedColumn>

    /// The columns that a table must have to be prepared: all that were not left out.
    member ColumnNames: IReadOnlyList<string>

    /// The names of the features, in the order of the matrix of inputs: "age", "age (missing)", "city=Rome", "city=(rare)".
    member FeatureNames: IReadOnlyList<string>

    /// The columns that give an index, and how many indices there are: the rows of a table of an embedding.
    member Indices: IReadOnlyList<KeyValuePair<string, int>>

    /// The number of results that a network for it gives: the number of classes, or 1.
    member OutputCount: int

    /// The fitted numbers under their names, float64: "age.fill", "age.center" and "age.scale" of a column, and those of the target.
    member State: Parameters

    /// A table: column, how, features.
    override ToString: unit -> string

/// Preprocessing, fitted and applied.
[<RequireQualifiedAccess; CompilationRepresentation(CompilationRepresentationFlags.ModuleSuffix)>]
module Preprocessor =

    /// Fits every mean, deviation, median, category and class to a table, which is the training part and nothing else. A target
    /// with missing values or one class, a rule for a column that is not there or holds something else, and a table of which no
    /// column is left as an input are DataExceptions that say what and where.
    val fit: preprocessing: Preprocessing -> table: Table -> Preprocessor

    /// The inputs of a network: a matrix of features, float32 [n; features], if there are any, then for each column with an index int32 [n]. What does not fit is a
    /// DataException that names file, line and column: a column that is not there, a text among numbers, a category that is refused.
    val inputs: table: Table -> preprocessor: Preprocessor -> Signal<Tensor>

    /// The inputs with their targets: int32 labels [n] with the names of the classes, or standardized numbers, float32 [n; 1]. The table
    /// must have the target, without missing values and without classes that the training part did not have.
    val apply: table: Table -> preprocessor: Preprocessor -> Dataset

    /// The layer in front of a network: embeds each index, and joins the result with the features, so that behind it there is one
    /// vector. The identity where there is no index.
    val inputLayer: preprocessor: Preprocessor -> Layer

    /// A whole network: the input layer, a body, and a dense layer called "output" with a result for each class, or one number.
    val layer: body: Layer -> preprocessor: Preprocessor -> Layer

    /// The shapes of one sample of the inputs.
    val internal inputShape: preprocessor: Preprocessor -> Signal<Shape>

    /// What is minimized: the cross-entropy from logits for classes, the squared error for numbers.
    val loss: preprocessor: Preprocessor -> Loss

    /// The targets of a table as numbers: float64 labels, or numbers in their own units.
    val internal targets: table: Table -> preprocessor: Preprocessor -> float[]
