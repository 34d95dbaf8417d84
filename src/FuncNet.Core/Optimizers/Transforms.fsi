namespace FuncNet

/// The transforms of which optimizers are made. u are the updates so far: gradients at first.
[<AutoOpen>]
module OptimizerTransforms =

    [<RequireQualifiedAccess>]
    module Optimizer =

        /// Δ ← ρΔ + u, and Δ is the update (Polyak 1964): for long, narrow valleys, where it is quicker by up to 1/(1 − ρ).
        val momentum: rho: float -> Optimizer

        /// Δ ← ρΔ + (1 − τ)u, and Δ is the update; the first is u (PyTorch's dampening τ, in [0, 1)): with τ = ρ an average of
        /// the updates instead of their sum.
        val dampedMomentum: rho: float -> dampening: float -> Optimizer

        /// Δ ← ρΔ + u, and the update is ρΔ + u once more: momentum that looks one step ahead (Nesterov 1983, in the form of
        /// Sutskever et al. 2013), which oscillates less.
        val nesterovMomentum: rho: float -> Optimizer

        /// v ← ρv + (1 − ρ)u², and the update is u / (√v + ε) (Tieleman and Hinton 2012): the same pace in every direction.
        val scaleByRms: rho: float -> epsilon: float -> Optimizer

        /// m ← β1·m + (1 − β1)u, v ← β2·v + (1 − β2)u², m̂ = m / (1 − β1ᵗ), v̂ = v / (1 − β2ᵗ), and the update is
        /// m̂ / (√v̂ + ε), t = 1 at the first (Kingma and Ba 2015).
        val scaleByAdam: beta1: float -> beta2: float -> epsilon: float -> Optimizer

        /// u + λx, x the parameter, where its declaration says that it decays (kernels do, biases and scales do not). After
        /// the scaling of Adam it is the decoupled decay of AdamW; before it, the L2 penalty λ/2·Σx².
        val addDecayedWeights: weight: float -> Optimizer

        /// u + λx, x the parameter, where its name satisfies a predicate.
        val addDecayedWeightsTo: decays: (string -> bool) -> weight: float -> Optimizer

        /// Every element of u brought into [−limit, limit]. It turns the direction; clipByGlobalNorm keeps it.
        val clipByValue: limit: float -> Optimizer

        /// u · min(1, c / ‖u‖), for each tensor on its own.
        val clipByNorm: limit: float -> Optimizer

        /// u · min(1, c / ‖u‖), ‖u‖ the norm of all tensors together (Pascanu et al. 2013), which keeps the direction: against
        /// exploding gradients, as in recurrent networks. A norm whose square overflows makes the update 0.
        val clipByGlobalNorm: limit: float -> Optimizer

        /// An optimizer for those leaves only whose names satisfy a predicate; the updates of the others go through as they
        /// are. Two of them in a chain give head and body rates of their own.
        val maskPaths: choose: (string -> bool) -> optimizer: Optimizer -> Optimizer
