namespace FuncNet

open System.Collections.Generic
open System.Threading

/// How a network is trained: loss, optimizer, data in batches, what watches and what steers. Immutable; made with the
/// functions of the module Trainer.
[<NoEquality; NoComparison>]
type Trainer = internal {
    Build: Key -> TrainingData -> Network
    Loss: Loss
    Regularizer: Regularizer
    Optimizer: Optimizer
    Metrics: Metric list
    BatchSize: int
    Validation: Dataset option
    /// The share of the training data to validate on instead; 0 for none.
    ValidationShare: float
    Callbacks: Callback list
    Observers: Observer list
    Cancellation: CancellationToken
    Compiles: bool
}

/// Training as a fold: state′ = step state batch.
[<RequireQualifiedAccess; CompilationRepresentation(CompilationRepresentationFlags.ModuleSuffix)>]
module Trainer =

    /// Trains a layer; its input shapes and type are those of the data, float32 where all inputs are int32 indices. Batches of 32; the usual metrics of the loss.
    val create: layer: Layer -> loss: Loss -> optimizer: Optimizer -> Trainer

    /// Goes on training a network, from the values it has.
    val ofNetwork: network: Network -> loss: Loss -> optimizer: Optimizer -> Trainer

    /// How many samples a step sees.
    val withBatchSize: size: int -> trainer: Trainer -> Trainer

    /// Data on which the loss and the metrics are measured after each epoch.
    val withValidation: data: Dataset -> trainer: Trainer -> Trainer

    /// Sets apart ⌊fraction · n + ½⌋ random samples of the data set, in which every class has its share if the targets are labels, and
    /// measures on them after each epoch; training sees the others only. Which they are follows from the run's key, so a resumed run sets the
    /// same apart. It takes the place of withValidation; 0 < fraction < 1. With a pipeline it is a ConfigurationException when it is run.
    val withValidationSplit: fraction: float -> trainer: Trainer -> Trainer

    /// What is measured beside the loss.
    val withMetrics: metrics: Metric seq -> trainer: Trainer -> Trainer

    /// What the weights cost beside the loss; instead of any other. The gradient of a step and the loss that it reports include
    /// it; evaluation measures the loss alone.
    val withRegularizer: regularizer: Regularizer -> trainer: Trainer -> Trainer

    /// Something that steers the run.
    val withCallback: callback: Callback -> trainer: Trainer -> Trainer

    /// Ends the run when the loss (of the validation, if there is one) has not fallen for that many epochs; the best weights come back.
    val withEarlyStopping: patience: int -> trainer: Trainer -> Trainer

    /// Writes the run down for TensorBoard, in a folder: losses, metrics, rate, histograms of the parameters, the graph of the network.
    val withTensorBoard: folder: string -> trainer: Trainer -> Trainer

    /// Something that watches the run.
    val withObserver: observer: Observer -> trainer: Trainer -> Trainer

    /// A function that is called with every event.
    val onEvent: see: (TrainingEvent -> unit) -> trainer: Trainer -> Trainer

    /// A token that ends the run after the step that is under way; the result is the state so far.
    val withCancellation: token: CancellationToken -> trainer: Trainer -> Trainer

    /// Runs the steps one operation at a time, and not compiled. The numbers are the same to the last bit.
    val withoutCompilation: trainer: Trainer -> Trainer

    /// The state before the first step of a network's training.
    val start: key: Key -> network: Network -> trainer: Trainer -> TrainingState

    /// One step: the gradient of the mean loss over a batch, Σ wᵢ·ℓᵢ / n if its samples have weights wᵢ, plus what the parameters cost,
    /// and the optimizer's update of the parameters.
    val step: trainer: Trainer -> network: Network -> state: TrainingState -> batch: Batch -> TrainingState * StepReport

    /// The mean loss, weighted if the samples are, and the metrics of a network on data, in inference mode.
    val evaluate: trainer: Trainer -> network: Network -> data: Dataset -> float * IReadOnlyList<Figure>

    /// Runs from a state to the end of the given epoch, as a lazy sequence of states and events: nothing happens until the next is
    /// asked for. Every random choice comes from the state's key, so the same state gives the same sequence. From within an epoch
    /// it goes on with the next step, and that epoch reports what it would have reported. A state of another network, of other callbacks,
    /// metrics or batches throws ConfigurationException; callbacks that remember nothing at first may come and go. Observers are not called.
    val run:
        trainer: Trainer ->
        network: Network ->
        epochs: int ->
        data: TrainingData ->
        start: TrainingState ->
            (TrainingState * TrainingEvent) seq

    /// Goes on from a state, to the end of the given epoch. The numbers are those of run, but the steps overwrite memory that nobody
    /// sees, and allocate nothing: whatever an event, a callback or the result needs of it is copied. Steps are reported only where
    /// there is an observer or a callback.
    val fitFrom:
        state: TrainingState ->
        network: Network ->
        epochs: int ->
        data: TrainingData ->
        trainer: Trainer ->
            TrainingResult

    /// Trains for that many epochs, as fitFrom does. The key decides everything that is random: initial weights, order of the data, dropout.
    val fit: key: Key -> epochs: int -> data: TrainingData -> trainer: Trainer -> TrainingResult
