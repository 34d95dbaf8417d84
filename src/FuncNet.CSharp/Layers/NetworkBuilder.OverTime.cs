namespace FuncNet;

public sealed partial class NetworkBuilder
{
    /// <summary>The largest of each window along time: [time; d] to [time′; d]; see <see cref="Layers.MaxPool1D"/>.</summary>
    public NetworkBuilder MaxPool1D(int size, int? stride = null, Padding1D? padding = null, string? name = null) =>
        Then(Layers.MaxPool1D(size, stride, padding, name));

    /// <summary>The mean of each window along time: [time; d] to [time′; d]; see <see cref="Layers.AveragePool1D"/>.</summary>
    public NetworkBuilder AveragePool1D(
        int size,
        int? stride = null,
        Padding1D? padding = null,
        bool countsPadding = false,
        string? name = null
    ) => Then(Layers.AveragePool1D(size, stride, padding, countsPadding, name));

    /// <summary>The adjoint of a convolution along time, which makes sequences longer; see <see cref="Layers.TransposedConv1D"/>.</summary>
    public NetworkBuilder TransposedConv1D(
        int filters,
        int size,
        int stride = 1,
        Padding1D? padding = null,
        int outputPadding = 0,
        int dilation = 1,
        int groups = 1,
        Initializer? initializer = null,
        bool bias = true,
        string? name = null
    ) =>
        Then(
            Layers.TransposedConv1D(
                filters,
                size,
                stride,
                padding,
                outputPadding,
                dilation,
                groups,
                initializer,
                bias,
                name
            )
        );
}
