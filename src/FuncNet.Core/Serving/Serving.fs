namespace FuncNet

open System
open System.Collections.Generic
open System.Runtime.ExceptionServices
open System.Threading
open System.Threading.Channels
open System.Threading.Tasks

/// One enumeration of predictions: another task reads the samples into a queue of limited length.
[<Sealed>]
type internal Predictions
    (batchSize: int, network: Network, samples: IAsyncEnumerable<Tensor>, cancellation: CancellationToken) =

    let ended = CancellationTokenSource.CreateLinkedTokenSource cancellation

    let queue =
        Channel.CreateBounded<Tensor>(BoundedChannelOptions(batchSize, SingleReader = true, SingleWriter = true))

    let ready = Queue<Tensor>()
    let batch = ResizeArray<Tensor>(batchSize)
    let mutable count = 0
    let mutable failure: FuncNetException voption = ValueNone
    let mutable current: Tensor voption = ValueNone

    let read () : Task =
        task {
            try
                use reader = samples.GetAsyncEnumerator ended.Token
                let mutable goesOn = true

                while goesOn do
                    let! more = reader.MoveNextAsync()

                    if more then
                        do! queue.Writer.WriteAsync(reader.Current, ended.Token)
                    else
                        goesOn <- false

                queue.Writer.Complete()
            with error ->
                queue.Writer.Complete error
        }

    let reading = lazy (Task.Run(Func<Task> read))

    /// Takes what has arrived, up to a batch, or up to a sample that does not fit.
    let gather () =
        let mutable sample = Unchecked.defaultof<Tensor>

        while failure.IsNone && batch.Count < batchSize && queue.Reader.TryRead &sample do
            count <- count + 1
            failure <- BatchedRows.problem $"sample {count} of the stream" network sample

            // Indices are not stacked with floats.
            if failure.IsNone && batch.Count > 0 && batch[0].DType <> sample.DType then
                failure <-
                    ValueSome(
                        DTypeException
                            $"Sample {count} of the stream is {sample.DType}, those before it are {batch[0].DType}; give all of them one type."
                    )

            if failure.IsNone then
                batch.Add sample

    let predict () =
        for result in BatchedRows.predict network (batch.ToArray()) do
            ready.Enqueue result

        batch.Clear()

    let fill () : Task =
        task {
            let! arrived = queue.Reader.WaitToReadAsync ended.Token

            if arrived then
                gather ()
                predict ()
        }

    let take () =
        current <- if ready.Count > 0 then ValueSome(ready.Dequeue()) else ValueNone
        current.IsSome

    interface IAsyncEnumerator<Tensor> with
        member _.Current =
            match current with
            | ValueSome result -> result
            | ValueNone -> invalidOp "There is no current prediction: ask MoveNextAsync first."

        member _.MoveNextAsync() =
            if ready.Count > 0 then
                ended.Token.ThrowIfCancellationRequested()
                ValueTask<bool>(take ())
            else
                ValueTask<bool>(
                    task {
                        reading.Force() |> ignore

                        if failure.IsNone then
                            do! fill ()

                        match failure with
                        | ValueSome error when ready.Count = 0 -> ExceptionDispatchInfo.Throw error
                        | ValueSome _
                        | ValueNone -> ()

                        return take ()
                    }
                )

        member _.DisposeAsync() =
            ValueTask(
                task {
                    ended.Cancel()

                    if reading.IsValueCreated then
                        do! reading.Value

                    ended.Dispose()
                }
            )

[<RequireQualifiedAccess>]
module Serving =

    let predictStream batchSize (network: Network) (samples: IAsyncEnumerable<Tensor>) : IAsyncEnumerable<Tensor> =
        let batchSize = Argument.atLeast 1 "Serving.predictStream" "the batch size" batchSize
        BatchedRows.requireSingle "Serving.predictStream" network

        {
            new IAsyncEnumerable<Tensor> with
                member _.GetAsyncEnumerator(cancellation) =
                    new Predictions(batchSize, network, samples, cancellation) :> IAsyncEnumerator<Tensor>
        }
