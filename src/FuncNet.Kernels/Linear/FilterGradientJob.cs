using System.Numerics;

namespace FuncNet.Kernels;

/// <summary>
/// The gradient of a convolution's filters: a product over pixels, dw[tap, k] = Σ x[pixel + tap]·g[pixel, k], whose tiles keep their
/// sums in registers over a whole image. The batch is cut into parts by its size; the parts' sums are added as a tree.
/// </summary>
internal unsafe struct FilterGradientJob<T> : IJob
    where T : unmanaged, INumber<T>
{
    private const int MostParts = 16;

    /// <summary>Elements of all parts' sums together: 32 MB of float.</summary>
    private const long MostPartial = 1 << 23;

    private ConvolutionShape s;
    private Canvas<T> canvas;
    private T* x;
    private T* g;
    private T* parts;
    private nint size;
    private int imagesPerPart;

    public static void Run(in ConvolutionShape s, T* x, T* g, T* dw)
    {
        nint size = (nint)s.KernelHeight * s.KernelWidth * (s.Channels / s.Groups) * s.Filters;
        long flops = 2L * s.Batch * s.OutHeight * s.OutWidth * size;
        long most = Math.Min(Math.Min(s.Batch, MostParts), Math.Max(1, MostPartial / size));
        int wanted = (int)Math.Clamp(flops / Work.Flops, 1, most);
        FilterGradientJob<T> job = new()
        {
            s = s,
            canvas = new Canvas<T>(s, 1, 1),
            x = x,
            g = g,
            size = size,
            imagesPerPart = Work.Chunks(s.Batch, wanted),
        };
        int parts = Work.Chunks(s.Batch, job.imagesPerPart);
        job.parts = parts == 1 ? dw : Scratch.Get<T>(Scratch.Slot.Partial, parts * size);
        Work.Run(ref job, parts * s.KernelHeight);
        if (parts == 1)
        {
            return;
        }
        for (int step = 1; step < parts; step *= 2)
        {
            for (int i = 0; i + step < parts; i += 2 * step)
            {
                T* sum = job.parts + i * size;
                BinaryRow<Add<T>, T>.Row(sum, 1, sum + step * size, 1, null, 0, sum, (int)size);
            }
        }
        new ReadOnlySpan<T>(job.parts, (int)size).CopyTo(new Span<T>(dw, (int)size));
    }

    /// <summary>One row of the filters, over the images of one part.</summary>
    public void Run(int chunk)
    {
        (int part, int row) = Math.DivRem(chunk, s.KernelHeight);
        int last = Math.Min(s.Batch, (part + 1) * imagesPerPart);
        nint pixels = (nint)s.OutHeight * s.OutWidth;
        for (int image = part * imagesPerPart; image < last; image++)
        {
            T* input = canvas.Rows(x + (nint)image * s.Height * s.Width * s.Channels, 0, s.OutHeight);
            input += row * s.DilationHeight * canvas.Pitch;
            T* to = parts + part * size + (nint)row * (size / s.KernelHeight);
            T* gradient = g + image * pixels * s.Filters;
            bool add = image > part * imagesPerPart;
            if (Depthwise<T>.Serves(s))
            {
                Depthwise<T>.Gradient(s, canvas.Pitch, input, gradient, to, add);
                continue;
            }
            for (int group = 0; group < s.Groups; group++)
            {
                Image(group, input, gradient, to, add);
            }
        }
    }

    private readonly void Image(int group, T* input, T* gradient, T* to, bool add)
    {
        int width = MicroKernel<T>.Width;
        int groupFilters = s.Filters / s.Groups;
        int panel = MicroKernel<T>.Panel(groupFilters);
        int groupChannels = s.Channels / s.Groups;
        int pixels = s.OutHeight * s.OutWidth;
        // Without dilation and groups the taps of a filter row are one run in the image.
        bool joined = s.DilationWidth == 1 && s.Groups == 1;
        int runs = joined ? 1 : s.KernelWidth;
        int taps = joined ? s.KernelWidth * s.Channels : groupChannels;
        for (int k = 0; k < groupFilters; k += panel)
        {
            int count = Math.Min(panel, groupFilters - k);
            int vectors = (count + width - 1) / width;
            T* right = gradient + group * groupFilters + k;
            nint step = s.Filters;
            if (count != vectors * width)
            {
                T* packed = Scratch.Get<T>(Scratch.Slot.Right, (long)pixels * vectors * width);
                Packing.Right(new Matrix<T>(right, step, 1), pixels, count, vectors * width, packed);
                right = packed;
                step = vectors * width;
            }
            for (int run = 0; run < runs; run++)
            {
                T* left = input + (nint)run * s.DilationWidth * s.Channels + group * groupChannels;
                T* target = to + (nint)run * taps * s.Filters + group * groupFilters + k;
                Run(left, taps, right, step, count, target, add);
            }
        }
    }

    private readonly void Run(T* left, int taps, T* right, nint step, int count, T* to, bool add)
    {
        int tile = MicroKernel<T>.Rows;
        int panel = MicroKernel<T>.Columns;
        int width = MicroKernel<T>.Width;
        int vectors = (count + width - 1) / width;
        bool whole = count == vectors * width;
        T* buffer = stackalloc T[tile * panel];
        for (int t = 0; t < taps; t += tile)
        {
            int rows = Math.Min(tile, taps - t);
            T* target = to + (nint)t * s.Filters;
            TileWork<T> work = new()
            {
                A = left + t,
                RowA = 1,
                StepA = (nint)s.StrideWidth * s.Channels,
                Inner = s.OutWidth,
                Middle = 1,
                Outer = s.OutHeight,
                OuterA = s.StrideHeight * canvas.Pitch,
                B = right,
                StepB = step,
                C = whole ? target : buffer,
                StepC = whole ? s.Filters : panel,
                Add = add && whole,
            };
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
