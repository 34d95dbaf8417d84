using Features = FuncNet.FeatureLayers.Layer;

namespace FuncNet;

public static partial class Layers
{
    /// <summary>
    /// All products of up to degree features, with repetition and without the constant: of (a, b) with degree 2 a, b, a², ab, b² (note 003). Bring the
    /// features to about −1 … 1 first.
    /// </summary>
    public static Layer PolynomialFeatures(int degree) => Features.polynomialFeatures(degree);

    /// <summary>The features, and behind them the products a·b of pairs of them, by their places: what two features say together (note 003).</summary>
    public static Layer CrossedFeatures(params IReadOnlyList<(int First, int Second)> pairs) =>
        Features.crossedFeatures(pairs.Select(pair => Tuple.Create(pair.First, pair.Second)));
}
