using Microsoft.FSharp.Core;
using OverTime = FuncNet.OverTimeLayers.Layer;

namespace FuncNet;

public static partial class Layers
{
    /// <summary>
    /// The largest of each window along time: [batch; time; d] to [batch; time′; d]; windows are side by side unless a stride is given. Padding
    /// is never the largest.
    /// </summary>
    public static Layer MaxPool1D(int size, int? stride = null, Padding1D? padding = null, string? name = null) =>
        OverTime
            .maxPool1dWith(
                new Pool1DOptions(FSharpValueOption<int>.Some(stride ?? size), padding ?? Padding1D.Valid),
                size
            )
            .Called(name);

    /// <summary>
    /// The mean of each window along time; windows are side by side unless a stride is given. Zeros of the padding count only if
    /// countsPadding says so (PyTorch counts them, Keras doesn't).
    /// </summary>
    public static Layer AveragePool1D(
        int size,
        int? stride = null,
        Padding1D? padding = null,
        bool countsPadding = false,
        string? name = null
    ) =>
        OverTime
            .averagePool1dWith(
                new AveragePool1DOptions(
                    FSharpValueOption<int>.Some(stride ?? size),
                    padding ?? Padding1D.Valid,
                    countsPadding
                ),
                size
            )
            .Called(name);

    /// <summary>
    /// The adjoint of Conv1D, that is, the gradient of its input, and a bias. x: [batch; time; d], W: [size; filters / groups; d]. The time
    /// becomes (time − 1)·stride + (size − 1)·dilation + 1 less the padding plus outputPadding, or time·stride with Padding1D.Same.
    /// </summary>
    public static Layer TransposedConv1D(
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
        OverTime
            .transposedConv1dWith(
                new TransposedConv1DOptions(
                    stride,
                    dilation,
                    padding ?? Padding1D.Valid,
                    outputPadding,
                    groups,
                    initializer ?? InitializerModule.glorotUniform,
                    BiasOf(bias)
                ),
                filters,
                size
            )
            .Called(name);
}
