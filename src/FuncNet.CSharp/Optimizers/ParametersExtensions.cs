namespace FuncNet;

/// <summary>
/// Trees of named tensors as values: arithmetic is by operators (<c>a + b</c>, <c>0.1 * a</c>), the rest here. Trees of different
/// names throw ConfigurationException.
/// </summary>
public static class ParametersExtensions
{
    extension(Parameters)
    {
        /// <summary>A tree of these names, in this order. Tensors of rank 2 and more decay. A name that stands twice is a ConfigurationException.</summary>
        public static Parameters Of(params IReadOnlyList<(string Path, Tensor Tensor)> leaves) =>
            ParametersModule.ofSeq(leaves.Select(leaf => Tuple.Create(leaf.Path, leaf.Tensor)));

        /// <summary>The leaves of several trees, one behind the other; a name that stands twice is a ConfigurationException.</summary>
        public static Parameters Merge(params IReadOnlyList<Parameters> trees) => ParametersModule.merge(trees);
    }

    /// <summary>f of every leaf.</summary>
    public static Parameters Map(this Parameters tree, Func<Tensor, Tensor> function) =>
        ParametersModule.map(Functions.Of(function), tree);

    /// <summary>f of every leaf and its name.</summary>
    public static Parameters Map(this Parameters tree, Func<string, Tensor, Tensor> function) =>
        ParametersModule.mapPaths(Functions.Of(function), tree);

    /// <summary>f of corresponding leaves of two trees.</summary>
    public static Parameters Map(this Parameters tree, Parameters other, Func<Tensor, Tensor, Tensor> function) =>
        ParametersModule.map2(Functions.Of(function), tree, other);

    /// <summary>Zeros in the shapes of the tree.</summary>
    public static Parameters ZerosLike(this Parameters tree) => ParametersModule.zero(tree);

    /// <summary>Σ a·b over every element of every leaf: a scalar.</summary>
    public static Tensor Dot(this Parameters a, Parameters b) => ParametersModule.dot(a, b);

    /// <summary>√Σ x² over every element of every leaf: a scalar.</summary>
    public static Tensor Norm(this Parameters tree) => ParametersModule.norm(tree);

    /// <summary>The leaves whose names satisfy a predicate.</summary>
    public static Parameters Filter(this Parameters tree, Func<string, bool> keep) =>
        ParametersModule.filter(Functions.Of(keep), tree);

    /// <summary>The leaves whose names match a pattern, where * stands for any characters: "block1.*".</summary>
    public static Parameters Matching(this Parameters tree, string pattern) =>
        ParametersModule.filter(ParametersModule.matching(pattern), tree);

    /// <summary>The leaves under a name, without it: "conv.kernel" of "block1.conv.kernel" under "block1".</summary>
    public static Parameters Under(this Parameters tree, string prefix) => ParametersModule.under(prefix, tree);

    /// <summary>Every name with another name before it.</summary>
    public static Parameters Prefixed(this Parameters tree, string prefix) => ParametersModule.prefixed(prefix, tree);

    /// <summary>The tree with the tensors that another tree has for some of its names, of the same shapes and types.</summary>
    public static Parameters With(this Parameters tree, Parameters changes) => ParametersModule.update(changes, tree);

    /// <summary>How many weights have |w| &lt; threshold, of the parameters that decay, which biases don't.</summary>
    public static Sparsity Sparsity(this Parameters tree, double threshold = 1e-3) =>
        SparsityReport.Parameters.sparsity(threshold, tree);

    /// <summary>What is different between two trees, a line a name; empty when they are equal.</summary>
    public static IReadOnlyList<(string Path, string Difference)> Differences(this Parameters a, Parameters b) =>
        [.. ParametersModule.diff(a, b).Select(line => (line.Item1, line.Item2))];
}
