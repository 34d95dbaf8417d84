using System.Net;
using FuncNet;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace DigitServer;

/// <summary>The answer to an image: the digit, and the probability of each.</summary>
internal sealed record Answer(int Class, float[] Probabilities);

/// <summary>What went wrong, and what to do.</summary>
internal sealed record Problem(string Error);

/// <summary>A network behind HTTP: its requests are gathered by arrival and predicted together.</summary>
internal sealed class Server : IAsyncDisposable
{
    private readonly WebApplication app;
    private readonly BatchingPredictor predictor;

    private Server(WebApplication app, BatchingPredictor predictor) => (this.app, this.predictor) = (app, predictor);

    /// <summary>Where it listens.</summary>
    public string Address =>
        app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First();

    public static async Task<Server> Start(Network network, Settings settings)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.SetMinimumLevel(LogLevel.Warning);
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.Listen(IPAddress.Loopback, settings.Port);
            kestrel.Limits.MaxRequestBodySize = Body.NeverRead;
        });

        bool batches = settings.Batch > 0;
        var predictor = network.InBatches(
            batches ? settings.Batch : 1,
            TimeSpan.FromMilliseconds(settings.Wait),
            settings.Queue
        );
        WebApplication app = builder.Build();
        app.MapPost(
            "/predict",
            (HttpRequest request, CancellationToken token) =>
                Predict(
                    request,
                    image => batches ? predictor.PredictAsync(image, token) : Task.FromResult(network.Predict(image)),
                    token
                )
        );
        app.MapGet("/health", () => Results.Json(new { Status = "ready", Parameters = network.Parameters.Size }));
        app.MapGet("/metrics", () => Results.Text(Metrics(predictor.Counts)));
        await app.StartAsync();
        return new Server(app, predictor);
    }

    public Task WaitForShutdown() => app.WaitForShutdownAsync();

    public async ValueTask DisposeAsync()
    {
        await app.DisposeAsync();
        await ((IAsyncDisposable)predictor).DisposeAsync();
    }

    private static async Task<IResult> Predict(
        HttpRequest request,
        Func<Tensor, Task<Tensor>> predict,
        CancellationToken token
    )
    {
        try
        {
            using MemoryStream body = new();
            await request.Body.CopyToAsync(body, token);

            if (body.Length > Body.Limit)
            {
                return TooLarge;
            }

            Tensor scores = await predict(Body.Image(body.ToArray()));
            return Results.Json(new Answer(scores.ArgMax(), scores.Softmax(-1).ToArray<float>()));
        }
        catch (DataException error)
        {
            return Refused(StatusCodes.Status400BadRequest, error.Message);
        }
        catch (BadHttpRequestException error)
        {
            return error.StatusCode == StatusCodes.Status413PayloadTooLarge
                ? TooLarge
                : Refused(error.StatusCode, error.Message);
        }
        catch (OverloadException error)
        {
            return Refused(StatusCodes.Status503ServiceUnavailable, error.Message);
        }
        catch (ObjectDisposedException)
        {
            return Refused(StatusCodes.Status503ServiceUnavailable, "The server is stopping.");
        }
    }

    private static IResult TooLarge =>
        Refused(
            StatusCodes.Status413PayloadTooLarge,
            $"The body is larger than {Body.Limit} bytes; an image of 28 × 28 pixels needs fewer."
        );

    private static IResult Refused(int status, string error) => Results.Json(new Problem(error), statusCode: status);

    private static string Metrics(ServingCounts counts) =>
        $"""
            requests_answered {counts.Answered}
            requests_failed {counts.Failed}
            requests_refused {counts.Refused}
            requests_cancelled {counts.Cancelled}
            requests_waiting {counts.Waiting}
            batches {counts.Batches}

            """;
}
