using System.Numerics;

namespace FuncNet.Kernels;

/// <summary>Products and sums that are rounded once, whatever the width of vectors; on x86 before AVX2 in software.</summary>
internal static class Fused
{
    /// <summary>a·b + c of float or double.</summary>
    public static Vector<T> MultiplyAdd<T>(Vector<T> a, Vector<T> b, Vector<T> c) =>
        typeof(T) == typeof(float)
            ? Vector.FusedMultiplyAdd(a.As<T, float>(), b.As<T, float>(), c.As<T, float>()).As<float, T>()
            : Vector.FusedMultiplyAdd(a.As<T, double>(), b.As<T, double>(), c.As<T, double>()).As<double, T>();
}
