namespace FuncNet

/// The quasi-Newton method with a limited memory.
[<AutoOpen>]
module Lbfgs =

    [<RequireQualifiedAccess>]
    module Minimizer =

        /// x ← x − αBg, B ≈ H⁻¹ from the last steps s and changes of the gradient y, as many as the memory holds, by the two-loop
        /// recursion from γI, γ = s·y / y·y (Nocedal 1980); α by the strong conditions of Wolfe with c₁ = 10⁻⁴, c₂ = 0.9. The
        /// first choice for smooth functions of many parameters: it takes memory · n numbers. memory: at least 1; 3 to 20
        /// are usual.
        val lbfgs: memory: int -> Minimizer
