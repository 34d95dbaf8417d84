module FuncNet.Tests.``Pipelines of samples and batches``

open System
open System.Collections.Generic
open Xunit
open FsCheck
open FsCheck.Xunit
open FuncNet

let private key = Key.ofSeed 11UL

let private elements (pipeline: Pipeline<'T>) = Pipeline.toSeq key 0 pipeline |> Seq.toList

/// 0, 1, …, n − 1.
let private numbers n = Pipeline.ofArray [| 0 .. n - 1 |]

let private data n =
    Dataset.ofTensors
        (Tensor.owning [ n; 2 ] (Array.init (2 * n) float32))
        (Tensor.vector [ for i in 0 .. n - 1 -> i % 3 ])

[<Property>]
let ``of a data set are its rows, and come together to its batches`` (PositiveInt n) (PositiveInt size) =
    let size = 1 + size % n
    let data = data n |> Dataset.withWeights (Seq.init n float)
    let ours = data |> Pipeline.ofDataset |> Pipeline.batch size |> elements
    let theirs = Dataset.batches size data |> Seq.toList
    let parts (batch: Batch) = batch.Inputs, batch.Targets, batch.Weights

    List.map parts ours = List.map parts theirs
    && (data |> Pipeline.batches size |> elements |> List.map parts) = List.map parts theirs
    && (data
        |> Pipeline.batches size
        |> Pipeline.unbatch
        |> Pipeline.batch size
        |> elements
        |> List.map parts)
        =
        List.map parts theirs
    && (data |> Pipeline.ofDataset |> Pipeline.batchDropLast size |> elements).Length = n / size

[<Property>]
let ``in a random order have every sample once, and go on from any batch``
    (PositiveInt n)
    (PositiveInt size)
    (NonNegativeInt from)
    =
    let size = 1 + size % n
    let pipeline = data n |> Pipeline.shuffledBatches size

    let firsts (batches: Batch seq) = [
        for batch in batches do
            yield! batch.Inputs.ToArray<float32>()
    ]

    let all = Pipeline.toSeq key 2 pipeline |> Seq.toList
    let from = from % (all.Length + 2)
    let rest = pipeline |> Pipeline.toSeqFrom Threading.CancellationToken.None key 2 from

    List.sort (firsts all) = List.init (2 * n) float32
    && firsts rest = firsts (List.skip (min from all.Length) all)
    && pipeline.Count.Value = all.Length

[<Fact>]
let ``of different shapes or names are no batch`` () =
    let sample (size: int) = Sample(Tensor.zeros [ size ], 1)

    DataFiles.refused [ "The input of sample 1"; "float32 [3]"; "float32 [2]"; "resize" ] (fun () ->
        Sample.toBatch [ sample 2; sample 3 ])

    let named name = Sample.named [ name, Tensor.zeros [ 2 ] ] [ "y", Tensor.scalar 1.0 ]
    DataFiles.refused [ "Sample 1"; "b → y"; "a → y" ] (fun () -> Sample.toBatch [ named "a"; named "b" ])
    DataFiles.refused [ "at least one sample" ] (fun () -> Sample.toBatch [])

    let many =
        Sample(Signal.ofSeq [ Tensor.zeros [ 2 ]; Tensor.zeros [ 2 ] ], Signal.One(Tensor.scalar 1.0))

    DataFiles.refused [ "Sample 1"; "2 inputs"; "first has 1" ] (fun () -> Sample.toBatch [ sample 2; many ])

[<Fact>]
let ``find their inputs and targets by name`` () =
    let x, a, y = Tensor.ones [ 2; 3 ], Tensor.zeros [ 2; 1 ], Tensor.vector [ 0; 1 ]
    let batch = Batch.named [ "image", x; "age", a ] [ "label", y ]
    Assert.Equal<string seq>([ "image"; "age" ], batch.InputNames)
    Assert.Equal<string seq>([ "label" ], batch.TargetNames)
    Assert.Equal(a, Batch.input "age" batch)
    Assert.Equal(y, Batch.target "label" batch)
    Assert.Equal(2.0 * a, batch |> Batch.mapInput "age" (fun a -> 2.0 * a) |> Batch.input "age")
    let turned = batch |> Batch.select [ "age"; "image" ] [ "label" ]
    Assert.Equal<Tensor list>([ a; x ], Signal.values turned.InputSignal)
    Assert.Equal(x, (batch |> Batch.select [ "image" ] [ "label" ]).Inputs)

    DataFiles.refused [ "no input 'text'"; "image, age" ] (fun () -> Batch.input "text" batch)
    DataFiles.refused [ "have no names"; "'age'"; "Pipeline.named" ] (fun () -> Batch(x, y) |> Batch.input "age")
    DataFiles.refused [ "'a' for 2 of its inputs" ] (fun () -> Batch.named [ "a", x; "a", a ] [ "y", y ])

    DataFiles.refused [ "1 targets"; "2 names"; "y, z" ] (fun () -> Batch(x, y) |> Batch.withNames [ "x" ] [ "y"; "z" ])

[<Fact>]
let ``keep names and weights through collation and back`` () =
    let sample i =
        Sample.named [ "x", Tensor.scalar (float i) ] [ "y", Tensor.scalar 0.0 ]
        |> Sample.withWeight (float i)

    let batch = Sample.toBatch [ sample 1; sample 2 ]
    Assert.Equal<string seq>([ "x" ], batch.InputNames)
    Assert.Equal<float[]>([| 1.0; 2.0 |], batch.Weights.ToArray<float>())
    let back = Sample.ofBatch batch
    Assert.Equal(2.0, back[1].Weight)
    Assert.Equal(Tensor.scalar 2.0, back[1].Input)
    Assert.Equal<string seq>([ "y" ], back[1].TargetNames)

[<Fact>]
let ``make samples of a time series by windows`` () =
    let samples =
        numbers 10
        |> Pipeline.window 4 3
        |> Pipeline.map (fun w -> Sample(Tensor.vector (Array.map float w[..2]), Tensor.scalar (float w[3])))
        |> Pipeline.batch 8
        |> elements

    let batch = Assert.Single samples
    Assert.Equal(Tensor.owning [ 3 ] [| 3f; 6f; 9f |], batch.Targets)
    Assert.Equal<Shape>(Shape(3, 3), batch.Inputs.Shape)

[<Fact>]
let ``of images has every image once in an epoch, as bytes until its batch, and goes on where it is told to`` () =
    let image i = Image.ofTensor (Tensor.full DType.Float32 [ 2; 3; 1 ] (float i / 255.0))
    let images = ImageSet.ofImages [ "even"; "odd" ] [ for i in 0..9 -> image i, i % 2 ]
    let pipeline = Pipeline.ofImages 4 images
    let key = Key.ofSeed 3UL

    let numbers (batches: Batch seq) = [
        for batch in batches do
            for x in Tensor.maxOver [ 1; 2; 3 ] batch.Inputs |> _.ToArray<float32>() -> int (round (255.0f * x))
    ]

    let first, second =
        Pipeline.toSeq key 0 pipeline |> Seq.toList, Pipeline.toSeq key 1 pipeline |> Seq.toList

    Assert.Equal<int list>([ 4; 4; 2 ], first |> List.map _.Size)
    Assert.Equal<int list>([ 0..9 ], List.sort (numbers first))
    Assert.NotEqual<int list>(numbers first, numbers second)
    Assert.Equal<int list>(numbers first, numbers (Pipeline.toSeq key 0 pipeline))

    Assert.Equal<int list>(
        numbers first[1..],
        numbers (Pipeline.toSeqFrom System.Threading.CancellationToken.None key 0 1 pipeline)
    )

    for batch in first do
        Assert.Equal<int list>([ for n in numbers [ batch ] -> n % 2 ], List.ofArray (batch.Targets.ToArray<int>()))

    Thrown.by<DataException, _> [ "1 … 10"; "11" ] (fun () -> Pipeline.ofImages 11 images)
