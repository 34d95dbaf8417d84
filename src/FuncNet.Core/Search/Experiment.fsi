namespace FuncNet

/// A training in which everything is decided but the key. Immutable.
[<NoEquality; NoComparison>]
type Experiment = {
    /// How is trained: network, loss, optimizer.
    Trainer: Trainer
    /// For how long.
    Epochs: int
    /// On what.
    Data: TrainingData
}

/// Functions of experiments.
[<RequireQualifiedAccess; CompilationRepresentation(CompilationRepresentationFlags.ModuleSuffix)>]
module Experiment =

    /// So many epochs on these data. Under 1 is a ConfigurationException.
    val create: epochs: int -> data: TrainingData -> trainer: Trainer -> Experiment

    /// Trains with a key, which decides everything that is left.
    val fit: key: Key -> experiment: Experiment -> TrainingResult

    /// The trainer, whose network is drawn anew with each key.
    val internal drawnAnew: network: Network -> trainer: Trainer -> Trainer
