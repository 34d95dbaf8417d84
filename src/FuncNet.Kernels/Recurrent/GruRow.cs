using System.Numerics;
using System.Numerics.Tensors;
using System.Runtime.CompilerServices;

namespace FuncNet.Kernels;

/// <summary>A row of <see cref="GruCell.Forward"/>.</summary>
internal unsafe struct GruRow<T> : ICellRow
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    public int Units;
    public T* X,
        S,
        H,
        Next,
        Gates;

    public readonly void Run(int row)
    {
        int n = Units;
        nint state = (nint)row * n;
        ReadOnlySpan<T> x = new(X + 3 * state, 3 * n);
        ReadOnlySpan<T> s = new(S + 3 * state, 3 * n);
        Span<T> gates = new(Gates + 3 * state, 3 * n);
        Span<T> opened = gates[..(2 * n)];
        Span<T> candidate = gates[(2 * n)..];
        Span<T> next = new(Next + state, n);
        // Gate by gate, so that one vector does not wait for another.
        TensorPrimitives.Add(x[..(2 * n)], s[..(2 * n)], opened);
        UnaryJob<T>.Apply(UnaryFunction.Sigmoid, opened, opened);
        TensorPrimitives.Multiply(opened[..n], s[(2 * n)..], candidate);
        TensorPrimitives.Add(x[(2 * n)..], candidate, candidate);
        UnaryJob<T>.Apply(UnaryFunction.Tanh, candidate, candidate);
        TensorPrimitives.Subtract(new ReadOnlySpan<T>(H + state, n), candidate, next);
        TensorPrimitives.Multiply(opened[n..], next, next);
        TensorPrimitives.Add(candidate, next, next);
    }
}

/// <summary>A row of <see cref="GruCell.Gradient"/>.</summary>
internal unsafe struct GruGradientRow<T> : ICellRow
    where T : unmanaged, INumberBase<T>
{
    public int Units;
    public T* Gates,
        S,
        H,
        GradientNext,
        GradientX,
        GradientS,
        GradientH;

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public readonly void Run(int row)
    {
        int j = 0;
        for (; j <= Units - Vector<T>.Count; j += Vector<T>.Count)
        {
            Run(row, new WholePart<T>(j));
        }
        if (j < Units)
        {
            Run(row, new LastPart<T>(j, Units - j));
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private readonly void Run<TPart>(int row, TPart part)
        where TPart : struct, IRowPart<T>
    {
        nint n = Units;
        nint state = row * n;
        T* gates = Gates + 3 * state;
        T* dx = GradientX + 3 * state;
        T* ds = GradientS + 3 * state;
        Vector<T> one = Vector<T>.One;
        Vector<T> reset = part.Load(gates);
        Vector<T> keep = part.Load(gates + n);
        Vector<T> candidate = part.Load(gates + 2 * n);
        Vector<T> d = part.Load(GradientNext + state);
        Vector<T> e = d * (one - keep) * (one - candidate * candidate);
        Vector<T> dReset = e * part.Load(S + 3 * state + 2 * n) * (reset * (one - reset));
        Vector<T> dKeep = d * (part.Load(H + state) - candidate) * (keep * (one - keep));
        part.Store(dReset, dx);
        part.Store(dReset, ds);
        part.Store(dKeep, dx + n);
        part.Store(dKeep, ds + n);
        part.Store(e, dx + 2 * n);
        part.Store(e * reset, ds + 2 * n);
        part.Store(d * keep, GradientH + state);
    }
}
