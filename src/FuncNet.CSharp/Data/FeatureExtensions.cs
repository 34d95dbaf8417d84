namespace FuncNet;

/// <summary>Features that a network makes of data, computed once and kept.</summary>
public static class FeatureExtensions
{
    /// <summary>
    /// What a network makes of the inputs, in inference mode, with the same targets: of the base of a network, these are the bottleneck
    /// features, on which a head trains without running the base again.
    /// </summary>
    public static Dataset Through(this Dataset data, Network network) => DatasetFile.Dataset.through(network, data);

    /// <summary>Writes the arrays "inputs", "targets" and, if there are some, "weights" to an .npz file, whole or not at all.</summary>
    public static void SaveNpz(this Dataset data, string path) => DatasetFile.Dataset.saveNpz(path, data);
}
