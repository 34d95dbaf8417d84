namespace FuncNet;

public sealed partial class NetworkBuilder
{
    /// <summary>In training, drops whole channels with probability rate; see <see cref="Layers.SpatialDropout"/>.</summary>
    public NetworkBuilder SpatialDropout(double rate) => Then(Layers.SpatialDropout(rate));

    /// <summary>In training, x + N(0, deviation²).</summary>
    public NetworkBuilder GaussianNoise(double deviation) => Then(Layers.GaussianNoise(deviation));

    /// <summary>Dropout that keeps mean 0 and variance 1, for SELU networks; see <see cref="Layers.AlphaDropout"/>.</summary>
    public NetworkBuilder AlphaDropout(double rate) => Then(Layers.AlphaDropout(rate));

    /// <summary>In training, images as the augmentation changes them; in inference as they are, but for crops and clamps.</summary>
    public NetworkBuilder Augment(Augmentation augmentation) => Then(Layers.Augment(augmentation));

    /// <summary>The row of a learned table at each int32 index; see <see cref="Layers.Embedding"/>.</summary>
    public NetworkBuilder Embedding(int count, int size, Initializer? table = null, string? name = null) =>
        Then(Layers.Embedding(count, size, table, name));
}
