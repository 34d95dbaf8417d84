namespace FuncNet

[<Sealed>]
type AdversarialLoss
    internal (name: string, discriminator: Tensor -> Tensor -> Tensor, generator: Tensor -> Tensor, penalty: float) =

    member _.Name = name
    member _.Penalty = penalty
    member internal _.Discriminator = discriminator
    member internal _.Generator = generator

[<RequireQualifiedAccess; CompilationRepresentation(CompilationRepresentationFlags.ModuleSuffix)>]
module AdversarialLoss =

    let custom name (discriminator: Tensor -> Tensor -> Tensor) (generator: Tensor -> Tensor) =
        AdversarialLoss(name, discriminator, generator, 0.0)

    let withGradientPenalty weight (loss: AdversarialLoss) =
        let weight =
            Argument.nonNegative $"AdversarialLoss {loss.Name}" "the weight of the gradient penalty" weight

        AdversarialLoss(loss.Name, loss.Discriminator, loss.Generator, weight)

    let nonSaturating =
        custom
            "nonSaturating"
            (fun real fake -> mean (Tensor.softplus -real) + mean (Tensor.softplus fake))
            (fun fake -> mean (Tensor.softplus -fake))

    let leastSquares =
        let distance target (x: Tensor) = 0.5 * mean (Tensor.square (x - target))
        custom "leastSquares" (fun real fake -> distance 1.0 real + distance 0.0 fake) (distance 1.0)

    let hinge =
        custom
            "hinge"
            (fun (real: Tensor) (fake: Tensor) -> mean (Tensor.relu (1.0 - real)) + mean (Tensor.relu (1.0 + fake)))
            (fun fake -> -(mean fake))

    let wasserstein penalty =
        custom "wasserstein" (fun real fake -> mean fake - mean real) (fun fake -> -(mean fake))
        |> withGradientPenalty penalty

    let gradientPenalty (key: Key) (critic: Tensor -> Tensor) (real: Tensor) (generated: Tensor) =
        let n = real.Shape[0]
        let ε = Key.uniform real.DType [ yield n; yield! List.replicate (real.Rank - 1) 1 ] key
        let between = ε * real + (1.0 - ε) * generated
        let slope = Tensor.reshape [ n; -1 ] (grad (critic >> sum) between)
        // √ has no derivative at 0, where a critic is flat.
        let norm = sqrt (Tensor.sumOver [ 1 ] (Tensor.square slope) + 1e-12)
        mean (Tensor.square (norm - 1.0))
