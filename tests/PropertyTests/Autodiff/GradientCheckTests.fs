[<FsCheck.Xunit.Properties(Arbitrary = [| typeof<FuncNet.Tests.Draw> |], MaxTest = 100)>]
module FuncNet.Tests.``The gradient check``

open System
open FsCheck.Xunit
open FuncNet
open Xunit

/// y = x³ or y = a·b, with a derivative that is wrong in one way or another.
type private Wrong(name, value: Tensor[] -> Tensor, gradient: Tensor[] -> Tensor -> Tensor[]) =
    inherit CustomOperation()
    override _.Name = name

    override _.Infer specs =
        let abstracts = (Program.trace (fun x -> [| value x |]) specs).OutputSpecs
        abstracts[0]

    override _.Evaluate operands = (value (operands |> Array.map Tensor.OfValue)).ToArray<float>()
    override _.Gradient(operands, _, g) = gradient operands g

let private key = Key.ofSeed 7UL
let private cube (x: Tensor[]) = x[0] * x[0] * x[0]
let private product (x: Tensor[]) = x[0] * x[1]
let private custom name value gradient = fun x -> Tensor.custom (Wrong(name, value, gradient)) x
let private x0 = [| Tensor.matrix [ [ 0.5; -1.5; 2.0 ]; [ 1.0; 0.3; -0.7 ] ] |]
let private pair = [| Tensor.matrix [ [ 0.5; -1.5 ]; [ 1.0; 0.3 ] ]; Tensor.matrix [ [ 2.0; 1.1 ]; [ -0.4; 0.9 ] ] |]

let private caughtAtFirstOrder f inputs =
    let report = GradientCheck.first GradientCheck.Tolerance key f inputs
    Assert.False(report.Passed, string report)
    Assert.True(report.LargestError > 1e-3, string report)
    Assert.Throws<FuncNetException>(fun () -> GradientCheck.require key f inputs) |> ignore

[<Fact>]
let ``passes a right rule of the user's own`` () =
    let right = custom "Cube" cube (fun x g -> [| g * (3.0 * x[0] * x[0]) |])
    GradientCheck.require key right x0
    Assert.True((GradientCheck.independent GradientCheck.Tolerance key right x0).Passed)

[<Fact>]
let ``catches a wrong factor`` () =
    caughtAtFirstOrder (custom "Cube" cube (fun x g -> [| g * (2.0 * x[0] * x[0]) |])) x0

[<Fact>]
let ``catches a wrong sign`` () = caughtAtFirstOrder (custom "Cube" cube (fun x g -> [| -g * (3.0 * x[0] * x[0]) |])) x0

[<Fact>]
let ``catches a wrong factor in one element of many`` () =
    let large = [| Draws.tensor (Random 3) [ 10; 10 ] |]
    let weights = Tensor.ofArray [ 10; 10 ] (Array.init 100 (fun i -> if i = 57 then 1.1 else 1.0))
    caughtAtFirstOrder (custom "Cube" cube (fun x g -> [| weights * g * (3.0 * x[0] * x[0]) |])) large

[<Fact>]
let ``catches exchanged operands`` () =
    caughtAtFirstOrder (custom "Product" product (fun x g -> [| g * x[0]; g * x[1] |])) pair

[<Fact>]
let ``catches a missing transposition`` () =
    let rule (x: Tensor[]) g = [| Tensor.matmulWith false false g x[1]; Tensor.matmulWith true false x[0] g |]
    caughtAtFirstOrder (custom "Matrices" (fun x -> Tensor.matmul x[0] x[1]) rule) pair

[<Fact>]
let ``catches a forgotten operand`` () =
    caughtAtFirstOrder (custom "Product" product (fun x g -> [| g * x[1]; Tensor.zerosLike x[1] |])) pair

