namespace FuncNet.Tests

open System
open System.Collections.Concurrent
open System.Net
open System.Threading
open System.Threading.Tasks
open Microsoft.AspNetCore.Builder
open Microsoft.AspNetCore.Hosting
open Microsoft.AspNetCore.Http
open Microsoft.AspNetCore.Server.Kestrel.Core
open Microsoft.Net.Http.Headers

/// What a request asked for.
type Asked = { Path: string; Range: string; IfRange: string; AcceptEncoding: string }

/// A server on 127.0.0.1 that answers as a test says; the function is given the number of the request, from 0.
type LoopbackServer(answer: int -> HttpContext -> Task) =
    let asked = ConcurrentQueue<Asked>()
    let count = ref -1

    let app =
        let builder = WebApplication.CreateEmptyBuilder(WebApplicationOptions())

        builder.WebHost
            .UseKestrelCore()
            .ConfigureKestrel(fun (options: KestrelServerOptions) -> options.Listen(IPAddress.Loopback, 0))
        |> ignore

        builder.Build()

    let handle (context: HttpContext) =
        let header (name: string) = context.Request.Headers[name].ToString()

        asked.Enqueue {
            Path = string context.Request.Path
            Range = header "Range"
            IfRange = header "If-Range"
            AcceptEncoding = header "Accept-Encoding"
        }

        answer (Interlocked.Increment count) context

    do
        app.Run(RequestDelegate handle)
        app.StartAsync().GetAwaiter().GetResult()

    member _.Address = Seq.head app.Urls

    /// The requests so far.
    member _.Asked = List.ofSeq asked

    interface IDisposable with
        member _.Dispose() =
            app.StopAsync(CancellationToken true).GetAwaiter().GetResult()
            (app :> IDisposable).Dispose()

/// Answers, good and bad.
module Answer =

    /// The bytes as ASP.NET Core serves a file: with ranges, under an ETag.
    let file (tag: string) (bytes: byte[]) (context: HttpContext) : Task =
        Results.File(bytes, "application/octet-stream", null, true, Nullable(), EntityTagHeaderValue tag).ExecuteAsync
            context

    /// The same with a time of its last change instead of an ETag.
    let dated (time: DateTimeOffset) (bytes: byte[]) (context: HttpContext) : Task =
        Results.File(bytes, "application/octet-stream", null, true, Nullable time, null).ExecuteAsync context

    let status (code: int) (context: HttpContext) : Task =
        context.Response.StatusCode <- code
        Task.CompletedTask

    let header (name: string) (value: string) (next: HttpContext -> Task) (context: HttpContext) =
        context.Response.Headers[name] <- value
        next context

    /// All bytes, whatever is asked for; without a length.
    let unmeasured (bytes: byte[]) (context: HttpContext) : Task =
        task {
            do! context.Response.Body.FlushAsync()
            do! context.Response.Body.WriteAsync(ReadOnlyMemory bytes)
        }

    /// All bytes with their length, whatever is asked for.
    let plain (bytes: byte[]) (context: HttpContext) : Task =
        context.Response.ContentLength <- int64 bytes.Length
        context.Response.Body.WriteAsync(ReadOnlyMemory bytes).AsTask()

    /// The first bytes of an answer with the length of all; then something happens.
    let private start (bytes: byte[]) count (context: HttpContext) =
        task {
            context.Response.ContentLength <- int64 bytes.Length
            do! context.Response.Body.WriteAsync(ReadOnlyMemory(bytes, 0, count))
            do! context.Response.Body.FlushAsync()
        }

    /// Sends the first bytes, and breaks the connection when the client has them.
    let cut (bytes: byte[]) count (arrived: Task) (context: HttpContext) : Task =
        task {
            do! start bytes count context
            do! arrived.WaitAsync context.RequestAborted
            context.Abort()
        }

    /// Sends the first bytes, and nothing more as long as the client listens.
    let stall (bytes: byte[]) count (context: HttpContext) : Task =
        task {
            do! start bytes count context

            try
                do! Task.Delay(Timeout.InfiniteTimeSpan, context.RequestAborted)
            with :? OperationCanceledException ->
                ()
        }
