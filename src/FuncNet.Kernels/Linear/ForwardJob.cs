using System.Numerics;
using System.Runtime.CompilerServices;

namespace FuncNet.Kernels;

/// <summary>
/// A convolution without patches: in an image NHWC, what neighbouring output pixels meet under one row of a filter is one
/// contiguous run each, a stride apart. So a tile of pixels by filters is the micro-kernel's, with a walk over filter rows.
/// Rows that meet the same rows of the filters go together. Of these, the columns in the middle, which meet all columns of the filters, are read from the image,
/// and each column at the sides goes down the rows, with the taps that it meets; where the rows are too few for that, a copy has zeros beside them.
/// A multiply–add for each pixel, tap and filter, from operands in the first two caches: bound by the multiply–adds, of whose peak it reaches
/// 90 to 105 % from 16 channels on (zeros at the sides count, and are left out), and seven tenths with 3 channels, whose tiles end too soon.
/// </summary>
internal unsafe struct ForwardJob<T> : IJob
    where T : unmanaged, INumber<T>
{
    /// <summary>Bytes of input and output of a chunk, which its tail and its pooling read again: half of a second cache.</summary>
    private const long Near = 1 << 19;

    private ConvolutionShape s;
    private TapAxis vertical;
    private TapAxis horizontal;
    private Canvas<T> canvas;
    private FilterBank<T> filters;
    private T* x;
    private T* y;
    private int rowsPerChunk;
    private Tail tail;

    /// <summary>What takes the maxima of the result, if its windows are whole rows of it.</summary>
    private MaxPoolJob<T, ValueAlone> pool;

    /// <summary>y = x ∗ w, its tail, and the maxima of what that leaves; paddings may be negative, and the image may have zeros spread between its pixels.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Run(
        in ConvolutionShape s,
        T* x,
        T* w,
        T* y,
        Tail tail,
        MaxPoolJob<T, ValueAlone> pool,
        int spreadHeight = 1,
        int spreadWidth = 1
    )
    {
        TapAxis horizontal = TapAxis.Columns(s, spreadWidth);
        ForwardJob<T> job = new()
        {
            s = s,
            vertical = TapAxis.Rows(s, spreadHeight),
            horizontal = horizontal,
            canvas = new(s, horizontal),
            filters = new(s, w, (long)s.Batch * s.OutHeight * s.OutWidth / (spreadHeight * spreadWidth)),
            x = x,
            y = y,
            tail = tail,
            pool = pool,
        };
        job.rowsPerChunk = job.Share();
        Work.Run(ref job, Work.Chunks(s.Batch * s.OutHeight, job.rowsPerChunk));
    }

    /// <summary>Rows of a chunk: whole windows of the pooling, and, where that is about as many, a whole part of an image, or whole images.</summary>
    private readonly int Share()
    {
        int rows = s.Batch * s.OutHeight;
        int step = pool.IsNone ? 1 : pool.Stride;
        // A depthwise convolution, whose operands are all read once, does a tenth of the others' operations in a second.
        long flopsOfRow =
            (filters.IsDepthwise ? 20L : 2L)
                * s.OutWidth
                * s.Filters
                * filters.Depth
                / (vertical.Spread * horizontal.Spread)
            + 1;
        long bytesOfRow =
            ((long)s.OutWidth * s.Filters + (long)s.Width * s.Channels * s.Height / s.OutHeight) * sizeof(T);
        long some = Work.FlopsOfChunk(flopsOfRow * rows) / flopsOfRow;
        // The more rows go together, the fewer are at the borders of a chunk.
        long many = Math.Min(Math.Min(s.OutHeight, rows / 16), Near / bytesOfRow);
        int wanted = (int)Math.Clamp(Math.Max(some, many), 1, rows);
        if (wanted > s.OutHeight)
        {
            return wanted / s.OutHeight * s.OutHeight;
        }
        for (int share = wanted; 3 * share > 2 * wanted; share--)
        {
            if (s.OutHeight % share == 0 && share % step == 0)
            {
                return share;
            }
        }
        return Math.Max(step, wanted / step * step);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Run(int chunk)
    {
        int last = Math.Min(s.Batch * s.OutHeight, (chunk + 1) * rowsPerChunk);
        for (int row = chunk * rowsPerChunk, count; row < last; row += count)
        {
            (int image, int first) = Math.DivRem(row, s.OutHeight);
            count = Math.Min(last - row, s.OutHeight - first);
            T* input = x + (nint)image * s.Height * s.Width * s.Channels;
            T* output = y + (nint)image * s.OutHeight * s.OutWidth * s.Filters;
            for (int phase = 0; phase < Math.Min(vertical.Spread, count); phase++)
            {
                Rows(first + phase, first + count, input, output);
            }
        }
        int elements = s.OutWidth * s.Filters;
        tail.Run(chunk * rowsPerChunk * elements, last * elements);
        if (!pool.IsNone)
        {
            pool.Rows(chunk * rowsPerChunk / pool.Stride, last / pool.Stride);
        }
    }

    /// <summary>Rows of an image of the output, from one to another a spread apart.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private readonly void Rows(int first, int end, T* input, T* output)
    {
        TapRun next = vertical.Inside(first);
        for (int o = first; o < end; )
        {
            TapRun taps = next;
            int start = o;
            for (o += vertical.Spread; o < end; o += vertical.Spread)
            {
                next = vertical.Inside(o);
                if (next.First != taps.First || next.Count != taps.Count)
                {
                    break;
                }
            }
            PixelBlock<T> block = new()
            {
                Rows = taps,
                Pitch = (nint)s.Width * s.Channels,
                Lines = Work.Chunks(o - start, vertical.Spread),
                FromPixel = (nint)s.StrideWidth * s.Channels,
                ToLine = (nint)vertical.Spread * s.OutWidth * s.Filters,
                ToPixel = (nint)horizontal.Spread * s.Filters,
            };
            Block(block, input, output + (nint)start * s.OutWidth * s.Filters);
        }
    }

    /// <summary>All pixels of some rows that meet the same rows of the filters.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private readonly void Block(PixelBlock<T> block, T* input, T* to)
    {
        int spread = horizontal.Spread;
        bool sides = canvas.Copies && HasSides(block.Lines);
        if (canvas.Copies && !sides && block.Rows.Count > 0)
        {
            int last = block.Rows.Last + (block.Lines - 1) * vertical.Stride;
            input = canvas.Rows(input, block.Rows.Place, last);
            block.Pitch = canvas.Pitch;
        }
        input += block.Rows.Place * block.Pitch;
        block.FromLine = vertical.Stride * block.Pitch;
        for (int phase = 0; phase < Math.Min(spread, s.OutWidth); phase++)
        {
            TapRun whole = horizontal.Whole(phase);
            int pixels = Work.Chunks(s.OutWidth - phase, spread);
            (int first, int count) = sides ? horizontal.Within(whole, pixels) : (0, pixels);
            block.Columns = whole;
            block.Pixels = count;
            block.From = input + ((nint)whole.Place + first * horizontal.Stride) * s.Channels;
            block.To = to + ((nint)first * spread + phase) * s.Filters;
            filters.Run(block);
            for (int j = 0; j < pixels; j++)
            {
                if (j == first)
                {
                    j += count;
                }
                if (j < pixels)
                {
                    Side(block, phase + j * spread, input, to);
                }
            }
        }
    }

    /// <summary>One pixel of each row, as the pixels of a single line.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private readonly void Side(PixelBlock<T> block, int o, T* input, T* to)
    {
        block.Columns = horizontal.Inside(o);
        block.Pixels = block.Lines;
        block.Lines = 1;
        block.From = input + (nint)block.Columns.Place * s.Channels;
        block.To = to + (nint)o * s.Filters;
        block.FromPixel = block.FromLine;
        block.ToPixel = block.ToLine;
        filters.Run(block);
    }

    /// <summary>Whether columns at the sides have tiles of their own: where rows are many enough for these, and columns in the middle for those beside them.</summary>
    private readonly bool HasSides(int rows) =>
        !filters.IsDepthwise
        && filters.Fill(rows)
        && filters.Fill(horizontal.Within(horizontal.Whole(0), Work.Chunks(s.OutWidth, horizontal.Spread)).Count);
}
