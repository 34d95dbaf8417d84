using Core = FuncNet.RegularizerModule;

namespace FuncNet;

/// <summary>
/// What weights cost beside the loss. They see the parameters that decay, which weights do and biases do not, unless On says
/// otherwise; a + b is both.
/// </summary>
public static class Regularizers
{
    /// <summary>λ Σ|w|: some weights become 0.</summary>
    public static Regularizer L1(double lambda) => Core.l1(lambda);

    /// <summary>λ/2 · Σw², whose gradient is λw.</summary>
    public static Regularizer L2(double lambda) => Core.l2(lambda);

    /// <summary>λ Σ (ratio · |w| + (1 − ratio)/2 · w²) (Zou and Hastie 2005).</summary>
    public static Regularizer ElasticNet(double lambda, double ratio = 0.5) => Core.elasticNet(ratio, lambda);

    /// <summary>
    /// β · KL(N(μ, σ²)‖N(0, 1)), in nats, for the layer of this path, which gives μ and ln σ² side by side, such as "encoder.moments" of Zoo.VariationalAutoencoder
    /// (Kingma and Welling 2014). Only training has it.
    /// </summary>
    public static Regularizer GaussianDivergence(string layer, double beta = 1) =>
        VariationalRegularizers.Regularizer.gaussianDivergence(beta, layer);

    /// <summary>A regularizer of your own: from every parameter that is trained a scalar.</summary>
    public static Regularizer Custom(string name, Func<Parameters, Tensor> cost) =>
        Core.custom(name, Functions.Of(cost));
}

/// <summary>Regularizers as functions.</summary>
public static class RegularizerExtensions
{
    /// <summary>The same, of the parameters whose path satisfies a predicate, be they weights or biases.</summary>
    public static Regularizer On(this Regularizer regularizer, Func<string, bool> includes) =>
        Core.on(Functions.Of(includes), regularizer);

    /// <summary>The same, of the parameters whose path fits a pattern, such as "dense1.*".</summary>
    public static Regularizer On(this Regularizer regularizer, string pattern) =>
        Core.on(ParametersModule.matching(pattern), regularizer);

    /// <summary>
    /// The same cost of what layers give instead of parameters, Σ R(y) / n over the n samples of a batch, for layers whose path fits a pattern, such as "relu1":
    /// <c>Regularizers.L1(1e-4).OnActivity("relu*")</c> makes activations sparse. Only training has it; a pattern that fits no layer is a ConfigurationException there.
    /// </summary>
    public static Regularizer OnActivity(this Regularizer regularizer, string pattern) =>
        Core.onActivity(ParametersModule.matching(pattern), regularizer);

    /// <summary>The same, for layers whose path satisfies a predicate.</summary>
    public static Regularizer OnActivity(this Regularizer regularizer, Func<string, bool> includes) =>
        Core.onActivity(Functions.Of(includes), regularizer);

    /// <summary>R(w): a scalar.</summary>
    public static Tensor Value(this Regularizer regularizer, Parameters weights) => Core.value(regularizer, weights);

    /// <summary>The structural risk: the mean loss plus R(w).</summary>
    public static Tensor Risk(
        this Regularizer regularizer,
        Loss loss,
        Parameters weights,
        Tensor prediction,
        Tensor target
    ) => Core.risk(loss, regularizer, weights, prediction, target);
}
