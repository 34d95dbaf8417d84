namespace FuncNet

open System.Collections.Generic

/// What a model says of the rows of a table.
[<Sealed>]
type TablePrediction =
    /// The number of rows.
    member Count: int

    /// The class of each row, the most probable one. Of numbers it is a ConfigurationException.
    member Classes: IReadOnlyList<string>

    /// The probability of each class: float32 [n; classes], in the order of the model's class names. Of numbers it is a ConfigurationException.
    member Probabilities: Tensor

    /// The number of each row, in the target's own units; days since 1970-01-01 for dates. Of classes it is a ConfigurationException.
    member Numbers: IReadOnlyList<float>

    /// The prediction as columns: the target by its name, and for classes their probabilities as "target=class".
    member Table: Table

    /// The first rows.
    override ToString: unit -> string

/// A network with the preprocessing that it was trained with: it takes tables, and says classes or numbers in their own units. Immutable.
[<Sealed>]
type TableModel =
    /// What makes inputs of a table.
    member Preprocessor: Preprocessor

    /// What makes results of inputs: logits, or a standardized number.
    member Network: Network

    /// The column that it predicts.
    member Target: string

    /// The classes in the order of their labels; empty if it predicts numbers.
    member ClassNames: IReadOnlyList<string>

    /// The columns that a table must have.
    member ColumnNames: IReadOnlyList<string>

    /// The table of the preprocessing, and that of the network.
    override ToString: unit -> string

/// Models of tables.
[<RequireQualifiedAccess; CompilationRepresentation(CompilationRepresentationFlags.ModuleSuffix)>]
module TableModel =

    /// A network with its preprocessing. One that takes or gives other shapes than the preprocessing throws ShapeException, one of float64 DTypeException.
    val create: preprocessor: Preprocessor -> network: Network -> TableModel

    /// Reads a table as the model needs it: with the types of columns that it was fitted to, so that a field of another type is a
    /// DataException that names file, line and column. The target need not be there.
    val readWith: options: TableOptions -> path: string -> model: TableModel -> Table

    /// Reads a table as the model needs it; separator and header are found.
    val read: path: string -> model: TableModel -> Table

    /// The class or the number of each row. The table need not have the target, nor the columns that are left out; what does not fit is a
    /// DataException that names file, line and column.
    val predict: table: Table -> model: TableModel -> TablePrediction

    /// How good it is on a table with its target. Classes: accuracy, crossEntropy (in nats). Numbers, in their own units: meanAbsoluteError,
    /// rootMeanSquaredError, and r2 = 1 − Σ(t − y)² / Σ(t − t̄)².
    val evaluate: table: Table -> model: TableModel -> IReadOnlyList<Figure>

    /// How often each class was taken for each other on a table with its target. Of numbers it is a ConfigurationException.
    val confusionMatrix: table: Table -> model: TableModel -> ConfusionMatrix

    /// The figure that training makes small: crossEntropy, or rootMeanSquaredError in the target's units.
    val internal cost: table: Table -> model: TableModel -> Figure
