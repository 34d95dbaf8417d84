namespace FuncNet

open System
open System.Collections.Generic
open System.Threading

[<NoEquality; NoComparison>]
type RemoteFile = {
    Name: string
    Addresses: IReadOnlyList<string>
    Size: int64
    Checksums: IReadOnlyList<Checksum>
} with

    static member Of(address: string) =
        let name =
            match Uri.TryCreate(address, UriKind.Absolute) with
            | true, NonNull uri -> Uri.UnescapeDataString(Seq.last uri.Segments)
            | _, _ -> ""

        { Name = name; Addresses = [| address |]; Size = -1L; Checksums = [||] }

[<RequireQualifiedAccess>]
type DownloadEvent =
    | Started of File: string * Address: string * Received: int64 * Total: int64
    | Received of File: string * Received: int64 * Total: int64 * BytesPerSecond: float
    | Waiting of File: string * Time: TimeSpan * Reason: string
    | Finished of File: string * Path: string * IsNew: bool
    | Failed of File: string * Reason: string

type DownloadLimits = {
    Retries: int
    FirstWait: TimeSpan
    Idle: TimeSpan
    Total: TimeSpan
    LargestSize: int64
} with

    static member Default = {
        Retries = 4
        FirstWait = TimeSpan.FromSeconds 1.0
        Idle = TimeSpan.FromSeconds 30.0
        Total = TimeSpan.FromHours 1.0
        LargestSize = 1L <<< 30
    }

[<NoEquality; NoComparison>]
type DownloadOptions = {
    Folder: string
    Mirror: string
    Limits: DownloadLimits
    Progress: IProgress<DownloadEvent>
    Cancellation: CancellationToken
} with

    static member Default = {
        Folder = ""
        Mirror = ""
        Limits = DownloadLimits.Default
        Progress = {
            new IProgress<DownloadEvent> with
                member _.Report _ = ()
        }
        Cancellation = CancellationToken.None
    }
