namespace FuncNet;

/// <summary>Random numbers as functions of keys: the same key gives the same numbers, always. Use a key once, and split it when more are needed.</summary>
public static class KeyExtensions
{
    /// <summary>That many independent keys; at least 1, or it is a ConfigurationException.</summary>
    public static IReadOnlyList<Key> Split(this Key key, int count) => KeyModule.split(count, key);

    /// <summary>A key of this key and a number, such as the step.</summary>
    public static Key FoldIn(this Key key, int number) => KeyModule.foldIn(number, key);

    /// <summary>Uniform numbers on [0, 1), float32.</summary>
    public static Tensor Uniform(this Key key, params IReadOnlyList<int> shape) =>
        KeyModule.uniform(DType.Float32, shape, key);

    /// <summary>Uniform numbers on [0, 1), float32 or float64.</summary>
    public static Tensor Uniform(this Key key, DType dtype, params IReadOnlyList<int> shape) =>
        KeyModule.uniform(dtype, shape, key);

    /// <summary>Normal numbers with mean 0 and variance 1, float32.</summary>
    public static Tensor Normal(this Key key, params IReadOnlyList<int> shape) =>
        KeyModule.normal(DType.Float32, shape, key);

    /// <summary>Normal numbers with mean 0 and variance 1, float32 or float64.</summary>
    public static Tensor Normal(this Key key, DType dtype, params IReadOnlyList<int> shape) =>
        KeyModule.normal(dtype, shape, key);

    /// <summary>True with the given probability, in every place independently: bool.</summary>
    public static Tensor Bernoulli(this Key key, double probability, params IReadOnlyList<int> shape) =>
        KeyModule.bernoulli(probability, shape, key);

    /// <summary>0, 1, …, count − 1 in a random order, each order equally likely.</summary>
    public static int[] Permutation(this Key key, int count) => KeyModule.permutation(count, key);

    /// <summary>count draws of whole numbers from 0 to limit − 1, with repetition.</summary>
    public static int[] Integers(this Key key, int limit, int count) => KeyModule.integers(limit, count, key);
}
