namespace FuncNet

open System.Collections.Generic

/// Predictions for streams of samples.
[<RequireQualifiedAccess>]
module Serving =

    /// The result of each sample of a stream, in order, bit for bit those of Predict. Samples and results are without the batch axis. Those that
    /// have arrived are predicted together, batchSize of them at most; the stream is read ahead by as many, and no further, while results are
    /// computed and consumed. A sample that does not fit is a ShapeException or a DTypeException that says which, behind the
    /// results of those before it. What the stream throws is thrown. A cancelled token throws OperationCanceledException. Whoever ends
    /// the enumeration ends the reading, too.
    val predictStream:
        batchSize: int -> network: Network -> samples: IAsyncEnumerable<Tensor> -> IAsyncEnumerable<Tensor>
