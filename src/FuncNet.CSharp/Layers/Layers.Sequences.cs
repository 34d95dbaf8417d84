using Microsoft.FSharp.Core;
using Attentions = FuncNet.AttentionLayers.Layer;
using Recurrences = FuncNet.RecurrentLayers.Layer;
using Transformers = FuncNet.TransformerLayers.Layer;

namespace FuncNet;

/// <remarks>
/// Layers over sequences take x: [batch; time; features], or the tuple (x, lengths) with int32 lengths [batch] from 1 to time: steps
/// beyond a sample's length leave a recurrence alone, and attention does not look at them.
/// </remarks>
public static partial class Layers
{
    /// <summary>
    /// A simple recurrence (Elman 1990): h[t] = f(x[t]·W + h[t−1]·R + b), f = tanh unless another is given. W: [features; units], R:
    /// [units; units]. The result is the last state [batch; units], or that after every step [batch; time; units]; in both directions,
    /// 2·units features.
    /// </summary>
    public static Layer SimpleRnn(
        int units,
        bool wholeSequence = false,
        Direction? direction = null,
        Unary? activation = null,
        Initializer? initializer = null,
        Initializer? recurrentInitializer = null,
        bool bias = true,
        string? name = null
    ) =>
        Recurrences
            .simpleRnnWith(
                Recurrent(wholeSequence, direction, initializer, recurrentInitializer, BiasOf(bias)),
                activation ?? Unary.Tanh,
                units
            )
            .Called(name);

    /// <summary>
    /// Long short-term memory (Hochreiter and Schmidhuber 1997): with gates i, f, g, o = x[t]·W + h[t−1]·R + b, c[t] = σ(f) ⊙ c[t−1] + σ(i)
    /// ⊙ tanh(g), h[t] = σ(o) ⊙ tanh(c[t]). W: [features; 4·units], R: [units; 4·units]; the bias of the forget gate is 1 at first. The
    /// result is the last h [batch; units], or that after every step [batch; time; units]; in both directions, 2·units features.
    /// </summary>
    public static Layer Lstm(
        int units,
        bool wholeSequence = false,
        Direction? direction = null,
        Initializer? initializer = null,
        Initializer? recurrentInitializer = null,
        bool bias = true,
        string? name = null
    ) =>
        Recurrences
            .lstmWith(
                Recurrent(
                    wholeSequence,
                    direction,
                    initializer,
                    recurrentInitializer,
                    bias ? RecurrentLayers.Lstm.defaults.Bias : BiasOf(false)
                ),
                units
            )
            .Called(name);

    /// <summary>
    /// The gated recurrent unit (Cho et al. 2014), in the form of cuDNN, PyTorch and Keras: with x[t]·W + b = (a, b, c) and h[t−1]·R = (a′, b′,
    /// c′), r = σ(a + a′), z = σ(b + b′), n = tanh(c + r ⊙ (c′ + d)), h[t] = (1 − z) ⊙ n + z ⊙ h[t−1]. W: [features; 3·units], R: [units; 3·units].
    /// The result is the last h [batch; units], or that after every step [batch; time; units]; in both directions, 2·units features.
    /// </summary>
    public static Layer Gru(
        int units,
        bool wholeSequence = false,
        Direction? direction = null,
        Initializer? initializer = null,
        Initializer? recurrentInitializer = null,
        bool bias = true,
        string? name = null
    ) =>
        Recurrences
            .gruWith(Recurrent(wholeSequence, direction, initializer, recurrentInitializer, BiasOf(bias)), units)
            .Called(name);

    /// <summary>The last step of a sequence, or of each sample if there are lengths: [batch; time; d] to [batch; d].</summary>
    public static Layer LastStep() => Recurrences.lastStep;

    /// <summary>The mean over the steps of a sequence, or over those that each sample has: [batch; time; d] to [batch; d].</summary>
    public static Layer MeanOverTime() => Recurrences.meanOverTime;

    /// <summary>
    /// Self-attention (Vaswani et al. 2017): softmax(Q·Kᵀ/√d)·V for each head, and a linear map of the heads side by side; (Q, K, V) = x·W + b, W:
    /// [features; 3·features]. causal: no step looks at later ones. dropout: the share of attention weights dropped in training.
    /// </summary>
    public static Layer Attention(
        int heads,
        bool causal = false,
        double dropout = 0,
        Initializer? initializer = null,
        bool bias = true,
        string? name = null
    ) => Attentions.attentionWith(Attending(causal, dropout, initializer, bias), heads).Called(name);

    /// <summary>
    /// Attention of one sequence to another: of (x, memory) or (x, memory, lengths of the memory); Q comes from x, K and V from the memory. The
    /// result has the shape of x.
    /// </summary>
    public static Layer CrossAttention(
        int heads,
        double dropout = 0,
        Initializer? initializer = null,
        bool bias = true,
        string? name = null
    ) => Attentions.crossAttentionWith(Attending(false, dropout, initializer, bias), heads).Called(name);

    /// <summary>A layer on a sequence that comes with its lengths: (x, lengths) ↦ (f x, lengths).</summary>
    public static Layer PerStep(Layer layer) => Transformers.perStep(layer);

    /// <summary>Adds the positions of the steps: sin(t / 10000^(2i/d)) to feature 2i, cos of the same to feature 2i + 1 (Vaswani et al. 2017).</summary>
    public static Layer PositionalEncoding() => Transformers.positionalEncoding;

    /// <summary>Adds a learned vector for each position: [time; features], drawn from N(0, 0.02²).</summary>
    public static Layer LearnedPositions() => Transformers.learnedPositions;

    /// <summary>
    /// A block of a transformer, normalized before each half (Xiong et al. 2020): x + attention(norm x), and then x + f(norm x), f =
    /// dense(gelu(dense x)) of so many hidden units. width: the number of features, which stays. withLengths: the input is (x, lengths).
    /// </summary>
    public static Layer TransformerBlock(
        int width,
        int heads,
        int hidden,
        bool causal = false,
        double dropout = 0,
        bool withLengths = false,
        string? name = null
    ) =>
        Transformers
            .transformerBlockWith(new TransformerOptions(causal, dropout, withLengths), width, heads, hidden)
            .Called(name);

    private static RecurrentOptions Recurrent(
        bool wholeSequence,
        Direction? direction,
        Initializer? initializer,
        Initializer? recurrentInitializer,
        FSharpOption<Initializer>? bias
    ) =>
        new(
            direction ?? Direction.Forward,
            wholeSequence,
            initializer ?? InitializerModule.glorotUniform,
            recurrentInitializer ?? InitializerModule.orthogonal(1),
            bias
        );

    private static AttentionOptions Attending(bool causal, double dropout, Initializer? initializer, bool bias) =>
        new(causal, dropout, initializer ?? InitializerModule.glorotUniform, BiasOf(bias));
}
