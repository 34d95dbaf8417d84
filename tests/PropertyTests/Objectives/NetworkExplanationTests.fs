[<FsCheck.Xunit.Properties(Arbitrary = [| typeof<FuncNet.Tests.Draw> |], MaxTest = 50)>]
module FuncNet.Tests.``An explanation of a network``

open FsCheck.Xunit
open FuncNet
open Xunit

let private build (seed: Seed) (sizes: int list) layer =
    Network.buildFor DType.Float64 seed.Key (Signal.One(Shape.ofSeq sizes)) layer

let private one signal =
    match signal with
    | Signal.One tensor -> tensor
    | Signal.Many _ -> failwith "One tensor was expected."

let private named path (pass: NetworkExplanation) = pass.Layers |> Seq.find (fun layer -> layer.Path = path)

/// ½ Σ (a − t)², as a mean over the batch: its gradient with respect to a is (a − t) / batch.
let private halfSquares =
    Loss.custom "halfSquares" (fun a t -> 0.5 * Tensor.sumOver [ 1 ] (Tensor.square (a - t)))

/// Layers, and the derivative of each by hand.
let private activations = [|
    Layer.tanh, (fun z -> 1.0 - Tensor.square (tanh z))
    Layer.sigmoid, (fun z -> Tensor.sigmoid z * (1.0 - Tensor.sigmoid z))
    Layer.relu, (fun z -> Tensor.cast z.DType (Tensor.greater z (Tensor.zerosLike z)))
|]

/// G2: Nielsen's four equations between the layers of a drawn network: δᴸ = ∇ₐC ⊙ σ′(zᴸ); δˡ = (δˡ⁺¹·(wˡ⁺¹)ᵀ) ⊙ σ′(zˡ);
/// ∂C/∂bˡ = Σ δˡ over the batch; ∂C/∂wˡ = (aˡ⁻¹)ᵀ·δˡ.
[<Property>]
let ``shows the four equations of backpropagation, layer by layer`` (seed: Seed) =
    let rng = seed.Rng
    let depth, batch = rng.Next(1, 6), rng.Next(1, 5)
    let widths = Array.init (depth + 1) (fun _ -> rng.Next(1, 6))
    let chosen = Array.init depth (fun _ -> activations[rng.Next activations.Length])

    let network =
        Layer.sequence [
            for l in 0 .. depth - 1 do
                Layer.dense widths[l + 1] >=> Layer.named $"a{l}" (fst chosen[l])
        ]
        |> build seed [ widths[0] ]

    let x, t = Draws.tensor rng [ batch; widths[0] ], Draws.tensor rng [ batch; widths[depth] ]
    let pass = Explain.network halfSquares x t network
    let dense l = named $"dense{l + 1}" pass
    let z l = one (dense l).Output
    let δ l = one (dense l).Adjoint
    let kernel l = (dense l).Parameters[$"dense{l + 1}.kernel"]

    for l in 0 .. depth - 1 do
        let behind =
            if l = depth - 1 then
                (pass.Prediction - t) / float batch
            else
                matmul (δ (l + 1)) (Tensor.transpose (kernel (l + 1)))

        Reference.agree 1e-12 behind (one (named $"a{l}" pass).Adjoint)
        Reference.agree 1e-12 (behind * snd chosen[l] (z l)) (δ l)
        Reference.agree 1e-12 (Tensor.sumOver [ 0 ] (δ l)) (dense l).Gradients[$"dense{l + 1}.bias"]

        Reference.agree
            1e-12
            (matmul (Tensor.transpose (one (dense l).Input)) (δ l))
            (dense l).Gradients[$"dense{l + 1}.kernel"]

