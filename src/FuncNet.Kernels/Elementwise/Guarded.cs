using System.Numerics;
using System.Numerics.Tensors;
using System.Runtime.CompilerServices;

namespace FuncNet.Kernels;

/// <summary>
/// Transcendental functions, independent of neighbours. In <see cref="TensorPrimitives"/> one element outside the range
/// that its vector code covers sends the whole vector to scalar code, whose last bits differ. So vector code is shown
/// elements inside its range only, and the others are computed one by one.
/// </summary>
internal static class Guarded<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <summary>Elements of a tile; the last tile of a span may be a vector longer, so that none is shorter than one.</summary>
    private const int Tile = 1024;

    /// <summary>Elements of the longest vector there is, and the fewest that may be asked for.</summary>
    public const int Block = 16;

    /// <summary>y = f(x) for at least <see cref="Block"/> elements; y may be x.</summary>
    public static void Apply(UnaryFunction f, ReadOnlySpan<T> x, Span<T> y)
    {
        for (int start = 0, count; start < x.Length; start += count)
        {
            count = x.Length - start < Tile + Block ? x.Length - start : Tile;
            One(f, x.Slice(start, count), y.Slice(start, count));
        }
    }

    private static void One(UnaryFunction f, ReadOnlySpan<T> x, Span<T> y)
    {
        (T low, T high) = Range(f);
        if (Inside(x, low, high))
        {
            Vectors(f, x, y);
        }
        else
        {
            Mixed(f, x, y, low, high);
        }
    }

    [SkipLocalsInit]
    private static void Mixed(UnaryFunction f, ReadOnlySpan<T> x, Span<T> y, T low, T high)
    {
        Span<T> input = stackalloc T[Tile + Block];
        Span<T> output = stackalloc T[Tile + Block];
        input = input[..x.Length];
        output = output[..x.Length];
        for (int i = 0; i < x.Length; i++)
        {
            input[i] = x[i] >= low && x[i] <= high ? x[i] : T.One;
        }
        Vectors(f, input, output);
        for (int i = 0; i < x.Length; i++)
        {
            y[i] = x[i] >= low && x[i] <= high ? output[i] : Scalar(f, x[i]);
        }
    }

    private static bool Inside(ReadOnlySpan<T> x, T low, T high)
    {
        Vector<T> least = new(low);
        Vector<T> most = new(high);
        Vector<T> inside = Vector<T>.AllBitsSet;
        int i = 0;
        for (; i <= x.Length - Vector<T>.Count; i += Vector<T>.Count)
        {
            Vector<T> value = new(x[i..]);
            inside &= Vector.GreaterThanOrEqual(value, least) & Vector.LessThanOrEqual(value, most);
        }
        bool all = Vector.EqualsAll(inside.As<T, long>(), Vector<long>.AllBitsSet);
        for (; i < x.Length; i++)
        {
            all &= x[i] >= low && x[i] <= high;
        }
        return all;
    }

    /// <summary>Where the vector code is used: a little less than where it is meant to work.</summary>
    private static (T Low, T High) Range(UnaryFunction f)
    {
        bool single = typeof(T) == typeof(float);
        double high = f switch
        {
            UnaryFunction.Log => single ? float.MaxValue : double.MaxValue,
            UnaryFunction.Sin or UnaryFunction.Cos or UnaryFunction.Tan => Trigonometry.Largest,
            _ => single ? 87 : 708,
        };
        double low = f == UnaryFunction.Log ? (single ? 1.17549435e-38 : 2.2250738585072014e-308) : -high;
        return (T.CreateTruncating(low), T.CreateTruncating(high));
    }

    private static void Vectors(UnaryFunction f, ReadOnlySpan<T> x, Span<T> y)
    {
        switch (f)
        {
            case UnaryFunction.Exp:
                TensorPrimitives.Exp(x, y);
                break;
            case UnaryFunction.Log:
                TensorPrimitives.Log(x, y);
                break;
            case UnaryFunction.Sigmoid:
                TensorPrimitives.Sigmoid(x, y);
                break;
            case UnaryFunction.Sin:
            case UnaryFunction.Cos:
            case UnaryFunction.Tan:
                Angles(f, x, y);
                break;
            default:
                Door.Unsupported<T>(f);
                break;
        }
    }

    /// <summary>Whole vectors, and one that overlaps the last, or is it: x may be y, so it is read before anything is written.</summary>
    private static void Angles(UnaryFunction f, ReadOnlySpan<T> x, Span<T> y)
    {
        int width = Vector<T>.Count;
        int last = x.Length - width;
        Vector<T> end = Angle(f, new Vector<T>(x[last..]));
        for (int i = 0; i < last; i += width)
        {
            Angle(f, new Vector<T>(x[i..])).CopyTo(y[i..]);
        }
        end.CopyTo(y[last..]);
    }

    private static Vector<T> Angle(UnaryFunction f, Vector<T> x) =>
        typeof(T) == typeof(float)
            ? Trigonometry.Of(f, x.As<T, float>()).As<float, T>()
            : Trigonometry.Of(f, x.As<T, double>()).As<double, T>();

    private static T Scalar(UnaryFunction f, T x) =>
        f switch
        {
            UnaryFunction.Exp => x < T.CreateTruncating(-746) ? T.Zero : T.Exp(x),
            UnaryFunction.Log => x < T.Zero ? T.NaN : T.Log(x),
            UnaryFunction.Sin => T.Sin(x),
            UnaryFunction.Cos => T.Cos(x),
            UnaryFunction.Tan => T.Tan(x),
            UnaryFunction.Sigmoid => T.One / (T.One + T.Exp(-x)),
            _ => throw new NotSupportedException($"{f} has no kernel."),
        };
}
