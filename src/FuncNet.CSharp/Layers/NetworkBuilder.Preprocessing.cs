namespace FuncNet;

public sealed partial class NetworkBuilder
{
    /// <summary>(x − mean)/deviation, with numbers that are saved with the network and never learned; see <see cref="Layers.Standardize"/>.</summary>
    public NetworkBuilder Standardize(Tensor? mean = null, Tensor? deviation = null, string? name = null) =>
        Then(Layers.Standardize(mean, deviation, name));

    /// <summary>(x − μ)/σ by the mean and deviation of data, each place of the last axis; see <see cref="Layers.StandardizeBy"/>.</summary>
    public NetworkBuilder StandardizeBy(Tensor data, string? name = null) => Then(Layers.StandardizeBy(data, name));

    /// <summary>factor·x + offset, with numbers that are saved with the network and never learned; see <see cref="Layers.Rescale"/>.</summary>
    public NetworkBuilder Rescale(double factor = 1, double offset = 0, string? name = null) =>
        Then(Layers.Rescale(factor, offset, name));

    /// <summary>Brings data to 0 … 1, each place of the last axis; see <see cref="Layers.RescaleBy"/>.</summary>
    public NetworkBuilder RescaleBy(Tensor data, string? name = null) => Then(Layers.RescaleBy(data, name));
}
