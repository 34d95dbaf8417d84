using System.Numerics;
using System.Runtime.CompilerServices;

namespace FuncNet.Kernels;

/// <summary>
/// Softmax, or the logarithm of its denominator, over groups of rows that stay in the first cache: bound by the exponentials,
/// about 1.3 G/s a core, and for rows under 32 elements as much by the folds and the calls for each row.
/// </summary>
internal unsafe struct SoftmaxJob<T> : IJob
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private T* x;
    private T* y;
    private int outer;
    private int length;
    private int inner;
    private int outersPerChunk;
    private bool normalize;

    public static void Run(ReadOnlySpan<T> x, int outer, int length, int inner, Span<T> y, bool normalize)
    {
        if (y.IsEmpty)
        {
            return;
        }
        if (length == 0)
        {
            y.Fill(T.NegativeInfinity);
            return;
        }
        fixed (T* px = x)
        fixed (T* py = y)
        {
            SoftmaxJob<T> job = new()
            {
                x = px,
                y = py,
                outer = outer,
                length = length,
                inner = inner,
                outersPerChunk = (int)Math.Max(1, Work.HeavyGrain / ((long)length * inner)),
                normalize = normalize,
            };
            Work.Run(ref job, Work.Chunks(outer, job.outersPerChunk));
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Run(int chunk)
    {
        int first = chunk * outersPerChunk;
        int rows = Math.Min(outersPerChunk, outer - first);
        int size = length * inner;
        T* from = x + (nint)first * size;
        T* shifts = Scratch.Get<T>(Scratch.Slot.Rows, 2L * rows * inner);
        T* sums = shifts + (nint)rows * inner;
        T* powers = normalize ? y + (nint)first * size : Scratch.Get<T>(Scratch.Slot.Image, (long)rows * size);
        Fold<MaximumFold<T>>(from, shifts, rows);
        for (int i = 0; i < rows * inner; i++)
        {
            // Else ∞ − ∞, which is not a number.
            shifts[i] = T.IsInfinity(shifts[i]) ? T.Zero : shifts[i];
        }
        Apply<Subtract<T>>(from, shifts, powers, rows);
        Span<T> all = new(powers, rows * size);
        UnaryJob<T>.Apply(UnaryFunction.Exp, all, all);
        Fold<SumFold<T>>(powers, sums, rows);
        if (normalize)
        {
            Apply<Divide<T>>(powers, sums, powers, rows);
        }
        else
        {
            Span<T> result = new(y + (nint)first * inner, rows * inner);
            UnaryJob<T>.Apply(UnaryFunction.Log, new ReadOnlySpan<T>(sums, rows * inner), result);
            for (int i = 0; i < result.Length; i++)
            {
                result[i] += shifts[i];
            }
        }
    }

    /// <summary>to[r, j, i] = from[r, j, i] ∘ by[r, i].</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Apply<TFunction>(T* from, T* by, T* to, int rows)
        where TFunction : struct, IBinary<T>
    {
        if (inner == 1)
        {
            for (int r = 0; r < rows; r++, from += length, to += length)
            {
                BinaryRow<TFunction, T>.Row(from, 1, by + r, 0, null, 0, to, length);
            }
            return;
        }
        for (int r = 0; r < rows; r++, by += inner)
        {
            for (int j = 0; j < length; j++, from += inner, to += inner)
            {
                BinaryRow<TFunction, T>.Row(from, 1, by, 1, null, 0, to, inner);
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Fold<TFold>(T* from, T* to, int rows)
        where TFold : struct, IFold<T>
    {
        const int Columns = 512;
        if (inner == 1)
        {
            FoldRows<TFold, T>.Rows(from, length, to, rows);
            return;
        }
        for (int r = 0; r < rows; r++, from += (nint)length * inner, to += inner)
        {
            for (int start = 0; start < inner; start += Columns)
            {
                FoldRows<TFold, T>.Columns(from + start, inner, length, to + start, Math.Min(Columns, inner - start));
            }
        }
    }
}
