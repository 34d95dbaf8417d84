[<FsCheck.Xunit.Properties(Arbitrary = [| typeof<FuncNet.Tests.Draw> |], MaxTest = 30)>]
module FuncNet.Tests.``Losses of classes, directions and counts``

open Xunit
open FsCheck.Xunit
open FuncNet

let private vector (x: float list) = Tensor.vector x
let private matrix (x: float list list) = x |> Seq.map Seq.ofList |> Tensor.matrix
let private value loss y t = (Loss.value loss y t).ToScalar()
let private check (seed: Seed) loss t y = GradientCheck.require seed.Key (fun x -> Loss.value loss x[0] t) [| y |]

/// Logits [batch; steps; classes] and labels.
let private classified (seed: Seed) =
    let rng = seed.Rng
    let batch, steps, classes = 1 + rng.Next 4, 1 + rng.Next 3, 1 + rng.Next 5
    Draws.tensor rng [ batch; steps; classes ], Draws.places rng classes [ batch; steps ]

[<Fact>]
let ``have their values by hand`` () =
    let halves = vector [ 0.5; 2.0; -3.0 ]
    Close.values 1e-15 [ 0.125; 1.5; 2.5 ] (Loss.perSample (Loss.huber 1.0) halves (vector [ 0.0; 0.0; 0.0 ]))
    Close.values 1e-15 [ 0.125; 2.0; 4.0 ] (Loss.perSample (Loss.huber 2.0) halves (vector [ 0.0; 0.0; 0.0 ]))
    // p = ¾ at the label: (¼)² ln(4/3).
    let x, c = log (matrix [ [ 0.75; 0.25 ] ]), Tensor.vector [ 0 ]
    Close.numbers 1e-14 (log (4.0 / 3.0) / 16.0) (value (Loss.focal 2.0) x c)
    let logit = vector [ log 3.0 ]
    Close.numbers 1e-14 (0.25 * log (4.0 / 3.0) / 16.0) (value (Loss.binaryFocal 0.25 2.0) logit (vector [ 1.0 ]))
    Close.numbers 1e-14 (0.75 * log 4.0 * 9.0 / 16.0) (value (Loss.binaryFocal 0.25 2.0) logit (vector [ 0.0 ]))
    Close.numbers 1e-12 (1.0 - 0.6) (value Loss.cosineSimilarity (matrix [ [ 3.0; 4.0 ] ]) (matrix [ [ 1.0; 0.0 ] ]))

    let pair =
        Tensor.stack 1 [ matrix [ [ 3.0; 4.0 ]; [ 3.0; 4.0 ] ]; matrix [ [ 1.0; 0.0 ]; [ 1.0; 0.0 ] ] ]

    Close.values 1e-12 [ 0.4; 0.1 ] (Loss.perSample (Loss.cosineEmbedding 0.5) pair (vector [ 1.0; -1.0 ]))
    // Distances 5 and 1, then 1 and 5.
    let a, p, n =
        matrix [ [ 0.0; 0.0 ]; [ 0.0; 0.0 ] ],
        matrix [ [ 3.0; 4.0 ]; [ 0.0; 1.0 ] ],
        matrix [ [ 0.0; 1.0 ]; [ 3.0; 4.0 ] ]

    Close.values
        1e-5
        [ 5.0; 0.0 ]
        (Loss.perSample (Loss.triplet 1.0) (Tensor.stack 1 [ a; p; n ]) (vector [ 0.0; 0.0 ]))

    Close.numbers 1e-15 (exp 0.5 - 1.5) (value Loss.poisson (vector [ 0.5 ]) (vector [ 3.0 ]))
    Close.numbers 1e-7 (0.5 - 3.0 * log 0.5) (value Loss.poissonOfRates (vector [ 0.5 ]) (vector [ 3.0 ]))
    // ½ ln(½/¼) + ½ ln(½/¾), and ln 1/¾ of one that is certain.
    let q = log (matrix [ [ 0.25; 0.75 ]; [ 0.25; 0.75 ] ])

    Close.values
        1e-15
        [ 0.5 * log 2.0 + 0.5 * log (2.0 / 3.0); log (4.0 / 3.0) ]
        (Loss.perSample Loss.klDivergence q (matrix [ [ 0.5; 0.5 ]; [ 0.0; 1.0 ] ]))

