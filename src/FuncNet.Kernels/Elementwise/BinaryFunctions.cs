using System.Numerics;
using System.Runtime.CompilerServices;

namespace FuncNet.Kernels;

internal readonly struct Add<T> : IBinary<T>
    where T : unmanaged, INumber<T>
{
    public static bool Vectorized => true;

    public static T Of(T a, T b) => a + b;

    public static Vector<T> Of(Vector<T> a, Vector<T> b) => a + b;
}

internal readonly struct Subtract<T> : IBinary<T>
    where T : unmanaged, INumber<T>
{
    public static bool Vectorized => true;

    public static T Of(T a, T b) => a - b;

    public static Vector<T> Of(Vector<T> a, Vector<T> b) => a - b;
}

internal readonly struct Multiply<T> : IBinary<T>
    where T : unmanaged, INumber<T>
{
    public static bool Vectorized => true;

    public static T Of(T a, T b) => a * b;

    public static Vector<T> Of(Vector<T> a, Vector<T> b) => a * b;
}

internal readonly struct Divide<T> : IBinary<T>
    where T : unmanaged, INumber<T>
{
    public static bool Vectorized => true;

    public static T Of(T a, T b) => a / b;

    public static Vector<T> Of(Vector<T> a, Vector<T> b) => a / b;
}

internal readonly struct Maximum<T> : IBinary<T>
    where T : unmanaged, INumber<T>
{
    public static bool Vectorized => true;

    public static T Of(T a, T b) => T.Max(a, b);

    public static Vector<T> Of(Vector<T> a, Vector<T> b) => Vector.Max(a, b);
}

internal readonly struct Minimum<T> : IBinary<T>
    where T : unmanaged, INumber<T>
{
    public static bool Vectorized => true;

    public static T Of(T a, T b) => T.Min(a, b);

    public static Vector<T> Of(Vector<T> a, Vector<T> b) => Vector.Min(a, b);
}

/// <summary>The remainder with the sign of the dividend, as C# and C have it.</summary>
internal readonly struct Remainder<T> : IBinary<T>
    where T : unmanaged, INumber<T>
{
    public static bool Vectorized => false;

    public static T Of(T a, T b) => a % b;
}

internal readonly struct Atan2<T> : IBinary<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    public static bool Vectorized => false;

    public static T Of(T a, T b) => T.Atan2(a, b);
}

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

/// <summary>The quotient towards zero, which wraps in the one case that does not fit, as the other operations do.</summary>
internal readonly struct DivideIntegers : IBinary<int>
{
    public static bool Vectorized => false;

    public static int Of(int a, int b) => b == -1 ? unchecked(-a) : a / b;
}

internal readonly struct RemainderOfIntegers : IBinary<int>
{
    public static bool Vectorized => false;

    public static int Of(int a, int b) => b == -1 ? 0 : a % b;
}

/// <summary>The power by repeated squaring, wrapping; of a negative exponent, 1/aᵇ towards zero.</summary>
internal readonly struct PowerOfIntegers : IBinary<int>
{
    public static bool Vectorized => false;

    public static int Of(int a, int b)
    {
        if (b < 0)
        {
            return a switch
            {
                0 => throw new DivideByZeroException("0 has no negative power."),
                1 => 1,
                -1 => (b & 1) == 0 ? 1 : -1,
                _ => 0,
            };
        }
        int power = 1;
        for (int square = a, rest = b; rest > 0; rest >>= 1, square = unchecked(square * square))
        {
            if ((rest & 1) == 1)
            {
                power = unchecked(power * square);
            }
        }
        return power;
    }
}
