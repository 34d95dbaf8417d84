namespace FuncNet;

/// <summary>First values of parameters. fan_in and fan_out are the numbers of connections into and out of a unit.</summary>
public static class Initializers
{
    /// <summary>The same number in every place.</summary>
    public static Initializer Constant(double value) => InitializerModule.constant(value);

    /// <summary>0 in every place: for biases.</summary>
    public static Initializer Zeros => InitializerModule.zeros;

    /// <summary>1 in every place: for the scales of normalizations.</summary>
    public static Initializer Ones => InitializerModule.ones;

    /// <summary>Normal numbers N(mean, deviation²).</summary>
    public static Initializer Normal(double mean = 0, double deviation = 0.05) =>
        InitializerModule.normal(mean, deviation);

    /// <summary>Uniform numbers between two bounds.</summary>
    public static Initializer Uniform(double low = -0.05, double high = 0.05) => InitializerModule.uniform(low, high);

    /// <summary>Normal numbers N(mean, deviation²), of those within two deviations of the mean.</summary>
    public static Initializer TruncatedNormal(double mean = 0, double deviation = 0.05) =>
        InitializerModule.truncatedNormal(mean, deviation);

    /// <summary>U(−1/√d, 1/√d), d = fan_in: the standard initialization before 2010.</summary>
    public static Initializer Standard => InitializerModule.standard;

    /// <summary>N(0, 2 / (fan_in + fan_out)) (Glorot and Bengio 2010): for tanh, sigmoid and linear layers.</summary>
    public static Initializer GlorotNormal => InitializerModule.glorotNormal;

    /// <summary>U(−a, a), a = √(6 / (fan_in + fan_out)) (Glorot and Bengio 2010).</summary>
    public static Initializer GlorotUniform => InitializerModule.glorotUniform;

    /// <summary>Truncated normal numbers of variance 2 / fan_in (He et al. 2015): for ReLU.</summary>
    public static Initializer HeNormal => InitializerModule.heNormal;

    /// <summary>U(−a, a), a = √(6 / fan_in) (He et al. 2015): for ReLU.</summary>
    public static Initializer HeUniform => InitializerModule.heUniform;

    /// <summary>gain · Q, Q orthogonal and uniformly distributed (Saxe et al. 2014): it keeps the length of what passes through.</summary>
    public static Initializer Orthogonal(double gain = 1) => InitializerModule.orthogonal(gain);

    /// <summary>First values of your own, from shape, type and key; another shape or type than asked for throws ShapeException.</summary>
    public static Initializer Custom(string name, Func<Shape, DType, Key, Tensor> draw) =>
        InitializerModule.custom(name, Functions.Of(draw));
}
