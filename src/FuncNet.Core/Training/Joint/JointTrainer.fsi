namespace FuncNet

open System.Collections.Generic
open System.IO

/// How several networks are trained together: the networks with their names and optimizers, the step that they share, what watches.
/// Immutable; made with the functions of the module of the same name.
[<Sealed>]
type JointTrainer =
    member internal Trainees: Trainees

/// What a run of several networks gives back.
[<Sealed>]
type JointResult =
    /// The last state of the run, from which another can go on.
    member State: JointState

    /// The trained network of a name.
    member Network: name: string -> Network

    /// What each epoch reported, also those before the state from which the run went on.
    member History: IReadOnlyList<JointReport>

    /// Why the run ended.
    member Reason: string

/// Several networks with several optimizers in one step: state′ = step turn state, a pure function that is compiled as a whole.
[<RequireQualifiedAccess; CompilationRepresentation(CompilationRepresentationFlags.ModuleSuffix)>]
module JointTrainer =

    /// Networks by their names, each with its optimizer, and the step: from the turn (key, number, batch) and the trainees to the trainees after
    /// it and what is reported, numbers by their names. It is written with Trainees.apply and Trainees.minimize, and computes with
    /// tensor operations alone; one that asks for numbers runs one operation at a time. Batches of 32.
    val create:
        networks: (string * Network * Optimizer) seq ->
        step: (Turn -> Trainees -> Trainees * (string * Tensor) list) ->
            JointTrainer

    /// How many samples a step sees of a data set.
    val withBatchSize: size: int -> trainer: JointTrainer -> JointTrainer

    /// A function that is called with every event.
    val onEvent: see: (JointEvent -> unit) -> trainer: JointTrainer -> JointTrainer

    /// A line for each epoch, written to a writer: every figure, samples per second, seconds.
    val withProgress: writer: TextWriter -> trainer: JointTrainer -> JointTrainer

    /// A token that ends the run after the step that is under way; the result is the state so far.
    val withCancellation: token: System.Threading.CancellationToken -> trainer: JointTrainer -> JointTrainer

    /// Runs the steps one operation at a time, and not compiled. The numbers are the same to the last bit.
    val withoutCompilation: trainer: JointTrainer -> JointTrainer

    /// The state before the first step.
    val start: key: Key -> trainer: JointTrainer -> JointState

    /// One step on a batch, one operation at a time.
    val step: trainer: JointTrainer -> state: JointState -> batch: Batch -> JointState * JointReport

    /// Runs from a state to the end of the given epoch, as a lazy sequence of states and events: nothing happens until the next is asked
    /// for. Every random choice comes from the state's key. From within an epoch it goes on with the next step. A state of other
    /// networks or of longer epochs throws ConfigurationException.
    val run: trainer: JointTrainer -> epochs: int -> data: Dataset -> start: JointState -> (JointState * JointEvent) seq

    /// The same with batches of one's own: those of an epoch (0, 1, …) from the run's key and its number, such as
    /// fun key epoch -> Dataset.shuffledBatches 64 (Key.foldIn epoch key) data, or the elements of a pipeline.
    val runOn:
        batches: (Key -> int -> Batch seq) ->
        trainer: JointTrainer ->
        epochs: int ->
        start: JointState ->
            (JointState * JointEvent) seq

    /// Goes on from a state, to the end of the given epoch.
    val fitFrom: state: JointState -> epochs: int -> data: Dataset -> trainer: JointTrainer -> JointResult

    /// Trains for that many epochs. The key decides everything that is random but the initial weights.
    val fit: key: Key -> epochs: int -> data: Dataset -> trainer: JointTrainer -> JointResult

    /// Goes on from a state, to the end of the given epoch, with batches of one's own.
    val fitOn:
        batches: (Key -> int -> Batch seq) -> state: JointState -> epochs: int -> trainer: JointTrainer -> JointResult
