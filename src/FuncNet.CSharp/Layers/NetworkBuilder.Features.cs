namespace FuncNet;

public sealed partial class NetworkBuilder
{
    /// <summary>All products of up to degree features; see <see cref="Layers.PolynomialFeatures"/>.</summary>
    public NetworkBuilder PolynomialFeatures(int degree) => Then(Layers.PolynomialFeatures(degree));

    /// <summary>The features, and the products of pairs of them; see <see cref="Layers.CrossedFeatures"/>.</summary>
    public NetworkBuilder CrossedFeatures(params IReadOnlyList<(int First, int Second)> pairs) =>
        Then(Layers.CrossedFeatures(pairs));
}
