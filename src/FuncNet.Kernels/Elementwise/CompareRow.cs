using System.Numerics;

namespace FuncNet.Kernels;

/// <summary>A relation between two numbers.</summary>
internal interface IRelation<T>
{
    static abstract bool Holds(T a, T b);
}

internal readonly struct EqualTo<T> : IRelation<T>
    where T : INumber<T>
{
    public static bool Holds(T a, T b) => a == b;
}

internal readonly struct NotEqualTo<T> : IRelation<T>
    where T : INumber<T>
{
    public static bool Holds(T a, T b) => a != b;
}

internal readonly struct LessThan<T> : IRelation<T>
    where T : INumber<T>
{
    public static bool Holds(T a, T b) => a < b;
}

internal readonly struct AtMost<T> : IRelation<T>
    where T : INumber<T>
{
    public static bool Holds(T a, T b) => a <= b;
}

internal readonly struct GreaterThan<T> : IRelation<T>
    where T : INumber<T>
{
    public static bool Holds(T a, T b) => a > b;
}

internal readonly struct AtLeast<T> : IRelation<T>
    where T : INumber<T>
{
    public static bool Holds(T a, T b) => a >= b;
}

/// <summary>The rows of a relation.</summary>
internal readonly unsafe struct CompareRow<TRelation, T> : IRowKernel<T, T, byte, bool>
    where TRelation : struct, IRelation<T>
    where T : unmanaged
{
    public static void Row(T* a, int stepA, T* b, int stepB, byte* c, int stepC, bool* y, int n)
    {
        if (stepB == 0)
        {
            T right = *b;
            for (int i = 0; i < n; i++)
            {
                y[i] = TRelation.Holds(a[i * stepA], right);
            }
        }
        else
        {
            for (int i = 0; i < n; i++)
            {
                y[i] = TRelation.Holds(a[i * stepA], b[i]);
            }
        }
    }
}

/// <summary>The rows of a choice.</summary>
internal readonly unsafe struct SelectRow<T> : IRowKernel<T, T, bool, T>
    where T : unmanaged
{
    public static void Row(T* a, int stepA, T* b, int stepB, bool* c, int stepC, T* y, int n)
    {
        for (int i = 0; i < n; i++)
        {
            y[i] = c[i * stepC] ? a[i * stepA] : b[i * stepB];
        }
    }
}

internal readonly struct And : IBinary<byte>
{
    public static bool Vectorized => true;

    public static byte Of(byte a, byte b) => (byte)(a & b);

    public static Vector<byte> Of(Vector<byte> a, Vector<byte> b) => a & b;
}

internal readonly struct Or : IBinary<byte>
{
    public static bool Vectorized => true;

    public static byte Of(byte a, byte b) => (byte)(a | b);

    public static Vector<byte> Of(Vector<byte> a, Vector<byte> b) => a | b;
}

internal readonly struct Xor : IBinary<byte>
{
    public static bool Vectorized => true;

    public static byte Of(byte a, byte b) => (byte)(a ^ b);

    public static Vector<byte> Of(Vector<byte> a, Vector<byte> b) => a ^ b;
}
