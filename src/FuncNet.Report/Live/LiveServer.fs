namespace FuncNet

open System
open System.IO
open System.Net
open System.Security.Cryptography
open System.Text
open System.Threading
open System.Threading.Channels
open System.Threading.Tasks
open Microsoft.AspNetCore.Builder
open Microsoft.AspNetCore.Connections
open Microsoft.AspNetCore.Hosting
open Microsoft.AspNetCore.Hosting.Server
open Microsoft.AspNetCore.Hosting.Server.Features
open Microsoft.AspNetCore.Http
open Microsoft.Extensions.DependencyInjection
open Microsoft.Extensions.Hosting

/// What the server shows, read whenever a browser is ready for it.
type internal LiveSource = {
    /// The page, for the token that its buttons send.
    Page: string -> string
    /// The run as it stands, as one line of JSON.
    Run: unit -> string
    /// The number of the document, which grows when there is another.
    Number: unit -> int
    /// The whole document, as one line of JSON.
    Document: unit -> string
    Wish: Wish -> Result<string, string>
}

/// A browser that listens. Its channel holds one mark at most: that something is new. What it is shown is what there is when it is ready, so
/// a slow one sees less often, and nobody waits for it.
[<Sealed>]
type internal Listener() =

    let marks =
        Channel.CreateBounded<bool>(BoundedChannelOptions(1, FullMode = BoundedChannelFullMode.DropWrite))

    member _.Mark() = marks.Writer.TryWrite true |> ignore
    member _.Marks = marks.Reader

/// The browsers that listen. Who marks them reads an array that never changes, and waits for nobody.
[<Sealed>]
type internal Listeners() =

    let gate = obj ()
    let mutable listeners: Listener[] = [||]

    member _.Add(listener: Listener) =
        lock gate (fun () -> Volatile.Write(&listeners, Array.append listeners [| listener |]))

    member _.Remove(listener: Listener) =
        lock gate (fun () -> Volatile.Write(&listeners, listeners |> Array.filter ((<>) listener)))

    member _.Mark() =
        for listener in Volatile.Read &listeners do
            listener.Mark()

/// Leaves signals of the process, such as Ctrl-C, to the program.
[<Sealed>]
type internal QuietLifetime() =
    interface IHostLifetime with
        member _.WaitForStartAsync _ = Task.CompletedTask
        member _.StopAsync _ = Task.CompletedTask

