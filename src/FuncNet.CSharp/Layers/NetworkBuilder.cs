using System.Collections.Immutable;
using Algebra = FuncNet.LayerAlgebra.Layer;

namespace FuncNet;

/// <summary>
/// A network in the making, from Network.Input(…) or Network.Inputs(…): each call adds a layer and gives a new builder, so that a beginning can be
/// used twice. Build decides every shape, draws every value, and throws where something does not fit.
/// </summary>
public sealed partial class NetworkBuilder
{
    private readonly Signal<Shape> input;
    private readonly ImmutableList<Layer> layers;

    /// <summary>What holds for the whole network: freezing and initializing by pattern.</summary>
    private readonly ImmutableList<Func<Layer, Layer>> rules;

    private NetworkBuilder(Signal<Shape> input, ImmutableList<Layer> layers, ImmutableList<Func<Layer, Layer>> rules) =>
        (this.input, this.layers, this.rules) = (input, layers, rules);

    internal NetworkBuilder(Signal<Shape> input)
        : this(input, [], []) { }

    /// <summary>The layers so far as one layer.</summary>
    public Layer Layer => rules.Aggregate(Algebra.sequence(layers), (layer, rule) => rule(layer));

    /// <summary>Adds any layer, or one of your own.</summary>
    public NetworkBuilder Then(Layer layer) => new(input, layers.Add(layer), rules);

    /// <summary>y = x·W + b over the last axis. x: [batch; …; in], W: [in; units], y: [batch; …; units]; see <see cref="Layers.Dense"/>.</summary>
    public NetworkBuilder Dense(int units, Initializer? kernel = null, bool bias = true, string? name = null) =>
        Then(Layers.Dense(units, kernel, bias, name));

    /// <summary>Correlation with learned filters, and a bias: images [h; w; d] to [h′; w′; filters]; see <see cref="Layers.Conv2D"/>.</summary>
    public NetworkBuilder Conv2D(
        int filters,
        Size2D kernel,
        Size2D? strides = null,
        Padding? padding = null,
        Size2D? dilation = null,
        int groups = 1,
        Initializer? initializer = null,
        bool bias = true,
        string? name = null
    ) => Then(Layers.Conv2D(filters, kernel, strides, padding, dilation, groups, initializer, bias, name));

    /// <summary>The largest element of each window: images [h; w; d] to [h′; w′; d]; see <see cref="Layers.MaxPool2D"/>.</summary>
    public NetworkBuilder MaxPool2D(
        Size2D pool,
        Size2D? strides = null,
        Padding? padding = null,
        string? name = null
    ) => Then(Layers.MaxPool2D(pool, strides, padding, name));

    /// <summary>max(0, x).</summary>
    public NetworkBuilder Relu() => Then(Layers.Relu());

    /// <summary>min(max(0, x), 6).</summary>
    public NetworkBuilder Relu6() => Then(Layers.Relu6());

    /// <summary>x for x &gt; 0, slope·x otherwise.</summary>
    public NetworkBuilder LeakyRelu(double slope = 0.01) => Then(Layers.LeakyRelu(slope));

    /// <summary>x for x &gt; 0, slope·x otherwise, with a slope learned for each channel.</summary>
    public NetworkBuilder PRelu(string? name = null) => Then(Layers.PRelu(name));

    /// <summary>σ(x) = 1 / (1 + e⁻ˣ).</summary>
    public NetworkBuilder Sigmoid() => Then(Layers.Sigmoid());

    /// <summary>1 / (1 + e^(−k·(x − x₀))) with midpoint x₀ and steepness k.</summary>
    public NetworkBuilder Logistic(double midpoint = 0, double steepness = 1) =>
        Then(Layers.Logistic(midpoint, steepness));

    /// <summary>tanh x.</summary>
    public NetworkBuilder Tanh() => Then(Layers.Tanh());

    /// <summary>max(−1, min(1, x)).</summary>
    public NetworkBuilder HardTanh() => Then(Layers.HardTanh());

    /// <summary>|x|.</summary>
    public NetworkBuilder Absolute() => Then(Layers.Absolute());

    /// <summary>ln(1 + eˣ).</summary>
    public NetworkBuilder Softplus() => Then(Layers.Softplus());

    /// <summary>cos x.</summary>
    public NetworkBuilder Cos() => Then(Layers.Cos());

    /// <summary>e^(x/T) / Σ e^(x/T) over the last axis, T the temperature.</summary>
    public NetworkBuilder Softmax(double temperature = 1) => Then(Layers.Softmax(temperature));

