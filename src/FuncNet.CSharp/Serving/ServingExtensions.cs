using System.Runtime.CompilerServices;

namespace FuncNet;

/// <summary>Predictions for streams, and for many callers at once. A network can be asked by any number of threads.</summary>
public static class ServingExtensions
{
    /// <summary>
    /// The result of each sample of a stream, in order, bit for bit those of Predict. Samples and results are without the batch axis. Those that
    /// have arrived are predicted together, batchSize of them at most; the stream is read ahead by as many, and no further, while
    /// results are computed and consumed. A sample that does not fit is a ShapeException or a DTypeException that says which, behind the results of
    /// those before it. What the stream throws is thrown; a cancelled token throws OperationCanceledException. Whoever leaves the loop
    /// ends the reading, too.
    /// </summary>
    public static IAsyncEnumerable<Tensor> PredictAsync(
        this Network network,
        IAsyncEnumerable<Tensor> samples,
        int batchSize = 64,
        CancellationToken cancellation = default
    ) => Cancellable(Serving.predictStream(batchSize, network, samples), cancellation);

    private static async IAsyncEnumerable<Tensor> Cancellable(
        IAsyncEnumerable<Tensor> results,
        [EnumeratorCancellation] CancellationToken cancellation
    )
    {
        await foreach (Tensor result in results.WithCancellation(cancellation))
        {
            yield return result;
        }
    }

    /// <summary>
    /// A predictor for many callers at once, which gathers their requests by arrival: maximumBatch samples at most are predicted
    /// together; wait: how long the first request of a batch waits for others, a millisecond by default; queueLength: how many requests may
    /// wait before others are refused with OverloadException. A network with several inputs or results is a ShapeException.
    /// </summary>
    public static BatchingPredictor InBatches(
        this Network network,
        int maximumBatch = 64,
        TimeSpan? wait = null,
        int queueLength = 1024
    ) => new(network, maximumBatch, wait?.TotalMilliseconds ?? 1, queueLength);
}
