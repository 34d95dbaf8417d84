namespace FuncNet

open System
open System.Collections.Generic
open System.Threading

/// The batches of a run, epoch after epoch: it stands before a batch, or on one. What it consists of is its inputs, its targets, and
/// its weights if there are any.
[<AbstractClass>]
type internal TrainingFeed() =

    /// The number of batches in an epoch; 0 if it is not known.
    abstract Count: int

    /// The number of samples in an epoch; 0 if it is not known.
    abstract Samples: int

    /// Goes to the beginning of an epoch (0, 1, …), and stands behind so many of its batches. The key is the run's: an epoch is a function of
    /// the key and its number.
    abstract Begin: key: Key * epoch: int * from: int -> unit

    /// Goes on to the next batch; false if the epoch is over. A cancelled run throws OperationCanceledException.
    abstract Next: unit -> bool

    /// The number of samples in the batch on which it stands.
    abstract Size: int

    /// A number that batches of the same shapes and types have in common.
    abstract Form: int

    /// Shape and type of what the batch consists of.
    abstract Specs: TensorSpec[]

    /// What the batch consists of.
    abstract Tensors: Tensor[]

    /// Writes what the batch consists of, from a place on in the inputs of a program.
    abstract Write: inputs: NDArray[] * from: int -> unit

    /// Ends what goes on in other threads.
    abstract Dispose: unit -> unit

    interface IDisposable with
        member feed.Dispose() = feed.Dispose()

/// Where batches come from.
[<AbstractClass>]
type internal TrainingSource() =

    /// A batch that shows how many inputs and targets there are, of what shapes and types. How many samples it has says nothing.
    abstract Example: Batch

    /// The number of batches in an epoch, for a trainer's batch size; 0 if it is not known. A size that is too large is a DataException.
    abstract Steps: batchSize: int -> int

    /// Batches for a run, which disposes of them.
    abstract Open: batchSize: int * cancellation: CancellationToken -> TrainingFeed

[<AbstractClass>]
type TrainingData internal (source: TrainingSource, classNames: IReadOnlyList<string>) =

    member _.ClassNames = classNames
    member internal _.Source = source
