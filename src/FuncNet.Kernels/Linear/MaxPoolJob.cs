using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace FuncNet.Kernels;

/// <summary>What is kept of a maximum.</summary>
internal interface IMaximum
{
    /// <summary>Whether its place is noted, too; if not, it still is where there is room for places.</summary>
    static abstract bool HasPlace { get; }
}

internal readonly struct ValueAndPlace : IMaximum
{
    public static bool HasPlace => true;
}

internal readonly struct ValueAlone : IMaximum
{
    public static bool HasPlace => false;
}

/// <summary>
/// Maxima of windows, vectors along the channels; rows of windows are shared among threads. Where there are fewer channels than
/// lanes, a vector reaches into the next pixel, and what it finds there is dropped.
/// An element is read once a window, with two comparisons and two selections: bound by these, at 30 GB/s of x, y and places a core.
/// Without places one selection is left.
/// </summary>
internal unsafe struct MaxPoolJob<T, TMaximum> : IJob
    where T : unmanaged, INumber<T>
    where TMaximum : struct, IMaximum
{
    private PoolShape s;
    private T* x;
    private T* y;
    private int* places;
    private int length;
    private int rowsPerChunk;

    public MaxPoolJob(in PoolShape s, T* x, int length, T* y, int* places)
    {
        this.s = s;
        this.x = x;
        this.length = length;
        this.y = y;
        this.places = places;
        long rowWork = (long)s.OutWidth * s.Channels * s.PoolHeight * s.PoolWidth;
        rowsPerChunk = (int)Math.Max(1, Work.Grain / Math.Max(1, rowWork));
    }

    /// <summary>Whether there is nothing to pool.</summary>
    public readonly bool IsNone => y == null;

    /// <summary>Rows of images from one row of windows to the next.</summary>
    public readonly int Stride => s.StrideHeight;

    public static void Run(in PoolShape s, ReadOnlySpan<T> x, Span<T> y, Span<int> places)
    {
        if (y.IsEmpty)
        {
            return;
        }
        fixed (T* px = x)
        fixed (T* py = y)
        fixed (int* pp = places)
        {
            new MaxPoolJob<T, TMaximum>(s, px, x.Length, py, pp).RunAll();
        }
    }

    /// <summary>All rows of windows, on all threads.</summary>
    public void RunAll() => Work.Run(ref this, Work.Chunks(s.Batch * s.OutHeight, rowsPerChunk));

    public readonly void Run(int chunk) =>
        Rows(chunk * rowsPerChunk, Math.Min(s.Batch * s.OutHeight, (chunk + 1) * rowsPerChunk));

    /// <summary>Rows of windows, counted through all images, on this thread.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public readonly void Rows(int begin, int end)
    {
        if (!TMaximum.HasPlace && places != null)
        {
            new MaxPoolJob<T, ValueAndPlace>(s, x, length, y, places).Rows(begin, end);
            return;
        }
        int width = Vector256<T>.Count;
        bool inside =
            !TMaximum.HasPlace
            && s.Channels >= width
            && s.PadLeft == 0
            && (s.OutWidth - 1) * s.StrideWidth + s.PoolWidth <= s.Width;
        for (int row = begin; row < end; row++)
        {
            (int image, int i) = Math.DivRem(row, s.OutHeight);
            (int r0, int r1) = s.Rows(i);
            if (inside && r1 - r0 == s.PoolHeight)
            {
                nint corner = ((nint)image * s.Height + r0) * s.Width * s.Channels;
                Inside(x + corner, y + (nint)row * s.OutWidth * s.Channels);
                continue;
            }
            for (int j = 0; j < s.OutWidth; j++)
            {
                (int c0, int c1) = s.Columns(j);
                int first = ((image * s.Height + r0) * s.Width + c0) * s.Channels;
                nint to = ((nint)row * s.OutWidth + j) * s.Channels;
                if (s.Channels < width)
                {
                    Few(first, r1 - r0, c1 - c0, y + to, places + to);
                    continue;
                }
                for (int k = 0; k < s.Channels; k += width)
                {
                    // The last vector begins earlier if the channels are no multiple of its width.
                    int start = Math.Min(k, s.Channels - width);
                    Vector(first + start, r1 - r0, c1 - c0, y + to + start, places + to + start);
                }
            }
        }
    }

    /// <summary>The maxima alone of a row of windows that lie inside of the image, in the widest vectors.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private readonly void Inside(T* from, T* to)
    {
        int channels = s.Channels;
        nint pitch = (nint)s.Width * channels;
        for (int j = 0; j < s.OutWidth; j++, from += s.StrideWidth * channels, to += channels)
        {
            int k = 0;
            if (Vector512.IsHardwareAccelerated)
            {
                for (; k <= channels - Vector512<T>.Count; k += Vector512<T>.Count)
                {
                    Vector512<T> most = Vector512.Load(from + k);
                    T* line = from + k;
                    for (int r = 0; r < s.PoolHeight; r++, line += pitch)
                    {
                        T* at = line;
                        for (int c = 0; c < s.PoolWidth; c++, at += channels)
                        {
                            most = More(Vector512.Load(at), most);
                        }
                    }
                    most.Store(to + k);
                }
            }
            for (; k < channels; k += Vector256<T>.Count)
            {
                int start = Math.Min(k, channels - Vector256<T>.Count);
                Vector256<T> most = Vector256.Load(from + start);
                T* line = from + start;
                for (int r = 0; r < s.PoolHeight; r++, line += pitch)
                {
                    T* at = line;
                    for (int c = 0; c < s.PoolWidth; c++, at += channels)
                    {
                        most = More(Vector256.Load(at), most, out _);
                    }
                }
                most.Store(to + start);
            }
        }
    }

    /// <summary>The value where it is more than the most so far.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<T> More(Vector256<T> value, Vector256<T> most, out Vector256<T> isMore)
    {
        // Not ≤, and the best so far a number: the first NaN wins, and stays.
        isMore = ~Vector256.LessThanOrEqual(value, most) & Vector256.Equals(most, most);
        return Vector256.ConditionalSelect(isMore, value, most);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<T> More(Vector512<T> value, Vector512<T> most)
    {
        Vector512<T> isMore = ~Vector512.LessThanOrEqual(value, most) & Vector512.Equals(most, most);
        return Vector512.ConditionalSelect(isMore, value, most);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private readonly void Few(int first, int rows, int columns, T* best, int* place)
    {
        long end = first + ((rows - 1L) * s.Width + columns - 1) * s.Channels + Vector256<T>.Count;
        if (end > length)
        {
            for (int k = 0; k < s.Channels; k++)
            {
                One(first + k, rows, columns, best + k, place + k);
            }
            return;
        }
        T* bests = stackalloc T[Vector256<T>.Count];
        int* all = stackalloc int[Vector256<T>.Count];
        Vector(first, rows, columns, bests, all);
        for (int k = 0; k < s.Channels; k++)
        {
            best[k] = bests[k];
            if (TMaximum.HasPlace)
            {
                place[k] = all[k];
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private readonly void Vector(int first, int rows, int columns, T* best, int* place)
    {
        Vector256<T> most = Vector256.Load(x + first);
        Vector256<T> where = TMaximum.HasPlace ? Lanes.Create<T>(first) : default;
        for (int r = 0; r < rows; r++)
        {
            int at = first + r * s.Width * s.Channels;
            for (int c = 0; c < columns; c++, at += s.Channels)
            {
                most = More(Vector256.Load(x + at), most, out Vector256<T> isMore);
                if (TMaximum.HasPlace)
                {
                    where = Vector256.ConditionalSelect(isMore, Lanes.Create<T>(at), where);
                }
            }
        }
        most.Store(best);
        if (TMaximum.HasPlace)
        {
            Lanes.Store(Lanes.Add(where, Lanes.Indices<T>()), place);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private readonly void One(int first, int rows, int columns, T* best, int* place)
    {
        T most = x[first];
        int where = first;
        for (int r = 0; r < rows; r++)
        {
            int at = first + r * s.Width * s.Channels;
            for (int c = 0; c < columns; c++, at += s.Channels)
            {
                T value = x[at];
                if (!(value <= most) && !T.IsNaN(most))
                {
                    most = value;
                    where = at;
                }
            }
        }
        *best = most;
        if (TMaximum.HasPlace)
        {
            *place = where;
        }
    }
}
