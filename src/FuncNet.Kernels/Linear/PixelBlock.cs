namespace FuncNet.Kernels;

/// <summary>Pixels of one image of a convolution's result that meet the same taps: so many lines of so many pixels, each of which lie evenly apart.</summary>
internal unsafe struct PixelBlock<T>
    where T : unmanaged
{
    /// <summary>The rows and the columns of a filter that they meet.</summary>
    public TapRun Rows,
        Columns;

    /// <summary>Elements from one row of the input to the next.</summary>
    public nint Pitch;

    public int Lines,
        Pixels;

    /// <summary>What the first pixel meets first, and where its result goes.</summary>
    public T* From,
        To;

    /// <summary>Elements from one line to the next, and from one pixel.</summary>
    public nint FromLine,
        FromPixel,
        ToLine,
        ToPixel;
}
