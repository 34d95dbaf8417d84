namespace FuncNet

open System
open System.Collections.Generic
open System.Threading

/// A file that is published at one address or several.
[<NoEquality; NoComparison>]
type RemoteFile = {
    /// Its name in the folder that it is fetched to; no path.
    Name: string
    /// Where it is, http or https; the first address that gives it is enough.
    Addresses: IReadOnlyList<string>
    /// Its length in bytes; −1 if it is not known.
    Size: int64
    /// What its bytes must have; empty if no sum is known.
    Checksums: IReadOnlyList<Checksum>
} with

    /// The file of an address, named by its last segment; neither length nor sum are known.
    static member Of: address: string -> RemoteFile

/// What happens while a file is fetched, in the order in which it happens. Progress bars and logs consume it.
[<RequireQualifiedAccess>]
type DownloadEvent =
    /// A server begins to send the file, or the rest of it from that many bytes on; Total is −1 if it is not known.
    | Started of File: string * Address: string * Received: int64 * Total: int64
    /// So many bytes are there; BytesPerSecond is the mean since the server began.
    | Received of File: string * Received: int64 * Total: int64 * BytesPerSecond: float
    /// Nothing happens for that time, and why.
    | Waiting of File: string * Time: TimeSpan * Reason: string
    /// The file is there, whole, with its sums. IsNew: it was fetched now, and not there before.
    | Finished of File: string * Path: string * IsNew: bool
    /// The file is not to be had; what follows is the exception.
    | Failed of File: string * Reason: string

/// How patient a download is. Times are Timeout.InfiniteTimeSpan for no limit.
type DownloadLimits = {
    /// How often in a row it is tried again without a new byte, at each address: 4.
    Retries: int
    /// How long it waits before the first of them: 1 s; the next waits are twice as long each, up to a minute.
    FirstWait: TimeSpan
    /// How long a server may send nothing: 30 s.
    Idle: TimeSpan
    /// How long all of it may take, waits and attempts included, for each file: 1 h.
    Total: TimeSpan
    /// The most bytes that a file of unknown size may have: 1 GiB.
    LargestSize: int64
} with

    /// The limits as they are said above.
    static member Default: DownloadLimits

/// How files are fetched. DownloadOptions.Default fetches from the publisher to the cache, silently.
[<NoEquality; NoComparison>]
type DownloadOptions = {
    /// Where the files are kept; "" is the cache: see Download.cacheFolder.
    Folder: string
    /// The address of a folder that has the files by their names, instead of the published addresses; "" is none.
    Mirror: string
    /// How patient it is.
    Limits: DownloadLimits
    /// What watches.
    Progress: IProgress<DownloadEvent>
    /// A token that ends it; what has come so far is kept.
    Cancellation: CancellationToken
} with

    /// From the publisher to the cache, with the default limits, silently.
    static member Default: DownloadOptions
