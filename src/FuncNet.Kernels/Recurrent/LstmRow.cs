using System.Numerics;
using System.Numerics.Tensors;
using System.Runtime.CompilerServices;

namespace FuncNet.Kernels;

/// <summary>A row of <see cref="LstmCell.Forward"/>.</summary>
internal unsafe struct LstmRow<T> : ICellRow
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    public int Units;
    public T* X,
        S,
        C,
        H,
        Next,
        Gates,
        Tanh;

    public readonly void Run(int row)
    {
        int n = Units;
        nint state = (nint)row * n;
        Span<T> gates = new(Gates + 4 * state, 4 * n);
        Span<T> next = new(Next + state, n);
        Span<T> tanh = new(Tanh + state, n);
        TensorPrimitives.Add(
            new ReadOnlySpan<T>(X + 4 * state, 4 * n),
            new ReadOnlySpan<T>(S + 4 * state, 4 * n),
            gates
        );
        // Gate by gate, so that one vector does not wait for another.
        UnaryJob<T>.Apply(UnaryFunction.Sigmoid, gates[..(2 * n)], gates[..(2 * n)]);
        UnaryJob<T>.Apply(UnaryFunction.Tanh, gates[(2 * n)..(3 * n)], gates[(2 * n)..(3 * n)]);
        UnaryJob<T>.Apply(UnaryFunction.Sigmoid, gates[(3 * n)..], gates[(3 * n)..]);
        TensorPrimitives.Multiply(gates[n..(2 * n)], new ReadOnlySpan<T>(C + state, n), next);
        TensorPrimitives.Multiply(gates[..n], gates[(2 * n)..(3 * n)], tanh);
        TensorPrimitives.Add(next, tanh, next);
        UnaryJob<T>.Apply(UnaryFunction.Tanh, next, tanh);
        TensorPrimitives.Multiply(gates[(3 * n)..], tanh, new(H + state, n));
    }
}

/// <summary>A row of <see cref="LstmCell.Gradient"/>.</summary>
internal unsafe struct LstmGradientRow<T> : ICellRow
    where T : unmanaged, INumberBase<T>
{
    public int Units;
    public T* Gates,
        Tanh,
        C,
        GradientH,
        GradientNext,
        GradientGates,
        GradientC;

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
        T* gates = Gates + 4 * state;
        T* gradient = GradientGates + 4 * state;
        Vector<T> one = Vector<T>.One;
        Vector<T> i = part.Load(gates);
        Vector<T> f = part.Load(gates + n);
        Vector<T> g = part.Load(gates + 2 * n);
        Vector<T> o = part.Load(gates + 3 * n);
        Vector<T> tanh = part.Load(Tanh + state);
        Vector<T> c = part.Load(C + state);
        Vector<T> dh = part.Load(GradientH + state);
        Vector<T> e = part.Load(GradientNext + state) + dh * o * (one - tanh * tanh);
        part.Store(e * g * (i * (one - i)), gradient);
        part.Store(e * c * (f * (one - f)), gradient + n);
        part.Store(e * i * (one - g * g), gradient + 2 * n);
        part.Store(dh * tanh * (o * (one - o)), gradient + 3 * n);
        part.Store(e * f, GradientC + state);
    }
}
