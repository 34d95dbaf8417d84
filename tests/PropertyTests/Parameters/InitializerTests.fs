module FuncNet.Tests.``Initializers``

open Xunit
open FsCheck.Xunit
open FuncNet

let private key = Key.ofSeed 11UL

let private drawn (sizes: int list) initializer =
    let shape = Shape.ofSeq sizes
    Initializer.draw (Initializer.fans shape) DType.Float64 shape key initializer

let private mean (x: Tensor) = (Tensor.mean x).ToScalar()
let private variance (x: Tensor) = (Tensor.variance x).ToScalar()
let private largest (x: Tensor) = (Tensor.max (abs x)).ToScalar()
let private near expected share actual = Assert.InRange(actual, expected * (1.0 - share), expected * (1.0 + share))

[<Fact>]
let ``zeros, ones and constants are the same in every place`` () =
    Assert.Equal<Tensor>(Tensor.vector [ 0.0; 0.0 ], drawn [ 2 ] Initializer.zeros)
    Assert.Equal<Tensor>(Tensor.vector [ 1.0; 1.0 ], drawn [ 2 ] Initializer.ones)
    Assert.Equal<Tensor>(Tensor.vector [ 0.25; 0.25 ], drawn [ 2 ] (Initializer.constant 0.25))

[<Fact>]
let ``normal has its mean and deviation`` () =
    let x = drawn [ 200; 500 ] (Initializer.normal 3.0 0.5)
    near 3.0 0.01 (mean x)
    near 0.25 0.03 (variance x)

[<Fact>]
let ``uniform has its bounds and moments`` () =
    let x = drawn [ 200; 500 ] (Initializer.uniform -1.0 3.0)
    Assert.True((Tensor.min x).ToScalar() >= -1.0 && (Tensor.max x).ToScalar() <= 3.0)
    near 1.0 0.02 (mean x)
    near (16.0 / 12.0) 0.02 (variance x)

[<Fact>]
let ``the truncated normal ends at two deviations`` () =
    let x = drawn [ 200; 500 ] (Initializer.truncatedNormal 1.0 0.5)
    near 1.0 0.01 (mean x)
    near (0.77374 * 0.25) 0.02 (variance x)
    Assert.InRange(largest (x - 1.0), 0.97, 1.0)

[<Fact>]
let ``the standard one is uniform within one over the root of fan in`` () =
    let x = drawn [ 400; 300 ] Initializer.standard
    Assert.InRange(largest x, 0.999 * 0.05, 0.05)
    near (0.05 * 0.05 / 3.0) 0.02 (variance x)

[<Fact>]
let ``Glorot's have the variance 2 / (fan in + fan out)`` () =
    for initializer in [ Initializer.glorotNormal; Initializer.glorotUniform ] do
        let x = drawn [ 300; 500 ] initializer
        near (2.0 / 800.0) 0.03 (variance x)
        Assert.InRange(mean x, -0.001, 0.001)

    Assert.InRange(drawn [ 300; 500 ] Initializer.glorotUniform |> largest, 0.0, sqrt (6.0 / 800.0))

[<Fact>]
let ``He's have the variance 2 / fan in, and bounds`` () =
    for initializer in [ Initializer.heNormal; Initializer.heUniform ] do
        near (2.0 / 300.0) 0.03 (drawn [ 300; 500 ] initializer |> variance)

    Assert.InRange(drawn [ 300; 500 ] Initializer.heUniform |> largest, 0.0, sqrt (6.0 / 300.0))
    // Two deviations of the normal distribution before it is cut.
    let bound = 2.0 * sqrt (2.0 / 300.0) / 0.8796256610342398
    Assert.InRange(drawn [ 300; 500 ] Initializer.heNormal |> largest, 0.98 * bound, bound)

[<Fact>]
let ``fans of a convolution count the receptive field`` () =
    Assert.Equal(struct (3 * 5 * 16, 3 * 5 * 32), Initializer.fans (Shape(3, 5, 16, 32)))
    Assert.Equal(struct (7, 11), Initializer.fans (Shape(7, 11)))
    Assert.Equal(struct (4, 4), Initializer.fans (Shape 4))
    near (2.0 / (3.0 * 3.0 * 32.0)) 0.04 (drawn [ 3; 3; 32; 128 ] Initializer.heNormal |> variance)
    near (2.0 / (9.0 * (32.0 + 128.0))) 0.04 (drawn [ 3; 3; 32; 128 ] Initializer.glorotUniform |> variance)

