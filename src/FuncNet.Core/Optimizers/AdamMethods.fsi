namespace FuncNet

/// Settings of Adamax.
type Adamax = {
    /// η, the learning rate over time.
    Rate: Schedule
    /// β1, how much of the mean is kept.
    Beta1: float
    /// β2, how much of the largest gradient is kept.
    Beta2: float
    /// ε, against division by 0.
    Epsilon: float
}

/// Adamax as it is used most.
[<RequireQualifiedAccess; CompilationRepresentation(CompilationRepresentationFlags.ModuleSuffix)>]
module Adamax =

    /// η = 0.002, β1 = 0.9, β2 = 0.999, ε = 10⁻⁸ (PyTorch; the paper has no ε).
    val defaults: Adamax

/// Settings of NAdam.
type NAdam = {
    /// η, the learning rate over time.
    Rate: Schedule
    /// β1, how much of the mean is kept.
    Beta1: float
    /// β2, how much of the mean square is kept.
    Beta2: float
    /// ε, against division by 0.
    Epsilon: float
    /// ψ, how soon the momentum warms up.
    MomentumDecay: float
}

/// NAdam as it is used most.
[<RequireQualifiedAccess; CompilationRepresentation(CompilationRepresentationFlags.ModuleSuffix)>]
module NAdam =

    /// η = 0.002, β1 = 0.9, β2 = 0.999, ε = 10⁻⁸, ψ = 0.004 (PyTorch).
    val defaults: NAdam

/// Settings of RAdam.
type RAdam = {
    /// η, the learning rate over time.
    Rate: Schedule
    /// β1, how much of the mean is kept.
    Beta1: float
    /// β2, how much of the mean square is kept.
    Beta2: float
    /// ε, against division by 0.
    Epsilon: float
}

/// RAdam as it is used most.
[<RequireQualifiedAccess; CompilationRepresentation(CompilationRepresentationFlags.ModuleSuffix)>]
module RAdam =

    /// η = 0.001, β1 = 0.9, β2 = 0.999, ε = 10⁻⁸, added to √v before the correction (PyTorch).
    val defaults: RAdam

/// Settings of Lion.
type Lion = {
    /// η, the learning rate over time.
    Rate: Schedule
    /// β1, the share of the mean in the sign that is taken.
    Beta1: float
    /// β2, how much of the mean is kept.
    Beta2: float
    /// λ, the decoupled weight decay; 0 for none.
    Decay: float
}

/// Lion as it is used most.
[<RequireQualifiedAccess; CompilationRepresentation(CompilationRepresentationFlags.ModuleSuffix)>]
module Lion =

    /// η = 10⁻⁴, β1 = 0.9, β2 = 0.99, no decay (the paper's).
    val defaults: Lion

/// Settings of LAMB.
type Lamb = {
    /// η, the learning rate over time.
    Rate: Schedule
    /// β1, how much of the mean is kept.
    Beta1: float
    /// β2, how much of the mean square is kept.
    Beta2: float
    /// ε, against division by 0.
    Epsilon: float
    /// λ, the decoupled weight decay; 0 for none.
    Decay: float
}

/// LAMB as it is used most.
[<RequireQualifiedAccess; CompilationRepresentation(CompilationRepresentationFlags.ModuleSuffix)>]
module Lamb =

    /// η = 0.001, β1 = 0.9, β2 = 0.999, ε = 10⁻⁶, λ = 0.01 (the paper's).
    val defaults: Lamb

/// Adam's relatives by name. g is the gradient, x the parameter, η the rate; m and v are Adam's means of g and g².
[<AutoOpen>]
module AdamMethods =

    [<RequireQualifiedAccess>]
    module Optimizer =

        /// Adam with AMSGrad: x ← x − ηm̂ / (√ŵ + ε), w the largest v so far (Reddi, Kale and Kumar 2018): when Adam forgets
        /// rare, large gradients too soon.
        val amsgrad: rate: float -> Optimizer

        /// Adamax with all its settings.
        val adamaxWith: settings: Adamax -> Optimizer

        /// n ← max(β2·n, |g| + ε), x ← x − ηm / ((1 − β1ᵗ)·n) (Kingma and Ba 2015, section 7.1): Adam with the largest gradient in
        /// place of the mean square, for gradients that are mostly 0, such as those of embeddings.
        val adamax: rate: float -> Optimizer

        /// NAdam with all its settings.
        val nadamWith: settings: NAdam -> Optimizer

        /// x ← x − η(μₜ₊₁·m / (1 − Πμₜ₊₁) + (1 − μₜ)g / (1 − Π)) / (√v̂ + ε), μₜ = β1(1 − ½·0.96^(tψ)), Π the product of the μ
        /// so far (Dozat 2016): Adam with Nesterov's look ahead, often a little quicker.
        val nadam: rate: float -> Optimizer

        /// RAdam with all its settings.
        val radamWith: settings: RAdam -> Optimizer

        /// Adam, whose scaling comes in as the estimate of v becomes sure: x ← x − ηm̂·r√(1 − β2ᵗ) / (√v + ε), and x − ηm̂ for the
        /// first few steps (Liu et al. 2020; scaleByRAdam says r): Adam that needs no warm-up.
        val radam: rate: float -> Optimizer

        /// Lion with all its settings.
        val lionWith: settings: Lion -> Optimizer

        /// x ← x − η(sign(β1·m + (1 − β1)g) + λx), m ← β2·m + (1 − β2)g, β1 = 0.9, β2 = 0.99, λ only where the parameter's
        /// declaration says so (Chen et al. 2023): for large networks and batches, with half the memory of Adam. Its rate is
        /// a third to a tenth of Adam's, its decay as many times larger.
        val lion: rate: float -> decay: float -> Optimizer

        /// LAMB with all its settings.
        val lambWith: settings: Lamb -> Optimizer

        /// r = m̂ / (√v̂ + ε) + λx, x ← x − η·‖x‖/‖r‖·r for each tensor on its own, λ only where the parameter's declaration says
        /// so (You et al. 2020): for very large batches.
        val lamb: rate: float -> decay: float -> Optimizer
