using Microsoft.FSharp.Core;
using Convolutions = FuncNet.ConvolutionLayers.Layer;
using Poolings = FuncNet.PoolingLayers.Layer;
using Resizings = FuncNet.ResizingLayers.Layer;
using Transposed = FuncNet.TransposedConvolutionLayers.Layer;

namespace FuncNet;

public static partial class Layers
{
    /// <summary>
    /// Correlation along time: x: [batch; time; d], W: [size; d / groups; filters], y: [batch; time′; filters]. No padding by default;
    /// Padding1D.Causal sees no later step.
    /// </summary>
    public static Layer Conv1D(
        int filters,
        int size,
        int stride = 1,
        Padding1D? padding = null,
        int dilation = 1,
        int groups = 1,
        Initializer? initializer = null,
        bool bias = true,
        string? name = null
    ) =>
        Convolutions
            .conv1dWith(
                new Conv1DOptions(
                    stride,
                    dilation,
                    padding ?? Padding1D.Valid,
                    groups,
                    initializer ?? InitializerModule.glorotUniform,
                    BiasOf(bias)
                ),
                filters,
                size
            )
            .Called(name);

    /// <summary>
    /// Correlation of each channel with filters of its own, multiplier of them. x: [batch; h; w; d], W: [kh; kw; 1; d·multiplier],
    /// y: [batch; h′; w′; d·multiplier].
    /// </summary>
    public static Layer DepthwiseConv2D(
        Size2D kernel,
        int multiplier = 1,
        Size2D? strides = null,
        Padding? padding = null,
        Size2D? dilation = null,
        Initializer? initializer = null,
        bool bias = true,
        string? name = null
    ) =>
        Convolutions
            .depthwiseConv2dWith(OptionsOf(strides, padding, dilation, initializer, bias), multiplier, kernel)
            .Called(name);

    /// <summary>
    /// A depthwise convolution without bias, with the strides, padding and dilation given, and then a convolution of size 1×1 with the
    /// bias (Chollet 2017). x: [batch; h; w; d], y: [batch; h′; w′; filters].
    /// </summary>
    public static Layer SeparableConv2D(
        int filters,
        Size2D kernel,
        Size2D? strides = null,
        Padding? padding = null,
        Size2D? dilation = null,
        Initializer? initializer = null,
        bool bias = true,
        string? name = null
    ) =>
        Convolutions
            .separableConv2dWith(OptionsOf(strides, padding, dilation, initializer, bias), filters, kernel)
            .Called(name);

    /// <summary>
    /// The adjoint of Conv2D, that is, the gradient of its input, and a bias. x: [batch; h; w; d], W: [kh; kw; filters / groups; d]. Height
    /// and width become (size − 1)·stride + (kernel − 1)·dilation + 1 less the padding plus outputPadding, or size·stride with Padding.Same.
    /// </summary>
    public static Layer TransposedConv2D(
        int filters,
        Size2D kernel,
        Size2D? strides = null,
        Padding? padding = null,
        Size2D? outputPadding = null,
        Size2D? dilation = null,
        int groups = 1,
        Initializer? initializer = null,
        bool bias = true,
        string? name = null
    ) =>
        Transposed
            .transposedConv2dWith(
                new TransposedConv2DOptions(
                    strides ?? 1,
                    dilation ?? 1,
                    padding ?? Padding.Valid,
                    outputPadding ?? 0,
                    groups,
                    initializer ?? InitializerModule.glorotUniform,
                    BiasOf(bias)
                ),
                filters,
                kernel
            )
            .Called(name);

    /// <summary>
    /// The mean of each window; windows are side by side unless strides are given. Zeros of the padding count only if countsPadding says
    /// so (PyTorch counts them, Keras doesn't).
    /// </summary>
    public static Layer AveragePool2D(
        Size2D pool,
        Size2D? strides = null,
        Padding? padding = null,
        bool countsPadding = false,
        string? name = null
    ) =>
        Poolings
            .averagePool2dWith(
                new AveragePool2DOptions(
                    FSharpValueOption<(int, int)>.Some(strides ?? pool),
                    padding ?? Padding.Valid,
                    countsPadding
                ),
                pool
            )
            .Called(name);

    /// <summary>The mean of each channel over every place: [batch; …; d] to [batch; d].</summary>
    public static Layer GlobalAveragePool() => Poolings.globalAveragePool;

    /// <summary>The largest of each channel over every place: [batch; …; d] to [batch; d].</summary>
    public static Layer GlobalMaxPool() => Poolings.globalMaxPool;

    /// <summary>The means of windows that share the image out evenly, as many as the size says; window i of n spans ⌊i·h/n⌋ to ⌈(i + 1)·h/n⌉ − 1.</summary>
    public static Layer AdaptiveAveragePool2D(Size2D size) => Resizings.adaptiveAveragePool2d(size);

    /// <summary>The largest of the same windows: [batch; h; w; d] to [batch; height; width; d].</summary>
    public static Layer AdaptiveMaxPool2D(Size2D size) => Resizings.adaptiveMaxPool2d(size);

    /// <summary>The image, larger by a whole factor; Interpolation.Nearest (by default) or Interpolation.Bilinear.</summary>
    public static Layer UpSample2D(Size2D factor, Interpolation? interpolation = null) =>
        Resizings.upSample2d(interpolation ?? Interpolation.Nearest, factor);

    /// <summary>Zeros around the image: rows above and below, columns left and right.</summary>
    public static Layer ZeroPad2D((int Above, int Below) rows, (int Left, int Right) columns) =>
        Resizings.zeroPad2d(rows, columns);

    private static Conv2DOptions OptionsOf(
        Size2D? strides,
        Padding? padding,
        Size2D? dilation,
        Initializer? initializer,
        bool bias
    ) =>
        new(
            strides ?? 1,
            dilation ?? 1,
            padding ?? Padding.Valid,
            1,
            initializer ?? InitializerModule.glorotUniform,
            BiasOf(bias)
        );
}
