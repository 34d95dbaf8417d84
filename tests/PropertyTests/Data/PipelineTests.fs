module FuncNet.Tests.Pipelines

open System
open System.Collections.Generic
open Xunit
open FsCheck
open FsCheck.FSharp
open FsCheck.Xunit
open FuncNet

let private key = Key.ofSeed 11UL

let private elements (pipeline: Pipeline<'T>) = Pipeline.toSeq key 0 pipeline |> Seq.toList

/// 0, 1, …, n − 1.
let private numbers n = Pipeline.ofArray [| 0 .. n - 1 |]

/// A sequence whose length is not known.
let private unknown n = Pipeline.ofSeq (Seq.init n id |> Seq.filter (fun _ -> true))

/// A number that follows from the key.
let private drawn (key: Key) = (Key.integers 1_000_000 1 key)[0]

/// One of each kind of stage, on n numbers.
let private stages: (string * (int -> Pipeline<int>)) list = [
    "ofArray", numbers
    "ofSeq", unknown
    "create", (fun n -> Pipeline.create (fun key epoch -> Seq.init n (fun i -> drawn (Key.foldIn i key) + epoch)))
    "generate", (fun n -> Pipeline.generate n (fun key i -> drawn key + i))
    "generateForever", (fun n -> Pipeline.generateForever (fun key i -> drawn key + i) |> Pipeline.take n)
    "map", numbers >> Pipeline.map (fun x -> x * x)
    "mapKeyed", numbers >> Pipeline.mapKeyed (fun key x -> drawn key + x)
    "filter", numbers >> Pipeline.filter (fun x -> x % 3 <> 0)
    "collect", numbers >> Pipeline.collect (fun x -> Seq.replicate (x % 3) x)
    "take", numbers >> Pipeline.take 5
    "skip", numbers >> Pipeline.skip 5
    "repeat", numbers >> Pipeline.shuffle 4 >> Pipeline.repeat 3
    "repeat of what is not known", unknown >> Pipeline.repeat 3
    "repeatForever", (fun n -> numbers (n + 1) |> Pipeline.shuffle 100 |> Pipeline.repeatForever |> Pipeline.take 20)
    "zip", (fun n -> Pipeline.zipWith (+) (numbers n |> Pipeline.shuffle 9) (numbers 7 |> Pipeline.shuffle 9))
    "concat", (fun n -> Pipeline.concat [ numbers n; numbers 3 |> Pipeline.shuffle 3; numbers n ])
    "concat of what is not known", (fun n -> Pipeline.concat [ numbers 2; unknown n; numbers 3 ])
    "interleave", (fun n -> Pipeline.interleave [ numbers n; numbers 3 |> Pipeline.shuffle 3; unknown 5 ])
    "window", numbers >> Pipeline.window 3 2 >> Pipeline.map Array.sum
    "wide window", numbers >> Pipeline.window 2 5 >> Pipeline.map Array.sum
    "chunk", numbers >> Pipeline.chunk 4 false >> Pipeline.map Array.sum
    "chunk without the last", numbers >> Pipeline.chunk 4 true >> Pipeline.map Array.sum
    "shuffle", numbers >> Pipeline.shuffle 5
    "cache", numbers >> Pipeline.shuffle 5 >> Pipeline.cache
    "prefetch", numbers >> Pipeline.shuffle 5 >> Pipeline.prefetch 2
    "mapParallel", numbers >> Pipeline.shuffle 5 >> Pipeline.mapParallel 3 (fun x -> 2 * x)
    "mapKeyedParallel", numbers >> Pipeline.mapKeyedParallel 3 (fun key x -> drawn key + x)
]

[<Property(MaxTest = 20)>]
let ``of every kind go on from any place as if all before had been read`` (NonNegativeInt n) (NonNegativeInt from) =
    let n, from = n % 30, from % 40

    for name, stage in stages do
        // Made anew, so that nothing is remembered.
        let whole = elements (stage n)
        let rest = stage n |> Pipeline.toSeqFrom Threading.CancellationToken.None key 0 from |> Seq.toList
        Assert.True((List.skip (min from whole.Length) whole = rest), $"{name}: {whole} from {from} on is {rest}")

[<Property(MaxTest = 20)>]
let ``of every kind know their length, or say that they do not`` (NonNegativeInt n) =
    let n = n % 30

    let notKnown = [
        "ofSeq"
        "create"
        "filter"
        "collect"
        "repeat of what is not known"
        "concat of what is not known"
        "interleave"
    ]

    for name, stage in stages do
        let pipeline = stage n
        Assert.Equal(List.contains name notKnown, not pipeline.Count.HasValue)

        if pipeline.Count.HasValue then
            Assert.True((pipeline.Count.Value = (elements pipeline).Length), $"{name} of {n}: {pipeline.Count}")

[<Fact>]
let ``of every kind are the same for the same key and epoch, and where they are random only differ in others`` () =
    let fixed' = [
        "ofArray"
        "ofSeq"
        "map"
        "filter"
        "collect"
        "take"
        "skip"
        "repeat of what is not known"
        "concat of what is not known"
        "window"
        "wide window"
        "chunk"
        "chunk without the last"
    ]

    for name, stage in stages do
        let pipeline = stage 25
        let epoch key number = Pipeline.toSeq key number pipeline |> Seq.toList
        let first, second = epoch key 0, epoch key 1
        Assert.True((epoch key 0 = first && epoch key 1 = second), name)
        let isFixed = List.contains name fixed'
        Assert.True(((epoch (Key.ofSeed 3UL) 0 = first) = isFixed), $"{name} with another key")
        // What is kept in memory stays what it is.
        Assert.True(((first = second) = (isFixed || name = "cache")), $"{name} in another epoch")

