namespace FuncNet

/// Methods for objectives f = ½Σr² whose residuals r are known (Objective.ofResiduals). J is the Jacobian of r, [m; n], which takes
/// m gradients: for up to a few thousand residuals and parameters. JᵀJ stands for the Hessian, which it is next to a good fit.
[<AutoOpen>]
module ResidualMethods =

    [<RequireQualifiedAccess>]
    module Minimizer =

        /// x ← x + αp, p the least-squares solution of Jp = −r, the shortest where there are many; α by Armijo's condition, as in
        /// dampedNewton (Gauss 1809; Nocedal and Wright 2006, 10.3). For fits that are nearly linear.
        val gaussNewton: Minimizer

        /// x ← x + p, (JᵀJ + μD)p = −Jᵀr, D the largest squared norm so far of each column of J. μ begins with the damping; after a
        /// step that gains the share γ of what its model promises μ ← μ · max(⅓, 1 − (2γ − 1)³), after one that gains nothing
        /// μ ← νμ, ν = 2, 4, 8, … and another try (Levenberg 1944, Marquardt 1963; D of Moré 1978, μ of Nielsen 1999).
        /// damping: over 0.
        val levenbergMarquardtWith: damping: float -> Minimizer

        /// The same with a damping of 10⁻³: the first choice for fits of curves and small networks.
        val levenbergMarquardt: Minimizer
