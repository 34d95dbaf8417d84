[<FsCheck.Xunit.Properties(Arbitrary = [| typeof<FuncNet.Tests.Draw> |], MaxTest = 50)>]
module FuncNet.Tests.``Information``

open Xunit
open FsCheck.Xunit
open FuncNet

let private vector (x: float list) = Tensor.vector x

/// Two distributions [2; n].
let private distributions (seed: Seed) =
    let sizes = [ 2; 1 + seed.Rng.Next 5 ]
    let rng = seed.Rng
    Tensor.softmax -1 (2.0 * Draws.tensor rng sizes), Tensor.softmax -1 (2.0 * Draws.tensor rng sizes)

[<Fact>]
let ``has its values by hand, in nats and bits`` () =
    Close.values 1e-15 [ 0.0; log 2.0; infinity ] (Information.content (vector [ 1.0; 0.5; 0.0 ]))
    Close.values 1e-15 [ 1.0; 3.0 ] (Information.inBits (Information.content (vector [ 0.5; 0.125 ])))
    let p, q = vector [ 0.5; 0.25; 0.25; 0.0 ], vector [ 0.25; 0.25; 0.25; 0.25 ]
    Close.values 1e-15 [ 1.5 ] (Information.inBits (Information.entropy p))
    Close.values 1e-15 [ 2.0 ] (Information.inBits (Information.crossEntropy p q))
    Close.values 1e-15 [ 0.5 ] (Information.inBits (Information.divergence p q))
    Close.values 0.0 [ infinity ] (Information.divergence q p)

[<Property>]
let ``H(p, q) = H(p) + KL(p‖q)`` (seed: Seed) =
    let p, q = distributions seed
    Close.tensors 1e-13 (Information.crossEntropy p q) (Information.entropy p + Information.divergence p q)

[<Property>]
let ``KL is at least 0, and 0 only for equal distributions`` (seed: Seed) =
    let p, q = distributions seed
    Close.values 0.0 [ 0.0; 0.0 ] (Information.divergence p p)

    for i in 0..1 do
        let divergence = (Tensor.narrow 0 i 1 (Information.divergence p q)).ToScalar()
        let distance = (Tensor.sum (abs (Tensor.narrow 0 i 1 (p - q)))).ToScalar()
        // Pinsker's inequality: KL ≥ ½ (Σ|p − q|)².
        Assert.True(divergence >= distance * distance / 2.0 - 1e-15)

[<Property>]
let ``entropy is between 0 and ln n, which the uniform distribution has`` (seed: Seed) =
    let p, _ = distributions seed
    let n = p.Shape[1]

    for h in (Information.entropy p).ToArray<float>() do
        Assert.InRange(h, 0.0, log (float n) + 1e-12)

    Close.values 1e-13 [ log (float n) ] (Information.entropy (Tensor.full DType.Float64 [ n ] (1.0 / float n)))

[<Property>]
let ``has the gradients that differences give, at both orders`` (seed: Seed) =
    let p, q = distributions seed
    // Logits, so that differences keep to distributions.
    let check f = GradientCheck.require seed.Key f [| log p; log q |]
    let both f (x: Tensor[]) = f (Tensor.softmax -1 x[0]) (Tensor.softmax -1 x[1])
    check (both (fun p _ -> Information.entropy p))
    check (both Information.crossEntropy)
    check (both Information.divergence)
    GradientCheck.require seed.Key (fun x -> Information.content x[0]) [| Draws.between seed.Rng 0.1 0.9 [ 3 ] |]

[<Fact>]
let ``refuses what is no distribution`` () =
    let p = vector [ 0.5; 0.5 ]
    Thrown.by<DataException, _> [ "entropy"; "sum to 1" ] (fun () -> Information.entropy (vector [ 0.5; 0.6 ]))
    Thrown.by<DataException, _> [ "at least 0"; "-0.5" ] (fun () -> Information.entropy (vector [ -0.5; 1.5 ]))
    Thrown.by<DataException, _> [ "NaN" ] (fun () -> Information.crossEntropy p (vector [ nan; 1.0 ]))
    Thrown.by<DataException, _> [ "content"; "2" ] (fun () -> Information.content (vector [ 2.0 ]))
    Thrown.by<ShapeException, _> [ "[2]"; "[1]" ] (fun () -> Information.divergence p (vector [ 1.0 ]))
    Thrown.by<ShapeException, _> [ "scalar" ] (fun () -> Information.entropy (Tensor.number DType.Float64 1.0))
    Thrown.by<DTypeException, _> [ "int32" ] (fun () -> Information.entropy (Tensor.vector [ 1 ]))
