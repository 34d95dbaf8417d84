module FuncNet.Tests.DownloadTests

open System
open System.Collections.Concurrent
open System.IO
open System.Net
open System.Net.Sockets
open System.Security.Cryptography
open System.Threading
open System.Threading.Tasks
open Microsoft.AspNetCore.Http
open Xunit
open FuncNet
open FuncNet.Tests.DataFiles

let private content = Array.init 300_000 (fun i -> byte (i * i / 251 + i))
let private half = 150_000
let private md5 (bytes: byte[]) = Checksum.Md5(Convert.ToHexString(MD5.HashData bytes))
let private sha256 (bytes: byte[]) = Checksum.Sha256(Convert.ToHexString(SHA256.HashData bytes))

/// Patient with a loaded machine, but not with a wait.
let private limits = {
    DownloadLimits.Default with
        Retries = 2
        FirstWait = TimeSpan.FromMilliseconds 1.0
        Total = TimeSpan.FromMinutes 2.0
}

/// What was reported, and a task for the moment when so many bytes were there.
type private Watcher(count: int) =
    let events = ConcurrentQueue<DownloadEvent>()

    let arrived = TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously)

    member _.Arrived = arrived.Task

    member _.Waits =
        events
        |> Seq.choose (fun event ->
            match event with
            | DownloadEvent.Waiting(_, _, reason) -> Some reason
            | DownloadEvent.Started _
            | DownloadEvent.Received _
            | DownloadEvent.Finished _
            | DownloadEvent.Failed _ -> None)
        |> Seq.toList

    member _.Last = Seq.last events

    member _.Progress =
        DownloadProgress.observe (fun event ->
            events.Enqueue event

            match event with
            | DownloadEvent.Received(_, received, _, _) when received >= int64 count ->
                arrived.TrySetResult() |> ignore
            | DownloadEvent.Received _
            | DownloadEvent.Started _
            | DownloadEvent.Waiting _
            | DownloadEvent.Finished _
            | DownloadEvent.Failed _ -> ())

let private remote (server: LoopbackServer) name = {
    RemoteFile.Of $"{server.Address}/{name}" with
        Size = content.LongLength
        Checksums = [| md5 content; sha256 content |]
}

let private options folder = { DownloadOptions.Default with Folder = folder; Limits = limits }

let private watched folder (watcher: Watcher) = { options folder with Progress = watcher.Progress }

let private names folder =
    Directory.GetFiles folder
    |> Array.map (fun path -> string (Path.GetFileName path))
    |> Array.sort
    |> Array.toList