[<Property>]
let ``have the gradients that differences give, at both orders`` (seed: Seed) =
    let rng = seed.Rng
    let logits, labels = classified seed

    for γ in [ 0.0; 0.5; 2.0 ] do
        check seed (Loss.focal γ) labels logits
        check seed (Loss.binaryFocal 0.25 γ) (Draws.between rng 0.0 1.0 [ 3; 2 ]) (Draws.tensor rng [ 3; 2 ])

    let t = Draws.tensor rng [ 3; 2 ]
    check seed (Loss.huber 1.5) t (t + Draws.between rng 0.1 1.4 [ 3; 2 ])
    check seed (Loss.huber 1.5) t (t - Draws.between rng 1.6 3.0 [ 3; 2 ])
    let size = 1 + rng.Next 4
    let away sizes = Draws.between rng 0.3 2.0 sizes
    check seed Loss.cosineSimilarity (Draws.tensor rng [ 2; 3; size ]) (away [ 2; 3; size ])
    check seed (Loss.cosineEmbedding -0.9) (vector [ 1.0; -1.0; 1.0 ]) (away [ 3; 2; size ])
    check seed (Loss.triplet 20.0) (vector [ 0.0; 0.0 ]) (Draws.distinct rng [ 2; 3; size ])
    let counts = Draws.places rng 5 [ 3; 2 ]
    check seed Loss.poisson counts (Draws.tensor rng [ 3; 2 ])
    check seed Loss.poissonOfRates counts (away [ 3; 2 ])
    check seed Loss.klDivergence (Tensor.softmax -1 (Draws.tensor rng [ 3; 4 ])) (Draws.tensor rng [ 3; 4 ])

[<Property>]
let ``focal with γ = 0 is the cross-entropy, and falls with γ`` (seed: Seed) =
    let logits, labels = classified seed

    Close.tensors
        1e-12
        (Loss.perSample Loss.softmaxCrossEntropy logits labels)
        (Loss.perSample (Loss.focal 0.0) logits labels)

    let x, t = Draws.tensor seed.Rng [ 4 ], Draws.between seed.Rng 0.0 1.0 [ 4 ]

    Close.tensors
        1e-12
        (Loss.perSample Loss.sigmoidCrossEntropy x t / 2.0)
        (Loss.perSample (Loss.binaryFocal 0.5 0.0) x t)

    Assert.True(value (Loss.focal 2.0) logits labels <= value (Loss.focal 1.0) logits labels)

[<Property>]
let ``Huber's is δ times the smooth L1`` (seed: Seed) =
    let y, t = Draws.tensor seed.Rng [ 5 ], Draws.tensor seed.Rng [ 5 ]
    Close.tensors 1e-14 (0.7 * Loss.perSample (Loss.smoothL1 0.7) y t) (Loss.perSample (Loss.huber 0.7) y t)

[<Property>]
let ``KL is the cross-entropy less the entropy of the target`` (seed: Seed) =
    let x, p = Draws.tensor seed.Rng [ 3; 4 ], Tensor.softmax -1 (Draws.tensor seed.Rng [ 3; 4 ])

    Close.tensors
        1e-12
        (Loss.perSample Loss.softmaxCrossEntropy x p - Information.entropy p)
        (Loss.perSample Loss.klDivergence (Tensor.logSoftmax -1 x) p)