[<Property>]
let ``have the elements that the functions of sequences would give``
    (xs: int list)
    (ys: int list)
    (PositiveInt size)
    (PositiveInt stride)
    =
    let a, b = Pipeline.ofSeq xs, Pipeline.ofArray (List.toArray ys)
    let size, stride = size % 6 + 1, stride % 4 + 1

    elements (Pipeline.map string a) = List.map string xs
    && elements (Pipeline.filter (fun x -> x > 0) a) = List.filter (fun x -> x > 0) xs
    && elements (Pipeline.collect (fun x -> [ x; x ]) a) = List.collect (fun x -> [ x; x ]) xs
    && elements (Pipeline.take size a) = List.truncate size xs
    && elements (Pipeline.skip size a) = List.skip (min size xs.Length) xs
    && elements (Pipeline.repeat size a) = List.concat (List.replicate size xs)
    && elements (Pipeline.zip a b) = (Seq.zip xs ys |> Seq.toList)
    && elements (Pipeline.concat [ a; b; a ]) = xs @ ys @ xs
    && elements (Pipeline.chunk size false a) = (List.chunkBySize size xs |> List.map List.toArray)
    && elements (Pipeline.window size stride a) =
        (List.windowed size xs
         |> List.indexed
         |> List.filter (fun (i, _) -> i % stride = 0)
         |> List.map (snd >> List.toArray))
    && elements (Pipeline.mapParallel size string a) = List.map string xs
    && elements (Pipeline.prefetch size a) = xs
    && elements (Pipeline.cache a) = xs

[<Property>]
let ``take turns where they are interleaved, until all are over`` (NonNegativeInt a) (NonNegativeInt b) =
    let a, b = a % 9, b % 9

    let turns =
        List.concat [
            for i in 0 .. max a b - 1 do
                [
                    if i < a then
                        i
                ]

                [
                    if i < b then
                        100 + i
                ]
        ]

    elements (Pipeline.interleave [ numbers a; numbers b |> Pipeline.map (fun x -> 100 + x) ]) = turns

[<Property>]
let ``shuffled have each element once, none of them before it could be read``
    (NonNegativeInt n)
    (PositiveInt buffer)
    (seed: uint64)
    =
    let n, buffer = n % 700, buffer % 40 + 1
    let order = numbers n |> Pipeline.shuffle buffer |> Pipeline.toSeq (Key.ofSeed seed) 0 |> Seq.toList

    List.sort order = [ 0 .. n - 1 ]
    && order |> List.indexed |> List.forall (fun (place, x) -> x < place + buffer)

[<Fact>]
let ``shuffled in a buffer that holds all come in every order equally often`` () =
    let times =
        Seq.init 1200 (fun epoch -> numbers 3 |> Pipeline.shuffle 3 |> Pipeline.toSeq key epoch |> Seq.toList)
        |> Seq.countBy id
        |> Seq.toList

    Assert.Equal(6, times.Length)
    // The standard deviation is 13.
    Assert.All(times, fun (_, count) -> Assert.InRange(count, 140, 260))

[<Fact>]
let ``give every random stage, every source and every round numbers of its own`` () =
    let draw = Pipeline.mapKeyed (fun key (seen: int list) -> drawn key :: seen)
    let nothing = Pipeline.ofArray (Array.create 5 ([]: int list))
    let distinct (all: int list) = List.distinct all = all

    Assert.True(nothing |> draw |> draw |> draw |> elements |> List.concat |> distinct)
    Assert.True(nothing |> draw |> Pipeline.repeat 3 |> elements |> List.concat |> distinct)
    Assert.True(Pipeline.concat [ draw nothing; draw nothing ] |> elements |> List.concat |> distinct)
    Assert.True(Pipeline.interleave [ draw nothing; draw nothing ] |> elements |> List.concat |> distinct)
    Assert.True(Pipeline.zipWith (@) (draw nothing) (draw nothing) |> elements |> List.concat |> distinct)