[<Fact>]
let ``catches a missing sum over what broadcasting repeated`` () =
    let inputs = [| pair[0]; Tensor.vector [ 2.0; 3.0 ] |]
    let f = custom "Product" product (fun x g -> [| g * x[1]; g * x[0] |])
    let error = Assert.Throws<ShapeException>(fun () -> GradientCheck.require key f inputs)
    Assert.Contains("Product: the gradient of operand 2 is float64 [2; 2], the operand is float64 [2]", error.Message)

    // A sum of the wrong size fits in shape, and is caught by its numbers.
    let wrongSum (x: Tensor[]) (g: Tensor) = [| g * x[1]; Tensor.meanOver [ 0 ] (g * x[0]) |]
    caughtAtFirstOrder (custom "Product" product wrongSum) inputs

[<Fact>]
let ``catches a derivative that is right once and wrong twice`` () =
    let rule (x: Tensor[]) (g: Tensor) = [| g * (3.0 * x[0] * Tensor.stopGradient x[0]) |]
    let f = custom "Cube" cube rule
    Assert.True((GradientCheck.first GradientCheck.Tolerance key f x0).Passed)
    let second = GradientCheck.second GradientCheck.Tolerance key f x0
    Assert.False(second.Passed)
    Assert.Contains("second order", Assert.Throws<FuncNetException>(fun () -> GradientCheck.require key f x0).Message)

[<Fact>]
let ``catches a derivative that is not a number`` () =
    let report =
        GradientCheck.first GradientCheck.Tolerance key (custom "Cube" cube (fun _ g -> [| g * Double.NaN |])) x0

    Assert.False report.Passed
    Assert.Equal(Double.PositiveInfinity, report.LargestError)

[<Fact>]
let ``catches a wrong rule inside a larger computation`` () =
    let wrong = custom "Cube" cube (fun x g -> [| g * (3.0 * x[0]) |])
    caughtAtFirstOrder (fun x -> tanh (wrong [| sin x[0] |]) + x[0]) x0

[<Fact>]
let ``says where the largest error is, what was expected and what came`` () =
    let weights = Tensor.matrix [ [ 1.0; 1.0; 1.0 ]; [ 1.0; -1.0; 1.0 ] ]
    let f = custom "Cube" cube (fun x g -> [| weights * g * (3.0 * x[0] * x[0]) |])
    let report = GradientCheck.first GradientCheck.Tolerance key f x0
    Assert.Equal("input 1 at [1; 1]", report.Place)
    Assert.Equal(-report.Expected, report.Actual, 1e-7)
    Assert.Equal(6, report.Compared)
    Assert.StartsWith("Gradient check, first order: the derivative by input 1 at [1; 1] should be ", string report)

[<Fact>]
let ``agrees with the other judge about a wrong rule`` () =
    let report =
        GradientCheck.independent GradientCheck.Tolerance key (custom "Cube" cube (fun x g -> [| g * x[0] |])) x0

    Assert.False report.Passed
    Assert.Contains("MathNet", string report)

[<Fact>]
let ``asks for float64`` () =
    let single = [| Tensor.ones [ 2 ] |]
    let error = Assert.Throws<DTypeException>(fun () -> GradientCheck.require key (fun x -> x[0]) single)
    Assert.Contains("input 1 must be float64", error.Message)

    let toSingle (x: Tensor[]) = Tensor.cast DType.Float32 x[0]
    let error = Assert.Throws<DTypeException>(fun () -> GradientCheck.require key toSingle x0)
    Assert.Contains("the result must be float64", error.Message)

[<Fact>]
let ``compares nothing for inputs without elements`` () =
    let report =
        GradientCheck.first GradientCheck.Tolerance key (fun x -> x[0]) [| Tensor.full DType.Float64 [ 0; 3 ] 0.0 |]

    Assert.Equal(0, report.Compared)
    Assert.Contains("nothing to compare", string report)

[<Property>]
let ``allows a kink that is near, but not one within the step`` (seed: Seed) =
    let far = 0.01 + seed.Rng.NextDouble()
    GradientCheck.require seed.Key (fun x -> abs x[0]) [| Tensor.vector [ far; -far ] |]
    let on = [| Tensor.vector [ 1e-5 ] |]
    not (GradientCheck.first GradientCheck.ToleranceNearKinks seed.Key (fun x -> abs x[0]) on).Passed
