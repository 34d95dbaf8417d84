namespace FuncNet

open System.Threading.Tasks

/// Files from the network, fetched once and kept: a file that is there and has its length and its sums is not fetched again.
[<RequireQualifiedAccess; CompilationRepresentation(CompilationRepresentationFlags.ModuleSuffix)>]
module Download =

    /// Where files are kept by default: the folder that the environment variable FUNCNET_DATA names; else funcnet in
    /// XDG_CACHE_HOME, if that is an absolute path; else FuncNet/Cache in the local application data (Windows), Library/Caches/funcnet
    /// (macOS) or .cache/funcnet (elsewhere) in the user's folder.
    val cacheFolder: unit -> string

    /// Fetches a file into a folder, and gives its path. Its bytes go to NAME.part beside it; only when they are all there, and have
    /// their length and their sums, does the file get its name. What breaks off is tried again, with growing waits, and goes on from where it
    /// stopped if the server knows the version by ETag or Last-Modified (Range, If-Range), in a later call, too;
    /// a server that cannot, or has another version, sends it from the beginning. Two processes that want the same file do not
    /// disturb each other: one fetches it, the other waits. What does not end well is one DataException that says what each
    /// address answered and what to do; a cancellation is an OperationCanceledException.
    val file: options: DownloadOptions -> file: RemoteFile -> string

    /// The same as a task.
    val fileTask: options: DownloadOptions -> file: RemoteFile -> Task<string>
