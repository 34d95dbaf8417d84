[<FsCheck.Xunit.Properties(Arbitrary = [| typeof<FuncNet.Tests.Draw> |], MaxTest = 100)>]
module FuncNet.Tests.Backpropagation

open FsCheck.Xunit
open FuncNet

/// An activation and its derivative, both by hand.
type private Activation = { Value: Tensor -> Tensor; Slope: Tensor -> Tensor }

let private activations = [|
    { Value = tanh; Slope = fun z -> 1.0 - Tensor.square (tanh z) }
    { Value = Tensor.sigmoid; Slope = fun z -> Tensor.sigmoid z * (1.0 - Tensor.sigmoid z) }
    {
        Value = Tensor.relu
        Slope = fun z -> Tensor.cast z.DType (Tensor.greater z (Tensor.zerosLike z))
    }
    { Value = id; Slope = Tensor.onesLike }
|]

/// A network of plain matrix products: its input, target, weights, biases, and an activation for each layer.
let private network (seed: Seed) =
    let rng = seed.Rng
    let depth = rng.Next(1, 5)
    let widths = Array.init (depth + 1) (fun _ -> rng.Next(1, 6))
    let batch = rng.Next(1, 4)
    let weights = Array.init depth (fun l -> Draws.tensor rng [ widths[l]; widths[l + 1] ])
    let biases = Array.init depth (fun l -> Draws.tensor rng [ widths[l + 1] ])
    let chosen = Array.init depth (fun _ -> activations[rng.Next activations.Length])
    Draws.tensor rng [ batch; widths[0] ], Draws.tensor rng [ batch; widths[depth] ], weights, biases, chosen

/// C = ½ Σ (a − t)².
let private cost (target: Tensor) (a: Tensor) = 0.5 * sum (Tensor.square (a - target))

/// Nielsen's four equations, for a batch of rows: δᴸ = ∇ₐC ⊙ σ′(zᴸ); δˡ = (δˡ⁺¹·(wˡ⁺¹)ᵀ) ⊙ σ′(zˡ); ∂C/∂bˡ = Σ δˡ over the
/// batch; ∂C/∂wˡ = (aˡ⁻¹)ᵀ·δˡ.
[<Property>]
let ``obeys its four equations, layer by layer`` (seed: Seed) =
    let x, target, weights, biases, chosen = network seed
    let depth = weights.Length

    let activated = Array.create (depth + 1) x
    let z = Array.zeroCreate<Tensor> depth

    for l in 0 .. depth - 1 do
        z[l] <- matmul activated[l] weights[l] + biases[l]
        activated[l + 1] <- chosen[l].Value z[l]

    let forward (parameters: Tensor[]) =
        Seq.init depth id
        |> Seq.fold (fun a l -> chosen[l].Value(matmul a parameters[l] + parameters[depth + l])) x
        |> cost target

    let gradients = Differentiate.gradMany forward (Array.append weights biases)

    // The gradient with respect to what is added to z is the gradient with respect to z.
    let deltas =
        let shifted (shifts: Tensor[]) =
            Seq.init depth id
            |> Seq.fold (fun a l -> chosen[l].Value(matmul a weights[l] + biases[l] + shifts[l])) x
            |> cost target

        Differentiate.gradMany shifted (z |> Array.map Tensor.zerosLike)

    for l in 0 .. depth - 1 do
        let behind =
            if l = depth - 1 then
                activated[depth] - target
            else
                matmul deltas[l + 1] (Tensor.transpose weights[l + 1])

        Reference.agree 1e-12 (behind * chosen[l].Slope z[l]) deltas[l]
        Reference.agree 1e-12 (Tensor.sumOver [ 0 ] deltas[l]) gradients[depth + l]
        Reference.agree 1e-12 (matmul (Tensor.transpose activated[l]) deltas[l]) gradients[l]

/// Units that begin alike stay alike, whatever is learned: they get the same gradients.
[<Property>]
let ``keeps hidden units that begin alike identical`` (seed: Seed) =
    let rng = seed.Rng
    let units = rng.Next(2, 5)
    let x, target = Draws.tensor rng [ 4; 3 ], Draws.tensor rng [ 4; 2 ]
    let value = if rng.Next 2 = 0 then 0.0 else 0.3
    let activation = activations[rng.Next activations.Length]

    let loss (p: Tensor[]) = activation.Value(matmul x p[0] + p[1]) |> fun h -> matmul h p[2] |> cost target

    let start = [|
        Tensor.full DType.Float64 [ 3; units ] value
        Tensor.full DType.Float64 [ units ] value
        Tensor.full DType.Float64 [ units; 2 ] value
    |]

    let step p = Array.map2 (fun (p: Tensor) g -> p - 0.05 * g) p (Differentiate.gradMany loss p)
    let trained = Seq.fold (fun p _ -> step p) start (seq { 1..5 })

    let alike axis (p: Tensor) =
        let first = Tensor.narrow axis 0 1 p
        Reference.same (Tensor.broadcastTo p.Shape first) p

    alike 1 trained[0]
    alike 0 trained[1]
    alike 0 trained[2]

    // Units that begin different do not become identical, so there was something to see.
    if value <> 0.0 then
        let different = [|
            start[0] + Draws.tensor rng [ 3; units ]
            start[1]
            start[2] + Draws.tensor rng [ units; 2 ]
        |]

        let p = step different
        let columns = Tensor.narrow 1 0 1 p[0], Tensor.narrow 1 1 1 p[0]

        if fst columns = snd columns then
            failwith "The units are identical."
