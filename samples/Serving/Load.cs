using System.Diagnostics;
using FuncNet;

namespace DigitServer;

/// <summary>Many callers at once: how many requests are answered in a second.</summary>
internal static class Load
{
    private const int Callers = 64;

    public static async Task Measure(Network network, Settings settings, int requests)
    {
        Tensor[] images = [.. Enumerable.Range(0, 256).Select(i => Digits.Test.Inputs[i % Digits.Test.Count])];
        Console.WriteLine($"{requests} requests from {Callers} callers:");

        await Report("Predict, each by itself", image => Task.Run(() => network.Predict(image)));
        await using (BatchingPredictor predictor = Batching(network, settings))
        {
            await Report("InBatches", image => predictor.PredictAsync(image));
        }

        foreach (int batch in new[] { 0, settings.Batch })
        {
            await using Server server = await Server.Start(network, settings with { Port = 0, Batch = batch });
            using HttpClient client = new() { BaseAddress = new Uri(server.Address) };
            await Report(
                batch == 0 ? "HTTP, each by itself" : $"HTTP, batches of up to {batch}",
                async image =>
                {
                    using ByteArrayContent body = new(Digits.Pgm(image));
                    using HttpResponseMessage answer = await client.PostAsync("/predict", body);
                    answer.EnsureSuccessStatusCode();
                    await answer.Content.ReadAsByteArrayAsync();
                }
            );
        }

        async Task Report(string what, Func<Tensor, Task> ask)
        {
            await Ask(Callers, ask);
            Stopwatch watch = Stopwatch.StartNew();
            await Ask(requests, ask);
            Console.WriteLine($"  {what, -32} {requests / watch.Elapsed.TotalSeconds, 10:N0} requests/s");
        }

        Task Ask(int count, Func<Tensor, Task> ask)
        {
            int next = 0;
            return Task.WhenAll(Enumerable.Range(0, Callers).Select(_ => Caller()));

            async Task Caller()
            {
                for (int i; (i = Interlocked.Increment(ref next)) <= count; )
                {
                    await ask(images[i % images.Length]);
                }
            }
        }
    }

    private static BatchingPredictor Batching(Network network, Settings settings) =>
        network.InBatches(settings.Batch, TimeSpan.FromMilliseconds(settings.Wait), settings.Queue);
}
