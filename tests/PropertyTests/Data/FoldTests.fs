module FuncNet.Tests.FoldTests

open Xunit
open FsCheck
open FsCheck.FSharp
open FsCheck.Xunit
open FuncNet
open FuncNet.Tests.DataFiles

/// Samples that are their own numbers, with labels.
let private labelled (labels: int[]) =
    Dataset.ofTensors (Tensor.owning [ labels.Length; 1 ] (Array.init labels.Length float32)) (Tensor.vector labels)

let private numbers (data: Dataset) = data.Inputs.ToArray<float32>() |> Array.map int
let private labels (data: Dataset) = data.Targets.ToArray<int>()

/// Classes of uneven sizes.
let private drawn seed n =
    Key.integers 10 n (Key.ofSeed seed)
    |> Array.map (fun i ->
        if i < 6 then 0
        elif i < 9 then 1
        else 2)
    |> labelled

let private count label (data: Dataset) = labels data |> Array.filter ((=) label) |> Array.length

/// Disjoint, complete, and each in the order of the data.
let private isPartition (data: Dataset) (parts: Dataset list) =
    let numbers = parts |> List.map numbers

    numbers |> List.forall (fun part -> Array.sort part = part)
    && (Array.concat numbers |> Array.sort) = [| 0 .. data.Count - 1 |]

[<Property>]
let ``a stratified split gives each class its share, to within one sample``
    (PositiveInt n)
    (seed: uint64)
    (share: byte)
    =
    let n = n + 8
    let fraction = (float share + 1.0) / 257.0
    let data = drawn seed n
    let wanted = int (floor (fraction * float n + 0.5))

    (wanted > 0 && wanted < n)
    ==> lazy
        (let first, others = Dataset.splitStratified (Key.ofSeed seed) fraction data

         isPartition data [ first; others ]
         && first.Count = wanted
         && [ 0..2 ]
            |> List.forall (fun label -> abs (float (count label first) - fraction * float (count label data)) < 1.0))

[<Property>]
let ``k folds test every sample once, in parts of one size`` (PositiveInt n) (PositiveInt k) (seed: uint64) =
    let n = n + 1
    let k = 2 + k % (n - 1)
    let data = drawn seed n

    for folds, isStratified in
        [
            Dataset.kFold (Key.ofSeed seed) k data, false
            Dataset.stratifiedKFold (Key.ofSeed seed) k data, true
        ] do
        let folds = Seq.toList folds
        Assert.Equal(k, folds.Length)
        Assert.All(folds, fun (train, test) -> Assert.True(isPartition data [ train; test ]))
        Assert.True(folds |> List.map snd |> Seq.collect numbers |> Seq.sort |> Seq.toArray = [| 0 .. n - 1 |])
        Assert.All(folds, fun (_, test) -> Assert.InRange(test.Count, n / k, (n + k - 1) / k))

        if isStratified then
            for label in 0..2 do
                let share = float (count label data) / float k
                Assert.All(folds, fun (_, test) -> Assert.True(abs (float (count label test) - share) < 1.0))

[<Fact>]
let ``folds are another order for another key, and the same for the same`` () =
    let data = drawn 1UL 30
    let tests key folds = folds (Key.ofSeed key) 5 data |> Seq.map (snd >> numbers) |> Seq.toList

    for folds in [ Dataset.kFold; Dataset.stratifiedKFold ] do
        Assert.Equal<int[] list>(tests 1UL folds, tests 1UL folds)
        Assert.NotEqual<int[] list>(tests 1UL folds, tests 2UL folds)

[<Fact>]
let ``leave one out tests on each sample alone`` () =
    let data = drawn 3UL 7
    let folds = Dataset.leaveOneOut data |> Seq.toList
    Assert.Equal<int list>([ 0..6 ], [ for _, test in folds -> Assert.Single(numbers test) ])
    Assert.All(folds, fun (train, test) -> Assert.True(isPartition data [ train; test ]))

