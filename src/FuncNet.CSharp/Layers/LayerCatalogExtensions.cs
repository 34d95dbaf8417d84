using Texts = FuncNet.LayerText.Layer;

namespace FuncNet;

/// <summary>
/// Kinds of layers, and how each is made again from its hyperparameters: what files and texts of networks are read with. A catalog is immutable; each Add
/// gives a new one.
/// </summary>
public static class LayerCatalogExtensions
{
    extension(LayerCatalog)
    {
        /// <summary>The catalog of every layer of the library.</summary>
        public static LayerCatalog Standard => StandardCatalog.LayerCatalog.standard;
    }

    extension(Layer)
    {
        /// <summary>
        /// The layer of a text: <c>Layer.Parse("dense 128, relu, dropout 0.2")</c>. Commas or new lines stand between layers, whose words are those of the catalog (the library's
        /// layers, unless one is given); values stand in order or by name, as in <c>conv2d 16 3 padding=same</c>; residual, repeat, fork, beside, named, shared, freeze and
        /// initialize take layers in brackets; from # to the end of a line is a comment. What is wrong is a ConfigurationException that says line and column, the
        /// wrong word with the right one that is nearest, and what the layer takes.
        /// </summary>
        public static Layer Parse(string text, LayerCatalog? catalog = null) =>
            Texts.parseWith(catalog ?? LayerCatalog.Standard, text);
    }

    /// <summary>
    /// A catalog that knows one kind more. kind: that of the layer. arguments: the names of its hyperparameters, in the order in which a text gives them, with what
    /// holds for those that need not be given: <c>"factor steps=3"</c>. make: the layer of these settings, which must have the same hyperparameters again. A kind that is
    /// known already is a ConfigurationException.
    /// </summary>
    public static LayerCatalog Add(
        this LayerCatalog catalog,
        string kind,
        string arguments,
        Func<LayerSettings, Layer> make
    ) => LayerCatalogModule.add(kind, arguments, Functions.Of(make), catalog);

    /// <summary>A catalog that knows one initializer more, by its name.</summary>
    public static LayerCatalog AddInitializer(this LayerCatalog catalog, Initializer initializer) =>
        LayerCatalogModule.addInitializer(initializer, catalog);

    /// <summary>A catalog that knows an augmentation made of a function (Augmentations.Custom) by its name.</summary>
    public static LayerCatalog AddAugmentation(this LayerCatalog catalog, string name, Augmentation augmentation) =>
        LayerCatalogModule.addAugmentation(name, augmentation, catalog);

    /// <summary>The kinds that it knows, in alphabetical order.</summary>
    public static IReadOnlyList<string> Kinds(this LayerCatalog catalog) => LayerCatalogModule.kinds(catalog);

    /// <summary>
    /// The text of a layer, from which Layer.Parse makes it again; settings that hold anyway are left out. A layer of a kind that the catalog does not know is a
    /// ConfigurationException.
    /// </summary>
    public static string ToText(this Layer layer, LayerCatalog? catalog = null) =>
        Texts.toTextWith(catalog ?? LayerCatalog.Standard, layer);
}
