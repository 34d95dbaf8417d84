[<FsCheck.Xunit.Properties(Arbitrary = [| typeof<FuncNet.Tests.Draw> |], MaxTest = 100)>]
module FuncNet.Tests.``The derivatives of reductions``

open FsCheck.Xunit
open FuncNet
open Xunit

let private require (drawn: Drawn) f (x: Tensor) = GradientCheck.require drawn.Key (fun (x: Tensor[]) -> f x[0]) [| x |]

[<Property>]
let ``agree with differences for sums, means and variances over any axes`` (drawn: Drawn) =
    let sizes = Draws.nonEmpty drawn.Sizes
    let axes = Draws.axes drawn.Rng sizes
    require drawn (fun x -> Tensor.sumOver axes (x * x)) (Draws.tensor drawn.Rng drawn.Sizes)
    require drawn (fun x -> Tensor.meanOver axes (sin x)) (Draws.tensor drawn.Rng sizes)
    require drawn (Tensor.varianceOver 0 axes) (Draws.tensor drawn.Rng sizes)
    // Of n numbers, divided by n − 1.
    require drawn (Tensor.varianceOver 1 [ 0 ]) (Draws.tensor drawn.Rng (2 :: List.truncate 3 drawn.Sizes))

[<Property>]
let ``agree with differences for the largest and the smallest over any axes`` (drawn: Drawn) =
    let sizes = Draws.nonEmpty drawn.Sizes
    let axes = Draws.axes drawn.Rng sizes
    let x = Draws.distinct drawn.Rng sizes
    require drawn (fun x -> Tensor.square (Tensor.maxOver axes x)) x
    require drawn (fun x -> Tensor.square (Tensor.minOver axes x)) x

[<Property>]
let ``agree with differences for ln Σ eˣ, softmax and its logarithm`` (drawn: Drawn) =
    let sizes = Draws.atLeastVector (Draws.nonEmpty drawn.Sizes)
    let x = Draws.tensor drawn.Rng sizes
    let axis = drawn.Rng.Next sizes.Length
    require drawn (Tensor.logSumExpOver (Draws.axes drawn.Rng sizes)) x
    require drawn (Tensor.softmax axis) x
    require drawn (Tensor.logSoftmax (axis - sizes.Length)) x

[<Property>]
let ``agree with differences for running sums both ways`` (drawn: Drawn) =
    let sizes = Draws.atLeastVector drawn.Sizes
    let axis = drawn.Rng.Next sizes.Length
    let running reverse (x: Tensor) = Tensor.Apply(Primitive.Reduction(Reduction.CumulativeSum(axis, reverse)), x)
    require drawn (fun x -> sin (running false x)) (Draws.tensor drawn.Rng sizes)
    require drawn (fun x -> sin (running true x)) (Draws.tensor drawn.Rng sizes)

[<Property>]
let ``agree with differences for sorting, and the k largest`` (drawn: Drawn) =
    let sizes = Draws.atLeastVector drawn.Sizes
    let axis = drawn.Rng.Next sizes.Length
    let x = Draws.distinct drawn.Rng sizes
    let k = drawn.Rng.Next(sizes[axis] + 1)
    require drawn (fun x -> Tensor.square (fst (Tensor.sort axis x))) x
    require drawn (fun x -> sin (fst (Tensor.sortDescending axis x))) x
    require drawn (fun x -> Tensor.square (fst (Tensor.topK k axis x))) x

[<Property>]
let ``are those of a norm`` (seed: Seed) =
    GradientCheck.require seed.Key (fun x -> Tensor.norm x[0]) [| Draws.between seed.Rng 0.5 2.0 [ 2; 3 ] |]

[<Fact>]
let ``of a maximum are shared by equal elements`` () =
    let x = Tensor.matrix [ [ 3.0; 3.0; 1.0 ]; [ 2.0; 5.0; 4.0 ] ]
    let g = Differentiate.grad (fun x -> Tensor.sum (Tensor.maxOver [ 1 ] x)) x
    Assert.Equal(Tensor.matrix [ [ 0.5; 0.5; 0.0 ]; [ 0.0; 1.0; 0.0 ] ], g)

[<Fact>]
let ``do not reach the places that are found`` () =
    let x = Tensor.vector [ 3.0; 1.0; 2.0 ]
    let places (x: Tensor) = Tensor.sum (Tensor.cast DType.Float64 (Tensor.argMax 0 x) * x)
    Assert.Equal(Tensor.vector [ 0.0; 0.0; 0.0 ], Differentiate.grad places x)

[<Fact>]
let ``of a softmax stay finite for large numbers`` () =
    let x = Tensor.vector [ 1000.0; 0.0; -1000.0 ]
    let g = Differentiate.grad (fun x -> (Tensor.logSoftmax 0 x)[2]) x
    Reference.agree 1e-12 (Tensor.vector [ -1.0; 0.0; 1.0 ]) g

[<Fact>]
let ``of a log-sum-exp over minus infinity alone are 0`` () =
    let x = Tensor.matrix [ [ -infinity; -infinity ]; [ 0.0; -infinity ] ]
    let g = Differentiate.grad (fun x -> Tensor.sum (Tensor.logSumExpOver [ 1 ] x)) x
    Assert.Equal(Tensor.matrix [ [ 0.0; 0.0 ]; [ 1.0; 0.0 ] ], g)
