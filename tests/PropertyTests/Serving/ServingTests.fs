module FuncNet.Tests.Servings

open System
open System.Collections.Generic
open System.Threading
open System.Threading.Channels
open System.Threading.Tasks
open Xunit
open FuncNet

let private keys = Key.split 4 (Key.ofSeed 9UL)

let private images =
    Layer.conv2d 4 3
    >=> Layer.batchNorm
    >=> Layer.relu
    >=> Layer.maxPool2d 2
    >=> Layer.flatten
    >=> Layer.dense 16
    >=> Layer.tanh
    >=> Layer.dense 5
    |> Network.build keys[0] [ 8; 8; 1 ]

let private words =
    Layer.embedding 20 6 >=> Layer.lstm 7 >=> Layer.dense 3 |> Network.build keys[1] [ 4 ]

let private samples count =
    let all = Key.normal DType.Float32 [ count; 8; 8; 1 ] keys[2]
    Array.init count (fun i -> all[i, *, *, *])

let private sentence (first: int) = Tensor.vector [ first; 3; 1; 7 ]

/// What a prediction of one sample gives, when nobody else predicts.
let private alone (network: Network) (samples: Tensor[]) = samples |> Array.map network.Predict

let private stream (items: 'T seq) : IAsyncEnumerable<'T> =
    let channel = Channel.CreateUnbounded<'T>()
    items |> Seq.iter (channel.Writer.TryWrite >> ignore)
    channel.Writer.Complete()
    channel.Reader.ReadAllAsync()

/// Everything that a stream gives, into a list, until it ends or throws.
let private readInto (found: ResizeArray<'T>) (token: CancellationToken) (stream: IAsyncEnumerable<'T>) : Task =
    task {
        let reader = stream.GetAsyncEnumerator token
        let mutable goesOn = true

        try
            while goesOn do
                let! more = reader.MoveNextAsync()
                goesOn <- more

                if more then
                    found.Add reader.Current
        finally
            reader.DisposeAsync().AsTask().Wait()
    }

let private read stream =
    let found = ResizeArray()
    (readInto found CancellationToken.None stream).GetAwaiter().GetResult()
    found.ToArray()

let private error (work: Task) = Record.ExceptionAsync(fun () -> work).Result

[<Fact>]
let ``many threads that ask one network have the answers of one thread, bit for bit`` () =
    // Twelve sizes of batches, more than are kept compiled, in an order of its own for each thread.
    let batches = [| for size in 1..12 -> Key.normal DType.Float32 [ size; 8; 8; 1 ] (Key.foldIn size keys[2]) |]
    let fresh = Network.build keys[0] [ 8; 8; 1 ] images.Layer
    let expected = batches |> Array.map images.Predict

    Parallel.For(
        0,
        16,
        ParallelOptions(MaxDegreeOfParallelism = 16),
        fun thread ->
            for round in 0..59 do
                let i = (round * (2 * thread + 1) + thread) % batches.Length
                Assert.Equal(expected[i], fresh.Predict batches[i])

                if round % 3 = 0 then
                    let result = Array.zeroCreate<float32>(5 * (i + 1))
                    fresh.PredictInto(batches[i].AsSpan<float32>(), Span result)
                    Assert.Equal<float32>(expected[i].ToArray<float32>(), result)
    )
    |> ignore

[<Fact>]
let ``a stream is predicted in order, bit for bit, whatever the batches are`` () =
    let samples = samples 150
    let expected = alone images samples

    for batchSize in [ 1; 2; 7; 64; 128; 1000 ] do
        Assert.Equal<Tensor>(expected, stream samples |> Serving.predictStream batchSize images |> read)

    Assert.Empty(stream Seq.empty |> Serving.predictStream 8 images |> read)
    let sentences = [| for first in 0..19 -> sentence first |]
    Assert.Equal<Tensor>(alone words sentences, stream sentences |> Serving.predictStream 6 words |> read)

/// A stream that counts what is asked of it, and whether it was ended.
type private Counted(sample: Tensor, count: int) =
    let mutable given = 0
    let mutable ended = false
    member _.Given = Volatile.Read &given
    member _.Ended = Volatile.Read &ended

    interface IAsyncEnumerable<Tensor> with
        member _.GetAsyncEnumerator(token) = {
            new IAsyncEnumerator<Tensor> with
                member _.Current = sample

                member _.MoveNextAsync() =
                    token.ThrowIfCancellationRequested()
                    ValueTask<bool>(Interlocked.Increment &given <= count)

                member _.DisposeAsync() =
                    Volatile.Write(&ended, true)
                    ValueTask()
        }

[<Fact>]
let ``a stream is read ahead by a batch and no further, and ended with the loop`` () =
    let counted = Counted((samples 1)[0], 10_000)

    let reads: Task =
        task {
            let results = (Serving.predictStream 4 images counted).GetAsyncEnumerator()

            for _ in 1..10 do
                let! more = results.MoveNextAsync()
                Assert.True more

            // Ten were given out; a batch of four at most is predicted ahead, four wait, and one is at the door.
            Assert.InRange(counted.Given, 10, 10 + 4 + 4 + 1)
            do! results.DisposeAsync()
            Assert.True counted.Ended
        }

    reads.GetAwaiter().GetResult()

[<Fact>]
let ``a sample that does not fit is an error that says which, behind the results before it`` () =
    let good = samples 5
    let expected = alone images good

    let results bad =
        let found = ResizeArray()
        let given = Array.concat [ good; [| bad |]; good ]

        let failure =
            error (stream given |> Serving.predictStream 4 images |> readInto found CancellationToken.None)

        Assert.Equal<Tensor>(expected, found)
        failure

    let shape = Assert.IsType<ShapeException>(results (Tensor.ones [ 8; 8 ]))
    Assert.Contains("one sample [8; 8; 1] at a time; sample 6 of the stream is [8; 8]", shape.Message)
    Assert.IsType<DTypeException>(results (Tensor.full DType.Float64 [ 8; 8; 1 ] 1.0)) |> ignore

[<Fact>]
let ``what a stream throws is thrown, and a cancelled token ends it`` () =
    let failing = Channel.CreateUnbounded<Tensor>()
    failing.Writer.TryWrite((samples 1)[0]) |> ignore
    failing.Writer.Complete(InvalidOperationException "the camera is gone")
    let found = ResizeArray()
    let predicted = failing.Reader.ReadAllAsync() |> Serving.predictStream 4 images
    Assert.Equal("the camera is gone", (error (readInto found CancellationToken.None predicted)).Message)
    Assert.Equal(1, found.Count)

    use source = new CancellationTokenSource()
    let open' = Channel.CreateUnbounded<Tensor>()
    open'.Writer.TryWrite((samples 1)[0]) |> ignore

    let waiting =
        open'.Reader.ReadAllAsync() |> Serving.predictStream 4 images |> readInto found source.Token

    source.Cancel()
    Assert.IsAssignableFrom<OperationCanceledException>(error waiting) |> ignore

[<Fact>]
let ``requests of many threads are batched, and each has its own answer, bit for bit`` () =
    let samples = samples 400
    let expected = alone images samples
    use predictor = new BatchingPredictor(images, maximumBatch = 32, waitMilliseconds = 2.0)
    let results: Tensor[] = Array.zeroCreate samples.Length

    Parallel.For(
        0,
        samples.Length,
        ParallelOptions(MaxDegreeOfParallelism = 24),
        fun i -> results[i] <- predictor.PredictAsync(samples[i]).Result
    )
    |> ignore

    Assert.Equal<Tensor>(expected, results)

    // All at once: they wait for one another.
    let tasks = samples |> Array.map (fun sample -> predictor.PredictAsync sample)
    Assert.Equal<Tensor>(expected, tasks |> Array.map _.Result)
    let counts = predictor.Counts
    Assert.Equal(800L, counts.Answered)
    Assert.Equal(0L, counts.Failed + counts.Refused + counts.Cancelled)
    Assert.InRange(counts.Batches, 25L, 600L)
    Assert.Equal(0, counts.Waiting)

[<Fact>]
let ``one bad request does not spoil the others`` () =
    use predictor = new BatchingPredictor(words, maximumBatch = 16, waitMilliseconds = 20.0)
    // 25 is no word of twenty; its shape is as it must be, so that it fails in the midst of a batch.
    let firsts = [| for i in 0..29 -> if i % 10 = 4 then 25 else i % 20 |]
    let tasks = firsts |> Array.map (fun first -> predictor.PredictAsync(sentence first))
    let misshapen = predictor.PredictAsync(Tensor.vector [ 1; 2; 3 ])

    for first, task in Array.zip firsts tasks do
        if first = 25 then
            Assert.Contains("25", (Assert.IsAssignableFrom<FuncNetException>(error task)).Message)
        else
            Assert.Equal(words.Predict(sentence first), task.Result)

    let message = Assert.IsType<ShapeException>(error misshapen).Message
    Assert.Contains("one sample [4] at a time; the sample is [3]", message)
    Assert.Equal(27L, predictor.Counts.Answered)
    Assert.Equal(4L, predictor.Counts.Failed)

/// A network whose predictions wait until they are let go.
let private gated (gate: ManualResetEventSlim) (entered: ManualResetEventSlim) =
    Layer.ofAtom {
        Kind = "Gate"
        Hyperparameters = []
        Parameters = fun _ -> []
        State = fun _ -> []
        OutputShape = id
        Apply =
            fun _ _ state input ->
                entered.Set()
                gate.Wait()
                input, state
    }
    |> Network.build keys[3] [ 2 ]

[<Fact>]
let ``overload, cancellation and disposal are told clearly, and who waits is answered`` () =
    use gate = new ManualResetEventSlim(false)
    use entered = new ManualResetEventSlim(false)
    use source = new CancellationTokenSource()

    let predictor =
        new BatchingPredictor(gated gate entered, maximumBatch = 1, waitMilliseconds = 0.0, queueLength = 3)

    let ask i = predictor.PredictAsync(Tensor.vector [ float32 i; 1.0f ])
    let first = ask 1
    entered.Wait()
    let second, third = ask 2, ask 3
    let cancelled = predictor.PredictAsync(Tensor.vector [ 4.0f; 1.0f ], source.Token)
    let refused = Assert.IsType<OverloadException>(error (ask 5))
    Assert.Contains("3 requests are waiting, as many as may. Send this one again later", refused.Message)
    source.Cancel()
    Assert.IsAssignableFrom<OperationCanceledException>(error cancelled) |> ignore
    let ending = (predictor :> IAsyncDisposable).DisposeAsync().AsTask()
    Assert.IsType<ObjectDisposedException>(error (ask 6)) |> ignore
    gate.Set()
    ending.Wait()

    for i, task in [ 1, first; 2, second; 3, third ] do
        Assert.Equal(Tensor.vector [ float32 i; 1.0f ], task.Result)

    Assert.Equal(
        { Answered = 3L; Failed = 0L; Refused = 1L; Cancelled = 1L; Batches = 3L; Waiting = 0 },
        predictor.Counts
    )

    (predictor :> IDisposable).Dispose()

    Assert.IsAssignableFrom<OperationCanceledException>(error (predictor.PredictAsync(Tensor.ones [ 2 ], source.Token)))
    |> ignore

[<Fact>]
let ``networks and numbers that do not fit are refused by message`` () =
    let pair =
        Network.buildFor
            DType.Float32
            keys[0]
            (Signal.ofSeq [ Shape.ofSeq [ 2 ]; Shape.ofSeq [ 2 ] ])
            (Layer.beside (Layer.dense 1) (Layer.dense 1))

    let several = Assert.Throws<ShapeException>(fun () -> new BatchingPredictor(pair) |> ignore)
    Assert.Contains("BatchingPredictor takes networks with one input and one result", several.Message)

    Assert.Throws<ShapeException>(fun () -> Serving.predictStream 4 pair (stream []) |> ignore)
    |> ignore

    for words, make in
        [
            "the largest batch must be at least 1; it is 0", (fun () -> new BatchingPredictor(images, maximumBatch = 0))
            "the length of the queue must be at least 1", (fun () -> new BatchingPredictor(images, queueLength = 0))
            "the wait in milliseconds must be a finite number of at least 0",
            (fun () -> new BatchingPredictor(images, waitMilliseconds = nan))
        ] do
        Assert.Contains(words, Assert.Throws<ConfigurationException>(fun () -> make () |> ignore).Message)

    let size =
        Assert.Throws<ConfigurationException>(fun () -> Serving.predictStream 0 images (stream []) |> ignore)

    Assert.Contains("the batch size must be at least 1", size.Message)
