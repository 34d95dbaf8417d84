using System.Numerics;
using System.Numerics.Tensors;
using System.Runtime.CompilerServices;

namespace FuncNet.Kernels;

/// <summary>
/// Functions that <see cref="TensorPrimitives"/> lacks or loses digits of, put together from exponentials and
/// logarithms on tiles that stay in the first cache.
/// Eight bytes a float, and 40 to 90 operations: bound by these.
/// </summary>
internal static class Composite<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private const int Tile = 256;

    private static Vector<T> Infinity => new(T.PositiveInfinity);

    /// <summary>y = f(x); y may be x.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Tiles(UnaryFunction f, ReadOnlySpan<T> x, Span<T> y)
    {
        Span<T> input = stackalloc T[Tile];
        Span<T> output = stackalloc T[Tile];
        for (int start = 0; start < x.Length; start += Tile)
        {
            int count = Math.Min(Tile, x.Length - start);
            // Whole vectors, at the end of the span too: the last tile is padded.
            int padded = (count + Guarded<T>.Block - 1) / Guarded<T>.Block * Guarded<T>.Block;
            x.Slice(start, count).CopyTo(input);
            input[count..padded].Fill(T.One);
            One(f, input[..padded], output[..padded]);
            output[..count].CopyTo(y.Slice(start, count));
        }
    }

    private static void One(UnaryFunction f, Span<T> x, Span<T> y)
    {
        switch (f)
        {
            case UnaryFunction.Expm1:
                Expm1(x, y);
                break;
            case UnaryFunction.Log1p:
                Log1p(x, y);
                break;
            case UnaryFunction.Softplus:
                Softplus(x, y);
                break;
            case UnaryFunction.Sinh:
                Sinh(x, y);
                break;
            case UnaryFunction.Cosh:
                Cosh(x, y);
                break;
            default:
                throw new NotSupportedException($"{f} has no kernel.");
        }
    }

    /// <summary>eˣ − 1 = (u − 1)·x/ln u with u = eˣ, whose errors cancel (Kahan; Higham 2002, section 1.14.1).</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Expm1(ReadOnlySpan<T> x, Span<T> y)
    {
        Span<T> logs = stackalloc T[Tile];
        VectorRow<Exponentials<T>, T>.Apply(x, y);
        VectorRow<Logarithms<T>, T>.Apply(y, logs[..y.Length]);
        Vector<T> one = Vector<T>.One;
        for (int i = 0; i < x.Length; i += Vector<T>.Count)
        {
            Vector<T> less = new Vector<T>(y[i..]) - one;
            Vector<T> value = new(x[i..]);
            Vector<T> quotient = less * (value / new Vector<T>(logs[i..]));
            Vector<T> exact = Vector.Equals(less, -one) | Vector.Equals(less, Infinity);
            Vector<T> large = Vector.ConditionalSelect(exact, less, quotient);
            Vector.ConditionalSelect(Vector.Equals(less, Vector<T>.Zero), value, large).CopyTo(y[i..]);
        }
    }

    /// <summary>ln(1 + x) = ln u · x/(u − 1) with u = 1 + x as rounded (Kahan).</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Log1p(ReadOnlySpan<T> x, Span<T> y)
    {
        Span<T> logs = stackalloc T[Tile];
        TensorPrimitives.Add(x, T.One, y);
        VectorRow<Logarithms<T>, T>.Apply(y, logs[..y.Length]);
        for (int i = 0; i < x.Length; i += Vector<T>.Count)
        {
            Vector<T> less = new Vector<T>(y[i..]) - Vector<T>.One;
            Vector<T> value = new(x[i..]);
            Vector<T> product = new Vector<T>(logs[i..]) * (value / less);
            Vector<T> large = Vector.ConditionalSelect(Vector.Equals(less, Infinity), less, product);
            Vector.ConditionalSelect(Vector.Equals(less, Vector<T>.Zero), value, large).CopyTo(y[i..]);
        }
    }

    /// <summary>max(x, 0) + ln(1 + e^−|x|).</summary>
    private static void Softplus(Span<T> x, Span<T> y)
    {
        Span<T> small = stackalloc T[Tile];
        small = small[..x.Length];
        TensorPrimitives.Abs(x, small);
        TensorPrimitives.Negate(small, small);
        VectorRow<Exponentials<T>, T>.Apply(small, small);
        Log1p(small, y);
        TensorPrimitives.Max(x, T.Zero, x);
        TensorPrimitives.Add(x, y, y);
    }

    /// <summary>±(e + e/(e + 1))/2 with e = e^|x| − 1; from |x| = 20 on ±(e^(|x|/2)/2)·e^(|x|/2), which overflows no sooner.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Sinh(Span<T> x, Span<T> y)
    {
        Span<T> size = stackalloc T[Tile];
        Span<T> roots = stackalloc T[Tile];
        size = size[..x.Length];
        roots = roots[..x.Length];
        TensorPrimitives.Abs(x, size);
        Roots(size, roots);
        Expm1(size, y);
        Vector<T> half = new(T.CreateTruncating(0.5));
        for (int i = 0; i < x.Length; i += Vector<T>.Count)
        {
            Vector<T> e = new(y[i..]);
            Vector<T> root = new(roots[i..]);
            Vector<T> near = half * (e + e / (e + Vector<T>.One));
            Vector<T> value = Vector.ConditionalSelect(IsSmall(size[i..]), near, half * root * root);
            Vector.CopySign(value, new Vector<T>(x[i..])).CopyTo(y[i..]);
        }
    }

    /// <summary>(u + 1/u)/2 with u = e^|x|; from |x| = 20 on (e^(|x|/2)/2)·e^(|x|/2).</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Cosh(Span<T> x, Span<T> y)
    {
        Span<T> roots = stackalloc T[Tile];
        roots = roots[..x.Length];
        TensorPrimitives.Abs(x, x);
        Roots(x, roots);
        VectorRow<Exponentials<T>, T>.Apply(x, y);
        Vector<T> half = new(T.CreateTruncating(0.5));
        for (int i = 0; i < x.Length; i += Vector<T>.Count)
        {
            Vector<T> u = new(y[i..]);
            Vector<T> root = new(roots[i..]);
            Vector<T> near = half * (u + Vector<T>.One / u);
            Vector.ConditionalSelect(IsSmall(x[i..]), near, half * root * root).CopyTo(y[i..]);
        }
    }

    /// <summary>e^(x/2).</summary>
    private static void Roots(ReadOnlySpan<T> x, Span<T> y)
    {
        TensorPrimitives.Multiply(x, T.CreateTruncating(0.5), y);
        VectorRow<Exponentials<T>, T>.Apply(y, y);
    }

    private static Vector<T> IsSmall(ReadOnlySpan<T> x) =>
        Vector.LessThan(new Vector<T>(x), new Vector<T>(T.CreateTruncating(20)));

    /// <summary>−1, +0, 1 or NaN.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Sign(ReadOnlySpan<T> x, Span<T> y)
    {
        int width = Vector<T>.Count;
        Vector<T> zero = Vector<T>.Zero;
        int i = 0;
        for (; i <= x.Length - width; i += width)
        {
            Vector<T> v = new(x[i..]);
            Vector<T> negative = Vector.ConditionalSelect(Vector.LessThan(v, zero), -Vector<T>.One, v + zero);
            Vector.ConditionalSelect(Vector.GreaterThan(v, zero), Vector<T>.One, negative).CopyTo(y[i..]);
        }
        for (; i < x.Length; i++)
        {
            y[i] =
                x[i] > T.Zero ? T.One
                : x[i] < T.Zero ? -T.One
                : x[i] + T.Zero;
        }
    }
}
