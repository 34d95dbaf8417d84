using System.Numerics;
using System.Runtime.CompilerServices;

namespace FuncNet.Kernels;

/// <summary>
/// The filters of a convolution as tiles read them: where they lie, or panel by panel. A panel goes over all pixels that meet the same taps before the next one does,
/// and stays in the first cache; the sum of an element goes over filter rows, filter columns and channels, in this order.
/// </summary>
internal readonly unsafe struct FilterBank<T>
    where T : unmanaged, INumber<T>
{
    /// <summary>
    /// Bytes from one row of the filters to the next from which on panels are put in order for so many pixels: where a panel would be a little of each page of memory.
    /// </summary>
    private const int FarRows = 1024;
    private const int PixelsToPack = 512;

    /// <summary>Sums of a tile that hide the latency of an addition: four cycles, two of them in each.</summary>
    private const int Sums = 8;

    private readonly ConvolutionShape s;
    private readonly T* filters;
    private readonly bool packed;

    public FilterBank(in ConvolutionShape s, T* w, long pixels)
    {
        this.s = s;
        filters = w;
        int columns = s.Filters / s.Groups;
        bool isFar = s.Filters * sizeof(T) >= FarRows && pixels >= PixelsToPack;
        packed = !IsDepthwise && (isFar || columns % MicroKernel<T>.Width != 0);
        if (packed)
        {
            nint size = (nint)Depth * PackRightJob<T>.Round(columns);
            filters = Scratch.Get<T>(Scratch.Slot.Right, size * s.Groups);
            for (int g = 0; g < s.Groups; g++)
            {
                PackRightJob<T>.Run(new Matrix<T>(w + g * columns, s.Filters, 1), Depth, columns, filters + g * size);
            }
        }
    }

    /// <summary>The multiply–adds of a result.</summary>
    public int Depth => s.KernelHeight * s.KernelWidth * (s.Channels / s.Groups);

    /// <summary>Whether there is one filter for each channel.</summary>
    public bool IsDepthwise => Depthwise<T>.Serves(s);

    /// <summary>Whether a tile of so many pixels has enough sums to hide the latency of an addition.</summary>
    public bool Fill(int pixels) => pixels * MicroKernel<T>.Panel(s.Filters / s.Groups) >= Sums * MicroKernel<T>.Width;

    /// <summary>The results of a block for all filters.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Run(in PixelBlock<T> block)
    {
        if (IsDepthwise)
        {
            Channels(block);
            return;
        }
        for (int g = 0; g < s.Groups; g++)
        {
            Group(g, block);
        }
    }

    /// <summary>A walk over the taps of a block.</summary>
    private TileWork<T> Walk(in PixelBlock<T> block) =>
        new()
        {
            RowA = block.FromPixel,
            MiddleA = (nint)block.Columns.Advance * s.Channels,
            OuterA = block.Rows.Advance * block.Pitch,
            Outer = block.Rows.Count,
            StepC = block.ToPixel,
        };

    /// <summary>Places of a filter from the last column of a tap row to the first of the next one.</summary>
    private int Gap(in PixelBlock<T> block) =>
        block.Rows.Step * s.KernelWidth - block.Columns.Count * block.Columns.Step;

    private int FirstPlace(in PixelBlock<T> block) => block.Rows.First * s.KernelWidth + block.Columns.First;

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Channels(in PixelBlock<T> block)
    {
        TileWork<T> work = Walk(block);
        work.B = filters + (nint)FirstPlace(block) * s.Filters;
        work.StepA = work.MiddleA;
        work.StepB = (nint)block.Columns.Step * s.Filters;
        work.Inner = block.Columns.Count;
        work.Middle = 1;
        work.OuterGap = (nint)Gap(block) * s.Filters;
        for (int i = 0; i < block.Lines; i++)
        {
            work.A = block.From + i * block.FromLine;
            work.C = block.To + i * block.ToLine;
            Depthwise<T>.Row(block.Pixels, s.Channels, work);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Group(int group, in PixelBlock<T> block)
    {
        int groupFilters = s.Filters / s.Groups;
        int channels = s.Channels / s.Groups;
        bool joined = block.Columns is { Step: 1, Advance: 1 } && s.Groups == 1;
        TileWork<T> work = Walk(block);
        work.StepA = 1;
        work.Inner = joined ? block.Columns.Count * channels : channels;
        work.Middle = joined ? 1 : block.Columns.Count;
        nint middleGap = joined ? 0 : (nint)(block.Columns.Step - 1) * channels;
        nint outerGap = (nint)Gap(block) * channels;
        nint first = (nint)FirstPlace(block) * channels;
        int panel = MicroKernel<T>.Panel(groupFilters);
        // Two lines share what they read where the lower one meets what the upper one does a row later.
        bool pairs = MicroKernel<T>.PairRows > 0 && block.FromLine == work.OuterA && work.Outer > 0;
        for (int k = 0; k < groupFilters; k += panel)
        {
            int count = Math.Min(panel, groupFilters - k);
            work.StepB = packed ? PackRightJob<T>.Round(count) : s.Filters;
            work.MiddleGap = middleGap * work.StepB;
            work.OuterGap = outerGap * work.StepB;
            work.B =
                filters
                + first * work.StepB
                + (packed ? (nint)Depth * (group * PackRightJob<T>.Round(groupFilters) + k) : group * groupFilters + k);
            T* to = block.To + group * groupFilters + k;
            int together = pairs && count == MicroKernel<T>.Width ? 2 : 1;
            for (int i = 0, lines; i < block.Lines; i += lines)
            {
                lines = Math.Min(together, block.Lines - i);
                work.A = block.From + i * block.FromLine + group * channels;
                for (int next = 0; k == 0 && next < Math.Min(lines, block.Lines - i - lines); next++)
                {
                    // What the next lines meet and these do not.
                    T* ahead = work.A + (lines + next) * block.FromLine + (work.Outer - 1) * work.OuterA;
                    Prefetch.Row(ahead, block.Pixels * block.FromPixel);
                }
                if (lines == 2)
                {
                    Pairs(ref work, block, to + i * block.ToLine);
                }
                else
                {
                    Tiles(ref work, block.Pixels, count, block.ToPixel, to + i * block.ToLine);
                }
            }
        }
    }

    /// <summary>The tiles of two lines by a vector of filters.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Pairs(ref TileWork<T> work, in PixelBlock<T> block, T* to)
    {
        int pixels = block.Pixels;
        int tiles = Work.Chunks(pixels, MicroKernel<T>.PairRows);
        work.StepC = block.ToPixel;
        for (int i = 0, height; i < tiles; i++, pixels -= height)
        {
            height = pixels / (tiles - i);
            work.C = to;
            MicroKernel<T>.RunPair(height, work, block.ToLine);
            work.A += height * work.RowA;
            to += height * work.StepC;
        }
    }

    /// <summary>The tiles of a line by a panel of filters, all of about one height: a low last one would have too few sums.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Tiles(ref TileWork<T> work, int pixels, int count, nint stepC, T* to)
    {
        int width = MicroKernel<T>.Width;
        int vectors = (count + width - 1) / width;
        int panel = vectors * width;
        bool whole = count == panel;
        int tiles = Work.Chunks(pixels, MicroKernel<T>.RowsOf(vectors));
        T* buffer = stackalloc T[MicroKernel<T>.RowsOf(vectors) * panel];
        work.StepC = whole ? stepC : panel;
        for (int i = 0, height; i < tiles; i++, pixels -= height)
        {
            height = pixels / (tiles - i);
            work.C = whole ? to : buffer;
            MicroKernel<T>.Run(height, vectors, work);
            if (!whole)
            {
                new Matrix<T>(buffer, panel, 1).CopyTo(height, count, to, (int)stepC);
            }
            work.A += height * work.RowA;
            to += height * stepC;
        }
    }
}
