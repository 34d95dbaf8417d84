using System.Diagnostics;
using System.Net;
using System.Text.Json;
using FuncNet;

namespace CSharpTests.Samples;

/// <summary>The sample Serving as a process, on a free port, with a network from a file.</summary>
public sealed class ServingProcess : IDisposable
{
    private readonly string model = Path.Combine(Path.GetTempPath(), $"funcnet-{Guid.NewGuid():N}.safetensors");
    private readonly List<Process> processes = [];

    public ServingProcess() => Network.Save(model);

    /// <summary>The network that is served: that of the sample, with drawn weights.</summary>
    public Network Network { get; } = Network.Input(28, 28, 1).Flatten().Dense(128).Relu().Dense(10).Build(seed: 11);

    /// <summary>Starts a server, and gives a client that speaks to it.</summary>
    public HttpClient Start(params string[] arguments)
    {
        ProcessStartInfo start = new(
            "dotnet",
            [Path.Combine(AppContext.BaseDirectory, "Serving.dll"), "--model", model, "--port", "0", .. arguments]
        )
        {
            RedirectStandardOutput = true,
        };
        Process process = Process.Start(start)!;
        processes.Add(process);
        string line = process.StandardOutput.ReadLine() ?? "";
        Assert.StartsWith("listening on http://127.0.0.1:", line);
        return new HttpClient { BaseAddress = new Uri(line.Split(' ')[2].TrimEnd(';')) };
    }

    public void Dispose()
    {
        foreach (Process process in processes)
        {
            process.Kill();
            process.WaitForExit();
            process.Dispose();
        }

        File.Delete(model);
    }
}

/// <summary>The server under load, on loopback: every answer is correct, and what is malformed does no harm.</summary>
public sealed class ServingCommandTests(ServingProcess server) : IClassFixture<ServingProcess>
{
    /// <summary>Images in steps of 1/255, as a PGM has them.</summary>
    private static readonly Tensor[] Images =
    [
        .. Enumerable.Range(0, 60).Select(i => Datasets.Digits(count: 60, seed: 3).Inputs[i]),
    ];

    private static HttpContent Pgm(Tensor image) =>
        new ByteArrayContent([
            .. "P5\n28 28\n255\n"u8,
            .. image.ToArray<float>().Select(ink => (byte)Math.Round(255 * (1 - ink))),
        ]);

    private static HttpContent Json(Tensor image) =>
        new StringContent(JsonSerializer.Serialize(image.ToArray<float>()));

    private static HttpContent Rows(Tensor image) =>
        new StringContent(JsonSerializer.Serialize(image.ToArray<float>().Chunk(28)));

    private async Task AssertAnswers(Tensor image, HttpResponseMessage answer)
    {
        Tensor scores = server.Network.Predict(image);
        using JsonDocument body = JsonDocument.Parse(await answer.Content.ReadAsStringAsync());
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Equal(scores.ArgMax(), body.RootElement.GetProperty("class").GetInt32());
        Assert.Equal(
            scores.Softmax(-1).ToArray<float>(),
            body.RootElement.GetProperty("probabilities").EnumerateArray().Select(p => p.GetSingle())
        );
    }

    private static async Task<string> Error(HttpResponseMessage answer)
    {
        using JsonDocument body = JsonDocument.Parse(await answer.Content.ReadAsStringAsync());
        return body.RootElement.GetProperty("error").GetString()!;
    }

    /// <summary>Bodies that are refused, each with what the error must say.</summary>
    private static readonly (byte[] Body, HttpStatusCode Status, string[] Expected)[] refused =
    [
        ([], HttpStatusCode.BadRequest, ["neither a PGM image (P5) nor a JSON array"]),
        ([.. "hello"u8], HttpStatusCode.BadRequest, ["neither a PGM image (P5) nor a JSON array"]),
        ([.. "[1, 0"u8], HttpStatusCode.BadRequest, ["neither a PGM image (P5) nor a JSON array"]),
        ([.. "[1, 0, 0.5]"u8], HttpStatusCode.BadRequest, ["784 numbers", "this array has 3"]),
        ([.. "[0, 1.5]"u8], HttpStatusCode.BadRequest, ["from 0 for paper to 1 for ink", "number 2 is 1.5"]),
        ([.. "[0, \"x\"]"u8], HttpStatusCode.BadRequest, ["number 2 is \"x\""]),
        ([.. "{\"a\": 1}"u8], HttpStatusCode.BadRequest, ["number 1 is {"]),
        ([.. "P5 29 28 255\n"u8], HttpStatusCode.BadRequest, ["29 × 28", "28 × 28"]),
        ([.. "P5 28 28 255\nabc"u8], HttpStatusCode.BadRequest, ["784", "3"]),
        (new byte[80_000], HttpStatusCode.RequestEntityTooLarge, ["larger than 65536 bytes"]),
    ];

