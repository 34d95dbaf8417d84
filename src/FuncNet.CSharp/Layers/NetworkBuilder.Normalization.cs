namespace FuncNet;

public sealed partial class NetworkBuilder
{
    /// <summary>Each channel to mean 0 and variance 1 over the batch, then γ·x + β; see <see cref="Layers.BatchNorm"/>.</summary>
    public NetworkBuilder BatchNorm(
        double momentum = 0.1,
        double epsilon = 1e-5,
        bool scale = true,
        bool shift = true,
        string? name = null
    ) => Then(Layers.BatchNorm(momentum, epsilon, scale, shift, name));

    /// <summary>Batch normalization, corrected towards the running statistics; see <see cref="Layers.BatchRenorm"/>.</summary>
    public NetworkBuilder BatchRenorm(
        double momentum = 0.1,
        double epsilon = 1e-5,
        double largestRatio = 3,
        double largestDistance = 5,
        string? name = null
    ) => Then(Layers.BatchRenorm(momentum, epsilon, largestRatio, largestDistance, name));

    /// <summary>Each sample to mean 0 and variance 1 over its last axes, then γ·x + β; see <see cref="Layers.LayerNorm"/>.</summary>
    public NetworkBuilder LayerNorm(
        int axes = 1,
        double epsilon = 1e-5,
        bool scale = true,
        bool shift = true,
        string? name = null
    ) => Then(Layers.LayerNorm(axes, epsilon, scale, shift, name));

    /// <summary>Each sample to mean 0 and variance 1 over groups of channels, then γ·x + β; see <see cref="Layers.GroupNorm"/>.</summary>
    public NetworkBuilder GroupNorm(
        int groups,
        double epsilon = 1e-5,
        bool scale = true,
        bool shift = true,
        string? name = null
    ) => Then(Layers.GroupNorm(groups, epsilon, scale, shift, name));

    /// <summary>Each sample divided by its root mean square over the last axis; see <see cref="Layers.RmsNorm"/>.</summary>
    public NetworkBuilder RmsNorm(double epsilon = 1e-6, bool scale = true, bool shift = false, string? name = null) =>
        Then(Layers.RmsNorm(epsilon, scale, shift, name));
}
