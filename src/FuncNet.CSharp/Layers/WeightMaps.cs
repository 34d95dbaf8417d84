using WeightsByName = FuncNet.WeightFiles.Network;

namespace FuncNet;

/// <summary>
/// How the names and layouts of weights that another library wrote become ours. Without more, a layer of ours takes the weights of their
/// module of the same name: name layers as the other library does, say which is which with Renaming, or take them InOrder.
/// </summary>
public static class WeightMaps
{
    /// <summary>Our own names and layouts.</summary>
    public static WeightMap Own => WeightMapModule.own;

    /// <summary>
    /// A state_dict of PyTorch: filters OIHW, linear weights [out; in], rows behind a flatten in the order C·H·W, gates i f g o and r z n
    /// with two biases, running_mean and running_var, in_proj and out_proj.
    /// </summary>
    public static WeightMap PyTorch => WeightMapModule.pyTorch;

    /// <summary>
    /// Weights of Keras by their paths, such as "conv2d/kernel", channels last: depthwise filters [h; w; c; m], gates z r h, gamma, beta,
    /// moving_mean and moving_variance, query, key, value and attention_output.
    /// </summary>
    public static WeightMap Keras => WeightMapModule.keras;

    /// <summary>
    /// Which of their modules is which layer or group of ours: <c>WeightMaps.PyTorch.Renaming(("features.0", "conv2d1"))</c>. An empty path
    /// stands for all of our layers. A path with two names is a ConfigurationException.
    /// </summary>
    public static WeightMap Renaming(this WeightMap map, params IReadOnlyList<(string Theirs, string Ours)> pairs) =>
        WeightMapModule.renaming(pairs.Select(pair => Tuple.Create(pair.Theirs, pair.Ours)), map);

    /// <summary>
    /// Names don't count: each layer of ours, in order, takes the first of their modules, in order, that has the weights of such a layer
    /// and is not taken.
    /// </summary>
    public static WeightMap InOrder(this WeightMap map) => WeightMapModule.inOrder(map);

    /// <summary>
    /// This network with those of some named weights that fit it, and a report of what matched, is missing, left over, or does not fit.
    /// </summary>
    public static WeightFit FitWeights(this Network network, Parameters weights, WeightMap map) =>
        WeightsByName.fitWeights(map, weights, network);

    /// <summary>
    /// This network with the weights of a safetensors or .npz file, all of which must match; otherwise a DataException says which don't. Without a
    /// map, the names are our own.
    /// </summary>
    public static Network LoadWeights(this Network network, string path, WeightMap? map = null) =>
        WeightsByName.loadWeights(map ?? WeightMaps.Own, path, network);
}
