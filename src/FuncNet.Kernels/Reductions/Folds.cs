using System.Numerics;
using System.Runtime.Intrinsics;

namespace FuncNet.Kernels;

/// <summary>An associative operation (but for rounding) with a unit; the forms for one pair and for vectors agree.</summary>
internal interface IFold<T>
    where T : unmanaged
{
    static abstract T Unit { get; }

    static abstract T Of(T a, T b);

    static abstract Vector256<T> Of(Vector256<T> a, Vector256<T> b);

    static abstract Vector128<T> Of(Vector128<T> a, Vector128<T> b);
}

internal readonly struct SumFold<T> : IFold<T>
    where T : unmanaged, INumber<T>
{
    public static T Unit => T.Zero;

    public static T Of(T a, T b) => a + b;

    public static Vector256<T> Of(Vector256<T> a, Vector256<T> b) => a + b;

    public static Vector128<T> Of(Vector128<T> a, Vector128<T> b) => a + b;
}

internal readonly struct ProductFold<T> : IFold<T>
    where T : unmanaged, INumber<T>
{
    public static T Unit => T.One;

    public static T Of(T a, T b) => a * b;

    public static Vector256<T> Of(Vector256<T> a, Vector256<T> b) => a * b;

    public static Vector128<T> Of(Vector128<T> a, Vector128<T> b) => a * b;
}

internal readonly struct MaximumFold<T> : IFold<T>
    where T : unmanaged, INumber<T>
{
    public static T Unit => Extreme.Lowest<T>();

    public static T Of(T a, T b) => T.Max(a, b);

    public static Vector256<T> Of(Vector256<T> a, Vector256<T> b) => Vector256.Max(a, b);

    public static Vector128<T> Of(Vector128<T> a, Vector128<T> b) => Vector128.Max(a, b);
}

internal readonly struct MinimumFold<T> : IFold<T>
    where T : unmanaged, INumber<T>
{
    public static T Unit => Extreme.Highest<T>();

    public static T Of(T a, T b) => T.Min(a, b);

    public static Vector256<T> Of(Vector256<T> a, Vector256<T> b) => Vector256.Min(a, b);

    public static Vector128<T> Of(Vector128<T> a, Vector128<T> b) => Vector128.Min(a, b);
}

/// <summary>The least and the greatest value of a type: the infinities, where it has them.</summary>
internal static class Extreme
{
    public static T Lowest<T>()
        where T : unmanaged, INumber<T> =>
        typeof(T) == typeof(int) ? T.CreateTruncating(int.MinValue) : -T.One / T.Zero;

    public static T Highest<T>()
        where T : unmanaged, INumber<T> => typeof(T) == typeof(int) ? T.CreateTruncating(int.MaxValue) : T.One / T.Zero;
}
