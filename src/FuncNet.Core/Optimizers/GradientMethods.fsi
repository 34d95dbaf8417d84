namespace FuncNet

/// Settings of gradient descent.
type Sgd = {
    /// η, the learning rate over time.
    Rate: Schedule
    /// ρ, the share of the last update that goes on; 0 for none.
    Momentum: float
    /// τ in Δ ← ρΔ − (1 − τ)ηg, whose first is −ηg (PyTorch's dampening); 0 for the whole gradient. It needs a momentum, and
    /// not Nesterov's.
    Dampening: float
    /// True to look one step ahead.
    Nesterov: bool
}

/// Gradient descent as it is used most.
[<RequireQualifiedAccess; CompilationRepresentation(CompilationRepresentationFlags.ModuleSuffix)>]
module Sgd =

    /// η = 0.01, without momentum.
    val defaults: Sgd

/// Settings of RMSProp.
type RmsProp = {
    /// η, the learning rate over time.
    Rate: Schedule
    /// ρ, how much of the mean square is kept.
    Rho: float
    /// ε, added to the root.
    Epsilon: float
    /// True to subtract the square of the mean, so that v estimates the variance.
    Centred: bool
    /// The share of the last update that goes on; 0 for none.
    Momentum: float
}

/// RMSProp as it is used most.
[<RequireQualifiedAccess; CompilationRepresentation(CompilationRepresentationFlags.ModuleSuffix)>]
module RmsProp =

    /// η = 0.001, ρ = 0.9 (the notes and Keras; PyTorch has 0.99), ε = 10⁻⁸ outside of the root (PyTorch; Keras adds 10⁻⁷ inside);
    /// not centred, without momentum.
    val defaults: RmsProp

/// Settings of Adam and AdamW.
type Adam = {
    /// η, the learning rate over time.
    Rate: Schedule
    /// β1, how much of the mean is kept.
    Beta1: float
    /// β2, how much of the mean square is kept.
    Beta2: float
    /// ε, added to the root.
    Epsilon: float
    /// λ, the decoupled weight decay of AdamW; 0 for Adam.
    Decay: float
    /// True to divide by the largest mean square so far.
    Amsgrad: bool
}

/// Adam as it is used most.
[<RequireQualifiedAccess; CompilationRepresentation(CompilationRepresentationFlags.ModuleSuffix)>]
module Adam =

    /// η = 0.001, β1 = 0.9, β2 = 0.999, ε = 10⁻⁸ outside of the root (as the paper and PyTorch; Keras has 10⁻⁷), no decay, not AMSGrad.
    val defaults: Adam

/// The gradient methods by name; each is a chain of transforms. g is the gradient, x the parameter, η the rate.
[<AutoOpen>]
module GradientMethods =

    [<RequireQualifiedAccess>]
    module Optimizer =

        /// Gradient descent with all its settings. A dampening without momentum, or with Nesterov's, is a ConfigurationException.
        val sgdWith: settings: Sgd -> Optimizer

        /// x ← x − ηg (Cauchy 1847). Batch, mini-batch or stochastic gradient descent, as the batches are.
        val sgd: rate: float -> Optimizer

        /// Δ ← ρΔ − ηg, x ← x + Δ (Polyak 1964; note 000). PyTorch keeps b ← ρb + g and takes x ← x − ηb: the same for a
        /// constant rate; when the rate falls, PyTorch scales past gradients by the new rate, and this keeps them as they were.
        val sgdMomentum: rate: float -> rho: float -> Optimizer

        /// Δ ← ρΔ − ηg, x ← x + ρΔ − ηg (Nesterov 1983, in the form of Sutskever et al. 2013; as PyTorch for a constant rate):
        /// momentum that oscillates less.
        val nesterov: rate: float -> rho: float -> Optimizer

        /// RMSProp with all its settings: u = g / (√v + ε), where the centred form (Graves 2013) has
        /// √(v − m²), m ← ρm + (1 − ρ)g; then Δ ← μΔ − ηu, x ← x + Δ, μ the momentum. As PyTorch for a constant rate.
        val rmsPropWith: settings: RmsProp -> Optimizer

        /// v ← ρv + (1 − ρ)g², x ← x − ηg / (√v + ε), ρ = 0.9, ε = 10⁻⁸ (Tieleman and Hinton 2012): for gradients of very
        /// different sizes, and for recurrent networks.
        val rmsProp: rate: float -> Optimizer

        /// Adam with all its settings; AdamW when it decays; AMSGrad (Reddi et al. 2018) divides by the largest v so far, for
        /// when Adam forgets rare, large gradients too soon.
        val adamWith: settings: Adam -> Optimizer

        /// m ← β1·m + (1 − β1)g, v ← β2·v + (1 − β2)g², x ← x − ηm̂ / (√v̂ + ε), where m̂ = m / (1 − β1ᵗ) and v̂ = v / (1 − β2ᵗ);
        /// β1 = 0.9, β2 = 0.999, ε = 10⁻⁸ (Kingma and Ba 2015): the first choice for most networks.
        val adam: rate: float -> Optimizer

        /// x ← x − η(m̂ / (√v̂ + ε) + λx), the decay λ only where the parameter's declaration says so (Loshchilov and Hutter
        /// 2019): Adam for large networks that overfit.
        val adamW: rate: float -> decay: float -> Optimizer
