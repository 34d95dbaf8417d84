module FuncNet.Tests.PipelineThreads

open System
open System.Threading
open System.Threading.Tasks
open Xunit
open FuncNet

let private key = Key.ofSeed 12UL

/// Long enough for the slowest machine; a test that waits so long has failed.
let private patience = TimeSpan.FromSeconds 60.0

/// Reads in another thread, so that what would never end is a failure.
let private inTime (action: unit -> 'T) =
    let task = Task.Run action
    Assert.True(task.ContinueWith((fun (_: Task<'T>) -> ()), TaskScheduler.Default).Wait patience, "it does not end")
    task.GetAwaiter().GetResult()

/// Numbers without end that remember on which thread they were made last, and whether whoever made them was sent home.
type private Witness() =
    let mutable thread: Thread voption = ValueNone

    member val IsDisposed = false with get, set
    member _.Thread = thread

    member witness.Numbers: int seq =
        seq {
            try
                for i in Seq.initInfinite id do
                    thread <- ValueSome Thread.CurrentThread
                    yield i
            finally
                witness.IsDisposed <- true
        }

[<Fact>]
let ``a map that throws on another thread throws the same error in its place`` () =
    let planted = InvalidOperationException "planted"

    let faulty x =
        if x = 5 then
            raise planted

        x

    let source = Pipeline.ofArray [| 0..99 |]

    for pipeline in
        [
            source |> Pipeline.map faulty |> Pipeline.prefetch 3
            source |> Pipeline.mapParallel 4 faulty
            source |> Pipeline.mapKeyedParallel 4 (fun _ -> faulty) |> Pipeline.prefetch 2
            // The source itself fails while elements before it are worked on.
            source |> Pipeline.map faulty |> Pipeline.mapParallel 4 id
            source |> Pipeline.map faulty |> Pipeline.prefetch 1 |> Pipeline.shuffle 1 |> Pipeline.prefetch 9
        ] do
        let read = ResizeArray<int>()

        let error =
            inTime (fun () ->
                Assert.Throws<InvalidOperationException>(fun () ->
                    for x in Pipeline.toSeq key 0 pipeline do
                        read.Add x))

        Assert.Same(planted, error)
        Assert.Contains("faulty", error.StackTrace)
        // A buffer of one holds the element before back, until the next is there.
        Assert.True((Seq.toList read = [ 0..4 ] || Seq.toList read = [ 0..3 ]), string read.Count)

[<Fact>]
let ``a reader that stops early leaves no thread behind`` () =
    for stages in [ Pipeline.prefetch 3; Pipeline.prefetch 1 >> Pipeline.mapParallel 2 id >> Pipeline.prefetch 4 ] do
        let witness = Witness()
        let pipeline = Pipeline.ofSeq witness.Numbers |> stages
        Assert.Equal<int list>([ 0..9 ], inTime (fun () -> Pipeline.toSeq key 0 pipeline |> Seq.take 10 |> Seq.toList))
        Assert.True witness.IsDisposed
        Assert.NotEqual(Thread.CurrentThread, witness.Thread.Value)
        Assert.False(witness.Thread.Value.IsAlive)

[<Fact>]
let ``nothing begins before the first element is asked for, or where one only looks`` () =
    let witness = Witness()
    let pipeline = Pipeline.ofSeq witness.Numbers |> Pipeline.prefetch 3
    use reading = (Pipeline.toSeq key 0 pipeline).GetEnumerator()
    Assert.True witness.Thread.IsNone

    let looked =
        pipeline
        |> Pipeline.take 3
        |> Pipeline.map (fun x -> Batch(Tensor.zeros [ 1; x + 1 ], Tensor.vector [ 0 ]))
        |> Pipeline.forTraining

    Assert.Equal<Shape>(Shape(1, 1), looked.Source.Example.Inputs.Shape)
    Assert.Equal(Thread.CurrentThread, witness.Thread.Value)

[<Fact>]
let ``cancellation passes through threads and searches that find nothing`` () =
    for stages in
        [
            id
            Pipeline.prefetch 2
            Pipeline.mapParallel 2 id
            Pipeline.prefetch 2 >> Pipeline.mapParallel 3 id >> Pipeline.prefetch 1
        ] do
        use stop = new CancellationTokenSource()
        let witness = Witness()

        let pipeline =
            Pipeline.ofSeq witness.Numbers
            |> Pipeline.map (fun x ->
                if x = 1000 then
                    stop.Cancel()

                x)
            |> Pipeline.filter (fun x -> x < 0)
            |> stages

        inTime (fun () ->
            Assert.ThrowsAny<OperationCanceledException>(fun () ->
                pipeline |> Pipeline.toSeqFrom stop.Token key 0 0 |> Seq.length |> ignore))
        |> ignore

        Assert.True witness.IsDisposed

[<Fact>]
let ``elements are made before they are asked for, and no more than so many`` () =
    use ready = new ManualResetEventSlim()
    let made, ahead = ref 0, ref 0
    let read = ref 0

    let pipeline =
        Pipeline.generate 500 (fun _ i ->
            let count = Interlocked.Increment made
            ahead.Value <- max ahead.Value (count - Volatile.Read &read.contents)

            // One with the reader, three ready, one in the thread's hand.
            if count = 5 then
                ready.Set()

            i)
        |> Pipeline.prefetch 3

    use reading = (Pipeline.toSeq key 0 pipeline).GetEnumerator()
    Assert.True(reading.MoveNext())
    // The reader has one element, and asks for no more.
    Assert.True(ready.Wait patience)
    Interlocked.Increment read |> ignore

    while reading.MoveNext() do
        Interlocked.Increment read |> ignore

    Assert.Equal(500, read.Value)
    // One more may be with the reader who has not counted it yet.
    Assert.InRange(ahead.Value, 4, 5)

[<Fact>]
let ``several elements are worked on at the same time, and come in order`` () =
    use met = new Barrier(2)

    // Each waits for its neighbour: alone, it would wait for ever.
    let pair x =
        Assert.True(met.SignalAndWait patience)
        x

    let pipeline = Pipeline.ofArray [| 0..19 |] |> Pipeline.mapParallel 2 pair
    Assert.Equal<int list>([ 0..19 ], inTime (fun () -> Pipeline.toSeq key 0 pipeline |> Seq.toList))

[<Fact>]
let ``kernels on a thread beside the training take no others`` () =
    let alone = Pipeline.ofArray [| 0..3 |] |> Pipeline.map (fun _ -> Kernels.CallingThread.WorksAlone)
    let read pipeline = Pipeline.toSeq key 0 pipeline |> Seq.toList
    Assert.Equal<bool list>([ false; false; false; false ], read alone)
    Assert.Equal<bool list>([ true; true; true; true ], read (Pipeline.prefetch 2 alone))

    let ofPool =
        Pipeline.ofArray [| 0..3 |] |> Pipeline.mapParallel 2 (fun _ -> Kernels.CallingThread.WorksAlone)

    Assert.Equal<bool list>([ true; true; true; true ], read ofPool)
    Assert.False Kernels.CallingThread.WorksAlone
