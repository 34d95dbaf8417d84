namespace FuncNet;

public sealed partial class NetworkBuilder
{
    /// <summary>A simple recurrence: [time; d] to its last state [units], or to all; see <see cref="Layers.SimpleRnn"/>.</summary>
    public NetworkBuilder SimpleRnn(
        int units,
        bool wholeSequence = false,
        Direction? direction = null,
        Unary? activation = null,
        Initializer? initializer = null,
        Initializer? recurrentInitializer = null,
        bool bias = true,
        string? name = null
    ) =>
        Then(
            Layers.SimpleRnn(units, wholeSequence, direction, activation, initializer, recurrentInitializer, bias, name)
        );

    /// <summary>Long short-term memory: [time; d] to its last state [units], or to all; see <see cref="Layers.Lstm"/>.</summary>
    public NetworkBuilder Lstm(
        int units,
        bool wholeSequence = false,
        Direction? direction = null,
        Initializer? initializer = null,
        Initializer? recurrentInitializer = null,
        bool bias = true,
        string? name = null
    ) => Then(Layers.Lstm(units, wholeSequence, direction, initializer, recurrentInitializer, bias, name));

    /// <summary>A gated recurrent unit: [time; d] to its last state [units], or to all; see <see cref="Layers.Gru"/>.</summary>
    public NetworkBuilder Gru(
        int units,
        bool wholeSequence = false,
        Direction? direction = null,
        Initializer? initializer = null,
        Initializer? recurrentInitializer = null,
        bool bias = true,
        string? name = null
    ) => Then(Layers.Gru(units, wholeSequence, direction, initializer, recurrentInitializer, bias, name));

    /// <summary>The last step of a sequence: [time; d] to [d].</summary>
    public NetworkBuilder LastStep() => Then(Layers.LastStep());

    /// <summary>The mean over the steps of a sequence: [time; d] to [d].</summary>
    public NetworkBuilder MeanOverTime() => Then(Layers.MeanOverTime());

    /// <summary>Self-attention with so many heads: [time; d] to [time; d]; see <see cref="Layers.Attention"/>.</summary>
    public NetworkBuilder Attention(
        int heads,
        bool causal = false,
        double dropout = 0,
        Initializer? initializer = null,
        bool bias = true,
        string? name = null
    ) => Then(Layers.Attention(heads, causal, dropout, initializer, bias, name));

    /// <summary>Attention of one sequence to another: ([time; d], memory) to [time; d]; see <see cref="Layers.CrossAttention"/>.</summary>
    public NetworkBuilder CrossAttention(
        int heads,
        double dropout = 0,
        Initializer? initializer = null,
        bool bias = true,
        string? name = null
    ) => Then(Layers.CrossAttention(heads, dropout, initializer, bias, name));

    /// <summary>A layer on a sequence that comes with its lengths.</summary>
    public NetworkBuilder PerStep(Layer layer) => Then(Layers.PerStep(layer));

    /// <summary>Adds sines and cosines of the positions of the steps.</summary>
    public NetworkBuilder PositionalEncoding() => Then(Layers.PositionalEncoding());

    /// <summary>Adds a learned vector for each position.</summary>
    public NetworkBuilder LearnedPositions() => Then(Layers.LearnedPositions());

    /// <summary>A block of a transformer: [time; width] to [time; width]; see <see cref="Layers.TransformerBlock"/>.</summary>
    public NetworkBuilder TransformerBlock(
        int width,
        int heads,
        int hidden,
        bool causal = false,
        double dropout = 0,
        bool withLengths = false,
        string? name = null
    ) => Then(Layers.TransformerBlock(width, heads, hidden, causal, dropout, withLengths, name));
}
