using FuncNet;

namespace CSharpTests.Facade;

public class PredictionTests
{
    private static readonly Network Small = Network.Input(3).Dense(5).Tanh().Dense(2).Build(seed: 1);

    [Fact]
    public void Predictions_into_spans_are_those_of_Predict()
    {
        float[] input = [0.5f, -1, 2, 3, 0.25f, -0.75f];
        float[] batch = new float[4];
        Small.PredictInto(input, batch);
        Assert.Equal(Small.Predict(Tensor.Of(input).Reshape(2, 3)).ToArray<float>(), batch);

        Span<float> one = stackalloc float[2];
        Small.PredictInto(input.AsSpan(3), one);
        Assert.Equal(batch[2..], one.ToArray());
    }

    [Fact]
    public void Predictions_into_spans_of_another_length_say_what_was_expected()
    {
        var error = Assert.Throws<ShapeException>(() => Small.PredictInto(new float[6], new float[3]));
        Assert.Contains("each of the 2 results has 2 numbers", error.Message);
        Assert.Contains(
            "a multiple of 3",
            Assert.Throws<ShapeException>(() => Small.PredictInto(new float[4], new float[2])).Message
        );
        Assert.Throws<DTypeException>(() => Small.PredictInto(new double[3], new double[2]));
    }
}
