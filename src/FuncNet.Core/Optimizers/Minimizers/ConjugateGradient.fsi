namespace FuncNet

/// The method of conjugate gradients for functions that need not be quadratic.
[<AutoOpen>]
module ConjugateGradient =

    [<RequireQualifiedAccess>]
    module Minimizer =

        /// p ← βp − g with the β of Polak and Ribière, β = max(0, g·(g − g₋) / g₋·g₋), from −g anew every n steps and where p does
        /// not go down; α by the strong conditions of Wolfe with c₁ = 10⁻⁴ and this c₂ (Nocedal and Wright 2006, 5.2). curvature:
        /// c₂, over 10⁻⁴ and under ½; the smaller, the more exact the search along p.
        val conjugateGradientWith: curvature: float -> Minimizer

        /// The same with c₂ = 0.1. It keeps three vectors of n numbers; on a quadratic function it needs about n steps.
        val conjugateGradient: Minimizer
