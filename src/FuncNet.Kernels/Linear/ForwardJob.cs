using System.Numerics;
using System.Runtime.CompilerServices;

namespace FuncNet.Kernels;

/// <summary>
/// A convolution without patches: in an image NHWC, what neighbouring output pixels meet under one row of a filter is one
/// contiguous run each, a stride apart. So a tile of pixels by filters is the micro-kernel's, with a walk over filter rows.
/// The sum of an element goes over filter rows, filter columns and channels, in this order.
/// A multiply–add for each pixel, tap and filter, from operands in the first two caches: bound by the multiply–adds, of whose peak it reaches
/// 92 to 100 % from 16 channels and 32 filters on; four fifths with 16 filters, whose tiles read an element for each multiply–add, and less with 3 channels,
/// whose tiles end too soon, too.
/// </summary>
internal unsafe struct ForwardJob<T> : IJob
    where T : unmanaged, INumber<T>
{
    private ConvolutionShape s;
    private TapAxis vertical;
    private TapAxis horizontal;
    private Canvas<T> canvas;
    private T* x;
    private T* w;
    private T* y;
    private int rowsPerChunk;
    private bool packed;
    private bool depthwise;
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
        TapAxis horizontal = TapAxis.Columns(s, spreadWidth);
        // A depthwise convolution, whose operands are all read once, does a tenth of the others' operations in a second.
        long flopsOfRow = (depthwise ? 20L : 2L) * s.OutWidth * s.Filters * depth / (spreadHeight * spreadWidth) + 1;
        long flopsOfChunk = Work.FlopsOfChunk(flopsOfRow * s.Batch * s.OutHeight);
        int rowsTogether = pool.IsNone ? 1 : pool.Stride;
        Canvas<T> canvas = new(s, horizontal);
        int allRows = s.Batch * s.OutHeight;
        // Rows that are copied for two chunks shall be few among those of each.
        int least = canvas.Copies ? Math.Min(4 * (s.KernelHeight - 1) * s.DilationHeight, allRows / 16) : 0;
        long rows = Math.Max(least, flopsOfChunk / flopsOfRow) / rowsTogether;
        ForwardJob<T> job = new()
        {
            s = s,
            vertical = TapAxis.Rows(s, spreadHeight),
            horizontal = horizontal,
            canvas = canvas,
            x = x,
            w = w,
            y = y,
            rowsPerChunk = rowsTogether * (int)Math.Clamp(rows, 1, allRows / rowsTogether),
            packed = packed,
            depthwise = depthwise,
            tail = tail,
            pool = pool,
        };
        Work.Run(ref job, Work.Chunks(allRows, job.rowsPerChunk));
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Run(int chunk)
    {
        int last = Math.Min(s.Batch * s.OutHeight, (chunk + 1) * rowsPerChunk);
        for (int row = chunk * rowsPerChunk, count; row < last; row += count)
        {
            (int image, int first) = Math.DivRem(row, s.OutHeight);
            count = Math.Min(last - row, s.OutHeight - first);
            (int top, int bottom) = Met(first, count);
            T* input = canvas.Rows(x + (nint)image * s.Height * s.Width * s.Channels, top, bottom);
            for (int phase = 0; phase < Math.Min(horizontal.Spread, s.OutWidth); phase++)
            {
                TapRun columns = horizontal.Whole(phase);
                for (int i = 0; i < count; i++)
                {
                    Row(first + i, phase, columns, input, y + (nint)(row + i) * s.OutWidth * s.Filters);
                }
            }
        }
        int elements = s.OutWidth * s.Filters;
        tail.Run(chunk * rowsPerChunk * elements, last * elements);
        if (!pool.IsNone)
        {
            pool.Rows(chunk * rowsPerChunk / pool.Stride, last / pool.Stride);
        }
    }

    /// <summary>The first and the last row of the image that some rows of the output meet.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private readonly (int Top, int Bottom) Met(int first, int count)
    {
        int top = s.Height;
        int bottom = -1;
        for (int o = first; o < first + count; o++)
        {
            TapRun taps = vertical.Inside(o);
            if (taps.Count > 0)
            {
                top = Math.Min(top, taps.Place);
                bottom = Math.Max(bottom, taps.Last);
            }
        }
        return (top, bottom);
    }

    /// <summary>The pixels of row <paramref name="o"/> of the output that are whole spreads from the first ones, and so meet the same taps.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private readonly void Row(int o, int phase, in TapRun columns, T* input, T* output)
    {
        TapRun rows = vertical.Inside(o);
        int spread = horizontal.Spread;
        int pixels = Work.Chunks(s.OutWidth - phase, spread);
        T* to = output + (nint)phase * s.Filters;
        if (rows.Count == 0 || columns.Count == 0)
        {
            for (int j = 0; j < pixels; j++)
            {
                new Span<T>(to + (nint)j * spread * s.Filters, s.Filters).Clear();
            }
            return;
        }
        T* from = input + rows.Place * canvas.Pitch + (nint)columns.Place * s.Channels;
        for (int g = 0; g < (depthwise ? 1 : s.Groups); g++)
        {
            Pixels(rows, columns, g, pixels, from, to);
        }
    }

    /// <summary>Pixels of a row that meet the same taps, for the filters of one group.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private readonly void Pixels(in TapRun rows, in TapRun columns, int group, int pixels, T* from, T* to)
    {
        int groupFilters = s.Filters / s.Groups;
        int groupChannels = s.Channels / s.Groups;
        int depth = s.KernelHeight * s.KernelWidth * groupChannels;
        bool joined = columns is { Step: 1, Advance: 1 } && s.Groups == 1;
        nint stepC = (nint)horizontal.Spread * s.Filters;
        TileWork<T> work = new()
        {
            RowA = (nint)s.StrideWidth * s.Channels,
            StepA = 1,
            Inner = joined ? columns.Count * s.Channels : groupChannels,
            Middle = joined ? 1 : columns.Count,
            MiddleA = (nint)columns.Advance * s.Channels,
            Outer = rows.Count,
            OuterA = rows.Advance * canvas.Pitch,
            StepC = stepC,
        };
        int firstTap = rows.First * s.KernelWidth + columns.First;
        int middleGap = joined ? 0 : columns.Step - 1;
        int outerGap = rows.Step * s.KernelWidth - columns.Count * (joined ? 1 : columns.Step);
        if (depthwise)
        {
            work.A = from;
            work.B = w + (nint)firstTap * s.Filters;
            work.C = to;
            work.Inner = columns.Count;
            work.StepA = work.MiddleA;
            work.Middle = 1;
            work.StepB = (nint)columns.Step * s.Filters;
            work.OuterGap = (nint)outerGap * s.Filters;
            Depthwise<T>.Row(pixels, s.Channels, work);
            return;
        }
        int panel = MicroKernel<T>.Panel(groupFilters);
        int width = MicroKernel<T>.Width;
        T* filters = packed ? w + (nint)group * depth * PackRightJob<T>.Round(groupFilters) : w + group * groupFilters;
        // Tiles of about one height: a low last one would have too few sums to hide the latency of an addition.
        int tiles = Work.Chunks(pixels, MicroKernel<T>.RowsOf(panel / width));
        T* buffer = stackalloc T[MicroKernel<T>.RowsOf(panel / width) * panel];
        for (int k = 0; k < groupFilters; k += panel)
        {
            int count = Math.Min(panel, groupFilters - k);
            int vectors = (count + width - 1) / width;
            bool whole = count == vectors * width;
            work.StepB = packed ? vectors * width : s.Filters;
            work.StepC = whole ? stepC : panel;
            work.MiddleGap = middleGap * groupChannels * work.StepB;
            work.OuterGap = outerGap * groupChannels * work.StepB;
            work.B = (packed ? filters + (nint)k * depth : filters + k) + firstTap * groupChannels * work.StepB;
            for (int i = 0, j = 0, height; i < tiles; i++, j += height)
            {
                height = (pixels - j) / (tiles - i);
                T* target = to + j * stepC + group * groupFilters + k;
                work.A = from + j * work.RowA + group * groupChannels;
                work.C = whole ? target : buffer;
                MicroKernel<T>.Run(height, vectors, work);
                if (!whole)
                {
                    new Matrix<T>(buffer, panel, 1).CopyTo(height, count, target, (int)stepC);
                }
            }
        }
    }
}
