using System.Numerics;
using System.Numerics.Tensors;

namespace FuncNet.Kernels;

/// <summary>
/// Functions that <see cref="TensorPrimitives"/> lacks, loses digits of, or computes for an element in a way that depends
/// on its neighbours; put together from those that it does well, on tiles that stay in the first cache.
/// </summary>
internal static unsafe class Composite<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private const int Tile = 256;

    /// <summary>Elements of the longest vector there is.</summary>
    private const int Block = 16;

    /// <summary>
    /// Beyond this the reduction of an angle needs more bits than vectors carry, and one large element makes
    /// TensorPrimitives compute its whole vector otherwise; so large elements are computed apart, by the scalar function.
    /// </summary>
    private static T LargeAngle => T.CreateChecked(100_000);

    private static Vector<T> Infinity => new(T.PositiveInfinity);

    public static void Tiles(UnaryFunction f, ReadOnlySpan<T> x, Span<T> y)
    {
        Span<T> buffer = stackalloc T[2 * Tile];
        for (int start = 0; start < x.Length; start += Tile)
        {
            int count = Math.Min(Tile, x.Length - start);
            // Whole vectors, at the end of the span too: the last tile is padded.
            int padded = (count + Block - 1) / Block * Block;
            Span<T> input = buffer[..padded];
            Span<T> work = buffer.Slice(Tile, padded);
            input[count..].Fill(T.One);
            x.Slice(start, count).CopyTo(input);
            One(f, input, work);
            work[..count].CopyTo(y.Slice(start, count));
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
            case UnaryFunction.Sin:
            case UnaryFunction.Cos:
            case UnaryFunction.Tan:
                Angles(f, x, y);
                break;
            default:
                Scalars(f, x, y);
                break;
        }
    }

    /// <summary>eˣ − 1 = (u − 1)·x/ln u with u = eˣ, whose errors cancel (Kahan; Higham 2002, section 1.14.1).</summary>
    private static void Expm1(ReadOnlySpan<T> x, Span<T> y)
    {
        Span<T> logs = stackalloc T[Tile];
        TensorPrimitives.Exp(x, y);
        TensorPrimitives.Log(y, logs[..y.Length]);
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
    private static void Log1p(ReadOnlySpan<T> x, Span<T> y)
    {
        TensorPrimitives.Add(x, T.One, y);
        Span<T> logs = stackalloc T[Tile];
        TensorPrimitives.Log(y, logs[..y.Length]);
        for (int i = 0; i < x.Length; i += Vector<T>.Count)
        {
            Vector<T> less = new Vector<T>(y[i..]) - Vector<T>.One;
            Vector<T> value = new(x[i..]);
            Vector<T> product = new Vector<T>(logs[i..]) * (value / less);
            Vector<T> large = Vector.ConditionalSelect(Vector.Equals(less, Infinity), less, product);
            Vector.ConditionalSelect(Vector.Equals(less, Vector<T>.Zero), value, large).CopyTo(y[i..]);
        }
    }

    private static void Softplus(Span<T> x, Span<T> y)
    {
        Span<T> small = stackalloc T[Tile];
        small = small[..x.Length];
        TensorPrimitives.Abs(x, small);
        TensorPrimitives.Negate(small, small);
        TensorPrimitives.Exp(small, small);
        Log1p(small, y);
        TensorPrimitives.Max(x, T.Zero, x);
        TensorPrimitives.Add(x, y, y);
    }

    private static void Angles(UnaryFunction f, Span<T> x, Span<T> y)
    {
        Span<T> small = stackalloc T[Tile];
        small = small[..x.Length];
        bool anyLarge = false;
        Vector<T> limit = new(LargeAngle);
        for (int i = 0; i < x.Length; i += Vector<T>.Count)
        {
            Vector<T> value = new(x[i..]);
            Vector<T> isSmall = Vector.LessThanOrEqual(Vector.Abs(value), limit);
            Vector.ConditionalSelect(isSmall, value, Vector<T>.Zero).CopyTo(small[i..]);
            anyLarge |= !Vector.EqualsAll(isSmall.As<T, long>(), Vector<long>.AllBitsSet);
        }
        switch (f)
        {
            case UnaryFunction.Sin:
                TensorPrimitives.Sin(small, y);
                break;
            case UnaryFunction.Cos:
                TensorPrimitives.Cos(small, y);
                break;
            default:
                TensorPrimitives.Tan(small, y);
                break;
        }
        for (int i = 0; anyLarge && i < x.Length; i++)
        {
            if (!(T.Abs(x[i]) <= LargeAngle))
            {
                y[i] = Scalar(f, x[i]);
            }
        }
    }

    private static void Scalars(UnaryFunction f, ReadOnlySpan<T> x, Span<T> y)
    {
        for (int i = 0; i < x.Length; i++)
        {
            y[i] = Scalar(f, x[i]);
        }
    }

    private static T Scalar(UnaryFunction f, T x) =>
        f switch
        {
            UnaryFunction.Sin => T.Sin(x),
            UnaryFunction.Cos => T.Cos(x),
            UnaryFunction.Tan => T.Tan(x),
            UnaryFunction.Asin => T.Asin(x),
            UnaryFunction.Acos => T.Acos(x),
            UnaryFunction.Atan => T.Atan(x),
            UnaryFunction.Erf => T.CreateTruncating(SpecialFunctions.Erf(double.CreateTruncating(x))),
            _ => throw new NotSupportedException($"{f} has no kernel."),
        };

    /// <summary>−1, +0, 1 or NaN.</summary>
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
