namespace FuncNet

/// Newton's methods, with the exact Hessian. It takes n gradients and n² numbers, and its factors n³ operations: for up to a
/// few thousand parameters.
[<AutoOpen>]
module NewtonMethods =

    [<RequireQualifiedAccess>]
    module Minimizer =

        /// x ← x − H⁻¹g, full steps: next to a minimum the number of right digits doubles with every step, and far from one it may
        /// go anywhere, to a saddle or a maximum as well, which is reported. A singular H ends it as Singular.
        val newton: Minimizer

        /// x ← x − α|H|⁻¹g, where |H| has |λ| in place of the eigenvalues λ of H, at least floor · max|λ|, and α is the first of
        /// 1, ½, ¼, … that satisfies Armijo's condition f(x + αp) ≤ f(x) + 10⁻⁴·α·g·p. floor: between 0 and 1, not 0.
        val dampedNewtonWith: floor: float -> Minimizer

        /// x ← x − α|H|⁻¹g with a floor of 10⁻⁸: goes down from everywhere, away from saddles, and ends like newton (Nocedal and
        /// Wright 2006, 3.4; Dauphin et al. 2014).
        val dampedNewton: Minimizer
