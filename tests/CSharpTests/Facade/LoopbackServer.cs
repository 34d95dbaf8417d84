using System.Collections.Concurrent;
using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;

namespace CSharpTests.Facade;

/// <summary>A server on 127.0.0.1 with some files, and 404 for all others.</summary>
internal sealed class LoopbackServer : IDisposable
{
    private readonly WebApplication app;
    private readonly ConcurrentQueue<string> asked = new();

    public LoopbackServer(IReadOnlyDictionary<string, byte[]> files)
    {
        WebApplicationBuilder builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(options => options.Listen(IPAddress.Loopback, 0));
        app = builder.Build();
        app.Run(context =>
        {
            asked.Enqueue(context.Request.Path);
            return files.TryGetValue(context.Request.Path, out byte[]? bytes)
                ? Results.File(bytes, "application/octet-stream").ExecuteAsync(context)
                : Results.NotFound().ExecuteAsync(context);
        });
        app.StartAsync().GetAwaiter().GetResult();
    }

    public string Address => app.Urls.First();

    public IReadOnlyList<string> Asked => [.. asked];

    public void Dispose()
    {
        app.StopAsync(new CancellationToken(canceled: true)).GetAwaiter().GetResult();
        ((IDisposable)app).Dispose();
    }
}
