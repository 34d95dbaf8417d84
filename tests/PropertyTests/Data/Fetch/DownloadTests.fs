module FuncNet.Tests.DownloadTests

open System
open System.IO
open System.Threading
open System.Threading.Tasks
open Microsoft.AspNetCore.Http
open Xunit
open FuncNet
open FuncNet.Tests.DataFiles
open FuncNet.Tests.DownloadCase

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
