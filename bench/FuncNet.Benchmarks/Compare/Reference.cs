using FuncNet;

namespace Benchmarks.Compare;

/// <summary>What PyTorch has computed for a row, and how far from it something else is.</summary>
internal sealed class Reference
{
    private readonly Dictionary<string, Tensor> tensors;

    /// <summary>Reads FOLDER/ROW.safetensors, which bench/compare/peers/reference.py has written; without PyTorch there is none.</summary>
    public static Reference? Read(string folder, string row)
    {
        string path = Path.Combine(folder, row + ".safetensors");
        return File.Exists(path) ? new(path) : null;
    }

    private Reference(string path) => tensors = new(TensorFile.Read(path).Tensors);

    public Tensor this[string name] => tensors[name];

    /// <summary>The largest relative difference so far: max |x − y| / max |y| over the elements of a tensor.</summary>
    public double Difference { get; private set; }

    public void Compare(string name, Tensor actual) => Compare(name, actual.AsSpan<float>());

    public void Compare(string name, ReadOnlySpan<float> actual)
    {
        ReadOnlySpan<float> expected = tensors[name].AsSpan<float>();
        if (actual.Length != expected.Length)
        {
            throw new InvalidOperationException(
                $"compare: PyTorch's {name} has {expected.Length} numbers, FuncNet's {actual.Length}; their models differ. See Models.cs and models.py."
            );
        }
        double largest = 0;
        double difference = 0;
        for (int i = 0; i < actual.Length; i++)
        {
            largest = Math.Max(largest, Math.Abs(expected[i]));
            difference = Math.Max(difference, Math.Abs((double)actual[i] - expected[i]));
        }
        // NaN is the largest difference.
        Difference = Math.Max(Difference, difference / Math.Max(largest, 1e-30));
    }

    public void Compare(string name, Parameters actual)
    {
        for (int i = 0; i < actual.Count; i++)
        {
            Compare($"{name}.{i}", actual[actual.Paths[i]]);
        }
    }

    /// <summary>Tensors numbered in the order of the parameters, under their paths.</summary>
    public Parameters Tree(string name, Parameters template) =>
        Parameters.Of([.. template.Paths.Select((path, i) => (path, tensors[$"{name}.{i}"]))]);

    /// <summary>The network with PyTorch's weights.</summary>
    public Network Weights(Network network)
    {
        Parameters given = Tree("weight", network.Parameters);
        return network.WithParameters(network.Parameters.Map((path, _) => given[path]));
    }
}
