/// G3: vanishing and exploding gradients in networks of ten layers of 20 units, float64, for five seeds each.
module FuncNet.Tests.``Gradient norms``

open FuncNet
open Xunit

let private depth = 10
let private seeds = [ 1UL .. 5UL ]

/// 64 points of 20 normal numbers; the class says whether their sum is positive.
let private points seed =
    let x = Key.normal DType.Float64 [ 64; 20 ] (Key.ofSeed (seed + 100UL))
    let sums = Tensor.sumOver [ 1 ] x
    x, Tensor.cast DType.Float64 (Tensor.greater sums (Tensor.zerosLike sums))

let private deep initializer (block: Layer -> Layer) seed =
    let dense = Layer.denseWith { Dense.defaults with Kernel = initializer } 20
    let layer = Layer.repeat depth (block dense) >=> Layer.dense 1
    Network.buildFor DType.Float64 (Key.ofSeed seed) (Signal.One(Shape.ofSeq [ 20 ])) layer

let private norms initializer block seed =
    let x, t = points seed
    Explain.gradientNorms Loss.sigmoidCrossEntropy x t (deep initializer block seed)

let private gradient layer (norms: GradientNorms) = norms[$"dense{layer}.kernel"].Gradient
let private firstToLast norms = gradient 1 norms / gradient depth norms

let private adjoint layer (norms: GradientNorms) =
    (norms.Layers |> Seq.find (fun other -> other.Path = $"dense{layer}")).Adjoint

let private between low high (values: float list) = Assert.All(values, fun value -> Assert.InRange(value, low, high))

let private small = Initializer.normal 0.0 0.05

/// σ′ ≤ ¼: each sigmoid takes at least three quarters of what comes back. Measured: 1e-6 to 9e-6.
[<Fact>]
let ``vanish through ten sigmoids`` () =
    seeds
    |> List.map (norms Initializer.glorotUniform (fun f -> f >=> Layer.sigmoid) >> firstToLast)
    |> between 1e-7 1e-4

/// Measured: 0.18 to 1.7.
[<Fact>]
let ``stay within a factor of ten through ten ReLUs with He's numbers`` () =
    seeds
    |> List.map (norms Initializer.heNormal (fun f -> f >=> Layer.relu) >> firstToLast)
    |> between 0.1 10.0

/// Measured: 0.65 to 2.5 with batch normalization, 0.12 to 0.29 with residual connections.
[<Fact>]
let ``come back through sigmoids with BatchNorm, or with residual connections`` () =
    let ratios block = seeds |> List.map (norms Initializer.glorotUniform block >> firstToLast)
    ratios (fun f -> f >=> Layer.batchNorm >=> Layer.sigmoid) |> between 0.2 5.0
    ratios (fun f -> Layer.residual (f >=> Layer.sigmoid)) |> between 0.05 1.0

/// With small weights signals shrink on the way forth and gradients on the way back. Measured, for the first layer: 1e-6;
/// 3 with batch normalization, and 0.8 with residual connections.
[<Fact>]
let ``come back through tanh with small weights, too`` () =
    let first block = seeds |> List.map (norms small block >> gradient 1)
    first (fun f -> f >=> Layer.tanh) |> between 0.0 1e-5
    first (fun f -> f >=> Layer.batchNorm >=> Layer.tanh) |> between 0.5 10.0
    first (fun f -> Layer.residual (f >=> Layer.tanh)) |> between 0.2 5.0

/// Weights of N(0, 1) make a signal √20 times larger in each linear layer, √10 times in each with ReLU, in both directions.
[<Fact>]
let ``explode with large weights where nothing saturates`` () =
    let large = Initializer.normal 0.0 1.0

    let linear, relu =
        seeds |> List.map (norms large id), seeds |> List.map (norms large (fun f -> f >=> Layer.relu))

    linear |> List.map (fun n -> adjoint 1 n / adjoint depth n) |> between 1e5 1e7
    relu |> List.map (fun n -> adjoint 1 n / adjoint depth n) |> between 1e3 1e6
    linear |> List.map _.Global |> between 1e5 1e9
    relu |> List.map _.Global |> between 1e3 1e7

[<Fact>]
let ``are bounded by clipping, and keep their direction`` () =
    for seed in seeds do
        let x, t = points seed
        let network = deep (Initializer.normal 0.0 1.0) (fun f -> f >=> Layer.relu) seed
        let pass = Explain.network Loss.sigmoidCrossEntropy x t network
        let clip = Optimizer.clipByGlobalNorm 1.0

        let clipped, _ =
            Optimizer.update clip pass.Gradients (Optimizer.init clip network.Parameters) network.Parameters

        let norm tree = (Parameters.norm tree).ToScalar()
        Assert.InRange(norm pass.Gradients, 1e3, infinity)
        Assert.Equal(norm pass.Gradients, pass.Norms.Global, 1e-9 * pass.Norms.Global)
        Assert.Equal(1.0, norm clipped, 1e-9)
        let cosine = (Parameters.dot clipped pass.Gradients).ToScalar() / norm clipped / norm pass.Gradients
        Assert.Equal(1.0, cosine, 1e-12)

/// y = 3·4 = 12 for the target 10, squared: ∂loss/∂y = 4.
let private byHand () =
    let layer = Layer.denseWith { Dense.defaults with Bias = None } 1 >=> Layer.relu

    let network =
        Network.buildFor DType.Float32 (Key.ofSeed 1UL) (Signal.One(Shape.ofSeq [ 1 ])) layer
        |> Network.withParameters (Parameters.ofSeq [ "dense1.kernel", Tensor.ofArray [ 1; 1 ] [| 4f |] ])

    Explain.gradientNorms
        Loss.meanSquaredError
        (Tensor.ofArray [ 1; 1 ] [| 3f |])
        (Tensor.ofArray [ 1; 1 ] [| 10f |])
        network

[<Fact>]
let ``print as a table with bars`` () =
    let expected = [
        "layer           ‖output‖  ‖adjoint‖  parameter   ‖value‖  ‖gradient‖"
        "dense1 (Dense)  1.20e+01   4.00e+00  kernel     4.00e+00    1.20e+01  ████████████████████████"
        "relu1 (Relu)    1.20e+01   4.00e+00"
        "loss 4.00e+00, norm of the whole gradient 1.20e+01"
    ]

    Assert.Equal(String.concat "\n" expected, string (byHand ()))
    Assert.Equal(12.0, byHand().Layers[0].Gradient)
    Assert.Equal(0.0, byHand().Layers[1].Gradient)
    let error = Assert.Throws<ConfigurationException>(fun () -> byHand()["dense2.kernel"] |> ignore)
    Assert.Contains("dense1.kernel", error.Message)

[<Fact>]
let ``of float32 numbers do not overflow`` () =
    let network =
        Network.build (Key.ofSeed 1UL) [ 2 ] (Layer.dense 1 |> Layer.initialize "*.kernel" (Initializer.constant 1e30))

    let norms =
        Explain.gradientNorms Loss.meanAbsoluteError (Tensor.ones [ 1; 2 ]) (Tensor.ones [ 1; 1 ]) network

    Assert.Equal(sqrt 2.0 * 1e30, norms["dense1.kernel"].Value, 1e24)