/// A server, a folder, and a file that is expected to be whole at the end.
let private withServer (answer: int -> HttpContext -> Task) (action: LoopbackServer -> string -> 'T) =
    withFolder (fun folder ->
        use server = new LoopbackServer(answer)
        action server folder)

let private isWhole folder (path: string) =
    Assert.Equal<byte[]>(content, File.ReadAllBytes path)
    Assert.Equal<string list>([ "data.bin" ], names folder)

/// Fetches, and is refused; no file can be taken for a whole one.
let private isRefused parts folder options file =
    refused ("data.bin" :: parts) (fun () -> Download.file options file)
    Assert.False(File.Exists(Path.Combine(folder, "data.bin")))
    names folder

module ``A fetched file`` =

    [<Fact>]
    let ``is whole, is asked for as it is, and is not asked for again`` () =
        withServer (fun _ -> Answer.file "\"a\"" content) (fun server folder ->
            let watcher = Watcher 1
            let path = Download.file (watched folder watcher) (remote server "data.bin")
            isWhole folder path
            Assert.Equal(DownloadEvent.Finished("data.bin", path, true), watcher.Last)
            let again = Download.file (watched folder watcher) (remote server "data.bin")
            Assert.Equal(path, again)
            Assert.Equal(DownloadEvent.Finished("data.bin", path, false), watcher.Last)

            Assert.Equal<Asked list>(
                [ { Path = "/data.bin"; Range = ""; IfRange = ""; AcceptEncoding = "identity" } ],
                server.Asked
            ))

    [<Fact>]
    let ``that breaks off goes on from there`` () =
        let watcher = Watcher half

        withServer
            (fun number ->
                if number = 0 then
                    Answer.header "ETag" "\"a\"" (Answer.cut content half watcher.Arrived)
                else
                    Answer.file "\"a\"" content)
            (fun server folder ->
                isWhole folder (Download.file (watched folder watcher) (remote server "data.bin"))
                Assert.Equal(1, watcher.Waits.Length)

                Assert.Equal(
                    (2, "bytes=150000-", "\"a\""),
                    (server.Asked.Length, server.Asked[1].Range, server.Asked[1].IfRange)
                ))

    [<Fact>]
    let ``that breaks off again and again gets its retries anew with each new byte`` () =
        let watchers = [ for i in 1..5 -> Watcher(i * 50_000) ]

        let progress =
            DownloadProgress.observe (fun event -> watchers |> List.iter (fun watcher -> watcher.Progress.Report event))

        /// The bytes from the part's end to the next 50,000, under the length of all that is left.
        let next number (context: HttpContext) : Task =
            let start = number * 50_000
            context.Response.StatusCode <- 206
            context.Response.Headers.ContentRange <- $"bytes {start}-{content.Length - 1}/{content.Length}"
            Answer.cut content[start..] 50_000 watchers[number].Arrived context

        withServer
            (fun number ->
                Answer.header
                    "ETag"
                    "\"a\""
                    (if number = 0 then Answer.cut content 50_000 watchers[0].Arrived
                     elif number < 5 then next number
                     else Answer.file "\"a\"" content))
            (fun server folder ->
                let options = { options folder with Progress = progress; Limits = { limits with Retries = 1 } }

                isWhole folder (Download.file options (remote server "data.bin"))

                Assert.Equal<string list>(
                    [ ""; yield! [ for i in 1..5 -> $"bytes={i * 50_000}-" ] ],
                    server.Asked |> List.map _.Range
                ))

    [<Fact>]
    let ``that was cancelled leaves a part, and a later call goes on from there`` () =
        withServer
            (fun number ->
                if number = 0 then
                    Answer.header "ETag" "\"a\"" (Answer.stall content half)
                else
                    Answer.file "\"a\"" content)
            (fun server folder ->
                use source = new CancellationTokenSource()

                let cancelling =
                    DownloadProgress.observe (fun event ->
                        match event with
                        | DownloadEvent.Received(_, received, _, _) when received = int64 half -> source.Cancel()
                        | DownloadEvent.Received _
                        | DownloadEvent.Started _
                        | DownloadEvent.Waiting _
                        | DownloadEvent.Finished _
                        | DownloadEvent.Failed _ -> ())

                let cancelled = { options folder with Progress = cancelling; Cancellation = source.Token }

                Assert.ThrowsAny<OperationCanceledException>(fun () ->
                    Download.file cancelled (remote server "data.bin") |> ignore)
                |> ignore

                Assert.Equal<string list>([ "data.bin.lock"; "data.bin.part"; "data.bin.part.origin" ], names folder)
                Assert.Equal<byte[]>(content[.. half - 1], File.ReadAllBytes(Path.Combine(folder, "data.bin.part")))
                isWhole folder (Download.file (options folder) (remote server "data.bin"))
                Assert.Equal("bytes=150000-", server.Asked[1].Range))

    [<Fact>]
    let ``goes on by the time of its last change where there is no ETag`` () =
        let time = DateTimeOffset(2024, 2, 3, 4, 5, 6, TimeSpan.Zero)
        let watcher = Watcher half

        withServer
            (fun number ->
                if number = 0 then
                    Answer.header "Last-Modified" (time.ToString "R") (Answer.cut content half watcher.Arrived)
                else
                    Answer.dated time content)
            (fun server folder ->
                isWhole folder (Download.file (watched folder watcher) (remote server "data.bin"))

                Assert.Equal(
                    (2, "bytes=150000-", time.ToString "R"),
                    (server.Asked.Length, server.Asked[1].Range, server.Asked[1].IfRange)
                ))

    [<Fact>]
    let ``of another version than its part begins anew`` () =
        let old = Array.map (fun byte -> byte ^^^ 1uy) content
        let watcher = Watcher half

        withServer
            (fun number ->
                if number = 0 then
                    Answer.header "ETag" "\"a\"" (Answer.cut old half watcher.Arrived)
                else
                    Answer.file "\"b\"" content)
            (fun server folder ->
                isWhole folder (Download.file (watched folder watcher) (remote server "data.bin"))
                Assert.Equal<string list>([ ""; "bytes=150000-" ], server.Asked |> List.map _.Range))

    [<Fact>]
    let ``begins anew where the server sends a part of another version all the same`` () =
        let watcher = Watcher half

        let ignoring (context: HttpContext) =
            context.Request.Headers.Remove "If-Range" |> ignore
            Answer.file "\"b\"" content context

        withServer
            (fun number ->
                if number = 0 then
                    Answer.header "ETag" "\"a\"" (Answer.cut (Array.rev content) half watcher.Arrived)
                else
                    ignoring)
            (fun server folder ->
                isWhole folder (Download.file (watched folder watcher) (remote server "data.bin"))
                Assert.Contains(watcher.Waits, fun reason -> reason.Contains "has changed" && reason.Contains "\"b\"")
                Assert.Equal<string list>([ ""; "bytes=150000-"; "" ], server.Asked |> List.map _.Range))

    [<Theory; InlineData ""; InlineData "W/\"a\"">]
    let ``is not asked for in parts where nothing tells versions apart`` (tag: string) =
        let watcher = Watcher half

        withServer
            (fun number ->
                if number = 0 then
                    Answer.header "ETag" tag (Answer.cut content half watcher.Arrived)
                else
                    Answer.file "\"a\"" content)
            (fun server folder ->
                isWhole folder (Download.file (watched folder watcher) (remote server "data.bin"))
                Assert.Equal<string list>([ ""; "" ], server.Asked |> List.map _.Range))

    [<Fact>]
    let ``comes from the beginning where the server knows no ranges`` () =
        let watcher = Watcher half

        withServer
            (fun number ->
                Answer.header
                    "ETag"
                    "\"a\""
                    (if number = 0 then
                         Answer.cut content half watcher.Arrived
                     else
                         Answer.plain content))
            (fun server folder ->
                isWhole folder (Download.file (watched folder watcher) (remote server "data.bin"))
                Assert.Equal("bytes=150000-", server.Asked[1].Range))

    [<Fact>]
    let ``is asked for again after errors that may pass`` () =
        withServer
            (fun number ->
                match number with
                | 0 -> Answer.status 500
                | 1 -> Answer.header "Retry-After" "0" (Answer.status 503)
                | _ -> Answer.file "\"a\"" content)
            (fun server folder ->
                let watcher = Watcher 1
                isWhole folder (Download.file (watched folder watcher) (remote server "data.bin"))

                Assert.Equal<string list>(
                    [ "the server answers 500 Internal Server Error"; "the server answers 503 Service Unavailable" ],
                    watcher.Waits
                ))

    [<Fact>]
    let ``is followed to where the server sends on, with the part that is asked for`` () =
        let watcher = Watcher half

        withServer
            (fun _ context ->
                if context.Request.Path.Value = "/data.bin" then
                    Answer.header "Location" "/moved" (Answer.status 302) context
                elif context.Request.Headers.Range.Count = 0 then
                    Answer.header "ETag" "\"a\"" (Answer.cut content half watcher.Arrived) context
                else
                    Answer.file "\"a\"" content context)
            (fun server folder ->
                isWhole folder (Download.file (watched folder watcher) (remote server "data.bin"))

                Assert.Equal<(string * string) list>(
                    [ "/data.bin", ""; "/moved", ""; "/data.bin", "bytes=150000-"; "/moved", "bytes=150000-" ],
                    server.Asked |> List.map (fun asked -> asked.Path, asked.Range)
                ))

    [<Fact>]
    let ``comes from the next address where the first has none`` () =
        withServer
            (fun _ context ->
                if context.Request.Path.Value = "/data.bin" then
                    Answer.status 404 context
                else
                    Answer.file "\"a\"" content context)
            (fun server folder ->
                let file = {
                    remote server "data.bin" with
                        Addresses = [| $"{server.Address}/data.bin"; $"{server.Address}/mirror" |]
                }

                isWhole folder (Download.file (options folder) file))

    [<Fact>]
    let ``is put together anew where its pieces do not have the sum`` () =
        withServer (fun _ -> Answer.file "\"a\"" content) (fun server folder ->
            let target = Path.Combine(folder, "data.bin")
            File.WriteAllBytes(target + ".part", Array.zeroCreate half)
            File.WriteAllText(target + ".part.origin", $"{server.Address}/data.bin\n\"a\"\n{content.Length}\n")
            isWhole folder (Download.file (options folder) (remote server "data.bin"))
            Assert.Equal<string list>([ "bytes=150000-"; "" ], server.Asked |> List.map _.Range))

    [<Fact>]
    let ``that is there, but damaged, is fetched again`` () =
        withServer (fun _ -> Answer.file "\"a\"" content) (fun server folder ->
            File.WriteAllBytes(Path.Combine(folder, "data.bin"), Array.rev content)
            isWhole folder (Download.file (options folder) (remote server "data.bin")))

    [<Fact>]
    let ``of a part without a note of its origin begins anew`` () =
        withServer (fun _ -> Answer.file "\"a\"" content) (fun server folder ->
            File.WriteAllBytes(Path.Combine(folder, "data.bin.part"), Array.zeroCreate 400_000)
            isWhole folder (Download.file (options folder) (remote server "data.bin"))
            Assert.Equal("", server.Asked[0].Range))

    [<Fact>]
    let ``is fetched once by two that want it at the same time`` () =
        let isFirst = TaskCompletionSource()
        let goOn = TaskCompletionSource()

        let slow (context: HttpContext) : Task =
            task {
                isFirst.TrySetResult() |> ignore
                do! goOn.Task
                do! Answer.file "\"a\"" content context
            }

        withServer (fun _ -> slow) (fun server folder ->
            let file = remote server "data.bin"
            let first = Download.fileTask (options folder) file
            isFirst.Task.Wait()
            // The second says that it waits before the first may go on.
            let seeing =
                DownloadProgress.observe (fun event ->
                    match event with
                    | DownloadEvent.Waiting(_, _, reason) when reason.Contains "another download" ->
                        goOn.TrySetResult() |> ignore
                    | DownloadEvent.Waiting _
                    | DownloadEvent.Received _
                    | DownloadEvent.Started _
                    | DownloadEvent.Finished _
                    | DownloadEvent.Failed _ -> ())

            let second = Download.fileTask { options folder with Progress = seeing } file
            Assert.Equal(first.Result, second.Result)
            isWhole folder first.Result
            Assert.Equal(1, server.Asked.Length))

    [<Fact>]
    let ``is the bytes as they are sent where the server calls them packed`` () =
        let packed = [| 0x1Fuy; 0x8Buy; 8uy; 0uy; 1uy; 2uy; 3uy |]

        withServer (fun _ -> Answer.header "Content-Encoding" "gzip" (Answer.plain packed)) (fun server folder ->
            let at name = RemoteFile.Of $"{server.Address}/{name}"
            Assert.Equal<byte[]>(packed, File.ReadAllBytes(Download.file (options folder) (at "a.gz")))

            let summed = { at "b.csv" with Checksums = [| md5 packed |] }
            Assert.Equal<byte[]>(packed, File.ReadAllBytes(Download.file (options folder) summed))

            refused [ "c.csv"; "Content-Encoding gzip"; "checksum" ] (fun () ->
                Download.file (options folder) (at "c.csv"))

            let longer = { at "d.csv" with Size = 100L; Checksums = [| md5 content |] }

            refused [ "d.csv"; "7 bytes"; "100 bytes are expected"; "Content-Encoding gzip" ] (fun () ->
                Download.file (options folder) longer))

    [<Fact>]
    let ``may be empty, and of unknown length`` () =
        withServer
            (fun _ context ->
                if context.Request.Path.Value = "/empty" then
                    Answer.plain [||] context
                else
                    Answer.unmeasured content context)
            (fun server folder ->
                let fetch name =
                    File.ReadAllBytes(Download.file (options folder) (RemoteFile.Of $"{server.Address}/{name}"))

                Assert.Equal<byte[]>([||], fetch "empty")
                Assert.Equal<byte[]>(content, fetch "long"))

module ``A download that fails`` =

    [<Fact>]
    let ``names the address that has no such file, at once`` () =
        withServer (fun _ -> Answer.status 404) (fun server folder ->
            let watcher = Watcher 1

            let left =
                isRefused
                    [ $"{server.Address}/data.bin: the file is not there (404 Not Found)"; folder; "yourself" ]
                    folder
                    (watched folder watcher)
                    (remote server "data.bin")

            Assert.Equal<string list>([ "data.bin.lock" ], left)
            Assert.Equal(1, server.Asked.Length)

            match watcher.Last with
            | DownloadEvent.Failed(file, reason) ->
                Assert.Equal("data.bin", file)
                Assert.Contains("404", reason)
            | other -> Assert.Fail $"{other}")

    [<Fact>]
    let ``names every address and what it answered`` () =
        withServer
            (fun _ context -> Answer.status (if context.Request.Path.Value = "/data.bin" then 404 else 403) context)
            (fun server folder ->
                let file = {
                    remote server "data.bin" with
                        Addresses = [| $"{server.Address}/data.bin"; $"{server.Address}/mirror" |]
                }

                isRefused
                    [ "/data.bin: the file is not there"; "/mirror: access is denied (403" ]
                    folder
                    (options folder)
                    file
                |> ignore)

    [<Fact>]
    let ``gives up after its retries`` () =
        withServer (fun _ -> Answer.status 500) (fun server folder ->
            isRefused
                [ "500 Internal Server Error, 3 times in a row"; "later" ]
                folder
                (options folder)
                (remote server "data.bin")
            |> ignore

            Assert.Equal(3, server.Asked.Length))

    [<Fact>]
    let ``by a wrong sum leaves nothing, and names both sums`` () =
        withServer (fun _ -> Answer.file "\"a\"" (Array.rev content)) (fun server folder ->
            let found, expected = (md5 (Array.rev content)).Hex, (md5 content).Hex

            let left =
                isRefused
                    [ $"its MD5 is {found}; {expected} is expected" ]
                    folder
                    (options folder)
                    (remote server "data.bin")

            Assert.Equal<string list>([ "data.bin.lock" ], left)
            Assert.Equal(1, server.Asked.Length)

            let bySha256 = { remote server "data.bin" with Checksums = [| sha256 content |] }
            isRefused [ "its SHA256 is" ] folder (options folder) bySha256 |> ignore)

    [<Fact>]
    let ``by a wrong length leaves nothing`` () =
        let answers = [
            Answer.plain content[1..], "299,999 bytes there; 300,000 bytes are expected"
            Answer.plain (Array.append content [| 0uy |]), "300,001 bytes there; 300,000 bytes are expected"
            Answer.unmeasured content[1..], "299,999 bytes there; 300,000 bytes are expected"
            Answer.unmeasured (Array.append content content), "it is longer than 300,000 bytes"
        ]

        for answer, reason in answers do
            withServer (fun _ -> answer) (fun server folder ->
                let left = isRefused [ reason ] folder (options folder) (remote server "data.bin")
                Assert.Equal<string list>([ "data.bin.lock" ], left)
                Assert.Equal(1, server.Asked.Length))

    [<Fact>]
    let ``by the size of an unknown file takes no more than was allowed`` () =
        for answer in [ Answer.plain content; Answer.unmeasured content ] do
            withServer (fun _ -> answer) (fun server folder ->
                let small = { options folder with Limits = { limits with LargestSize = 1000L } }
                isRefused [ "1,000 bytes" ] folder small (RemoteFile.Of $"{server.Address}/data.bin") |> ignore)

    [<Fact>]
    let ``by a slow server keeps what has come, and says how much`` () =
        withServer (fun _ -> Answer.header "ETag" "\"a\"" (Answer.stall content half)) (fun server folder ->
            let impatient = {
                options folder with
                    Limits = { limits with Retries = 0; Idle = TimeSpan.FromSeconds 2.0 }
            }

            let left =
                isRefused
                    [ "sent nothing for 2 s"; "150,000 bytes are kept"; "goes on from there" ]
                    folder
                    impatient
                    (remote server "data.bin")

            Assert.Contains("data.bin.part", left))

    [<Fact>]
    let ``by its total time says so`` () =
        withServer (fun _ -> Answer.stall content half) (fun server folder ->
            let impatient = {
                options folder with
                    Limits = { limits with Total = TimeSpan.FromSeconds 2.0; Idle = Timeout.InfiniteTimeSpan }
            }

            isRefused [ "longer than the 2 s"; "raise the limit" ] folder impatient (remote server "data.bin")
            |> ignore)

    [<Fact>]
    let ``by a circle of addresses says where it was sent`` () =
        withServer (fun _ -> Answer.header "Location" "/data.bin" (Answer.status 302)) (fun server folder ->
            isRefused [ "sends on to"; "302" ] folder (options folder) (remote server "data.bin") |> ignore)

    [<Fact>]
    let ``where nobody listens says so`` () =
        let listener = new TcpListener(IPAddress.Loopback, 0)
        listener.Start()
        let port = (listener.LocalEndpoint :?> IPEndPoint).Port
        listener.Stop()

        withFolder (fun folder ->
            isRefused
                [ "the connection failed"; "3 times in a row" ]
                folder
                (options folder)
                (RemoteFile.Of $"http://127.0.0.1:{port}/data.bin")
            |> ignore)

    [<Fact>]
    let ``where the folder is a file says so`` () =
        withFile "file" [||] (fun path ->
            refused [ "Cannot create"; path ] (fun () ->
                Download.file (options path) (RemoteFile.Of "http://127.0.0.1:1/data.bin")))

    [<Fact>]
    let ``by what it was asked is a ConfigurationException`` () =
        let wrong (part: string) options file =
            let error = Assert.Throws<ConfigurationException>(fun () -> Download.file options file |> ignore)
            Assert.Contains(part, error.Message)

        let standard, file = DownloadOptions.Default, RemoteFile.Of "http://127.0.0.1:1/data.bin"

        for name in [ ""; ".."; "../data"; "a/b"; "a\\b"; ".hidden"; "c:x" ] do
            wrong "name without folders" standard { file with Name = name }

        wrong "ftp://" standard { file with Addresses = [| "ftp://example.org/data.bin" |] }
        wrong "no address" standard { file with Addresses = [||] }
        wrong "'x/data.bin'" { standard with Mirror = "x" } file
        wrong "Idle" { standard with Limits = { limits with Idle = TimeSpan.Zero } } file
        wrong "Total" { standard with Limits = { limits with Total = TimeSpan.FromDays 30.0 } } file
        wrong "retries" { standard with Limits = { limits with Retries = -1 } } file

        for hex in [ ""; "abc"; String('g', 32) ] do
            Assert.Contains(
                "32 hexadecimal",
                Assert.Throws<ConfigurationException>(fun () -> Checksum.Md5 hex |> ignore).Message
            )

module ``The cache`` =

    [<Fact>]
    let ``is where the variables say, in their order`` () =
        let before =
            [ "FUNCNET_DATA"; "XDG_CACHE_HOME" ]
            |> List.map (fun name -> name, Environment.GetEnvironmentVariable name)

        let folderUnder (data: string | null) (xdg: string | null) =
            Environment.SetEnvironmentVariable("FUNCNET_DATA", data)
            Environment.SetEnvironmentVariable("XDG_CACHE_HOME", xdg)
            Download.cacheFolder ()

        try
            let one, other = Path.GetFullPath "/one", Path.GetFullPath "/other"
            Assert.Equal(one, folderUnder one other)
            Assert.Equal(Path.Combine(other, "funcnet"), folderUnder "" other)
            let home = Environment.GetFolderPath Environment.SpecialFolder.UserProfile
            // A relative XDG_CACHE_HOME does not count (XDG base directory specification).
            Assert.StartsWith(home, folderUnder null "relative")
        finally
            for name, value in before do
                Environment.SetEnvironmentVariable(name, value)

module ``The progress of a download`` =

    let private story = [
        DownloadEvent.Started("a.gz", "http://here/a.gz", 0L, 10_000_000L)
        DownloadEvent.Received("a.gz", 1_500_000L, 10_000_000L, 2e6)
        DownloadEvent.Received("a.gz", 1_600_000L, 10_000_000L, 2e6)
        DownloadEvent.Waiting("a.gz", TimeSpan.FromSeconds 2.0, "the server answers 500")
        DownloadEvent.Started("a.gz", "http://here/a.gz", 1_600_000L, 10_000_000L)
        DownloadEvent.Received("a.gz", 10_000_000L, 10_000_000L, 2e6)
        DownloadEvent.Finished("a.gz", "/cache/a.gz", true)
        DownloadEvent.Finished("b.gz", "/cache/b.gz", false)
    ]

    [<Fact>]
    let ``is told in lines`` () =
        use writer = new StringWriter(NewLine = "\n")
        story |> List.iter (DownloadProgress.lines writer).Report

        Assert.Equal<string[]>(
            [|
                "a.gz: fetching 10.0 MB from http://here/a.gz"
                "a.gz: 1.5 MB of 10.0 MB, 2.0 MB/s"
                "a.gz: the server answers 500; waiting 2 s"
                "a.gz: going on at 1.6 MB of 10.0 MB, from http://here/a.gz"
                "a.gz: 10.0 MB of 10.0 MB, 2.0 MB/s"
                "a.gz: done, kept in /cache/a.gz"
                ""
            |],
            writer.ToString().Split '\n'
        )

    [<Fact>]
    let ``is drawn as bars that end with their files`` () =
        use writer = new StringWriter()

        let terminal =
            Spectre.Console.AnsiConsole.Create(
                Spectre.Console.AnsiConsoleSettings(
                    Ansi = Spectre.Console.AnsiSupport.Yes,
                    Interactive = Spectre.Console.InteractionSupport.Yes,
                    Out = Spectre.Console.AnsiConsoleOutput writer
                )
            )

        let bar = DownloadProgress.bar terminal
        // Twice: a display that is closed is opened again.
        story @ story |> List.iter bar.Report
        bar.Report(DownloadEvent.Started("c.gz", "http://here/c.gz", 0L, -1L))
        bar.Report(DownloadEvent.Failed("c.gz", "why"))
        let text = writer.ToString()
        Assert.Contains("a.gz: the server answers 500; waiting 2 s", text)
        Assert.Equal(3, text.Split("done, kept in").Length)
        Assert.Contains("c.gz: failed", text)
