using FuncNet;

namespace CSharpTests.Facade;

/// <summary>Recurrences and attention from C#: shapes, arguments, training.</summary>
public class SequenceTests
{
    [Fact]
    public void Layers_over_sequences_have_the_shapes_and_parameters_of_their_arguments()
    {
        Summary summary = Network
            .Input(7, 4)
            .PositionalEncoding()
            .LearnedPositions()
            .Attention(heads: 2, causal: true, dropout: 0.1, name: "look")
            .TransformerBlock(width: 4, heads: 2, hidden: 8)
            .SimpleRnn(3, wholeSequence: true, activation: Unary.Relu, name: "simple")
            .Gru(5, wholeSequence: true, direction: Direction.Both)
            .Lstm(6, direction: Direction.Backward, bias: false, name: "memory")
            .Summary();

        SummaryRow Row(string path) => summary.Rows.Single(row => row.Path == path);
        Assert.Equal(7 * 4, Row("learnedpositions1").Parameters);
        Assert.Equal(4 * 12 + 12 + 4 * 4 + 4, Row("look").Parameters);
        Assert.Equal("(None, 7, 3)", Row("simple").OutputShape);
        Assert.Equal(4 * 3 + 3 * 3 + 3, Row("simple").Parameters);
        Assert.Equal(3 * 15 + 5 * 15 + 15 + 5, Row("gru2").Parameters);
        Assert.Equal(10 * 24 + 6 * 24, Row("memory").Parameters);
        Assert.Equal("(None, 6)", Row("memory").OutputShape);
        Assert.Equal("(None, 4)", Network.Input(7, 4).LastStep().Summary().Rows[0].OutputShape);
        Assert.Equal("(None, 4)", Network.Input(7, 4).MeanOverTime().Summary().Rows[0].OutputShape);
    }

    [Fact]
    public void A_recurrence_learns_which_of_two_marks_came_last()
    {
        // Two features, each of which is 1 at one of eight steps.
        Random random = new(5);
        const int samples = 256;
        float[] numbers = new float[samples * 8 * 2];
        int[] labels = new int[samples];
        for (int i = 0; i < samples; i++)
        {
            int[] steps = [.. Enumerable.Range(0, 8)];
            random.Shuffle(steps);
            numbers[(i * 8 + steps[0]) * 2] = 1;
            numbers[(i * 8 + steps[1]) * 2 + 1] = 1;
            labels[i] = steps[1] > steps[0] ? 1 : 0;
        }
        Dataset marks = Datasets.FromTensors(Tensor.FromArray([samples, 8, 2], numbers), Tensor.Of(labels));
        TrainingResult run = Network
            .Input(8, 2)
            .Gru(8)
            .Dense(2)
            .Build(seed: 1)
            .Train(marks)
            .Minimize(Losses.SoftmaxCrossEntropy)
            .With(Optimizers.Adam(0.02))
            .Epochs(12)
            .BatchSize(32)
            .Seed(1)
            .Run();
        Assert.True(run.Network.Evaluate(marks, Losses.SoftmaxCrossEntropy, Metrics.Accuracy)["accuracy"] > 0.95);
    }

    [Fact]
    public void A_scan_runs_over_steps_in_both_directions_and_has_a_derivative()
    {
        Tensor x = Tensor.Of([1.0, 2.0, 3.0]);

        Tensor Sums(Tensor x, bool backwards) =>
            Tensor
                .Scan(
                    (carried, inputs) => ([carried[0] + inputs[0]], [carried[0] + inputs[0]]),
                    [Tensor.Scalar(0, DType.Float64)],
                    [x],
                    backwards
                )
                .Results[0];

        Assert.Equal(Tensor.Of([1.0, 3.0, 6.0]), Sums(x, backwards: false));
        Assert.Equal(Tensor.Of([6.0, 5.0, 3.0]), Sums(x, backwards: true));
        Assert.Equal(Tensor.Of([20.0, 18.0, 12.0]), Differentiate.Gradient(x => Sums(x, false).Square().Sum(), x));
        Assert.Throws<ShapeException>(() => Tensor.Scan((carried, _) => (carried, []), [x], []));
    }
}
