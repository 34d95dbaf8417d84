using System.Numerics;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace FuncNet.Kernels;

/// <summary>
/// A convolution with so few filters that vectors along them would be mostly empty, of images with whole sixteens of channels: vectors go along the
/// channels. Sixteen sums of each number of the result, one for each channel modulo 16, go over filter rows, filter columns and
/// sixteens of channels, and are added as a tree. Windows that leave the image meet fewer taps; nothing is copied.
/// Bound by the multiply–adds, and by the reads, of which there are four for each three of them where there is one filter.
/// </summary>
internal unsafe struct LanesJob<T> : IJob
    where T : unmanaged, INumber<T>
{
    private const int MostFilters = 4;
    private const int Lanes = 16;

    /// <summary>Numbers whose sums are added at a time; what is read for those after the last is not used.</summary>
    private const int Four = 4;

    private ConvolutionShape s;
    private TapAxis vertical;
    private TapAxis horizontal;
    private (int First, int Count) inside;
    private T* x;
    private T* w;
    private T* y;
    private int rowsPerChunk;
    private Tail tail;

    public static bool Serves(in ConvolutionShape s) =>
        s is { Filters: <= MostFilters, Groups: 1 } && s.Channels % Lanes == 0;

    public static void Run(in ConvolutionShape s, T* x, T* w, T* y, Tail tail)
    {
        long flopsOfRow = 2L * s.OutWidth * s.Filters * s.KernelHeight * s.KernelWidth * s.Channels;
        int allRows = s.Batch * s.OutHeight;
        TapAxis horizontal = TapAxis.Columns(s);
        T* filters = Scratch.Get<T>(Scratch.Slot.Right, (long)s.KernelHeight * s.KernelWidth * s.Channels * s.Filters);
        Pack(s, w, filters);
        LanesJob<T> job = new()
        {
            s = s,
            vertical = TapAxis.Rows(s),
            horizontal = horizontal,
            inside = horizontal.OutputsOfAll(),
            x = x,
            w = filters,
            y = y,
            rowsPerChunk = (int)Math.Clamp(Work.FlopsOfChunk(flopsOfRow * allRows) / flopsOfRow, 1, allRows),
            tail = tail,
        };
        Work.Run(ref job, Work.Chunks(allRows, job.rowsPerChunk));
    }

    /// <summary>A vector's lanes of all places, sixteens of channels and filters, in this order; then the next vector's of the sixteen.</summary>
    private static void Pack(in ConvolutionShape s, T* w, T* to)
    {
        int width = MicroKernel<T>.Width;
        int steps = s.KernelHeight * s.KernelWidth * s.Channels / Lanes;
        for (int lane = 0; lane < Lanes; lane += width)
        {
            for (int t = 0; t < steps; t++)
            {
                for (int k = 0; k < s.Filters; k++, to += width)
                {
                    T* from = w + ((nint)t * Lanes + lane) * s.Filters + k;
                    for (int i = 0; i < width; i++)
                    {
                        to[i] = from[i * s.Filters];
                    }
                }
            }
        }
    }

    public readonly void Run(int chunk)
    {
        int last = Math.Min(s.Batch * s.OutHeight, (chunk + 1) * rowsPerChunk);
        nint elements = (nint)s.OutWidth * s.Filters;
        for (int row = chunk * rowsPerChunk; row < last; row++)
        {
            (int image, int o) = Math.DivRem(row, s.OutHeight);
            T* to = y + row * elements;
            TapRun rows = vertical.Inside(o);
            T* from = x + ((nint)image * s.Height + rows.Place) * s.Width * s.Channels;
            for (int j = 0, count; j < s.OutWidth; j += count)
            {
                count = j == inside.First ? Math.Max(1, inside.Count) : 1;
                Pixels(rows, horizontal.Inside(j), count, from, to + (nint)j * s.Filters);
            }
        }
        tail.Run((int)(chunk * rowsPerChunk * elements), (int)(last * elements));
    }

    /// <summary>Pixels of a row that meet the same taps.</summary>
    private readonly void Pixels(in TapRun rows, in TapRun columns, int pixels, T* from, T* to)
    {
        if (rows.Count == 0 || columns.Count == 0)
        {
            new Span<T>(to, pixels * s.Filters).Clear();
            return;
        }
        int width = MicroKernel<T>.Width;
        int most = MicroKernel<T>.RowsOf(Math.Min(s.Filters, MicroKernel<T>.Vectors));
        bool joined = columns.Advance == 1;
        int sixteens = s.Channels / Lanes;
        int step = s.Filters * width;
        nint block = (nint)s.KernelHeight * s.KernelWidth * sixteens * step;
        T* sums = stackalloc T[(most * s.Filters + Four) * Lanes];
        TileWork<T> work = new()
        {
            RowA = (nint)s.StrideWidth * s.Channels,
            StepA = Lanes,
            Inner = joined ? columns.Count * sixteens : sixteens,
            MiddleA = (nint)columns.Advance * s.Channels,
            Middle = joined ? 1 : columns.Count,
            OuterA = (nint)rows.Advance * s.Width * s.Channels,
            Outer = rows.Count,
            StepB = step,
            OuterGap = (nint)(s.KernelWidth - columns.Count) * sixteens * step,
            StepC = step,
        };
        T* first = w + (rows.First * s.KernelWidth + columns.First) * sixteens * step;
        T* place = from + (nint)columns.Place * s.Channels;
        int tiles = Work.Chunks(pixels, most);
        for (int n = 0, j = 0, height; n < tiles; n++, j += height)
        {
            height = (pixels - j) / (tiles - n);
            for (int lane = 0, b = 0; lane < Lanes; lane += width, b++)
            {
                work.A = place + j * work.RowA + lane;
                for (int k = 0, vectors; k < s.Filters; k += vectors)
                {
                    // Four filters are two and two.
                    vectors = s.Filters == MostFilters ? 2 : Math.Min(s.Filters - k, MicroKernel<T>.Vectors);
                    work.B = first + b * block + k * width;
                    work.C = sums + b * height * step + k * width;
                    MicroKernel<T>.RunLanes(height, vectors, work);
                }
            }
            Add(sums, height * s.Filters, width, to + (nint)j * s.Filters);
        }
    }

    /// <summary>Adds the sixteen sums of each number: those 8 apart, then 4, 2 and 1.</summary>
    private static void Add(T* sums, int count, int width, T* to)
    {
        if (typeof(T) == typeof(float) && Sse.IsSupported)
        {
            for (int i = 0; i < count; i += Four)
            {
                Vector128<float> s0 = Quarter((float*)sums, i, count, width);
                Vector128<float> s1 = Quarter((float*)sums, i + 1, count, width);
                Vector128<float> s2 = Quarter((float*)sums, i + 2, count, width);
                Vector128<float> s3 = Quarter((float*)sums, i + 3, count, width);
                Vector128<float> s01 = Sse.UnpackLow(s0, s1) + Sse.UnpackHigh(s0, s1);
                Vector128<float> s23 = Sse.UnpackLow(s2, s3) + Sse.UnpackHigh(s2, s3);
                Vector128<float> all = Sse.MoveLowToHigh(s01, s23) + Sse.MoveHighToLow(s23, s01);
                if (i <= count - Four)
                {
                    all.Store((float*)to + i);
                    continue;
                }
                for (int k = 0; k < count - i; k++)
                {
                    ((float*)to)[i + k] = all[k];
                }
            }
            return;
        }
        T* lanes = stackalloc T[Lanes];
        for (int i = 0; i < count; i++)
        {
            T* from = sums + i * width;
            for (int lane = 0; lane < Lanes; lane += width, from += count * width)
            {
                for (int k = 0; k < width; k++)
                {
                    lanes[lane + k] = from[k];
                }
            }
            for (int half = Lanes / 2; half > 0; half /= 2)
            {
                for (int lane = 0; lane < half; lane++)
                {
                    lanes[lane] += lanes[lane + half];
                }
            }
            to[i] = lanes[0];
        }
    }

    /// <summary>Four sums of number i: those of lanes 4 and 8 and 12 apart together.</summary>
    private static Vector128<float> Quarter(float* sums, int i, int count, int width)
    {
        float* q0 = sums + i * width;
        if (width >= 8)
        {
            // Read as it was written a moment ago: parts of a store that is under way would have to wait for it.
            Vector256<float> halves =
                width == Lanes
                    ? Vector512.Load(q0).GetLower() + Vector512.Load(q0).GetUpper()
                    : Vector256.Load(q0) + Vector256.Load(q0 + count * width);
            return halves.GetLower() + halves.GetUpper();
        }
        // From a lane to that 4 further.
        nint four = count * width;
        return (Vector128.Load(q0) + Vector128.Load(q0 + 2 * four))
            + (Vector128.Load(q0 + four) + Vector128.Load(q0 + 3 * four));
    }
}
