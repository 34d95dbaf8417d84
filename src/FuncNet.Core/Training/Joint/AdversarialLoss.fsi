namespace FuncNet

/// What a generator and a discriminator play for: what each makes small. Scores are what the discriminator gives for a batch, [n; 1] or [n];
/// the larger, the more it takes a sample to be real.
[<Sealed>]
type AdversarialLoss =
    /// The name, as it stands in messages.
    member Name: string

    /// The weight λ of the gradient penalty; 0 if there is none.
    member Penalty: float

    /// From the scores of real and of generated samples to what the discriminator makes small, without the penalty.
    member internal Discriminator: (Tensor -> Tensor -> Tensor)

    /// From the scores of generated samples to what the generator makes small.
    member internal Generator: (Tensor -> Tensor)

/// The losses of a game of two networks.
[<RequireQualifiedAccess; CompilationRepresentation(CompilationRepresentationFlags.ModuleSuffix)>]
module AdversarialLoss =

    /// Discriminator: mean ln(1 + e^−D(x)) + mean ln(1 + e^D(G(z))), the cross-entropy of real against generated. Generator: mean
    /// ln(1 + e^−D(G(z))), which pulls hardest where the discriminator is sure (Goodfellow and others 2014, section 3).
    val nonSaturating: AdversarialLoss

    /// Discriminator: ½·mean (D(x) − 1)² + ½·mean D(G(z))². Generator: ½·mean (D(G(z)) − 1)² (Mao and others 2017).
    val leastSquares: AdversarialLoss

    /// Discriminator: mean max(0, 1 − D(x)) + mean max(0, 1 + D(G(z))). Generator: −mean D(G(z)) (Lim and Ye 2017).
    val hinge: AdversarialLoss

    /// Discriminator: mean D(G(z)) − mean D(x) + λ·mean (‖∇D(x̂)‖ − 1)², an estimate of the Wasserstein distance. Generator: −mean D(G(z)).
    /// The penalty λ is 10 in the paper; 0.1 suits points in a plane (Gulrajani and others 2017).
    val wasserstein: penalty: float -> AdversarialLoss

    /// Losses of your own. discriminator: from the scores of real and of generated samples; generator: from those of generated ones.
    val custom:
        name: string -> discriminator: (Tensor -> Tensor -> Tensor) -> generator: (Tensor -> Tensor) -> AdversarialLoss

    /// The same losses, and λ times the gradient penalty for the discriminator; instead of any other.
    val withGradientPenalty: weight: float -> loss: AdversarialLoss -> AdversarialLoss

    /// mean (‖∇D(x̂)‖ − 1)² at x̂ = ε·x + (1 − ε)·x̃, with ε uniform on [0, 1) for each sample, and the norm over each sample's gradient. Its own gradient
    /// is a second derivative. critic: scores, each of which follows from one sample alone; real and generated: [n; …].
    val gradientPenalty: key: Key -> critic: (Tensor -> Tensor) -> real: Tensor -> generated: Tensor -> Tensor
