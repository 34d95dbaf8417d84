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

    /// <summary>
    /// Beyond this the reduction of an angle needs more bits than vectors carry, and one large element makes
    /// TensorPrimitives compute its whole vector otherwise; so large elements are computed apart, by the scalar function.
    /// </summary>
    private static T LargeAngle => T.CreateChecked(100_000);

    public static void Tiles(UnaryFunction f, ReadOnlySpan<T> x, Span<T> y)
    {
        Span<T> buffer = stackalloc T[2 * Tile];
        for (int start = 0; start < x.Length; start += Tile)
        {
            int count = Math.Min(Tile, x.Length - start);
            // Whole vectors again at the end of the span: the last tile is padded where it is shorter than one.
            int padded = Math.Max(count, 16);
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
        for (int i = 0; i < x.Length; i++)
        {
            T u = y[i];
            T less = u - T.One;
            y[i] =
                less == T.Zero ? x[i]
                : less == -T.One || T.IsPositiveInfinity(u) ? less
                : less * (x[i] / logs[i]);
        }
    }

    /// <summary>ln(1 + x) = ln u · x/(u − 1) with u = 1 + x as rounded (Kahan).</summary>
    private static void Log1p(ReadOnlySpan<T> x, Span<T> y)
    {
        TensorPrimitives.Add(x, T.One, y);
        Span<T> logs = stackalloc T[Tile];
        TensorPrimitives.Log(y, logs[..y.Length]);
        for (int i = 0; i < x.Length; i++)
        {
            T less = y[i] - T.One;
            y[i] =
                less == T.Zero ? x[i]
                : T.IsPositiveInfinity(less) ? less
                : logs[i] * (x[i] / less);
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
        for (int i = 0; i < x.Length; i++)
        {
            bool isSmall = T.Abs(x[i]) <= LargeAngle;
            small[i] = isSmall ? x[i] : T.Zero;
            anyLarge |= !isSmall;
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
        for (int i = 0; i < x.Length; i++)
        {
            y[i] =
                x[i] > T.Zero ? T.One
                : x[i] < T.Zero ? -T.One
                : x[i] + T.Zero;
        }
    }
}
