using FuncNet;

namespace Benchmarks.Compare;

/// <summary>Predictions of a batch, from a span into a span.</summary>
internal sealed class InferRow : IRow
{
    private readonly Network network;
    private readonly float[] input;
    private readonly float[] result;

    public InferRow(string name, int batch, Reference? reference)
    {
        Network drawn = Model.Named(name).Network(dropout: false);
        network = reference?.Weights(drawn) ?? drawn;
        input =
            reference?["input"].ToArray<float>()
            ?? Numbers.Draw<float>(batch * ((Signal<Shape>.One)network.InputShape).Item.Size, 1);
        result = new float[batch * ((Signal<Shape>.One)network.OutputShape).Item.Size];
        Predict();
        reference?.Compare("output", result);
    }

    public double Measure(double seconds) => Timing.Measure(Predict, seconds);

    private void Predict() => network.PredictInto(input, result);
}
