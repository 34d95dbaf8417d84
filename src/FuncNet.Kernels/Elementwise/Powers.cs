using System.Numerics;
using System.Runtime.CompilerServices;

namespace FuncNet.Kernels;

/// <summary>The power; whole exponents from −1 to 4, the common ones, by multiplication, the same for each element.</summary>
internal readonly struct PowerOfFloats<T> : IBinary<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    public static bool Vectorized => false;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static T Of(T a, T b)
    {
        T two = T.One + T.One;
        if (b == two)
        {
            return a * a;
        }
        if (b == T.One)
        {
            return a;
        }
        if (b == two + T.One)
        {
            return a * a * a;
        }
        if (b == two + two)
        {
            return a * a * (a * a);
        }
        return b == -T.One ? T.One / a : T.Pow(a, b);
    }
}

/// <summary>a², whatever b is.</summary>
internal readonly struct SecondPower<T> : IBinary<T>
    where T : unmanaged, INumber<T>
{
    public static bool Vectorized => true;

    public static T Of(T a, T b) => a * a;

    public static Vector<T> Of(Vector<T> a, Vector<T> b) => a * a;
}

/// <summary>a³, whatever b is.</summary>
internal readonly struct ThirdPower<T> : IBinary<T>
    where T : unmanaged, INumber<T>
{
    public static bool Vectorized => true;

    public static T Of(T a, T b) => a * a * a;

    public static Vector<T> Of(Vector<T> a, Vector<T> b) => a * a * a;
}

/// <summary>1/a, whatever b is.</summary>
internal readonly struct Inverse<T> : IBinary<T>
    where T : unmanaged, INumber<T>
{
    public static bool Vectorized => true;

    public static T Of(T a, T b) => T.One / a;

    public static Vector<T> Of(Vector<T> a, Vector<T> b) => Vector<T>.One / a;
}
