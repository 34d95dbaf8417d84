using LayerSurgery = FuncNet.Surgery.Layer;
using NetworkSurgery = FuncNet.Surgery.Network;

namespace FuncNet;

/// <summary>
/// Layers and trained networks cut, joined and given new parts. A layer is named by its path, as the summary shows it; a path may also be
/// that of a named group. Layers keep their paths whatever comes or goes beside them, and networks keep the values of all layers that stay,
/// bit for bit, unless another shape is asked of a leaf. A path that is not there, and a name that is taken, are a ConfigurationException.
/// </summary>
public static class SurgeryExtensions
{
    /// <summary>
    /// The network without its last layers, as its main chain counts them: a named group, a residual block and a fork are one each.
    /// </summary>
    public static Network DropLast(this Network network, int count = 1) => NetworkSurgery.dropLast(count, network);

    /// <summary>The network without its last layers, and new ones in their place, whose values are drawn; drop may be 0.</summary>
    public static Network ReplaceHead(this Network network, Layer head, long seed, int drop = 1) =>
        NetworkSurgery.replaceHead(Functions.KeyOf(seed), drop, head, network);

    /// <summary>A new layer before the one at a path. Where the shapes behind it change, leaves are drawn anew.</summary>
    public static Network InsertBefore(this Network network, string path, Layer layer, long seed = 0) =>
        NetworkSurgery.insertBefore(Functions.KeyOf(seed), path, layer, network);

    /// <summary>A new layer behind the one at a path. Where the shapes behind it change, leaves are drawn anew.</summary>
    public static Network InsertAfter(this Network network, string path, Layer layer, long seed = 0) =>
        NetworkSurgery.insertAfter(Functions.KeyOf(seed), path, layer, network);

    /// <summary>A new layer in the place of the one at a path; Layers.Identity() takes it out.</summary>
    public static Network Replace(this Network network, string path, Layer layer, long seed = 0) =>
        NetworkSurgery.replace(Functions.KeyOf(seed), path, layer, network);

    /// <summary>The layer or group at a path under another name, the last part of its new path.</summary>
    public static Network Rename(this Network network, string path, string name) =>
        NetworkSurgery.rename(path, name, network);

    /// <summary>
    /// Two networks: what comes before the layer at a path, and the rest from it on. One after the other they are the whole, bit for bit,
    /// and Then gives it back. A path within a branch is a ConfigurationException.
    /// </summary>
    public static (Network Base, Network Head) SplitAt(this Network network, string path)
    {
        var (first, second) = NetworkSurgery.splitAt(path, network);
        return (first, second);
    }

    /// <summary>First this network, then the other on its results. Paths of the two must differ: rename what stands in both.</summary>
    public static Network Then(this Network network, Network next) => NetworkSurgery.join(network, next);

    /// <summary>
    /// Freezes what a pattern matches ("base.*", "conv*"), with the values that it has: its parameters stay bit-identical in training, and
    /// a layer with nothing left to learn runs in inference mode. A pattern that matches nothing is a ConfigurationException.
    /// </summary>
    public static Network Freeze(this Network network, string pattern = "*") => NetworkSurgery.freeze(pattern, network);

    /// <summary>Lets what a pattern matches learn again. A pattern that matches nothing is a ConfigurationException.</summary>
    public static Network Unfreeze(this Network network, string pattern = "*") =>
        NetworkSurgery.unfreeze(pattern, network);

    /// <summary>The paths of the parameters that training leaves alone.</summary>
    public static IReadOnlyList<string> FrozenPaths(this Network network) => NetworkSurgery.frozen(network);

    /// <summary>This network with the values that another one has under the same paths, in the same shapes and types.</summary>
    public static Network WithValuesOf(this Network network, Network source) =>
        NetworkSurgery.withValuesOf(source, network);

    /// <summary>What became of the leaves of this network, parameters and state, on the way to another.</summary>
    public static NetworkChanges ChangesTo(this Network network, Network after) =>
        NetworkSurgery.changes(network, after);

    /// <summary>The chain without its last layers, and other layers in their place.</summary>
    public static Layer ReplaceHead(this Layer layer, Layer head, int drop = 1) =>
        LayerSurgery.replaceHead(drop, head, layer);

    /// <summary>A layer before the one at a path.</summary>
    public static Layer InsertBefore(this Layer layer, string path, Layer added) =>
        LayerSurgery.insertBefore(path, added, layer);

    /// <summary>A layer behind the one at a path.</summary>
    public static Layer InsertAfter(this Layer layer, string path, Layer added) =>
        LayerSurgery.insertAfter(path, added, layer);

    /// <summary>A layer in the place of the one at a path.</summary>
    public static Layer Replace(this Layer layer, string path, Layer other) => LayerSurgery.replace(path, other, layer);

    /// <summary>The layer at a path under another name.</summary>
    public static Layer Rename(this Layer layer, string path, string name) => LayerSurgery.rename(path, name, layer);

    /// <summary>What comes before the layer at a path, and the rest from it on.</summary>
    public static (Layer Base, Layer Head) SplitAt(this Layer layer, string path)
    {
        var (first, second) = LayerSurgery.splitAt(path, layer);
        return (first, second);
    }
}
