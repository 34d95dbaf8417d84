using System.Numerics;

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
);

/// <summary>Pooling of images, NHWC.</summary>
public static class Pooling
{
    /// <summary>The maximum of each window, and where it lies: the first of equals, NaN before all, never the padding.</summary>
    /// <param name="s">The sizes.</param>
    /// <param name="x">[Batch, Height, Width, Channels]; T of float, double and int.</param>
    /// <param name="y">Receives the maxima, [Batch, OutHeight, OutWidth, Channels].</param>
    /// <param name="indices">Receives their positions in x, of the same shape as y.</param>
    /// <exception cref="ArgumentException">A span has another length, or a window lies in the padding entirely.</exception>
    public static void Max<T>(in PoolShape s, ReadOnlySpan<T> x, Span<T> y, Span<int> indices)
        where T : unmanaged
    {
        Door.Length(x.Length, Door.Size([s.Batch, s.Height, s.Width, s.Channels]));
        Door.Length(y.Length, Door.Size([s.Batch, s.OutHeight, s.OutWidth, s.Channels]));
        Door.Length(indices.Length, y.Length);
        if (y.Length > 0)
        {
            Meets(s.OutHeight, s.StrideHeight, s.PadTop, s.PoolHeight, s.Height);
            Meets(s.OutWidth, s.StrideWidth, s.PadLeft, s.PoolWidth, s.Width);
        }
        if (typeof(T) == typeof(float))
        {
            PoolJob<float>.Run(s, Door.As<T, float>(x), Door.As<T, float>(y), indices);
        }
        else if (typeof(T) == typeof(double))
        {
            PoolJob<double>.Run(s, Door.As<T, double>(x), Door.As<T, double>(y), indices);
        }
        else if (typeof(T) == typeof(int))
        {
            PoolJob<int>.Run(s, Door.As<T, int>(x), Door.As<T, int>(y), indices);
        }
        else
        {
            Door.Unsupported<T>();
        }
    }

    /// <summary>The first and the last window meet the image, and so do those between.</summary>
    private static void Meets(int windows, int stride, int pad, int extent, int size)
    {
        if (stride < 1 || extent < 1 || extent <= pad || (long)(windows - 1) * stride - pad >= size)
        {
            throw new ArgumentException(
                $"{windows} windows of {extent} with stride {stride} and padding {pad} don't all meet a size of {size}."
            );
        }
    }
}

/// <summary>Pools rows of windows.</summary>
internal unsafe struct PoolJob<T> : IJob
    where T : unmanaged, INumber<T>
{
    private PoolShape s;
    private T* x;
    private T* y;
    private int* indices;
    private int rowsPerChunk;

    public static void Run(in PoolShape s, ReadOnlySpan<T> x, Span<T> y, Span<int> indices)
    {
        if (y.IsEmpty)
        {
            return;
        }
        fixed (T* px = x)
        fixed (T* py = y)
        fixed (int* pi = indices)
        {
            long rowWork = (long)s.OutWidth * s.Channels * s.PoolHeight * s.PoolWidth;
            PoolJob<T> job = new()
            {
                s = s,
                x = px,
                y = py,
                indices = pi,
                rowsPerChunk = (int)Math.Max(1, Work.Grain / rowWork),
            };
            Work.Run(ref job, Work.Chunks(s.Batch * s.OutHeight, job.rowsPerChunk));
        }
    }

    public void Run(int chunk)
    {
        int last = Math.Min(s.Batch * s.OutHeight, (chunk + 1) * rowsPerChunk);
        for (int row = chunk * rowsPerChunk; row < last; row++)
        {
            (int image, int i) = Math.DivRem(row, s.OutHeight);
            int top = i * s.StrideHeight - s.PadTop;
            for (int j = 0; j < s.OutWidth; j++)
            {
                int left = j * s.StrideWidth - s.PadLeft;
                nint at = ((nint)row * s.OutWidth + j) * s.Channels;
                Window(image, top, left, y + at, indices + at);
            }
        }
    }

    private void Window(int image, int top, int left, T* best, int* where)
    {
        int r0 = Math.Max(top, 0);
        int r1 = Math.Min(top + s.PoolHeight, s.Height);
        int c0 = Math.Max(left, 0);
        int c1 = Math.Min(left + s.PoolWidth, s.Width);
        for (int r = r0; r < r1; r++)
        {
            for (int c = c0; c < c1; c++)
            {
                int at = ((image * s.Height + r) * s.Width + c) * s.Channels;
                bool first = r == r0 && c == c0;
                for (int k = 0; k < s.Channels; k++)
                {
                    T value = x[at + k];
                    // Not ≤, and the best so far a number: the first NaN wins, and stays.
                    if (first || (!(value <= best[k]) && !T.IsNaN(best[k])))
                    {
                        best[k] = value;
                        where[k] = at + k;
                    }
                }
            }
        }
    }
}
