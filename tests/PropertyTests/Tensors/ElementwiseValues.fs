[<FsCheck.Xunit.Properties(Arbitrary = [| typeof<FuncNet.Tests.Draw> |], MaxTest = 100)>]
module FuncNet.Tests.``The values of element-wise operations``

open System
open FsCheck.Xunit
open FuncNet
open MathNet.Numerics
open Xunit

let private exact f =
    match f with
    | Unary.Negate -> (~-)
    | Unary.Abs -> abs
    | Unary.Sign -> sign >> float
    | Unary.Square -> fun x -> x * x
    | Unary.Sqrt -> sqrt
    | Unary.Reciprocal -> fun x -> 1.0 / x
    | Unary.Exp -> exp
    | Unary.Expm1 -> fun x -> 2.0 * sinh (x / 2.0) * exp (x / 2.0)
    | Unary.Log -> log
    | Unary.Log1p -> fun x -> 2.0 * Math.Atanh(x / (2.0 + x))
    | Unary.Sin -> sin
    | Unary.Cos -> cos
    | Unary.Tan -> tan
    | Unary.Asin -> asin
    | Unary.Acos -> acos
    | Unary.Atan -> atan
    | Unary.Sinh -> sinh
    | Unary.Cosh -> cosh
    | Unary.Tanh -> tanh
    | Unary.Sigmoid -> fun x -> 1.0 / (1.0 + exp -x)
    | Unary.Softplus -> fun x -> log (1.0 + exp x)
    | Unary.Relu -> max 0.0
    | Unary.Erf -> SpecialFunctions.Erf
    | Unary.Floor -> floor
    | Unary.Ceiling -> ceil
    | Unary.Round -> Math.Round

let unaries = TheoryData<string>(Elementwise.unaries |> Seq.map string)

[<Theory>]
[<MemberData(nameof unaries)>]
let ``are those of the function, in both precisions and at any length`` (name: string) =
    let f = Elementwise.unaries |> List.find (fun f -> string f = name)
    let info = Elementwise.unaryInfo f

    for n in [ 0; 1; 3; 17; 100 ] do
        let x = Draws.within (Random n) info [ n ]
        let apply (x: Tensor) = Reference.tabulate x.Shape (Reference.at x >> exact f)
        Reference.agree 1e-12 (apply x) (Tensor.map f x)
        let single = Tensor.cast DType.Float32 x
        Reference.agree 1e-5 (apply single) (Tensor.map f single)

let private both (f: float -> float -> float) (a: Tensor) (b: Tensor) =
    Reference.tabulate (Shape.broadcast "test" a.Shape b.Shape) (fun index ->
        f
            (Reference.at a (Reference.broadcastIndex a.Shape index))
            (Reference.at b (Reference.broadcastIndex b.Shape index)))

let private operands (pair: DrawnPair) =
    Draws.tensor pair.Rng pair.Left, Draws.tensor (Random(pair.PairSeed + 1)) pair.Right

[<Property>]
let ``are those of loops under broadcasting, in both precisions`` (pair: DrawnPair) =
    let a, b = operands pair

    let cases: ((float -> float -> float) * (Tensor -> Tensor -> Tensor)) list = [
        (+), (fun a b -> a + b)
        (-), (fun a b -> a - b)
        (*), (fun a b -> a * b)
        (/), (fun a b -> a / b)
        max, Tensor.maximum
        min, Tensor.minimum
        (fun a b -> Math.Atan2(a, b)), (fun a b -> Tensor.Atan2(a, b))
        (%), (fun a b -> a % b)
        (fun a b -> (a * a) ** b), (fun a b -> (a * a) ** b)
    ]

    for expected, actual in cases do
        Reference.agree 1e-12 (both expected a b) (actual a b)

    let a, b = Tensor.cast DType.Float32 a, Tensor.cast DType.Float32 b

    for expected, actual in List.truncate 7 cases do
        Reference.agree 1e-5 (both expected a b) (actual a b)

[<Property>]
let ``are those of loops for whole numbers`` (pair: DrawnPair) =
    let a = Draws.places pair.Rng 100 pair.Left
    let b = Draws.places pair.Rng 9 pair.Right - 10.0
    Assert.Equal(DType.Int32, (a + b).DType)
    Reference.same (both (+) a b) (a + b)
    Reference.same (both (*) a b) (a * b)
    Reference.same (both (fun a b -> truncate (a / b)) a b) (a / b)
    Reference.same (both (%) a b) (a % b)
    Reference.same (both max a b) (Tensor.maximum a b)
    Reference.same (Reference.tabulate b.Shape (fun i -> abs (Reference.at b i))) (abs b)

