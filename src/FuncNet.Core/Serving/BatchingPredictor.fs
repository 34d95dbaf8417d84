namespace FuncNet

open System
open System.Diagnostics
open System.Runtime.InteropServices
open System.Threading
open System.Threading.Channels
open System.Threading.Tasks

[<Sealed>]
type OverloadException(message: string) =
    inherit FuncNetException(message)

type ServingCounts = { Answered: int64; Failed: int64; Refused: int64; Cancelled: int64; Batches: int64; Waiting: int }

/// A sample on its way, and the promise of its result.
[<Sealed>]
type internal Request(sample: Tensor) =
    let promise = TaskCompletionSource<Tensor>(TaskCreationOptions.RunContinuationsAsynchronously)

    member _.Sample = sample
    member _.Promise = promise

[<Sealed>]
type BatchingPredictor
    (
        network: Network,
        [<Optional; DefaultParameterValue(64)>] maximumBatch: int,
        [<Optional; DefaultParameterValue(1.0)>] waitMilliseconds: float,
        [<Optional; DefaultParameterValue(1024)>] queueLength: int
    ) =

    static let name = "BatchingPredictor"
    let maximum = Argument.atLeast 1 name "the largest batch" maximumBatch
    let length = Argument.atLeast 1 name "the length of the queue" queueLength

    let wait =
        TimeSpan.FromMilliseconds(Argument.nonNegative name "the wait in milliseconds" waitMilliseconds)

    do BatchedRows.requireSingle name network

    let queue = Channel.CreateBounded<Request>(BoundedChannelOptions(length, SingleReader = true))

    let mutable answered = 0L
    let mutable failed = 0L
    let mutable refused = 0L
    let mutable cancelled = 0L
    let mutable batches = 0L
    let mutable isDisposed = false

    let succeed (request: Request) result =
        if request.Promise.TrySetResult result then
            Interlocked.Increment &answered |> ignore

    let fail (request: Request) (error: exn) =
        if request.Promise.TrySetException error then
            Interlocked.Increment &failed |> ignore

    /// One request by itself: its result or its error.
    let answerOne (request: Request) =
        try
            Array.head (BatchedRows.predict network [| request.Sample |]) |> succeed request
        with error ->
            fail request error

    /// Requests of one type of numbers. Where they fail together, each is predicted by itself, so that the right one has the error.
    let answerTogether (requests: Request[]) =
        Interlocked.Increment &batches |> ignore

        try
            let results = BatchedRows.predict network (requests |> Array.map _.Sample)
            Array.iter2 succeed requests results
        with error ->
            if requests.Length = 1 then
                fail requests[0] error
            else
                Array.iter answerOne requests

    let answer (gathered: ResizeArray<Request>) =
        gathered
        |> Seq.filter (fun request -> not request.Promise.Task.IsCompleted)
        |> Seq.toArray
        |> Array.groupBy _.Sample.DType
        |> Array.iter (snd >> answerTogether)

    let take (gathered: ResizeArray<Request>) =
        let mutable request = Unchecked.defaultof<Request>

        while gathered.Count < maximum && queue.Reader.TryRead &request do
            gathered.Add request

    /// True if more requests have arrived in time.
    let moreWithin (left: TimeSpan) : Task<bool> =
        task {
            use timer = new CancellationTokenSource(left)

            try
                return! queue.Reader.WaitToReadAsync timer.Token
            with :? OperationCanceledException ->
                return false
        }

    let serve () : Task =
        task {
            let gathered = ResizeArray<Request>(maximum)
            let mutable goesOn = true

            while goesOn do
                let! arrived = queue.Reader.WaitToReadAsync()
                goesOn <- arrived
                let first = Stopwatch.GetTimestamp()
                take gathered
                let mutable waits = arrived && wait > TimeSpan.Zero

                while waits && gathered.Count < maximum do
                    let left = wait - Stopwatch.GetElapsedTime first

                    if left > TimeSpan.Zero then
                        let! more = moreWithin left
                        take gathered
                        waits <- more
                    else
                        waits <- false

                answer gathered
                gathered.Clear()
        }

    let serving = Task.Run(Func<Task> serve)

    let stop () =
        Volatile.Write(&isDisposed, true)
        queue.Writer.TryComplete() |> ignore

    let refusal () : exn =
        if Volatile.Read &isDisposed then
            ObjectDisposedException(name, "The predictor is disposed of; it takes no more requests.")
        else
            Interlocked.Increment &refused |> ignore

            OverloadException
                $"The predictor is overloaded: {length} requests are waiting, as many as may. Send this one again later, or allow a longer queue."

    member _.Network = network

    member _.PredictAsync(sample: Tensor, [<Optional>] cancellation: CancellationToken) : Task<Tensor> =
        match BatchedRows.problem "the sample" network sample with
        | ValueSome error ->
            Interlocked.Increment &failed |> ignore
            Task.FromException<Tensor> error
        | ValueNone when cancellation.IsCancellationRequested -> Task.FromCanceled<Tensor> cancellation
        | ValueNone ->
            let request = Request sample

            if not (queue.Writer.TryWrite request) then
                Task.FromException<Tensor>(refusal ())
            elif not cancellation.CanBeCanceled then
                request.Promise.Task
            else
                let registration =
                    cancellation.Register(fun () ->
                        if request.Promise.TrySetCanceled cancellation then
                            Interlocked.Increment &cancelled |> ignore)

                task {
                    try
                        return! request.Promise.Task
                    finally
                        registration.Dispose()
                }

    member _.Counts = {
        Answered = Interlocked.Read &answered
        Failed = Interlocked.Read &failed
        Refused = Interlocked.Read &refused
        Cancelled = Interlocked.Read &cancelled
        Batches = Interlocked.Read &batches
        Waiting = queue.Reader.Count
    }

    interface IDisposable with
        /// Takes no more requests, answers those that wait, and ends.
        member _.Dispose() =
            stop ()
            serving.GetAwaiter().GetResult()

    interface IAsyncDisposable with
        /// Takes no more requests, answers those that wait, and ends.
        member _.DisposeAsync() =
            stop ()
            ValueTask serving
