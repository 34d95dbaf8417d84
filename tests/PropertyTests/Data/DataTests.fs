module FuncNet.Tests.DataTests

open System
open Xunit
open FsCheck
open FsCheck.FSharp
open FsCheck.Xunit
open FuncNet
open FuncNet.Tests.DataFiles

/// n samples of 3 numbers, of which the first is the number of the sample; labels 0, 1, 2, 0, ….
let private numbered n =
    let inputs = Array.init (n * 3) (fun i -> if i % 3 = 0 then float32 (i / 3) else float32 (i % 7))
    Dataset.ofLabelled [ "a"; "b"; "c" ] (Tensor.ofArray [ n; 3 ] inputs) (Tensor.vector (Seq.init n (fun i -> i % 3)))

/// Which samples of `numbered` these inputs are, after a check that they are whole.
let private samples (inputs: Tensor) (targets: Tensor) =
    let x, labels = inputs.ToArray<float32>(), targets.ToArray<int>()

    Array.init labels.Length (fun i ->
        let sample = int x[i * 3]
        Assert.Equal(float32 ((sample * 3 + 1) % 7), x[i * 3 + 1])
        Assert.Equal(sample % 3, labels[i])
        sample)

let private samplesOf (data: Dataset) = samples data.Inputs data.Targets

let private key = Key.ofSeed 7UL

module ``A data set`` =

    [<Fact>]
    let ``knows its counts, shapes and classes`` () =
        let data = numbered 5
        Assert.Equal(5, data.Count)
        Assert.True((data.InputShape = Shape 3))
        Assert.True((data.TargetShape = Shape.Scalar))
        Assert.Equal<string seq>([ "a"; "b"; "c" ], data.ClassNames)
        Assert.Equal<int seq>([ 2; 2; 1 ], Dataset.classSizes data)

    [<Fact>]
    let ``counts its classes by the largest label where no names are given`` () =
        let data = Dataset.ofTensors (Tensor.zeros [ 3; 1 ]) (Tensor.vector [ 0; 4; 1 ])
        Assert.Equal(5, data.ClassCount)
        Assert.Equal(5, (Dataset.take 1 data).ClassCount)

    [<Fact>]
    let ``refuses counts that disagree`` () =
        refused [ "5 samples but 4 targets"; "[5; 2]" ] (fun () -> Dataset(Tensor.zeros [ 5; 2 ], Tensor.zeros [ 4 ]))

    [<Fact>]
    let ``refuses to be empty`` () =
        refused [ "Empty data set" ] (fun () -> Dataset(Tensor.zeros [ 0; 2 ], Tensor.zeros [ 0 ]))
        refused [ "Dataset.take"; "empty data set" ] (fun () -> Dataset.take 0 (numbered 3))
        refused [ "empty data set" ] (fun () -> Dataset.skip 3 (numbered 3))
        refused [ "empty data set" ] (fun () -> Dataset.select [||] (numbered 3))
        refused [ "empty data set" ] (fun () -> Dataset.split 0.1 (numbered 3))

    [<Theory>]
    [<InlineData(Single.NaN, "NaN")>]
    [<InlineData(Single.PositiveInfinity, "infinity")>]
    let ``names the sample that is not finite`` (bad: float32) (word: string) =
        let numbers = Array.create 12 1.0f
        numbers[7] <- bad

        refused [ word; "inputs of sample 2"; "element 1 of 3" ] (fun () ->
            Dataset(Tensor.ofArray [ 4; 3 ] numbers, Tensor.zeros [ 4 ]))

        refused [ word; "targets of sample 2" ] (fun () ->
            Dataset(Tensor.zeros [ 4; 3 ], Tensor.ofArray [ 4; 3 ] (Array.map float numbers)))

    [<Fact>]
    let ``names the label that is out of range`` () =
        refused [ "label 3 of sample 1"; "0 … 2" ] (fun () ->
            Dataset.ofLabelled [ "a"; "b"; "c" ] (Tensor.zeros [ 2; 2 ]) (Tensor.vector [ 0; 3 ]))

        refused [ "label -1 of sample 0" ] (fun () -> Dataset(Tensor.zeros [ 2; 2 ], Tensor.vector [ -1; 0 ]))

    [<Fact>]
    let ``refuses class names for targets that are no labels`` () =
        refused [ "int32"; "float32 [2]" ] (fun () ->
            Dataset.ofLabelled [ "a" ] (Tensor.zeros [ 2; 2 ]) (Tensor.zeros [ 2 ]))

    [<Fact>]
    let ``refuses places outside of it`` () =
        refused [ "place 1 asks for sample 5"; "0 … 4" ] (fun () -> Dataset.select [| 0; 5 |] (numbered 5))
        refused [ "Dataset.range"; "there are 5" ] (fun () -> Dataset.range 3 3 (numbered 5))
        refused [ "Dataset.range" ] (fun () -> Dataset.range Int32.MaxValue 2 (numbered 5))

    [<Fact>]
    let ``refuses to be joined with other shapes or classes`` () =
        let other = Dataset.ofLabelled [ "a"; "x"; "c" ] (Tensor.zeros [ 2; 3 ]) (Tensor.vector [ 0; 1 ])
        refused [ "part 1"; "a, x, c" ] (fun () -> Dataset.concat [ numbered 2; other ])

        let other = Dataset.ofTensors (Tensor.zeros [ 2; 4 ]) (Tensor.vector [ 0; 1 ])
        refused [ "part 1"; "[2; 4]" ] (fun () -> Dataset.concat [ numbered 2; other ])

    [<Property>]
    let ``is its two parts, one behind the other`` (PositiveInt n) (PositiveInt at) =
        let n = n + 1
        let data = numbered n
        let first, second = Dataset.splitAt (1 + at % (n - 1)) data
        samplesOf (Dataset.concat [ first; second ]) = [| 0 .. n - 1 |]

    [<Property>]
    let ``has every sample once when it is shuffled, with its own target`` (PositiveInt n) (seed: uint64) =
        let shuffled = numbered n |> Dataset.shuffle (Key.ofSeed seed)
        Array.sort (samplesOf shuffled) = [| 0 .. n - 1 |]

    [<Fact>]
    let ``is split at random into parts that depend on the key`` () =
        let part seed = numbered 100 |> Dataset.splitRandomly (Key.ofSeed seed) 0.8
        let train, test = part 1UL
        Assert.Equal((80, 20), (train.Count, test.Count))
        Assert.Equal<int>([| 0..99 |], Array.sort (Array.append (samplesOf train) (samplesOf test)))
        Assert.Equal<int>(samplesOf test, samplesOf (snd (part 1UL)))
        Assert.NotEqual<int>(samplesOf test, samplesOf (snd (part 2UL)))

    [<Fact>]
    let ``scales its inputs and keeps its classes`` () =
        let data = numbered 4 |> Dataset.take 2 |> Dataset.scaleInputs 0.5
        Assert.Equal<float32>([| 0.0f; 0.5f; 1.0f; 0.5f; 2.0f; 2.5f |], data.Inputs.ToArray<float32>())
        Assert.Equal(3, data.ClassCount)

