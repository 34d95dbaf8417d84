namespace FuncNet

/// Transforms that give every element a pace of its own, beyond scaleByRms. u are the updates so far: gradients at first.
[<AutoOpen>]
module AdaptiveTransforms =

    [<RequireQualifiedAccess>]
    module Optimizer =

        /// m ← ρm + (1 − ρ)u, v ← ρv + (1 − ρ)u², and the update is u / (√(v − m²) + ε) (Graves 2013): by the deviation from
        /// the mean. Rounding that would make v − m² negative is taken as 0.
        val scaleByCentredRms: rho: float -> epsilon: float -> Optimizer

        /// s ← s + u², and the update is u / (√s + ε), s = start at first (Duchi et al. 2011).
        val scaleByAdagrad: start: float -> epsilon: float -> Optimizer

        /// v ← ρv + (1 − ρ)u², Δ = √(w + ε) / √(v + ε) · u, w ← ρw + (1 − ρ)Δ², and the update is Δ (Zeiler 2012).
        val scaleByAdadelta: rho: float -> epsilon: float -> Optimizer

        /// δ ← δ · (grow where u keeps its sign, shrink where it turns, 1 where it is 0), within [smallest, largest], δ = first
        /// at first; the update is δ·sign u, and 0 where u turns, which also counts as no sign for the next one (Riedmiller
        /// and Braun 1993, without going back: iRprop⁻ of Igel and Hüsken 2000).
        val scaleByRprop: first: float -> shrink: float -> grow: float -> smallest: float -> largest: float -> Optimizer
