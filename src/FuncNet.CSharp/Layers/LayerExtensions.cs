using Algebra = FuncNet.LayerAlgebra.Layer;

namespace FuncNet;

/// <summary>What can be done with a layer: each gives a new one.</summary>
public static class LayerExtensions
{
    /// <summary>First this layer, then the next. Associative, with Layers.Identity() as its unit.</summary>
    public static Layer Then(this Layer layer, Layer next) => Algebra.sequence([layer, next]);

    /// <summary>The layer with a name: its parameters are then under "name.". A name is not empty and has no dot, or it is a ConfigurationException.</summary>
    public static Layer Named(this Layer layer, string name) => Algebra.named(name, layer);

    /// <summary>
    /// Freezes what a pattern matches ("block1.*"): its parameters stay bit-identical in training, and a layer with nothing left to
    /// learn runs in inference mode.
    /// </summary>
    public static Layer Freeze(this Layer layer, string pattern = "*") => Algebra.freeze(pattern, layer);

    /// <summary>Draws the parameters that a pattern matches ("*.kernel") with another initializer.</summary>
    public static Layer InitializeWith(this Layer layer, string pattern, Initializer initializer) =>
        Algebra.initialize(pattern, initializer, layer);

    /// <summary>The chain without its last layers.</summary>
    public static Layer DropLast(this Layer layer, int count = 1) => Algebra.dropLast(count, layer);

    /// <summary>The table of layers, shapes and parameters, with nothing drawn or run. shape: of one sample.</summary>
    public static Summary Summary(this Layer layer, params IReadOnlyList<int> shape) =>
        NetworkModule.summary(shape, layer);

    /// <summary>
    /// Decides every shape and draws every value. shape: of one sample, without the batch axis; the type is float32 unless float64
    /// is asked for.
    /// </summary>
    public static Network Build(this Layer layer, IReadOnlyList<int> shape, long seed, DType? dtype = null) =>
        NetworkModule.buildFor(
            dtype ?? DType.Float32,
            Functions.KeyOf(seed),
            Signal<Shape>.NewOne(ShapeModule.ofSeq(shape)),
            layer
        );

    internal static Layer Called(this Layer layer, string? name) => name is null ? layer : layer.Named(name);
}

/// <summary>How an image is padded, beside Padding.Same and Padding.Valid.</summary>
public static class PaddingExtensions
{
    extension(Padding)
    {
        /// <summary>That many rows above and below, and columns left and right: <c>Padding.Of((1, 1), (0, 2))</c>.</summary>
        public static Padding Of((int Above, int Below) rows, (int Left, int Right) columns) =>
            Padding.NewExplicit(rows, columns);

        /// <summary>That many rows and columns on every side.</summary>
        public static Padding Of(int size) => Padding.NewExplicit((size, size), (size, size));
    }
}
