namespace FuncNet;

public sealed partial class NetworkBuilder
{
    /// <summary>Correlation along time: [time; d] to [time′; filters]; see <see cref="Layers.Conv1D"/>.</summary>
    public NetworkBuilder Conv1D(
        int filters,
        int size,
        int stride = 1,
        Padding1D? padding = null,
        int dilation = 1,
        int groups = 1,
        Initializer? initializer = null,
        bool bias = true,
        string? name = null
    ) => Then(Layers.Conv1D(filters, size, stride, padding, dilation, groups, initializer, bias, name));

    /// <summary>Correlation of each channel with filters of its own; see <see cref="Layers.DepthwiseConv2D"/>.</summary>
    public NetworkBuilder DepthwiseConv2D(
        Size2D kernel,
        int multiplier = 1,
        Size2D? strides = null,
        Padding? padding = null,
        Size2D? dilation = null,
        Initializer? initializer = null,
        bool bias = true,
        string? name = null
    ) => Then(Layers.DepthwiseConv2D(kernel, multiplier, strides, padding, dilation, initializer, bias, name));

    /// <summary>A depthwise convolution, and then one of size 1×1; see <see cref="Layers.SeparableConv2D"/>.</summary>
    public NetworkBuilder SeparableConv2D(
        int filters,
        Size2D kernel,
        Size2D? strides = null,
        Padding? padding = null,
        Size2D? dilation = null,
        Initializer? initializer = null,
        bool bias = true,
        string? name = null
    ) => Then(Layers.SeparableConv2D(filters, kernel, strides, padding, dilation, initializer, bias, name));

    /// <summary>The adjoint of a convolution, which makes images larger; see <see cref="Layers.TransposedConv2D"/>.</summary>
    public NetworkBuilder TransposedConv2D(
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
        Then(
            Layers.TransposedConv2D(
                filters,
                kernel,
                strides,
                padding,
                outputPadding,
                dilation,
                groups,
                initializer,
                bias,
                name
            )
        );

    /// <summary>The mean of each window: images [h; w; d] to [h′; w′; d]; see <see cref="Layers.AveragePool2D"/>.</summary>
    public NetworkBuilder AveragePool2D(
        Size2D pool,
        Size2D? strides = null,
        Padding? padding = null,
        bool countsPadding = false,
        string? name = null
    ) => Then(Layers.AveragePool2D(pool, strides, padding, countsPadding, name));

    /// <summary>The mean of each channel over every place: [batch; …; d] to [batch; d].</summary>
    public NetworkBuilder GlobalAveragePool() => Then(Layers.GlobalAveragePool());

    /// <summary>The largest of each channel over every place: [batch; …; d] to [batch; d].</summary>
    public NetworkBuilder GlobalMaxPool() => Then(Layers.GlobalMaxPool());

    /// <summary>The means of windows that share the image out evenly; see <see cref="Layers.AdaptiveAveragePool2D"/>.</summary>
    public NetworkBuilder AdaptiveAveragePool2D(Size2D size) => Then(Layers.AdaptiveAveragePool2D(size));

    /// <summary>The largest of windows that share the image out evenly; see <see cref="Layers.AdaptiveMaxPool2D"/>.</summary>
    public NetworkBuilder AdaptiveMaxPool2D(Size2D size) => Then(Layers.AdaptiveMaxPool2D(size));

    /// <summary>The image, larger by a whole factor; Interpolation.Nearest (by default) or Interpolation.Bilinear.</summary>
    public NetworkBuilder UpSample2D(Size2D factor, Interpolation? interpolation = null) =>
        Then(Layers.UpSample2D(factor, interpolation));

    /// <summary>Zeros around the image: rows above and below, columns left and right.</summary>
    public NetworkBuilder ZeroPad2D((int Above, int Below) rows, (int Left, int Right) columns) =>
        Then(Layers.ZeroPad2D(rows, columns));
}
