using Microsoft.FSharp.Core;
using Normalizations = FuncNet.NormalizationLayers.Layer;

namespace FuncNet;

public static partial class Layers
{
    /// <summary>
    /// y = γ·(x − μ)/√(σ² + ε) + β for each channel of the last axis (Ioffe and Szegedy 2015). In training, μ and σ² are those of the
    /// batch, and a batch of fewer than 2 samples throws ShapeException; in inference and when frozen, they are the running ones,
    /// running ← (1 − momentum)·running + momentum·batch with the unbiased variance. momentum and epsilon are PyTorch's; Keras's momentum
    /// is 1 − this one, its epsilon 1e-3. scale and shift: whether there are γ (from 1) and β (from 0).
    /// </summary>
    public static Layer BatchNorm(
        double momentum = 0.1,
        double epsilon = 1e-5,
        bool scale = true,
        bool shift = true,
        string? name = null
    ) =>
        Normalizations
            .batchNormWith(new BatchNormOptions(momentum, epsilon, ScaleOf(scale), BiasOf(shift)))
            .Called(name);

    /// <summary>
    /// Batch normalization whose training sees nearly what inference will (Ioffe 2017): y = γ·(x̂·r + d) + β, x̂ normalized by the batch,
    /// r = σ_batch/σ_running within [1/largestRatio, largestRatio], d = (μ_batch − μ_running)/σ_running within ±largestDistance, both
    /// constants to the gradient. For the rest as <see cref="BatchNorm"/>.
    /// </summary>
    public static Layer BatchRenorm(
        double momentum = 0.1,
        double epsilon = 1e-5,
        double largestRatio = 3,
        double largestDistance = 5,
        string? name = null
    ) =>
        Normalizations
            .batchRenormWith(new BatchRenormOptions(momentum, epsilon, largestRatio, largestDistance))
            .Called(name);

    /// <summary>
    /// y = γ·(x − μ)/√(σ² + ε) + β with the mean and variance of each sample over its last axes, as many as said (Ba, Kiros and Hinton
    /// 2016). γ, β: the last axes. epsilon is PyTorch's; Keras's is 1e-3.
    /// </summary>
    public static Layer LayerNorm(
        int axes = 1,
        double epsilon = 1e-5,
        bool scale = true,
        bool shift = true,
        string? name = null
    ) => Normalizations.layerNormWith(new NormOptions(epsilon, ScaleOf(scale), BiasOf(shift)), axes).Called(name);

    /// <summary>
    /// y = γ·(x − μ)/√(σ² + ε) + β with the mean and variance of each sample over each group of neighbouring channels and every place
    /// (Wu and He 2018). x: [batch; …; channels]; γ, β: [channels].
    /// </summary>
    public static Layer GroupNorm(
        int groups,
        double epsilon = 1e-5,
        bool scale = true,
        bool shift = true,
        string? name = null
    ) => Normalizations.groupNormWith(new NormOptions(epsilon, ScaleOf(scale), BiasOf(shift)), groups).Called(name);

    /// <summary>y = γ·x/√(mean(x²) + ε) + β over the last axis (Zhang and Sennrich 2019); without β unless it is asked for.</summary>
    public static Layer RmsNorm(double epsilon = 1e-6, bool scale = true, bool shift = false, string? name = null) =>
        Normalizations.rmsNormWith(new NormOptions(epsilon, ScaleOf(scale), BiasOf(shift))).Called(name);

    private static FSharpOption<Initializer>? ScaleOf(bool scale) =>
        scale ? FSharpOption<Initializer>.Some(InitializerModule.ones) : null;
}
