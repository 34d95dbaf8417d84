namespace FuncNet

/// How a model is made of a table: its preprocessing, the body of its network, an optimizer, and how that is trained. Immutable; made with the functions
/// of the module of the same name.
[<NoEquality; NoComparison>]
type TableTrainer = internal {
    Preprocessing: Preprocessing
    Body: Layer
    Optimizer: Optimizer
    Validation: Table option
    Adjust: Trainer -> Trainer
}

/// From the name of a target column to a trained model.
[<RequireQualifiedAccess; CompilationRepresentation(CompilationRepresentationFlags.ModuleSuffix)>]
module TableTrainer =

    /// Predicts a column from all others, by Preprocessing.ofTarget. body: the layers between the features and the results, such as
    /// Layer.dense 32 >=> Layer.relu; the first and the last ones follow from the table (Preprocessor.layer), and so does the loss (Preprocessor.loss).
    val create: target: string -> body: Layer -> optimizer: Optimizer -> TableTrainer

    /// Changes what is done with the columns: withPreprocessing (Preprocessing.without [ "id" ]).
    val withPreprocessing: change: (Preprocessing -> Preprocessing) -> trainer: TableTrainer -> TableTrainer

    /// A table on which loss and metrics are measured after each epoch. The preprocessing is not fitted to it.
    val withValidation: table: Table -> trainer: TableTrainer -> TableTrainer

    /// Changes how the network is trained: withTrainer (Trainer.withBatchSize 64 >> Trainer.withEarlyStopping 10). Losses are those of standardized targets.
    val withTrainer: change: (Trainer -> Trainer) -> trainer: TableTrainer -> TableTrainer

    /// Fits the preprocessing to a table, which is the training part, and trains a network on it for that many epochs. The key decides everything that is random.
    /// The table has at least as many rows as a batch.
    val fit: key: Key -> epochs: int -> table: Table -> trainer: TableTrainer -> TableModel * TrainingResult
