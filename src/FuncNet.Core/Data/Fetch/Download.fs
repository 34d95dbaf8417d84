namespace FuncNet

open System
open System.IO
open System.Net
open System.Net.Http
open System.Runtime.ExceptionServices
open System.Threading
open System.Threading.Tasks

[<RequireQualifiedAccess; CompilationRepresentation(CompilationRepresentationFlags.ModuleSuffix)>]
module Download =

    let private longestWait = TimeSpan.FromMinutes 1.0

    let cacheFolder () =
        let variable name =
            match Environment.GetEnvironmentVariable name with
            | null
            | "" -> None
            | value -> Some value

        let home folders =
            Path.Combine [| Environment.GetFolderPath Environment.SpecialFolder.UserProfile; yield! folders |]

        match variable "FUNCNET_DATA", variable "XDG_CACHE_HOME" with
        | Some folder, _ -> Path.GetFullPath folder
        | None, Some folder when Path.IsPathFullyQualified folder -> Path.Combine(folder, "funcnet")
        | None, _ ->
            if OperatingSystem.IsWindows() then
                Path.Combine(
                    Environment.GetFolderPath Environment.SpecialFolder.LocalApplicationData,
                    "FuncNet",
                    "Cache"
                )
            elif OperatingSystem.IsMacOS() then
                home [ "Library"; "Caches"; "funcnet" ]
            else
                home [ ".cache"; "funcnet" ]

    let private requireLimits (limits: DownloadLimits) =
        let requireTime name (time: TimeSpan) =
            if time <> Timeout.InfiniteTimeSpan && (time <= TimeSpan.Zero || time > TimeSpan.FromDays 24.0) then
                Errors.configuration
                    "The limit %s of a download is over 0 and up to 24 days, or infinite; it is %O."
                    name
                    time

        requireTime "Idle" limits.Idle
        requireTime "Total" limits.Total

        if limits.Retries < 0 then
            Errors.configuration "The retries of a download are at least 0; they are %d." limits.Retries

        if limits.FirstWait < TimeSpan.Zero then
            Errors.configuration "The first wait of a download is at least 0; it is %O." limits.FirstWait

        if limits.LargestSize < 0L then
            Errors.configuration "The largest size of a download is at least 0; it is %d." limits.LargestSize

    /// A name and nothing else, so that no file lands outside of the folder.
    let private requireName (name: string) =
        if
            String.IsNullOrWhiteSpace name
            || name.StartsWith '.'
            || name.IndexOfAny [| '/'; '\\'; ':'; '\000' |] >= 0
        then
            Errors.configuration
                "A fetched file is kept by a name without folders, such as 'data.csv'; '%s' is none."
                name

    let private addressOf (text: string) =
        match Uri.TryCreate(text, UriKind.Absolute) with
        | true, NonNull address when address.Scheme = Uri.UriSchemeHttp || address.Scheme = Uri.UriSchemeHttps ->
            address
        | _, _ -> Errors.configuration "Files are fetched from http:// or https:// addresses; '%s' is none." text

    /// Where the file is: at the mirror, if one is named, else where it is published.
    let private addresses (options: DownloadOptions) (file: RemoteFile) =
        if options.Mirror = "" then
            if file.Addresses.Count = 0 then
                Errors.configuration "'%s' has no address to be fetched from." file.Name

            file.Addresses |> Seq.map addressOf |> Seq.toList
        else
            [ addressOf $"{options.Mirror.TrimEnd '/'}/{Uri.EscapeDataString file.Name}" ]

    /// Bytes as they are sent: a file that is published packed stays so. A proxy does not know this machine's own addresses.
    let private client (addresses: Uri list) =
        let handler =
            new SocketsHttpHandler(
                AutomaticDecompression = DecompressionMethods.None,
                MaxAutomaticRedirections = 10,
                UseCookies = false,
                UseProxy = not (addresses |> List.forall _.IsLoopback)
            )

        new HttpClient(handler, true, Timeout = Timeout.InfiniteTimeSpan)

    /// What is wrong with a file that is there, if anything is.
    let private fault (file: RemoteFile) path =
        let length = FileInfo(path).Length

        if file.Size >= 0L && length <> file.Size then
            Some $"it has {Transfer.bytes length}; {Transfer.bytes file.Size} are expected"
        else
            match Checksum.Mismatch(file.Checksums, path) with
            | Some(expected, found) -> Some $"its {expected.Algorithm} is {found}; {expected.Hex} is expected"
            | None -> None

    let private isThere (file: RemoteFile) target = File.Exists target && (fault file target).IsNone

    /// Waits until no other process fetches the file.
    let private hold (transfer: Transfer) (stop: CancellationToken) =
        backgroundTask {
            let mutable held = PartFile.tryLock transfer.Target
            let mutable wait = TimeSpan.FromMilliseconds 50.0

            if held.IsNone then
                let reason = "another download of it is under way"
                transfer.Report(DownloadEvent.Waiting(transfer.File.Name, wait, reason))

            while held.IsNone do
                do! Task.Delay(wait, stop)
                wait <- min (wait * 2.0) (TimeSpan.FromSeconds 1.0)
                held <- PartFile.tryLock transfer.Target

            return held.Value
        }

    /// Tries one address until it gives the whole file, or is given up: then why.
    let private tryAddress (transfer: Transfer) (address: Uri) (stop: CancellationToken) =
        backgroundTask {
            let limits, target = transfer.Limits, transfer.Target
            let mutable outcome: Result<unit, string> voption = ValueNone
            let mutable failures = 0
            let mutable furthest = PartFile.length target
            // Bytes from several answers may not belong together, and from one they do.
            let mutable isPieced = furthest > 0L

            while outcome.IsNone do
                let! attempt = Transfer.attempt transfer address stop

                match attempt with
                | Attempt.Whole ->
                    match fault transfer.File (PartFile.path target) with
                    | None -> outcome <- ValueSome(Ok())
                    | Some reason ->
                        PartFile.discard target

                        if isPieced then
                            isPieced <- false
                            let reason = $"put together from pieces, {reason}; once more from the beginning"
                            transfer.Report(DownloadEvent.Waiting(transfer.File.Name, TimeSpan.Zero, reason))
                        else
                            outcome <- ValueSome(Error reason)
                | Attempt.Never reason -> outcome <- ValueSome(Error reason)
                | Attempt.Again(reason, after) ->
                    let length = PartFile.length target
                    isPieced <- length > 0L

                    if length > furthest then
                        furthest <- length
                        failures <- 0

                    failures <- failures + 1

                    if failures > limits.Retries then
                        let times = if failures > 1 then $", {failures} times in a row" else ""
                        outcome <- ValueSome(Error $"{reason}{times}")
                    else
                        let growing = limits.FirstWait * Math.Pow(2.0, float (min failures 16 - 1))
                        let wait = min (max growing after) longestWait
                        transfer.Report(DownloadEvent.Waiting(transfer.File.Name, wait, reason))
                        do! Task.Delay(wait, stop)

            return outcome.Value
        }

    let private kept target =
        match PartFile.length target with
        | 0L -> ""
        | count -> $" {Transfer.bytes count} are kept, and the next call goes on from there if the server lets it."

    let private fetch (transfer: Transfer) (addresses: Uri list) (stop: CancellationToken) =
        backgroundTask {
            let file, target = transfer.File, transfer.Target
            let! held = hold transfer stop

            try
                if isThere file target then
                    return false
                else
                    let mutable remaining = addresses
                    let mutable refusals: string list = []
                    let mutable isFetched = false

                    while not isFetched && not remaining.IsEmpty do
                        let address = remaining.Head
                        remaining <- remaining.Tail
                        let! outcome = tryAddress transfer address stop

                        match outcome with
                        | Ok() -> isFetched <- true
                        | Error reason -> refusals <- $"{address.AbsoluteUri}: {reason}" :: refusals

                    if not isFetched then
                        let reasons = String.Join("; ", List.rev refusals)
                        let folder = string (Path.GetDirectoryName target)

                        Errors.data
                            "Cannot fetch '%s'. %s.%s Try again later, name a mirror that has it, or put the file into '%s' yourself."
                            file.Name
                            reasons
                            (kept target)
                            folder

                    PartFile.complete target
                    return true
            finally
                PartFile.unlock target held
        }

    let fileTask (options: DownloadOptions) (file: RemoteFile) : Task<string> =
        backgroundTask {
            options.Cancellation.ThrowIfCancellationRequested()
            requireLimits options.Limits
            requireName file.Name
            let addresses = addresses options file
            let folder = if options.Folder = "" then cacheFolder () else Path.GetFullPath options.Folder
            let target = Path.Combine(folder, file.Name)
            let report = options.Progress.Report
            let mutable isNew = false

            try
                if not (isThere file target) then
                    Files.guard "create" folder (fun () -> Directory.CreateDirectory folder |> ignore)
                    use client = client addresses
                    use limit = CancellationTokenSource.CreateLinkedTokenSource options.Cancellation
                    limit.CancelAfter options.Limits.Total

                    let transfer = {
                        Client = client
                        File = file
                        Target = target
                        Limits = options.Limits
                        Report = report
                    }

                    try
                        let! fetched = fetch transfer addresses limit.Token
                        isNew <- fetched
                    with :? OperationCanceledException ->
                        options.Cancellation.ThrowIfCancellationRequested()

                        Errors.data
                            "Cannot fetch '%s': it took longer than the %g s of its limit.%s Try again, or raise the limit Total."
                            file.Name
                            options.Limits.Total.TotalSeconds
                            (kept target)

                report (DownloadEvent.Finished(file.Name, target, isNew))
                return target
            with error ->
                report (DownloadEvent.Failed(file.Name, error.Message))
                ExceptionDispatchInfo.Throw error
                return target
        }

    let file (options: DownloadOptions) (file: RemoteFile) = (fileTask options file).GetAwaiter().GetResult()
