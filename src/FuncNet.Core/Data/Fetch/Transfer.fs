namespace FuncNet

open System
open System.Diagnostics
open System.Globalization
open System.IO
open System.Net.Http
open System.Net.Http.Headers
open System.Threading
open System.Threading.Tasks

/// What became of one request.
[<RequireQualifiedAccess>]
type internal Attempt =
    /// The part has every byte.
    | Whole
    /// What went wrong may pass; After: how long the server asked to wait.
    | Again of Reason: string * After: TimeSpan
    /// Asking this address again would not help.
    | Never of Reason: string

/// One file on its way to one place.
[<NoEquality; NoComparison>]
type internal Transfer = {
    Client: HttpClient
    File: RemoteFile
    Target: string
    Limits: DownloadLimits
    Report: DownloadEvent -> unit
}

/// One request for a file, or for the rest of it (RFC 9110, sections 13.1.5 and 14).
module internal Transfer =

    /// How the body of an answer is to be taken.
    [<RequireQualifiedAccess>]
    type private Answer =
        /// It begins at a byte of the file, which has so many in all (−1: not known); Encoding: how the server says it is packed.
        | Body of Start: int64 * Origin: FileVersion * Encoding: string
        | Refusal of Attempt

    let bytes (count: int64) = String.Format(CultureInfo.InvariantCulture, "{0:N0} bytes", count)

    let private again reason = Attempt.Again(reason, TimeSpan.Zero)

    /// An error of the network in one line.
    let private describe (error: exn) =
        let rec innermost (error: exn) =
            match error.InnerException with
            | null -> error
            | inner -> innermost inner

        let text = (innermost error).Message.ReplaceLineEndings(" ").TrimEnd('.', ' ')

        match error with
        | :? HttpRequestException as error when error.HttpRequestError = HttpRequestError.NameResolutionError ->
            $"the host is not known ({text}); is there a network?"
        | _ -> $"the connection failed ({text})"

    /// A weak ETag says that two versions mean the same, not that their bytes are the same.
    let private validator (response: HttpResponseMessage) =
        match response.Headers.ETag with
        | null ->
            match Option.ofNullable response.Content.Headers.LastModified with
            | Some time -> time.ToString("R", CultureInfo.InvariantCulture)
            | None -> ""
        | tag -> if tag.IsWeak then "" else tag.Tag

    let private encoding (response: HttpResponseMessage) =
        response.Content.Headers.ContentEncoding
        |> Seq.filter (fun name -> name <> "identity")
        |> String.concat ", "

    let private packed encoding =
        if encoding = "" then
            ""
        else
            $" (the server packs it with Content-Encoding {encoding}, though identity was asked for)"

    /// Bytes are taken as they are sent. Where no sum can tell whether they are the file's, a packed answer is not taken.
    let private body (transfer: Transfer) start (origin: FileVersion) (response: HttpResponseMessage) =
        let file, encoding = transfer.File, encoding response
        let never reason = Answer.Refusal(Attempt.Never reason)

        let isPackedItself =
            [ ".gz"; ".tgz" ]
            |> List.exists (fun ending -> file.Name.EndsWith(ending, StringComparison.OrdinalIgnoreCase))

        if origin.Total >= 0L && file.Size >= 0L && origin.Total <> file.Size then
            never $"it has {bytes origin.Total} there; {bytes file.Size} are expected{packed encoding}"
        elif origin.Total > transfer.Limits.LargestSize && file.Size < 0L then
            never $"it has {bytes origin.Total}; at most {bytes transfer.Limits.LargestSize} are allowed"
        elif encoding <> "" && file.Checksums.Count = 0 && not isPackedItself then
            never
                $"the server packs it with Content-Encoding {encoding}, though identity was asked for; a file with a checksum is taken as it is sent"
        else
            Answer.Body(start, origin, encoding)

    let private refusal (response: HttpResponseMessage) =
        let status = $"{int response.StatusCode} {response.ReasonPhrase}".Trim()

        let after =
            match response.Headers.RetryAfter with
            | null -> TimeSpan.Zero
            | retry -> retry.Delta.GetValueOrDefault()

        match int response.StatusCode with
        | 404
        | 410 -> Attempt.Never $"the file is not there ({status})"
        | 401
        | 403 -> Attempt.Never $"access is denied ({status})"
        | 408
        | 425
        | 429
        | 500
        | 502
        | 503
        | 504 -> Attempt.Again($"the server answers {status}", after)
        | code when code / 100 = 3 ->
            Attempt.Never $"the server sends on to '{response.Headers.Location}', where it is not followed ({status})"
        | _ -> Attempt.Never $"the server answers {status}"

    /// What an answer means, where the bytes from offset on were asked for.
    let private read
        (transfer: Transfer)
        (address: Uri)
        offset
        (known: FileVersion option)
        (response: HttpResponseMessage)
        =
        let length = response.Content.Headers.ContentLength

        let origin total = { Address = address.AbsoluteUri; Validator = validator response; Total = total }

        /// The server has another version than the part, or does not count as we do.
        let anew reason =
            PartFile.discard transfer.Target
            Answer.Refusal(again reason)

        match int response.StatusCode, known with
        | 200, _ -> body transfer 0L (origin (if length.HasValue then length.Value else -1L)) response
        | 206, Some known ->
            match response.Content.Headers.ContentRange with
            | null -> anew "a part was asked for, and the answer does not say which it is"
            | range ->
                let total = if range.Length.HasValue then range.Length.Value else known.Total
                let other = validator response

                if range.Unit <> "bytes" || range.From <> Nullable offset then
                    anew $"the bytes from {offset} on were asked for; '{range}' came"
                elif known.Total >= 0L && total <> known.Total then
                    anew $"the file has changed: it had {bytes known.Total}, and now {bytes total}"
                elif other <> "" && other <> known.Validator then
                    anew $"the file has changed: it was {known.Validator}, and is now {other}"
                else
                    body transfer offset { known with Total = total } response
        | 416, Some _ -> anew $"the file has no bytes from {offset} on"
        | _, _ -> Answer.Refusal(refusal response)

    /// Copies the body behind the part; how many bytes the file then has, or what is wrong with them.
    let private copy
        (transfer: Transfer)
        (source: Stream)
        start
        (origin: FileVersion)
        encoding
        (stop: CancellationToken)
        =
        backgroundTask {
            let file = transfer.File

            let limit =
                if file.Size >= 0L then file.Size
                elif origin.Total >= 0L then origin.Total
                else transfer.Limits.LargestSize

            let part = PartFile.path transfer.Target
            use target = PartFile.openAt transfer.Target start origin
            use idle = CancellationTokenSource.CreateLinkedTokenSource stop
            let buffer = Array.zeroCreate<byte>(1 <<< 16)
            let watch = Stopwatch.StartNew()
            let total = if origin.Total >= 0L then origin.Total else file.Size
            let mutable received = start
            let mutable count = 1

            while count > 0 && received <= limit do
                idle.CancelAfter transfer.Limits.Idle
                let! read = source.ReadAsync(Memory buffer, idle.Token)
                count <- read
                received <- received + int64 read

                if count > 0 && received <= limit then
                    // Without a buffer of its own, so that what is reported is in the file.
                    Files.guard "write" part (fun () ->
                        target.Write(buffer, 0, read)
                        target.Flush())

                    let rate = float (received - start) / max 1e-6 watch.Elapsed.TotalSeconds
                    transfer.Report(DownloadEvent.Received(file.Name, received, total, rate))

            if received > limit then
                return Attempt.Never $"it is longer than {bytes limit}{packed encoding}"
            elif origin.Total >= 0L && received < origin.Total then
                return again $"the server stopped at {bytes received} of {bytes origin.Total}"
            elif file.Size >= 0L && received <> file.Size then
                return Attempt.Never $"it has {bytes received} there; {bytes file.Size} are expected{packed encoding}"
            else
                Files.guard "write" part (fun () -> target.Flush true)
                return Attempt.Whole
        }

    let private request (address: Uri) offset (known: FileVersion option) =
        let request = new HttpRequestMessage(HttpMethod.Get, address)
        request.Headers.TryAddWithoutValidation("Accept-Encoding", "identity") |> ignore
        request.Headers.TryAddWithoutValidation("User-Agent", "FuncNet") |> ignore

        match known with
        | Some known ->
            request.Headers.Range <- RangeHeaderValue(Nullable offset, Nullable())
            request.Headers.TryAddWithoutValidation("If-Range", known.Validator) |> ignore
        | None -> ()

        request

    /// Asks an address once for what is missing. What ends it without being the server's doing is thrown: a token, a full disk.
    let attempt (transfer: Transfer) (address: Uri) (stop: CancellationToken) : Task<Attempt> =
        backgroundTask {
            let target = transfer.Target
            let offset = PartFile.length target

            /// The part, if it can be gone on with: the same address, and a version that the server can tell from others.
            let known =
                PartFile.origin target
                |> Option.filter (fun origin ->
                    offset > 0L && origin.Address = address.AbsoluteUri && origin.Validator <> "")

            match known with
            | Some known when known.Total = offset -> return Attempt.Whole
            | _ ->
                try
                    use idle = CancellationTokenSource.CreateLinkedTokenSource stop
                    idle.CancelAfter transfer.Limits.Idle
                    use request = request address offset known

                    use! response =
                        transfer.Client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, idle.Token)

                    match read transfer address offset known response with
                    | Answer.Refusal attempt -> return attempt
                    | Answer.Body(start, origin, encoding) ->
                        let file = transfer.File
                        let total = if origin.Total >= 0L then origin.Total else file.Size
                        transfer.Report(DownloadEvent.Started(file.Name, address.AbsoluteUri, start, total))
                        use! source = response.Content.ReadAsStreamAsync stop
                        let! attempt = copy transfer source start origin encoding stop

                        match attempt with
                        | Attempt.Never _ -> PartFile.discard target
                        | Attempt.Whole
                        | Attempt.Again _ -> ()

                        return attempt
                with
                | :? OperationCanceledException when not stop.IsCancellationRequested ->
                    return again $"the server sent nothing for {transfer.Limits.Idle.TotalSeconds:g} s"
                | :? HttpRequestException as error when error.HttpRequestError = HttpRequestError.SecureConnectionError ->
                    return Attempt.Never(describe error)
                | :? HttpRequestException as error -> return again (describe error)
                | :? IOException as error -> return again (describe error)
        }
