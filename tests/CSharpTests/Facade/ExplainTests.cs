using System.Xml.Linq;
using FuncNet;

namespace CSharpTests.Facade;

/// <summary>The rows G1 to G5 of what the notes teach, from C#.</summary>
public class ExplainTests
{
    private static readonly Tensor X = Tensor.Of(
        new[,]
        {
            { 0.0, 0.0 },
            { 0.0, 1.0 },
            { 1.0, 0.0 },
            { 1.0, 1.0 },
        }
    );
    private static readonly Tensor T = Tensor.Of(
        new[,]
        {
            { 0.0 },
            { 1.0 },
            { 1.0 },
            { 0.0 },
        }
    );

    private static Network Small(Initializer? kernel = null) =>
        Network.Input(2).Dense(3, kernel).Tanh().Dense(1, kernel).Build(seed: 1, DType.Float64);

    private static Tensor One(Signal<Tensor> signal) => ((Signal<Tensor>.One)signal).Item;

    private static void Near(Tensor expected, Tensor actual)
    {
        Assert.Equal(expected.Shape, actual.Shape);
        Assert.True((expected - actual).Abs().Max().ToScalar() < 1e-12, $"{expected}\n{actual}");
    }

    [Fact]
    public void The_computation_graph_of_the_notes_is_exact()
    {
        Explanation j = Explain.Trace(x => 3 * (x[0] + x[1] * x[2]), ("a", 5f), ("b", 3f), ("c", 2f));
        Assert.Equal(33, j.Value.ToScalar());
        Assert.Equal([3.0, 6.0, 9.0], new[] { "a", "b", "c" }.Select(name => j.Gradients[name].ToScalar()));
        Assert.Contains("v3     Multiply   3, v2     float32 []  33     1", j.Table);
        Assert.Contains("n5[\"v3: Multiply<br/>value 33<br/>gradient 1\"]", j.Mermaid);
        Assert.Contains("value   33", XDocument.Parse(j.Svg, LoadOptions.PreserveWhitespace).Root!.Value);
    }

    [Fact]
    public void A_program_is_drawn()
    {
        FuncNet.Program program = FuncNet.Program.Trace(x => x.Sin() * x, new TensorSpec(X.Shape, X.DType));
        Assert.Contains("Multiply  v2", XDocument.Parse(program.Svg, LoadOptions.PreserveWhitespace).Root!.Value);
    }

    [Fact]
    public void The_four_equations_hold_between_layers()
    {
        Network network = Small();
        NetworkExplanation pass = Explain.Network(network, Losses.MeanSquaredError, X, T);
        Assert.Equal(["dense1", "tanh1", "dense2"], pass.Layers.Select(layer => layer.Path));
        Assert.Equal(["Dense", "Tanh", "Dense"], pass.Layers.Select(layer => layer.Kind));
        Near(network.Predict(X), pass.Prediction);

        var (first, second) = (pass.Layers[0], pass.Layers[2]);
        Tensor last = One(second.Adjoint);
        Near(2 * (pass.Prediction - T) / 4, last);
        Near(
            last.MatMul(network.Parameters["dense2.kernel"].Transpose()) * (1 - One(first.Output).Tanh().Square()),
            One(first.Adjoint)
        );
        Near(last.Sum([0]), second.Gradients["dense2.bias"]);
        Near(One(second.Input).Transpose().MatMul(last), second.Gradients["dense2.kernel"]);
        Near(pass.Gradients["dense1.kernel"], first.Gradients["dense1.kernel"]);
    }

    [Fact]
    public void A_pass_is_shown_in_three_ways()
    {
        NetworkExplanation pass = Explain.Network(Small(), Losses.MeanSquaredError, X, T);
        Assert.StartsWith("layer     kind", pass.ToString());
        Assert.Contains("float64 [4; 2] → [4; 3]", pass.Table);
        Assert.Contains("dense1: Dense", pass.Mermaid);
        Assert.Contains("Dense  dense1", XDocument.Parse(pass.Svg, LoadOptions.PreserveWhitespace).Root!.Value);
    }

    [Fact]
    public void Units_that_begin_alike_stay_alike()
    {
        Network network = Small(Initializers.Constant(0.5));

        for (int step = 0; step < 5; step++)
        {
            Parameters gradients = Explain.Network(network, Losses.MeanSquaredError, X, T).Gradients;
            network = network.WithParameters(network.Parameters - 0.1 * gradients);
        }

        Tensor kernel = network.Parameters["dense1.kernel"];
        Assert.Equal(kernel[.., 0], kernel[.., 1]);
        Assert.Equal(kernel[.., 0], kernel[.., 2]);
        Assert.NotEqual(kernel[.., 0], Small().Parameters["dense1.kernel"][.., 0]);
    }

    [Fact]
    public void Gradients_vanish_through_sigmoids_and_come_back_with_BatchNorm()
    {
        static double FirstToLast(Layer activation)
        {
            NetworkBuilder builder = Network.Input(2);
            for (int i = 0; i < 10; i++)
            {
                builder = builder.Dense(8).Then(activation);
            }

            GradientNorms norms = Explain.GradientNorms(
                builder.Dense(1).Build(seed: 1, DType.Float64),
                Losses.SigmoidCrossEntropy,
                X,
                T
            );
            Assert.Contains("dense10 (Dense)", norms.ToString());
            Assert.True(norms.Global >= norms.Layers.Max(layer => layer.Gradient));
            return norms["dense1.kernel"].Gradient / norms["dense10.kernel"].Gradient;
        }

        Assert.InRange(FirstToLast(Layers.Sigmoid()), 0, 1e-4);
        Assert.InRange(FirstToLast(Layers.BatchNorm().Then(Layers.Sigmoid())), 1e-2, 1e3);
    }

    [Fact]
    public void Training_inference_and_several_inputs_can_be_asked_for()
    {
        Network network = Network.Input(2).Dropout(0.5).Dense(1).Build(seed: 1, DType.Float64);
        Tensor Prediction(bool training, Key? key = null) =>
            Explain.Network(network, Losses.MeanSquaredError, X, T, training, key).Prediction;

        Assert.Equal(network.Predict(X), Prediction(training: false));
        Assert.Equal(Prediction(training: true), Prediction(training: true, Key.OfSeed(0)));
        Assert.NotEqual(Prediction(training: true), Prediction(training: true, Key.OfSeed(5)));

        Signal<Tensor> inputs = Signal<Tensor>.NewOne(X);
        Assert.Equal(
            Prediction(training: false),
            Explain.Network(network, Losses.MeanSquaredError, inputs, T, training: false).Prediction
        );
    }

    [Fact]
    public void What_does_not_fit_is_named_with_its_shapes()
    {
        static string MessageOf(Func<object> action) => Assert.Throws<ShapeException>(action).Message;

        string message = MessageOf(() => Tensor.Zeros(2, 3) * Tensor.Zeros(4));
        Assert.Contains("[2; 3]", message);
        Assert.Contains("[4]", message);
        Assert.Contains("[1]", MessageOf(() => Explain.Network(Small(), Losses.MeanSquaredError, T, T)));
        Assert.Contains("[4; 2]", MessageOf(() => Explain.Network(Small(), Losses.MeanSquaredError, X, X)));
    }
}
