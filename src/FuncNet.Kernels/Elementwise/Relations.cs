using System.Numerics;
using System.Runtime.Intrinsics;

namespace FuncNet.Kernels;

/// <summary>A relation between two numbers; the vector form has all bits of an element set where it holds.</summary>
internal interface IRelation<T>
{
    static abstract bool Holds(T a, T b);

    static abstract Vector256<T> Holds(Vector256<T> a, Vector256<T> b);
}

internal readonly struct EqualTo<T> : IRelation<T>
    where T : INumber<T>
{
    public static bool Holds(T a, T b) => a == b;

    public static Vector256<T> Holds(Vector256<T> a, Vector256<T> b) => Vector256.Equals(a, b);
}

internal readonly struct NotEqualTo<T> : IRelation<T>
    where T : INumber<T>
{
    public static bool Holds(T a, T b) => a != b;

    public static Vector256<T> Holds(Vector256<T> a, Vector256<T> b) => ~Vector256.Equals(a, b);
}

internal readonly struct LessThan<T> : IRelation<T>
    where T : INumber<T>
{
    public static bool Holds(T a, T b) => a < b;

    public static Vector256<T> Holds(Vector256<T> a, Vector256<T> b) => Vector256.LessThan(a, b);
}

internal readonly struct AtMost<T> : IRelation<T>
    where T : INumber<T>
{
    public static bool Holds(T a, T b) => a <= b;

    public static Vector256<T> Holds(Vector256<T> a, Vector256<T> b) => Vector256.LessThanOrEqual(a, b);
}

internal readonly struct GreaterThan<T> : IRelation<T>
    where T : INumber<T>
{
    public static bool Holds(T a, T b) => a > b;

    public static Vector256<T> Holds(Vector256<T> a, Vector256<T> b) => Vector256.GreaterThan(a, b);
}

internal readonly struct AtLeast<T> : IRelation<T>
    where T : INumber<T>
{
    public static bool Holds(T a, T b) => a >= b;

    public static Vector256<T> Holds(Vector256<T> a, Vector256<T> b) => Vector256.GreaterThanOrEqual(a, b);
}
