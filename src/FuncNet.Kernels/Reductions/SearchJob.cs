using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace FuncNet.Kernels;

/// <summary>
/// The places of the largest or the smallest elements. A row is folded to its extremum, which is then looked for from the left; columns
/// are compared side by side. A row is read twice, from the first cache: bound by the fold, or by memory.
/// </summary>
internal unsafe struct SearchJob<T> : IJob
    where T : unmanaged, INumber<T>
{
    private T* x;
    private int* y;
    private int outer;
    private int length;
    private int inner;
    private int outersPerChunk;
    private bool largest;

    public static void Run(ReadOnlySpan<T> x, int outer, int length, int inner, Span<int> y, bool largest)
    {
        if (y.IsEmpty)
        {
            return;
        }
        fixed (T* px = x)
        fixed (int* py = y)
        {
            SearchJob<T> job = new()
            {
                x = px,
                y = py,
                outer = outer,
                length = length,
                inner = inner,
                outersPerChunk = (int)Math.Max(1, Work.Grain / ((long)length * inner)),
                largest = largest,
            };
            Work.Run(ref job, Work.Chunks(outer, job.outersPerChunk));
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Run(int chunk)
    {
        int width = Vector256<T>.Count;
        int first = chunk * outersPerChunk;
        int rows = Math.Min(outersPerChunk, outer - first);
        T* from = x + (nint)first * length * inner;
        int* to = y + (nint)first * inner;
        if (inner == 1 && length >= width)
        {
            Rows(from, to, rows);
            return;
        }
        for (int r = 0; r < rows; r++, from += (nint)length * inner, to += inner)
        {
            if (inner < width)
            {
                for (int i = 0; i < inner; i++)
                {
                    to[i] = One(from + i);
                }
                continue;
            }
            for (int i = 0; i < inner; i += width)
            {
                // The last vector begins earlier if the columns are no multiple of its width.
                int start = Math.Min(i, inner - width);
                Columns(from + start, to + start);
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private readonly void Rows(T* from, int* to, int rows)
    {
        T* extrema = Scratch.Get<T>(Scratch.Slot.Rows, rows);
        if (largest)
        {
            FoldRows<MaximumFold<T>, T>.Rows(from, length, extrema, rows);
        }
        else
        {
            FoldRows<MinimumFold<T>, T>.Rows(from, length, extrema, rows);
        }
        for (int r = 0; r < rows; r++, from += length)
        {
            to[r] = T.IsNaN(extrema[r]) ? FirstNaN(from) : First(from, extrema[r]);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private readonly int First(T* row, T value)
    {
        Vector256<T> wanted = Vector256.Create(value);
        for (int j = 0; ; j += Vector256<T>.Count)
        {
            int start = Math.Min(j, length - Vector256<T>.Count);
            uint hits = Vector256.Equals(Vector256.Load(row + start), wanted).ExtractMostSignificantBits();
            if (hits != 0)
            {
                return start + BitOperations.TrailingZeroCount(hits);
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private readonly int FirstNaN(T* row)
    {
        int j = 0;
        while (!T.IsNaN(row[j]))
        {
            j++;
        }
        return j;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private readonly void Columns(T* from, int* to)
    {
        Vector256<T> best = Vector256.Load(from);
        Vector256<T> place = default;
        for (int j = 1; j < length; j++)
        {
            Vector256<T> value = Vector256.Load(from + (nint)j * inner);
            Vector256<T> isNotBetter = largest
                ? Vector256.LessThanOrEqual(value, best)
                : Vector256.GreaterThanOrEqual(value, best);
            // A number so far: the first NaN wins, and stays.
            Vector256<T> isBetter = ~isNotBetter & Vector256.Equals(best, best);
            best = Vector256.ConditionalSelect(isBetter, value, best);
            place = Vector256.ConditionalSelect(isBetter, Lanes.Create<T>(j), place);
        }
        Lanes.Store(place, to);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private readonly int One(T* column)
    {
        T best = *column;
        int place = 0;
        for (int j = 1; j < length && !T.IsNaN(best); j++)
        {
            T value = column[(nint)j * inner];
            if (largest ? !(value <= best) : !(value >= best))
            {
                best = value;
                place = j;
            }
        }
        return place;
    }
}
