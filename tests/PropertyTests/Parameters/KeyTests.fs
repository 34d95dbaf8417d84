module FuncNet.Tests.``Keys``

open System
open Xunit
open FsCheck.Xunit
open FuncNet

let private moments (x: Tensor) =
    let x = Tensor.cast DType.Float64 x
    (Tensor.mean x).ToScalar(), (Tensor.variance x).ToScalar()

[<Property>]
let ``are equal when their seeds are, and draw the same`` (seed: uint64) =
    let draw seed = Key.uniform DType.Float32 [ 5 ] (Key.ofSeed seed)
    Assert.Equal(Key.ofSeed seed, Key.ofSeed seed)
    Assert.Equal<Tensor>(draw seed, draw seed)
    Assert.NotEqual<Tensor>(draw seed, draw (seed + 1UL))

[<Property>]
let ``split into keys that differ from each other and from their parent`` (seed: uint64) =
    let parent = Key.ofSeed seed
    let keys = Array.append [| parent |] (Key.split 20 parent)
    Assert.Equal(21, keys |> Array.distinct |> Array.length)
    let draws = keys |> Array.map (fun key -> (Key.uniform DType.Float64 [ 3 ] key).ToArray<float>())
    Assert.Equal(21, draws |> Array.distinct |> Array.length)

[<Property>]
let ``split the same way each time, and the first keys do not depend on the count`` (seed: uint64) =
    let key = Key.ofSeed seed
    Assert.Equal<Key[]>(Key.split 4 key, Key.split 4 key)
    Assert.Equal<Key[]>(Key.split 4 key, (Key.split 9 key)[..3])

[<Property>]
let ``fold in numbers to keys that differ`` (seed: uint64) =
    let key = Key.ofSeed seed
    let folded = [| for i in -5 .. 20 -> Key.foldIn i key |]
    Assert.Equal(folded.Length, folded |> Array.distinct |> Array.length)
    Assert.Equal(Key.foldIn 3 key, Key.foldInTensor (Tensor.number DType.Int32 3.0) key)

[<Fact>]
let ``draw uncorrelated numbers after a split`` () =
    let n = 100_000
    let draws = Key.ofSeed 5UL |> Key.split 2 |> Array.map (Key.normal DType.Float64 [ n ])
    let correlation = (mean (draws[0] * draws[1])).ToScalar()
    Assert.InRange(correlation, -4.0 / sqrt (float n), 4.0 / sqrt (float n))

[<Theory>]
[<InlineData(true); InlineData(false)>]
let ``draw uniform numbers with their moments, in their bounds`` single =
    let x = Key.uniform (if single then DType.Float32 else DType.Float64) [ 200; 500 ] (Key.ofSeed 1UL)
    let mean, variance = moments x
    Assert.InRange(mean, 0.5 - 0.004, 0.5 + 0.004)
    Assert.InRange(variance, 1.0 / 12.0 - 0.001, 1.0 / 12.0 + 0.001)
    Assert.True((Tensor.min x).ToScalar() >= 0.0 && (Tensor.max x).ToScalar() < 1.0)

[<Theory>]
[<InlineData(true); InlineData(false)>]
let ``draw normal numbers with their moments`` single =
    let x = Key.normal (if single then DType.Float32 else DType.Float64) [ 100_000 ] (Key.ofSeed 2UL)
    let mean, variance = moments x

    let third, fourth =
        (Tensor.mean (x * x * x)).ToScalar(), (Tensor.mean (Tensor.square (x * x))).ToScalar()

    Assert.InRange(mean, -0.013, 0.013)
    Assert.InRange(variance, 0.98, 1.02)
    Assert.InRange(third, -0.05, 0.05)
    Assert.InRange(fourth, 2.85, 3.15)

[<Fact>]
let ``draw truncated normal numbers in their bounds, with the variance of the formula`` () =
    let x = Key.truncatedNormal -2.0 2.0 DType.Float64 [ 100_000 ] (Key.ofSeed 3UL)
    let mean, variance = moments x
    // 1 − 4φ(2) / (2Φ(2) − 1)
    Assert.InRange(variance, 0.7737 - 0.012, 0.7737 + 0.012)
    Assert.InRange(mean, -0.012, 0.012)
    Assert.True((Tensor.max (abs x)).ToScalar() <= 2.0)

[<Theory>]
[<InlineData 0.0; InlineData 0.1; InlineData 0.5; InlineData 0.8; InlineData 1.0>]
let ``draw true at the given rate`` (rate: float) =
    let truths = (Key.bernoulli rate [ 50_000 ] (Key.ofSeed 4UL)).ToArray<bool>()
    let share = truths |> Array.averageBy (fun truth -> if truth then 1.0 else 0.0)
    let deviation = sqrt (rate * (1.0 - rate) / 50_000.0)
    Assert.InRange(share, rate - 4.0 * deviation, rate + 4.0 * deviation)

[<Property>]
let ``draw permutations`` (seed: uint64) (n: FsCheck.NonNegativeInt) =
    let order = Key.permutation n.Get (Key.ofSeed seed)
    Assert.Equal<int[]>([| 0 .. n.Get - 1 |], Array.sort order)
    Assert.Equal<int[]>(order, Key.permutation n.Get (Key.ofSeed seed))

[<Fact>]
let ``draw every order equally often`` () =
    let counts =
        Key.split 12_000 (Key.ofSeed 6UL)
        |> Array.countBy (Key.permutation 4 >> Array.toList)
        |> Array.map snd

    Assert.Equal(24, counts.Length)
    // 500 of each are expected; the sum of squares is χ² with 23 degrees of freedom, under 50 in all but 0.1 % of cases.
    let χ2 = counts |> Array.sumBy (fun count -> Math.Pow(float count - 500.0, 2.0) / 500.0)
    Assert.InRange(χ2, 6.0, 50.0)

[<Property>]
let ``draw whole numbers under the limit`` (seed: uint64) =
    Key.integers 7 100 (Key.ofSeed seed) |> Array.forall (fun i -> i >= 0 && i < 7)

[<Fact>]
let ``split into at least one`` () =
    Thrown.by<ConfigurationException, _> [ "Key.split"; "0" ] (fun () -> Key.split 0 (Key.ofSeed 1UL))