[<Property>]
let ``folds by groups part no group`` (PositiveInt n) (PositiveInt k) (seed: uint64) =
    let n, k = n + 20, 2 + k % 4
    let data = drawn seed n

    let groups =
        Array.init n (fun i -> if i < 6 then i else Key.integers 6 n (Key.ofSeed seed) |> Array.item i)

    let folds = Dataset.groupKFold groups k data |> Seq.toList
    let groupsOf part = numbers part |> Array.map (fun i -> groups[i]) |> Set.ofArray

    folds.Length = k
    && folds
       |> List.forall (fun (train, test) ->
           isPartition data [ train; test ] && Set.intersect (groupsOf train) (groupsOf test) = Set.empty)
    && (folds |> Seq.collect (snd >> numbers) |> Seq.sort |> Seq.toArray) = [| 0 .. n - 1 |]

[<Property>]
let ``a bootstrap sample is as large as the data, and the rest is what it missed`` (PositiveInt n) (seed: uint64) =
    let data = drawn seed (n + 20)
    let bag, rest = Dataset.bootstrap (Key.ofSeed seed) data
    let inBag, outside = Set.ofArray (numbers bag), Set.ofArray (numbers rest)

    bag.Count = data.Count
    && rest.Count = outside.Count
    && Set.intersect inBag outside = Set.empty
    && Set.union inBag outside = Set.ofList [ 0 .. data.Count - 1 ]

[<Fact>]
let ``a bootstrap sample misses e⁻¹ of many`` () =
    let _, rest = Dataset.bootstrap (Key.ofSeed 4UL) (drawn 4UL 10_000)
    // The standard deviation is about 0.0031.
    Assert.InRange(float rest.Count / 10_000.0, exp -1.0 - 0.015, exp -1.0 + 0.015)

[<Fact>]
let ``balanced weights make all classes weigh the same`` () =
    let data = labelled [| 0; 0; 0; 1; 0; 1 |]
    Assert.Equal<float[]>([| 0.75; 1.5 |], Dataset.balancedClassWeights data)
    let balanced = Dataset.balanced data
    Assert.Equal<float[]>([| 0.75; 0.75; 0.75; 1.5; 0.75; 1.5 |], balanced.Weights.ToArray<float>())
    Assert.Equal(1.0, (Tensor.mean balanced.Weights).ToScalar())

    let weighted =
        data
        |> Dataset.withWeights [ 1.0; 2.0; 1.0; 1.0; 0.0; 3.0 ]
        |> Dataset.withClassWeights [ 1.0; 10.0 ]

    Assert.Equal<float[]>([| 1.0; 2.0; 1.0; 10.0; 0.0; 30.0 |], weighted.Weights.ToArray<float>())

[<Fact>]
let ``what cannot be split, dealt out or balanced says so`` () =
    let key, data = Key.ofSeed 1UL, labelled [| 0; 2; 0; 2 |]
    let numbers = Dataset.ofTensors (Tensor.zeros [ 4; 1 ]) (Tensor.zeros [ 4; 1 ])
    refused [ "splitStratified"; "between 0 and 1"; "1.5" ] (fun () -> Dataset.splitStratified key 1.5 data)
    refused [ "splitStratified"; "class labels" ] (fun () -> Dataset.splitStratified key 0.5 numbers)
    refused [ "empty data set" ] (fun () -> Dataset.splitStratified key 0.01 data)
    refused [ "kFold"; "2 to 4 folds"; "5" ] (fun () -> Dataset.kFold key 5 data)
    refused [ "stratifiedKFold"; "class labels" ] (fun () -> Dataset.stratifiedKFold key 2 numbers)
    refused [ "groupKFold"; "4 samples"; "3" ] (fun () -> Dataset.groupKFold [ 0; 1; 2 ] 2 data)
    refused [ "3 folds need as many groups"; "2" ] (fun () -> Dataset.groupKFold [ 0; 1; 0; 1 ] 3 data)
    refused [ "class 1 has no samples" ] (fun () -> Dataset.balanced data)
    refused [ "3 classes"; "2 weights" ] (fun () -> Dataset.withClassWeights [ 1.0; 1.0 ] data)
    refused [ "class 2 is -1" ] (fun () -> Dataset.withClassWeights [ 1.0; 1.0; -1.0 ] data)
    refused [ "bootstrap"; "every one" ] (fun () -> Dataset.bootstrap key (Dataset.take 1 data))