module ``Batches`` =

    [<Property>]
    let ``hold every sample once, and the last may be shorter`` (PositiveInt n) (PositiveInt size) (seed: uint64) =
        let size = 1 + size % n
        let data = numbered n
        let batches = data |> Dataset.shuffledBatches size (Key.ofSeed seed) |> Seq.toArray
        let held = batches |> Array.collect (fun batch -> samples batch.Inputs batch.Targets)

        batches |> Seq.take (batches.Length - 1) |> Seq.forall (fun batch -> batch.Size = size)
        && Array.sort held = [| 0 .. n - 1 |]
        && batches.Length = Dataset.batchCount size false data

    [<Property>]
    let ``are all whole when the last is dropped`` (PositiveInt n) (PositiveInt size) =
        let size = 1 + size % n
        let data = numbered n
        let batches = data |> Dataset.batchesOf [| 0 .. n - 1 |] size true |> Seq.toArray

        batches.Length = n / size
        && batches.Length = Dataset.batchCount size true data
        && batches |> Array.forall (fun batch -> batch.Size = size)

    [<Property>]
    let ``of epoch after epoch in one memory are those that are made anew``
        (PositiveInt n)
        (PositiveInt size)
        (seed: uint64)
        =
        let size = 1 + size % n
        let data = numbered n |> Dataset.withWeights (Seq.init n float)
        let key = Key.ofSeed seed
        use feed = data.Source.Open(size, System.Threading.CancellationToken.None)

        [ 0; 1 ]
        |> List.forall (fun epoch ->
            let anew = data |> Dataset.shuffledBatches size (Key.foldIn -(epoch + 1) key) |> Seq.toArray

            let from = epoch * (anew.Length - 1)
            feed.Begin(key, epoch, from)

            feed.Count = anew.Length
            && anew[from..]
               |> Seq.forall (fun batch ->
                   let isOnBatch = feed.Next()
                   let expected = [| batch.Inputs; batch.Targets; batch.Weights |]
                   let written = feed.Specs |> Array.map NDArray.allocate
                   feed.Write(Array.append [| NDArray.allocate expected[0].Spec |] written, 1)

                   isOnBatch
                   && feed.Size = batch.Size
                   && feed.Tensors = expected
                   && Array.map Tensor.OfValue written = expected)
            && not (feed.Next()))

    [<Fact>]
    let ``come in the order of the data without a key`` () =
        let batches = numbered 5 |> Dataset.batches 2 |> Seq.toArray
        let held = batches |> Array.map (fun batch -> samples batch.Inputs batch.Targets)
        Assert.Equal<int[]>([| [| 0; 1 |]; [| 2; 3 |]; [| 4 |] |], held)

    [<Fact>]
    let ``come in another order each epoch, the same one each time`` () =
        let data = numbered 50
        Assert.Equal<int>(Dataset.order key 3 data, Dataset.order key 3 data)
        Assert.NotEqual<int>(Dataset.order key 3 data, Dataset.order key 4 data)

    [<Fact>]
    let ``are refused when they are larger than the data, before the first is made`` () =
        refused [ "batch size 8"; "5 samples"; "at most 5" ] (fun () -> Dataset.batches 8 (numbered 5))
        refused [ "batch size"; "0" ] (fun () -> Dataset.batches 0 (numbered 5))

    [<Fact>]
    let ``of any type are gathered`` () =
        let batch targets =
            Dataset.ofTensors (Tensor.ofArray [ 3 ] [| 1; 2; 3 |]) targets |> Dataset.batches 2 |> Seq.last

        Assert.Equal<bool>([| true |], (batch (Tensor.vector [ false; true; true ])).Targets.ToArray<bool>())
        Assert.Equal<float>([| 7.0 |], (batch (Tensor.vector [ 5.0; 6.0; 7.0 ])).Targets.ToArray<float>())

    [<Fact>]
    let ``refuse inputs and targets of different counts`` () =
        refused [ "[2; 3]"; "[3]" ] (fun () -> Batch(Tensor.zeros [ 2; 3 ], Tensor.zeros [ 3 ]))

