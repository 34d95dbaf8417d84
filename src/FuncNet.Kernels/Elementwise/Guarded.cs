using System.Numerics;
using System.Runtime.CompilerServices;

namespace FuncNet.Kernels;

/// <summary>
/// Sine, cosine and tangent, independent of neighbours: vector code is shown angles inside its range only, and the others are computed
/// one by one. Eight bytes and some 40 operations in double a float: bound by these, at 0.4 G/s a core.
/// </summary>
internal static class Guarded<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <summary>Elements of a tile; the last tile of a span may be a vector longer, so that none is shorter than one.</summary>
    private const int Tile = 1024;

    /// <summary>Elements of the longest vector there is, and the fewest that may be asked for.</summary>
    public const int Block = 16;

    /// <summary>y = f(x) for at least <see cref="Block"/> elements; y may be x.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
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
        T high = T.CreateTruncating(Trigonometry.Largest);
        T low = -high;
        if (Inside(x, low, high))
        {
            Angles(f, x, y);
        }
        else
        {
            Mixed(f, x, y, low, high);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
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
        Angles(f, input, output);
        for (int i = 0; i < x.Length; i++)
        {
            y[i] = x[i] >= low && x[i] <= high ? output[i] : Scalar(f, x[i]);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
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

    /// <summary>Whole vectors, and one that overlaps the last, or is it: x may be y, so it is read before anything is written.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
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
            UnaryFunction.Sin => T.Sin(x),
            UnaryFunction.Cos => T.Cos(x),
            UnaryFunction.Tan => T.Tan(x),
            _ => throw new NotSupportedException($"{f} has no kernel."),
        };
}
