[<FsCheck.Xunit.Properties(Arbitrary = [| typeof<FuncNet.Tests.Draw> |], MaxTest = 100)>]
module FuncNet.Tests.``The values of reductions``

open System
open FsCheck.Xunit
open FuncNet
open Xunit

/// f of the elements that are reduced, in order, for each place of the result.
let private over (axes: int list) (f: float list -> float) (x: Tensor) =
    let kept = [
        for axis in 0 .. x.Rank - 1 do
            if not (List.contains axis axes) then
                x.Shape[axis]
    ]

    let groups = Reference.indices x.Shape |> List.groupBy (Reference.without axes) |> dict

    let group index =
        match groups.TryGetValue index with
        | true, found -> found
        | false, _ -> []

    Reference.tabulate kept (fun index -> f (group index |> List.map (Reference.at x)))

/// f of the elements along an axis, which stays.
let private along axis (f: float list -> float list) (x: Tensor) =
    let line (index: int[]) = [ for i in 0 .. x.Shape[axis] - 1 -> Reference.at x (Reference.replaced axis i index) ]
    Reference.tabulate x.Shape (fun index -> (f (line index))[index[axis]])

let private logSumExp (numbers: float list) = log (List.sumBy exp numbers)

[<Property>]
let ``are those of loops over any axes, in both precisions`` (drawn: Drawn) =
    let axes = Draws.axes drawn.Rng drawn.Sizes
    let x = Draws.tensor drawn.Rng drawn.Sizes
    Reference.agree 1e-12 (over axes List.sum x) (Tensor.sumOver axes x)
    Reference.agree 1e-12 (over axes logSumExp x) (Tensor.logSumExpOver axes x)
    let single = Tensor.cast DType.Float32 x
    Reference.agree 1e-5 (over axes List.sum single) (Tensor.sumOver axes single)
    let whole = Draws.places drawn.Rng 100 drawn.Sizes
    Reference.same (over axes List.sum whole) (Tensor.sumOver axes whole)

[<Property>]
let ``are those of loops for means, variances and extremes`` (drawn: Drawn) =
    let sizes = Draws.nonEmpty drawn.Sizes
    let axes = Draws.axes drawn.Rng sizes
    let x = Draws.tensor drawn.Rng sizes

    let variance (numbers: float list) =
        let mean = List.average numbers
        numbers |> List.averageBy (fun x -> (x - mean) ** 2.0)

    Reference.agree 1e-12 (over axes List.average x) (Tensor.meanOver axes x)
    Reference.agree 1e-12 (over axes variance x) (Tensor.varianceOver 0 axes x)
    Reference.same (over axes List.max x) (Tensor.maxOver axes x)
    Reference.same (over axes List.min x) (Tensor.minOver axes x)

[<Property>]
let ``are the first places of the extremes`` (drawn: Drawn) =
    let sizes = Draws.nonEmpty (Draws.atLeastVector drawn.Sizes)
    let axis = drawn.Rng.Next sizes.Length
    // Few different numbers, so that many are equal.
    let x = Tensor.cast DType.Float64 (Draws.places drawn.Rng 3 sizes)
    let place choose (numbers: float list) = List.findIndex ((=) (choose numbers)) numbers |> float
    Assert.Equal(DType.Int32, (Tensor.argMax axis x).DType)
    Reference.same (over [ axis ] (place List.max) x) (Tensor.argMax axis x)
    Reference.same (over [ axis ] (place List.min) x) (Tensor.argMin (axis - sizes.Length) x)

[<Property>]
let ``are those of loops along an axis`` (drawn: Drawn) =
    let sizes = Draws.atLeastVector drawn.Sizes
    let axis = drawn.Rng.Next sizes.Length
    let x = Draws.tensor drawn.Rng sizes
    let softmax numbers = let total = List.sumBy exp numbers in numbers |> List.map (fun x -> exp x / total)
    let running (numbers: float list) = numbers |> List.scan (+) 0.0 |> List.tail
    Reference.agree 1e-12 (along axis softmax x) (Tensor.softmax axis x)
    Reference.agree 1e-12 (along axis (softmax >> List.map log) x) (Tensor.logSoftmax axis x)
    Reference.agree 1e-12 (along axis running x) (Tensor.cumulativeSum axis x)
    let backwards = Tensor.Apply(Primitive.Reduction(Reduction.CumulativeSum(axis, true)), x)
    Reference.agree 1e-12 (along axis (List.rev >> running >> List.rev) x) backwards

[<Property>]
let ``are in order after sorting, and equal ones keep theirs`` (drawn: Drawn) =
    let sizes = Draws.atLeastVector drawn.Sizes
    let axis = drawn.Rng.Next sizes.Length
    let x = Tensor.cast DType.Float64 (Draws.places drawn.Rng 3 sizes)
    let ascending, places = Tensor.sort axis x
    Reference.same (along axis List.sort x) ascending
    Reference.same (along axis (List.indexed >> List.sortBy snd >> List.map (fst >> float)) x) places
    let descending, places = Tensor.sortDescending axis x
    Reference.same (along axis List.sortDescending x) descending
    Reference.same (along axis (List.indexed >> List.sortBy (fun (_, x) -> -x) >> List.map (fst >> float)) x) places
    Reference.same descending (Tensor.gatherAlong axis places x)
    let k = drawn.Rng.Next(sizes[axis] + 1)
    let values, at = Tensor.topK k axis x
    Reference.same (Tensor.narrow axis 0 k descending) values
    Reference.same (Tensor.narrow axis 0 k places) at

[<Fact>]
let ``of nothing are 0, NaN or −∞`` () =
    let nothing = Tensor.full DType.Float64 [ 2; 0 ] 0.0
    Assert.Equal(Tensor.vector [ 0.0; 0.0 ], Tensor.sumOver [ 1 ] nothing)
    Reference.same (Tensor.vector [ nan; nan ]) (Tensor.meanOver [ 1 ] nothing)
    Reference.same (Tensor.number DType.Float64 nan) (mean nothing)
    Reference.same (Tensor.number DType.Float64 nan) (Tensor.variance nothing)
    Reference.same (Tensor.vector [ -infinity; -infinity ]) (Tensor.logSumExpOver [ 1 ] nothing)
    // No place asks for an extreme of nothing here.
    Assert.Equal<Shape>(Shape [| 0 |], (Tensor.maxOver [ 0 ] nothing).Shape)

[<Fact>]
let ``do not overflow, and put NaN last`` () =
    let x = Tensor.vector [ 1000.0; 1000.0 ]
    Reference.agree 1e-15 (Tensor.number DType.Float64 (1000.0 + log 2.0)) (Tensor.logSumExp x)
    Reference.agree 1e-15 (Tensor.vector [ 0.5; 0.5 ]) (Tensor.softmax 0 x)
    let y = Tensor.vector [ 2.0; nan; 1.0 ]
    Reference.same (Tensor.vector [ 1.0; 2.0; nan ]) (fst (Tensor.sort 0 y))
    Reference.same (Tensor.vector [ 2.0; 1.0; nan ]) (fst (Tensor.sortDescending 0 y))
    Assert.True(Double.IsNaN((Tensor.max y).ToScalar()))

[<Fact>]
let ``are exact where the sum is long`` () =
    let n = 1_000_000
    let x = Tensor.full DType.Float32 [ n ] 0.1
    Assert.Equal(float n * float 0.1f, (sum x).ToScalar(), 0.1)
