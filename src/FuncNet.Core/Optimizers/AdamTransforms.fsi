namespace FuncNet

/// The relatives of Adam's scaling. u are the updates so far, gradients at first; t = 1 at the first update;
/// m ← β1·m + (1 − β1)u and v ← β2·v + (1 − β2)u², as in scaleByAdam.
[<AutoOpen>]
module AdamTransforms =

    [<RequireQualifiedAccess>]
    module Optimizer =

        /// w ← max(w, v), and the update is m̂ / (√ŵ + ε), m̂ = m / (1 − β1ᵗ), ŵ = w / (1 − β2ᵗ) (Reddi et al. 2018, with
        /// Adam's corrections, as PyTorch).
        val scaleByAmsgrad: beta1: float -> beta2: float -> epsilon: float -> Optimizer

        /// n ← max(β2·n, |u| + ε), and the update is m / ((1 − β1ᵗ)·n) (Kingma and Ba 2015, section 7.1; ε as PyTorch).
        val scaleByAdamax: beta1: float -> beta2: float -> epsilon: float -> Optimizer

        /// μₜ = β1·(1 − ½·0.96^(tψ)), Π ← Π·μₜ, and the update is
        /// (μₜ₊₁·m / (1 − Π·μₜ₊₁) + (1 − μₜ)·u / (1 − Π)) / (√v̂ + ε), v̂ = v / (1 − β2ᵗ), ψ the momentumDecay (Dozat 2016; as
        /// PyTorch with foreach: without it, version 1.13 has μₜ twice in Π·μₜ₊₁).
        val scaleByNAdam: beta1: float -> beta2: float -> epsilon: float -> momentumDecay: float -> Optimizer

        /// ρ∞ = 2/(1 − β2) − 1, ρ = ρ∞ − 2tβ2ᵗ/(1 − β2ᵗ), and the update is m̂·r·√(1 − β2ᵗ) / (√v + ε) where ρ > 5, with
        /// r = √((ρ − 4)(ρ − 2)ρ∞ / ((ρ∞ − 4)(ρ∞ − 2)ρ)), and m̂ before (Liu et al. 2020; 5 as the authors' code and PyTorch,
        /// the paper has 4).
        val scaleByRAdam: beta1: float -> beta2: float -> epsilon: float -> Optimizer

        /// The update is sign(β1·m + (1 − β1)u), then m ← β2·m + (1 − β2)u (Chen et al. 2023).
        val scaleByLion: beta1: float -> beta2: float -> Optimizer

        /// u · ‖x‖ / ‖u‖ for each tensor x on its own, and u where one of the norms is 0 (You et al. 2020).
        val scaleByTrustRatio: Optimizer