module ``One-hot encoding`` =

    [<Property>]
    let ``is undone by decoding`` (labels: NonNegativeInt[]) (NonNegativeInt more) =
        let labels = labels |> Array.map _.Get
        let classes = Array.fold max 0 labels + 1 + more % 5
        let labels = Tensor.ofArray [ labels.Length ] labels
        OneHot.decode (OneHot.encode classes labels) = labels

    [<Fact>]
    let ``is a unit vector for each label`` () =
        let rows = OneHot.encode 3 (Tensor.vector [ 2; 0 ])
        Assert.Equal(Tensor.ofArray [ 2; 3 ] [| 0.0f; 0.0f; 1.0f; 1.0f; 0.0f; 0.0f |], rows)

    [<Fact>]
    let ``refuses labels out of range and rows that are not one-hot`` () =
        refused [ "label 3 of sample 1"; "0 … 2" ] (fun () -> OneHot.encode 3 (Tensor.vector [ 0; 3 ]))
        refused [ "int32 [n]" ] (fun () -> OneHot.encode 3 (Tensor.zeros [ 2 ]))
        refused [ "row 1" ] (fun () -> OneHot.decode (Tensor.ofArray [ 2; 2 ] [| 0.0f; 1.0f; 1.0f; 1.0f |]))
        refused [ "row 0 has no 1" ] (fun () -> OneHot.decode (Tensor.zeros [ 1; 2 ]))
        refused [ "row 0" ] (fun () -> OneHot.decode (Tensor.ofArray [ 1; 2 ] [| 0.5f; 0.5f |]))

    [<Fact>]
    let ``makes a data set with rows as targets`` () =
        let data = numbered 5 |> Dataset.take 2 |> Dataset.oneHot
        Assert.Equal(Tensor.ofArray [ 2; 3 ] [| 1.0f; 0.0f; 0.0f; 0.0f; 1.0f; 0.0f |], data.Targets)

module ``Standardization`` =

    let private regression inputs = Dataset.ofTensors inputs (Tensor.zeros [ inputs.Shape[0] ])

    [<Property>]
    let ``brings every feature to mean 0 and variance 1`` (seed: uint64) (PositiveInt n) =
        let n = n + 2
        let x = Key.normal DType.Float64 [ n; 2; 3 ] (Key.ofSeed seed) * 5.0 + 100.0
        let data = regression x
        let z = (Standardization.apply (Standardization.fit data) data).Inputs

        let close expected (actual: Tensor) =
            actual.ToArray<float>() |> Array.forall (fun x -> abs (x - expected) < 1e-9)

        close 0.0 (Tensor.meanOver [ 0 ] z) && close 1.0 (Tensor.varianceOver 0 [ 0 ] z)

    [<Fact>]
    let ``is that of the training set, by hand`` () =
        let train = regression (Tensor.ofArray [ 2; 2 ] [| 1.0f; 0.1f; 3.0f; 0.1f |])
        let test = regression (Tensor.ofArray [ 1; 2 ] [| 5.0f; 0.6f |])
        let fitted = Standardization.fit train
        Assert.Equal(Tensor.vector [ 2.0f; 0.1f ], fitted.Mean)
        // The second feature is constant: it is shifted only.
        Assert.Equal(Tensor.vector [ 1.0f; 1.0f ], fitted.Deviation)
        Assert.Equal(Tensor.ofArray [ 1; 2 ] [| 3.0f; 0.5f |], (Standardization.apply fitted test).Inputs)
        Assert.Equal(test.Inputs, Standardization.invert fitted (Standardization.applyTo fitted test.Inputs))

    [<Fact>]
    let ``refuses samples of another shape and whole numbers`` () =
        let fitted = Standardization.fit (regression (Tensor.zeros [ 4; 2 ]))
        refused [ "[2]"; "[3]" ] (fun () -> Standardization.apply fitted (regression (Tensor.zeros [ 4; 3 ])))
        refused [ "int32" ] (fun () -> Standardization.fit (regression (Tensor.ofArray [ 1; 1 ] [| 1 |])))
