using Algebra = FuncNet.LayerAlgebra.Layer;

namespace FuncNet;

/// <summary>What a layer of your own is given each time it runs.</summary>
/// <param name="Input">[batch; …], the shapes after the batch as OutputShape was asked about.</param>
/// <param name="Parameters">What was declared, by the names that were declared.</param>
/// <param name="State">What the layer keeps between steps, by the names that were declared.</param>
/// <param name="IsTraining">True in training; false in inference, and in frozen layers.</param>
/// <param name="Key">The layer's own source of random numbers for this step.</param>
public sealed record LayerCall(Tensor Input, Parameters Parameters, Parameters State, bool IsTraining, Key Key);

/// <summary>
/// A layer of your own: a function with named parameters. It holds its settings only, never weights, and computes with tensor
/// operations only, so it needs no derivative. A CustomLayer is a Layer wherever one is expected.
/// </summary>
public abstract class CustomLayer
{
    /// <summary>What it is, such as "Dense": the name in the summary, in files and (in lower case) in paths.</summary>
    public virtual string Kind => GetType().Name;

    /// <summary>What it was made with, by name: <c>[new("factor", 3.0)]</c>. From these a LayerCatalog makes it again.</summary>
    public virtual IReadOnlyList<KeyValuePair<string, Setting>> Hyperparameters => [];

    /// <summary>What it learns, from the shape of one sample; nothing by default.</summary>
    public virtual IReadOnlyList<ParameterSpec> Parameters(Shape input) => [];

    /// <summary>What it keeps between steps and does not learn by gradients, from the shape of one sample; nothing by default.</summary>
    public virtual IReadOnlyList<StateSpec> State(Shape input) => [];

    /// <summary>The shape of one result, from that of one sample; the same by default. Throw ShapeException for a sample that does not fit.</summary>
    public virtual Shape OutputShape(Shape input) => input;

    /// <summary>The result for a batch.</summary>
    public abstract Tensor Apply(LayerCall call);

    /// <summary>What it keeps after a call, by the same names; by default what it kept before.</summary>
    public virtual Parameters NextState(LayerCall call, Tensor output) => call.State;

    /// <summary>As a layer, which composes with all others.</summary>
    public Layer ToLayer()
    {
        Shape One(Signal<Shape> shape) => SignalModule.shape(Kind, shape);

        return Algebra.ofAtom(
            new Atom(
                Kind,
                Functions.List(Hyperparameters.Select(setting => Tuple.Create(setting.Key, setting.Value))),
                Functions.Of((Signal<Shape> input) => Functions.List(Parameters(One(input)))),
                Functions.Of((Signal<Shape> input) => Functions.List(State(One(input)))),
                Functions.Of((Signal<Shape> input) => Signal<Shape>.NewOne(OutputShape(One(input)))),
                Microsoft.FSharp.Core.FuncConvert.FromFunc<
                    Context,
                    Parameters,
                    Parameters,
                    Signal<Tensor>,
                    Tuple<Signal<Tensor>, Parameters>
                >(Run)
            )
        );
    }

    /// <summary>A layer of your own is a layer.</summary>
    public static implicit operator Layer(CustomLayer layer) => layer.ToLayer();

    private Tuple<Signal<Tensor>, Parameters> Run(
        Context context,
        Parameters parameters,
        Parameters state,
        Signal<Tensor> input
    )
    {
        var call = new LayerCall(SignalModule.tensor(Kind, input), parameters, state, context.Training, context.Key);
        Tensor output = Apply(call);
        return Tuple.Create(Signal<Tensor>.NewOne(output), NextState(call, output));
    }
}

/// <summary>Declarations of parameters.</summary>
public static class ParameterSpecExtensions
{
    extension(ParameterSpec)
    {
        /// <summary>
        /// A parameter with a name within its layer, and how it is drawn. It decays if it has at least two axes, unless it is said
        /// otherwise.
        /// </summary>
        public static ParameterSpec Create(string name, Shape shape, Initializer initializer, bool? decays = null)
        {
            var fans = InitializerModule.fans(shape);
            return new ParameterSpec(name, shape, initializer, fans, decays ?? shape.Rank >= 2);
        }
    }
}
