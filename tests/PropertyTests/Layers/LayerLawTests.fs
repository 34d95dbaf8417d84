module FuncNet.Tests.LayerLaws

open Xunit
open FsCheck
open FsCheck.FSharp
open FsCheck.Xunit
open FuncNet

/// A network over vectors of 4 numbers that keeps their shape, drawn from atoms and the algebra.
let rec private network (atoms: Layer list) size : Gen<Layer> =
    let atom = Gen.elements atoms

    if size <= 1 then
        atom
    else
        let smaller = network atoms (size / 2)

        Gen.oneof [
            atom
            Gen.map2 (>=>) smaller smaller
            Gen.map Layer.residual smaller
            Gen.map2 (fun f g -> Layer.fork Join.Average [ f; g ]) smaller smaller
            Gen.map2 (fun f g -> Layer.fork Join.Concatenate [ f; g ] >=> Layer.dense 4) smaller smaller
            Gen.map (Layer.repeat 2) smaller
        ]

let private smooth = [
    Layer.dense 4
    Layer.tanh
    Layer.denseWith { Dense.defaults with Bias = None } 4
    Layer.dense 7 >=> Layer.sigmoid >=> Layer.dense 4
]

type Networks =
    static member Layer() : Arbitrary<Layer> =
        Gen.sized (fun size -> network (Layer.relu :: Layer.prelu :: smooth) (min size 8)) |> Arb.fromGen

type SmoothNetworks =
    static member Layer() : Arbitrary<Layer> = Gen.sized (fun size -> network smooth (min size 8)) |> Arb.fromGen

let private key = Key.ofSeed 7UL
let private input = Key.normal DType.Float64 [ 5; 4 ] (Key.ofSeed 11UL)
let private build layer = Network.buildFor DType.Float64 key (Signal.One(Shape 4)) layer
let private run layer = (build layer).Predict input
let private values (layer: Layer) = (build layer).Parameters |> Parameters.toSeq |> Seq.map snd |> Seq.toList

[<Property(Arbitrary = [| typeof<Networks> |], MaxTest = 40)>]
let ``then is associative, in values, names and results`` (f: Layer) (g: Layer) (h: Layer) =
    let left, right = build ((f >=> g) >=> h), build (f >=> (g >=> h))
    left.Parameters = right.Parameters && left.Predict input = right.Predict input

[<Property(Arbitrary = [| typeof<Networks> |], MaxTest = 40)>]
let ``identity is the unit of then`` (f: Layer) =
    let plain = build f

    [ Layer.identity >=> f; f >=> Layer.identity ]
    |> List.forall (fun g -> (build g).Parameters = plain.Parameters && run g = plain.Predict input)

[<Property(Arbitrary = [| typeof<Networks> |], MaxTest = 40)>]
let ``beside and then exchange`` (f: Layer) (g: Layer) (h: Layer) (k: Layer) =
    // Side by side, the leaves stand in another order: equal values are asked for leaf by leaf.
    let f, g, h, k = Layer.named "f" f, Layer.named "g" g, Layer.named "h" h, Layer.named "k" k
    let two = Signal.Many [| Signal.One(Shape 4); Signal.One(Shape 4) |]
    let left = Network.buildFor DType.Float64 key two (Layer.beside f g >=> Layer.beside h k)
    let right = Network.buildFor DType.Float64 key two (Layer.beside (f >=> h) (g >=> k))
    let right = Network.withParameters left.Parameters right
    let signal = Signal.Many [| Signal.One input; Signal.One(2.0 * input) |]
    Signal.values (left.Apply signal) = Signal.values (right.Apply signal)

[<Property(Arbitrary = [| typeof<Networks> |], MaxTest = 40)>]
let ``then distributes over fork from the left, for a shared layer`` (f: Layer) (g: Layer) (h: Layer) =
    let f, g, h = Layer.shared (Layer.named "f" f), Layer.named "g" g, Layer.named "h" h
    let left = build (f >=> Layer.fork Join.Multiply [ g; h ])
    let right = build (Layer.fork Join.Multiply [ f >=> g; f >=> h ])
    left.Predict input = (Network.withParameters left.Parameters right).Predict input

[<Property(Arbitrary = [| typeof<Networks> |], MaxTest = 40)>]
let ``naming changes paths only`` (f: Layer) (g: Layer) =
    let plain, named = build (f >=> g), build (Layer.named "one" f >=> Layer.named "two" g)

    values (f >=> g) = values (Layer.named "one" f >=> Layer.named "two" g)
    && plain.Predict input = named.Predict input
    && named.Parameters.Paths |> Seq.forall (fun path -> path.StartsWith "one." || path.StartsWith "two.")

[<Property(Arbitrary = [| typeof<Networks> |], MaxTest = 40)>]
let ``shape inference agrees with evaluation`` (f: Layer) (g: Layer) =
    let network = build (f >=> Layer.fork Join.Tuple [ g; Layer.dense 3; Layer.flatten ])
    let promised = Signal.values network.OutputShape |> List.map (fun shape -> shape.Prepend 5)
    let came = network.Apply(Signal.One input) |> Signal.values |> List.map _.Shape
    promised = came