/// G4: what begins alike gets the same gradients, and stays alike.
[<Property>]
let ``shows that units that begin alike stay alike`` (seed: Seed) =
    let rng = seed.Rng
    let units, value = rng.Next(2, 6), (if rng.Next 2 = 0 then 0.0 else 0.3)
    let activation = fst activations[rng.Next activations.Length]
    let x, t = Draws.tensor rng [ 6; 3 ], Draws.tensor rng [ 6; 2 ]

    let start initializer =
        Layer.dense units >=> activation >=> Layer.dense 2
        |> Layer.initialize "*.kernel" initializer
        |> build seed [ 3 ]

    let step network _ =
        let gradients = (Explain.network Loss.meanSquaredError x t network).Gradients
        Network.withParameters (network.Parameters - 0.1 * gradients) network

    let trained = Seq.fold step (start (Initializer.constant value)) (seq { 1..5 })

    let alike axis path =
        let p = trained.Parameters[path]
        Reference.same (Tensor.broadcastTo p.Shape (Tensor.narrow axis 0 1 p)) p

    alike 1 "dense1.kernel"
    alike 0 "dense1.bias"
    alike 0 "dense2.kernel"

    // Units that begin different stay different, so there was something to see.
    let other = (Seq.fold step (start Initializer.glorotUniform) (seq { 1..5 })).Parameters["dense1.kernel"]
    Assert.NotEqual(Tensor.narrow 1 0 1 other, Tensor.narrow 1 1 1 other)

let private shared = Layer.shared (Layer.dense 3)

/// Every word of composition: one input of four features, three numbers a sample.
let private composed =
    Layer.named "head" (Layer.fork Join.Tuple [ shared; shared >=> Layer.tanh ])
    >=> Layer.beside (Layer.residual (Layer.dense 3 >=> Layer.batchNorm)) Layer.sigmoid
    >=> Layer.fork Join.Tuple [ Layer.identity; Layer.beside (Layer.dense 3) Layer.identity ]
    >=> Layer.ofAtom {
        Kind = "Sum"
        Hyperparameters = []
        Parameters = fun _ -> []
        State = fun _ -> []
        OutputShape = fun shapes -> Signal.One (Signal.values shapes).Head
        Apply = fun _ _ state input -> Signal.One(Signal.values input |> List.reduce (+)), state
    }

[<Property>]
let ``agrees with the network and its gradients, however it is composed`` (seed: Seed) =
    let rng = seed.Rng
    let network = build seed [ 4 ] composed
    let x, t = Draws.tensor rng [ 5; 4 ], Draws.tensor rng [ 5; 3 ]
    let context = { Training = true; Key = seed.Key }
    let pass = Explain.networkWith context Loss.meanSquaredError (Signal.One x) t network

    let loss parameters x =
        let output, _ = Network.applyWith context parameters network.State (Signal.One x) network
        Loss.value Loss.meanSquaredError (one output) t

    Assert.Equal(loss network.Parameters x, pass.Loss)
    let expected = Parameters.grad (fun parameters -> loss parameters x) network.Parameters

    for path, gradient in Parameters.toSeq expected do
        Reference.agree 1e-12 gradient pass.Gradients[path]

    Reference.agree 1e-12 (grad (loss network.Parameters) x) (one pass.InputGradients)

    // Each parameter stands at one layer, the shared ones at their first use.
    let standing = pass.Layers |> Seq.collect (fun layer -> layer.Parameters.Paths)
    Assert.Equal<string>(Seq.sort network.Parameters.Paths, Seq.sort standing)

    let uses = pass.Layers |> Seq.filter (fun layer -> layer.Path = "head.dense1") |> Seq.map _.Use

    Assert.Equal<int>([ 1; 2 ], uses)
    Assert.Contains("head.dense1 (use 2)", pass.Table)

/// The adjoint of a layer's result is its own, also where the layer gives its input on.
[<Fact>]
let ``keeps the adjoint of a layer apart from that of its input`` () =
    let network = build { Number = 1 } [ 2 ] (Layer.residual (Layer.dropout 0.5))
    let x = Tensor.ofArray [ 1; 2 ] [| 1.0; 2.0 |]
    let context = { Training = false; Key = Key.ofSeed 1UL }
    let sums = Loss.custom "sums" (fun y _ -> Tensor.sumOver [ 1 ] y)
    let pass = Explain.networkWith context sums (Signal.One x) x network
    Assert.Equal(Tensor.onesLike x, one (named "dropout1" pass).Adjoint)
    Assert.Equal(Tensor.onesLike x, one (named "add1" pass).Adjoint)
    Assert.Equal(2.0 * Tensor.onesLike x, one pass.InputGradients)

