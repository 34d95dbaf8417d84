using System.Runtime.CompilerServices;

namespace FuncNet.Kernels;

/// <summary>
/// An image with the columns of zeros beside it that windows meet. Where none leaves the image the canvas is the image
/// itself; else it is a copy of some of its rows in scratch memory.
/// Eight bytes a float, which then serves as many multiply–adds as there are taps and filters: a few hundredths of a convolution.
/// </summary>
internal readonly unsafe struct Canvas<T>
    where T : unmanaged
{
    private readonly int columns;
    private readonly int channels;

    // Columns of zeros on either side.
    private readonly int left;
    private readonly int right;

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public Canvas(in ConvolutionShape s, in TapAxis axis)
    {
        columns = s.Width;
        channels = s.Channels;
        for (int phase = 0; phase < Math.Min(axis.Spread, axis.Output); phase++)
        {
            TapRun run = axis.Whole(phase);
            if (run.Count > 0)
            {
                int moves = (axis.Output - 1 - phase) / axis.Spread * axis.Stride;
                left = Math.Max(left, -run.Place);
                right = Math.Max(right, run.Last + moves - columns + 1);
            }
        }
    }

    /// <summary>Whether rows are copied.</summary>
    public bool Copies => left + right > 0;

    /// <summary>Elements from one row of the canvas to the next.</summary>
    public nint Pitch => (nint)(left + columns + right) * channels;

    /// <summary>
    /// Where the first element of the image stands, or would stand; of its rows, <paramref name="first"/> to <paramref name="last"/> are there.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public T* Rows(T* image, int first, int last)
    {
        if (!Copies)
        {
            return image;
        }
        nint row = (nint)columns * channels;
        T* canvas = Scratch.Get<T>(Scratch.Slot.Image, Math.Max(0, last - first + 1) * Pitch);
        T* to = canvas;
        for (int i = first; i <= last; i++, to += Pitch)
        {
            new Span<T>(to, left * channels).Clear();
            new ReadOnlySpan<T>(image + i * row, (int)row).CopyTo(new Span<T>(to + left * channels, (int)row));
            new Span<T>(to + left * channels + row, right * channels).Clear();
        }
        return canvas - first * Pitch + left * channels;
    }
}
