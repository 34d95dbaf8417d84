using Activations = FuncNet.ActivationLayers.Layer;
using Learned = FuncNet.LearnedUnitLayers.Layer;

namespace FuncNet;

public static partial class Layers
{
    /// <summary>x for x &gt; 0, α·(eˣ − 1) otherwise (Clevert et al. 2015).</summary>
    public static Layer Elu(double alpha = 1) => Activations.elu(alpha);

    /// <summary>λ·x for x &gt; 0, λα·(eˣ − 1) otherwise, λ = 1.0507…, α = 1.6733… (Klambauer et al. 2017).</summary>
    public static Layer Selu() => Activations.selu;

    /// <summary>
    /// x·Φ(x) = ½·x·(1 + erf(x/√2)), or, approximately, ½·x·(1 + tanh(√(2/π)·(x + 0.044715·x³))) (Hendrycks and Gimpel 2016).
    /// </summary>
    public static Layer Gelu(bool approximate = false) => approximate ? Activations.geluTanh : Activations.gelu;

    /// <summary>x·σ(x), also called swish.</summary>
    public static Layer Silu() => Activations.silu;

    /// <summary>x·tanh(ln(1 + eˣ)) (Misra 2019).</summary>
    public static Layer Mish() => Activations.mish;

    /// <summary>max(0, min(1, x/6 + ½)).</summary>
    public static Layer HardSigmoid() => Activations.hardSigmoid;

    /// <summary>x·max(0, min(1, x/6 + ½)) (Howard et al. 2019).</summary>
    public static Layer HardSwish() => Activations.hardSwish;

    /// <summary>x / (1 + |x|).</summary>
    public static Layer Softsign() => Activations.softsign;

    /// <summary>a·σ(b), a and b the halves of the last axis: [batch; …; 2n] to [batch; …; n] (Dauphin et al. 2016).</summary>
    public static Layer Glu() => Activations.glu;

    /// <summary>
    /// The largest of several affine pieces (Goodfellow et al. 2013): y_j = max over k of (x·W_k + b_k)_j, W: [pieces; in; units]. The
    /// gradient goes to the winning piece alone.
    /// </summary>
    public static Layer Maxout(int pieces, int units, string? name = null) =>
        Learned.maxout(pieces, units).Called(name);

    /// <summary>Radial basis functions: y_j = exp(−‖x − c_j‖² / s_j²), with centres c: [units; in] and widths s: [units] that are learned.</summary>
    public static Layer Rbf(int units, string? name = null) => Learned.rbf(units).Called(name);
}