    [Fact]
    public async Task Hundreds_of_requests_at_once_are_each_answered_as_Predict_does_and_malformed_ones_do_no_harm()
    {
        using HttpClient client = server.Start("--batch", "32", "--wait", "2");
        Func<Tensor, HttpContent>[] forms = [Pgm, Json, Rows];
        await Task.WhenAll(
            Enumerable
                .Range(0, 600)
                .Select(async i =>
                {
                    if (i % 6 == 5)
                    {
                        var (body, status, expected) = refused[i / 6 % refused.Length];
                        using HttpResponseMessage refusal = await client.PostAsync(
                            "/predict",
                            new ByteArrayContent(body)
                        );
                        Assert.Equal(status, refusal.StatusCode);
                        string error = await Error(refusal);
                        Assert.All(expected, words => Assert.Contains(words, error));
                    }
                    else
                    {
                        Tensor image = Images[i % Images.Length];
                        using HttpResponseMessage answer = await client.PostAsync("/predict", forms[i % 3](image));
                        await AssertAnswers(image, answer);
                    }
                })
        );

        Assert.Contains("\"status\":\"ready\"", await client.GetStringAsync("/health"));
        string[] counts = (await client.GetStringAsync("/metrics")).Split('\n');
        Assert.Contains("requests_answered 500", counts);
        Assert.Contains("requests_failed 0", counts);
        Assert.Contains("requests_waiting 0", counts);
        Assert.InRange(int.Parse(counts.Single(line => line.StartsWith("batches "))[8..]), 500 / 32, 500);
    }

    [Fact]
    public async Task A_full_queue_is_answered_503_and_nobody_has_a_wrong_answer()
    {
        using HttpClient client = server.Start("--batch", "1", "--wait", "0", "--queue", "1");
        await Task.WhenAll(
            Enumerable
                .Range(0, 300)
                .Select(async i =>
                {
                    Tensor image = Images[i % Images.Length];
                    using HttpResponseMessage answer = await client.PostAsync("/predict", Pgm(image));

                    if (answer.StatusCode == HttpStatusCode.ServiceUnavailable)
                    {
                        Assert.Contains("1 requests are waiting", await Error(answer));
                    }
                    else
                    {
                        await AssertAnswers(image, answer);
                    }
                })
        );
        using HttpResponseMessage last = await client.PostAsync("/predict", Pgm(Images[0]));
        await AssertAnswers(Images[0], last);
    }

    [Fact]
    public async Task Without_batches_the_answers_are_the_same()
    {
        using HttpClient client = server.Start("--batch", "0");
        await Task.WhenAll(
            Images.Select(async image => await AssertAnswers(image, await client.PostAsync("/predict", Json(image))))
        );
        Assert.Equal(HttpStatusCode.NotFound, (await client.GetAsync("/elsewhere")).StatusCode);
        Assert.Equal(HttpStatusCode.MethodNotAllowed, (await client.GetAsync("/predict")).StatusCode);
    }

    [Fact]
    public void Arguments_that_are_no_good_are_refused()
    {
        Assert.Contains("--port is a number from 0 to 65535", Command.Sample("Serving", "--port", "x").Error);
        Assert.Contains("--model needs a value", Command.Sample("Serving", "--model").Error);
        var (code, _, error) = Command.Sample("Serving", "--model", "nowhere.safetensors");
        Assert.Equal(1, code);
        Assert.Contains("nowhere.safetensors", error);
        Assert.Contains("--queue", Command.Sample("Serving", "--help").Output);
    }
}