    /// <summary>A function of your own that keeps the shape.</summary>
    public NetworkBuilder Activation(string name, Func<Tensor, Tensor> function) =>
        Then(Layers.Activation(name, function));

    /// <summary>Every sample as one row of numbers: [batch; …] to [batch; n].</summary>
    public NetworkBuilder Flatten() => Then(Layers.Flatten());

    /// <summary>Every sample under another shape of the same size; one size may be −1 and is found.</summary>
    public NetworkBuilder Reshape(params IReadOnlyList<int> shape) => Then(Layers.Reshape(shape));

    /// <summary>In training, drops each element with probability rate, and scales the others by 1 / (1 − rate).</summary>
    public NetworkBuilder Dropout(double rate) => Then(Layers.Dropout(rate));

    /// <summary>x ↦ x + f x, where f is what the body adds: <c>.Residual(f => f.Dense(64).Relu())</c>.</summary>
    public NetworkBuilder Residual(Func<NetworkBuilder, NetworkBuilder> body) => Then(Layers.Residual(Branch(body)));

    /// <summary>The same input to all branches, and their results joined: <c>.Fork(Join.Add, f => f.Dense(8), g => g.Dense(8).Tanh())</c>.</summary>
    public NetworkBuilder Fork(Join join, params IReadOnlyList<Func<NetworkBuilder, NetworkBuilder>> branches) =>
        Then(Layers.Fork(join, [.. branches.Select(Branch)]));

    /// <summary>Each branch on its own part of several inputs or results: <c>.Beside(image => image.Conv2D(8, 3), vector => vector.Dense(8))</c>.</summary>
    public NetworkBuilder Beside(params IReadOnlyList<Func<NetworkBuilder, NetworkBuilder>> branches)
    {
        IReadOnlyList<Signal<Shape>> parts = Output is Signal<Shape>.Many several ? several.Item : [Output];

        return parts.Count == branches.Count
            ? Then(Layers.Beside([.. branches.Zip(parts, (body, part) => body(new NetworkBuilder(part)).Layer)]))
            : throw new ShapeException(
                $"Beside: there are {branches.Count} branches for {parts.Count} parts, {Output}; give each part a branch."
            );
    }

    /// <summary>Several results as one: <c>.Join(Join.Concatenate)</c> after Beside.</summary>
    public NetworkBuilder Join(Join join) => Then(Layers.Join(join));

    /// <summary>What the body adds, that many times, each with parameters of its own.</summary>
    public NetworkBuilder Repeat(int count, Func<NetworkBuilder, NetworkBuilder> body) =>
        Then(Layers.Repeat(count, Branch(body)));

    /// <summary>Gives the last layer a name: its parameters are then under "name.".</summary>
    public NetworkBuilder Named(string name) =>
        layers.Count == 0
            ? throw new ConfigurationException($"Named: there is no layer yet that could be called \"{name}\".")
            : new(input, layers.SetItem(layers.Count - 1, layers[^1].Named(name)), rules);

    /// <summary>
    /// Freezes what a pattern matches in the whole network ("conv*"): its parameters stay bit-identical in training. A pattern
    /// that matches nothing is a ConfigurationException when the network is built.
    /// </summary>
    public NetworkBuilder Freeze(string pattern) => Under(layer => layer.Freeze(pattern));

    /// <summary>Draws the parameters that a pattern matches in the whole network ("*.kernel") with another initializer.</summary>
    public NetworkBuilder InitializeWith(string pattern, Initializer initializer) =>
        Under(layer => layer.InitializeWith(pattern, initializer));

    /// <summary>The table of layers, shapes and parameters, with nothing drawn or run.</summary>
    public Summary Summary() => SummaryModule.ofPlan(PlanModule.bind(Layer, input));

    /// <summary>
    /// Decides every shape and draws every value: the same seed gives the same network, on any machine. The type is float32 unless
    /// float64 is asked for. Layers that don't fit together throw ShapeException with the path of the layer.
    /// </summary>
    public Network Build(long seed, DType? dtype = null) =>
        NetworkModule.buildFor(dtype ?? DType.Float32, Functions.KeyOf(seed), input, Layer);

    private NetworkBuilder Under(Func<Layer, Layer> rule) => new(input, layers, rules.Add(rule));

    /// <summary>What a body adds to what there is so far, as one layer.</summary>
    private Layer Branch(Func<NetworkBuilder, NetworkBuilder> body) => body(new NetworkBuilder(Output)).Layer;

    private Signal<Shape> Output => PlanModule.bind(Algebra.sequence(layers), input).Output;
}