[<Property(Arbitrary = [| typeof<SmoothNetworks> |], MaxTest = 30)>]
let ``the gradient of every network agrees with differences`` (f: Layer) =
    let network = build f
    let context = { Training = false; Key = key }
    let paths = network.Parameters.Paths

    let result (tensors: Tensor[]) =
        let parameters = Seq.mapi (fun i path -> path, tensors[i]) paths |> Parameters.ofSeq
        let output, _ = Network.applyWith context parameters network.State (Signal.One input) network
        (Signal.values output).Head

    let leaves = network.Parameters |> Parameters.toSeq |> Seq.map snd |> Seq.toArray

    if leaves.Length > 0 then
        GradientCheck.first GradientCheck.Tolerance key result leaves |> GradientCheck.requirePassed

[<Fact>]
let ``a shared layer has its parameters once, and learns from every use`` () =
    let tied = Layer.shared (Layer.dense 4)
    let network = build (tied >=> Layer.tanh >=> tied)
    Assert.Equal(2, network.Parameters.Count)
    Assert.NotEqual<Tensor>((build (tied >=> Layer.tanh)).Predict input, network.Predict input)

[<Fact>]
let ``a shared layer with two input shapes is an error`` () =
    let tied = Layer.shared (Layer.dense 3)
    let error = Assert.Throws<ShapeException>(fun () -> build (tied >=> tied) |> ignore)
    Assert.Contains("[4]", error.Message)
    Assert.Contains("[3]", error.Message)

[<Fact>]
let ``a repeated layer has parameters of its own for each copy`` () =
    Assert.Equal<string>(
        [ "dense1.kernel"; "dense1.bias"; "dense2.kernel"; "dense2.bias"; "dense3.kernel"; "dense3.bias" ],
        (build (Layer.repeat 3 (Layer.dense 4))).Parameters.Paths
    )

[<Fact>]
let ``names nest, and a single layer takes its name`` () =
    let block = Layer.named "block1" (Layer.named "hidden" (Layer.dense 4) >=> Layer.relu >=> Layer.dense 4)

    Assert.Equal<string>(
        [ "block1.hidden.kernel"; "block1.hidden.bias"; "block1.dense1.kernel"; "block1.dense1.bias" ],
        (build block).Parameters.Paths
    )

[<Fact>]
let ``a name given twice is an error that says it`` () =
    let error =
        Assert.Throws<ConfigurationException>(fun () ->
            build (Layer.named "a" (Layer.dense 4) >=> Layer.named "a" (Layer.dense 4)) |> ignore)

    Assert.Contains("\"a\"", error.Message)

[<Fact>]
let ``an error of shapes names the layer`` () =
    let network = Layer.named "block" (Layer.dense 4 >=> Layer.named "first" (Layer.conv2d 2 3))
    let error = Assert.Throws<ShapeException>(fun () -> build network |> ignore)
    Assert.Equal("block.first", error.LayerPath)
    Assert.Contains("block.first", error.Message)

[<Fact>]
let ``an initializer is overridden by path`` () =
    let network =
        build (Layer.initialize "dense2.*" (Initializer.constant 0.5) (Layer.dense 4 >=> Layer.dense 4))

    Assert.Equal(Tensor.full DType.Float64 [ 4; 4 ] 0.5, network.Parameters["dense2.kernel"])
    Assert.NotEqual<Tensor>(Tensor.full DType.Float64 [ 4; 4 ] 0.5, network.Parameters["dense1.kernel"])

[<Fact>]
let ``a pattern that matches nothing is an error that lists the layers`` () =
    let error =
        Assert.Throws<ConfigurationException>(fun () -> build (Layer.freeze "conv*" (Layer.dense 4)) |> ignore)

    Assert.Contains("conv*", error.Message)
    Assert.Contains("dense1", error.Message)

[<Fact>]
let ``a network that is frozen as a whole is cut inside`` () =
    let whole =
        Layer.freeze
            "dense1.*"
            (Layer.initialize "*.kernel" Initializer.ones (Layer.dense 4 >=> Layer.relu >=> Layer.dense 4))

    let network = build (Layer.dropLast 2 whole)
    Assert.Equal<string>([ "dense1.kernel"; "dense1.bias" ], network.Parameters.Paths)
    Assert.Equal(Tensor.full DType.Float64 [ 4; 4 ] 1.0, network.Parameters["dense1.kernel"])
    Assert.Equal(0, network.Summary().TrainableParameters)

[<Fact>]
let ``dropping more layers than there are is an error`` () =
    Assert.Throws<ConfigurationException>(fun () -> Layer.dropLast 3 (Layer.dense 4 >=> Layer.relu) |> ignore)
    |> ignore

[<Fact>]
let ``a network is cut and given a new head`` () =
    let body = Layer.dense 4 >=> Layer.relu >=> Layer.dense 10 |> Layer.dropLast 1
    let network = build (body >=> Layer.named "head" (Layer.dense 2))
    Assert.Equal<string>([ "dense1.kernel"; "dense1.bias"; "head.kernel"; "head.bias" ], network.Parameters.Paths)
