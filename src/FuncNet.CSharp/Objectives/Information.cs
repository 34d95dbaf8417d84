using Core = FuncNet.InformationModule;

namespace FuncNet;

/// <summary>
/// Measures of information (Shannon 1948), in nats; InBits gives bits. Distributions: [...; outcomes], each number at least 0 and
/// their sum over the last axis 1, or it is a DataException. 0 ln 0 = 0.
/// </summary>
public static class Information
{
    /// <summary>−ln p: the information content of events, in the shape of p.</summary>
    public static Tensor Content(Tensor p) => Core.content(p);

    /// <summary>H(p) = −Σ p ln p: [...].</summary>
    public static Tensor Entropy(Tensor p) => Core.entropy(p);

    /// <summary>H(p, q) = −Σ p ln q = H(p) + KL(p‖q): [...].</summary>
    public static Tensor CrossEntropy(Tensor p, Tensor q) => Core.crossEntropy(p, q);

    /// <summary>KL(p‖q) = Σ p ln(p/q), at least 0, and 0 only for p = q: [...].</summary>
    public static Tensor Divergence(Tensor p, Tensor q) => Core.divergence(p, q);

    /// <summary>
    /// ½ Σ (μ² + σ² − ln σ² − 1), the divergence of independent normal numbers from standard ones (Kingma and Welling 2014). moments: μ and, behind them, ln σ²,
    /// [...; 2·latent]: [...].
    /// </summary>
    public static Tensor GaussianDivergence(Tensor moments) => Core.gaussianDivergence(moments);

    /// <summary>Nats as bits: x / ln 2.</summary>
    public static Tensor InBits(Tensor nats) => Core.inBits(nats);
}
