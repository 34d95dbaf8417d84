namespace FuncNet

open System

/// Writes down what happens in a run, for its report: attach it to the trainer (C#: plan.Record(recorder)), and take the record when the run is
/// over, or while it goes on. What is trained is the same to the last bit.
[<Sealed>]
type Recorder =
    /// Records losses, metrics, rates and times.
    new: unit -> Recorder

    /// The same by a clock of your own.
    new: clock: TimeProvider -> Recorder

    /// Records also how large the gradient of each layer is, after every epoch, on the first samples of some data, at most 128. For networks
    /// with one input and one output.
    new: network: Network * loss: Loss * samples: Dataset -> Recorder

    /// What writes down steps, epochs and their times; it steers nothing.
    member Callback: Callback

    /// What writes down warnings, and why steps could not be compiled, which callbacks do not hear of.
    member Observer: Observer

    /// What has happened so far.
    member Record: RunRecord

    /// Writes an event down.
    member internal See: event: TrainingEvent -> unit

    /// What is to be done after an event, beside writing it down.
    member internal Answer: event: TrainingEvent -> Command list

    /// Writes down what the trainer is made of.
    member internal Describe: trainer: Trainer -> unit

    /// Waits in an action, whose time counts for nothing; the phase of the run is another meanwhile.
    member internal During: phase: RunPhase * wait: (unit -> unit) -> unit

/// Recorders for trainers.
[<RequireQualifiedAccess; CompilationRepresentation(CompilationRepresentationFlags.ModuleSuffix)>]
module Recorder =

    /// A recorder for what a trainer trains on some data: also of the gradients after every epoch, if there are samples to measure them on (those
    /// of the validation, else of the data) and the network has one input and one output.
    val ofTrainer: data: TrainingData -> trainer: Trainer -> Recorder

    /// The trainer with the recorder's callback and observer; its settings so far are written down.
    val attach: recorder: Recorder -> trainer: Trainer -> Trainer
