namespace FuncNet.Kernels;

/// <summary>
/// The sizes of a convolution of images x: [Batch, Height, Width, Channels] with filters
/// w: [KernelHeight, KernelWidth, Channels / Groups, Filters] to y: [Batch, OutHeight, OutWidth, Filters]. Output pixel (i, j) meets
/// input pixel (i·StrideHeight + r·DilationHeight − PadTop, j·StrideWidth + s·DilationWidth − PadLeft) under filter place (r, s).
/// </summary>
/// <param name="Batch">Images.</param>
/// <param name="Height">Rows of an image.</param>
/// <param name="Width">Columns of an image.</param>
/// <param name="Channels">Channels of an image.</param>
/// <param name="Filters">Filters, the channels of the result.</param>
/// <param name="KernelHeight">Rows of a filter.</param>
/// <param name="KernelWidth">Columns of a filter.</param>
/// <param name="StrideHeight">Input rows from one output row to the next.</param>
/// <param name="StrideWidth">Input columns from one output column to the next.</param>
/// <param name="DilationHeight">Input rows from one filter row to the next.</param>
/// <param name="DilationWidth">Input columns from one filter column to the next.</param>
/// <param name="PadTop">Rows of zeros above the image; below it there are as many as the output asks for.</param>
/// <param name="PadLeft">Columns of zeros left of the image; right of it there are as many as the output asks for.</param>
/// <param name="OutHeight">Rows of the result.</param>
/// <param name="OutWidth">Columns of the result.</param>
/// <param name="Groups">Groups of channels, each with its own filters; 1 for all with all, Channels for a depthwise convolution.</param>
public readonly record struct ConvolutionShape(
    int Batch,
    int Height,
    int Width,
    int Channels,
    int Filters,
    int KernelHeight,
    int KernelWidth,
    int StrideHeight,
    int StrideWidth,
    int DilationHeight,
    int DilationWidth,
    int PadTop,
    int PadLeft,
    int OutHeight,
    int OutWidth,
    int Groups
);