[<Theory>]
[<InlineData(true); InlineData(false)>]
let ``are finite at ±1e4, and so are their gradients`` isSingle =
    let typed x = if isSingle then Tensor.cast DType.Float32 x else x

    for γ in [ 0.0; 0.5; 2.0 ] do
        let x = typed (matrix [ [ 1e4; -1e4 ]; [ 1e4; -1e4 ] ])
        Close.values 1e-3 [ 0.0; 2e4 ] (Loss.perSample (Loss.focal γ) x (Tensor.vector [ 0; 1 ]))

        Close.values
            1e-6
            [ 0.0; 0.0; 0.5; -0.5 ]
            (grad (fun x -> Loss.value (Loss.focal γ) x (Tensor.vector [ 0; 1 ])) x)

        let y, t = typed (vector [ 1e4; 1e4 ]), Tensor.vector [ 1; 0 ]
        Close.values 1e-6 [ 0.0; 5e3 ] (Loss.perSample (Loss.binaryFocal 0.5 γ) y t)
        Close.values 1e-6 [ 0.0; 0.25 ] (grad (fun y -> Loss.value (Loss.binaryFocal 0.5 γ) y t) y)

    let d = typed (vector [ 1e4; -1e4 ])
    Close.values 1e-6 [ 1e4 - 0.5; 1e4 - 0.5 ] (Loss.perSample (Loss.huber 1.0) d (typed (vector [ 0.0; 0.0 ])))
    let y = typed (matrix [ [ 1e4; -1e4 ]; [ 0.0; 0.0 ] ])
    let t = typed (matrix [ [ -1e4; 1e4 ]; [ 1.0; 0.0 ] ])
    Close.values 1e-6 [ 2.0; 1.0 ] (Loss.perSample Loss.cosineSimilarity y t)
    let slope = grad (fun y -> Loss.value Loss.cosineSimilarity y t) y
    Assert.True(System.Double.IsFinite((sum slope).ToScalar()))
    // e^1e4 is beyond either type.
    Assert.Equal(infinity, value Loss.poisson (typed (vector [ 1e4 ])) (Tensor.vector [ 1 ]))
    Close.numbers 1e-6 1e4 (value Loss.poisson (typed (vector [ -1e4 ])) (Tensor.vector [ 1 ]))

[<Fact>]
let ``say what they want`` () =
    let y = matrix [ [ 1.0; 2.0 ] ]
    Thrown.by<DTypeException, _> [ "focal"; "labels"; "argMax" ] (fun () -> Loss.value (Loss.focal 2.0) y y)
    Thrown.by<DataException, _> [ "label 2" ] (fun () -> Loss.value (Loss.focal 2.0) y (Tensor.vector [ 2 ]))
    Thrown.by<ConfigurationException, _> [ "gamma"; "-1" ] (fun () -> Loss.focal -1.0)
    Thrown.by<ConfigurationException, _> [ "alpha"; "2" ] (fun () -> Loss.binaryFocal 2.0 2.0)
    Thrown.by<ConfigurationException, _> [ "delta"; "0" ] (fun () -> Loss.huber 0.0)
    Thrown.by<ConfigurationException, _> [ "margin"; "2" ] (fun () -> Loss.cosineEmbedding 2.0)
    Thrown.by<ConfigurationException, _> [ "margin"; "-1" ] (fun () -> Loss.triplet -1.0)
    Thrown.by<ShapeException, _> [ "[batch; 3; size]"; "[1; 2]" ] (fun () -> Loss.value (Loss.triplet 1.0) y y)

    Thrown.by<ShapeException, _> [ "±1"; "[1]"; "[2]" ] (fun () ->
        Loss.value (Loss.cosineEmbedding 0.0) (Tensor.reshape [ 1; 2; 1 ] y) (vector [ 1.0; 1.0 ]))

    Thrown.by<DataException, _> [ "−1 or 1"; "0.5" ] (fun () ->
        Loss.value (Loss.cosineEmbedding 0.0) (Tensor.reshape [ 1; 2; 1 ] y) (vector [ 0.5 ]))

    Thrown.by<ShapeException, _> [ "cosineSimilarity"; "[2]" ] (fun () ->
        Loss.value Loss.cosineSimilarity (vector [ 1.0; 2.0 ]) (vector [ 1.0; 2.0 ]))

    for loss in [ Loss.poisson; Loss.poissonOfRates ] do
        Thrown.by<DataException, _> [ loss.Name; "at least 0"; "-1" ] (fun () ->
            Loss.value loss (vector [ 1.0 ]) (vector [ -1.0 ]))
