using FuncNet;

namespace CSharpTests.Facade;

public class ServingTests
{
    private static readonly Network Small = Network.Input(6).Dense(9).Tanh().Dense(4).Build(seed: 3);

    private static readonly Tensor[] Samples =
    [
        .. Enumerable.Range(0, 100).Select(i => Key.OfSeed((ulong)i).Normal(6)),
    ];

    private static async IAsyncEnumerable<Tensor> Arriving(IEnumerable<Tensor> samples)
    {
        foreach (Tensor sample in samples)
        {
            await Task.Yield();
            yield return sample;
        }
    }

    [Fact]
    public async Task A_stream_is_predicted_in_order()
    {
        List<Tensor> results = [];
        await foreach (Tensor result in Small.PredictAsync(Arriving(Samples), batchSize: 8))
        {
            results.Add(result);
        }

        Assert.Equal(Samples.Select(Small.Predict), results);
    }

    [Fact]
    public async Task A_stream_ends_with_its_token_and_with_its_errors()
    {
        using CancellationTokenSource source = new();
        int seen = 0;
        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () =>
        {
            await foreach (Tensor _ in Small.PredictAsync(Arriving(Samples), 2, source.Token))
            {
                if (++seen == 5)
                {
                    source.Cancel();
                }
            }
        });
        Assert.Equal(5, seen);

        var error = await Assert.ThrowsAsync<ShapeException>(async () =>
        {
            await foreach (Tensor _ in Small.PredictAsync(Arriving([Samples[0], Tensor.Of(1f, 2f)]))) { }
        });
        Assert.Contains("sample 2 of the stream is [2]", error.Message);
    }

    [Fact]
    public async Task Requests_are_gathered_and_answered_each_by_its_own()
    {
        await using BatchingPredictor predictor = Small.InBatches(maximumBatch: 16, wait: TimeSpan.FromMilliseconds(5));
        Task<Tensor> bad = predictor.PredictAsync(Tensor.Of(1f));
        Tensor[] results = await Task.WhenAll(Samples.Select(sample => predictor.PredictAsync(sample)));
        Assert.Equal(Samples.Select(Small.Predict), results);
        await Assert.ThrowsAsync<ShapeException>(() => bad);
        Assert.Equal(100, predictor.Counts.Answered);
        Assert.Equal(1, predictor.Counts.Failed);
        Assert.InRange(predictor.Counts.Batches, 100 / 16, 100);
    }
}
