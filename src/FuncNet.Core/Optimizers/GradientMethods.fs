namespace FuncNet

/// Settings of gradient descent.
type Sgd = {
    /// η, the learning rate over time.
    Rate: Schedule
    /// ρ, the share of the last update that goes on; 0 for none.
    Momentum: float
    /// True to look one step ahead.
    Nesterov: bool
}

/// Gradient descent as it is used most.
[<RequireQualifiedAccess; CompilationRepresentation(CompilationRepresentationFlags.ModuleSuffix)>]
module Sgd =

    /// η = 0.01, without momentum.
    let defaults = { Rate = Schedule.constant 0.01; Momentum = 0.0; Nesterov = false }

/// Settings of RMSProp.
type RmsProp = {
    /// η, the learning rate over time.
    Rate: Schedule
    /// ρ, how much of the mean square is kept.
    Rho: float
    /// ε, added to the root.
    Epsilon: float
}

/// RMSProp as it is used most.
[<RequireQualifiedAccess; CompilationRepresentation(CompilationRepresentationFlags.ModuleSuffix)>]
module RmsProp =

    /// η = 0.001, ρ = 0.9 (the notes and Keras; PyTorch has 0.99), ε = 10⁻⁸ outside of the root (PyTorch; Keras adds 10⁻⁷ inside).
    let defaults = { Rate = Schedule.constant 0.001; Rho = 0.9; Epsilon = 1e-8 }

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
}

/// Adam as it is used most.
[<RequireQualifiedAccess; CompilationRepresentation(CompilationRepresentationFlags.ModuleSuffix)>]
module Adam =

    /// η = 0.001, β1 = 0.9, β2 = 0.999, ε = 10⁻⁸ outside of the root (as the paper and PyTorch; Keras has 10⁻⁷), no decay.
    let defaults = { Rate = Schedule.constant 0.001; Beta1 = 0.9; Beta2 = 0.999; Epsilon = 1e-8; Decay = 0.0 }

/// The gradient methods by name; each is a chain of transforms. g is the gradient, x the parameter, η the rate.
[<AutoOpen>]
module GradientMethods =

    [<RequireQualifiedAccess>]
    module Optimizer =

        /// Gradient descent with all its settings.
        let sgdWith (settings: Sgd) =
            let scale = Optimizer.scaleByLearningRate settings.Rate
            let ρ = Argument.decayRate "Optimizer.sgd" "the momentum" settings.Momentum

            match ρ, settings.Nesterov with
            | 0.0, _ -> Optimizer.named "sgd" scale
            | _, false -> Optimizer.chain [ scale; Optimizer.momentum ρ ] |> Optimizer.named "sgdMomentum"
            | _, true -> Optimizer.chain [ scale; Optimizer.nesterovMomentum ρ ] |> Optimizer.named "nesterov"

        /// x ← x − ηg (Cauchy 1847). Batch, mini-batch or stochastic gradient descent, as the batches are.
        let sgd (rate: float) = sgdWith { Sgd.defaults with Rate = Schedule.constant rate }

        /// Δ ← ρΔ − ηg, x ← x + Δ (Polyak 1964; note 000). PyTorch keeps b ← ρb + g and takes x ← x − ηb: the same for a
        /// constant rate; when the rate falls, PyTorch scales past gradients by the new rate, and this keeps them as they were.
        let sgdMomentum (rate: float) (rho: float) =
            sgdWith { Sgd.defaults with Rate = Schedule.constant rate; Momentum = rho }

        /// Δ ← ρΔ − ηg, x ← x + ρΔ − ηg (Nesterov 1983, in the form of Sutskever et al. 2013; as PyTorch for a constant rate):
        /// momentum that oscillates less.
        let nesterov (rate: float) (rho: float) =
            sgdWith { Rate = Schedule.constant rate; Momentum = rho; Nesterov = true }

        /// RMSProp with all its settings.
        let rmsPropWith (settings: RmsProp) =
            [ Optimizer.scaleByRms settings.Rho settings.Epsilon; Optimizer.scaleByLearningRate settings.Rate ]
            |> Optimizer.chain
            |> Optimizer.named "rmsProp"

        /// v ← ρv + (1 − ρ)g², x ← x − ηg / (√v + ε), ρ = 0.9, ε = 10⁻⁸ (Tieleman and Hinton 2012): for gradients of very
        /// different sizes, and for recurrent networks.
        let rmsProp (rate: float) = rmsPropWith { RmsProp.defaults with Rate = Schedule.constant rate }

        /// Adam with all its settings; AdamW when it decays.
        let adamWith (settings: Adam) =
            let adam = Optimizer.scaleByAdam settings.Beta1 settings.Beta2 settings.Epsilon
            let scale = Optimizer.scaleByLearningRate settings.Rate

            if settings.Decay = 0.0 then
                Optimizer.chain [ adam; scale ] |> Optimizer.named "adam"
            else
                Optimizer.chain [ adam; Optimizer.addDecayedWeights settings.Decay; scale ]
                |> Optimizer.named "adamW"

        /// m ← β1·m + (1 − β1)g, v ← β2·v + (1 − β2)g², x ← x − ηm̂ / (√v̂ + ε), where m̂ = m / (1 − β1ᵗ) and v̂ = v / (1 − β2ᵗ);
        /// β1 = 0.9, β2 = 0.999, ε = 10⁻⁸ (Kingma and Ba 2015): the first choice for most networks.
        let adam (rate: float) = adamWith { Adam.defaults with Rate = Schedule.constant rate }

        /// x ← x − η(m̂ / (√v̂ + ε) + λx), the decay λ only where the parameter's declaration says so (Loshchilov and Hutter
        /// 2019): Adam for large networks that overfit.
        let adamW (rate: float) (decay: float) =
            adamWith { Adam.defaults with Rate = Schedule.constant rate; Decay = decay }
