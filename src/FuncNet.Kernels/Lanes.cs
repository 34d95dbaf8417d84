using System.Runtime.Intrinsics;

namespace FuncNet.Kernels;

/// <summary>Whole numbers in lanes as wide as those of T, so that a comparison of elements chooses among them.</summary>
internal static unsafe class Lanes
{
    public static Vector256<T> Create<T>(int value)
        where T : unmanaged =>
        sizeof(T) == sizeof(int) ? Vector256.Create(value).As<int, T>() : Vector256.Create((long)value).As<long, T>();

    /// <summary>0, 1, 2, …</summary>
    public static Vector256<T> Indices<T>()
        where T : unmanaged =>
        sizeof(T) == sizeof(int) ? Vector256<int>.Indices.As<int, T>() : Vector256<long>.Indices.As<long, T>();

    public static Vector256<T> Add<T>(Vector256<T> a, Vector256<T> b)
        where T : unmanaged =>
        sizeof(T) == sizeof(int) ? (a.AsInt32() + b.AsInt32()).As<int, T>() : (a.AsInt64() + b.AsInt64()).As<long, T>();

    public static Vector256<T> Equal<T>(Vector256<T> a, Vector256<T> b)
        where T : unmanaged =>
        sizeof(T) == sizeof(int)
            ? Vector256.Equals(a.AsInt32(), b.AsInt32()).As<int, T>()
            : Vector256.Equals(a.AsInt64(), b.AsInt64()).As<long, T>();

    public static Vector256<T> Load<T>(int* from)
        where T : unmanaged =>
        sizeof(T) == sizeof(int)
            ? Vector256.Load(from).As<int, T>()
            : Vector256.WidenLower(Vector128.Load(from).ToVector256()).As<long, T>();

    public static void Store<T>(Vector256<T> values, int* to)
        where T : unmanaged
    {
        if (sizeof(T) == sizeof(int))
        {
            values.AsInt32().Store(to);
        }
        else
        {
            Vector256.Narrow(values.AsInt64(), values.AsInt64()).GetLower().Store(to);
        }
    }
}
