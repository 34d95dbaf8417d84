module FuncNet.Tests.DownloadFailureTests

open System
open System.IO
open System.Net
open System.Net.Sockets
open System.Threading
open Xunit
open FuncNet
open FuncNet.Tests.DataFiles
open FuncNet.Tests.DownloadCase

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
                    Limits = { limits with Retries = 0; Idle = TimeSpan.FromSeconds 5.0 }
            }

            let left =
                isRefused
                    [ "sent nothing for 5 s"; "150,000 bytes are kept"; "goes on from there" ]
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
