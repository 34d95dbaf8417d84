using Microsoft.FSharp.Core;
using Activations = FuncNet.ActivationLayers.Layer;
using Algebra = FuncNet.LayerAlgebra.Layer;
using Convolutions = FuncNet.ConvolutionLayers.Layer;
using Joins = FuncNet.JoinLayers.Layer;
using Rearranging = FuncNet.RearrangingLayers.Layer;

namespace FuncNet;

/// <summary>
/// Layers: functions with named parameters, which compose. Shapes are those of one sample, without the batch axis; settings
/// out of range throw ConfigurationException, inputs that don't fit ShapeException with the layer's path.
/// </summary>
public static partial class Layers
{
    /// <summary>
    /// y = x·W + b over the last axis. x: [batch; …; in], W: [in; units], b: [units], y: [batch; …; units]. kernel draws W
    /// (Glorot's uniform numbers by default); b is 0 at first, or there is none.
    /// </summary>
    public static Layer Dense(int units, Initializer? kernel = null, bool bias = true, string? name = null) =>
        DenseLayers
            .Layer.denseWith(new DenseOptions(kernel ?? InitializerModule.glorotUniform, BiasOf(bias)), units)
            .Called(name);

    /// <summary>
    /// Correlation with learned filters, and a bias: K·(F·F·D/groups) + K parameters. x: [batch; h; w; d], W: [kh; kw; d / groups;
    /// filters]. Stride and dilation 1 and no padding by default; initializer draws W (Glorot's uniform numbers by default).
    /// </summary>
    public static Layer Conv2D(
        int filters,
        Size2D kernel,
        Size2D? strides = null,
        Padding? padding = null,
        Size2D? dilation = null,
        int groups = 1,
        Initializer? initializer = null,
        bool bias = true,
        string? name = null
    ) =>
        Convolutions
            .conv2dWith(
                new Conv2DOptions(
                    strides ?? 1,
                    dilation ?? 1,
                    padding ?? Padding.Valid,
                    groups,
                    initializer ?? InitializerModule.glorotUniform,
                    BiasOf(bias)
                ),
                filters,
                kernel
            )
            .Called(name);

    /// <summary>The largest element of each window; windows are side by side unless strides are given, without padding unless it is asked for.</summary>
    public static Layer MaxPool2D(Size2D pool, Size2D? strides = null, Padding? padding = null, string? name = null) =>
        Convolutions
            .maxPool2dWith(
                new Pool2DOptions(FSharpValueOption<(int, int)>.Some(strides ?? pool), padding ?? Padding.Valid),
                pool
            )
            .Called(name);

    /// <summary>max(0, x).</summary>
    public static Layer Relu() => Activations.relu;

    /// <summary>min(max(0, x), 6) (Howard et al. 2017).</summary>
    public static Layer Relu6() => Activations.relu6;

    /// <summary>x for x &gt; 0, slope·x otherwise.</summary>
    public static Layer LeakyRelu(double slope = 0.01) => Activations.leakyRelu(slope);

    /// <summary>x for x &gt; 0, slope·x otherwise, with a slope learned for each channel, from 0.25 (He et al. 2015).</summary>
    public static Layer PRelu(string? name = null) => Activations.prelu.Called(name);

    /// <summary>σ(x) = 1 / (1 + e⁻ˣ).</summary>
    public static Layer Sigmoid() => Activations.sigmoid;

    /// <summary>1 / (1 + e^(−k·(x − x₀))) with midpoint x₀ and steepness k.</summary>
    public static Layer Logistic(double midpoint = 0, double steepness = 1) =>
        Activations.logistic(midpoint, steepness);

    /// <summary>tanh x.</summary>
    public static Layer Tanh() => Activations.tanh;

    /// <summary>max(−1, min(1, x)).</summary>
    public static Layer HardTanh() => Activations.hardTanh;

    /// <summary>|x|.</summary>
    public static Layer Absolute() => Activations.absolute;

    /// <summary>ln(1 + eˣ).</summary>
    public static Layer Softplus() => Activations.softplus;

    /// <summary>cos x.</summary>
    public static Layer Cos() => Activations.cos;

    /// <summary>e^(x/T) / Σ e^(x/T) over the last axis, T the temperature.</summary>
    public static Layer Softmax(double temperature = 1) =>
        temperature == 1 ? Activations.softmax : Activations.softmaxAt(temperature);

    /// <summary>A function of your own that keeps the shape, as a layer.</summary>
    public static Layer Activation(string name, Func<Tensor, Tensor> function) =>
        Activations.activation(name, Functions.Of(function));

    /// <summary>Every sample as one row of numbers: [batch; …] to [batch; n].</summary>
    public static Layer Flatten() => Rearranging.flatten;

    /// <summary>Every sample under another shape of the same size; one size may be −1 and is found.</summary>
    public static Layer Reshape(params IReadOnlyList<int> shape) => Rearranging.reshape(shape);

    /// <summary>
    /// In training, each element is 0 with probability rate and x / (1 − rate) otherwise, so that the expectation stays; in
    /// inference, x (Srivastava et al. 2014). 0 ≤ rate &lt; 1.
    /// </summary>
    public static Layer Dropout(double rate) => Rearranging.dropout(rate);

    /// <summary>The input as it is.</summary>
    public static Layer Identity() => Algebra.identity;

    /// <summary>The layers one after the other.</summary>
    public static Layer Sequence(params IReadOnlyList<Layer> layers) => Algebra.sequence(layers);

    /// <summary>Each layer on its own input, in order: (a, b) ↦ (f a, g b).</summary>
    public static Layer Beside(params IReadOnlyList<Layer> layers) => Algebra.besideMany(layers);

    /// <summary>The same input to all layers, and their results joined: x ↦ join (f x, g x, …).</summary>
    public static Layer Fork(Join join, params IReadOnlyList<Layer> layers) => Algebra.fork(join, layers);

    /// <summary>Several results that stand side by side as one: (a, b, …) ↦ join (a, b, …).</summary>
    public static Layer Join(Join join) => Joins.join(join);

    /// <summary>x ↦ x + f x.</summary>
    public static Layer Residual(Layer layer) => Algebra.residual(layer);

    /// <summary>That many copies of a layer one after the other, each with parameters of its own.</summary>
    public static Layer Repeat(int count, Layer layer) => Algebra.repeat(count, layer);

    /// <summary>A layer with one set of parameters, wherever in the network the result of this call stands.</summary>
    public static Layer Shared(Layer layer) => Algebra.shared(layer);

    private static FSharpOption<Initializer>? BiasOf(bool bias) =>
        bias ? FSharpOption<Initializer>.Some(InitializerModule.zeros) : null;
}
