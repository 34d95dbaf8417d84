[<FsCheck.Xunit.Properties(Arbitrary = [| typeof<FuncNet.Tests.Draw> |], MaxTest = 100)>]
module FuncNet.Tests.``The derivatives of element-wise operations``

open System
open FsCheck.Xunit
open FuncNet
open Xunit

let unaries = TheoryData<string>(Elementwise.unaries |> Seq.map string)

let private unary name = Elementwise.unaries |> List.find (fun f -> string f = name)

[<Theory>]
[<MemberData(nameof unaries)>]
let ``agree with differences for every function of one number`` (name: string) =
    let f = unary name
    let info = Elementwise.unaryInfo f

    for seed in 1..3 do
        let rng = Random seed

        for sizes in [ []; [ 2; 3 ]; [ 0; 2 ]; [ 5; 5; 2 ] ] do
            let key = Key.ofSeed (uint64 seed)
            GradientCheck.require key (fun x -> Tensor.map f x[0]) [| Draws.within rng info sizes |]

[<Theory>]
[<MemberData(nameof unaries)>]
let ``agree with MathNet for every function of one number`` (name: string) =
    let f = unary name
    let x = Draws.within (Random 5) (Elementwise.unaryInfo f) [ 8 ]
    // MathNet's own step is coarse next to singularities.
    GradientCheck.independent 1e-5 (Key.ofSeed 5UL) (fun x -> Tensor.map f x[0]) [| x |]
    |> GradientCheck.requirePassed

[<Theory>]
[<InlineData("Abs")>]
[<InlineData("Relu")>]
[<InlineData("Sign")>]
let ``are 0 at the kink itself`` (name: string) =
    let g = Differentiate.grad (fun x -> Tensor.sum (Tensor.map (unary name) x)) (Tensor.vector [ 0.0 ])
    Assert.Equal(Tensor.vector [ 0.0 ], g + 0.0)

let private pairOf (pair: DrawnPair) low high = [|
    Draws.between pair.Rng low high pair.Left
    Draws.between (Random(pair.PairSeed + 1)) low high pair.Right
|]

[<Property>]
let ``agree with differences for sums and products under broadcasting`` (pair: DrawnPair) =
    let inputs = pairOf pair -2.0 2.0
    GradientCheck.require pair.Key (fun x -> x[0] + x[1]) inputs
    GradientCheck.require pair.Key (fun x -> x[0] - x[1]) inputs
    GradientCheck.require pair.Key (fun x -> x[0] * x[1]) inputs

[<Property>]
let ``agree with differences for quotients, powers and angles`` (pair: DrawnPair) =
    let inputs = pairOf pair 0.5 2.0
    GradientCheck.require pair.Key (fun x -> x[0] / x[1]) inputs
    GradientCheck.require pair.Key (fun x -> x[0] ** x[1]) inputs
    GradientCheck.require pair.Key (fun x -> Tensor.Atan2(x[0] - 3.0, x[1])) inputs

[<Property>]
let ``agree with differences for remainders`` (pair: DrawnPair) =
    let a = Draws.between pair.Rng 2.2 2.8 pair.Left
    let b = Draws.between (Random(pair.PairSeed + 1)) 0.95 1.05 pair.Right
    GradientCheck.require pair.Key (fun x -> x[0] % x[1]) [| a; b |]
    GradientCheck.require pair.Key (fun x -> x[0] % x[1]) [| -a; b |]

[<Property>]
let ``agree with differences for the larger and the smaller of two`` (pair: DrawnPair) =
    let whole (rng: Random) sizes = Tensor.cast DType.Float64 (Draws.places rng 7 sizes)
    let inputs = [| whole pair.Rng pair.Left; whole (Random(pair.PairSeed + 1)) pair.Right + 0.5 |]
    GradientCheck.require pair.Key (fun x -> Tensor.maximum x[0] x[1] * x[0]) inputs
    GradientCheck.require pair.Key (fun x -> Tensor.minimum x[0] x[1] * x[1]) inputs

[<Property>]
let ``agree with differences for a choice, whose parts and condition broadcast`` (pair: DrawnPair) =
    let inputs = pairOf pair -2.0 2.0

    let condition =
        Draws.truths pair.Rng (List.ofSeq (Shape.broadcast "test" (Shape.ofSeq pair.Left) (Shape.ofSeq pair.Right)))

    GradientCheck.require pair.Key (fun x -> Tensor.where condition (x[0] * x[0]) (sin x[1])) inputs
    let small = Draws.truths pair.Rng [ 1 ]
    GradientCheck.require pair.Key (fun x -> Tensor.where small (x[0] * x[0]) (sin x[1])) inputs

[<Property>]
let ``go through casts between float types`` (drawn: Drawn) =
    let x = Draws.tensor drawn.Rng drawn.Sizes |> Tensor.cast DType.Float32
    let f (x: Tensor) = Tensor.sum (Tensor.square (Tensor.cast DType.Float64 x))
    let g = Differentiate.grad f x
    Assert.Equal(DType.Float32, g.DType)
    Reference.agree 1e-6 (2.0 * x) g

[<Property>]
let ``are nothing beyond whole numbers and truth values`` (drawn: Drawn) =
    let x = Draws.tensor drawn.Rng drawn.Sizes
    let zero = Tensor.zerosLike x
    let through dtype = Differentiate.grad (fun x -> Tensor.sum (Tensor.cast DType.Float64 (Tensor.cast dtype x))) x
    Assert.Equal(zero, through DType.Int32)
    Assert.Equal(zero, through DType.Bool)
    Assert.Equal(zero, Differentiate.grad (fun x -> Tensor.sum (Tensor.stopGradient x)) x)

[<Fact>]
let ``of powers are finite at a base of 0`` () =
    let x = Tensor.vector [ 0.0 ]
    let power (p: float) (x: Tensor) = Tensor.sum (x ** p)
    let first p = (Differentiate.grad (power p) x).ToArray<float>()[0]
    let second p = (Differentiate.hessian (power p) x).ToArray<float>()[0]
    Assert.Equal<float list>([ 0.0; 1.0; 0.0; 0.0 ], [ for p in 0.0 .. 3.0 -> first p ])
    Assert.Equal<float list>([ 0.0; 0.0; 2.0; 0.0 ], [ for p in 0.0 .. 3.0 -> second p ])

    let both (x: Tensor[]) = Tensor.sum (x[0] ** x[1])
    let g = Differentiate.gradMany both [| x; Tensor.vector [ 2.0 ] |]
    Assert.Equal(Tensor.vector [ 0.0 ], g[1])

    let again =
        Differentiate.gradMany (fun x -> Tensor.sum ((Differentiate.gradMany both x)[1])) [| x; Tensor.vector [ 2.0 ] |]

    Assert.All(again, (fun g -> Assert.Equal(0.0, g.ToArray<float>()[0])))

[<Fact>]
let ``of the larger of two equal numbers are shared`` () =
    let x = Tensor.vector [ 1.0; 2.0 ]

    let g =
        Differentiate.gradMany (fun x -> Tensor.sum (Tensor.maximum x[0] x[1])) [| x; Tensor.vector [ 1.0; 0.0 ] |]

    Assert.Equal(Tensor.vector [ 0.5; 1.0 ], g[0])
    Assert.Equal(Tensor.vector [ 0.5; 0.0 ], g[1])
