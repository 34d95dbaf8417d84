using System.Numerics;

namespace FuncNet.Kernels;

/// <summary>
/// A convolution without patches: in an image NHWC, what neighbouring output pixels meet under one row of a filter is one
/// contiguous run each, a stride apart. So a tile of pixels by filters is the micro-kernel's, with a walk over filter rows.
/// The sum of an element goes over filter rows, filter columns and channels, in this order.
/// </summary>
internal unsafe struct ForwardJob<T> : IJob
    where T : unmanaged, INumber<T>
{
    private ConvolutionShape s;
    private Canvas<T> canvas;
    private T* x;
    private T* w;
    private T* y;
    private int rowsPerChunk;
    private bool packed;
    private bool depthwise;
    private Tail tail;

    /// <summary>y = x ∗ w, and its tail; paddings may be negative, and the image may have zeros spread between its pixels.</summary>
    public static void Run(
        in ConvolutionShape s,
        T* x,
        T* w,
        T* y,
        Tail tail,
        int spreadHeight = 1,
        int spreadWidth = 1
    )
    {
        int groupFilters = s.Filters / s.Groups;
        int depth = s.KernelHeight * s.KernelWidth * (s.Channels / s.Groups);
        bool depthwise = Depthwise<T>.Serves(s);
        bool packed = groupFilters % MicroKernel<T>.Width != 0 && !depthwise;
        if (packed)
        {
            nint size = (nint)depth * PackRightJob<T>.Round(groupFilters);
            T* panels = Scratch.Get<T>(Scratch.Slot.Right, size * s.Groups);
            for (int g = 0; g < s.Groups; g++)
            {
                Matrix<T> filters = new(w + g * groupFilters, s.Filters, 1);
                PackRightJob<T>.Run(filters, depth, groupFilters, panels + g * size);
            }
            w = panels;
        }
        // A depthwise convolution, whose operands are all read once, does a tenth of the others' operations in a second.
        long flopsOfRow = (depthwise ? 20L : 2L) * s.OutWidth * s.Filters * depth;
        long flopsOfChunk = Work.FlopsOfChunk(flopsOfRow * s.Batch * s.OutHeight);
        ForwardJob<T> job = new()
        {
            s = s,
            canvas = new Canvas<T>(s, spreadHeight, spreadWidth),
            x = x,
            w = w,
            y = y,
            rowsPerChunk = (int)Math.Clamp(flopsOfChunk / flopsOfRow, 1, s.Batch * s.OutHeight),
            packed = packed,
            depthwise = depthwise,
            tail = tail,
        };
        Work.Run(ref job, Work.Chunks(s.Batch * s.OutHeight, job.rowsPerChunk));
    }

    public void Run(int chunk)
    {
        int last = Math.Min(s.Batch * s.OutHeight, (chunk + 1) * rowsPerChunk);
        for (int row = chunk * rowsPerChunk, count; row < last; row += count)
        {
            (int image, int first) = Math.DivRem(row, s.OutHeight);
            count = Math.Min(last - row, s.OutHeight - first);
            T* input = canvas.Rows(x + (nint)image * s.Height * s.Width * s.Channels, first, count);
            for (int i = 0; i < count; i++)
            {
                T* output = y + (nint)(row + i) * s.OutWidth * s.Filters;
                T* top = input + (nint)i * s.StrideHeight * canvas.Pitch;
                if (depthwise)
                {
                    Depthwise<T>.Row(s, canvas.Pitch, top, w, output);
                    continue;
                }
                for (int g = 0; g < s.Groups; g++)
                {
                    Row(g, top, output);
                }
            }
        }
        int elements = s.OutWidth * s.Filters;
        tail.Run(chunk * rowsPerChunk * elements, last * elements);
    }

    /// <summary>One row of output pixels, for the filters of one group.</summary>
    private readonly void Row(int group, T* input, T* output)
    {
        int tile = MicroKernel<T>.Rows;
        int width = MicroKernel<T>.Width;
        int groupFilters = s.Filters / s.Groups;
        int panel = MicroKernel<T>.Panel(groupFilters);
        int groupChannels = s.Channels / s.Groups;
        int depth = s.KernelHeight * s.KernelWidth * groupChannels;
        bool joined = s.DilationWidth == 1 && s.Groups == 1;
        TileWork<T> work = new()
        {
            RowA = (nint)s.StrideWidth * s.Channels,
            StepA = 1,
            Inner = joined ? s.KernelWidth * s.Channels : groupChannels,
            Middle = joined ? 1 : s.KernelWidth,
            MiddleA = (nint)s.DilationWidth * s.Channels,
            Outer = s.KernelHeight,
            OuterA = s.DilationHeight * canvas.Pitch,
        };
        T* filters = packed ? w + (nint)group * depth * PackRightJob<T>.Round(groupFilters) : w + group * groupFilters;
        T* buffer = stackalloc T[tile * panel];
        for (int k = 0; k < groupFilters; k += panel)
        {
            int count = Math.Min(panel, groupFilters - k);
            int vectors = (count + width - 1) / width;
            bool whole = count == vectors * width;
            work.B = packed ? filters + (nint)k * depth : filters + k;
            work.StepB = packed ? vectors * width : s.Filters;
            for (int j = 0; j < s.OutWidth; j += tile)
            {
                int pixels = Math.Min(tile, s.OutWidth - j);
                T* to = output + (nint)j * s.Filters + group * groupFilters + k;
                work.A = input + j * work.RowA + group * groupChannels;
                work.C = whole ? to : buffer;
                work.StepC = whole ? s.Filters : panel;
                MicroKernel<T>.Run(pixels, vectors, work);
                if (!whole)
                {
                    new Matrix<T>(buffer, panel, 1).CopyTo(pixels, count, to, s.Filters);
                }
            }
        }
    }
}
