namespace FuncNet;

public sealed partial class NetworkBuilder
{
    /// <summary>x for x &gt; 0, α·(eˣ − 1) otherwise.</summary>
    public NetworkBuilder Elu(double alpha = 1) => Then(Layers.Elu(alpha));

    /// <summary>λ·x for x &gt; 0, λα·(eˣ − 1) otherwise, λ = 1.0507…, α = 1.6733….</summary>
    public NetworkBuilder Selu() => Then(Layers.Selu());

    /// <summary>x·Φ(x), exactly or by its approximation with tanh; see <see cref="Layers.Gelu"/>.</summary>
    public NetworkBuilder Gelu(bool approximate = false) => Then(Layers.Gelu(approximate));

    /// <summary>x·σ(x), also called swish.</summary>
    public NetworkBuilder Silu() => Then(Layers.Silu());

    /// <summary>x·tanh(ln(1 + eˣ)).</summary>
    public NetworkBuilder Mish() => Then(Layers.Mish());

    /// <summary>max(0, min(1, x/6 + ½)).</summary>
    public NetworkBuilder HardSigmoid() => Then(Layers.HardSigmoid());

    /// <summary>x·max(0, min(1, x/6 + ½)).</summary>
    public NetworkBuilder HardSwish() => Then(Layers.HardSwish());

    /// <summary>x / (1 + |x|).</summary>
    public NetworkBuilder Softsign() => Then(Layers.Softsign());

    /// <summary>a·σ(b), a and b the halves of the last axis: [batch; …; 2n] to [batch; …; n].</summary>
    public NetworkBuilder Glu() => Then(Layers.Glu());

    /// <summary>The largest of several affine pieces; see <see cref="Layers.Maxout"/>.</summary>
    public NetworkBuilder Maxout(int pieces, int units, string? name = null) =>
        Then(Layers.Maxout(pieces, units, name));

    /// <summary>Radial basis functions with learned centres and widths; see <see cref="Layers.Rbf"/>.</summary>
    public NetworkBuilder Rbf(int units, string? name = null) => Then(Layers.Rbf(units, name));
}