[<Property>]
let ``are those of loops for comparisons, connectives and choices`` (pair: DrawnPair) =
    let a, b = Draws.places pair.Rng 3 pair.Left, Draws.places pair.Rng 3 pair.Right
    let truth f = fun a b -> if f a b then 1.0 else 0.0

    for expected, actual in
        [
            (=), Tensor.equal
            (<>), Tensor.notEqual
            (<), Tensor.less
            (<=), Tensor.lessOrEqual
            (>), Tensor.greater
            (>=), Tensor.greaterOrEqual
        ] do
        Assert.Equal(DType.Bool, (actual a b).DType)
        Reference.same (both (truth expected) a b) (actual a b)

    let p, q = Draws.truths pair.Rng pair.Left, Draws.truths pair.Rng pair.Right
    Reference.same (both min p q) (Tensor.logicalAnd p q)
    Reference.same (both max p q) (Tensor.logicalOr p q)
    Reference.same (both (truth (<>)) p q) (Tensor.logicalXor p q)
    Reference.same (both (-) (Tensor.ones []) p) (Tensor.logicalNot p)
    let number, other = Tensor.cast DType.Float64 a, Tensor.cast DType.Float64 b
    let chosen = both (fun p b -> if p = 1.0 then 7.0 else b) p other
    Reference.same chosen (Tensor.where p (Tensor.number DType.Float64 7.0) other)

    Reference.same
        (both (fun a b -> if a > b then a else b) number other)
        (Tensor.where (Tensor.greater number other) number other)

[<Fact>]
let ``are truncated, rounded and tested by casts`` () =
    let x = Tensor.vector [ -1.7; -0.2; 0.0; 0.5; 2.9 ]
    Assert.Equal(Tensor.vector [ -1; 0; 0; 0; 2 ], Tensor.cast DType.Int32 x)
    Assert.Equal(Tensor.vector [ true; true; false; true; true ], Tensor.cast DType.Bool x)
    Assert.Equal(Tensor.vector [ 1.0f; 0.0f ], Tensor.cast DType.Float32 (Tensor.vector [ true; false ]))
    Assert.Equal(Tensor.vector [ 3.0; -4.0 ], Tensor.cast DType.Float64 (Tensor.vector [ 3; -4 ]))
    Assert.Equal(Tensor.vector [ 0.1f ], Tensor.cast DType.Float32 (Tensor.vector [ 0.1 ]))

[<Fact>]
let ``follow IEEE 754 at its edges`` () =
    let x = Tensor.vector [ 1.0; -1.0; 0.0 ]
    let zero = Tensor.number DType.Float64 0.0
    Reference.same (Tensor.vector [ infinity; -infinity; nan ]) (x / zero)
    Reference.same (Tensor.vector [ nan; nan; nan ]) (Tensor.maximum x (Tensor.number DType.Float64 nan))
    Reference.same (Tensor.vector [ 0.0; nan; -infinity ]) (log x)
    Reference.same (Tensor.vector [ 1.0; 1.0; 1.0 ]) (x ** 0.0)
    Assert.Equal(Tensor.vector [ false ], Tensor.equal (Tensor.vector [ nan ]) (Tensor.vector [ nan ]))

[<Fact>]
let ``stay finite where a formula would overflow`` () =
    let x = Tensor.vector [ -800.0; 800.0 ]
    Reference.agree 1e-12 (Tensor.vector [ 0.0; 1.0 ]) (Tensor.sigmoid x)
    Reference.agree 1e-12 (Tensor.vector [ 0.0; 800.0 ]) (Tensor.softplus x)
    Reference.agree 1e-12 (Tensor.vector [ -1.0; 1.0 ]) (tanh x)

[<Fact>]
let ``take a number in the tensor's own type`` () =
    Assert.Equal(Tensor.vector [ 3.0f; 5.0f ], 2.0 * Tensor.vector [ 1.0f; 2.0f ] + 1.0)
    Assert.Equal(Tensor.vector [ 3; 5 ], 2.0 * Tensor.vector [ 1; 2 ] + 1.0)
    Assert.Equal(Tensor.vector [ 0.5; 0.25 ], 1.0 / Tensor.vector [ 2.0; 4.0 ])
    Assert.Equal(Tensor.vector [ -1.0; 1.0; 0.5 ], Tensor.clamp -1.0 1.0 (Tensor.vector [ -3.0; 2.0; 0.5 ]))
