module FuncNet.Tests.Normalizations

open Xunit
open FuncNet

let private key = Key.ofSeed 7UL
let private training = { Training = true; Key = key }

let private build (shape: int list) layer =
    Network.buildFor DType.Float64 key (Signal.One(Shape(List.toArray shape))) layer

let private train (network: Network) x =
    let y, state = Network.applyWith training network.Parameters network.State (Signal.One x) network
    (Signal.values y).Head, network.With(network.Parameters, state)

let private near tolerance (a: Tensor) (b: Tensor) =
    Assert.Equal<Shape>(a.Shape, b.Shape)
    Assert.True((Tensor.max (abs (a - b))).ToScalar() <= tolerance, $"{a} and {b}")

let private far = 10.0 + 5.0 * Key.normal DType.Float64 [ 6; 3 ] key

[<Fact>]
let ``a batch of one in training is an error that names the layer and dropLast`` () =
    for kind, layer in [ "batchnorm1", Layer.batchNorm; "batchrenorm1", Layer.batchRenorm ] do
        let network = build [ 3 ] layer

        let error =
            Assert.Throws<ShapeException>(fun () -> train network (Tensor.full DType.Float64 [ 1; 3 ] 1.0) |> ignore)

        Assert.Equal(kind, error.LayerPath)
        Assert.Contains("dropLast", error.Message)
        Assert.Equal<Shape>(Shape(1, 3), network.Predict(Tensor.full DType.Float64 [ 1; 3 ] 1.0).Shape)

[<Fact>]
let ``training normalizes by the batch, inference by the running statistics`` () =
    let network = build [ 3 ] Layer.batchNorm
    let y, trained = train network far
    near 1e-12 (Tensor.zerosLike (Tensor.meanOver [ 0 ] y)) (Tensor.meanOver [ 0 ] y)
    near 1e-12 (0.1 * Tensor.meanOver [ 0 ] far) trained.State["batchnorm1.mean"]
    near 1e-12 (0.9 + 0.1 * Tensor.varianceOver 1 [ 0 ] far) trained.State["batchnorm1.variance"]
    near 1e-12 (far / sqrt (1.0 + 1e-5)) (network.Predict far)

[<Fact>]
let ``a frozen BatchNorm is in inference mode`` () =
    let network = build [ 3 ] (Layer.freeze "*" Layer.batchNorm)
    let y, trained = train network far
    Assert.Equal(network.Predict far, y)
    Assert.Equal<Parameters>(network.State, trained.State)

[<Fact>]
let ``the gradient flows through the statistics of the batch`` () =
    let network = build [ 3 ] Layer.batchNorm
    // Σ y does not depend on x at all: what an element adds, the mean takes away.
    let g = grad (fun x -> Tensor.sum (fst (train network x) * 2.0)) far
    near 1e-12 (Tensor.zerosLike far) g

[<Fact>]
let ``renormalization with bounds of 1 and 0 is batch normalization`` () =
    let options = { BatchRenorm.defaults with LargestRatio = 1.0; LargestDistance = 0.0 }
    let plain, _ = train (build [ 3 ] Layer.batchNorm) far
    let bounded, _ = train (build [ 3 ] (Layer.batchRenormWith options)) far
    near 1e-12 plain bounded

[<Fact>]
let ``renormalization without bounds trains on what inference gives`` () =
    let options = { BatchRenorm.defaults with LargestRatio = infinity; LargestDistance = infinity }
    let network = build [ 3 ] (Layer.batchRenormWith options)
    near 1e-12 (network.Predict far) (fst (train network far))

[<Fact>]
let ``renormalization passes the gradient check where r and d are at their bounds`` () =
    let options = { BatchRenorm.defaults with LargestRatio = 1.1; LargestDistance = 0.2 }
    let network = build [ 3 ] (Layer.batchRenormWith options)
    GradientCheck.require key (fun x -> fst (train network x[0])) [| far |]

[<Fact>]
let ``RMSNorm divides by the root of the mean square`` () =
    let network = build [ 3 ] Layer.rmsNorm
    let ms = Tensor.meanOver [ 1 ] (far * far) |> Tensor.expandAxis 1
    near 1e-12 (far / sqrt (ms + 1e-6)) (network.Predict far)

[<Fact>]
let ``scales and shifts are left away when they are not wanted, and never decay`` () =
    let network = build [ 4; 2 ] (Layer.layerNormWith { LayerNorm.defaults with Shift = None } 2)
    Assert.Equal<string>([ "layernorm1.scale" ], network.Parameters.Paths)
    Assert.Equal<Shape>(Shape(4, 2), network.Parameters["layernorm1.scale"].Shape)
    Assert.False(network.Parameters.Layout.Decays[0])

[<Fact>]
let ``options out of range are errors`` () =
    let refused (make: unit -> Layer) = Assert.Throws<ConfigurationException>(make >> ignore) |> ignore
    refused (fun () -> Layer.batchNormWith { BatchNorm.defaults with Momentum = 1.5 })
    refused (fun () -> Layer.batchNormWith { BatchNorm.defaults with Epsilon = 0.0 })
    refused (fun () -> Layer.batchRenormWith { BatchRenorm.defaults with LargestRatio = 0.5 })
    refused (fun () -> Layer.groupNorm 0)
    let error = Assert.Throws<ShapeException>(fun () -> build [ 3 ] (Layer.groupNorm 2) |> ignore)
    Assert.Equal("groupnorm1", error.LayerPath)