[<Fact>]
let ``are the same bits on any number of threads and whatever is prefetched`` () =
    let augment key (x: Tensor) = x + 0.1 * Key.normal DType.Float32 [ 7 ] key

    let source =
        Pipeline.generate 40 (fun key _ -> Key.uniform DType.Float32 [ 7 ] key) |> Pipeline.shuffle 10

    let plain = source |> Pipeline.mapKeyed augment |> Pipeline.batchTensors 6 false |> elements

    for threads in [ 1; 2; 3; 8 ] do
        let others =
            source
            |> Pipeline.prefetch 3
            |> Pipeline.mapKeyedParallel threads augment
            |> Pipeline.prefetch threads
            |> Pipeline.batchTensors 6 false
            |> Pipeline.mapParallel threads id
            |> elements

        Assert.Equal<Tensor list>(plain, others)

[<Fact>]
let ``in a cache are made once, for each key that they depend on`` () =
    let count = ref 0

    let cached =
        numbers 5
        |> Pipeline.mapKeyed (fun key x ->
            count.Value <- count.Value + 1
            x + drawn key)
        |> Pipeline.cache

    let epoch key number = Pipeline.toSeq key number cached |> Seq.toList
    // What is not read to its end is not kept.
    Pipeline.toSeq key 4 cached |> Seq.take 4 |> Seq.length |> ignore
    Assert.Equal(4, count.Value)
    let first = epoch key 4
    Assert.Equal(9, count.Value)
    Assert.Equal<int list>(first, epoch key 0)
    Assert.Equal<int list>(first, epoch key 7)
    Assert.Equal(9, count.Value)
    Assert.NotEqual<int list>(first, epoch (Key.ofSeed 1UL) 0)
    Assert.Equal(14, count.Value)
    Assert.Equal<int list>(first, epoch key 0)

[<Fact>]
let ``hold no more elements than their buffers`` () =
    let made, read, most = ref 0, ref 0, ref 0

    let pipeline =
        Pipeline.generateForever (fun _ i ->
            let count = Threading.Interlocked.Increment made
            most.Value <- max most.Value (count - 4 * Threading.Volatile.Read &read.contents)
            i)
        |> Pipeline.take 20_000
        |> Pipeline.shuffle 16
        |> Pipeline.chunk 4 false
        |> Pipeline.prefetch 3

    for chunk in Pipeline.toSeq key 0 pipeline do
        Assert.Equal(4, chunk.Length)
        Threading.Interlocked.Increment read |> ignore

    Assert.Equal(20_000, made.Value)
    // The buffer and the next element; three chunks ready, one in the thread's hand, one with the reader and one that is not yet counted as read.
    Assert.InRange(most.Value, 17, 17 + 4 * 6)

[<Fact>]
let ``read a sequence anew in each epoch and as far as is needed`` () =
    let read = ref 0

    let source =
        Pipeline.ofSeq (
            seq {
                for i in 0..9 do
                    read.Value <- read.Value + 1
                    yield i
            }
        )

    Assert.Equal(0, read.Value)
    Assert.Equal<int list>([ 0; 1; 2 ], source |> Pipeline.take 3 |> elements)
    Assert.Equal(3, read.Value)
    Assert.Equal(10, (elements source).Length)
    Assert.Equal(13, read.Value)

[<Fact>]
let ``refuse sizes that make no sense, and rounds of nothing`` () =
    let refused (message: string) (action: unit -> Pipeline<'T>) =
        let error = Assert.Throws<ConfigurationException>(fun () -> action () |> ignore)
        Assert.Equal(message, error.Message)

    refused "Pipeline.shuffle: the buffer must be at least 1; it is 0." (fun () -> numbers 3 |> Pipeline.shuffle 0)
    refused "Pipeline.chunk: the size must be at least 1; it is -2." (fun () -> numbers 3 |> Pipeline.chunk -2 false)
    refused "Pipeline.window: the stride must be at least 1; it is 0." (fun () -> numbers 3 |> Pipeline.window 2 0)

    refused "Pipeline.take: the number of elements must be at least 0; it is -1." (fun () ->
        numbers 3 |> Pipeline.take -1)

    refused "Pipeline.prefetch: the number of elements must be at least 1; it is 0." (fun () ->
        numbers 3 |> Pipeline.prefetch 0)

    refused "Pipeline.mapParallel: the number of threads must be at least 1; it is 0." (fun () ->
        numbers 3 |> Pipeline.mapParallel 0 id)

    DataFiles.refused [ "Pipeline.repeatForever"; "has no elements" ] (fun () ->
        numbers 5
        |> Pipeline.filter (fun x -> x > 5)
        |> Pipeline.repeatForever
        |> Pipeline.toSeq key 0
        |> Seq.head)

    Assert.Equal("Pipeline of 3 elements", string (numbers 3))
    Assert.Equal("Pipeline without end", string (Pipeline.repeatForever (numbers 3)))
    Assert.Equal("Pipeline whose length is not known", string (unknown 3))