[<Property(MaxTest = 30)>]
let ``orthogonal columns or rows are orthonormal`` (seed: uint64) (n: byte) (m: byte) =
    let rows, columns = 1 + int n % 20, 1 + int m % 20
    let shape = Shape(rows, columns)

    let q =
        Initializer.draw (Initializer.fans shape) DType.Float64 shape (Key.ofSeed seed) (Initializer.orthogonal 2.0)

    let product =
        if rows >= columns then
            Tensor.matmulWith true false q q
        else
            Tensor.matmulWith false true q q

    Close.tensors 1e-12 (4.0 * Tensor.eye DType.Float64 (min rows columns)) product

[<Fact>]
let ``orthogonal kernels of convolutions are so over all axes before the last`` () =
    let q = drawn [ 3; 3; 4; 8 ] (Initializer.orthogonal 1.0) |> Tensor.reshape [ 36; 8 ]
    Close.tensors 1e-12 (Tensor.eye DType.Float64 8) (Tensor.matmulWith true false q q)

[<Fact>]
let ``orthogonal matrices point any way`` () =
    // The signs of R's diagonal make Q uniformly distributed, so that its trace has mean 0.
    let shape = Shape(3, 3)
    let draw key = Initializer.draw (struct (3, 3)) DType.Float64 shape key (Initializer.orthogonal 1.0)
    let trace key = (sum (draw key * Tensor.eye DType.Float64 3)).ToScalar()
    Assert.InRange(Key.split 2000 key |> Array.averageBy trace, -0.1, 0.1)

[<Fact>]
let ``orthogonal asks for a matrix`` () =
    Thrown.by<ShapeException, _> [ "orthogonal"; "[5]" ] (fun () -> drawn [ 5 ] (Initializer.orthogonal 1.0))

[<Fact>]
let ``nothing is drawn for an empty shape`` () =
    for initializer in
        [
            Initializer.heNormal
            Initializer.orthogonal 1.0
            Initializer.standard
            Initializer.glorotUniform
        ] do
        Assert.Equal(0, (drawn [ 0; 3 ] initializer).Size)
        Assert.Equal(0, (drawn [ 3; 0 ] initializer).Size)

[<Fact>]
let ``float32 is drawn where float32 is asked for`` () =
    for initializer in
        [ Initializer.heNormal; Initializer.orthogonal 1.0; Initializer.normal 0.0 1.0; Initializer.zeros ] do
        let x = Initializer.draw (struct (4, 4)) DType.Float32 (Shape(4, 4)) key initializer
        Assert.Equal({ Shape = Shape(4, 4); DType = DType.Float32 }, x.Spec)

[<Fact>]
let ``one's own must give the shape that it is asked for`` () =
    let wrong = Initializer.custom "wrong" (fun _ dtype _ -> Tensor.full dtype [ 2 ] 0.0)
    Thrown.by<ShapeException, _> [ "wrong"; "[3]"; "[2]" ] (fun () -> drawn [ 3 ] wrong)

[<Fact>]
let ``bad settings are errors that name them`` () =
    Thrown.by<ConfigurationException, _> [ "deviation"; "-1" ] (fun () -> Initializer.normal 0.0 -1.0)
    Thrown.by<ConfigurationException, _> [ "deviation"; "NaN" ] (fun () -> Initializer.truncatedNormal 0.0 nan)
    Thrown.by<ConfigurationException, _> [ "lower bound" ] (fun () -> Initializer.uniform 1.0 0.0)

[<Fact>]
let ``a parameter decays by default when it has at least two axes`` () =
    let kernel = ParameterSpec.create "kernel" (Shape(3, 3, 4, 8)) Initializer.heNormal
    Assert.True kernel.Decays
    Assert.Equal(struct (36, 72), kernel.Fans)
    Assert.False((ParameterSpec.create "bias" (Shape 8) Initializer.zeros).Decays)
