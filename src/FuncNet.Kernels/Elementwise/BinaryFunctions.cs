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
