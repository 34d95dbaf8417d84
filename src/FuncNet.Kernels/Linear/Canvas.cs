namespace FuncNet.Kernels;

/// <summary>
/// The rectangle of an image, zeros around it, that the windows of some output rows meet. Where no window leaves the image
/// the canvas is the image itself; else it is a copy in scratch memory.
/// </summary>
internal unsafe struct Canvas<T>
    where T : unmanaged
{
    private readonly ConvolutionShape s;

    // Zeros between the pixels, of an image that stands for the gradient of a strided convolution.
    private readonly int spreadHeight;
    private readonly int spreadWidth;
    private readonly bool copies;

    /// <summary>Columns of the canvas.</summary>
    public readonly int Width;

    /// <summary>Elements from one row of the canvas to the next.</summary>
    public readonly nint Pitch;

    public Canvas(in ConvolutionShape shape, int spreadHeight, int spreadWidth)
    {
        s = shape;
        this.spreadHeight = spreadHeight;
        this.spreadWidth = spreadWidth;
        int reach = (s.OutWidth - 1) * s.StrideWidth + (s.KernelWidth - 1) * s.DilationWidth + 1;
        int height = (s.OutHeight - 1) * s.StrideHeight + (s.KernelHeight - 1) * s.DilationHeight + 1;
        copies =
            s.PadTop != 0
            || s.PadLeft != 0
            || reach > s.Width
            || height > s.Height
            || spreadHeight > 1
            || spreadWidth > 1;
        Width = copies ? reach : s.Width;
        Pitch = (nint)Width * s.Channels;
    }

    /// <summary>The canvas of output rows <paramref name="first"/> to first + count − 1; its first row is the first that they meet.</summary>
    public readonly T* Rows(T* image, int first, int count)
    {
        int top = first * s.StrideHeight;
        if (!copies)
        {
            return image + top * Pitch;
        }
        int rows = (count - 1) * s.StrideHeight + (s.KernelHeight - 1) * s.DilationHeight + 1;
        T* canvas = Scratch.Get<T>(Scratch.Slot.Image, rows * Pitch);
        for (int i = 0; i < rows; i++)
        {
            int row = top + i - s.PadTop;
            Span<T> to = new(canvas + i * Pitch, (int)Pitch);
            if (row < 0 || row % spreadHeight != 0 || row / spreadHeight >= s.Height)
            {
                to.Clear();
            }
            else
            {
                Row(image + (nint)(row / spreadHeight) * s.Width * s.Channels, to);
            }
        }
        return canvas;
    }

    private readonly void Row(T* from, Span<T> to)
    {
        int channels = s.Channels;
        if (spreadWidth > 1)
        {
            to.Clear();
            for (int j = 0; j < s.Width; j++)
            {
                int at = j * spreadWidth + s.PadLeft;
                if (at >= 0 && at < Width)
                {
                    new ReadOnlySpan<T>(from + (nint)j * channels, channels).CopyTo(to[(at * channels)..]);
                }
            }
            return;
        }
        int left = Math.Clamp(s.PadLeft, 0, Width);
        int skipped = Math.Max(0, -s.PadLeft);
        int count = Math.Clamp(s.Width - skipped, 0, Width - left);
        to[..(left * channels)].Clear();
        new ReadOnlySpan<T>(from + (nint)skipped * channels, count * channels).CopyTo(to[(left * channels)..]);
        to[((left + count) * channels)..].Clear();
    }
}