/// y = 2·1 + 3·2 + 1 = 9 for the target 5: the loss is 16, and ∂loss/∂y = 8.
let private byHand () =
    let kernel, bias = Tensor.ofArray [ 2; 1 ] [| 2.0; 3.0 |], Tensor.vector [ 1.0 ]

    let network =
        build { Number = 1 } [ 2 ] (Layer.dense 1)
        |> Network.withParameters (Parameters.ofSeq [ "dense1.kernel", kernel; "dense1.bias", bias ])

    Explain.network
        Loss.meanSquaredError
        (Tensor.ofArray [ 1; 2 ] [| 1.0; 2.0 |])
        (Tensor.ofArray [ 1; 1 ] [| 5.0 |])
        network

[<Fact>]
let ``prints as a table`` () =
    let expected = [
        "layer     kind              reads            shape                    value   adjoint"
        "input     input                              float64 [1; 2]           [1, 2]  [16, 24]"
        "dense1    Dense             input            float64 [1; 2] → [1; 1]  [9]     [8]"
        "  kernel  parameter                          float64 [2; 1]           [2, 3]  [8, 16]"
        "  bias    parameter                          float64 [1]              [1]     [8]"
        "targets   targets                            float64 [1; 1]           [5]     –"
        "loss      meanSquaredError  dense1, targets  float64 []               16      1"
    ]

    Assert.Equal(String.concat "\n" expected, byHand().Table)
    Assert.Equal(byHand().Table, string (byHand ()))

[<Fact>]
let ``is drawn as a Mermaid graph`` () =
    let expected = [
        "graph LR"
        "    n0([\"input<br/>float64 [1; 2]<br/>value [1, 2]<br/>adjoint [16, 24]\"])"
        "    n1[\"dense1: Dense<br/>float64 [1; 2] → [1; 1]<br/>value [9]<br/>adjoint [8]"
        + "<br/>kernel float64 [2; 1]<br/>kernel value [2, 3]<br/>kernel adjoint [8, 16]"
        + "<br/>bias float64 [1]<br/>bias value [1]<br/>bias adjoint [8]\"]"
        "    n0 --> n1"
        "    n2([\"targets<br/>float64 [1; 1]<br/>value [5]<br/>adjoint –\"])"
        "    n3[\"loss: meanSquaredError<br/>float64 []<br/>value 16<br/>adjoint 1\"]"
        "    n1 --> n3"
        "    n2 --> n3"
    ]

    Assert.Equal(String.concat "\n" expected, byHand().Mermaid)

[<Fact>]
let ``is drawn as SVG, each layer with its parameters`` () =
    let svg = System.Xml.Linq.XDocument.Parse(byHand().Svg, System.Xml.Linq.LoadOptions.PreserveWhitespace)
    let texts = [ for e in svg.Descendants() |> Seq.filter (fun e -> e.Name.LocalName = "text") -> e.Value ]

    for text in
        [
            "Dense  dense1"
            "float64 [1; 2] → [1; 1]"
            "kernel  float64 [2; 1]"
            "adjoint [8, 16]"
            "meanSquaredError  loss"
            "value   16"
        ] do
        Assert.Contains(text, texts)

