module FuncNet.Tests.``A mixture``

open Xunit
open FuncNet

let private key = Key.ofSeed 5UL
let private n = 4_000

/// Images of one pixel that hold their number, and targets that do too.
let private pixels = Tensor.cast DType.Float32 (Tensor.range n) |> Tensor.reshape [ n; 1; 1; 1 ]
let private targets = Tensor.oneHot DType.Float32 2 (Tensor.range n % 2.0)
let private black = Tensor.concatenate 0 [ Tensor.zeros [ 2; 16; 16; 1 ]; Tensor.ones [ 2; 16; 16; 1 ] ]

[<Fact>]
let ``of whole images mixes their targets in the same measure`` () =
    let images = Tensor.reshape [ n; 1; 1; 2 ] targets
    let mixed, mixedTargets = Mixing.apply (Mixing.mixUp 1.0) key images targets
    Assert.True((Tensor.max (abs (Tensor.reshape [ n; 2 ] mixed - mixedTargets))).ToScalar() < 1e-6)
    Assert.True((Tensor.max (abs (Tensor.sumOver [ 1 ] mixedTargets - 1.0))).ToScalar() < 1e-6)

[<Fact>]
let ``draws its shares from the beta distribution`` () =
    // A first half of one kind and a second of the other, so that many partners are of the other kind: their targets are (λ, 1 − λ).
    let marks = Tensor.concatenate 1 [ Tensor.ones [ n; 1 ]; Tensor.zeros [ n; 1 ] ]
    let both = Tensor.concatenate 0 [ marks; Tensor.reverse [ 1 ] marks ]
    let images = Tensor.zeros [ 2 * n; 1; 1; 1 ]

    for α in [ 0.05; 1.0; 3.0 ] do
        let _, mixed = Mixing.apply (Mixing.mixUp α) key images both

        let λ =
            mixed.ToArray<float32>()
            |> Array.chunkBySize 2
            |> Array.mapi (fun i row -> float (if i < n then row[0] else row[1]))
            |> Array.filter (fun λ -> λ < 1.0)

        Assert.All(λ, fun λ -> Assert.InRange(λ, 0.0, 1.0))

        if α >= 1.0 then
            Assert.True(λ.Length > 1_000, $"only {λ.Length} pairs of two kinds")
            // The mean is ½, the variance 1 / (4 (2α + 1)).
            let mean = Array.average λ
            let variance = λ |> Array.averageBy (fun λ -> (λ - mean) ** 2.0)
            Assert.InRange(mean, 0.48, 0.52)
            Assert.InRange(variance * 4.0 * (2.0 * α + 1.0), 0.93, 1.07)
        else
            // Nearly all are about 0 or 1.
            let extreme = λ |> Array.filter (fun λ -> λ < 0.01 || λ > 0.99)
            Assert.True(float extreme.Length > 0.6 * float λ.Length)

[<Fact>]
let ``has every image as a partner once, and none as its own`` () =
    // With α tiny λ is 0 or 1, so a result is an image or its partner.
    let mixed, _ = Mixing.apply (Mixing.mixUp 1e-3) key pixels targets

    let steps =
        mixed.ToArray<float32>()
        |> Array.mapi (fun i x -> (int (round x) - i + n) % n)
        |> Array.countBy id
        |> Array.sortByDescending snd
        |> Array.truncate 2

    let step = steps |> Array.map fst |> Array.filter ((<>) 0) |> Array.exactlyOne
    Assert.InRange(step, 1, n - 1)
    Assert.All(steps, fun (_, count) -> Assert.InRange(count, 1_800, 2_200))

[<Fact>]
let ``of rectangles mixes targets by the area that was replaced`` () =
    let images = Tensor.concatenate 0 [ Tensor.zeros [ 100; 16; 16; 1 ]; Tensor.ones [ 100; 16; 16; 1 ] ]

    let labels =
        Tensor.concatenate 0 [ Tensor.zeros [ 100 ]; Tensor.ones [ 100 ] ] |> Tensor.cast DType.Int32

    let mixed, mixedTargets =
        Mixing.apply (Mixing.cutMix 1.0) key images (Tensor.oneHot DType.Float32 2 labels)

    let white = Tensor.meanOver [ 1; 2; 3 ] mixed
    Assert.True((Tensor.max (abs (white - mixedTargets[Slice.All, Slice.At 1]))).ToScalar() < 1e-6)
    let values = mixed.ToArray<float32>() |> Array.distinct |> Array.sort
    Assert.Equal<float32[]>([| 0f; 1f |], values)

    let parts = white.ToArray<float32>() |> Array.filter (fun share -> share > 0f && share < 1f)
    Assert.NotEmpty parts

[<Fact>]
let ``is the same traced, and follows from its key`` () =
    for mixing in [ Mixing.mixUp 0.2; Mixing.cutMix 1.0 ] do
        let pass (x: Tensor[]) =
            let images, targets = Mixing.apply mixing (Key.ofTensor x[0]) x[1] x[2]
            [| images; targets |]

        let oneHot = Tensor.oneHot DType.Float32 2 (Tensor.vector [ 0; 0; 1; 1 ])
        let x = [| key.Tensor; black; oneHot |]
        Assert.Equal<Tensor[]>(pass x, Compile.many pass x)
        let batch = Mixing.batch mixing key (Batch(black, oneHot))
        Assert.Equal<Tensor[]>(pass x, [| batch.Inputs; batch.Targets |])
        Assert.NotEqual<Tensor[]>(pass x, pass [| (Key.ofSeed 6UL).Tensor; black; oneHot |])

    let one = Tensor.ones [ 1; 2; 2; 1 ]
    Assert.Equal(one, fst (Mixing.apply (Mixing.mixUp 0.5) key one (Tensor.ones [ 1; 2 ])))

[<Fact>]
let ``says what is wrong`` () =
    let error = Assert.Throws<ConfigurationException>(fun () -> Mixing.mixUp 0.0 |> ignore)
    Assert.Contains("Mixing.mixUp: alpha", error.Message)

    let error =
        Assert.Throws<DTypeException>(fun () ->
            Mixing.batch (Mixing.cutMix 1.0) key (Batch(black, Tensor.vector [ 0; 1; 0; 1 ])) |> ignore)

    Assert.Contains("Dataset.oneHot", error.Message)

    let error =
        Assert.Throws<ShapeException>(fun () ->
            Mixing.apply (Mixing.cutMix 1.0) key black (Tensor.ones [ 3; 2 ]) |> ignore)

    Assert.Contains("[3; 2]", error.Message)

    let batch =
        Augmentation.batch (Augmentation.flipHorizontal 1.0) key (Batch(black, Tensor.vector [ 0; 1; 0; 1 ]))

    Assert.Equal(Tensor.vector [ 0; 1; 0; 1 ], batch.Targets)
