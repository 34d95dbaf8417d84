/// What tests of downloads have in common: the file data.bin, where it comes from, and what became of it.
module FuncNet.Tests.DownloadCase

open System
open System.Collections.Concurrent
open System.IO
open System.Security.Cryptography
open System.Threading.Tasks
open Microsoft.AspNetCore.Http
open Xunit
open FuncNet
open FuncNet.Tests.DataFiles

let content = Array.init 300_000 (fun i -> byte (i * i / 251 + i))
let half = 150_000
let md5 (bytes: byte[]) = Checksum.Md5(Convert.ToHexString(MD5.HashData bytes))
let sha256 (bytes: byte[]) = Checksum.Sha256(Convert.ToHexString(SHA256.HashData bytes))

/// Patient with a loaded machine, but not with a wait.
let limits = {
    DownloadLimits.Default with
        Retries = 2
        FirstWait = TimeSpan.FromMilliseconds 1.0
        Total = TimeSpan.FromMinutes 2.0
}

/// What was reported, and a task for the moment when so many bytes were there.
type Watcher(count: int) =
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

let remote (server: LoopbackServer) name = {
    RemoteFile.Of $"{server.Address}/{name}" with
        Size = content.LongLength
        Checksums = [| md5 content; sha256 content |]
}

let options folder = { DownloadOptions.Default with Folder = folder; Limits = limits }

let watched folder (watcher: Watcher) = { options folder with Progress = watcher.Progress }

let names folder =
    Directory.GetFiles folder
    |> Array.map (fun path -> string (Path.GetFileName path))
    |> Array.sort
    |> Array.toList

/// A server, a folder, and a file that is expected to be whole at the end.
let withServer (answer: int -> HttpContext -> Task) (action: LoopbackServer -> string -> 'T) =
    withFolder (fun folder ->
        use server = new LoopbackServer(answer)
        action server folder)

let isWhole folder (path: string) =
    Assert.Equal<byte[]>(content, File.ReadAllBytes path)
    Assert.Equal<string list>([ "data.bin" ], names folder)

/// Fetches, and is refused; no file can be taken for a whole one.
let isRefused parts folder options file =
    refused ("data.bin" :: parts) (fun () -> Download.file options file)
    Assert.False(File.Exists(Path.Combine(folder, "data.bin")))
    names folder