/// The server of a live page, on 127.0.0.1 alone.
[<Sealed>]
type internal LiveServer
    private (app: WebApplication, port: int, listeners: Listeners, closing: CancellationTokenSource) =

    static let policy =
        "default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'; img-src data:; connect-src 'self'; "
        + "base-uri 'none'; form-action 'none'; frame-ancestors 'none'"

    /// Between two messages to one browser.
    static let pace = TimeSpan.FromMilliseconds 200.0

    /// A message at least so often, so that a browser that is gone is noticed.
    static let pulse = TimeSpan.FromSeconds 10.0

    static let answer (context: HttpContext) (status: int) (kind: string) (body: string) : Task =
        task {
            let bytes = Encoding.UTF8.GetBytes body
            context.Response.StatusCode <- status
            context.Response.ContentType <- kind + "; charset=utf-8"
            context.Response.ContentLength <- int64 bytes.Length

            if not (HttpMethods.IsHead context.Request.Method) then
                do! context.Response.Body.WriteAsync(ReadOnlyMemory bytes)
        }

    static let plain context status (body: string) = answer context status "text/plain" body

    /// The names under which the server is reached: no other page's name leads here, whatever its address is said to be.
    static let isOwnHost (context: HttpContext) =
        let host = context.Request.Host
        let port = context.Connection.LocalPort
        let named = host.Host = "127.0.0.1" || host.Host = "localhost"
        named && (if host.Port.HasValue then host.Port.Value = port else port = 80)

    /// A request from this page, and from no other: of its origin, and with its token.
    static let isOwn (token: string) (context: HttpContext) =
        let origin = string context.Request.Headers.Origin
        let sent = Encoding.UTF8.GetBytes(string context.Request.Headers["X-FuncNet-Token"])

        (origin = "" || origin = $"http://{context.Request.Host}")
        && CryptographicOperations.FixedTimeEquals(ReadOnlySpan sent, ReadOnlySpan(Encoding.UTF8.GetBytes token))

    static let listen
        (source: LiveSource)
        (token: string)
        (listeners: Listeners)
        (closing: CancellationToken)
        (context: HttpContext)
        : Task =
        task {
            use ending = CancellationTokenSource.CreateLinkedTokenSource(closing, context.RequestAborted)
            let listener = Listener()
            context.Response.ContentType <- "text/event-stream"

            let send (name: string) (data: string) : Task =
                task {
                    let bytes = Encoding.UTF8.GetBytes $"event: {name}\ndata: {data}\n\n"
                    do! context.Response.Body.WriteAsync(ReadOnlyMemory bytes, ending.Token)
                    do! context.Response.Body.FlushAsync ending.Token
                }

            listeners.Add listener

            try
                try
                    do! send "hello" $"\"{token}\""
                    let mutable shown = -1

                    while not ending.IsCancellationRequested do
                        let number = source.Number()

                        if number <> shown then
                            shown <- number
                            do! send "document" (source.Document())
                        else
                            do! send "run" (source.Run())

                        do! Task.Delay(pace, ending.Token)
                        use waiting = CancellationTokenSource.CreateLinkedTokenSource ending.Token
                        waiting.CancelAfter pulse

                        try
                            let! _ = listener.Marks.ReadAsync waiting.Token
                            ()
                        with :? OperationCanceledException when not ending.IsCancellationRequested ->
                            ()
                with
                // The browser is gone, or the page is closed.
                | :? OperationCanceledException
                | :? IOException
                | :? ConnectionResetException -> ()
            finally
                listeners.Remove listener
        }

    static let handle source token (page: Lazy<unit -> string>) listeners closing (context: HttpContext) : Task =
        let headers = context.Response.Headers
        headers.CacheControl <- "no-store"
        headers.ContentSecurityPolicy <- policy
        headers.XFrameOptions <- "DENY"
        headers.XContentTypeOptions <- "nosniff"
        headers["Referrer-Policy"] <- "no-referrer"
        headers["Cross-Origin-Resource-Policy"] <- "same-origin"
        let verb = context.Request.Method

        let wish (wish: Wish) =
            if not (HttpMethods.IsPost verb) then
                plain context 405 "Send POST."
            elif not (isOwn token context) then
                plain context 403 "This is for the live page's own buttons. Open the page anew."
            else
                match source.Wish wish with
                | Ok told -> plain context 200 told
                | Error why -> plain context 409 why

        if not (isOwnHost context) then
            plain context 421 "This is the live page of a training on 127.0.0.1."
        else
            match context.Request.Path.Value with
            | "/control/pause" -> wish Wish.Pause
            | "/control/resume" -> wish Wish.Resume
            | "/control/stop" -> wish Wish.Stop
            | "/control/save" -> wish Wish.Save
            | "/"
            | "/events" when not (HttpMethods.IsGet verb || HttpMethods.IsHead verb) -> plain context 405 "Send GET."
            | "/" -> answer context 200 "text/html" (page.Value())
            | "/events" -> listen source token listeners closing context
            | _ -> plain context 404 "There is nothing here; the page is at /."

    member _.Port = port

    /// Tells all browsers that something is new; never waits.
    member _.Mark() = listeners.Mark()

    member _.Close() =
        closing.Cancel()
        use hurry = new CancellationTokenSource(TimeSpan.FromSeconds 2.0)
        app.StopAsync(hurry.Token).GetAwaiter().GetResult()
        (app :> IDisposable).Dispose()

    /// Begins to serve. Port 0 is any that is free.
    static member Start(port: int, source: LiveSource) : LiveServer =
        let token = Convert.ToHexString(RandomNumberGenerator.GetBytes 16)
        let listeners = Listeners()
        let closing = new CancellationTokenSource()
        let builder = WebApplication.CreateEmptyBuilder(WebApplicationOptions())
        builder.Services.AddSingleton<IHostLifetime, QuietLifetime>() |> ignore

        builder.WebHost
            .UseKestrelCore()
            .ConfigureKestrel(fun options ->
                options.AddServerHeader <- false
                options.Limits.MaxRequestBodySize <- Nullable 0L
                options.Limits.MaxConcurrentConnections <- Nullable 64L
                options.Listen(IPAddress.Loopback, port))
        |> ignore

        let app = builder.Build()
        let page = lazy (fun () -> source.Page token)
        app.Run(RequestDelegate(handle source token page listeners closing.Token))

        try
            app.StartAsync().GetAwaiter().GetResult()
        with :? IOException as error ->
            (app :> IDisposable).Dispose()

            match error.InnerException with
            | :? AddressInUseException ->
                raise (
                    ConfigurationException
                        $"Live page: port {port} of 127.0.0.1 is in use by another program. Give another one, or 0 for any that is free."
                )
            | _ ->
                raise (
                    ConfigurationException
                        $"Live page: port {port} of 127.0.0.1 can't be had: {error.Message.TrimEnd '.'}. Give another one, or 0 for any that is free."
                )

        let addresses = app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()
        let address = nonNull addresses |> _.Addresses |> Seq.head
        new LiveServer(app, Uri(address).Port, listeners, closing)