[<Fact>]
let ``takes several inputs, and shows no adjoint for whole numbers`` () =
    let input = Signal.Many [| Signal.One(Shape.ofSeq [ 2 ]); Signal.One(Shape.ofSeq [ 3 ]) |]

    let network =
        Layer.beside (Layer.embedding 5 3 >=> Layer.flatten) (Layer.dense 6)
        >=> Layer.ofAtom {
            Kind = "Difference"
            Hyperparameters = []
            Parameters = fun _ -> []
            State = fun _ -> []
            OutputShape = fun shapes -> Signal.One (Signal.values shapes).Head
            Apply = fun _ _ state input -> Signal.One(Signal.values input |> List.reduce (-)), state
        }
        |> Network.buildFor DType.Float64 (Key.ofSeed 1UL) input

    let words, x = Tensor.ofArray [ 1; 2 ] [| 4; 0 |], Tensor.ofArray [ 1; 3 ] [| 1.0; 2.0; 3.0 |]
    let context = { Training = true; Key = Key.ofSeed 1UL }
    let inputs = Signal.Many [| Signal.One words; Signal.One x |]

    let pass =
        Explain.networkWith
            context
            Loss.meanSquaredError
            inputs
            (Tensor.ones [ 1; 6 ] |> Tensor.cast DType.Float64)
            network

    let lines = pass.Table.Split '\n'
    Assert.Matches(@"^input1 +input +int32 \[1; 2\] +\[4, 0\] +–$", lines[1])
    Assert.Matches(@"^input2 +input +float64 \[1; 3\] +\[1, 2, 3\] +\[.+\]$", lines[2])
    Assert.Equal(0.0, (Tensor.sum (Signal.values pass.InputGradients).Head).ToScalar())
    Assert.Matches("difference1 +Difference +flatten1, dense1 ", pass.Table)

[<Fact>]
let ``tells training from inference`` () =
    let network = build { Number = 3 } [ 2 ] Layer.batchNorm
    let x = Tensor.ofArray [ 2; 2 ] [| 1.0; 2.0; 3.0; 6.0 |]

    let output training =
        let context = { Training = training; Key = Key.ofSeed 1UL }
        (Explain.networkWith context Loss.meanSquaredError (Signal.One x) x network).Prediction

    Reference.agree 1e-2 (Tensor.ofArray [ 2; 2 ] [| -1.0; -1.0; 1.0; 1.0 |]) (output true)
    Reference.agree 1e-2 x (output false)

[<Fact>]
let ``shows the first numbers of large layers`` () =
    let network = build { Number = 3 } [ 400 ] (Layer.dense 300 >=> Layer.relu >=> Layer.dense 200)
    let x = Draws.tensor (System.Random 1) [ 10; 400 ]
    let pass = Explain.network Loss.meanSquaredError x (Draws.tensor (System.Random 2) [ 10; 200 ]) network
    Assert.All(pass.Table.Split '\n', fun line -> Assert.InRange(line.Length, 1, 250))
    Assert.InRange(pass.Svg.Length, 1, 20_000)

[<Fact>]
let ``names what does not fit`` () =
    let network = build { Number = 1 } [ 2 ] (Layer.dense 3)
    let x, t = Draws.tensor (System.Random 1) [ 4; 2 ], Draws.tensor (System.Random 1) [ 4; 3 ]

    let message loss x t (network: Network) =
        Assert.Throws<ShapeException>(fun () -> Explain.network loss x t network |> ignore).Message

    let says (parts: string list) (message: string) = Assert.All(parts, fun part -> Assert.Contains(part, message))
    message Loss.meanSquaredError t t network |> says [ "[2]"; "[3]" ]
    message Loss.meanSquaredError (Tensor.sum x) t network |> says [ "batch axis"; "scalar" ]
    message Loss.meanSquaredError x x network |> says [ "meanSquaredError"; "[4; 3]"; "[4; 2]" ]

    let two = build { Number = 1 } [ 2 ] (Layer.fork Join.Tuple [ Layer.dense 3; Layer.identity ])
    message Loss.meanSquaredError x t two |> says [ "loss"; "2"; "Join" ]

    // An error within a layer names the layer.
    let wrong =
        Layer.ofAtom {
            Kind = "Wrong"
            Hyperparameters = []
            Parameters = fun _ -> []
            State = fun _ -> []
            OutputShape = id
            Apply = fun _ _ state input -> Signal.map (fun x -> matmul x x) input, state
        }

    message Loss.meanSquaredError x x (build { Number = 1 } [ 2 ] (Layer.named "block" wrong))
    |> says [ "In layer 'block'"; "MatMul" ]
