namespace FuncNet

open System.Collections.Generic

/// One of several trainings that differ in their keys.
[<NoComparison; ReferenceEquality>]
type Restart = {
    /// Which of the trainings it is, from 1.
    Number: int
    /// Its key: Trainer.fit with it gives the same network.
    Key: Key
    /// The loss of its network on the validation data.
    Loss: float
    /// The metrics of its network on the validation data.
    Metrics: IReadOnlyList<Figure>
    /// What the training gave.
    Result: TrainingResult
}

/// Training from many starts.
[<AutoOpen>]
module NetworkRestarts =

    [<RequireQualifiedAccess>]
    module Trainer =

        /// Trains that many times, each with a key of its own (initial weights, order of the data, dropout), and gives the trainings with the one
        /// of the least validation loss first (note 001); a loss that is not finite comes last. The first few are members for an Ensemble.
        /// Training i = 1, 2, … has the key Key.foldIn i key, so more restarts begin with those of fewer. They run on all processors at
        /// once, with the same bits; where the trainer has observers, one after the other. A count under 1, and a trainer without validation
        /// data (Trainer.withValidation), are a ConfigurationException; a cancelled training, an OperationCanceledException.
        val restarts: count: int -> key: Key -> epochs: int -> data: TrainingData -> trainer: Trainer -> Restart[]
