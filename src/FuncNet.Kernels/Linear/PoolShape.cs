namespace FuncNet.Kernels;

/// <summary>The sizes of a pooling of images [Batch, Height, Width, Channels] to [Batch, OutHeight, OutWidth, Channels].</summary>
/// <param name="Batch">Images.</param>
/// <param name="Height">Rows of an image.</param>
/// <param name="Width">Columns of an image.</param>
/// <param name="Channels">Channels, pooled apart.</param>
/// <param name="PoolHeight">Rows of a window.</param>
/// <param name="PoolWidth">Columns of a window.</param>
/// <param name="StrideHeight">Rows from one window to the next.</param>
/// <param name="StrideWidth">Columns from one window to the next.</param>
/// <param name="PadTop">Rows that windows may lie above the image.</param>
/// <param name="PadLeft">Columns that windows may lie left of the image.</param>
/// <param name="OutHeight">Rows of windows.</param>
/// <param name="OutWidth">Columns of windows.</param>
public readonly record struct PoolShape(
    int Batch,
    int Height,
    int Width,
    int Channels,
    int PoolHeight,
    int PoolWidth,
    int StrideHeight,
    int StrideWidth,
    int PadTop,
    int PadLeft,
    int OutHeight,
    int OutWidth
)
{
    /// <summary>Whether the windows lie one next to the other, with nothing left over above and below.</summary>
    public bool IsTiled =>
        (StrideHeight, StrideWidth, PadTop, PadLeft) == (PoolHeight, PoolWidth, 0, 0)
        && OutHeight * PoolHeight == Height;

    /// <summary>The part of an image's rows, from the first to before the last, that the windows of row i reach over.</summary>
    internal (int First, int End) Rows(int i) => Reach(i * StrideHeight - PadTop, PoolHeight, Height);

    /// <summary>The part of an image's columns that the windows of column j reach over.</summary>
    internal (int First, int End) Columns(int j) => Reach(j * StrideWidth - PadLeft, PoolWidth, Width);

    private static (int First, int End) Reach(int start, int extent, int size) =>
        (Math.Max(start, 0), Math.Min(start + extent, size));
}
