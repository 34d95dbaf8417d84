module FuncNet.Tests.Activations

open Xunit
open FsCheck
open FsCheck.FSharp
open FsCheck.Xunit
open FuncNet

let private key = Key.ofSeed 3UL

/// Every activation, with the kinks of its derivative.
let private activations: (string * (Tensor -> Tensor) * float list) list = [
    "sigmoid", Activation.sigmoid, []
    "logistic", Activation.logistic 0.5 3.0, []
    "tanh", Activation.tanh, []
    "hardTanh", Activation.hardTanh, [ -1.0; 1.0 ]
    "relu", Activation.relu, [ 0.0 ]
    "leakyRelu", Activation.leakyRelu 0.1, [ 0.0 ]
    "relu6", Activation.relu6, [ 0.0; 6.0 ]
    "absolute", Activation.absolute, [ 0.0 ]
    "softplus", Activation.softplus, []
    "cos", Activation.cos, []
    "elu", Activation.elu 0.7, [ 0.0 ]
    "selu", Activation.selu, [ 0.0 ]
    "gelu", Activation.gelu, []
    "geluTanh", Activation.geluTanh, []
    "silu", Activation.silu, []
    "mish", Activation.mish, []
    "hardSigmoid", Activation.hardSigmoid, [ -3.0; 3.0 ]
    "hardSwish", Activation.hardSwish, [ -3.0; 3.0 ]
    "softsign", Activation.softsign, [ 0.0 ]
    "softmax", Activation.softmax 1.0, []
    "softmax at 3", Activation.softmax 3.0, []
]

[<Property(MaxTest = 20)>]
let ``every activation passes the gradient check, first and second order`` (seed: uint64) =
    for name, f, kinks in activations do
        let x = 3.0 * Key.normal DType.Float64 [ 3; 4 ] (Key.ofSeed seed)
        // Away from the kinks by more than the differences reach.
        let clear =
            kinks
            |> List.forall (fun kink -> x.ToArray<float>() |> Array.forall (fun v -> abs (v - kink) > 0.01))

        if clear then
            try
                GradientCheck.require key (fun inputs -> f inputs[0]) [| x |]
            with :? FuncNetException as error ->
                failwith $"{name}: {error.Message}"

[<Fact>]
let ``PReLU passes the gradient check in its input and its slopes`` () =
    let x, slope = Key.normal DType.Float64 [ 5; 3 ] key, Tensor.vector [ 0.25; -0.5; 2.0 ]
    GradientCheck.require key (fun inputs -> Activation.prelu inputs[0] inputs[1]) [| slope; x |]

let private at (f: Tensor -> Tensor) (x: float) = (f (Tensor.vector [ x ])).ToArray<float>()[0]
let private slopeAt f x = (grad (f >> sum) (Tensor.vector [ x ])).ToArray<float>()[0]

[<Fact>]
let ``nothing overflows at ten thousand on either side`` () =
    for name, f, _ in activations do
        for x in [ -1e4; 1e4 ] do
            Assert.True(System.Double.IsFinite(at f x), $"{name} of {x}")
            Assert.True(System.Double.IsFinite(slopeAt f x), $"the derivative of {name} at {x}")

[<Fact>]
let ``values are those of the formulas`` () =
    Assert.Equal(0.5, at Activation.sigmoid 0.0)
    Assert.Equal(1.0 / (1.0 + exp 2.0), at (Activation.logistic 1.0 2.0) 0.0, 12)
    Assert.Equal(0.5, at (Activation.logistic 1.0 2.0) 1.0)
    Assert.Equal(1.0, at Activation.hardTanh 1.5)
    Assert.Equal(-0.02, at (Activation.leakyRelu 0.01) -2.0, 12)
    Assert.Equal(log 2.0, at Activation.softplus 0.0, 12)
    Assert.Equal(2.0, at Activation.absolute -2.0)

[<Fact>]
let ``derivatives at kinks are the documented ones`` () =
    Assert.Equal(0.0, slopeAt Activation.relu 0.0)
    Assert.Equal(0.1, slopeAt (Activation.leakyRelu 0.1) 0.0)
    Assert.Equal(0.0, slopeAt Activation.absolute 0.0)
    Assert.Equal(0.5, slopeAt Activation.hardTanh 1.0)
    Assert.Equal(0.5, slopeAt Activation.hardTanh -1.0)
    Assert.Equal(0.7, slopeAt (Activation.elu 0.7) 0.0)
    Assert.Equal(1.0 / 12.0, slopeAt Activation.hardSigmoid 3.0, 15)

let private logits: Gen<Tensor> =
    Gen.map2
        (fun n seed -> 2.0 * Key.normal DType.Float64 [ 3; n ] (Key.ofSeed (uint64 (abs seed))))
        (Gen.choose (2, 6))
        (Gen.choose (0, 100000))

type Logits =
    static member Tensor() = Arb.fromGen logits

let private near tolerance (a: Tensor) (b: Tensor) = (Tensor.max (abs (a - b))).ToScalar() <= tolerance

[<Property(Arbitrary = [| typeof<Logits> |], MaxTest = 50)>]
let ``softmax is a distribution at every temperature`` (x: Tensor) =
    [ 0.1; 1.0; 20.0 ]
    |> List.forall (fun temperature ->
        let y = Activation.softmax temperature x

        near 1e-12 (Tensor.sumOver [ 1 ] y) (Tensor.full DType.Float64 [ 3 ] 1.0)
        && (Tensor.min y).ToScalar() >= 0.0)

[<Property(Arbitrary = [| typeof<Logits> |], MaxTest = 50)>]
let ``a hot softmax is uniform`` (x: Tensor) =
    near 1e-6 (Activation.softmax 1e8 x) (Tensor.fullLike x (1.0 / float x.Shape[1]))

[<Property(Arbitrary = [| typeof<Logits> |], MaxTest = 50)>]
let ``a cold softmax is the arg max`` (x: Tensor) =
    let largest = Tensor.oneHot DType.Float64 x.Shape[1] (Tensor.argMax 1 x)
    let sorted, _ = Tensor.sortDescending 1 x
    let gap = (Tensor.min (sorted.[*, 0] - sorted.[*, 1])).ToScalar()
    // exp(−gap/T) is what the runner-up keeps.
    gap < 1e-3 || near 1e-9 (Activation.softmax (gap / 40.0) x) largest

[<Property(MaxTest = 50)>]
let ``softmax of two classes is the sigmoid of their difference`` (a: NormalFloat) (b: NormalFloat) =
    let a, b = a.Get, b.Get
    let y = Activation.softmax 1.0 (Tensor.matrix [ [ a; b ] ])
    abs (y.[0, 0].ToScalar() - 1.0 / (1.0 + exp (b - a))) < 1e-12

[<Fact>]
let ``a temperature that is not positive is an error`` () =
    Assert.Throws<ConfigurationException>(fun () -> Activation.softmax 0.0 (Tensor.ones [ 1; 2 ]) |> ignore)
    |> ignore
