namespace FuncNet

/// Measures of information (Shannon 1948), in nats; inBits gives bits. Distributions p, q: [...; outcomes], float32 or float64, each number at
/// least 0 and their sum over the last axis 1 (to 10⁻⁴ in float32, 10⁻⁹ in float64), or it is a DataException. 0 ln 0 = 0. All
/// can be differentiated.
[<RequireQualifiedAccess; CompilationRepresentation(CompilationRepresentationFlags.ModuleSuffix)>]
module Information =

    /// I(p) = −ln p, the information content of events of probability p, in the shape of p; ∞ for p = 0.
    val content: p: Tensor -> Tensor

    /// H(p) = −Σ p ln p, the entropy: between 0 and ln n. Result: [...].
    val entropy: p: Tensor -> Tensor

    /// H(p, q) = −Σ p ln q = H(p) + KL(p‖q), the cross-entropy; ∞ where q = 0 < p. Result: [...].
    val crossEntropy: p: Tensor -> q: Tensor -> Tensor

    /// KL(p‖q) = Σ p ln(p/q), the divergence (Kullback and Leibler 1951): at least 0, and 0 only for p = q; not symmetric. ∞ where
    /// q = 0 < p. Result: [...].
    val divergence: p: Tensor -> q: Tensor -> Tensor

    /// KL(N(μ, σ²)‖N(0, 1)) = ½ Σ (μ² + σ² − ln σ² − 1), the divergence of independent normal numbers from standard ones (Kingma and Welling 2014,
    /// appendix B). moments: μ and, behind them, s = ln σ², [...; 2·latent], of any finite numbers; an odd last axis throws ShapeException. Result: [...].
    val gaussianDivergence: moments: Tensor -> Tensor

    /// Nats as bits: x / ln 2.
    val inBits: nats: Tensor -> Tensor
