namespace FuncNet

open System
open System.Runtime.InteropServices
open System.Threading
open System.Threading.Tasks

/// A request that is refused since too many are waiting: it can be sent again later.
[<Sealed>]
type OverloadException =
    inherit FuncNetException

    /// The message says how many are waiting.
    new: message: string -> OverloadException

/// What a batching predictor has done so far.
type ServingCounts = {
    /// Requests that have their result.
    Answered: int64
    /// Requests that have an error of their own.
    Failed: int64
    /// Requests that were refused since too many were waiting.
    Refused: int64
    /// Requests that were cancelled while they waited.
    Cancelled: int64
    /// Batches that were predicted.
    Batches: int64
    /// Requests that are waiting now.
    Waiting: int
}

/// Predicts for many callers at once: requests for single samples are gathered in the order of their arrival and predicted together, up to a
/// largest batch, or as many as come within a short wait after the first. Each caller gets the result of its own sample, bit for bit that
/// of Predict, or an error of its own; what is wrong with one request does not touch the others. Any number of threads may call it.
[<Sealed>]
type BatchingPredictor =
    interface IDisposable
    interface IAsyncDisposable

    /// A predictor for a network with one input and one result. maximumBatch: the samples that are predicted together, at most; waitMilliseconds:
    /// how long the first request of a batch waits for others, 0 for those only that are there already; queueLength: how many requests may wait.
    new:
        network: Network *
        [<Optional; DefaultParameterValue(64)>] maximumBatch: int *
        [<Optional; DefaultParameterValue(1.0)>] waitMilliseconds: float *
        [<Optional; DefaultParameterValue(1024)>] queueLength: int ->
            BatchingPredictor

    /// The network.
    member Network: Network

    /// The result for one sample, without the batch axis. The task fails with ShapeException or DTypeException for a sample that does not
    /// fit, with OverloadException where too many requests are waiting, with ObjectDisposedException after disposal, and is
    /// cancelled with the token while it waits.
    member PredictAsync: sample: Tensor * [<Optional>] cancellation: CancellationToken -> Task<Tensor>

    /// What it has done so far.
    member Counts: ServingCounts
