using System.Numerics;
using System.Runtime.CompilerServices;

namespace FuncNet.Kernels;

/// <summary>
/// A convolution with so few filters that vectors along them would be mostly empty: vectors go along the pixels instead, of a copy of the image
/// with one plane for each channel. Rows of a plane follow one another with the zeros beside them, so that a tile is a run of pixels
/// of several rows; what it computes between two rows is dropped. The order of the sums is that of <see cref="ForwardJob{T}"/>.
/// Bound by the multiply–adds, of whose peak it reaches half: the planes have to be written, and are read across cache lines.
/// </summary>
internal unsafe struct PlanarJob<T> : IJob
    where T : unmanaged, INumber<T>
{
    private const int MostFilters = 4;

    private ConvolutionShape s;
    private T* x;
    private T* w;
    private T* y;
    private int rowsPerChunk;
    private Tail tail;

    public static bool Serves(in ConvolutionShape s) =>
        s is { Filters: <= MostFilters, Groups: 1, StrideHeight: 1, StrideWidth: 1 };

    public static void Run(in ConvolutionShape s, T* x, T* w, T* y, Tail tail)
    {
        long flopsOfRow = 2L * s.OutWidth * s.Filters * s.KernelHeight * s.KernelWidth * s.Channels;
        PlanarJob<T> job = new()
        {
            s = s,
            x = x,
            w = w,
            y = y,
            rowsPerChunk = (int)Math.Clamp(Work.Flops / flopsOfRow, 1, s.Batch * s.OutHeight),
            tail = tail,
        };
        Work.Run(ref job, Work.Chunks(s.Batch * s.OutHeight, job.rowsPerChunk));
    }

    /// <summary>Elements from one row of a plane to the next.</summary>
    private readonly int Pitch => s.OutWidth + (s.KernelWidth - 1) * s.DilationWidth;

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public readonly void Run(int chunk)
    {
        int last = Math.Min(s.Batch * s.OutHeight, (chunk + 1) * rowsPerChunk);
        for (int row = chunk * rowsPerChunk, count; row < last; row += count)
        {
            (int image, int first) = Math.DivRem(row, s.OutHeight);
            count = Math.Min(last - row, s.OutHeight - first);
            int rows = count + (s.KernelHeight - 1) * s.DilationHeight;
            // The last tile reads over the end of the last row.
            nint plane = (nint)rows * Pitch + MicroKernel<T>.Columns;
            T* planes = Planes(x + (nint)image * s.Height * s.Width * s.Channels, first - s.PadTop, rows, plane);
            Rows(planes, plane, count, y + (nint)row * s.OutWidth * s.Filters);
        }
        int elements = s.OutWidth * s.Filters;
        tail.Run(chunk * rowsPerChunk * elements, last * elements);
    }

    /// <summary>The rows of an image from <paramref name="top"/> on, channel by channel, with zeros around it.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private readonly T* Planes(T* image, int top, int rows, nint plane)
    {
        T* planes = Scratch.Get<T>(Scratch.Slot.Image, s.Channels * plane);
        int left = Math.Clamp(s.PadLeft, 0, Pitch);
        int skipped = Math.Max(0, -s.PadLeft);
        int columns = Math.Clamp(s.Width - skipped, 0, Pitch - left);
        for (int i = 0; i < rows; i++)
        {
            T* to = planes + i * Pitch;
            bool inside = top + i >= 0 && top + i < s.Height;
            int end = inside ? left + columns : 0;
            for (int c = 0; c < s.Channels; c++)
            {
                T* row = to + c * plane;
                new Span<T>(row, inside ? left : 0).Clear();
                new Span<T>(row + end, Pitch - end).Clear();
            }
            if (inside)
            {
                T* from = image + ((nint)(top + i) * s.Width + skipped) * s.Channels;
                Transposition.Run(from, s.Channels, columns, s.Channels, to + left, plane);
            }
        }
        return planes;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private readonly void Rows(T* planes, nint plane, int count, T* output)
    {
        int width = MicroKernel<T>.Width;
        int panel = MicroKernel<T>.Columns;
        int pixels = (count - 1) * Pitch + s.OutWidth;
        T* sums = stackalloc T[MostFilters * panel];
        TileWork<T> work = new()
        {
            A = w,
            RowA = 1,
            StepA = s.Filters,
            Inner = s.Channels,
            Middle = s.KernelWidth,
            MiddleA = (nint)s.Channels * s.Filters,
            Outer = s.KernelHeight,
            OuterA = (nint)s.KernelWidth * s.Channels * s.Filters,
            StepB = plane,
            MiddleGap = s.DilationWidth - s.Channels * plane,
            OuterGap = (nint)s.DilationHeight * Pitch - s.KernelWidth * s.DilationWidth,
            C = sums,
            StepC = panel,
        };
        for (int p = 0; p < pixels; p += panel)
        {
            work.B = planes + p;
            int end = Math.Min(pixels, p + panel);
            MicroKernel<T>.Run(s.Filters, (end - p + width - 1) / width, work);
            for (int q = p, run; q < end; q += run)
            {
                (int row, int column) = Math.DivRem(q, Pitch);
                run = Math.Min(end - q, Pitch - column);
                int kept = Math.Min(run, s.OutWidth - column);
                T* to = output + ((nint)row * s.OutWidth + column) * s.Filters;
                for (int k = 0; k < s.Filters; k++)
                {
                    T* from = sums + k * panel + (q - p);
                    for (int j = 0; j < kept; j++)
                    {
                        to[j * s.Filters + k] = from[j];
                    }
                }
            }
        }
    }
}
