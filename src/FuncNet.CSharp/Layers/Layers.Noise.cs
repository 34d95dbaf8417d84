using AugmentationLayer = FuncNet.AugmentationLayers.Layer;
using Embeddings = FuncNet.EmbeddingLayers.Layer;
using Noises = FuncNet.NoiseLayers.Layer;

namespace FuncNet;

public static partial class Layers
{
    /// <summary>In training, each channel of each sample is 0 everywhere with probability rate, and x / (1 − rate) otherwise (Tompson et al. 2015).</summary>
    public static Layer SpatialDropout(double rate) => Noises.spatialDropout(rate);

    /// <summary>In training, x + N(0, deviation²); in inference, x.</summary>
    public static Layer GaussianNoise(double deviation) => Noises.gaussianNoise(deviation);

    /// <summary>Dropout that keeps mean 0 and variance 1, for SELU networks (Klambauer et al. 2017). 0 ≤ rate &lt; 1.</summary>
    public static Layer AlphaDropout(double rate) => Noises.alphaDropout(rate);

    /// <summary>
    /// In training, images [batch; height; width; channels] as the augmentation changes them, with new numbers in each step; in inference as they are, but for
    /// crops (the middle) and clamps.
    /// </summary>
    public static Layer Augment(Augmentation augmentation) => AugmentationLayer.augment(augmentation);

    /// <summary>
    /// The row of a learned table at each index: x: [batch; …], int32, from 0 to count − 1; table: [count; size] (N(0, 1) by default);
    /// y: [batch; …; size].
    /// </summary>
    public static Layer Embedding(int count, int size, Initializer? table = null, string? name = null) =>
        Embeddings
            .embeddingWith(new EmbeddingOptions(table ?? InitializerModule.normal(0, 1)), count, size)
            .Called(name);
}
