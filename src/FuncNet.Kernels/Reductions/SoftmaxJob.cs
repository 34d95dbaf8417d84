using System.Numerics;

namespace FuncNet.Kernels;

/// <summary>Softmax, or the logarithm of its denominator, over groups of rows that stay in the second cache.</summary>
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

    public void Run(int chunk)
    {
        int first = chunk * outersPerChunk;
        int rows = Math.Min(outersPerChunk, outer - first);
        int size = length * inner;
        T* from = x + (nint)first * size;
        T* shifts = Scratch.Get<T>(Scratch.Slot.Rows, 2L * rows * inner);
        T* sums = shifts + (nint)rows * inner;
        T* powers = normalize ? y + (nint)first * size : Scratch.Get<T>(Scratch.Slot.Image, (long)rows * size);
        for (int r = 0; r < rows; r++)
        {
            Fold<MaximumFold<T>>(from + (nint)r * size, shifts + (nint)r * inner);
            Shift(from + (nint)r * size, shifts + (nint)r * inner, powers + (nint)r * size);
        }
        Span<T> all = new(powers, rows * size);
        UnaryJob<T>.Apply(UnaryFunction.Exp, all, all);
        for (int r = 0; r < rows; r++)
        {
            Fold<SumFold<T>>(powers + (nint)r * size, sums + (nint)r * inner);
            if (normalize)
            {
                Divide(powers + (nint)r * size, sums + (nint)r * inner);
            }
        }
        if (!normalize)
        {
            Span<T> result = new(y + (nint)first * inner, rows * inner);
            UnaryJob<T>.Apply(UnaryFunction.Log, new ReadOnlySpan<T>(sums, rows * inner), result);
            for (int i = 0; i < result.Length; i++)
            {
                result[i] += shifts[i];
            }
        }
    }

    /// <summary>y = x − shift; an infinite shift is replaced by 0, since ∞ − ∞ is not a number.</summary>
    private void Shift(T* from, T* shift, T* to)
    {
        for (int i = 0; i < inner; i++)
        {
            if (T.IsInfinity(shift[i]))
            {
                shift[i] = T.Zero;
            }
        }
        if (inner == 1)
        {
            BinaryRow<Subtract<T>, T>.Row(from, 1, shift, 0, null, 0, to, length);
            return;
        }
        for (int j = 0; j < length; j++)
        {
            BinaryRow<Subtract<T>, T>.Row(from + (nint)j * inner, 1, shift, 1, null, 0, to + (nint)j * inner, inner);
        }
    }

    private void Divide(T* to, T* sum)
    {
        if (inner == 1)
        {
            BinaryRow<Divide<T>, T>.Row(to, 1, sum, 0, null, 0, to, length);
            return;
        }
        for (int j = 0; j < length; j++)
        {
            BinaryRow<Divide<T>, T>.Row(to + (nint)j * inner, 1, sum, 1, null, 0, to + (nint)j * inner, inner);
        }
    }

    private void Fold<TFold>(T* from, T* to)
        where TFold : struct, IFold<T>
    {
        const int Columns = 512;
        if (inner == 1)
        {
            *to = FoldRows<TFold, T>.Row(from, length);
            return;
        }
        for (int start = 0; start < inner; start += Columns)
        {
            FoldRows<TFold, T>.Columns(from + start, inner, length, to + start, Math.Min(Columns, inner - start));
        }
    }
}
