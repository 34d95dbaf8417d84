using System.Numerics;
using System.Runtime.CompilerServices;

namespace FuncNet.Kernels;

/// <summary>
/// The gradient of a convolution's filters: a product over pixels, dw[tap, k] = Σ x[pixel + tap]·g[pixel, k], whose tiles keep their
/// sums in registers over all pixels of some images. The batch is cut into parts by its size; the parts' sums are added as a tree.
/// Bound by the multiply–adds: 90 to 100 % of their peak; two thirds with 3 channels, whose tiles of 9 rows have a read for each.
/// </summary>
internal unsafe struct FilterGradientJob<T> : IJob
    where T : unmanaged, INumber<T>
{
    private const int MostParts = 8;

    /// <summary>Elements of all parts' sums together: 32 MB of float.</summary>
    private const long MostPartial = 1 << 23;

    /// <summary>Bytes of images and gradients that one tile goes over before the next one does, from the second cache: a quarter of it.</summary>
    private const int Near = 1 << 18;

    /// <summary>So few filters that vectors go along the taps.</summary>
    private const int FewFilters = 4;

    private ConvolutionShape s;
    private TapAxis vertical;
    private TapAxis horizontal;
    private Canvas<T> canvas;
    private T* x;
    private T* g;
    private T* parts;
    private nint size;
    private int imagesPerPart;

    /// <summary>
    /// Whether the taps of a filter row count as one run for all columns, which they are in an image without dilation and groups. If windows leave
    /// the image it is copied for that.
    /// </summary>
    private bool joined;

    /// <summary>
    /// The columns of the gradient that meet the image under all taps, where those of a filter row are one run or lie as far apart as rows of a tile;
    /// none where tiles go tap by tap.
    /// </summary>
    private (int First, int Count) inside;
    private int imagesPerWalk;

    public static void Run(in ConvolutionShape s, T* x, T* g, T* dw)
    {
        nint size = (nint)s.KernelHeight * s.KernelWidth * (s.Channels / s.Groups) * s.Filters;
        long flops = 2L * s.Batch * s.OutHeight * s.OutWidth * size;
        long most = Math.Min(Math.Min(s.Batch, MostParts), Math.Max(1, MostPartial / size));
        int wanted = (int)Math.Clamp(flops / Work.Flops, 1, most);
        TapAxis horizontal = TapAxis.Columns(s);
        Canvas<T> canvas = new(s, horizontal);
        bool few = s.Filters <= FewFilters;
        bool run = s.Groups == 1 && s.DilationWidth == 1;
        bool apart = Depthwise<T>.Serves(s) || (run && canvas.Copies && s.Channels % 8 != 0 && !few);
        (int First, int Count) inside = apart ? horizontal.OutputsOfAll() : default;
        bool joined = run && inside.Count == 0 && (!canvas.Copies || s.Channels % 8 != 0 || few);
        long bytes = ((long)s.Height * s.Width * s.Channels + (long)s.OutHeight * s.OutWidth * s.Filters) * sizeof(T);
        FilterGradientJob<T> job = new()
        {
            s = s,
            vertical = TapAxis.Rows(s),
            horizontal = horizontal,
            canvas = canvas,
            x = x,
            g = g,
            size = size,
            imagesPerPart = Work.Chunks(s.Batch, wanted),
            joined = joined,
            inside = inside,
            imagesPerWalk = joined && canvas.Copies ? 1 : (int)Math.Max(1, Near / bytes),
        };
        int parts = Work.Chunks(s.Batch, job.imagesPerPart);
        job.parts = parts == 1 ? dw : Scratch.Get<T>(Scratch.Slot.Partial, parts * size);
        Work.Run(ref job, parts * s.KernelHeight);
        if (parts > 1)
        {
            SumOfParts<T>.Run(job.parts, parts, (int)size, dw);
        }
    }

    /// <summary>One row of the filters, over the images of one part.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public readonly void Run(int chunk)
    {
        (int part, int row) = Math.DivRem(chunk, s.KernelHeight);
        int begin = part * imagesPerPart;
        int end = Math.Min(s.Batch, begin + imagesPerPart);
        T* to = parts + part * size + (nint)row * (size / s.KernelHeight);
        for (int image = begin; image < end; image += imagesPerWalk)
        {
            int images = Math.Min(imagesPerWalk, end - image);
            if (joined)
            {
                Taps(row, 0, (0, s.OutWidth), s.KernelWidth, image, images, image > begin, to);
                continue;
            }
            if (inside.Count > 0)
            {
                Taps(row, 0, inside, s.KernelWidth, image, images, image > begin, to);
                Beside(row, image, images, to);
                continue;
            }
            for (int column = 0; column < s.KernelWidth; column++)
            {
                (int, int) outputs = horizontal.Outputs(column);
                T* target = to + (nint)column * (s.Channels / s.Groups) * s.Filters;
                Taps(row, column, outputs, 1, image, images, image > begin, target);
            }
        }
    }

    /// <summary>Columns of the gradient that meet the image under some of the taps of a filter row alone.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private readonly void Beside(int row, int image, int images, T* to)
    {
        for (int o = 0; o < s.OutWidth; o++)
        {
            if (o == inside.First)
            {
                o += inside.Count;
                if (o == s.OutWidth)
                {
                    break;
                }
            }
            TapRun taps = horizontal.Inside(o);
            if (taps.Count > 0)
            {
                T* target = to + (nint)taps.First * (s.Channels / s.Groups) * s.Filters;
                Taps(row, taps.First, (o, 1), taps.Count, image, images, true, target);
            }
        }
    }

    /// <summary>The taps of so many places of a filter row, over the pixels of some images that meet the images there.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private readonly void Taps(
        int row,
        int column,
        (int First, int Count) columns,
        int places,
        int image,
        int images,
        bool add,
        T* to
    )
    {
        int taps = places * (s.Channels / s.Groups);
        (int First, int Count) rows = vertical.Outputs(row);
        if (rows.Count == 0 || columns.Count == 0)
        {
            new Span<T>(to, add ? 0 : taps * s.Filters).Clear();
            return;
        }
        int top = rows.First * s.StrideHeight + row * s.DilationHeight - s.PadTop;
        int left = columns.First * s.StrideWidth + column * s.DilationWidth - s.PadLeft;
        nint imageSize = (nint)s.Height * s.Width * s.Channels;
        T* input = x + image * imageSize;
        nint pitch = (nint)s.Width * s.Channels;
        if (joined)
        {
            input = canvas.Rows(input, top, top + (rows.Count - 1) * s.StrideHeight);
            pitch = canvas.Pitch;
        }
        TileWork<T> work = new()
        {
            A = input + top * pitch + (nint)left * s.Channels,
            RowA = 1,
            StepA = (nint)s.StrideWidth * s.Channels,
            Inner = columns.Count,
            MiddleA = s.StrideHeight * pitch,
            Middle = rows.Count,
            OuterA = imageSize,
            Outer = images,
            B = g + (((nint)image * s.OutHeight + rows.First) * s.OutWidth + columns.First) * s.Filters,
            Add = add,
        };
        if (Depthwise<T>.Serves(s))
        {
            work.C = to;
            work.RowA = (nint)s.DilationWidth * s.Channels;
            work.StepC = s.Filters;
            Stride(ref work, s.Filters);
            Depthwise<T>.Gradient(places, s.Channels, work);
            return;
        }
        if (s.Filters <= FewFilters && s.Groups == 1 && taps % MicroKernel<T>.Width == 0)
        {
            Turned(work, taps, to);
            return;
        }
        for (int group = 0; group < s.Groups; group++)
        {
            Group(group, work, taps, to);
        }
    }

    /// <summary>The taps with the operands' roles exchanged: a tile's rows are filters.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private readonly void Turned(in TileWork<T> work, int taps, T* to)
    {
        int panel = MicroKernel<T>.Columns;
        T* sums = stackalloc T[FewFilters * panel];
        TileWork<T> turned = work with
        {
            A = work.B,
            StepA = s.Filters,
            MiddleA = (nint)s.OutWidth * s.Filters,
            OuterA = (nint)s.OutHeight * s.OutWidth * s.Filters,
            StepB = work.StepA,
            MiddleGap = work.MiddleA - work.Inner * work.StepA,
            OuterGap = work.OuterA - work.Middle * work.MiddleA,
            C = sums,
            StepC = panel,
            Add = false,
        };
        for (int t = 0; t < taps; t += panel)
        {
            int count = Math.Min(panel, taps - t);
            turned.B = work.A + t;
            MicroKernel<T>.Run(s.Filters, count / MicroKernel<T>.Width, turned);
            for (int i = 0; i < count; i++)
            {
                T* target = to + (nint)(t + i) * s.Filters;
                for (int k = 0; k < s.Filters; k++)
                {
                    T sum = sums[k * panel + i];
                    target[k] = work.Add ? target[k] + sum : sum;
                }
            }
        }
    }

    /// <summary>The taps for the filters of one group.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private readonly void Group(int group, TileWork<T> work, int taps, T* to)
    {
        int width = MicroKernel<T>.Width;
        int groupFilters = s.Filters / s.Groups;
        int panel = MicroKernel<T>.Panel(groupFilters);
        T* gradient = work.B + group * groupFilters;
        work.A += group * (s.Channels / s.Groups);
        for (int k = 0; k < groupFilters; k += panel)
        {
            int count = Math.Min(panel, groupFilters - k);
            int vectors = (count + width - 1) / width;
            work.B = gradient + k;
            nint step = s.Filters;
            int pixels = ((work.Outer - 1) * s.OutHeight + work.Middle - 1) * s.OutWidth + work.Inner;
            if (!IsReadable(work.B + (pixels - 1) * step + vectors * width))
            {
                step = vectors * width;
                T* packed = Scratch.Get<T>(Scratch.Slot.Right, pixels * step);
                Packing.Right(new Matrix<T>(work.B, s.Filters, 1), pixels, count, (int)step, packed);
                work.B = packed;
            }
            Stride(ref work, step);
            Tiles(work, taps, count, to + group * groupFilters + k);
        }
    }

    /// <summary>
    /// Whether vectors up to here can be read where the gradient lies, though their last lanes are not of these filters, and are dropped: they are those of the
    /// next pixel, or stand behind the gradient, but in the same page of memory.
    /// </summary>
    private readonly bool IsReadable(T* end)
    {
        const int PageBits = 12;
        nuint last = (nuint)(g + (nint)s.Batch * s.OutHeight * s.OutWidth * s.Filters) - 1;
        nuint read = (nuint)end - 1;
        return read <= last || read >> PageBits == last >> PageBits;
    }

    /// <summary>The walk over the pixels of the gradient, so many elements apart.</summary>
    private readonly void Stride(ref TileWork<T> work, nint step)
    {
        work.StepB = step;
        work.MiddleGap = (s.OutWidth - work.Inner) * step;
        work.OuterGap = (nint)(s.OutHeight - work.Middle) * s.OutWidth * step;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private readonly void Tiles(TileWork<T> work, int taps, int count, T* to)
    {
        int panel = MicroKernel<T>.Columns;
        int width = MicroKernel<T>.Width;
        int vectors = (count + width - 1) / width;
        bool whole = count == vectors * width;
        bool add = work.Add;
        T* left = work.A;
        T* buffer = stackalloc T[MicroKernel<T>.RowsOf(1) * panel];
        work.Add = add && whole;
        work.StepC = whole ? s.Filters : panel;
        int tiles = Work.Chunks(taps, MicroKernel<T>.RowsOf(vectors));
        for (int n = 0, t = 0, rows; n < tiles; n++, t += rows)
        {
            rows = (taps - t) / (tiles - n);
            T* target = to + (nint)t * s.Filters;
            work.A = left + t;
            work.C = whole ? target : buffer;
            MicroKernel<T>.Run(rows, vectors, work);
            for (int i = 0; !whole && i < rows; i++)
            {
                for (int j = 0; j < count; j++)
                {
                    T sum = buffer[i * panel + j];
                    target[(nint)i * s.Filters + j] = add ? target[(nint)i * s.Filters + j] + sum : sum;
                }
            }
        }
    }
}
