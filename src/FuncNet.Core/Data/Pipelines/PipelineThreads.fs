namespace FuncNet

open System
open System.Collections.Concurrent
open System.Collections.Generic
open System.Runtime.ExceptionServices
open System.Threading
open System.Threading.Tasks
open FuncNet.Kernels

/// Elements that a thread of its own makes, so many of them before they are asked for. Whoever disposes of it waits until the thread
/// has ended.
[<Sealed>]
type internal Ahead<'T>(room: int, walk: Walk, elements: Walk -> 'T seq) =

    let stop = CancellationTokenSource.CreateLinkedTokenSource walk.Cancellation
    let made = new BlockingCollection<'T>(room)
    let mutable failure: ExceptionDispatchInfo voption = ValueNone

    let work () =
        CallingThread.WorksAlone <- true

        try
            try
                for element in elements { walk with Cancellation = stop.Token } do
                    made.Add(element, stop.Token)
            with error ->
                failure <- ValueSome(ExceptionDispatchInfo.Capture error)
        finally
            made.CompleteAdding()

    let thread = Thread(work, IsBackground = true, Name = "FuncNet prefetch")

    member _.Elements: 'T seq =
        seq {
            thread.Start()

            try
                yield! made.GetConsumingEnumerable walk.Cancellation
                walk.Cancellation.ThrowIfCancellationRequested()

                failure |> ValueOption.iter _.Throw()
            finally
                stop.Cancel()
                thread.Join()
                made.Dispose()
                stop.Dispose()
        }

[<AutoOpen>]
module PipelineThreads =

    [<RequireQualifiedAccess>]
    module Pipeline =

        let prefetch (count: int) (source: Pipeline<'T>) =
            Pipeline.atLeast 1 "prefetch" "number of elements" count

            Pipeline(
                source.Extent,
                source.IsRandom,
                fun walk from ->
                    if walk.Peeks then
                        source.Elements(walk, from)
                    else
                        Seq.delay (fun () -> Ahead(count, walk, fun walk -> source.Elements(walk, from)).Elements)
            )

        /// f of an element on a thread of the pool, which takes no others away from the steps.
        let private begun (f: unit -> 'U) : Task<'U> =
            Task.Run(fun () ->
                let before = CallingThread.WorksAlone
                CallingThread.WorksAlone <- true

                try
                    f ()
                finally
                    CallingThread.WorksAlone <- before)

        /// f place element of each element, so many of them at the same time, in order. An error comes where its element would.
        let private inOrder threads (f: int -> 'T -> 'U) from (elements: 'T seq) =
            seq {
                use source = elements.GetEnumerator()
                let running = Queue<Task<'U>>()
                let mutable place = from
                let mutable goesOn = true
                let mutable failure: ExceptionDispatchInfo voption = ValueNone

                let next () =
                    try
                        source.MoveNext(), ValueNone
                    with error ->
                        false, ValueSome(ExceptionDispatchInfo.Capture error)

                try
                    while goesOn || running.Count > 0 do
                        while goesOn && running.Count < threads do
                            let found, error = next ()
                            goesOn <- found
                            failure <- error

                            if found then
                                let element, number = source.Current, place
                                running.Enqueue(begun (fun () -> f number element))
                                place <- place + 1

                        if running.Count > 0 then
                            yield running.Dequeue().GetAwaiter().GetResult()

                    failure |> ValueOption.iter _.Throw()
                finally
                    // Nothing is left behind; errors of elements that nobody sees are nobody's.
                    for task in running do
                        (task :> IAsyncResult).AsyncWaitHandle.WaitOne() |> ignore
            }

        let mapKeyedParallel (threads: int) (f: Key -> 'T -> 'U) (source: Pipeline<'T>) =
            Pipeline.atLeast 1 "mapKeyedParallel" "number of threads" threads

            Pipeline(
                source.Extent,
                true,
                fun walk from ->
                    let key = Walk.key walk
                    let keyed place element = f (Key.foldIn place key) element
                    let threads = if walk.Peeks then 1 else threads
                    inOrder threads keyed from (source.Elements(Walk.before walk, from))
            )

        let mapParallel (threads: int) (f: 'T -> 'U) (source: Pipeline<'T>) =
            Pipeline.atLeast 1 "mapParallel" "number of threads" threads

            Pipeline(
                source.Extent,
                source.IsRandom,
                fun walk from ->
                    let threads = if walk.Peeks then 1 else threads
                    inOrder threads (fun _ element -> f element) from (source.Elements(walk, from))
            )
